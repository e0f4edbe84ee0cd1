"""From an exception to what is printed and the exit code."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace

from passkeyctl.cli.console import say, show_diagnostics
from passkeyctl.cli.formats import Format, report_text, wanted_format
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.errors import ExitCode, PasskeyctlError
from passkeyctl.json_types import JsonObject

FORMAT = "1.0"
JSON_LINES = "--json-lines"
INTERRUPTION = "interrupted: nothing was written"
REASONS = {
    ExitCode.FAILED: "failed",
    ExitCode.REFUSED: "refused",
    ExitCode.STALE: "stale",
    ExitCode.OPEN: "open",
    ExitCode.USAGE: "usage",
    ExitCode.INTERRUPTED: "interrupted",
}
"""The word for each code that means trouble, as `--json` has it under `reasons`."""

HELD = "held"
"""A gate keeps the wanted stage of a roll-out shut: the same code as a stale plan file, and nothing went wrong."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended. `trace` is for the person who mends the tool, shown with PASSKEYCTL_DEBUG."""

    diagnostics: tuple[Diagnostic, ...]
    exit_code: ExitCode
    trace: str = ""
    usage: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        return (REASONS[self.exit_code],)

    def show(self) -> None:
        if self.exit_code is ExitCode.INTERRUPTED:
            say(INTERRUPTION)
        elif self.usage:
            say(self.usage)
        else:
            show_diagnostics(self.diagnostics)
        if self.trace and os.environ.get("PASSKEYCTL_DEBUG"):
            say(self.trace)

    def document(self, arguments: Sequence[str]) -> str:
        """In the form that the command line asked for; nothing where that is text."""
        if JSON_LINES in arguments:
            from passkeyctl.cli.apply.event_stream import last_line

            return last_line(self)
        form = wanted_format(arguments)
        if form is Format.JSON:
            return self.as_json()
        if not form.is_of_findings:
            return ""
        from passkeyctl.cli.reporting import report_of_failure

        return report_text(report_of_failure(arguments[0], self.diagnostics, self.exit_code), form)

    def as_json(self) -> str:
        """The one document on stdout where a plan or an apply came to nothing."""
        from passkeyctl.render.json_text import json_text

        return json_text(self.json())

    def json(self) -> JsonObject:
        from passkeyctl import __version__
        from passkeyctl.render.value_json import diagnostic_json

        return {
            "kind": "error",
            "format_version": FORMAT,
            "tool_version": __version__,
            "exit_code": int(self.exit_code),
            "reasons": [*self.reasons],
            "diagnostics": [diagnostic_json(each) for each in self.diagnostics],
        }


def left_open(failure: Failure) -> Failure:
    """What went wrong while the end of a run was told that has written something and left something open."""
    if failure.exit_code is not ExitCode.INTERRUPTED:
        return replace(failure, exit_code=ExitCode.OPEN)
    words = "interrupted while its end was told: something was written, and something is open"
    hint = "`passkeyctl apply --resume` goes on with it"
    return Failure((Diagnostic(Severity.ERROR, "", words, hint=hint),), ExitCode.OPEN)


def failure_of(error: BaseException) -> Failure:
    match error:
        case PasskeyctlError():
            return Failure(error.diagnostics(), error.exit_code)
        case KeyboardInterrupt():
            return Failure((Diagnostic(Severity.ERROR, "", INTERRUPTION),), ExitCode.INTERRUPTED)
        case OSError():
            return Failure((_refused_by_the_system(error),), ExitCode.FAILED, _trace(error))
        case _:
            return Failure((_internal(error),), ExitCode.FAILED, _trace(error))


def _refused_by_the_system(error: OSError) -> Diagnostic:
    where = f"`{error.filename}`: " if error.filename else ""
    return Diagnostic(
        Severity.ERROR,
        "",
        f"the system refused: {where}{error.strerror or error}",
        hint="free some space, or look at the rights of files and folders",
    )


def _internal(error: BaseException) -> Diagnostic:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return Diagnostic(
        Severity.ERROR,
        "",
        _masked(f"internal error: {type(error).__name__}: {error}{place}"),
        hint="this is a fault of passkeyctl; run with PASSKEYCTL_DEBUG=1 for the whole trace, and report it",
    )


def _trace(error: BaseException) -> str:
    return _masked("".join(traceback.format_exception(error)))


def _masked(text: str) -> str:
    """Without what signs anybody in. What does that is only loaded where something went wrong."""
    from passkeyctl.graph.secrets import Mask

    return Mask.of(os.environ)(text)


def reasons_for(code: ExitCode, failure: Failure | None) -> list[str]:
    """Every reason that held, the one that decided the exit code first."""
    if code is ExitCode.STALE and (failure is None or failure.exit_code is not code):
        found = [HELD]
    else:
        found = [REASONS[code]] if code in REASONS else []
    return [*dict.fromkeys((*found, *(failure.reasons if failure is not None else ())))]

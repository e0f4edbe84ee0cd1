"""The reports of one run: a placeholder that reads as a failure first, the real one before the exit code is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import typer

from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.targets import Form, Target, targets_of, wanted_targets
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError

UNFINISHED = Diagnostic(
    Severity.ERROR,
    "",
    "the run has not come to its end",
    hint="it was still going on, or was killed: the log of the run says more, and nothing may be concluded from this",
)


@dataclass(slots=True)
class Reports:
    """What stands in the files: nothing of this run yet, a placeholder (`told` is None), or how it ended.

    `about` is what the marker of Markdown says: the same in each run over the same files, whatever comes of it.
    """

    command: str = ""
    about: str = "-"
    targets: tuple[Target, ...] = ()
    is_begun: bool = field(default=False, init=False)
    told: ExitCode | None = field(default=None, init=False)
    knows_of_open: bool = field(default=False, init=False)
    """Something was written and something is open: that stays the exit code, whatever goes wrong with reports."""

    def begin(self, command: str, written: Sequence[str], paths: Sequence[str], *, stdout_is_text: bool) -> None:
        """Raises UsageError, or OutputFailed where a report could never be written."""
        targets = targets_of(written)
        if any(each.path is None for each in targets) and not stdout_is_text:
            raise UsageError(
                "annotations would stand in the middle of what `--json` or `--format` prints",
                hint="write `--report github=FILE`, or leave the other out",
            )
        self.command, self.about, self.targets, self.is_begun = command, _about(paths), targets, True
        if targets:
            from passkeyctl.cli.reports.failed import failed_material

            placeholder = failed_material(command, (UNFINISHED,), ExitCode.FAILED)
            for target in targets:
                if target.is_replaced:
                    self._write(target, placeholder)

    def write(self, material: Material) -> None:
        """Each in turn. Raises OutputFailed: then the boundary makes failures of all of them."""
        for target in self.targets:
            self._write(target, material)
        self.told = ExitCode(material.report.exit_code)

    def tell(self, material: Callable[[ExitCode], Material], code: ExitCode) -> ExitCode:
        """For a run that may have written to the tenant: a full disk is said, and hides nothing of that."""
        self.knows_of_open = code is ExitCode.OPEN
        if not self.targets:
            return code
        try:
            self.write(material(code))
        except PasskeyctlError as full:
            from passkeyctl.cli.failing import failure_of

            failure_of(full).show()
            code = ExitCode.FAILED if code is ExitCode.DONE else code
            self._write_what_can_be(material(code))
        return code

    def are_owed(self, code: int) -> bool:
        """Whether a file still says something else than that the run ended with `code`."""
        return bool(self.targets) and self.told != code

    def fail(self, arguments: Sequence[str], diagnostics: tuple[Diagnostic, ...], code: ExitCode) -> None:
        """The end of a run that came to nothing; what has told this end, and more of it, stays."""
        if not self.is_begun:
            self.command, self.targets = arguments[0] if arguments else "", wanted_targets(arguments)
        if not self.targets or self.told is code:
            return
        from passkeyctl.cli.reports.failed import failed_material

        self._write_what_can_be(failed_material(self.command, diagnostics, code))

    def _write_what_can_be(self, material: Material) -> None:
        from passkeyctl.cli.console import say

        for target in self.targets:
            try:
                self._write(target, material)
            except PasskeyctlError as full:
                say(f"error: {full}")
        self.told = ExitCode(material.report.exit_code)

    def _write(self, target: Target, material: Material) -> None:
        from passkeyctl.cli.atomic import replace_file
        from passkeyctl.cli.console import write_out
        from passkeyctl.cli.reports.forms import report_in, summary_added

        material = replace(material, report=replace(material.report, about=self.about))
        if target.path is None:
            write_out(report_in(target.form, material))
        elif target.form is Form.SUMMARY:
            summary_added(target.path, report_in(target.form, material))
        else:
            replace_file(target.path, report_in(target.form, material))


def reports_of(context: typer.Context) -> Reports:
    """Those of the run that `cli/app.py` has begun; a command called without it has some of its own."""
    return context.ensure_object(Reports)


def _about(paths: Sequence[str]) -> str:
    """Which files these are, for a machine: two folders have two comments, and a folder has one in each run."""
    import hashlib

    from passkeyctl.cli.formats import folders_of_this_run

    folders = folders_of_this_run()
    named = [folders.path(each) for each in paths or (".",)]
    digest = hashlib.sha256("\0".join(named).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{named[0].replace(' ', '-')} {digest}"

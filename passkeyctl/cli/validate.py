"""`validate`: the files alone, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode

if TYPE_CHECKING:
    from passkeyctl.checks.waivers import Judged
    from passkeyctl.config.load import Loaded


def validate(
    paths: options.Paths = None,
    fail_on: options.FailOn = "error",
    as_of: options.AsOf = "",
    as_json: options.AsJson = False,
) -> int:
    """Check files without signing in: every fault of every file, and what would go wrong for people.

    \b
    Examples:
      passkeyctl validate
      passkeyctl validate passkeys.yaml
      passkeyctl validate tenants/contoso --json
      passkeyctl validate --fail-on warning --as-of 2027-02-01
    """
    from passkeyctl.cli.arguments import day_of, severity_of
    from passkeyctl.cli.files import read_files
    from passkeyctl.diagnostics import has_errors

    least, day = severity_of(fail_on), day_of(as_of)
    loaded = read_files(paths)
    failed = has_errors(loaded.diagnostics)
    if failed or loaded.configuration is None:
        found, code = None, ExitCode.FAILED
    else:
        from passkeyctl.cli.judging import judged_files, verdict_of

        found = judged_files(loaded.configuration, day)
        code = verdict_of(found.findings, least)
    if as_json:
        from passkeyctl.cli.console import write_out
        from passkeyctl.render.diagnostics_json import validation_json
        from passkeyctl.render.json_text import json_text

        write_out(json_text(validation_json(loaded.diagnostics, found, exit_code=code, as_of=day)))
    else:
        _show(loaded, found, code)
    return code


def _show(loaded: Loaded, found: Judged | None, code: ExitCode) -> None:
    """To stderr: what is wrong is not what a pipe is for."""
    import sys

    from passkeyctl.cli.console import say, show, show_diagnostics

    show_diagnostics(loaded.diagnostics)
    if found is None or loaded.configuration is None:
        return
    if found.findings:
        from passkeyctl.render.validation_lines import validation_lines

        show(validation_lines(found.findings), sys.stderr)
    count, files = len(loaded.configuration.entries), len(loaded.configuration.files)
    entries = f"{count} {'entry' if count == 1 else 'entries'} in {files} {'file' if files == 1 else 'files'}"
    say(f"{'refused' if code is ExitCode.REFUSED else 'valid'}: {entries}{_counted(found)}")


def _counted(found: Judged) -> str:
    from passkeyctl.cli.judging import count_of
    from passkeyctl.diagnostics import Severity
    from passkeyctl.render.suppressed_words import suppressed_words

    counts = ((count_of(found.findings, each), each.value) for each in Severity)
    words = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)
    words += " (`passkeyctl explain CODE` says more)" if words else ""
    return "".join(f"; {each}" for each in (words, suppressed_words(found.suppressed)) if each)

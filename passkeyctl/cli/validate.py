"""`validate`: the files alone, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode

if TYPE_CHECKING:
    from passkeyctl.cli.judging import Judged
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
    from passkeyctl.cli.judging import Judged, judged
    from passkeyctl.diagnostics import has_errors

    least, day = severity_of(fail_on), day_of(as_of)
    loaded = read_files(paths)
    failed = has_errors(loaded.diagnostics)
    found = Judged() if failed or loaded.configuration is None else judged(loaded.configuration, day)
    code = ExitCode.FAILED if failed else found.exit_code(least)
    if as_json:
        from passkeyctl.cli.console import write_out
        from passkeyctl.render.diagnostics_json import validation_json
        from passkeyctl.render.json_text import json_text

        document = validation_json(loaded.diagnostics, found.findings, is_valid=not failed, exit_code=code, as_of=day)
        write_out(json_text(document))
    else:
        _show(loaded, found, code)
    return code


def _show(loaded: Loaded, found: Judged, code: ExitCode) -> None:
    """To stderr: what is wrong is not what a pipe is for."""
    import sys

    from passkeyctl.cli.console import say, show, show_diagnostics

    show_diagnostics(loaded.diagnostics)
    if code is ExitCode.FAILED or loaded.configuration is None:
        return
    if found.findings:
        from passkeyctl.render.validation_lines import validation_lines

        show(validation_lines(found.findings), sys.stderr)
    count, files = len(loaded.configuration.entries), len(loaded.configuration.files)
    entries = f"{count} {'entry' if count == 1 else 'entries'} in {files} {'file' if files == 1 else 'files'}"
    say(f"{'refused' if code is ExitCode.REFUSED else 'valid'}: {entries}{_counted(found)}")


def _counted(found: Judged) -> str:
    from passkeyctl.diagnostics import Severity

    counts = ((found.count(each), each.value) for each in (Severity.ERROR, Severity.WARNING, Severity.NOTICE))
    words = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)
    return f"; {words} (`passkeyctl explain CODE` says more)" if words else ""

"""`validate`: the files alone, offline."""

from __future__ import annotations

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode


def validate(paths: options.Paths = None, as_json: options.AsJson = False) -> int:
    """Check files without signing in; every fault of every file in one run.

    \b
    Examples:
      passkeyctl validate
      passkeyctl validate passkeys.yaml
      passkeyctl validate tenants/contoso --json
    """
    from passkeyctl.cli.console import say, show_diagnostics, write_out
    from passkeyctl.cli.files import read_files
    from passkeyctl.diagnostics import has_errors

    loaded = read_files(paths)
    failed = has_errors(loaded.diagnostics)
    if as_json:
        from passkeyctl.render.diagnostics_json import validation_json
        from passkeyctl.render.json_text import json_text

        write_out(json_text(validation_json(loaded.diagnostics, is_valid=not failed)))
    else:
        show_diagnostics(loaded.diagnostics)
    if failed:
        return ExitCode.FAILED
    if loaded.configuration is not None and not as_json:
        count, files = len(loaded.configuration.entries), len(loaded.configuration.files)
        say(f"valid: {count} {'entry' if count == 1 else 'entries'} in {files} {'file' if files == 1 else 'files'}")
    return ExitCode.DONE

"""`init`: a commented file to start from."""

from __future__ import annotations

from typing import Annotated

import typer


def init(
    path: Annotated[str, typer.Argument(help="The file to write.")] = "passkeys.yaml",
    domain: Annotated[str, typer.Option("--domain", help="The tenant's domain.")] = "contoso.onmicrosoft.com",
) -> int:
    """Write a commented file to start from. An existing file is never overwritten.

    \b
    Examples:
      passkeyctl init
      passkeyctl init pilot/passkeys.yaml --domain fabrikam.onmicrosoft.com
    """
    from pathlib import Path

    from passkeyctl.authenticators.catalogue import newest
    from passkeyctl.cli.atomic import replace_file
    from passkeyctl.cli.console import say
    from passkeyctl.config.starter import starter
    from passkeyctl.errors import ExitCode, UsageError

    target = Path(path)
    if target.exists():
        raise UsageError(f"`{path}` is there already", hint="choose another name, or move it away first")
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, starter(domain, catalogue=newest().date))
    say(f"wrote {path}: put in your groups, then try `passkeyctl plan --tenant sandbox {path}`")
    return ExitCode.DONE

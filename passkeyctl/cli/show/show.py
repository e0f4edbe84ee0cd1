"""`show`: a plan file, a receipt or a journal once more, from the file alone."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

File = Annotated[
    str, typer.Argument(help="A plan file, a receipt, a journal, or the folder of a run.", show_default=False)
]
Form = Annotated[str, typer.Option("--format", help="text, json or markdown.", show_default="text")]


def show(
    file: File,
    form: Form = "",
    as_json: options.AsJson = False,
    show_requests: options.ShowRequests = False,
) -> int:
    """Show a saved plan, a receipt or a journal again: asks no tenant anything, and needs no sign-in.

    Exit code 4: the file was altered after it was made, is not whole, or is of another version.

    \b
    Examples:
      passkeyctl show contoso.plan.json
      passkeyctl show contoso.plan.json --show-requests
      passkeyctl show contoso.plan.json --format markdown
      passkeyctl show receipt.json --json
    """
    from passkeyctl.cli.show.reading import read
    from passkeyctl.cli.show.showing import written

    return written(read(file), form_of(form, as_json=as_json), show_requests=show_requests)


def form_of(written: str, *, as_json: bool) -> str:
    from passkeyctl.errors import UsageError

    known = ("text", "json", "markdown")
    if written and written not in known:
        raise UsageError(f"`--format {written}` is not known here", hint=f"use one of {', '.join(known)}")
    if as_json and written not in ("", "json"):
        raise UsageError(f"--json and --format {written} are two forms", hint="choose one")
    return "json" if as_json else written or "text"

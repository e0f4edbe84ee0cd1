"""`purge`: delete what the tool keeps about tenants and people."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode

OfTenant = Annotated[
    str, typer.Option("--tenant", help="Only what is of this tenant: its id or a domain.", show_default=False)
]
OlderThan = Annotated[
    str, typer.Option("--older-than", help="Only what was last changed longer ago: 12h, 30d.", show_default=False)
]
Unfinished = Annotated[
    bool, typer.Option("--unfinished", help="Journals of applies that were not finished too: they can't go on then.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="List what would be deleted; delete nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]


def purge(
    tenant: OfTenant = "",
    older_than: OlderThan = "",
    unfinished: Unfinished = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: options.AsJson = False,
) -> int:
    """Delete snapshots, plans, receipts, evidence, history, sandboxes, people caches and sign-in records, not a tenant.

    \b
    Examples:
      passkeyctl purge --dry-run
      passkeyctl purge --older-than 30d
      passkeyctl purge --tenant contoso.onmicrosoft.com --yes
    """
    import sys
    from datetime import UTC, datetime

    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.console import say, write_out
    from passkeyctl.cli.kept import forget_missing, kept
    from passkeyctl.cli.purging import chosen, deleted, listing, listing_json
    from passkeyctl.errors import UsageError

    age = duration_of(older_than, "--older-than") if older_than else None
    before = datetime.now(UTC) - age if age is not None else None
    fitting = chosen(kept(), tenant.lower(), before)
    found = fitting if unfinished else tuple(each for each in fitting if not each.is_open)
    write_out(listing_json(found) if as_json else listing(found))
    if len(found) < len(fitting):
        say(f"{_files(len(fitting) - len(found))} of applies that were not finished left out: --unfinished takes them")
    if dry_run or not found:
        return ExitCode.DONE
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("there is no terminal to ask at", hint="add --yes, or look with --dry-run first")
        if not typer.confirm(f"Delete {_files(len(found))}?", err=True):
            say("nothing was deleted")
            return ExitCode.DONE
    failed = deleted(found)
    forget_missing()
    for path, why in failed:
        say(f"error: `{path}` could not be deleted: {why}")
    say(f"deleted {_files(len(found) - len(failed))}")
    return ExitCode.FAILED if failed else ExitCode.DONE


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"

"""`snapshot`: a tenant of one moment, in a file."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

snapshot = typer.Typer(
    help="A tenant of one moment in a file: to plan against, to compare, to rehearse on, to share once sanitised.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

File = Annotated[str, typer.Argument(help="The file to write.", show_default=False)]
Before = Annotated[str, typer.Argument(help="The earlier snapshot.", show_default=False)]
After = Annotated[str, typer.Argument(help="The later snapshot.", show_default=False)]
From = Annotated[str, typer.Argument(help="The snapshot to read.", show_default=False)]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a snapshot that is there already.")]
WithExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 when something changed.")]


@snapshot.command(short_help="Keep what Graph answers in a file.")
def save(
    file: File,
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    overwrite: Overwrite = False,
) -> int:
    """Keep what Graph answers about passkeys, strengths and Conditional Access. Changes nothing.

    Files that are named with it say what else to look up: the groups and people that they name.

    \b
    Examples:
      passkeyctl snapshot save contoso.snapshot tenants/contoso
      passkeyctl snapshot save rehearsal.snapshot --tenant sandbox
    """
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.snapshot.saving import save_snapshot

    return save_snapshot(file, paths, ConnectionOptions(tenant, cloud, auth, client_id), overwrite=overwrite)


@snapshot.command(short_help="Show what changed between two snapshots.")
def diff(before: Before, after: After, as_json: options.AsJson = False, exit_code: WithExitCode = False) -> int:
    """Show what changed between two snapshots, field by field, in the words of the files.

    \b
    Example:
      passkeyctl snapshot diff monday.snapshot friday.snapshot --exit-code
    """
    from passkeyctl.cli.snapshot.difference import compare

    return compare(before, after, as_json=as_json, wants_changes=exit_code)


@snapshot.command(short_help="Replace names and ids, to share a snapshot.")
def sanitize(source: From, file: File, overwrite: Overwrite = False) -> int:
    """Replace names, ids and addresses, so that a snapshot can be shared; equal ones stay equal.

    \b
    Example:
      passkeyctl snapshot sanitize contoso.snapshot shared.snapshot
    """
    from passkeyctl.cli.snapshot.saving import sanitise_snapshot

    return sanitise_snapshot(source, file, overwrite=overwrite)

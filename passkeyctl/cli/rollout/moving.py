"""`rollout next` and `rollout back`: another wanted stage in the file, and the plan for it; nothing is applied."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan, and leave the file as it is.")]
To = Annotated[
    str, typer.Option("--to", metavar="NAME", help="Which earlier stage. Left out: the one before.", show_default=False)
]


def next_stage(
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    dry_run: DryRun = False,
    show_requests: options.ShowRequests = False,
    override: options.Override = None,
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
) -> int:
    """Want the next stage: write it into the file, comments kept, and show the plan. Applies nothing.

    The file stays as it is where no plan can be made. Exits as `plan` does: 4 when a closed gate holds the stage.

    \b
    Examples:
      passkeyctl rollout next --tenant sandbox examples/pilot
      passkeyctl rollout next --dry-run
    """
    from passkeyctl.cli.arguments import duration_of, overrides_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.cli.rollout.commands import Run
    from passkeyctl.cli.rollout.turning import Turning, go_on

    run = Run(tuple(paths or ()), tenant, cloud, auth, client_id)
    connection = ConnectionOptions(tenant, cloud, auth, client_id)
    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    return go_on(Turning(run, connection, people, overrides_of(override), dry_run, show_requests))


def back(
    paths: options.Paths = None,
    to: To = "",
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    dry_run: DryRun = False,
    show_requests: options.ShowRequests = False,
    override: options.Override = None,
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
) -> int:
    """Want the stage before: write it into the file, comments kept, and show the plan. Applies nothing.

    What the stages above it set is no longer wanted then, and an apply takes it back.

    \b
    Examples:
      passkeyctl rollout back --tenant sandbox --to enable examples/pilot
      passkeyctl rollout back --dry-run
    """
    from passkeyctl.cli.arguments import duration_of, overrides_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.cli.rollout.commands import Run
    from passkeyctl.cli.rollout.turning import Turning, go_back

    run = Run(tuple(paths or ()), tenant, cloud, auth, client_id)
    connection = ConnectionOptions(tenant, cloud, auth, client_id)
    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    return go_back(Turning(run, connection, people, overrides_of(override), dry_run, show_requests), to)

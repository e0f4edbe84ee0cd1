"""`rollout watch`: whether sign-ins fail more than a stage bears; reads, and can't write."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

For = Annotated[str, typer.Option("--for", help="Go on for so long: 30m, 8h. Left out: once.", show_default=False)]
Every = Annotated[str, typer.Option("--every", help="How long to wait between two measurements (with --for).")]


def watch(
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    lasting: For = "",
    every: Every = "5m",
    as_json: options.AsJson = False,
    redact: options.Redact = False,
) -> int:
    """Measure the `stop` thresholds of the stages that stand in the tenant. Changes nothing.

    Exits 3 when one is crossed, and shows the plan that takes the stage back. Exits 1 when one can't be measured.

    \b
    Examples:
      passkeyctl rollout watch --tenant sandbox examples/pilot
      passkeyctl rollout watch --for 30m --every 5m
      passkeyctl rollout watch --json > watch.json
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.rollout.commands import Run
    from passkeyctl.cli.rollout.guarding import Guarding, guard
    from passkeyctl.errors import UsageError

    between = duration_of(every, "--every").total_seconds()
    length = duration_of(lasting, "--for").total_seconds() if lasting else 0.0
    if lasting and between > length:
        raise UsageError(f"`--every {every}` is longer than `--for {lasting}`", hint="wait shorter, or go on longer")
    run = Run(tuple(paths or ()), tenant, cloud, auth, client_id)
    connection = ConnectionOptions(tenant, cloud, auth, client_id, redact)
    return guard(Guarding(run, connection, length, between, as_json))

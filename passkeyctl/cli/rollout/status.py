"""`rollout status`: how the stages stand in a tenant, and what to do next; reads, and can't write."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Whole = Annotated[bool, typer.Option("--all", help="Name everybody who is missing at a gate, not only the first five.")]


def status(
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    stage: options.Stage = "",
    as_json: options.AsJson = False,
    whole: Whole = False,
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
    redact: options.Redact = False,
) -> int:
    """Measure how the stages of a roll-out stand in the tenant, and say what to do next. Changes nothing.

    Gates are asked of the stages that are wanted and not there yet, and of the next one above. Exits 4 when a closed
    gate holds the wanted stage.

    \b
    Examples:
      passkeyctl rollout status --tenant sandbox examples/pilot
      passkeyctl rollout status --stage enforce
      passkeyctl rollout status --json --refresh > status.json
    """
    import sys

    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.console import show, write_out
    from passkeyctl.cli.failing import HELD
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.cli.rollout.commands import Run, next_steps
    from passkeyctl.cli.rollout.measuring import files_of, measure
    from passkeyctl.errors import ExitCode
    from passkeyctl.render.json_text import json_text
    from passkeyctl.render.rollout.ladder_status import status_lines
    from passkeyctl.render.rollout.rollout_json import status_json

    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    configuration, _ = files_of(paths, stage=stage, redact=redact)
    found = measure(configuration, ConnectionOptions(tenant, cloud, auth, client_id, redact), people, stage=stage)
    run = Run(tuple(paths or ()), tenant, cloud, auth, client_id)
    steps = next_steps(found.rollout, found.ladder, run, stage=stage, pending=found.pending)
    code = ExitCode.STALE if found.ladder.is_held else ExitCode.DONE
    if as_json:
        reasons = (HELD,) if found.ladder.is_held else ()
        write_out(
            json_text(
                status_json(
                    found.rollout,
                    found.ladder,
                    found.destination,
                    kind="rolloutStatus",
                    exit_code=code,
                    reasons=reasons,
                    next_steps=steps,
                )
            )
        )
    else:
        most = sys.maxsize if whole else 5
        show(status_lines(found.rollout, found.ladder, found.place, steps, most_named=most), sys.stdout)
    return code

"""`readiness`: who is ready to be held to a requirement, and what the others need; reads, and can't write."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Group = Annotated[
    str | None,
    typer.Option("--group", help="The members of this group: its name, its alias in the files or its id.",
                 show_default=False),
]  # fmt: skip
Policy = Annotated[
    str | None,
    typer.Option("--policy", help="Whom this policy is for: its name, its key in the files or its id.",
                 show_default=False),
]  # fmt: skip
Csv = Annotated[
    str, typer.Option("--csv", help="Write a row for each person to this file, for mail merge.", show_default=False)
]
AsOf = Annotated[
    str, typer.Option("--as-of", help="The day to count from, as 2026-11-23. Left out: today.", show_default=False)
]
FailUnder = Annotated[
    str | None,
    typer.Option("--fail-under", help="Exit 3 when fewer than so many in a hundred are ready.", show_default=False),
]
Live = Annotated[bool, typer.Option("--live", help="Judge the tenant as it is, whatever the files would change.")]


def readiness(
    paths: options.Paths = None,
    group: Group = None,
    policy: Policy = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    as_json: options.AsJson = False,
    csv: Csv = "",
    as_of: AsOf = "",
    live: Live = False,
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
    fail_under: FailUnder = None,
    no_beta_check: options.NoBetaCheck = False,
    redact: options.Redact = False,
) -> int:
    """Say who is ready for passkeys, or for a policy, and what each of the others needs. Changes nothing.

    Without --group and --policy: everybody in the tenant. Files count as applied; --live leaves them out.

    \b
    Examples:
      passkeyctl readiness --tenant sandbox examples/pilot
      passkeyctl readiness --group PK-Pilot-Synced
      passkeyctl readiness --policy pilot-enforce --csv people.csv
      passkeyctl readiness --json --fail-under 95
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.cli.readiness.asking import Question, check_writable, day_of, named, percent_of, run
    from passkeyctl.errors import UsageError
    from passkeyctl.graph.permissions import REPORT_SCOPES

    if group and policy:
        raise UsageError("--group and --policy are two questions", hint="ask one after the other")
    question = Question(
        group=named(group, "--group"),
        policy=named(policy, "--policy"),
        is_live=live,
        compare_beta=not no_beta_check,
        today=day_of(as_of),
        fail_under=percent_of(fail_under),
        csv=csv,
        as_json=as_json,
    )
    check_writable(csv)
    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    connection = ConnectionOptions(tenant, cloud, auth, client_id, redact, also_asks=REPORT_SCOPES)
    return run(question, paths, connection, people)

"""`rollout invite`: Temporary Access Passes for those of a group who need one; never part of a plan."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Group = Annotated[str, typer.Argument(metavar="GROUP", help="The group: its name, its alias in the files or its id.")]
Out = Annotated[
    str,
    typer.Option("--out", help="Write the passes to this new CSV file, which only you can read.", show_default=False),
]
ToCommand = Annotated[
    str,
    typer.Option(
        "--to-command",
        metavar="CMD",
        help="Start this command, without a shell, and give it a JSON line for each pass.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say who would be given a pass and why; make none.")]
Lifetime = Annotated[
    str,
    typer.Option("--lifetime", help="How long a pass is good: 30m, 8h, 1d. Left out: as the tenant says.",
                 show_default=False),
]  # fmt: skip
OneTime = Annotated[
    bool | None,
    typer.Option(
        "--one-time/--multi-use",
        help="Good for one sign-in or for any number. Left out: as the tenant says.",
        show_default=False,
    ),
]
Starts = Annotated[
    str,
    typer.Option("--starts", help="From when on passes are good: 2026-12-01T08:00+01:00. Left out: at once.",
                 show_default=False),
]  # fmt: skip
Also = Annotated[
    list[str] | None,
    typer.Option(
        "--also",
        metavar="UPN",
        help="This member too: an administrator, an emergency account, somebody who has a method. May be repeated.",
        show_default=False,
    ),
]
Replace = Annotated[
    list[str] | None,
    typer.Option(
        "--replace", metavar="UPN", help="Replace this member's pass, if there is one. May be repeated.",
        show_default=False,
    ),
]  # fmt: skip
AutoApprove = Annotated[bool, typer.Option("--auto-approve", "--yes", help="Don't ask before passes are made.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was cut off; --out adds to its file.")]


def invite(
    group: Group,
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    out: Out = "",
    to_command: ToCommand = "",
    dry_run: DryRun = False,
    lifetime: Lifetime = "",
    one_time: OneTime = None,
    starts: Starts = "",
    also: Also = None,
    replace: Replace = None,
    auto_approve: AutoApprove = False,
    resume: Resume = False,
    as_json: options.AsJson = False,
    no_beta_check: options.NoBetaCheck = False,
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "1h",
) -> int:
    """Make a Temporary Access Pass for each member of a group who needs one to register a passkey.

    Passes are written to a file of yours or given to a command, and never printed. Who has a method, a valid pass or
    a privileged role is left out; --dry-run says who is not, and why.

    \b
    Examples:
      passkeyctl rollout invite PK-Pilot-Synced --dry-run --tenant sandbox
      passkeyctl rollout invite PK-Pilot-Synced --out passes.csv
      passkeyctl rollout invite pilot --to-command 'send-passes --by sms' --yes
      passkeyctl rollout invite pilot --out passes.csv --resume
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.cli.rollout.invite_asking import InviteQuestion
    from passkeyctl.cli.rollout.inviting import InviteOptions, invite_people
    from passkeyctl.cli.rollout.pass_terms import WantedTerms, check_ways, lifetime_of, starts_of
    from passkeyctl.graph.permissions import PASS_SCOPES, PERSON_SCOPES

    check_ways(out, to_command, is_dry_run=dry_run, is_approved=auto_approve)
    terms = WantedTerms(lifetime_of(lifetime), one_time, starts_of(starts))
    question = InviteQuestion(group, terms, tuple(also or ()), tuple(replace or ()), not no_beta_check)
    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    scopes = PERSON_SCOPES if dry_run else PASS_SCOPES
    connection = ConnectionOptions(tenant, cloud, auth, client_id, also_asks=scopes)
    chosen = InviteOptions(question, dry_run, out, to_command, resume, asks=not auto_approve, as_json=as_json)
    return invite_people(chosen, paths, connection, people)

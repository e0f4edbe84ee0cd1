"""`undo`: a plan that takes an apply back, asked about, written and read back like any other."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Taken = Annotated[
    str,
    typer.Argument(
        metavar="RECEIPT",
        help="A receipt, a journal, the folder of a run, or its name. Without one: lists the runs of this machine.",
        show_default=False,
    ),
]
AutoApprove = Annotated[bool, typer.Option("--auto-approve", help="Don't ask; needs --digest, and --override.")]
Digest = Annotated[
    str, typer.Option("--digest", help="The digest of the receipt that was approved.", show_default=False)
]
PlanOnly = Annotated[bool, typer.Option("--plan-only", help="Show what would go back, and change nothing.")]
WithExitCode = Annotated[bool, typer.Option("--exit-code", help="With --plan-only: exit 2 when there are changes.")]
Leave = Annotated[
    list[str] | None,
    typer.Option("--leave", metavar="ADDRESS", help="Leave this as it is, and take the rest back.", show_default=False),
]
JsonLines = Annotated[
    bool, typer.Option("--json-lines", help="Print each event as it happens, one JSON object a line.")
]
Copy = Annotated[
    str, typer.Option("--receipt", help="Where a copy of this run's own receipt is written to.", show_default=False)
]


def undo(
    receipt: Taken = "",
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    auto_approve: AutoApprove = False,
    digest: Digest = "",
    plan_only: PlanOnly = False,
    exit_code: WithExitCode = False,
    leave: Leave = None,
    as_json: options.AsJson = False,
    json_lines: JsonLines = False,
    show_requests: options.ShowRequests = False,
    fail_on: options.FailOn = "error",
    fail_on_standing: options.FailOnStanding = False,
    override: options.Override = None,
    no_beta_check: options.NoBetaCheck = False,
    impact: options.Impact = False,
    impact_csv: options.ImpactCsv = "",
    max_losing: options.MaxLosing = "",
    max_unable: options.MaxUnable = "",
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
    redact: options.Redact = False,
    receipt_copy: Copy = "",
) -> int:
    """Take an apply back: what still stands as it left it goes back, what others changed since stays and is listed.

    \b
    Examples:
      passkeyctl undo 20261123T120000Z-1f3a --tenant sandbox
      passkeyctl undo receipt.json --plan-only
      passkeyctl undo receipt.json --leave conditionalAccess.pilot
      passkeyctl undo receipt.json --auto-approve --digest 3f1c... --override OPS907="change 4712"
    """
    import sys

    from passkeyctl.cli.apply.event_stream import event_stream
    from passkeyctl.cli.apply.undertaking import Manner
    from passkeyctl.cli.arguments import overrides_of, severity_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.impact import check_limits, impact_options
    from passkeyctl.cli.plan.planning import Verdict
    from passkeyctl.cli.undo.receipts import found
    from passkeyctl.cli.undo.undoing import Undo, take_back
    from passkeyctl.errors import UsageError
    from passkeyctl.plan.plan import PlanOptions

    if receipt and not plan_only and not auto_approve and not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask at", hint="add --auto-approve, or run it at a terminal")
    if as_json and json_lines:
        raise UsageError("--json and --json-lines are two forms", hint="choose one")
    asked = impact_options(
        impact=impact, csv=impact_csv, losing=max_losing, unable=max_unable, refresh=refresh, max_age=max_age
    )
    planned = PlanOptions(compare_beta=not no_beta_check, impact=asked.is_wanted, limits=asked.limits)
    check_limits(planned)
    manner = Manner(
        Verdict(overrides_of(override), severity_of(fail_on), fail_on_standing, exit_code and plan_only),
        asks=not auto_approve,
        as_json=as_json,
        show_requests=show_requests,
        redact=redact,
        impact_csv=asked.csv,
        stream=event_stream() if json_lines else None,
        receipt=receipt_copy,
    )
    taken = found(receipt, redact=redact)
    taken.check_digest(digest, needs_proof=auto_approve and not plan_only)
    connection = ConnectionOptions(tenant, cloud, auth, client_id, redact)
    return take_back(Undo(taken.receipt, planned, tuple(leave or ()), asked), connection, manner, plan_only=plan_only)

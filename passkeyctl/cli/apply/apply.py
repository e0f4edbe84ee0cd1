"""`apply`: plan, ask, write, read back."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Sources = Annotated[
    list[str] | None,
    typer.Argument(help="Files or folders, or a saved plan; without any: the current folder.", show_default=False),
]
AutoApprove = Annotated[bool, typer.Option("--auto-approve", help="Don't ask; what must be asked needs --override.")]
Digest = Annotated[
    str, typer.Option("--digest", help="The digest of the plan file that was approved.", show_default=False)
]
JsonLines = Annotated[
    bool, typer.Option("--json-lines", help="Print each event as it happens, one JSON object a line.")
]

Receipt = Annotated[
    str, typer.Option("--receipt", help="Where a copy of the receipt is written to.", show_default=False)
]


def apply(
    paths: Sources = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    auto_approve: AutoApprove = False,
    digest: Digest = "",
    as_json: options.AsJson = False,
    json_lines: JsonLines = False,
    show_requests: options.ShowRequests = False,
    fail_on: options.FailOn = "error",
    fail_on_standing: options.FailOnStanding = False,
    override: options.Override = None,
    prune: options.Prune = False,
    no_beta_check: options.NoBetaCheck = False,
    prove_equal: options.ProveEqual = False,
    impact: options.Impact = False,
    impact_csv: options.ImpactCsv = "",
    max_losing: options.MaxLosing = "0",
    max_unable: options.MaxUnable = "0",
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
    redact: options.Redact = False,
    receipt: Receipt = "",
) -> int:
    """Make the tenant match the files: shows the plan, asks, writes in a safe order, reads every write back.

    \b
    Examples:
      passkeyctl apply --tenant sandbox examples/pilot
      passkeyctl apply
      passkeyctl apply contoso.plan.json --digest 3f1c...
      passkeyctl apply --auto-approve --override OPS907="change 4711"
    """
    import sys

    from passkeyctl.cli.apply.applying import apply_source
    from passkeyctl.cli.apply.event_stream import event_stream
    from passkeyctl.cli.apply.sources import source_of
    from passkeyctl.cli.apply.undertaking import Manner
    from passkeyctl.cli.arguments import overrides_of, severity_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.impact import check_limits, impact_options
    from passkeyctl.cli.plan.planning import Verdict
    from passkeyctl.errors import UsageError
    from passkeyctl.plan.plan import PlanOptions

    verdict = Verdict(overrides_of(override), severity_of(fail_on), fail_on_standing)
    if not auto_approve and not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask at", hint="add --auto-approve, or run it at a terminal")
    if as_json and json_lines:
        raise UsageError("--json and --json-lines are two forms", hint="choose one")
    asked = impact_options(
        impact=impact, csv=impact_csv, losing=max_losing, unable=max_unable, refresh=refresh, max_age=max_age
    )
    source = source_of(
        paths,
        PlanOptions(prune, not no_beta_check, asked.is_wanted, asked.limits, prove_equal),
        digest=digest,
        needs_proof=auto_approve,
        overrides=verdict.overrides,
        redact=redact,
    )
    check_limits(source.options)
    manner = Manner(
        Verdict(source.overrides, verdict.fail_on, verdict.fail_on_standing),
        asks=not auto_approve,
        as_json=as_json,
        show_requests=show_requests,
        redact=redact,
        impact_csv=asked.csv,
        stream=event_stream() if json_lines else None,
        receipt=receipt,
    )
    return apply_source(source, ConnectionOptions(tenant, cloud, auth, client_id, redact), manner, asked)

"""`apply`: plan, ask, write, read back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from passkeyctl.cli.apply.undertaking import Manner
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.impact import ImpactOptions
    from passkeyctl.plan.plan import PlanOptions

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
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with an apply that was left unfinished, instead of files: RUN, or none.")
]
SendAgain = Annotated[
    list[str] | None,
    typer.Option(
        "--send-again",
        metavar="ADDRESS",
        help="With --resume: make this again, which may have been made and does not show anywhere.",
        show_default=False,
    ),
]


def apply(
    context: typer.Context,
    paths: Sources = None,
    stage: options.Stage = "",
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
    max_losing: options.MaxLosing = "",
    max_unable: options.MaxUnable = "",
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
    redact: options.Redact = False,
    receipt: Receipt = "",
    resume: Resume = False,
    send_again: SendAgain = None,
    report: options.Report = None,
    evidence: options.EvidenceFolder = "",
    approved_by: options.ApprovedBy = "",
) -> int:
    """Make the tenant match the files: shows the plan, asks, writes in a safe order, reads every write back.

    \b
    Examples:
      passkeyctl apply --tenant sandbox examples/pilot
      passkeyctl apply
      passkeyctl apply contoso.plan.json --digest 3f1c...
      passkeyctl apply --auto-approve --override OPS907="change 4711"
      passkeyctl apply --stage pilot
      passkeyctl apply --resume
      passkeyctl apply contoso.plan.json --evidence evidence --approved-by ann@contoso.com
      passkeyctl apply contoso.plan.json --report markdown=applied.md
    """
    from passkeyctl.cli.apply.applying import check_forms
    from passkeyctl.cli.apply.event_stream import event_stream
    from passkeyctl.cli.apply.undertaking import Manner
    from passkeyctl.cli.arguments import overrides_of, severity_of, without_gates
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.evidence.writing import evidence_of
    from passkeyctl.cli.people.impact import impact_options
    from passkeyctl.cli.plan.planning import Verdict
    from passkeyctl.cli.reports.reports import reports_of
    from passkeyctl.plan.evidence.manifest import Part
    from passkeyctl.plan.plan import PlanOptions

    reports = reports_of(context)
    reports.begin("apply", report or (), paths or (), stdout_is_text=not (as_json or json_lines))
    check_forms(auto_approve=auto_approve, as_json=as_json, json_lines=json_lines)
    asked = impact_options(
        impact=impact, csv=impact_csv, losing=max_losing, unable=max_unable, refresh=refresh, max_age=max_age
    )
    overrides, past_gates = without_gates(overrides_of(override))
    planned = PlanOptions(prune, not no_beta_check, asked.is_wanted, asked.limits, prove_equal, stage, past_gates)
    manner = Manner(
        Verdict(overrides, severity_of(fail_on), fail_on_standing),
        asks=not auto_approve,
        as_json=as_json,
        show_requests=show_requests,
        redact=redact,
        impact_csv=asked.csv,
        stream=event_stream() if json_lines else None,
        receipt=receipt,
        reports=reports,
        evidence=evidence_of(evidence, approved_by, Part.APPLY, redact=redact),
    )
    run = _Run(paths, digest, planned, ConnectionOptions(tenant, cloud, auth, client_id, redact), manner, asked)
    return run.resumed(send_again, is_asked=resume) if resume or send_again else run.applied()


@dataclass(frozen=True, slots=True)
class _Run:
    """What the command line asks for, as values."""

    paths: list[str] | None
    digest: str
    planned: PlanOptions
    connection: ConnectionOptions
    manner: Manner
    impact: ImpactOptions

    def applied(self) -> int:
        from passkeyctl.cli.apply.applying import apply_source
        from passkeyctl.cli.apply.sources import source_of
        from passkeyctl.cli.people.impact import check_limits

        manner = self.manner
        source = source_of(
            self.paths,
            self.planned,
            digest=self.digest,
            needs_proof=not manner.asks,
            overrides=manner.verdict.overrides,
            redact=manner.redact,
        )
        check_limits(source.options)
        verdict = replace(manner.verdict, overrides=source.overrides)
        return apply_source(source, self.connection, replace(manner, verdict=verdict), self.impact)

    def resumed(self, send_again: list[str] | None, *, is_asked: bool) -> int:
        from passkeyctl.cli.apply.resuming import resume_named
        from passkeyctl.errors import UsageError

        if not is_asked:
            raise UsageError("`--send-again` goes with `--resume`", hint="add --resume")
        if self.digest:
            raise UsageError("`--digest` goes with a plan file", hint="leave it out: the run holds what was approved")
        return resume_named(self.paths, send_again, self.planned, self.connection, self.manner, self.impact)

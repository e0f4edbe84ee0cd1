"""`plan`: what an apply would do; reads, and can't write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from datetime import date

    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.impact import ImpactOptions
    from passkeyctl.cli.plan.baseline import Baseline
    from passkeyctl.cli.plan.outlets import Made, Outlets
    from passkeyctl.cli.plan.planning import Verdict
    from passkeyctl.plan.plan import PlanOptions

Out = Annotated[str, typer.Option("--out", help="Save the plan to a file that `apply` takes.", show_default=False)]
ValidFor = Annotated[str, typer.Option("--valid-for", help="How long a saved plan may be applied.")]
ExplainOrder = Annotated[
    bool, typer.Option("--explain-order", help="Say why each request stands where it stands, and who is harmed.")
]
WithExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 when there are changes.")]


def plan(
    context: typer.Context,
    paths: options.Paths = None,
    stage: options.Stage = "",
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    out: Out = "",
    valid_for: ValidFor = "24h",
    as_json: options.AsJson = False,
    form: options.Form = "",
    as_of: options.AsOf = "",
    show_requests: options.ShowRequests = False,
    show_sources: options.ShowSources = False,
    explain_order: ExplainOrder = False,
    exit_code: WithExitCode = False,
    fail_on: options.FailOn = "error",
    fail_on_standing: options.FailOnStanding = False,
    baseline: options.BaselineFile = "",
    write_baseline: options.WriteBaseline = "",
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
    against: options.Against = "",
    report: options.Report = None,
    evidence: options.EvidenceFolder = "",
    approved_by: options.ApprovedBy = "",
) -> int:
    """Compare files with the tenant and show what an apply would change. Changes nothing.

    \b
    Examples:
      passkeyctl plan --tenant sandbox examples/pilot
      passkeyctl plan
      passkeyctl plan tenants/contoso --out contoso.plan.json
      passkeyctl plan --exit-code --json > plan.json
      passkeyctl plan --format markdown > comment.md
      passkeyctl plan --report html=plan.html --report sarif=plan.sarif
      passkeyctl plan --out plan.json --evidence evidence
      passkeyctl plan --against contoso.snapshot tenants/contoso
      passkeyctl plan --impact --impact-csv affected.csv --max-losing 1%
      passkeyctl plan --prove-equal --impact
      passkeyctl plan --stage everybody --override ROL103="change 4711"
      passkeyctl plan --explain-order
    """
    from passkeyctl.cli.arguments import day_of, duration_of, overrides_of, severity_of, without_gates
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.evidence.writing import evidence_of
    from passkeyctl.cli.formats import Format, format_of
    from passkeyctl.cli.people.impact import impact_options
    from passkeyctl.cli.plan.baseline import baseline_of
    from passkeyctl.cli.plan.outlets import Outlets, Saving
    from passkeyctl.cli.plan.planning import Beside, Verdict
    from passkeyctl.cli.reports.reports import reports_of
    from passkeyctl.plan.evidence.manifest import Part
    from passkeyctl.plan.plan import PlanOptions

    form_on_screen, reports = format_of(form, as_json=as_json), reports_of(context)
    reports.begin("plan", report or (), paths or (), stdout_is_text=form_on_screen is Format.TEXT)
    overrides, past_gates = without_gates(overrides_of(override))
    asked = impact_options(
        impact=impact, csv=impact_csv, losing=max_losing, unable=max_unable, refresh=refresh, max_age=max_age
    )
    outlets = Outlets(
        form_on_screen,
        Beside(show_requests, show_sources, explain_order),
        asked.csv,
        Saving(out, duration_of(valid_for), tenant, against),
        reports,
        evidence_of(evidence, approved_by, Part.PLAN, redact=redact),
    )
    run = _Run(
        PlanOptions(prune, not no_beta_check, asked.is_wanted, asked.limits, prove_equal, stage, past_gates),
        Verdict(overrides, severity_of(fail_on), fail_on_standing, exit_code),
        baseline_of(baseline, write_baseline),
        ConnectionOptions(tenant, cloud, auth, client_id, redact),
        outlets,
        asked,
    )
    outlets.saving.check(as_of)
    return run.of(paths, day_of(as_of))


@dataclass(frozen=True, slots=True)
class _Run:
    """What the command line asks for, as values."""

    options: PlanOptions
    verdict: Verdict
    baseline: Baseline
    connection: ConnectionOptions
    outlets: Outlets
    impact: ImpactOptions

    def of(self, paths: list[str] | None, day: date) -> int:
        from passkeyctl.cli.console import say
        from passkeyctl.cli.history.occasions import remember_plan
        from passkeyctl.cli.people.impact import check_limits
        from passkeyctl.cli.plan.planning import unused_overrides

        check_limits(self.options)
        made = self._made(paths, day)
        for words in unused_overrides(made.plan, self.verdict.overrides, self.options.gate_overrides):
            say(words)
        self.outlets.show(made)
        if not self.outlets.saving.against:  # a snapshot is of another moment, and no run against the tenant
            remember_plan(made.plan, made.configuration, self.verdict.exit_code(made.plan))
        return self.verdict.exit_code(made.plan)

    def _made(self, paths: list[str] | None, day: date) -> Made:
        from passkeyctl.cli.files.files import understood
        from passkeyctl.cli.plan.outlets import Made
        from passkeyctl.cli.plan.planning import make
        from passkeyctl.cli.snapshot.against import opened_whole
        from passkeyctl.render.redaction import redacted

        against, redact = self.outlets.saving.against, self.connection.redact
        snapshot = opened_whole(against) if against else None
        # Where an import has placeholders, they are what a variable without a value stands for in a plan against it.
        stand_ins = frozenset(snapshot.placeholders) if snapshot else frozenset()
        configuration, told = understood(paths, stand_ins, redact=redact, stage=self.options.stage)
        connection = replace(self.connection, against=snapshot)
        made = self.baseline.of_plan(make(configuration, connection, self.options, self.impact.people, day))
        shown = redacted(made) if redact else made
        return Made(made, shown, configuration, self.options, self.verdict, told)

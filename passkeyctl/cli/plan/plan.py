"""`plan`: what an apply would do; reads, and can't write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from datetime import timedelta

    from passkeyctl.cli.plan.planning import Verdict
    from passkeyctl.model.desired import Configuration
    from passkeyctl.plan.plan import Plan, PlanOptions

Out = Annotated[str, typer.Option("--out", help="Save the plan to a file that `apply` takes.", show_default=False)]
ValidFor = Annotated[str, typer.Option("--valid-for", help="How long a saved plan may be applied.")]
Against = Annotated[
    str,
    typer.Option(
        "--against",
        help="Compare with a saved snapshot, or another tool's export, instead of a tenant.",
        show_default=False,
    ),
]
AGAINST_SNAPSHOT = "it was made against a snapshot: nothing can apply it"
ExplainOrder = Annotated[
    bool, typer.Option("--explain-order", help="Say why each request stands where it stands, and who is harmed.")
]
WithExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 when there are changes.")]


def plan(
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
    against: Against = "",
) -> int:
    """Compare files with the tenant and show what an apply would change. Changes nothing.

    \b
    Examples:
      passkeyctl plan --tenant sandbox examples/pilot
      passkeyctl plan
      passkeyctl plan tenants/contoso --out contoso.plan.json
      passkeyctl plan --exit-code --json > plan.json
      passkeyctl plan --format markdown > comment.md
      passkeyctl plan --against contoso.snapshot tenants/contoso
      passkeyctl plan --impact --impact-csv affected.csv --max-losing 1%
      passkeyctl plan --prove-equal --impact
      passkeyctl plan --stage everybody --override ROL103="change 4711"
      passkeyctl plan --explain-order
    """
    from passkeyctl.cli.arguments import day_of, duration_of, overrides_of, severity_of, without_gates
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.console import say
    from passkeyctl.cli.files.files import understood
    from passkeyctl.cli.formats import Format, format_of
    from passkeyctl.cli.people.impact import check_limits, impact_options, write_table
    from passkeyctl.cli.plan.baseline import baseline_of
    from passkeyctl.cli.plan.planning import Beside, Verdict, make, report, report_in_form, unused_overrides, view_of
    from passkeyctl.cli.snapshot.against import opened_whole
    from passkeyctl.plan.plan import PlanOptions
    from passkeyctl.render.redaction import redacted

    overrides, past_gates = without_gates(overrides_of(override))
    verdict = Verdict(overrides, severity_of(fail_on), fail_on_standing, exit_code)
    shown_as, day = format_of(form, as_json=as_json), day_of(as_of)
    saving = _Saving(out, duration_of(valid_for), tenant, against)
    saving.check(as_of)
    laid_over = baseline_of(baseline, write_baseline)
    asked = impact_options(
        impact=impact, csv=impact_csv, losing=max_losing, unable=max_unable, refresh=refresh, max_age=max_age
    )
    settings = PlanOptions(prune, not no_beta_check, asked.is_wanted, asked.limits, prove_equal, stage, past_gates)
    check_limits(settings)
    snapshot = opened_whole(against) if against else None
    # Where an import has placeholders, they are what a variable without a value stands for in a plan against it.
    stand_ins = frozenset(snapshot.placeholders) if snapshot else frozenset()
    configuration, told = understood(paths, stand_ins, redact=redact, stage=stage)
    connection = ConnectionOptions(tenant, cloud, auth, client_id, redact, snapshot)
    made = laid_over.of_plan(make(configuration, connection, settings, asked.people, day))
    shown = redacted(made) if redact else made
    for words in unused_overrides(made, verdict.overrides, past_gates):
        say(words)
    if shown_as is Format.TEXT:
        report(shown, configuration, verdict, Beside(show_requests, show_sources, explain_order))
    write_table(shown, view_of(configuration, verdict.overrides), configuration, impact_csv)
    saving.save(made, configuration, settings, verdict)
    if shown_as is not Format.TEXT:
        # Last, so that a plan that could not be saved leaves one document on stdout.
        report_in_form(shown, verdict, shown_as, told, explain_order=explain_order)
    return verdict.exit_code(made)


@dataclass(frozen=True, slots=True)
class _Saving:
    """Where a plan goes that `apply` will take, if it goes anywhere."""

    out: str
    lifetime: timedelta
    tenant: str
    against: str

    def check(self, as_of: str) -> None:
        from passkeyctl.cli.apply.sources import check_replaceable
        from passkeyctl.errors import UsageError

        check_replaceable(self.out)
        if self.out and as_of:
            raise UsageError(
                "a plan that is judged as of another day can't be saved: an apply judges as of its own",
                hint="leave out `--as-of` or `--out`",
            )

    def save(self, made: Plan, configuration: Configuration, settings: PlanOptions, verdict: Verdict) -> None:
        from passkeyctl.cli.arguments import apply_line
        from passkeyctl.cli.console import say
        from passkeyctl.cli.plan.planning import save

        if self.out:
            digest = save(made, configuration, settings, verdict, self.out, self.lifetime)
            how = f"apply it with: {apply_line(self.out, self.tenant, digest)}"
            say(f"saved the plan to {self.out}; " + (AGAINST_SNAPSHOT if self.against else how))

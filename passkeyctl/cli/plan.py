"""`plan`: what an apply would do; reads, and can't write."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

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
WithExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 2 when there are changes.")]


def plan(
    paths: options.Paths = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    out: Out = "",
    valid_for: ValidFor = "24h",
    as_json: options.AsJson = False,
    show_requests: options.ShowRequests = False,
    show_sources: options.ShowSources = False,
    exit_code: WithExitCode = False,
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
    against: Against = "",
) -> int:
    """Compare files with the tenant and show what an apply would change. Changes nothing.

    \b
    Examples:
      passkeyctl plan --tenant sandbox examples/pilot
      passkeyctl plan
      passkeyctl plan tenants/contoso --out contoso.plan.json
      passkeyctl plan --exit-code --json > plan.json
      passkeyctl plan --against contoso.snapshot tenants/contoso
      passkeyctl plan --impact --impact-csv affected.csv --max-losing 1%
      passkeyctl plan --prove-equal --impact
    """
    from passkeyctl.cli.against import opened_whole
    from passkeyctl.cli.arguments import apply_line, duration_of, overrides_of, severity_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.console import say
    from passkeyctl.cli.files import configuration_of
    from passkeyctl.cli.impact import check_limits, impact_options, write_table
    from passkeyctl.cli.planning import Verdict, make, report, save, unused_overrides, view_of
    from passkeyctl.cli.sources import check_replaceable
    from passkeyctl.plan.plan import PlanOptions
    from passkeyctl.render.redaction import redacted

    verdict = Verdict(overrides_of(override), severity_of(fail_on), fail_on_standing, exit_code)
    lifetime = duration_of(valid_for)
    check_replaceable(out)
    asked = impact_options(
        impact=impact, csv=impact_csv, losing=max_losing, unable=max_unable, refresh=refresh, max_age=max_age
    )
    settings = PlanOptions(prune, not no_beta_check, asked.is_wanted, asked.limits, prove_equal)
    check_limits(settings)
    snapshot = opened_whole(against) if against else None
    # Where an import has placeholders, they are what a variable without a value stands for in a plan against it.
    configuration = configuration_of(paths, frozenset(snapshot.placeholders) if snapshot else frozenset())
    made = make(
        configuration, ConnectionOptions(tenant, cloud, auth, client_id, redact, snapshot), settings, asked.people
    )
    shown = redacted(made) if redact else made
    for words in unused_overrides(made, verdict.overrides):
        say(words)
    if not as_json:
        report(shown, configuration, verdict, show_requests=show_requests, show_sources=show_sources)
    write_table(shown, view_of(configuration, verdict.overrides), configuration, impact_csv)
    if out:
        digest = save(made, configuration, settings, verdict, out, lifetime)
        how = f"apply it with: {apply_line(out, tenant, digest)}"
        say(f"saved the plan to {out}; " + (AGAINST_SNAPSHOT if against else how))
    if as_json:
        # Last, so that a plan that could not be saved leaves one document on stdout.
        report(shown, configuration, verdict, as_json=True)
    return verdict.exit_code(made)

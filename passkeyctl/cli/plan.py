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
    """
    from passkeyctl.cli.against import opened_whole
    from passkeyctl.cli.arguments import apply_line, duration_of, overrides_of, severity_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.console import say
    from passkeyctl.cli.files import configuration_of
    from passkeyctl.cli.planning import Verdict, make, report, save, unused_overrides
    from passkeyctl.cli.sources import check_replaceable
    from passkeyctl.plan.plan import PlanOptions
    from passkeyctl.render.redaction import redacted

    verdict = Verdict(overrides_of(override), severity_of(fail_on), fail_on_standing, exit_code)
    lifetime = duration_of(valid_for)
    check_replaceable(out)
    settings = PlanOptions(prune, not no_beta_check, prove_equal=prove_equal)
    snapshot = opened_whole(against) if against else None
    # Where an import has placeholders, they are what a variable without a value stands for in a plan against it.
    configuration = configuration_of(paths, frozenset(snapshot.placeholders) if snapshot else frozenset())
    made = make(configuration, ConnectionOptions(tenant, cloud, auth, client_id, redact, snapshot), settings)
    shown = redacted(made) if redact else made
    for words in unused_overrides(made, verdict.overrides):
        say(words)
    if not as_json:
        report(
            shown,
            configuration,
            verdict,
            as_json=False,
            show_requests=show_requests,
            show_sources=show_sources,
        )
    if out:
        digest = save(made, configuration, settings, verdict, out, lifetime)
        if against:
            say(f"saved the plan to {out}; it was made against a snapshot: nothing can apply it")
        else:
            say(f"saved the plan to {out}; apply it with: {apply_line(out, tenant, digest)}")
    if as_json:
        # Last, so that a plan that could not be saved leaves one document on stdout.
        report(shown, configuration, verdict, as_json=True, show_requests=False)
    return verdict.exit_code(made)

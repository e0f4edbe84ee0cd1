"""`drift`: what a tenant has become beside its files, and who did it; reads, and can't write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from datetime import date

    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.drift.reading import Asked
    from passkeyctl.cli.drift.telling import Told
    from passkeyctl.cli.evidence.writing import Evidence
    from passkeyctl.cli.formats import Format
    from passkeyctl.cli.reports.reports import Reports

NoAudit = Annotated[bool, typer.Option("--no-audit", help="Don't ask the audit log since when, and who did it.")]
ExitZero = Annotated[
    bool,
    typer.Option("--exit-zero-on-drift", help="Exit 0 when there is drift, for a job that opens an issue instead."),
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", help="Look at waivers as of this day (2027-02-01) instead of today.", show_default=False),
]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        "--accept",
        help="Write the tenant's value of this place into the files; repeatable, `all` for whatever differs.",
        show_default=False,
    ),
]


def drift(
    context: typer.Context,
    paths: options.Paths = None,
    stage: options.Stage = "",
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    as_json: options.AsJson = False,
    form: options.Form = "",
    as_of: AsOf = "",
    no_audit: NoAudit = False,
    no_beta_check: options.NoBetaCheck = False,
    exit_zero_on_drift: ExitZero = False,
    redact: options.Redact = False,
    against: options.Against = "",
    report: options.Report = None,
    accept: Accept = None,
    evidence: options.EvidenceFolder = "",
    approved_by: options.ApprovedBy = "",
) -> int:
    """Compare the tenant with the files: what differs, since when, who did it. Never writes to the tenant.

    Exits 2 when there is drift, 0 when there is none, and 1 when not everything could be read.

    \b
    Examples:
      passkeyctl drift --tenant sandbox examples/pilot
      passkeyctl drift
      passkeyctl drift tenants/contoso --json > drift.json
      passkeyctl drift --report html=drift.html --report sarif=drift.sarif
      passkeyctl drift --exit-zero-on-drift --format markdown > issue.md
      passkeyctl drift --no-audit --redact
      passkeyctl drift --evidence evidence
      passkeyctl drift --against contoso.snapshot tenants/contoso
      passkeyctl drift --accept conditionalAccess.pilot-enforce.state
      passkeyctl drift --accept all tenants/contoso
    """
    from passkeyctl.cli.arguments import day_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.drift.reading import Asked
    from passkeyctl.cli.evidence.writing import evidence_of
    from passkeyctl.cli.formats import Format, format_of
    from passkeyctl.cli.reports.reports import reports_of
    from passkeyctl.plan.evidence.manifest import Part

    run = _Run(
        tuple(paths or ()),
        Asked(not no_beta_check, stage, not no_audit),
        ConnectionOptions(tenant, cloud, auth, client_id, redact),
        against,
        exit_zero_on_drift,
    )
    if accept:
        others = {
            "--report": report,
            "--json": as_json,
            "--format": form,
            "--evidence": evidence,
            "--approved-by": approved_by,
            "--exit-zero-on-drift": exit_zero_on_drift,
        }
        return run.accepting(accept, next((name for name, given in others.items() if given), ""), day_of(as_of))
    form_on_screen, reports = format_of(form, as_json=as_json), reports_of(context)
    reports.begin("drift", report or (), paths or (), stdout_is_text=form_on_screen is Format.TEXT)
    outlet = evidence_of(evidence, approved_by, Part.DRIFT)
    told = run.of(day_of(as_of))
    return _shown(told, form_on_screen, reports, outlet)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the command line asks for, as values."""

    paths: tuple[str, ...]
    asked: Asked
    connection: ConnectionOptions
    against: str
    exits_zero: bool

    def accepting(self, places: list[str], other_output: str, day: date) -> int:
        from passkeyctl.cli.drift.accept import Wanted, accept_drift

        wanted = Wanted(self.paths, tuple(places), self.against, other_output)
        return accept_drift(wanted, self.asked, self.connection, day)

    def of(self, day: date) -> Told:
        from passkeyctl.cli.drift.reading import drift_of
        from passkeyctl.cli.drift.telling import Invocation, Told
        from passkeyctl.cli.files.files import understood
        from passkeyctl.cli.snapshot.against import opened_whole
        from passkeyctl.render.drift.deviation_redaction import redacted_drift

        redact, stage = self.connection.redact, self.asked.stage
        snapshot = opened_whole(self.against) if self.against else None
        stand_ins = frozenset(snapshot.placeholders) if snapshot else frozenset()
        configuration, loading = understood(self.paths, stand_ins, redact=redact, stage=stage)
        found = drift_of(configuration, replace(self.connection, against=snapshot), self.asked, day)
        shown = redacted_drift(found, configuration.waivers) if redact else found
        invocation = Invocation(self.paths, self.connection.tenant, stage, self.against)
        return Told(found, shown, configuration, loading, invocation, self.exits_zero)


def _shown(told: Told, form: Format, reports: Reports, evidence: Evidence) -> int:
    """Text first; a document for another program last, so that what went wrong before leaves one on stdout."""
    from passkeyctl.cli.drift.telling import show_told
    from passkeyctl.cli.evidence.drifts import keep_drift
    from passkeyctl.cli.formats import Format
    from passkeyctl.cli.history.occasions import remember_drift

    if form is Format.TEXT:
        show_told(told, form)
    if reports.targets:
        reports.write(told.material())
    keep_drift(evidence, told)
    if form is not Format.TEXT:
        show_told(told, form)
    if not told.invocation.against:  # a snapshot is of another moment, and no run against the tenant
        remember_drift(told.found, told.configuration, told.exit_code)
    return told.exit_code

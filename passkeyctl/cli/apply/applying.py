"""An apply of files, or of a plan that was saved and reviewed."""

from __future__ import annotations

import sys

from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.apply.enacting import Enactment
from passkeyctl.cli.apply.moved import check_saved, replanning
from passkeyctl.cli.apply.sources import Source
from passkeyctl.cli.apply.undertaking import Manner, Undertaking
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.clock import now, today
from passkeyctl.cli.connection import Connection, ConnectionOptions, wanted_endpoint
from passkeyctl.cli.people.impact import ImpactOptions
from passkeyctl.cli.plan.gates import fresh_enough, gate_sources, with_trend
from passkeyctl.cli.plan.planning import asking_for_people
from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.model.directory import Organization
from passkeyctl.plan.plan import Destination
from passkeyctl.plan.saved.stale import check_destination, check_endpoint


def check_forms(*, auto_approve: bool, as_json: bool, json_lines: bool) -> None:
    """Before anything is read: somebody can be asked, and what is printed has one form."""
    if not auto_approve and not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask at", hint="add --auto-approve, or run it at a terminal")
    if as_json and json_lines:
        raise UsageError("--json and --json-lines are two forms", hint="choose one")


def apply_source(source: Source, connection: ConnectionOptions, manner: Manner, impact: ImpactOptions) -> ExitCode:
    connection = asking_for_people(connection, source.options, source.configuration)
    if source.saved is not None:
        label = wanted_endpoint(connection, source.configuration).label
        check_endpoint(source.saved, label, redact=manner.redact)

    async def planned(tenant: Connection) -> Undertaking:
        return await _planned(tenant, source, impact, redact=manner.redact)

    return Enactment(connection, source.configuration, manner, planned).run()


async def _planned(tenant: Connection, source: Source, impact: ImpactOptions, *, redact: bool) -> Undertaking:
    async def check_tenant(organization: Organization | None) -> Destination:
        # Another tenant is said before names that don't exist there are.
        destination = await tenant.check_tenant(organization)
        if source.saved is not None:
            check_destination(source.saved, destination, redact=redact)
        return destination

    options, configuration = source.options, source.configuration
    gates = gate_sources(tenant.client, fresh_enough(impact.people, configuration))
    async with replanning(source.saved, configuration, tenant.client, redact=redact):
        plan = await make_plan(
            tenant.client,
            configuration,
            options,
            check_tenant,
            as_of=today(),
            people=gates.people if options.impact else None,
            signed_in=tenant.signed_in,
            metadata=newer_list(),
            gates=gates,
        )
    if source.saved is not None:
        check_saved(source.saved, plan, configuration, redact=redact)
    plan = with_trend(plan, tenant.client.told_time or now())
    return Undertaking(plan, configuration, options)

"""What letters are about, where a tenant is read: its groups by name, and its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions, people_source
from passkeyctl.cli.rollout.letter_ground import Ground, Row, organisation_of, rows_of
from passkeyctl.graph.directory import look_up
from passkeyctl.insight.readiness.readiness import Audience, Scope, readiness
from passkeyctl.insight.readiness.wanted import readiness_wanted
from passkeyctl.insight.tenant_state import TenantState, after
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import PeopleWanted
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import PlanOptions


def ground_of_tenant(
    configuration: Configuration, cohorts: Sequence[str], connection: ConnectionOptions, people: PeopleOptions
) -> Ground:
    async def asked() -> Ground:
        async with connected(connection, configuration, read_only=True) as tenant:
            return await _ask(configuration, cohorts, tenant, people)

    return run_async(asked())


async def _ask(
    configuration: Configuration, cohorts: Sequence[str], tenant: Connection, people: PeopleOptions
) -> Ground:
    """The settings as the wanted stage has them, whether its gates are open or not: letters come before it."""
    plan = await make_plan(
        tenant.client,
        configuration,
        PlanOptions(),
        tenant.check_tenant,
        as_of=today(),
        also_read=frozenset({Family.METHODS}),
    )
    state = after(plan.prior, plan.changes)
    ids = [each.id for each in state.of(Kind.TARGET) if each.id != EVERYONE]
    unnamed = [each for each in ids if plan.directory.name_of(RefKind.GROUP, each) is None]
    directory = plan.directory
    if unnamed:
        found = await look_up(tenant.client, [Reference(RefKind.GROUP, id, id=id) for id in unnamed])
        directory = directory.merged(found[0])
    rows = rows_of(state, directory.names, configuration, cohorts)
    known = await people_source(tenant.client, people)(_wanted(rows, state), plan.destination)
    where = plan.destination
    return Ground(
        state,
        tuple(replace(each, readiness=readiness(_audience(each), state, known.people)) for each in rows),
        directory.names,
        where.tenant_name or organisation_of(configuration),
        domain=configuration.tenant.domain if configuration.tenant is not None else None,
        tenant_id=where.tenant_id,
        known=known,
    )


def _audience(row: Row) -> Audience:
    return Audience() if row.id == EVERYONE else Audience(Scope.GROUP, row.id, row.name)


def _wanted(rows: tuple[Row, ...], state: TenantState) -> PeopleWanted:
    """One reading for all cohorts."""
    parts = [readiness_wanted(_audience(each), state) for each in rows]
    return PeopleWanted(
        groups=frozenset[str]().union(*(each.groups for each in parts)),
        roles=True,
        keys_of=frozenset[str]().union(*(each.keys_of for each in parts)),
        keys_of_everyone=any(each.keys_of_everyone for each in parts),
        users=frozenset[str]().union(*(each.users for each in parts)),
    )

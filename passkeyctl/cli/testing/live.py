"""Policy tests by a tenant, read through a connection that can't write, with the files over it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.testing.ground import Ground, found_people, said_at, words_of
from passkeyctl.cli.who.answering import tenant_alone
from passkeyctl.cli.who.states import emergency_groups, states_of, the_person
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.errors import GraphError, PasskeyctlError
from passkeyctl.insight.person.person import groups_mentioned
from passkeyctl.insight.policy_tests.names import Naming, local_ids, objects_in
from passkeyctl.insight.policy_tests.tested import Variant
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.policy_tests import NamedPerson, PolicyTest
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import PlanOptions

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient

HINT = "nothing in the tenant is called so: correct the name, or write the id"
ALSO = frozenset({Family.METHODS, Family.LOCATIONS, Family.CONTEXTS})
LOOKED_UP = (RefKind.GROUP, RefKind.ROLE, RefKind.APPLICATION)


async def live_ground(
    configuration: Configuration | None, connection: ConnectionOptions, tests: Iterable[PolicyTest]
) -> Ground:
    from passkeyctl.apply.planner import make_plan
    from passkeyctl.graph.directory import look_up
    from passkeyctl.graph.names import read_names
    from passkeyctl.graph.together import together

    listed = tuple(tests)
    meant = configuration or tenant_alone(connection.tenant)
    async with connected(connection, meant, read_only=True) as tenant:
        client = tenant.client
        plan = await make_plan(client, meant, PlanOptions(), tenant.check_tenant, as_of=today(), also_read=ALSO)
        _, state = states_of(plan.prior, plan.changes)
        names, (looked_up, _) = await together(read_names(client, plan.prior), look_up(client, _references(listed)))
        directory = names.directory.merged(plan.directory).merged(looked_up)
        groups = groups_mentioned(state) | emergency_groups(meant, plan.directory)
        people = {each.written: await _person(client, each, groups) for each in _named(listed)}
    planned = sum(each.action is not Action.NO_OP for each in plan.changes) if configuration is not None else None
    naming = Naming(state, objects_in(directory), local_ids(plan.changes), HINT)
    where = plan.destination
    return Ground(
        where.tenant_name or where.tenant_id,
        f"{words_of(planned)}, as read just now",
        state,
        directory,
        naming,
        found_people(people),
    )


def _references(tests: Iterable[PolicyTest]) -> set[Reference]:
    return {each for test in tests for each in test.references if each.kind in LOOKED_UP}


def _named(tests: Iterable[PolicyTest]) -> tuple[NamedPerson, ...]:
    found = {each.person.written: each.person for each in tests if isinstance(each.person, NamedPerson)}
    return tuple(found.values())


async def _person(client: GraphClient, named: NamedPerson, groups: frozenset[str]) -> Variant | Diagnostic:
    """Somebody who is not there is a fault of the test; a Graph that does not answer is none."""
    from passkeyctl.graph.reports.person import read_person

    try:
        person, people = the_person(await read_person(client, named.written, groups, datetime.now(UTC)))
    except GraphError:
        raise
    except PasskeyctlError as fault:
        return said_at(named, fault)
    return Variant(people, person.ordinal)

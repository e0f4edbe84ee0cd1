"""One person of a tenant, live: the plan, the person, names, and Graph's own verdict where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import TYPE_CHECKING

from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import say
from passkeyctl.cli.people.reading_people import census_path
from passkeyctl.cli.remembered import Settings, keep
from passkeyctl.cli.snapshot.against import IMPORT, LABEL
from passkeyctl.cli.who.sign_in import SignInWords
from passkeyctl.cli.who.states import Known, emergency_groups, is_emergency, states_of, the_person, without_groups
from passkeyctl.errors import OutputFailed
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.person.person import groups_mentioned
from passkeyctl.insight.sign_in.sign_in import NO_RISK, ORDINARY_FLOW, UNKNOWN_COUNTRY, SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.people import Gap
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.wire.what_if import Question

if TYPE_CHECKING:
    from passkeyctl.graph.names import NamesRead

ALSO = frozenset({Family.METHODS, Family.LOCATIONS, Family.CONTEXTS})


async def look(
    user: str, words: SignInWords, configuration: Configuration, connection: ConnectionOptions, *, asks_graph: bool
) -> Known:
    from passkeyctl.graph.directory import look_up
    from passkeyctl.graph.evaluate import evaluate
    from passkeyctl.graph.names import read_names
    from passkeyctl.graph.reports.person import read_person
    from passkeyctl.graph.together import together

    async with connected(connection, configuration, read_only=True) as tenant:
        client = tenant.client
        plan = await make_plan(client, configuration, PlanOptions(), tenant.check_tenant, as_of=today(), also_read=ALSO)
        earlier, later = states_of(plan.prior, plan.changes)
        groups = groups_mentioned(earlier, later) | emergency_groups(configuration, plan.directory)
        known, names, (looked_up, _) = await together(
            read_person(client, user, groups, _now()),
            read_names(client, plan.prior),
            look_up(client, words.references()),
        )
        directory = names.directory.merged(plan.directory).merged(looked_up)
        person, people = the_person(known)
        people = without_groups(people, _vanished(groups, plan.prior, names))
        graphs = None
        if asks_graph:
            sign_in = words.sign_in(directory, earlier, later)
            graphs = await evaluate(client, question_of(person.id, sign_in, earlier))
    _keep(plan, configuration, directory)
    emergency = is_emergency(configuration, directory, person, people)
    changes = sum(each.action is not Action.NO_OP for each in plan.changes)
    return Known(plan.destination, earlier, later, changes, directory, person, people, emergency, graphs)


def _vanished(groups: frozenset[str], prior: PriorState, names: NamesRead) -> Iterator[Gap]:
    """Groups that the settings name and that are not there any more."""
    from passkeyctl.graph.names import mentioned
    from passkeyctl.graph.reports.refusals import vanished

    if RefKind.GROUP not in names.refused:
        named = {each.id for each in mentioned(prior) if each.kind is RefKind.GROUP}
        yield from (vanished(id) for id in groups if id in named and names.directory.name_of(RefKind.GROUP, id) is None)


def _now() -> datetime:
    return datetime.now(UTC)


def _keep(plan: Plan, configuration: Configuration, directory: Directory) -> None:
    """For `--offline`; a tenant that can't be told from others is not kept."""
    where, described = plan.destination, configuration.tenant
    if where.tenant_id and not where.endpoint.startswith((LABEL, IMPORT)):
        domains = (described.domain,) if described is not None and described.domain else ()
        try:
            keep(Settings(_now(), where, domains, plan.prior, directory), census_path(where))
        except (OSError, OutputFailed) as fault:
            why = fault.strerror if isinstance(fault, OSError) else fault
            say(f"notice: the settings could not be kept for --offline: {why}")


def question_of(person_id: str, sign_in: SignIn, state: TenantState) -> Question:
    """What Graph is to be told. A place is told by one of its addresses or countries, `none` by saying nothing."""
    address, country = sign_in.address, sign_in.country
    held = state.by_id(Kind.LOCATION, sign_in.location) if sign_in.location is not None else None
    inside = str(address) if address is not None else _any_address(held) if held is not None else None
    where = country or (min(members(held.fields, "countries"), default=None) if held is not None else None)
    return Question(
        person_id,
        resource=sign_in.resource,
        user_action=sign_in.user_action,
        context=sign_in.context if sign_in.resource is None else None,
        platform=sign_in.platform,
        client_app=sign_in.client_app,
        country=None if where == UNKNOWN_COUNTRY else where,
        ip=inside,
        sign_in_risk=sign_in.sign_in_risk,
        user_risk=sign_in.user_risk,
        insider_risk=None if sign_in.insider_risk == NO_RISK else sign_in.insider_risk,
        flow=None if sign_in.flow == ORDINARY_FLOW else sign_in.flow,
    )


def _any_address(location: Held) -> str | None:
    ranges = sorted(members(location.fields, "ipRanges"))
    return str(ip_network(ranges[0], strict=False)[0]) if ranges else None

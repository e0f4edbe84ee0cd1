"""A plan from files and a tenant: two round trips of reading around passes that are pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from passkeyctl.apply.beta_only import beta_only_faults
from passkeyctl.apply.comparing import Compared, Proposing, compare
from passkeyctl.apply.fact_reading import ToRead, counted_groups, expected_groups, read_first, with_traits
from passkeyctl.apply.first_reading import first_read, what_to_read
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.people_of_plans import PeopleSource as PeopleSource
from passkeyctl.apply.people_of_plans import impact_on, known_people, with_members
from passkeyctl.apply.shown_ids import ids_to_look_up
from passkeyctl.apply.staging import Staged, ladders_of, staged
from passkeyctl.authenticators.status import MdsUpdate
from passkeyctl.checks.profiles.neutrality import not_neutral
from passkeyctl.checks.registry import judge
from passkeyctl.checks.review import Review
from passkeyctl.checks.waivers import judged
from passkeyctl.diagnostics import in_reading_order
from passkeyctl.errors import UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.emergency import follow_up
from passkeyctl.graph.facts import FactsAsked
from passkeyctl.graph.together import together
from passkeyctl.insight.facts_wanted import facts_wanted
from passkeyctl.insight.impact.impact import Impact
from passkeyctl.insight.proof.neutrality import Neutrality, neutrality_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory, Emergency, Organization
from passkeyctl.model.facts import SignedIn, TenantFacts
from passkeyctl.model.people import KnownPeople
from passkeyctl.plan import ordering
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.plan.saved.catalogue_pin import pinned
from passkeyctl.rollout.ladder import Ladder
from passkeyctl.rollout.watched import watched

CheckTenant: TypeAlias = Callable[[Organization | None], Awaitable[Destination]]
"""Which tenant this is; raises where it is not the one of the files, or where that can't be found out."""

AFFECTING = frozenset({Family.FIDO2, Family.STRENGTHS, Family.POLICIES})
"""What decides about people: which passkeys are accepted, and who has to have one."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """Everything that a plan is judged by. `known_people` are those whom its changes are about, `checked_people` those
    whom the checks look at besides.
    """

    compared: Compared
    directory: Directory
    emergency: Emergency
    facts: TenantFacts
    known_people: KnownPeople | None
    checked_people: KnownPeople | None
    ladder: Ladder | None = None


async def make_plan(
    client: GraphClient,
    configuration: Configuration,
    options: PlanOptions,
    check_tenant: CheckTenant,
    *,
    as_of: date,
    people: PeopleSource | None = None,
    also_read: frozenset[Family] = frozenset(),
    campaign_beta: bool = False,
    signed_in: SignedIn | None = None,
    metadata: MdsUpdate | None = None,
    proposing: Proposing | None = None,
    gates: GateSources | None = None,
) -> Plan:
    """Read, resolve, compare, judge. Names that don't resolve, and another tenant, raise before anything is judged.

    With `people`, who is affected is worked out too. `also_read` is read although no file needs it. `as_of` is the day
    for which Microsoft's calendar is looked at, `signed_in` whoever the access token is for.
    `metadata` is a newer list of authenticators than the shipped one. `proposing` says what is wanted instead of the
    entries of the files, which then are to have none; `campaign_beta` reads what only beta shows of the campaign.
    With `gates` a roll-out is climbed as far as its gates are open; without, the files say what they say up to the
    stage that they want.
    """
    ladders = ladders_of(configuration) if gates is not None and proposing is None else None
    wants = what_to_read(configuration, ladders, also_read | (AFFECTING if people is not None else frozenset()))
    found = await first_read(
        client,
        wants,
        compare_beta=options.compare_beta,
        campaign_beta=campaign_beta or wants.campaign_beta,
        policies_beta=proposing is not None or wants.policies_beta,
    )
    destination = await check_tenant(found.organization)
    state, directory, ladder = found.reading.state, found.directory, None
    if ladders is not None and gates is not None:
        staging = await staged(client, ladders, state, directory, destination, options, gates)
        if staging.taken_back:
            raise UserFault(in_reading_order(staging.taken_back))
        configuration, ladder = staging.configuration, staging.ladder
    compared = compare(configuration, state, directory, destination, options, proposing)
    if hidden := beta_only_faults(compared.difference.changes, found.reading.beta_policies):
        raise UserFault(in_reading_order(hidden))
    to_read = _to_read(configuration, compared, found.organization, signed_in)
    basis = replace(await _basis(client, configuration, compared, to_read, people), ladder=ladder)
    made = _plan(configuration, basis, options, as_of, metadata, reads_beta=found.reading.saw_beta)
    return replace(made, ladder=ladder)


async def read_ladder(
    client: GraphClient,
    configuration: Configuration,
    options: PlanOptions,
    check_tenant: CheckTenant,
    gates: GateSources,
    *,
    asks_next: bool = True,
) -> Staged | None:
    """How the roll-out of these files stands in the tenant, without a plan; None where they have none.

    With `asks_next` the gates of the first stage above the wanted one that is not shown are asked as well.
    """
    ladders = ladders_of(configuration)
    if ladders is None:
        return None
    wants = what_to_read(configuration, ladders, frozenset())
    found = await first_read(
        client, wants, compare_beta=False, campaign_beta=wants.campaign_beta, policies_beta=wants.policies_beta
    )
    destination = await check_tenant(found.organization)
    state, directory = found.reading.state, found.directory
    return await staged(client, ladders, state, directory, destination, options, gates, asks_next=asks_next)


async def _basis(
    client: GraphClient,
    configuration: Configuration,
    compared: Compared,
    to_read: ToRead,
    people: PeopleSource | None,
) -> _Basis:
    """The second round trip, and what hangs on its answers."""
    directory, group = compared.directory, compared.emergency_group
    (emergency, names), facts = await together(
        follow_up(client, group, compared.emergency_accounts, *ids_to_look_up(compared.difference, directory)),
        read_first(client, to_read),
    )
    emergency, facts = await with_members(client, compared, emergency, facts)
    expected = expected_groups(configuration, directory).values()
    facts = with_traits(facts, directory, [*expected, *([group] if group is not None else [])], emergency)
    known, checked = await known_people(compared, emergency, people) if people is not None else (None, None)
    return _Basis(compared, directory.merged(names), emergency, facts, known, checked)


def _to_read(
    configuration: Configuration, compared: Compared, organization: Organization | None, signed_in: SignedIn | None
) -> ToRead:
    changes = compared.difference.changes
    wanted = facts_wanted(configuration, before(compared.prior), after(compared.prior, changes), changes)
    domains = organization.federated if organization is not None else None
    counted = counted_groups(configuration, expected_groups(configuration, compared.directory))
    return ToRead(FactsAsked(wanted, domains, signed_in), compared.emergency_accounts, counted)


def _plan(
    configuration: Configuration,
    found: _Basis,
    options: PlanOptions,
    as_of: date,
    metadata: MdsUpdate | None,
    *,
    reads_beta: bool,
) -> Plan:
    compared, known = found.compared, found.known_people
    impact = impact_on(compared, found.emergency, known) if known is not None else None
    in_order = _in_order(found)
    review = _review(configuration, found, options, in_order, impact, as_of, metadata)
    neutrality = _neutrality(compared, known) if options.prove_equal else None
    not_equal = not_neutral(neutrality) if neutrality is not None else ()
    verdicts = judged(review, (*compared.proposal.says(review), *judge(review), *not_equal))
    return Plan(
        destination=compared.destination,
        changes=review.changes,
        operations=in_order.operations,
        findings=verdicts.findings,
        diagnostics=in_reading_order(compared.notices),
        unlisted=review.unlisted,
        directory=found.directory,
        prior=compared.prior,
        reads_beta=reads_beta,
        impact=impact,
        known_people=known,
        neutrality=neutrality,
        suppressed=verdicts.suppressed,
        waivers=configuration.waivers,
        catalogue=pinned(configuration, review.changes, metadata),
        path=in_order.proof,
    )


def _in_order(found: _Basis) -> ordering.Ordered:
    looked_at = found.checked_people or found.known_people
    people = looked_at.people if looked_at is not None else None
    return ordering.ordered(found.compared.difference.changes, found.compared.prior, people)


def _review(
    configuration: Configuration,
    found: _Basis,
    options: PlanOptions,
    in_order: ordering.Ordered,
    impact: Impact | None,
    as_of: date,
    metadata: MdsUpdate | None,
) -> Review:
    compared = found.compared
    return Review(
        configuration,
        compared.prior,
        compared.difference.changes,
        compared.difference.unlisted,
        compared.difference.drifted,
        found.directory,
        found.emergency if configuration.emergency is not None else None,
        found.facts,
        impact=impact,
        known_people=found.checked_people or found.known_people,
        limits=options.limits.over(configuration.limits.losing, configuration.limits.unable),
        as_of=as_of,
        metadata=metadata,
        asserted=compared.asserted,
        path=in_order.proof,
        steps=in_order.operations,
        entered_by_gate=watched(found.ladder, (each.address for each in compared.difference.changes)),
    )


def _neutrality(compared: Compared, known: KnownPeople | None) -> Neutrality:
    return neutrality_of(compared.prior, compared.difference.changes, known.people if known is not None else None)

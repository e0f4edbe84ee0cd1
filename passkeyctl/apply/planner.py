"""A plan from files and a tenant: two round trips of reading around passes that are pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from passkeyctl.apply.beta_only import beta_only_faults
from passkeyctl.apply.fact_reading import ToRead, counted_groups, expected_groups, read_first, with_traits
from passkeyctl.apply.shown_ids import ids_to_look_up
from passkeyctl.authenticators.status import MdsUpdate
from passkeyctl.checks.emergency.policies import is_excluding_everyone
from passkeyctl.checks.profiles.neutrality import not_neutral
from passkeyctl.checks.registry import judge
from passkeyctl.checks.review import Review
from passkeyctl.checks.waivers import judged
from passkeyctl.diagnostics import Diagnostic, has_errors, in_reading_order
from passkeyctl.diff import Difference, diff
from passkeyctl.errors import UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory import answered_by, look_up
from passkeyctl.graph.emergency import follow_up, read_groups
from passkeyctl.graph.facts import FactsAsked, read_accounts
from passkeyctl.graph.reader import KINDS, read_tenant
from passkeyctl.graph.together import together
from passkeyctl.identity import identify, names_that_differ
from passkeyctl.insight.facts_wanted import facts_wanted
from passkeyctl.insight.impact.impact import NO_PEOPLE, Impact, impact_of
from passkeyctl.insight.impact.wanted import (
    concerns_people,
    joined,
    people_wanted,
    wanted_by_assertions,
    wanted_by_checks,
)
from passkeyctl.insight.proof.neutrality import Neutrality, neutrality_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory, Emergency, Organization
from passkeyctl.model.facts import Fact, SignedIn, TenantFacts
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KnownPeople, ListedRoster, PeopleWanted
from passkeyctl.model.state import PriorState
from passkeyctl.needs import asks_for_beta_campaign, kinds_needed, references_of
from passkeyctl.plan import ordering
from passkeyctl.plan.catalogue_pin import pinned
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.resolve import Context, id_of, resolve

CheckTenant: TypeAlias = Callable[[Organization | None], Awaitable[Destination]]
"""Which tenant this is; raises where it is not the one of the files, or where that can't be found out."""

PeopleSource: TypeAlias = Callable[[PeopleWanted, Destination], Awaitable[KnownPeople]]
"""Reads what has to be known about the people of a tenant, or takes it from where it was kept."""

AFFECTING = frozenset({Family.FIDO2, Family.STRENGTHS, Family.POLICIES})
"""What decides about people: which passkeys are accepted, and who has to have one."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """Desired and prior state side by side, before anything is judged."""

    prior: PriorState
    difference: Difference
    directory: Directory
    destination: Destination
    notices: tuple[Diagnostic, ...]
    emergency_group: str | None
    emergency_accounts: tuple[str, ...]
    asserted: tuple[Asserted, ...] = ()


@dataclass(frozen=True, slots=True)
class _Basis:
    """Everything that a plan is judged by. `known_people` are those whom its changes are about, `checked_people` those
    whom the checks look at besides.
    """

    compared: _Compared
    directory: Directory
    emergency: Emergency
    facts: TenantFacts
    known_people: KnownPeople | None
    checked_people: KnownPeople | None


async def make_plan(
    client: GraphClient,
    configuration: Configuration,
    options: PlanOptions,
    check_tenant: CheckTenant,
    *,
    as_of: date,
    people: PeopleSource | None = None,
    also_read: frozenset[Family] = frozenset(),
    signed_in: SignedIn | None = None,
    metadata: MdsUpdate | None = None,
) -> Plan:
    """Read, resolve, compare, judge. Names that don't resolve, and another tenant, raise before anything is judged.

    With `people`, who is affected is worked out too. `also_read` is read although no file needs it. `as_of` is the day
    for which Microsoft's calendar is looked at, `signed_in` whoever the access token is for.
    `metadata` is a newer list of authenticators than the shipped one.
    """
    references, needed = references_of(configuration), kinds_needed(configuration)
    families = also_read | {family for family in Family if needed.intersection(KINDS[family])}
    reading, (looked_up, organization) = await together(
        read_tenant(
            client,
            compare_beta=options.compare_beta,
            families=families | (AFFECTING if people is not None else frozenset()),
            campaign_beta=asks_for_beta_campaign(configuration),
        ),
        look_up(client, references, read_already=needed),
    )
    directory = looked_up.merged(answered_by(reading.state, references))
    destination = await check_tenant(organization)
    compared = _compare(configuration, reading.state, directory, destination, options)
    rewritten = compared.difference.changes if reading.saw_beta else ()
    (emergency, names), hidden, facts = await together(
        follow_up(
            client,
            compared.emergency_group,
            compared.emergency_accounts,
            *ids_to_look_up(compared.difference, directory),
        ),
        beta_only_faults(client, rewritten),
        read_first(client, _to_read(configuration, compared, organization, signed_in)),
    )
    if hidden:
        raise UserFault(in_reading_order(hidden))
    emergency, facts = await _with_members(client, compared, emergency, facts)
    expected = expected_groups(configuration, directory).values()
    group = compared.emergency_group
    facts = with_traits(facts, directory, [*expected, *([group] if group is not None else [])], emergency)
    known, checked = await _known_people(compared, emergency, people) if people is not None else (None, None)
    basis = _Basis(compared, directory.merged(names), emergency, facts, known, checked)
    return _plan(configuration, basis, options, as_of, metadata, reads_beta=reading.saw_beta)


def _to_read(
    configuration: Configuration, compared: _Compared, organization: Organization | None, signed_in: SignedIn | None
) -> ToRead:
    changes = compared.difference.changes
    wanted = facts_wanted(configuration, before(compared.prior), after(compared.prior, changes), changes)
    domains = organization.federated if organization is not None else None
    counted = counted_groups(configuration, expected_groups(configuration, compared.directory))
    return ToRead(FactsAsked(wanted, domains, signed_in), compared.emergency_accounts, counted)


async def _with_members(
    client: GraphClient, compared: _Compared, emergency: Emergency, facts: TenantFacts
) -> tuple[Emergency, TenantFacts]:
    """What has to be known of emergency accounts that no file names, known by now as members of their group."""
    rest = [each.id for each in emergency.accounts if each.id not in compared.emergency_accounts]
    if not rest or (Fact.KEYS not in facts.wanted and _is_settled(emergency, compared)):
        return emergency, facts
    whole, accounts = await together(
        read_groups(client, emergency, compared.emergency_accounts), read_accounts(client, facts.wanted, rest)
    )
    return whole, facts.merged(accounts)


async def _known_people(
    compared: _Compared, emergency: Emergency, people: PeopleSource
) -> tuple[KnownPeople, KnownPeople | None]:
    """Those whom the changes are about, and those whom checks look at: of changes that decide about nobody just these.

    None where there is nothing to look at.
    """
    changes = compared.difference.changes
    earlier, later = before(compared.prior), after(compared.prior, changes)
    wanted = joined(wanted_by_assertions(earlier, later, compared.asserted), wanted_by_checks(later, changes))
    is_concerned = concerns_people(earlier, later, changes)
    if is_concerned:
        wanted = joined(wanted, people_wanted(earlier, later, changes))
    nobody = KnownPeople(NO_PEOPLE, ListedRoster())
    if wanted == PeopleWanted():
        return nobody, None
    found = await people(replace(wanted, users=wanted.users | _ids(emergency)), compared.destination)
    return (found if is_concerned else nobody), found


def _impact(compared: _Compared, emergency: Emergency, known: KnownPeople) -> Impact:
    changes = compared.difference.changes
    found = impact_of(before(compared.prior), after(compared.prior, changes), changes, known.people)
    if known.people is NO_PEOPLE:
        return found
    unread = tuple(each.name for each in emergency.accounts if each.id not in known.people.ids)
    return replace(found, emergency=known.people.those(_ids(emergency)), emergency_unread=unread)


def _ids(emergency: Emergency) -> frozenset[str]:
    return frozenset(each.id for each in emergency.accounts)


def _compare(
    configuration: Configuration,
    prior: PriorState,
    directory: Directory,
    destination: Destination,
    options: PlanOptions,
) -> _Compared:
    identities = identify(configuration.entries, prior)
    described = frozenset(each.address for each in configuration.entries if not each.is_absent)
    context = Context(prior, identities, directory, described)
    resolved = resolve(configuration, context)
    difference = diff(resolved.entries, identities, prior, configuration.manage, prune=options.prune)
    found = (*identities.diagnostics, *resolved.diagnostics, *difference.diagnostics)
    if has_errors(found):
        raise UserFault(in_reading_order(found))
    group, accounts = _emergency_ids(configuration, context)
    notices = (*found, *names_that_differ(configuration.entries, identities))
    return _Compared(prior, difference, directory, destination, notices, group, accounts, resolved.asserted)


def _emergency_ids(configuration: Configuration, context: Context) -> tuple[str | None, tuple[str, ...]]:
    described = configuration.emergency
    if described is None:
        return None, ()
    ids = [
        id
        for each in (described.group, *described.accounts)
        if each is not None and isinstance(id := id_of(each, Address(Kind.PASSKEYS), described.source, context), str)
    ]
    return (ids[0], tuple(ids[1:])) if described.group is not None else (None, tuple(ids))


def _is_settled(emergency: Emergency, compared: _Compared) -> bool:
    """Whether every policy in force excludes everybody by what is known: else all groups of the accounts are read."""
    changed = {change.id for change in compared.difference.changes}
    policies: list[Fields] = [
        change.planned
        for change in compared.difference.changes
        if change.address.kind is Kind.POLICY and change.planned is not None
    ]
    policies += [each.fields for each in compared.prior.of(Kind.POLICY) if each.id not in changed]
    may_take_a_method = any(
        (each.address.kind is Kind.EXCLUDE and each.action is Action.CREATE)
        or (each.address.kind is Kind.TEMPORARY_ACCESS_PASS and each.action is Action.UPDATE)
        for each in compared.difference.changes
    )
    return not may_take_a_method and all(is_excluding_everyone(emergency, fields) for fields in policies)


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
    impact = _impact(compared, found.emergency, known) if known is not None else None
    review = Review(
        configuration,
        compared.prior,
        compared.difference.changes,
        compared.difference.unlisted,
        compared.difference.drifted,
        found.directory,
        found.emergency if configuration.emergency is not None else None,
        found.facts,
        impact=impact,
        known_people=found.checked_people or known,
        limits=options.limits,
        as_of=as_of,
        metadata=metadata,
        asserted=compared.asserted,
    )
    neutrality = _neutrality(compared, known) if options.prove_equal else None
    verdicts = judged(review, (*judge(review), *(not_neutral(neutrality) if neutrality is not None else ())))
    return Plan(
        destination=compared.destination,
        changes=review.changes,
        operations=ordering.operations(review.changes, compared.prior),
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
    )


def _neutrality(compared: _Compared, known: KnownPeople | None) -> Neutrality:
    return neutrality_of(compared.prior, compared.difference.changes, known.people if known is not None else None)

"""Whom a plan is about: the emergency accounts, those whom its changes concern and those whom checks look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from passkeyctl.apply.comparing import Compared
from passkeyctl.checks.emergency.policies import is_excluding_everyone
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.emergency import read_groups
from passkeyctl.graph.facts import read_accounts
from passkeyctl.graph.together import together
from passkeyctl.insight.impact.impact import NO_PEOPLE, Impact, impact_of
from passkeyctl.insight.impact.wanted import (
    concerns_people,
    joined,
    people_wanted,
    wanted_by_assertions,
    wanted_by_checks,
)
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.directory import Emergency
from passkeyctl.model.facts import Fact, TenantFacts
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KnownPeople, ListedRoster, PeopleWanted
from passkeyctl.plan.destination import Destination

PeopleSource: TypeAlias = Callable[[PeopleWanted, Destination], Awaitable[KnownPeople]]
"""Reads what has to be known about the people of a tenant, or takes it from where it was kept."""


async def with_members(
    client: GraphClient, compared: Compared, emergency: Emergency, facts: TenantFacts
) -> tuple[Emergency, TenantFacts]:
    """What has to be known of emergency accounts that no file names, known by now as members of their group."""
    rest = [each.id for each in emergency.accounts if each.id not in compared.emergency_accounts]
    if not rest or (Fact.KEYS not in facts.wanted and _is_settled(emergency, compared)):
        return emergency, facts
    whole, accounts = await together(
        read_groups(client, emergency, compared.emergency_accounts), read_accounts(client, facts.wanted, rest)
    )
    return whole, facts.merged(accounts)


def _is_settled(emergency: Emergency, compared: Compared) -> bool:
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


async def known_people(
    compared: Compared, emergency: Emergency, people: PeopleSource
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


def impact_on(compared: Compared, emergency: Emergency, known: KnownPeople) -> Impact:
    changes = compared.difference.changes
    found = impact_of(before(compared.prior), after(compared.prior, changes), changes, known.people)
    if known.people is NO_PEOPLE:
        return found
    unread = tuple(each.name for each in emergency.accounts if each.id not in known.people.ids)
    return replace(found, emergency=known.people.those(_ids(emergency)), emergency_unread=unread)


def _ids(emergency: Emergency) -> frozenset[str]:
    return frozenset(each.id for each in emergency.accounts)

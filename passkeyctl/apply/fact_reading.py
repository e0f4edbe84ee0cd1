"""Reading what the rules of one plan need to know beside the tenant's configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.facts import FactsAsked, count_members, read_accounts, read_facts
from passkeyctl.graph.together import together
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory, Emergency
from passkeyctl.model.facts import Fact, GroupTraits, TenantFacts
from passkeyctl.model.reference import RefKind


@dataclass(frozen=True, slots=True)
class ToRead:
    """`accounts` are the emergency accounts that the files name, `counted` the groups whose members are counted."""

    asked: FactsAsked
    accounts: Sequence[str] = ()
    counted: Sequence[str] = ()


async def read_first(client: GraphClient, wanted: ToRead) -> TenantFacts:
    """One round trip, for all that is known to be needed before the emergency group's members are."""
    facts, accounts, counts = await together(
        read_facts(client, wanted.asked),
        read_accounts(client, wanted.asked.wanted, wanted.accounts),
        count_members(client, wanted.counted),
    )
    found = {id: GroupTraits(members=count) for id, count in counts.items()}
    return replace(facts.merged(accounts), groups=found)


def expected_groups(configuration: Configuration, directory: Directory) -> dict[str, str]:
    """The id of each group of which something is expected, by its alias."""
    found = {}
    for alias in configuration.expectations.groups:
        candidates = directory.found.get(configuration.groups[alias], ())
        if len(candidates) == 1:
            found[alias] = candidates[0].id
    return found


def counted_groups(configuration: Configuration, ids: Mapping[str, str]) -> tuple[str, ...]:
    expected = configuration.expectations.groups
    return tuple(sorted({ids[alias] for alias in ids if expected[alias].counts_members}))


def with_traits(facts: TenantFacts, directory: Directory, ids: Iterable[str], emergency: Emergency) -> TenantFacts:
    """What the look-up of a group's name said about it, and how many people are in it."""
    if Fact.GROUP_TRAITS not in facts.wanted or Fact.GROUP_TRAITS in facts.unread:
        return replace(facts, groups={})
    known = {
        each.id: each.traits
        for candidates in directory.found.values()
        for each in candidates
        if each.kind is RefKind.GROUP and each.traits is not None
    }
    counts = {id: each.members for id, each in facts.groups.items()}
    if emergency.group_id is not None:
        counts.setdefault(emergency.group_id, len(emergency.accounts))
    return replace(
        facts, groups={id: replace(known[id], members=counts.get(id)) for id in sorted(set(ids)) if id in known}
    )

"""Whose registered passkeys stop signing in, by model and by the profile that accepted them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from passkeyctl.insight.impact.comparison import Asks, Comparison
from passkeyctl.insight.impact.effect import LostKey, LostProfile
from passkeyctl.insight.passkeys.acceptance import accepts
from passkeyctl.insight.policies.methods import SECOND_FACTORS, is_known
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.people import KeyModel, People

UNREAD = KeyModel(None, None, None)
"""Stands for registered passkeys of which nobody read what they are."""


@dataclass(frozen=True, slots=True)
class Losses:
    by_key: tuple[LostKey, ...]
    lose_keys: Reach
    no_other_passkey: Reach
    no_other_method: Reach


def losses(comparison: Comparison, people: People, others: Reach, asks: Mapping[KeyModel, Asks]) -> Losses:
    """`others` have another method than passkeys; `asks` whether a profile takes a key."""
    kept = comparison.later.access.with_key
    found = []
    for key, holders in sorted(_lost(comparison, people, asks).items(), key=lambda each: _order(each[0])):
        alone = holders - kept
        found.append(LostKey(key, holders, alone, alone - others))
    lose = union(each.holders for each in found)
    alone = lose - kept
    return Losses(tuple(found), lose, alone, alone - others)


def lost_through(comparison: Comparison, people: People, asks: Mapping[KeyModel, Asks]) -> Reach:
    """Who loses some of these keys."""
    found = Reach(EMPTY, comparison.lost_unread())
    for key, each in asks.items():
        gone, holders = comparison.lost(each), people.keys[key]
        found |= Reach(gone.surely & holders, gone.possibly & holders)
    return found


def _lost(comparison: Comparison, people: People, asks: Mapping[KeyModel, Asks]) -> dict[KeyModel, Reach]:
    """A key of which Graph says nothing, and one that was not read, are of one model: both count for it."""
    found = {}
    for key, holders in people.keys.items():
        gone = comparison.lost(asks[key])
        if gone.possibly:
            held = Reach(gone.surely & holders, gone.possibly & holders)
            if held.possibly:
                found[key] = held
    if unread := comparison.lost_unread():
        found[UNREAD] = found.get(UNREAD, NONE) | Reach(EMPTY, unread)
    return found


def _order(key: KeyModel) -> tuple[str, str, str]:
    return (key.aaguid or "\uffff", key.passkey_type or "", str(key.is_attested))


def by_profile(lost: tuple[LostKey, ...], comparison: Comparison, names: Mapping[str, str]) -> tuple[LostProfile, ...]:
    found = []
    for each in comparison.earlier.access.profiles:
        fields = each.fields
        reaches = (
            key.holders & (each.reach if accepted else Reach(EMPTY, each.reach.possibly))
            for key in lost
            if (accepted := None if fields is None else accepts(fields, key.key)) is not False
        )
        holders = union(reaches)
        if holders.possibly:
            found.append(LostProfile(each.id, names.get(each.id, each.id), holders))
    return tuple(found)


def with_other_methods(people: People) -> Reach:
    """Who can prove who they are without a passkey; a method in a word that is not known here may do."""
    strange = union(Reach.exactly(who) for word, who in people.registered.items() if not is_known(word))
    return people.with_method(*SECOND_FACTORS) | Reach(EMPTY, strange.possibly)

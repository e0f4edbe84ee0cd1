"""Which policies nobody can satisfy together, for everybody whom the settings name and for everybody who is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.insight.joint.audience import Audiences, Named, Sort, audience_of
from passkeyctl.insight.joint.conflicts import Asking, Conflicts, Lot, all_conflicts, demanded
from passkeyctl.insight.joint.scene import scene_of
from passkeyctl.insight.joint.ways import EVERYTHING, Ways, shared
from passkeyctl.insight.passkeys.access import ProfileReach
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import People


@dataclass(frozen=True, slots=True)
class Offer:
    """What people can have at most. `profiles` are those that any row names; None: there may be others.

    `modes_off` are modes of methods that nobody is allowed to use.
    """

    profiles: tuple[Fields, ...] | None = None
    modes_off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settings:
    """What is judged: policies whose users, target and grant are known, the strengths that are, trusted locations.

    `emergency` are ids of the emergency group and accounts.
    """

    policies: tuple[Held, ...]
    strengths: Mapping[str, Fields]
    is_trusted: Mapping[str, bool]
    offer: Offer
    emergency: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A smallest set of policies that share no way. `combinations` are those of their strengths.

    `named` are the first people who surely meet all of them by name, None where only people who were read do; `crowd`
    are those. `is_of_strengths`: whatever anybody may have; else only because of what the profiles and methods offer.
    """

    policies: tuple[Held, ...]
    strengths: tuple[str, ...]
    combinations: tuple[tuple[str, ...], ...]
    is_of_strengths: bool
    named: Named | None = None
    crowd: Crowd = EMPTY


def conflicts(
    settings: Settings, people: People | None = None, profiles: Sequence[ProfileReach] = ()
) -> tuple[Conflict, ...]:
    """In order of the policies' names. `profiles` are whom each profile reaches of the people who are known."""
    ways = Ways(settings.strengths)
    asking = tuple(_asking(settings, ways))
    named, by_name = _by_name(settings, asking, ways)
    by_crowd = _by_crowd(settings, asking, ways, people, profiles)
    made = []
    for places in {**by_name, **by_crowd}:
        symbols = [named[each] for each in by_name.get(places, EMPTY)]
        met = by_crowd.get(places, EMPTY)
        made.append(_conflict([asking[each] for each in places], ways, symbols[0] if symbols else None, met))
    return tuple(sorted(made, key=lambda each: [(policy.name, policy.id) for policy in each.policies]))


def _asking(settings: Settings, ways: Ways) -> Iterator[Asking]:
    for policy in sorted(settings.policies, key=lambda each: (each.name, each.id)):
        strength, scene = demanded(policy.fields), scene_of(policy.fields)
        if strength is not None and scene is not None:
            yield Asking(policy, strength, scene, ways.of(strength))


Found: TypeAlias = "dict[tuple[int, ...], Crowd]"


def _by_name(settings: Settings, asking: Sequence[Asking], ways: Ways) -> tuple[list[Named], Found]:
    """People as the policies name them, each kind of people one person.

    Any of the profiles may reach them, and what guests have at home nobody knows.
    """
    offered = ways.admitted(settings.offer.profiles, settings.offer.modes_off)
    if shared(each.takes for each in asking) & offered:
        return [], {}
    met = list(Audiences(audience_of(each.policy.fields, settings.emergency) for each in asking).meetings())
    scopes = [
        Crowd.of(who for who, each in enumerate(met) if each.policies >> place & 1) for place in range(len(asking))
    ]
    guests = Crowd.of(who for who, each in enumerate(met) if each.named.sort is Sort.GUESTS)
    lots = (Lot(Crowd.first(len(met)) - guests, offered), Lot(guests, EVERYTHING))
    found = all_conflicts(Conflicts(asking, scopes, settings.is_trusted), lots)
    return [each.named for each in met], found


def _by_crowd(
    settings: Settings, asking: Sequence[Asking], ways: Ways, people: People | None, profiles: Sequence[ProfileReach]
) -> Found:
    """The people who are known, told apart by what their profiles let them have."""
    if people is None:
        return {}
    scopes = [in_scope(each.policy.fields, people).surely for each in asking]
    lots = _lots(settings.offer, ways, people, profiles)
    return all_conflicts(Conflicts(asking, scopes, settings.is_trusted), lots)


def _lots(offer: Offer, ways: Ways, people: People, profiles: Sequence[ProfileReach]) -> Iterator[Lot]:
    """Profiles that let the same be had count as one, so that the lots are few however many groups there are."""
    letting: dict[int, Reach] = {}
    for each in profiles:
        has = ways.admitted(None if each.fields is None else [each.fields], offer.modes_off)
        letting[has] = letting.get(has, NONE) | each.reach
    visitors = (people.guests | people.external).possibly
    yield Lot(people.enabled.surely & visitors, EVERYTHING)
    without = ways.admitted([], offer.modes_off)
    for marked, crowd in partition(
        people.enabled.surely - visitors, [each.possibly for each in letting.values()]
    ).items():
        has = without
        for place, mask in enumerate(letting):
            has |= mask if marked >> place & 1 else 0
        yield Lot(crowd, has)


def partition(everyone: Crowd, marks: Sequence[Crowd]) -> dict[int, Crowd]:
    """Everyone, told apart by which of the crowds they are in: bit `n` of a key stands for the crowd at place `n`."""
    bits_of: dict[int, int] = {}
    for place, crowd in enumerate(marks):
        bits_of[crowd.bits] = bits_of.get(crowd.bits, 0) | 1 << place
    cells = {0: everyone}
    for members, mark in bits_of.items():
        split: dict[int, Crowd] = {}
        for key, crowd in cells.items():
            inside = crowd & Crowd(members)
            for bits, part in ((key | mark, inside), (key, crowd - inside)):
                if part:
                    split[bits] = part
        cells = split
    return cells


def _conflict(asking: Sequence[Asking], ways: Ways, named: Named | None, crowd: Crowd) -> Conflict:
    return Conflict(
        tuple(each.policy for each in asking),
        tuple(each.strength for each in asking),
        tuple(ways.words(each.strength) for each in asking),
        not shared(each.takes for each in asking),
        named,
        crowd,
    )

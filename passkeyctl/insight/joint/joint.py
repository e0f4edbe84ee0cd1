"""Which policies nobody can satisfy together, for everybody whom the settings name and for everybody who is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from passkeyctl.insight.joint.audience import Audiences, Named, Sort, audience_of
from passkeyctl.insight.joint.conflicts import Asking, Persona, all_conflicts, demanded
from passkeyctl.insight.joint.scene import scene_of
from passkeyctl.insight.joint.ways import EVERYTHING, Ways, shared
from passkeyctl.insight.passkeys.access import Access
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.crowds import EMPTY, Crowd
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


def conflicts(settings: Settings, people: People | None = None, access: Access | None = None) -> tuple[Conflict, ...]:
    """In order of the policies' names."""
    ways = Ways(settings.strengths)
    asking = tuple(_asking(settings, ways))
    named, by_name = _by_name(settings, asking, ways)
    crowds, by_crowd = _by_crowd(settings, asking, ways, people, access)
    found = all_conflicts(asking, (*by_name, *by_crowd), settings.is_trusted)
    made = []
    for places, numbers in found.items():
        symbols = [named[each] for each in numbers if each < len(by_name)]
        crowd = Crowd()
        for each in numbers:
            crowd |= crowds[each - len(by_name)] if each >= len(by_name) else EMPTY
        made.append(_conflict([asking[each] for each in places], ways, symbols[0] if symbols else None, crowd))
    return tuple(sorted(made, key=lambda each: [(policy.name, policy.id) for policy in each.policies]))


def _asking(settings: Settings, ways: Ways) -> Iterator[Asking]:
    for policy in sorted(settings.policies, key=lambda each: (each.name, each.id)):
        strength, scene = demanded(policy.fields), scene_of(policy.fields)
        if strength is not None and scene is not None:
            yield Asking(policy, strength, scene, ways.of(strength))


def _by_name(settings: Settings, asking: Sequence[Asking], ways: Ways) -> tuple[list[Named], list[Persona]]:
    """People as the policies name them; any of the profiles may reach them. What guests have at home nobody knows."""
    offered = ways.admitted(settings.offer.profiles, settings.offer.modes_off)
    if shared(each.takes for each in asking) & offered:
        return [], []
    audiences = Audiences(audience_of(each.policy.fields, settings.emergency) for each in asking)
    met = list(audiences.meetings())
    return [each.named for each in met], [
        Persona(each.policies, EVERYTHING if each.named.sort is Sort.GUESTS else offered) for each in met
    ]


def _by_crowd(
    settings: Settings, asking: Sequence[Asking], ways: Ways, people: People | None, access: Access | None
) -> tuple[list[Crowd], list[Persona]]:
    """The combinations of memberships that really occur."""
    if people is None or access is None:
        return [], []
    scopes = [in_scope(each.policy.fields, people).surely for each in asking]
    profiles = [(each.fields, each.reach.possibly) for each in access.profiles]
    marks = [*scopes, *(reach for _, reach in profiles), (people.guests | people.external).possibly]
    crowds, personas = [], []
    for marked, crowd in partition(people.enabled.surely, marks).items():
        policies = marked & ((1 << len(scopes)) - 1)
        if not policies & (policies - 1):
            continue
        reached = [fields for place, (fields, _) in enumerate(profiles, len(scopes)) if marked >> place & 1]
        is_guest = bool(marked >> len(marks) - 1)
        known = None if is_guest or None in reached else [each for each in reached if each is not None]
        crowds.append(crowd)
        personas.append(Persona(policies, EVERYTHING if is_guest else ways.admitted(known, settings.offer.modes_off)))
    return crowds, personas


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

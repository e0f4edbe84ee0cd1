"""Policies that nobody can satisfy together: the smallest sets that meet one person in one sign-in and share no way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from passkeyctl.insight.joint.audience import bits
from passkeyctl.insight.joint.scene import Scene, meet
from passkeyctl.insight.joint.ways import shared
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Fields

LARGEST = 4
"""Sets of more strengths that conflict only all together are not looked for: nobody could read the answer."""
MOST = 40
"""Conflicts that are named at most: who has more of them needs no complete list."""


def demanded(policy: Fields) -> str | None:
    """The strength that nobody gets around; None where the grant has another way, or blocks."""
    strength = policy["grant.authenticationStrength"]
    if not isinstance(strength, str) or "block" in members(policy, "grant.controls"):
        return None
    has_another = policy["grant.require"] != "all" and grant_requirements(policy) > 1
    return None if has_another else strength


@dataclass(frozen=True, slots=True)
class Asking:
    """A policy that demands a strength, and the sign-ins it is surely for; `takes` are ways, as bits."""

    policy: Held
    strength: str
    scene: Scene
    takes: int


@dataclass(frozen=True, slots=True)
class Persona:
    """People who meet the same policies (by place, as bits) and may have the same ways (as bits)."""

    policies: int
    has: int


class Conflicts:
    """Finds conflicts for one persona after the other; what two policies share is worked out once."""

    def __init__(self, asking: Sequence[Asking], is_trusted: Mapping[str, bool]) -> None:
        self._asking = asking
        self._is_trusted = is_trusted
        self._by_strength: dict[str, int] = {}
        for place, each in enumerate(asking):
            self._by_strength[each.strength] = self._by_strength.get(each.strength, 0) | 1 << place
        self._meetings: dict[tuple[int, int], bool] = {}

    def of(self, persona: Persona) -> Iterator[tuple[int, ...]]:
        """Places of policies. One that the persona can't satisfy even alone is left out: that is a fault of its own."""
        groups = self._satisfiable(persona)
        if shared(takes for _, takes in groups) & persona.has:
            return
        for size in range(2, LARGEST + 1):
            found = False
            for chosen in combinations(groups, size):
                if not self._is_minimal(chosen, persona.has):
                    continue
                for places in self._together([policies for policies, _ in chosen]):
                    found = True
                    yield places
            if found:
                return

    def _satisfiable(self, persona: Persona) -> list[tuple[int, int]]:
        found = []
        for policies in self._by_strength.values():
            reached = policies & persona.policies
            if reached and (takes := self._asking[next(bits(reached))].takes & persona.has):
                found.append((reached, takes))
        return found

    def _is_minimal(self, chosen: tuple[tuple[int, int], ...], has: int) -> bool:
        """Nothing is left for all, and something for all but any one of them."""
        masks = [takes for _, takes in chosen]
        if shared(masks) & has:
            return False
        return all(shared(masks[:place] + masks[place + 1 :]) & has for place in range(len(masks)))

    def _together(self, groups: list[int]) -> Iterator[tuple[int, ...]]:
        """One policy of each group, such that some sign-in surely meets them all."""
        if len(groups) == 2:
            yield from self._pairs(*groups)
            return
        yield from self._chains(groups, (), None)

    def _pairs(self, one: int, other: int) -> Iterator[tuple[int, ...]]:
        for first in bits(one):
            for second in bits(other):
                if self._do_meet(first, second):
                    yield tuple(sorted((first, second)))

    def _do_meet(self, one: int, other: int) -> bool:
        key = (min(one, other), max(one, other))
        if key not in self._meetings:
            scenes = self._asking[key[0]].scene, self._asking[key[1]].scene
            self._meetings[key] = meet(*scenes, self._is_trusted) is not None
        return self._meetings[key]

    def _chains(self, groups: list[int], chosen: tuple[int, ...], scene: Scene | None) -> Iterator[tuple[int, ...]]:
        if not groups:
            yield tuple(sorted(chosen))
            return
        for place in bits(groups[0]):
            if not all(self._do_meet(place, each) for each in chosen):
                continue
            own = self._asking[place].scene
            met = own if scene is None else meet(scene, own, self._is_trusted)
            if met is not None:
                yield from self._chains(groups[1:], (*chosen, place), met)


def all_conflicts(
    asking: Sequence[Asking], personas: Iterable[Persona], is_trusted: Mapping[str, bool]
) -> dict[tuple[int, ...], list[int]]:
    """The sets that conflict, each with the numbers of the personas that meet it; at most MOST sets."""
    search = Conflicts(asking, is_trusted)
    found: dict[tuple[int, ...], list[int]] = {}
    for number, persona in enumerate(personas):
        for places in search.of(persona):
            if places not in found and len(found) >= MOST:
                break
            found.setdefault(places, []).append(number)
    return found

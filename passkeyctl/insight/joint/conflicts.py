"""Policies that nobody can satisfy together: the smallest sets that meet one person in one sign-in and share no way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from passkeyctl.insight.joint.scene import Scene, meet
from passkeyctl.insight.joint.ways import shared
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.crowds import EMPTY, Crowd
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
class Lot:
    """People who may have the same ways (as bits)."""

    crowd: Crowd
    has: int


class Conflicts:
    """Finds conflicts for one lot after the other; `scopes` are whom each policy is for, in the order of the policies.

    Everybody gets the smallest sets that they meet: who can't satisfy two policies need not hear of three.
    """

    def __init__(self, asking: Sequence[Asking], scopes: Sequence[Crowd], is_trusted: Mapping[str, bool]) -> None:
        self._asking = asking
        self._scopes = scopes
        self._is_trusted = is_trusted
        self._by_strength: dict[str, list[int]] = {}
        for place, each in enumerate(asking):
            self._by_strength.setdefault(each.strength, []).append(place)
        self._meetings: dict[tuple[int, int], bool] = {}

    def of(self, lot: Lot) -> Iterator[tuple[tuple[int, ...], Crowd]]:
        """Places of policies, and whom they meet. One that can't be satisfied even alone is a fault of its own."""
        groups, left = self._satisfiable(lot), lot.crowd
        if shared(takes for takes, _ in groups) & lot.has:
            return
        for size in range(2, LARGEST + 1):
            found = EMPTY
            for chosen in combinations(groups, size):
                if _is_minimal([takes for takes, _ in chosen], lot.has):
                    for places, who in self._chains([places for _, places in chosen], (), None, left):
                        found |= who
                        yield places, who
            left -= found

    def _satisfiable(self, lot: Lot) -> list[tuple[int, list[int]]]:
        """By strength: the ways it leaves, and the policies that demand it of somebody."""
        found = []
        for places in self._by_strength.values():
            reached = [each for each in places if self._scopes[each] & lot.crowd]
            if reached and (takes := self._asking[reached[0]].takes & lot.has):
                found.append((takes, reached))
        return found

    def _chains(
        self, groups: list[list[int]], chosen: tuple[int, ...], scene: Scene | None, crowd: Crowd
    ) -> Iterator[tuple[tuple[int, ...], Crowd]]:
        """One policy of each group, such that some sign-in of somebody surely meets them all."""
        if not groups:
            yield tuple(sorted(chosen)), crowd
            return
        for place in groups[0]:
            if not all(self._do_meet(place, each) for each in chosen):
                continue
            own = self._asking[place].scene
            # Of two that is known already.
            met = own if scene is None or len(groups) + len(chosen) == 2 else meet(scene, own, self._is_trusted)
            who = crowd & self._scopes[place]
            if met is not None and who:
                yield from self._chains(groups[1:], (*chosen, place), met, who)

    def _do_meet(self, one: int, other: int) -> bool:
        key = (min(one, other), max(one, other))
        if key not in self._meetings:
            scenes = self._asking[key[0]].scene, self._asking[key[1]].scene
            self._meetings[key] = meet(*scenes, self._is_trusted) is not None
        return self._meetings[key]


def _is_minimal(masks: list[int], has: int) -> bool:
    """Nothing is left for all, and something for all but any one of them."""
    if shared(masks) & has:
        return False
    return all(shared(masks[:place] + masks[place + 1 :]) & has for place in range(len(masks)))


def all_conflicts(search: Conflicts, lots: Iterable[Lot]) -> dict[tuple[int, ...], Crowd]:
    """The sets that conflict, and whom they meet; at most MOST sets."""
    found: dict[tuple[int, ...], Crowd] = {}
    for lot in lots:
        for places, who in search.of(lot):
            if places not in found and len(found) >= MOST:
                break
            found[places] = found.get(places, EMPTY) | who
    return found

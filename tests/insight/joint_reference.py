"""Which policies can't be satisfied together, the slow way: person by person, sign-in by sign-in, way by way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

ALL_RESOURCES = "All resources"
PLATFORMS = ("windows", "iOS")
RESOURCES = ("aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002", "another")
PLACES = ("office", "elsewhere")
MODELS = ("bbbbbbbb-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002", "some other model")
COMBINATIONS = ("fido2", "windowsHelloForBusiness", "password,sms", "password")


@dataclass(frozen=True)
class Strength:
    combinations: frozenset[str]
    models: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """`platforms` empty: any; `place`: the office, everywhere but the office, or anywhere."""

    include_all: bool
    include: frozenset[str]
    exclude: frozenset[str]
    resources: frozenset[str]
    not_resources: frozenset[str]
    platforms: frozenset[str]
    place: str
    strength: int
    has_another_way: bool


@dataclass(frozen=True)
class World:
    """`members` by group; `profiles` are allow lists (None: any model), `rows` which of them a group gets."""

    count: int
    members: dict[str, frozenset[int]]
    strengths: tuple[Strength, ...]
    policies: tuple[Policy, ...]
    profiles: tuple[frozenset[str] | None, ...]
    rows: dict[str, frozenset[int]]
    off: frozenset[str]


def is_for(world: World, policy: Policy, who: int) -> bool:
    inside = {group for group, members in world.members.items() if who in members}
    return (policy.include_all or bool(inside & policy.include)) and not inside & policy.exclude


def meets(policy: Policy, resource: str, platform: str, place: str) -> bool:
    named = ALL_RESOURCES in policy.resources or resource in policy.resources
    if not named or resource in policy.not_resources:
        return False
    if policy.platforms and platform not in policy.platforms:
        return False
    return policy.place == "anywhere" or (policy.place == "office") == (place == "office")


def takes(strength: Strength, modes: frozenset[str], model: str) -> bool:
    for combination in strength.combinations:
        asked = frozenset(combination.split(","))
        if asked <= modes and ("fido2" not in asked or not strength.models or model in strength.models):
            return True
    return False


def ways(world: World, who: int) -> Iterator[tuple[frozenset[str], str]]:
    """Everything that a person may do, with every model that a profile of theirs accepts."""
    mine = {place for group, places in world.rows.items() if who in world.members[group] for place in places}
    lists = [world.profiles[each] for each in mine]
    for combination in COMBINATIONS:
        modes = frozenset(combination.split(","))
        if modes & world.off:
            continue
        if "fido2" not in modes:
            yield modes, ""
            continue
        for model in MODELS:
            if any(each is None or model in each for each in lists):
                yield modes, model


def conflicts(world: World) -> dict[frozenset[int], set[int]]:
    """The smallest sets of policies that a person meets in one sign-in and can't satisfy in one way, and who does."""
    found: dict[frozenset[int], set[int]] = {}
    for who in range(world.count):
        mine = list(ways(world, who))
        sets = _sets(world, who, mine)
        smallest = min(map(len, sets), default=0)
        for each in sets:
            if len(each) == smallest:
                found.setdefault(each, set()).add(who)
    return found


def _sets(world: World, who: int, mine: list[tuple[frozenset[str], str]]) -> set[frozenset[int]]:
    found = set()
    for sign_in in product(RESOURCES, PLATFORMS, PLACES):
        met = [
            place
            for place, policy in enumerate(world.policies)
            if not policy.has_another_way and is_for(world, policy, who) and meets(policy, *sign_in)
        ]
        for size in (2, 3, 4):
            for chosen in combinations(met, size):
                if _is_conflict(world, chosen, mine):
                    found.add(frozenset(chosen))
    return found


def _is_conflict(world: World, chosen: tuple[int, ...], mine: list[tuple[frozenset[str], str]]) -> bool:
    """Nothing does for all of them, and something does for each lot with one of them left out."""
    if _is_possible(world, chosen, mine):
        return False
    return all(_is_possible(world, chosen[:place] + chosen[place + 1 :], mine) for place in range(len(chosen)))


def _is_possible(world: World, chosen: tuple[int, ...], mine: list[tuple[frozenset[str], str]]) -> bool:
    asked = [world.strengths[world.policies[each].strength] for each in chosen]
    return any(all(takes(strength, *way) for strength in asked) for way in mine)

"""The sign-ins that a policy is for, as a region: enough to tell whether several policies surely meet one sign-in.

Only what is certain counts. Where two regions may or may not share a sign-in (a filter, an application that a word may
stand for, a location that may lie in another) they are taken to share none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.known_resources import WORDS, stands_for
from passkeyctl.insight.sign_in.sign_in import NO_RISK, ORDINARY_FLOW
from passkeyctl.model.conditional_access import (
    AUTHENTICATION_FLOWS,
    CLIENT_APPS,
    INSIDER_RISK_LEVELS,
    PLATFORMS,
    RISK_LEVELS,
    is_for_workloads,
)
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule
from passkeyctl.wire.canonical import UNREADABLE, is_guid

ALL = "all"
ALL_RESOURCES = "All resources"
ALL_TRUSTED = "allTrusted"
ANOTHER = "another"

EVERY_PLATFORM = frozenset(PLATFORMS) - {ALL} | {ANOTHER}
EVERY_CLIENT = frozenset(CLIENT_APPS) - {ALL, "easSupported"}
EVERY_FLOW = frozenset(AUTHENTICATION_FLOWS)
EVERY_RISK = frozenset(RISK_LEVELS)
EVERY_INSIDER_RISK = frozenset((*INSIDER_RISK_LEVELS, NO_RISK))

LISTS = (
    ("conditions.clientApps", EVERY_CLIENT, frozenset({ALL})),
    ("conditions.signInRisk", EVERY_RISK, frozenset[str]()),
    ("conditions.userRisk", EVERY_RISK, frozenset[str]()),
    ("conditions.insiderRisk", EVERY_INSIDER_RISK, frozenset[str]()),
    ("conditions.authenticationFlows", EVERY_FLOW, frozenset({ORDINARY_FLOW})),
)
"""Conditions that name words out of a few; the last is what stands there where there is no condition."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`kind` is the kind of target. `targets` and `places` lose what the `not_` ones may cover.

    `words` are the platforms, and for each of `LISTS` the words, that are left.
    """

    kind: str
    targets: frozenset[str]
    not_targets: frozenset[str]
    places: frozenset[str]
    not_places: frozenset[str]
    words: tuple[frozenset[str], ...]
    filters: frozenset[FilterRule] = frozenset()


def scene_of(policy: Fields) -> Scene | None:
    """None where nobody can tell which sign-ins it is surely for."""
    found = _targets(policy)
    platforms = _platforms(policy)
    words = (platforms, *(_listed(policy, path, every, none) for path, every, none in LISTS))
    if is_for_workloads(policy) or found is None or not all(words):
        return None
    kind, targets, not_targets = found
    device = policy["conditions.deviceFilter"]
    return Scene(
        kind,
        targets,
        not_targets,
        members(policy, "conditions.locations.include") or frozenset({ALL}),
        members(policy, "conditions.locations.exclude"),
        words,
        frozenset({device}) if isinstance(device, FilterRule) else frozenset(),
    )


def _targets(policy: Fields) -> tuple[str, frozenset[str], frozenset[str]] | None:
    for kind in ("target.userActions", "target.authenticationContexts"):
        if named := members(policy, kind):
            return kind, named, frozenset()
    chosen = policy["target.resources.filter"]
    included = members(policy, "target.resources.include") - {"None"}
    if not included or (isinstance(chosen, FilterRule) and chosen.mode != "include"):
        return None
    return "target.resources", included, members(policy, "target.resources.exclude")


def _platforms(policy: Fields) -> frozenset[str]:
    included = members(policy, "conditions.platforms.include")
    excluded = members(policy, "conditions.platforms.exclude")
    if UNREADABLE in included | excluded or (excluded and not included):
        return frozenset()
    inside = EVERY_PLATFORM if not included or ALL in included else EVERY_PLATFORM & included
    return inside - excluded


def _listed(policy: Fields, path: str, every: frozenset[str], none: frozenset[str]) -> frozenset[str]:
    found = members(policy, path)
    if not found - none or ALL in found:
        return every
    return frozenset() if UNREADABLE in found else every & found


def meet(one: Scene, other: Scene, is_trusted: Mapping[str, bool]) -> Scene | None:
    """The sign-ins that both are surely for; None where there may be none. `is_trusted`: locations by id."""
    if one.kind != other.kind:
        return None
    words = tuple(mine & theirs for mine, theirs in zip(one.words, other.words, strict=True))
    filters = one.filters | other.filters
    if not all(words) or len(filters) > 1:
        return None
    not_targets = one.not_targets | other.not_targets
    targets = _shared_targets(one.targets, other.targets)
    targets = frozenset(each for each in targets if not any(_may_take(gone, each) for gone in not_targets))
    not_places = one.not_places | other.not_places
    places = _shared_places(one.places, other.places, is_trusted)
    places = frozenset(each for each in places if not any(_may_hold(gone, each, is_trusted) for gone in not_places))
    if not targets or not places:
        return None
    return replace(
        one,
        targets=targets,
        not_targets=not_targets,
        places=places,
        not_places=not_places,
        words=words,
        filters=filters,
    )


def _shared_targets(mine: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    if ALL_RESOURCES in mine:
        return theirs
    if ALL_RESOURCES in theirs:
        return mine
    covered = {each for each in mine if any(_covers(whole, each) for whole in theirs)}
    return frozenset(covered | {each for each in theirs if any(_covers(whole, each) for whole in mine)})


def _covers(whole: str, part: str) -> bool:
    return whole == part or (_is_understood(whole) and _is_understood(part) and stands_for(whole, part) is True)


def _is_understood(named: str) -> bool:
    return named in WORDS or is_guid(named)


def _may_take(gone: str, target: str) -> bool:
    """Whether leaving out one resource may leave nothing of another; words stand for more than one application."""
    if gone == target:
        return True
    if target == ALL_RESOURCES or (target in WORDS and gone not in WORDS):
        return False
    if gone == ALL_RESOURCES or not (_is_understood(gone) and _is_understood(target)):
        return gone == ALL_RESOURCES or gone in WORDS
    return stands_for(gone, target) is not False


def _shared_places(mine: frozenset[str], theirs: frozenset[str], is_trusted: Mapping[str, bool]) -> frozenset[str]:
    if ALL in mine:
        return theirs
    if ALL in theirs:
        return mine
    found = mine & theirs
    for some, others in ((mine, theirs), (theirs, mine)):
        if ALL_TRUSTED in some:
            found |= {each for each in others if is_trusted.get(each)}
    return found


def _may_hold(gone: str, place: str, is_trusted: Mapping[str, bool]) -> bool:
    """Whether leaving out one location may leave nothing of another; the rest of the world is always left."""
    if place == ALL:
        return gone == ALL
    return gone != ALL_TRUSTED or is_trusted.get(place, True)

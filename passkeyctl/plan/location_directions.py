"""What a change of a named location means for the policies that name it, or that trust every trusted one.

A location says nothing by itself: more addresses let more through where it is excluded and catch more where it is
included. So a change is judged for each policy in force, place by place: places that stay in the location, those that
join it and those that leave it. What is in force is docs/concepts.md, "Order of writing".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.state import PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.address_space import uncovered
from passkeyctl.plan.directions import Direction

INCLUDE, EXCLUDE = "conditions.locations.include", "conditions.locations.exclude"
EVERYWHERE, TRUSTED = "all", "allTrusted"
NOWHERE = defaults(Kind.LOCATION)


@dataclass(frozen=True, slots=True)
class Use:
    """A policy that looks at locations, as it is and as it will be; None where it is not in force."""

    name: str
    before: Fields | None
    after: Fields | None


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses or countries by whether the location has them, before and after, and whether it is trusted then."""

    was_inside: bool
    was_trusted: bool
    is_inside: bool
    is_trusted: bool


def uses(changes: Iterable[ResourceChange], prior: PriorState) -> tuple[Use, ...]:
    """Every policy that looks at locations and is in force before or after."""
    planned = {each.id: each for each in changes if each.address.kind is Kind.POLICY}
    found = [
        Use(
            live.name,
            _watching(live.fields),
            _watching(planned[live.id].planned if live.id in planned else live.fields),
        )
        for live in prior.of(Kind.POLICY)
    ]
    found += [Use(each.name, None, _watching(each.planned)) for each in planned.values() if each.live is None]
    return tuple(each for each in found if each.before is not None or each.after is not None)


def _watching(fields: Fields | None) -> Fields | None:
    """What enforces nothing looks at nothing."""
    if fields is None or fields["state"] != "enabled":
        return None
    return fields if fields[INCLUDE] or fields[EXCLUDE] else None


def places(change: ResourceChange) -> tuple[Place, ...]:
    """The kinds of place there are for this change."""
    before, after = change.live.fields if change.live is not None else NOWHERE, change.planned or NOWHERE
    was_trusted, is_trusted = before["trusted"] is True, after["trusted"] is True
    joins, leaves = _joins(before, after), _joins(after, before)
    found = [Place(True, was_trusted, True, is_trusted)] if change.live is not None and change.planned else []
    found += [Place(False, was_trusted, True, is_trusted)] if joins else []
    found += [Place(True, was_trusted, False, is_trusted)] if leaves else []
    return tuple(found)


def _joins(before: Fields, after: Fields) -> bool:
    """Whether the location has anything after that it had not before. Ways to find a country can't be compared."""
    countries = bool(_set(after["countries"]) - _set(before["countries"]))
    unknown = after["unknownCountries"] is True and before["unknownCountries"] is not True
    otherwise = before["lookup"] != after["lookup"] and bool(after["countries"])
    return countries or unknown or otherwise or bool(uncovered(_set(after["ipRanges"]), _set(before["ipRanges"])))


def _set(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


def of_location(change: ResourceChange, policies: Iterable[Use]) -> Direction:
    """Whether sign-ins meet fewer policies than before, more, or both; as the policies are and as they will be."""
    found = tuple(places(change))
    direction = Direction.NEITHER
    for use in policies:
        for fields in (use.before, use.after):
            for each in found:
                was = _applies(fields, change.id, inside=each.was_inside, trusted=each.was_trusted)
                will = _applies(fields, change.id, inside=each.is_inside, trusted=each.is_trusted)
                direction |= _step(was, will)
    return direction


def _step(was: bool, will: bool) -> Direction:
    if was == will:
        return Direction.NEITHER
    return Direction.TIGHTENS if will else Direction.LOOSENS


def _applies(fields: Fields | None, location: str, *, inside: bool, trusted: bool) -> bool:
    if fields is None:
        return False
    included, excluded = _set(fields[INCLUDE]), _set(fields[EXCLUDE])
    if _names(excluded, location, inside=inside, trusted=trusted):
        return False
    return not included or _names(included, location, inside=inside, trusted=trusted)


def _names(members: frozenset[str], location: str, *, inside: bool, trusted: bool) -> bool:
    """Whether a list has a place in it, for all that this location says about it."""
    return EVERYWHERE in members or (inside and (location in members or (trusted and TRUSTED in members)))


def is_safe(change: ResourceChange, policies: Iterable[Use], *, early: bool) -> bool:
    """Whether nobody notices the moment in which the location has changed and the policies have not, or vice versa.

    A place that a policy leaves alone before and after must be left alone in between, and one that it catches before
    and after must be caught.
    """
    found = tuple(places(change))
    return all(_is_smooth(use, change.id, each, early=early) for use in policies for each in found)


def _is_smooth(use: Use, location: str, place: Place, *, early: bool) -> bool:
    old = {"inside": place.was_inside, "trusted": place.was_trusted}
    new = {"inside": place.is_inside, "trusted": place.is_trusted}
    was, will = _applies(use.before, location, **old), _applies(use.after, location, **new)
    between = _applies(use.before, location, **new) if early else _applies(use.after, location, **old)
    return was != will or between == was


def no_longer_excluded(change: ResourceChange, policies: Iterable[Use]) -> tuple[Use, ...]:
    """The policies in force from which sign-ins from some place were excluded through this location, and then not."""
    return tuple(use for use in policies if any(_catches(use, change.id, each) for each in places(change)))


def _catches(use: Use, location: str, place: Place) -> bool:
    if use.before is None or use.after is None:
        return False
    excluded = _set(use.after[EXCLUDE])
    was_excluded = _names(excluded, location, inside=place.was_inside, trusted=place.was_trusted)
    return was_excluded and _applies(use.after, location, inside=place.is_inside, trusted=place.is_trusted)


def let_go_for_roles(change: ResourceChange, policies: Iterable[Use]) -> tuple[Use, ...]:
    """The policies that protect privileged roles and catch fewer sign-ins through this change."""
    return tuple(
        use
        for use in policies
        if use.before is not None and use.before["users.include.roles"] and LOOSER in of_location(change, [use])
    )


LOOSER = Direction.LOOSENS


def naming(location: str, policies: Iterable[tuple[str, Fields]]) -> Iterator[str]:
    """Names of the policies that name this location itself, in force or not."""
    for name, fields in policies:
        if location in _set(fields[INCLUDE]) | _set(fields[EXCLUDE]):
            yield name

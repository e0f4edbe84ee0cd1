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
from passkeyctl.model.directions import Direction
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.state import PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.steps.address_space import uncovered

INCLUDE, EXCLUDE = "conditions.locations.include", "conditions.locations.exclude"
EVERYWHERE, TRUSTED = "all", "allTrusted"
NOWHERE = defaults(Kind.LOCATION)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a policy in force says about locations, and whom it is for."""

    include: frozenset[str]
    exclude: frozenset[str]
    is_for_all: bool
    is_for_roles: bool

    def applies(self, location: str, view: View) -> bool:
        if view.is_in(self.exclude, location):
            return False
        return not self.include or view.is_in(self.include, location)


@dataclass(frozen=True, slots=True)
class Use:
    """A policy that looks at locations, as it is and as it will be; None where it is not in force."""

    name: str
    before: Rule | None
    after: Rule | None


@dataclass(frozen=True, slots=True)
class View:
    """How a location stands to a place: whether it has the place, and whether it is trusted."""

    is_inside: bool
    is_trusted: bool

    def is_in(self, members: frozenset[str], location: str) -> bool:
        """Whether a list has the place in it, for all that this location says about it."""
        if EVERYWHERE in members:
            return True
        return self.is_inside and (location in members or (self.is_trusted and TRUSTED in members))


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of a location: for each kind of place that there is, how the location stood to it and how it will."""

    location: str
    places: tuple[tuple[View, View], ...]

    def touched(self, policies: Iterable[Use]) -> Iterator[Use]:
        """The policies that name the location, or all trusted ones while it is among them."""
        is_trusted = any(view.is_trusted for place in self.places for view in place)
        names = {self.location, TRUSTED} if is_trusted else {self.location}
        for use in policies:
            if any(
                rule and not (names.isdisjoint(rule.include) and names.isdisjoint(rule.exclude))
                for rule in (use.before, use.after)
            ):
                yield use


def uses(changes: Iterable[ResourceChange], prior: PriorState) -> tuple[Use, ...]:
    """Every policy that looks at locations and is in force before or after."""
    planned = {each.id: each for each in changes if each.address.kind is Kind.POLICY}
    found = [
        Use(live.name, _rule(live.fields), _rule(planned[live.id].planned if live.id in planned else live.fields))
        for live in prior.of(Kind.POLICY)
    ]
    found += [Use(each.name, None, _rule(each.planned)) for each in planned.values() if each.live is None]
    return tuple(each for each in found if each.before is not None or each.after is not None)


def _rule(fields: Fields | None) -> Rule | None:
    """What enforces nothing looks at nothing."""
    if fields is None or fields["state"] != "enabled" or not (fields[INCLUDE] or fields[EXCLUDE]):
        return None
    is_for_roles = bool(fields["users.include.roles"])
    return Rule(_set(fields[INCLUDE]), _set(fields[EXCLUDE]), fields["users.include"] == "all", is_for_roles)


def shift_of(change: ResourceChange) -> Shift:
    before, after = change.live.fields if change.live is not None else NOWHERE, change.planned or NOWHERE
    was_trusted, is_trusted = before["trusted"] is True, after["trusted"] is True
    kinds = (
        (True, True, change.live is not None and change.planned is not None),
        (False, True, _joins(before, after)),
        (True, False, _joins(after, before)),
    )
    views = ((View(was, was_trusted), View(will, is_trusted)) for was, will, exists in kinds if exists)
    return Shift(change.id, tuple(views))


def _joins(before: Fields, after: Fields) -> bool:
    """Whether the location has anything after that it had not before. Ways to find a country can't be compared."""
    countries = bool(_set(after["countries"]) - _set(before["countries"]))
    unknown = after["unknownCountries"] is True and before["unknownCountries"] is not True
    otherwise = before["lookup"] != after["lookup"] and bool(after["countries"])
    return countries or unknown or otherwise or bool(uncovered(_set(after["ipRanges"]), _set(before["ipRanges"])))


def _set(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()  # type: ignore[return-value]  # these hold text


def of_location(shift: Shift, policies: Iterable[Use]) -> Direction:
    """Whether sign-ins meet fewer policies than before, more, or both; as the policies are and as they will be."""
    direction = Direction.NEITHER
    for use in shift.touched(policies):
        for rule in (use.before, use.after):
            for was, will in shift.places if rule is not None else ():
                direction |= _step(_applies(rule, shift, was), _applies(rule, shift, will))
    return direction


def _applies(rule: Rule | None, shift: Shift, view: View) -> bool:
    return rule is not None and rule.applies(shift.location, view)


def _step(was: bool, will: bool) -> Direction:
    if was == will:
        return Direction.NEITHER
    return Direction.TIGHTENS if will else Direction.LOOSENS


def is_safe(shift: Shift, policies: Iterable[Use], *, early: bool) -> bool:
    """Whether nobody notices the moment in which the location has changed and the policies have not, or vice versa.

    A place that a policy leaves alone before and after must be left alone in between, and one that it catches before
    and after must be caught.
    """
    return all(_is_smooth(use, shift, each, early=early) for use in shift.touched(policies) for each in shift.places)


def _is_smooth(use: Use, shift: Shift, place: tuple[View, View], *, early: bool) -> bool:
    old, new = place
    was, will = _applies(use.before, shift, old), _applies(use.after, shift, new)
    between = _applies(use.before, shift, new) if early else _applies(use.after, shift, old)
    return was != will or between == was


def no_longer_excluded(shift: Shift, policies: Iterable[Use]) -> tuple[Use, ...]:
    """The policies in force from which sign-ins from some place were excluded through this location, and then not."""
    return tuple(use for use in shift.touched(policies) if any(_catches(use, shift, *each) for each in shift.places))


def _catches(use: Use, shift: Shift, old: View, new: View) -> bool:
    if use.before is None or use.after is None:
        return False
    return old.is_in(use.after.exclude, shift.location) and use.after.applies(shift.location, new)


def let_go_for_roles(shift: Shift, policies: Iterable[Use]) -> tuple[Use, ...]:
    """The policies that protect privileged roles and catch fewer sign-ins through this change."""
    for_roles = (use for use in shift.touched(policies) if use.before is not None and use.before.is_for_roles)
    return tuple(use for use in for_roles if Direction.LOOSENS in of_location(shift, [use]))


def naming(location: str, policies: Iterable[tuple[str, Fields]]) -> Iterator[str]:
    """Names of the policies that name this location itself, in force or not."""
    for name, fields in policies:
        if location in _set(fields[INCLUDE]) or location in _set(fields[EXCLUDE]):
            yield name

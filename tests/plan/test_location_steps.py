"""Named locations: which way a change goes for the policies that look at them, and when it is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.directions import BOTH, Direction
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Gone, Operation, Present, Stage
from passkeyctl.plan.ordering import operations, waves
from passkeyctl.plan.steps.location_directions import (
    Rule,
    Use,
    is_safe,
    no_longer_excluded,
    of_location,
    shift_of,
    uses,
)
from tests.checks.reviews import created, deleted, left_alone, live, policy, settings, updated

LOOSENS, TIGHTENS, NEITHER = Direction.LOOSENS, Direction.TIGHTENS, Direction.NEITHER
OFFICE, HOTEL = "203.0.113.0/24", "198.51.100.0/24"


def some(*members: str) -> frozenset[str]:
    return frozenset(members)


def office(*ranges: str, id: str = "l-1", **fields: object) -> LiveObject:
    made = live(Kind.LOCATION, id, f"Location {id}", type="ip", ipRanges=some(*(ranges or (OFFICE,))), **fields)
    return replace(made, original={"ipRanges": []})


def countries(*listed: str, **fields: object) -> LiveObject:
    return live(Kind.LOCATION, "l-1", "Countries", type="country", countries=some(*listed), **fields)


def looking(
    include: frozenset[str], exclude: frozenset[str] = frozenset(), id: str = "p-1", **more: object
) -> LiveObject:
    found = policy(id, conditions__locations__include=include, conditions__locations__exclude=exclude, **more)
    return replace(found, original={"id": id, "conditions": {}, "grantControls": {}})


OUTSIDE = looking(some("all"), some("l-1"))
"""everywhere but in the location"""
OUTSIDE_TRUSTED = looking(some("all"), some("allTrusted"))
INSIDE = looking(some("l-1"))


def state(*objects: LiveObject) -> PriorState:
    return PriorState((settings(), *objects), True, {})


def judged(change: ResourceChange, *policies: LiveObject) -> Direction:
    return of_location(shift_of(change), uses([change], state(*policies)))


def stages(*changes: ResourceChange, unlisted: tuple[LiveObject, ...] = ()) -> list[tuple[Stage, str]]:
    there = [each.live for each in changes if each.live is not None]
    return [(each.stage, each.method) for each in operations(changes, state(*there, *unlisted))]


@pytest.mark.parametrize(
    ("change", "outside", "inside", "outside_trusted"),
    [
        (updated(office(), ipRanges=some(OFFICE, HOTEL)), LOOSENS, TIGHTENS, NEITHER),
        (updated(office(OFFICE, HOTEL), ipRanges=some(OFFICE)), TIGHTENS, LOOSENS, NEITHER),
        (updated(office(), ipRanges=some(HOTEL)), BOTH, BOTH, NEITHER),
        (updated(office(), ipRanges=some("203.0.113.0/25", "203.0.113.128/25")), NEITHER, NEITHER, NEITHER),
        (updated(office(), ipRanges=some("203.0.113.0/25")), TIGHTENS, LOOSENS, NEITHER),
        (updated(office(), name="Other"), NEITHER, NEITHER, NEITHER),
        (updated(office(), trusted=True), NEITHER, NEITHER, LOOSENS),
        (updated(office(trusted=True), trusted=False), NEITHER, NEITHER, TIGHTENS),
        (updated(office(trusted=True), ipRanges=some(OFFICE, HOTEL)), LOOSENS, TIGHTENS, LOOSENS),
        (updated(office(trusted=True), ipRanges=some(HOTEL), trusted=False), BOTH, BOTH, TIGHTENS),
        (updated(countries("SE"), countries=some("SE", "DK")), LOOSENS, TIGHTENS, NEITHER),
        (updated(countries("SE", "DK"), countries=some("SE")), TIGHTENS, LOOSENS, NEITHER),
        (updated(countries("SE"), unknownCountries=True), LOOSENS, TIGHTENS, NEITHER),
        (updated(countries("SE", unknownCountries=True), unknownCountries=False), TIGHTENS, LOOSENS, NEITHER),
        (updated(countries("SE"), lookup="authenticatorAppGps"), BOTH, BOTH, NEITHER),
    ],
)
def test_directions(change: ResourceChange, outside: Direction, inside: Direction, outside_trusted: Direction) -> None:
    assert judged(change) == NEITHER
    assert judged(change, OUTSIDE) == outside
    assert judged(change, INSIDE) == inside
    assert judged(change, OUTSIDE_TRUSTED) == outside_trusted


def test_what_is_not_in_force_or_includes_everywhere_has_no_say() -> None:
    wider = updated(office(), ipRanges=some(OFFICE, HOTEL))
    for idle in ("reportOnly", "disabled"):
        assert judged(wider, looking(some("all"), some("l-1"), state=idle)) == NEITHER
    assert judged(wider, looking(some("all", "l-1"))) == NEITHER
    assert judged(wider, OUTSIDE, looking(some("l-1"), id="p-2")) == BOTH


def test_what_lets_more_through_comes_before_the_policies_and_what_lets_less_after_them() -> None:
    wider, narrower = (
        updated(office(), ipRanges=some(OFFICE, HOTEL)),
        updated(office(OFFICE, HOTEL), ipRanges=some(OFFICE)),
    )
    assert stages(wider, unlisted=(OUTSIDE,)) == [(Stage.WIDER_LOCATIONS, "PATCH")]
    assert stages(narrower, unlisted=(OUTSIDE,)) == [(Stage.NARROWER_LOCATIONS, "PATCH")]
    assert stages(narrower) == [(Stage.WIDER_LOCATIONS, "PATCH")]


def test_a_location_is_narrowed_before_the_policy_that_begins_to_exclude_it() -> None:
    """After it, some would pass whom neither state lets through."""
    narrower = updated(office(OFFICE, HOTEL), ipRanges=some(OFFICE))
    begins = updated(looking(some("all")), conditions__locations__exclude=some("l-1"))
    assert stages(narrower, begins)[0] == (Stage.WIDER_LOCATIONS, "PATCH")


def test_a_location_grows_after_the_policy_that_ends_to_exclude_it() -> None:
    wider = updated(office(), ipRanges=some(OFFICE, HOTEL))
    ends = updated(OUTSIDE, conditions__locations__exclude=frozenset())
    assert [each for each, _ in stages(wider, ends)] == [Stage.POLICIES, Stage.NARROWER_LOCATIONS]


def test_a_change_that_no_moment_suits() -> None:
    swap = updated(office(), ipRanges=some(HOTEL))
    begins = updated(looking(some("all")), conditions__locations__exclude=some("l-1"))
    ends = updated(looking(some("all"), some("l-1"), "p-2"), conditions__locations__exclude=frozenset())
    listed = [swap, begins, ends]
    policies = uses(listed, state(office(), begins.live or OUTSIDE, ends.live or OUTSIDE))
    assert not is_safe(shift_of(swap), policies, early=True)
    assert not is_safe(shift_of(swap), policies, early=False)


def test_which_policies_exclude_a_place_no_longer() -> None:
    narrower = updated(office(OFFICE, HOTEL), ipRanges=some(OFFICE))
    asked = uses([narrower], state(OUTSIDE, looking(some("l-1"), id="p-2"), looking(some("all"), some("l-2"), "p-3")))
    assert [each.name for each in no_longer_excluded(shift_of(narrower), asked)] == ["Policy p-1"]
    distrusted = updated(office(trusted=True), trusted=False)
    assert no_longer_excluded(shift_of(distrusted), uses([distrusted], state(OUTSIDE))) == ()
    assert len(no_longer_excluded(shift_of(distrusted), uses([distrusted], state(OUTSIDE_TRUSTED)))) == 1
    gone = deleted(office(trusted=True))
    assert len(no_longer_excluded(shift_of(gone), uses([gone], state(OUTSIDE_TRUSTED)))) == 1


def test_a_new_location_is_there_before_the_policy_that_names_it() -> None:
    pending = PendingId(Address(Kind.LOCATION, "l-new"))
    new = created(office(id="l-new"))
    found = operations([created(looking(some("all"), some(pending), "p-new", state="reportOnly")), new], state())
    assert [(each.stage, each.method) for each in found] == [(Stage.LOCATIONS, "POST"), (Stage.POLICIES, "POST")]
    assert found[0].creates == (new.address,)
    assert found[0].body == {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "displayName": "Location l-new",
        "isTrusted": False,
        "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": OFFICE}],
    }
    conditions = found[1].body["conditions"] if found[1].body is not None else None
    assert isinstance(conditions, dict)
    assert conditions["locations"] == {
        "includeLocations": ["All"],
        "excludeLocations": ["<id of namedLocations.l-new>"],
    }


def test_a_trusted_location_loses_its_trust_before_it_is_deleted() -> None:
    gone = deleted(office(trusted=True))
    ends = updated(OUTSIDE, conditions__locations__exclude=frozenset())
    found = operations([gone, ends], state(office(trusted=True), OUTSIDE))
    assert [(each.stage, each.method) for each in found] == [
        (Stage.POLICIES, "PATCH"),
        (Stage.NARROWER_LOCATIONS, "PATCH"),
        (Stage.DELETED_LOCATIONS, "DELETE"),
    ]
    assert found[1].body == {"@odata.type": "#microsoft.graph.ipNamedLocation", "isTrusted": False}
    assert isinstance(found[1].expects[0], Present)
    assert found[2].expects == (Gone(Kind.LOCATION, "l-1"),)
    assert len(waves(found)) == 3


def test_one_that_is_not_trusted_is_deleted_at_once() -> None:
    assert stages(deleted(office())) == [(Stage.DELETED_LOCATIONS, "DELETE")]
    assert stages(deleted(countries("SE"))) == [(Stage.DELETED_LOCATIONS, "DELETE")]


def test_a_name_is_given_up_before_another_location_takes_it() -> None:
    found: tuple[Operation, ...] = operations(
        [created(office(id="l-2")), updated(office(), name="Old office"), left_alone(OUTSIDE)], state(office(), OUTSIDE)
    )
    assert [each.method for each in found] == ["PATCH", "POST"]
    renamed_and_wider = updated(office(), name="Old office", ipRanges=some(OFFICE, HOTEL))
    assert stages(renamed_and_wider, unlisted=(OUTSIDE,)) == [(Stage.LOCATIONS, "PATCH")]


PLACES = ("203.0.113.0/26", "203.0.113.64/26", "203.0.113.128/26")
LISTS = st.frozensets(st.sampled_from(("all", "allTrusted", "l-1", "l-2")))
STATES = st.sampled_from(("enabled", "reportOnly"))


def is_caught(place: str, location: Fields, rule: Fields) -> bool:
    """The meaning of a policy's locations, said once more; `l-2` is nowhere near."""
    ranges = location["ipRanges"]
    assert isinstance(ranges, frozenset)
    here = {"all"}
    if place in ranges:
        here |= {"l-1", *(["allTrusted"] if location["trusted"] else [])}
    included, excluded = rule["conditions.locations.include"], rule["conditions.locations.exclude"]
    assert isinstance(included, frozenset)
    assert isinstance(excluded, frozenset)
    enforced = rule["state"] == "enabled" and bool(included or excluded)
    return enforced and (not included or bool(included & here)) and not excluded & here


def watching(rule: Fields) -> Rule | None:
    include, exclude = rule["conditions.locations.include"], rule["conditions.locations.exclude"]
    assert isinstance(include, frozenset)
    assert isinstance(exclude, frozenset)
    looks = rule["state"] == "enabled" and bool(include or exclude)
    return Rule(include, exclude, True, False) if looks else None  # type: ignore[arg-type]


@given(
    *[st.frozensets(st.sampled_from(PLACES), min_size=1)] * 2, *[st.booleans()] * 2, *[LISTS] * 4, *[STATES] * 2
)  # fmt: skip
def test_a_moment_is_safe_exactly_where_no_place_meets_what_neither_state_has(
    before: frozenset[str], after: frozenset[str], was_trusted: bool, is_trusted: bool,
    include: frozenset[str], exclude: frozenset[str], includes: frozenset[str], excludes: frozenset[str],
    stood: str, stands: str,
) -> None:  # fmt: skip
    old = office(*before, trusted=was_trusted)
    change = updated(old, ipRanges=after, trusted=is_trusted)
    assert change.planned is not None
    prior = looking(include, exclude, state=stood).fields
    planned = looking(includes, excludes, state=stands).fields
    use = Use("p", watching(prior), watching(planned))
    for early in (True, False):
        location, rule = (change.planned, prior) if early else (old.fields, planned)
        notices = False
        for place in PLACES:
            first, last = is_caught(place, old.fields, prior), is_caught(place, change.planned, planned)
            if place in before | after and first == last != is_caught(place, location, rule):
                notices = True
        assert is_safe(shift_of(change), [use], early=early) == (not notices)

"""Policies that apply on more occasions because a named location changed."""

from __future__ import annotations

import pytest

from passkeyctl.insight.impact.moved_places import brings_about
from passkeyctl.insight.impact.wanted import concerns_people, people_wanted
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value
from tests.insight.test_impact import (
    KEYS_ONLY,
    STAFF,
    create,
    delete,
    impact,
    policy,
    profile,
    row,
    surely,
    tenant,
    update,
)
from tests.people import people
from tests.states import live

OFFICE = "location-office"
ONE, TWO = "192.0.2.0/24", "198.51.100.0/24"


def office(*ranges: str, trusted: bool = False, **more: Value) -> LiveObject:
    fields: dict[str, Value] = {"type": "ip", "ipRanges": frozenset(ranges), "trusted": trusted, **more}
    return live(Kind.LOCATION, OFFICE, "Office", None, **fields)


def at(*, include: str = "all", exclude: str = "") -> LiveObject:
    return policy(
        conditions__locations__include=frozenset({include}),
        conditions__locations__exclude=frozenset({exclude} if exclude else ()),
    )


OUTSIDE_OFFICE, INSIDE_OFFICE = at(exclude=OFFICE), at(include=OFFICE)
UNTRUSTED, TRUSTED = at(exclude="allTrusted"), at(include="allTrusted")
LARGE, SMALL = office(ONE, TWO), office(ONE)
COUNTRIES = office(type="country", countries=frozenset({"DE"}), unknownCountries=True)


@pytest.mark.parametrize(
    ("asking", "change", "applies_more"),
    [
        (OUTSIDE_OFFICE, update(LARGE, SMALL), True),
        (OUTSIDE_OFFICE, update(SMALL, LARGE), False),
        (OUTSIDE_OFFICE, delete(LARGE), True),
        (OUTSIDE_OFFICE, update(COUNTRIES, office(type="country", countries=frozenset({"DE"}))), True),
        (OUTSIDE_OFFICE, update(COUNTRIES, office(type="country", countries=frozenset(), unknownCountries=True)), True),
        (OUTSIDE_OFFICE, update(LARGE, office(ONE, TWO, lookup="authenticatorAppGps")), True),
        (OUTSIDE_OFFICE, update(LARGE, office(ONE, TWO, trusted=True)), False),
        (INSIDE_OFFICE, update(SMALL, LARGE), True),
        (INSIDE_OFFICE, update(LARGE, SMALL), False),
        (UNTRUSTED, update(office(ONE, TWO, trusted=True), office(ONE, trusted=True)), True),
        (UNTRUSTED, update(office(ONE, trusted=True), office(ONE)), True),
        (UNTRUSTED, delete(office(ONE, trusted=True)), True),
        (UNTRUSTED, update(LARGE, SMALL), False),
        (UNTRUSTED, create(office(ONE, trusted=True)), False),
        (TRUSTED, create(office(ONE, trusted=True)), True),
        (TRUSTED, update(office(ONE), office(ONE, trusted=True)), True),
        (TRUSTED, update(SMALL, LARGE), False),
        (at(), update(LARGE, SMALL), False),
    ],
)
def test_a_location_can_widen_when_a_policy_applies(
    asking: LiveObject, change: ResourceChange, applies_more: bool
) -> None:
    assert (brings_about(asking.fields, [change]) is change) is applies_more


def test_whoever_is_asked_in_more_places_is_counted_and_named() -> None:
    prior = tenant(profile(), row(STAFF, "open"), KEYS_ONLY, LARGE, OUTSIDE_OFFICE)
    change = update(LARGE, SMALL)
    who = people(3, groups={STAFF: [0, 1]}, registered={"mobilePhone": [0, 1]})
    found = impact(prior, [change], who)
    assert (found.total.required, found.total.unable) == (surely(0, 1), surely(0, 1))
    assert [(str(each.cause), each.unable) for each in found.demands] == [(str(change.address), surely(0, 1))]
    assert [(address, effect.unable) for address, effect in found.by_change] == [(change.address, surely(0, 1))]


def test_people_are_read_for_it() -> None:
    prior = tenant(profile(), KEYS_ONLY, LARGE, OUTSIDE_OFFICE)
    for change, concerns in ((update(LARGE, SMALL), True), (update(SMALL, LARGE), False)):
        states = before(prior), after(prior, [change])
        assert concerns_people(*states, [change]) is concerns
        assert people_wanted(*states, [change]).groups == (frozenset({STAFF}) if concerns else frozenset())

"""Who is harmed between two requests, and in which sign-in: told as it is."""

from __future__ import annotations

import pytest

from passkeyctl.insight.between.proof import Harm, PathProof
from passkeyctl.model.address import Kind
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import FilterRule, Guests
from tests.checks import reviews
from tests.insight.between_walks import (
    AWAY,
    OFFICE,
    office,
    only,
    outside,
    policy,
    walk,
)
from tests.people import person

# Who, and in which sign-in


def test_roles_people_and_guests_are_told() -> None:
    scopes: dict[tuple[tuple[RefKind, str], ...], dict[str, object]] = {
        ((RefKind.ROLE, "r-1"),): {"users__include": "selected", "users__include__roles": frozenset({"r-1"})},
        ((RefKind.USER, person(7).id),): {
            "users__include": "selected",
            "users__include__users": frozenset({person(7).id}),
        },
        (): {"users__include": "selected", "users__include__guests": Guests(frozenset({"internalGuest"}), "all")},
    }
    for memberships, scope in scopes.items():
        found = only(walk((policy("p", **scope),), (), (policy("q", **scope),)))
        assert found.persona.memberships() == memberships
        assert found.persona.is_guest is (memberships == ())
        assert found.is_sure


SCENES: tuple[tuple[dict[str, object], str], ...] = (
    ({"target__resources__include": frozenset({"Office 365"})}, "any other resource of `Office 365`"),
    (
        {"target__resources__include": frozenset(), "target__userActions": frozenset({"Register or join devices"})},
        "the user action `Register or join devices`",
    ),
    (
        {"target__resources__include": frozenset(), "target__authenticationContexts": frozenset({"c1"})},
        "any other resource that asks for the context `c1`",
    ),
    ({"conditions__platforms__include": frozenset({"iOS"})}, "any resource, platform `iOS`"),
    ({"conditions__clientApps": frozenset({"other"})}, "any resource, client app `other`"),
    ({"conditions__signInRisk": frozenset({"high"})}, "any resource, sign-in risk `high`"),
    (
        {"conditions__authenticationFlows": frozenset({"deviceCodeFlow"})},
        "any resource, authentication flow `deviceCodeFlow`",
    ),
    ({"conditions__deviceFilter": FilterRule("include", "managed")}, "any resource, a device that `managed` fits"),
    ({"conditions__deviceFilter": FilterRule("exclude", "managed")}, "any resource, any other device"),
    ({"conditions__locations__include": frozenset({OFFICE})}, "any resource, from `Office`"),
)


@pytest.mark.parametrize(("scene", "words"), SCENES)
def test_the_sign_in_is_told(scene: dict[str, object], words: str) -> None:
    place = office("10.0.0.0/24")
    old, new = policy("p-old", **scene), policy("p-new", **scene)
    found = only(walk((place, old), (place,), (place, new)))
    assert (found.harm, found.sign_in) == (Harm.LET_IN, words)


@pytest.mark.parametrize(("scene", "words"), SCENES)
def test_policies_for_other_sign_ins_fill_no_gap_and_leave_none(scene: dict[str, object], words: str) -> None:
    place = office("10.0.0.0/24")
    blocks = policy("p", "block", **scene)
    assert walk((place, policy("q"), blocks), (place, blocks), (place, policy("r"), blocks)).harms
    assert words


FILTER = FilterRule("include", "confidential")


def test_a_filter_for_applications_adds_to_the_resources_or_takes_from_them() -> None:
    adds = {"target__resources__include": frozenset(), "target__resources__filter": FILTER}
    takes = {"target__resources__filter": FilterRule("exclude", "confidential")}
    assert only(walk((policy("p", **adds),), (), (policy("q", **adds),))).harm is Harm.LET_IN
    assert walk((policy("p", **adds),), (), (policy("q", **takes),)).is_safe


def test_an_application_may_be_one_of_several_that_go_by_one_name() -> None:
    teams, another = "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", "44444444-0000-4000-8000-000000000001"

    def gap(app: str) -> PathProof:
        old = policy("p", target__resources__include=frozenset({"Office 365"}))
        return walk((old,), (), (policy("q", target__resources__include=frozenset({app})),))

    assert only(gap(teams)).is_sure
    assert not only(gap(another)).is_sure
    assert gap("797f4846-ba00-4fd7-ba43-dac1f8f63013").is_safe


def test_registering_is_a_sign_in_to_all_resources_too() -> None:
    registering = {
        "target__resources__include": frozenset(),
        "target__userActions": frozenset({"Register security information"}),
    }
    found = only(walk((policy("p", **registering),), (), (policy("q"),)))
    assert (found.harm, found.sign_in) == (Harm.LET_IN, "the user action `Register security information`")
    nothing = {**registering, "target__userActions": frozenset({"Register or join devices"})}
    assert walk((policy("p", **nothing),), (), (policy("q"),)).is_safe


def test_sign_ins_that_never_meet_leave_no_gap() -> None:
    old = policy("p-old", conditions__platforms__include=frozenset({"iOS"}))
    new = policy("p-new", conditions__platforms__include=frozenset({"android"}))
    assert walk((old,), (), (new,)).is_safe


def test_a_location_that_is_narrower_for_a_moment() -> None:
    demands = policy("p", "block", **outside(OFFICE))
    wide, narrow = office("10.0.0.0/8"), office("10.0.0.0/24")
    found = only(walk((demands, wide), (demands, narrow), (demands, wide)))
    assert (found.harm, found.sign_in) == (Harm.SHUT_OUT, "any resource, from `Office`")
    found = only(walk((demands, narrow), (demands, wide), (demands, narrow)))
    assert found.harm is Harm.LET_IN
    assert walk((demands, narrow), (demands, office("10.0.0.0/16")), (demands, wide)).is_safe


def test_a_range_that_is_spelled_otherwise_is_the_same() -> None:
    demands, whole, halves = policy("p", "block", **outside(OFFICE)), ("10.0.0.0/24",), ("10.0.0.0/25", "10.0.0.128/25")
    assert walk((demands, office(*whole)), (demands, office(*halves)), (demands, office(*whole))).is_safe


def test_addresses_of_both_kinds_are_places() -> None:
    demands = policy("p", "block", **outside(OFFICE))
    both, first = office("10.0.0.0/24", "2001:db8::/32"), office("10.0.0.0/24", "no range")
    assert only(walk((demands, both), (demands, first), (demands, both))).harm is Harm.SHUT_OUT


def test_more_overlapping_locations_than_can_be_told_apart_are_unclear() -> None:
    ids = [f"55555555-0000-4000-8000-0000000000{number:02}" for number in range(16)]
    gone = policy("p", "block", **outside(*ids))
    proof = walk((gone,), (gone, policy("q")), (gone, policy("q"), policy("r")))
    assert not proof.harms
    assert proof.unclear == ("named locations overlap in too many ways to be told apart",)


def test_countries_are_places_too() -> None:
    def country(*listed: str, unknown: bool = False) -> LiveObject:
        fields = {"type": "country", "countries": frozenset(listed), "unknownCountries": unknown}
        return reviews.live(Kind.LOCATION, OFFICE, "Europe", **fields)

    demands = policy("p", "block", **outside(OFFICE))
    found = only(walk((demands, country("CH", "DE")), (demands, country("CH")), (demands, country("CH", "DE"))))
    assert (found.harm, found.sign_in) == (Harm.SHUT_OUT, "any resource, from `Europe`")
    unknown = country("CH", unknown=True)
    found = only(walk((demands, country("CH")), (demands, unknown), (demands, country("CH"))))
    assert found.harm is Harm.LET_IN


def test_trust_that_is_lost_for_a_moment() -> None:
    demands = policy("p", "block", **outside("allTrusted"))
    trusted, plain = office("10.0.0.0/24", trusted=True), office("10.0.0.0/24")
    found = only(walk((demands, trusted), (demands, plain), (demands, trusted)))
    assert (found.harm, found.is_sure) == (Harm.SHUT_OUT, True)


def test_addresses_that_nobody_can_read_are_never_sure() -> None:
    demands = policy("p", "block", **outside("MFA trusted IPs"))
    found = only(walk((demands,), (policy("p", "block"),), (demands,)))
    assert (found.harm, found.is_sure) == (Harm.SHUT_OUT, False)


def test_a_sure_witness_is_preferred_to_one_from_addresses_that_nobody_can_read() -> None:
    old, new = policy("p-old", "block", **outside("allTrusted")), policy("p-new", "block", **outside("allTrusted"))
    exempt = frozenset({AWAY})
    elsewhere = policy("p", "block", **outside("allTrusted"), users__exclude__groups=exempt)
    place = office("10.0.0.0/24", trusted=True)
    found = only(walk((place, old, elsewhere), (place, elsewhere), (place, new, elsewhere)))
    assert found.is_sure
    assert found.persona.memberships() == ((RefKind.GROUP, AWAY),)
    assert found.sign_in == "any resource, from a place outside the named locations"

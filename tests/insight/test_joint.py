"""Which sign-ins policies share, whom they surely share, and which smallest sets of them nobody can satisfy."""

from __future__ import annotations

import pytest

from passkeyctl.insight.joint.audience import EVERYBODY, Audiences, Named, Sort, audience_of, bits, words_of
from passkeyctl.insight.joint.conflicts import demanded
from passkeyctl.insight.joint.joint import Conflict, Offer, Settings, conflicts, partition
from passkeyctl.insight.joint.scene import meet, scene_of
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.values import FilterRule, Guests, Value, X509Limit
from tests.people import crowd

APP, OTHER_APP = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
ANYTHING = Offer()
KEY, OTHER_KEY = "bbbbbbbb-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


def fields(**written: Value) -> Fields:
    """A policy for everybody on all resources; `__` stands for a dot."""
    plain: dict[str, Value] = {"users.include": "all", "target.resources.include": some("All resources")}
    return {**defaults(Kind.POLICY), **plain, **{path.replace("__", "."): value for path, value in written.items()}}


def share(one: Fields, other: Fields, is_trusted: dict[str, bool] | None = None) -> bool:
    first, second = scene_of(one), scene_of(other)
    if first is None or second is None:
        return False
    found = [meet(mine, theirs, is_trusted or {}) is not None for mine, theirs in ((first, second), (second, first))]
    assert found[0] == found[1]
    return found[0]


def targets(*include: str, exclude: tuple[str, ...] = ()) -> Fields:
    return fields(target__resources__include=some(*include), target__resources__exclude=some(*exclude))


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        (targets("All resources"), targets(APP), True),
        (targets(APP), targets(APP), True),
        (targets(APP), targets(OTHER_APP), False),
        (targets("All resources", exclude=(APP,)), targets(APP), False),
        (targets("All resources", exclude=(APP,)), targets(OTHER_APP), True),
        (targets("All resources", exclude=(APP,)), targets("All resources", exclude=(OTHER_APP,)), True),
        (targets("Office 365"), targets(EXCHANGE), True),
        (targets("Office 365"), targets(APP), False),
        (targets("All resources", exclude=(EXCHANGE,)), targets("Office 365"), True),
        (targets("All resources", exclude=("Office 365",)), targets(EXCHANGE), False),
        (targets("All resources", exclude=("Office 365",)), targets(APP), False),
        (targets("All resources", exclude=("Office 365",)), targets("Office 365"), False),
        (targets("Contoso portal"), targets("Contoso portal"), True),
        (targets("None"), targets("All resources"), False),
    ],
)
def test_resources_that_are_surely_shared(one: Fields, other: Fields, is_shared: bool) -> None:
    assert share(one, other) is is_shared


def at(*include: str, exclude: tuple[str, ...] = ()) -> Fields:
    return fields(conditions__locations__include=some(*include), conditions__locations__exclude=some(*exclude))


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        (fields(), at("l-office"), True),
        (at("l-office"), at("l-office"), True),
        (at("l-office"), at("l-home"), False),
        (at("all", exclude=("l-office",)), at("l-office"), False),
        (at("all", exclude=("l-office",)), at("all", exclude=("l-home",)), True),
        (at("all", exclude=("allTrusted",)), at("l-office"), False),
        (at("all", exclude=("allTrusted",)), at("l-home"), True),
        (at("allTrusted"), at("l-office"), True),
        (at("allTrusted"), at("l-home"), False),
        (at("all", exclude=("l-office",)), at("l-home"), False),
    ],
)
def test_locations_that_are_surely_shared(one: Fields, other: Fields, is_shared: bool) -> None:
    """What may lie inside what is left out is not sure."""
    assert share(one, other, {"l-office": True, "l-home": False}) is is_shared


WINDOWS = fields(conditions__platforms__include=some("windows"))
RULE, ANOTHER_RULE = FilterRule("include", "device.isCompliant -eq True"), FilterRule("include", "another")


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        (WINDOWS, fields(), True),
        (WINDOWS, fields(conditions__platforms__include=some("iOS", "windows")), True),
        (WINDOWS, fields(conditions__platforms__include=some("iOS")), False),
        (
            WINDOWS,
            fields(conditions__platforms__include=some("all"), conditions__platforms__exclude=some("windows")),
            False,
        ),
        (WINDOWS, fields(conditions__platforms__exclude=some("iOS")), False),
        (fields(conditions__clientApps=some("browser")), fields(conditions__clientApps=some("other")), False),
        (fields(conditions__clientApps=some("browser")), fields(), True),
        (fields(conditions__signInRisk=some("high")), fields(conditions__signInRisk=some("low")), False),
        (fields(conditions__userRisk=some("high")), fields(conditions__signInRisk=some("low")), True),
        (fields(conditions__deviceFilter=RULE), fields(), True),
        (fields(conditions__deviceFilter=RULE), fields(conditions__deviceFilter=RULE), True),
        (fields(conditions__deviceFilter=RULE), fields(conditions__deviceFilter=ANOTHER_RULE), False),
        (fields(), fields(target__userActions=some("Register security information")), False),
        (fields(), fields(target__authenticationContexts=some("c1")), False),
        (
            fields(target__userActions=some("Register security information")),
            fields(target__userActions=some("Register security information")),
            True,
        ),
        (fields(), fields(users__include="none", workloadIdentities__include=some("all")), False),
        (fields(), fields(target__resources__filter=FilterRule("exclude", "anything")), False),
    ],
)
def test_circumstances_that_are_surely_shared(one: Fields, other: Fields, is_shared: bool) -> None:
    assert share(one, other) is is_shared


def for_groups(*include: str, exclude: tuple[str, ...] = (), **more: Value) -> Fields:
    named: dict[str, Value] = {"users__exclude__groups": some(*exclude), **more}
    if include:
        named |= {"users__include": "selected", "users__include__groups": some(*include)}
    return fields(**named)


def met_by(*policies: Fields) -> list[tuple[str, list[int]]]:
    """Whom several of these policies surely meet, and which ones."""
    found = Audiences(audience_of(each, some("g-emergency")) for each in policies).meetings()
    return [(words_of(each.named, {}), list(bits(each.policies))) for each in found]


def test_whom_policies_surely_meet() -> None:
    staff, everybody = for_groups("g-staff"), for_groups()
    assert met_by(staff, staff) == [("members of `g-staff`", [0, 1])]
    assert met_by(staff, for_groups("g-admins")) == []
    assert met_by(staff, everybody) == [("members of `g-staff`", [0, 1])]
    assert met_by(everybody, everybody) == [("everybody", [0, 1])]
    assert met_by(staff, for_groups("g-staff", "g-admins"), for_groups("g-admins")) == [
        ("members of `g-admins`", [1, 2]),
        ("members of `g-staff`", [0, 1]),
    ]


def test_excludes_make_it_unsure_unless_both_have_them() -> None:
    staff, without = for_groups("g-staff"), for_groups(exclude=("g-admins",))
    assert met_by(staff, without) == [], "all of the staff may be administrators"
    assert met_by(for_groups("g-staff", exclude=("g-admins",)), without) == [("members of `g-staff`", [0, 1])]
    assert met_by(without, for_groups()) == [("everybody", [0, 1])]
    assert met_by(without, for_groups(exclude=("g-others",))) == [], "the two groups may be all there are"
    assert met_by(for_groups("g-admins"), without) == []
    assert met_by(staff, for_groups(exclude=("g-emergency",))) == [("members of `g-staff`", [0, 1])]
    alone = for_groups(users__exclude__users=some("u-1"))
    assert met_by(staff, alone) == [("members of `g-staff`", [0, 1])], "one person less empties no group"
    one = fields(users__include="selected", users__include__users=some("u-1"))
    assert met_by(one, alone) == []
    assert met_by(one, for_groups()) == [("`u-1`", [0, 1])]
    assert met_by(one, for_groups(users__exclude__guests=Guests(some("internalGuest")))) == [], "they may be a guest"


def test_guests_and_roles_are_met_by_name() -> None:
    visitors = Guests(some("b2bCollaborationGuest", "serviceProvider"), "all")
    guests = fields(users__include="selected", users__include__guests=visitors)
    assert met_by(guests, for_groups()) == [("guests (b2bCollaborationGuest)", [0, 1])]
    assert met_by(guests, for_groups(users__exclude__guests=visitors)) == []
    assert met_by(guests, for_groups("g-staff")) == []
    some_tenants = Guests(some("b2bCollaborationGuest"), some("t-1"))
    assert met_by(fields(users__include="selected", users__include__guests=some_tenants), for_groups()) == []
    role = fields(users__include="selected", users__include__roles=some("r-1"))
    assert met_by(role, for_groups(users__exclude__guests=visitors)) == [("holders of the role `r-1`", [0, 1])]
    assert met_by(role, for_groups(exclude=("g-admins",))) == []
    assert (EVERYBODY.sort, Named(Sort.ROLE, "r-1").id) == (Sort.EVERYBODY, "r-1")


@pytest.mark.parametrize(
    ("grant", "strength"),
    [
        ({"grant__authenticationStrength": "s-1"}, "s-1"),
        ({"grant__authenticationStrength": "s-1", "grant__controls": some("compliantDevice")}, None),
        (
            {
                "grant__authenticationStrength": "s-1",
                "grant__controls": some("compliantDevice"),
                "grant__require": "all",
            },
            "s-1",
        ),
        ({"grant__authenticationStrength": "s-1", "grant__controls": some("block"), "grant__require": "all"}, None),
        ({"grant__controls": some("mfa")}, None),
    ],
)
def test_what_nobody_gets_around(grant: dict[str, Value], strength: str | None) -> None:
    assert demanded(fields(**grant)) == strength


def strength(*combinations: str, models: tuple[str, ...] = (), x509: frozenset[X509Limit] = frozenset()) -> Fields:
    plain: dict[str, Value] = {
        "allowedCombinations": some(*combinations),
        "fido2.allowedAAGUIDs": some(*models),
        "x509": x509,
    }
    return {**defaults(Kind.STRENGTH), **plain}


def found(*strengths: Fields, offer: Offer = ANYTHING) -> tuple[Conflict, ...]:
    """Policies for everybody on everything, each with one of the strengths."""
    policies = tuple(
        Held(Kind.POLICY, f"p-{number}", f"P{number}", fields(grant__authenticationStrength=f"s-{number}"))
        for number in range(len(strengths))
    )
    named = {f"s-{number}": each for number, each in enumerate(strengths)}
    return conflicts(Settings(policies, named, {}, offer))


def names(*strengths: Fields, offer: Offer = ANYTHING) -> list[str]:
    return ["".join(policy.name for policy in each.policies) for each in found(*strengths, offer=offer)]


def certificate(*issuers: str) -> Fields:
    limit = X509Limit(some("x509CertificateMultiFactor"), some(*issuers))
    return strength("x509CertificateMultiFactor", x509=frozenset({limit}))


def test_strengths_that_share_no_combination() -> None:
    keys, cards, both = strength("fido2"), strength("x509CertificateMultiFactor"), strength("fido2", "password,sms")
    assert names(keys, keys) == []
    assert names(keys, cards) == ["P0P1"]
    assert names(keys, both, cards) == ["P0P2", "P1P2"]
    assert names(strength("password"), strength("password,sms")) == [], "who does more has done what is asked"
    assert names(strength("fido2", models=(KEY,)), strength("fido2", models=(OTHER_KEY,))) == ["P0P1"]
    assert names(strength("fido2", models=(KEY,)), strength("fido2", models=(KEY, OTHER_KEY)), keys) == []
    assert names(certificate("ski-1"), certificate("ski-2")) == ["P0P1"]
    assert names(certificate("ski-1"), certificate("ski-1", "ski-2"), cards) == []


def test_three_that_share_nothing_though_each_two_do() -> None:
    one, two, three = strength("fido2", "password,sms"), strength("fido2", "deviceBasedPush"), None
    three = strength("password,sms", "deviceBasedPush")
    assert names(one, two, three) == ["P0P1P2"]
    assert names(one, two, three, strength("email")) == ["P0P3", "P1P3", "P2P3"], "the smallest come first"


def test_what_people_can_have_at_most_decides_too() -> None:
    one, other = strength("fido2", models=(KEY, OTHER_KEY)), strength("fido2", "email", models=(KEY,))
    profile = {
        **defaults(Kind.PROFILE),
        "passkeyTypes": some("deviceBound"),
        "keyRestrictions.behavior": "allow",
        "keyRestrictions.authenticators": some(OTHER_KEY),
    }
    assert names(one, other) == []
    (conflict,) = found(one, other, offer=Offer((profile,)))
    assert (conflict.is_of_strengths, conflict.named) == (False, EVERYBODY)
    assert names(one, other, offer=Offer((profile,), some("email"))) == [], "the other one is out of reach by itself"
    assert found(strength("fido2"), strength("email"))[0].is_of_strengths


def test_a_strength_that_was_not_read_conflicts_with_nothing() -> None:
    policies = tuple(
        Held(Kind.POLICY, name, name, fields(grant__authenticationStrength=name)) for name in ("s-known", "s-unread")
    )
    assert conflicts(Settings(policies, {"s-known": strength("fido2")}, {}, Offer())) == ()


def test_everyone_is_told_apart_by_the_crowds_they_are_in() -> None:
    cells = partition(crowd(0, 1, 2, 3), [crowd(0, 1), crowd(1, 2), crowd(0, 1)])
    assert {key: list(each) for key, each in cells.items()} == {0b101: [0], 0b111: [1], 0b010: [2], 0: [3]}

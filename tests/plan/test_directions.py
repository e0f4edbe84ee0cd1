"""Which way a change of a policy goes, field by field and judged by who still signs in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.conditional_access import POLICY_FIELDS, normalised
from passkeyctl.model.directions import BOTH, Direction, of_policy
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value
from tests.plan.policy_reference import FILES, HERE, MAIL, SIGN_INS, STRONG, THERE, WEAK, is_stricter

STRIDE = 23
"""Prime to every dimension of a sign-in, so that each part of them has all kinds."""

LOOSENS, TIGHTENS, NEITHER = Direction.LOOSENS, Direction.TIGHTENS, Direction.NEITHER
GUESTS = Guests(frozenset({"internalGuest"}), "all")
MANAGED, UNMANAGED = FilterRule("include", "device.isCompliant"), FilterRule("exclude", "device.isCompliant")
BASE: Fields = {
    **defaults(Kind.POLICY),
    "name": "PK020",
    "state": "enabled",
    "users.include.groups": frozenset({HERE}),
    "target.resources.include": frozenset({MAIL}),
    "grant.controls": frozenset({"mfa"}),
}


def updated(prior: Fields, planned: Fields) -> ResourceChange:
    live = LiveObject(Kind.POLICY, "policy", str(prior["name"]), prior, {})
    changes = tuple(
        FieldChange(each.path, prior[each.path], planned[each.path])
        for each in POLICY_FIELDS
        if prior[each.path] != planned[each.path]
    )
    return ResourceChange(Address(Kind.POLICY, "p"), Action.UPDATE, "policy", "PK020", live, planned, changes)


def judged(path: str, before: Value, after: Value) -> Direction:
    prior, planned = normalised({**BASE, path: before}), normalised({**BASE, path: after})
    return of_policy(updated(prior, planned))


def some(*members: str) -> frozenset[str]:
    return frozenset(members)


LISTS_OF_SCOPE = (
    "users.include.users",
    "users.include.groups",
    "users.include.roles",
    "workloadIdentities.include",
    "target.resources.include",
    "target.userActions",
    "target.authenticationContexts",
)
LISTS_OF_EXCLUSIONS = (
    "users.exclude.users",
    "users.exclude.groups",
    "users.exclude.roles",
    "workloadIdentities.exclude",
    "target.resources.exclude",
    "conditions.platforms.exclude",
    "conditions.locations.exclude",
)
CONDITIONS = (
    "conditions.platforms.include",
    "conditions.locations.include",
    "conditions.clientApps",
    "conditions.signInRisk",
    "conditions.userRisk",
    "conditions.servicePrincipalRisk",
    "conditions.insiderRisk",
    "conditions.authenticationFlows",
)
TABLE: tuple[tuple[str, Value, Value, Direction], ...] = (
    ("name", "PK020", "PK021", NEITHER),
    ("state", "enabled", "reportOnly", LOOSENS),
    ("state", "enabled", "disabled", LOOSENS),
    ("state", "reportOnly", "disabled", LOOSENS),
    ("state", "disabled", "reportOnly", TIGHTENS),
    ("state", "reportOnly", "enabled", TIGHTENS),
    ("state", "enabled", "a state of next year", LOOSENS),
    ("state", "reportOnly", "a state of next year", BOTH),
    ("users.include", "selected", "all", TIGHTENS),
    ("users.include", "all", "selected", BOTH),
    ("users.include", "selected", "none", LOOSENS),
    ("users.include.guests", None, GUESTS, TIGHTENS),
    ("users.include.guests", GUESTS, None, LOOSENS),
    ("users.include.guests", GUESTS, Guests(frozenset({"serviceProvider"})), BOTH),
    ("users.exclude.guests", None, GUESTS, LOOSENS),
    ("users.exclude.guests", GUESTS, None, TIGHTENS),
    ("users.exclude.guests", GUESTS, Guests(legacy=True), BOTH),
    ("target.resources.filter", None, MANAGED, BOTH),
    ("workloadIdentities.filter", MANAGED, None, BOTH),
    ("conditions.deviceFilter", None, MANAGED, LOOSENS),
    ("conditions.deviceFilter", UNMANAGED, None, TIGHTENS),
    ("conditions.deviceFilter", MANAGED, UNMANAGED, BOTH),
    ("session.signInFrequency", None, SignInFrequency(), TIGHTENS),
    ("session.signInFrequency", SignInFrequency(4, "hours"), None, LOOSENS),
    ("session.signInFrequency", SignInFrequency(4, "hours"), SignInFrequency(1, "hours"), BOTH),
    ("session.persistentBrowser", None, "never", TIGHTENS),
    ("session.persistentBrowser", None, "always", LOOSENS),
    ("session.persistentBrowser", "never", "always", LOOSENS),
    ("session.persistentBrowser", "always", None, TIGHTENS),
    ("session.cloudAppSecurity", None, "blockDownloads", TIGHTENS),
    ("session.cloudAppSecurity", "blockDownloads", "monitorOnly", BOTH),
    ("session.appEnforcedRestrictions", False, True, TIGHTENS),
    ("session.tokenProtection", True, False, LOOSENS),
    ("session.disableResilienceDefaults", False, True, TIGHTENS),
    ("grant.controls", some("mfa"), some("block"), TIGHTENS),
    ("grant.controls", some("block"), some("mfa"), LOOSENS),
    ("grant.controls", some("block"), some(), LOOSENS),
    ("grant.controls", some("mfa"), some("compliantDevice"), BOTH),
    ("grant.controls", some("mfa"), some("mfa", "compliantDevice"), LOOSENS),
    ("grant.controls", some("mfa", "compliantDevice"), some("mfa"), TIGHTENS),
    ("grant.controls", some(), some("mfa"), TIGHTENS),
    ("grant.controls", some("mfa"), some(), LOOSENS),
    ("grant.termsOfUse", some(), some("terms"), LOOSENS),
    ("grant.customControls", some("control"), some(), TIGHTENS),
    ("grant.authenticationStrength", None, STRONG, LOOSENS),
    ("grant.authenticationStrength", STRONG, WEAK, BOTH),
    *((path, some("a"), some("a", "b"), TIGHTENS) for path in LISTS_OF_SCOPE),
    *((path, some("a", "b"), some("a"), LOOSENS) for path in LISTS_OF_SCOPE),
    *((path, some("a"), some("b"), BOTH) for path in LISTS_OF_SCOPE),
    *((path, some(), some("a"), LOOSENS) for path in LISTS_OF_EXCLUSIONS),
    *((path, some("a"), some(), TIGHTENS) for path in LISTS_OF_EXCLUSIONS),
    *((path, some("a"), some("b"), BOTH) for path in LISTS_OF_EXCLUSIONS),
    *((path, some(), some("a"), LOOSENS) for path in CONDITIONS),
    *((path, some("a"), some(), TIGHTENS) for path in CONDITIONS),
    *((path, some("a"), some("a", "b"), TIGHTENS) for path in CONDITIONS),
    *((path, some("a", "b"), some("a"), LOOSENS) for path in CONDITIONS),
    *((path, some("a"), some("b"), BOTH) for path in CONDITIONS),
    *((path, some("all"), some("a"), LOOSENS) for path in CONDITIONS),
    *((path, some("a"), some("all"), TIGHTENS) for path in CONDITIONS),
    *((path, some(), some("all"), NEITHER) for path in CONDITIONS),
)


@pytest.mark.parametrize(("path", "before", "after", "direction"), TABLE)
def test_each_change_of_each_field(path: str, before: Value, after: Value, direction: Direction) -> None:
    assert judged(path, before, after) == direction


def test_the_table_has_every_field() -> None:
    assert {each.path for each in POLICY_FIELDS} - {row[0] for row in TABLE} == {"grant.require"}


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (("all", "mfa", "compliantDevice"), ("one", "mfa", "compliantDevice"), LOOSENS),
        (("one", "mfa", "compliantDevice"), ("all", "mfa", "compliantDevice"), TIGHTENS),
        (("all", "mfa", "compliantDevice"), ("all", "mfa"), LOOSENS),
        (("one", "mfa"), ("all", "mfa", "compliantDevice"), TIGHTENS),
        (("all", "mfa", "compliantDevice"), ("one", "mfa", "compliantApplication"), BOTH),
        (("all", "mfa", "compliantDevice"), ("all", "mfa", "compliantApplication"), BOTH),
    ],
)
def test_operators_of_grants(before: tuple[str, ...], after: tuple[str, ...], direction: Direction) -> None:
    prior = normalised({**BASE, "grant.require": before[0], "grant.controls": frozenset(before[1:])})
    planned = normalised({**BASE, "grant.require": after[0], "grant.controls": frozenset(after[1:])})
    assert of_policy(updated(prior, planned)) == direction


def test_several_fields_count_together_unless_the_policy_goes_in_or_out_of_force() -> None:
    wider = {**BASE, "users.include.groups": frozenset({HERE, THERE}), "users.exclude.groups": frozenset({"x"})}
    assert of_policy(updated(BASE, wider)) == BOTH
    assert of_policy(updated(BASE, {**wider, "state": "reportOnly"})) == LOOSENS
    assert of_policy(updated({**BASE, "state": "reportOnly"}, wider)) == TIGHTENS


@st.composite
def policies(draw: st.DrawFn) -> Fields:
    def lists(*members: str) -> frozenset[str]:
        return draw(st.frozensets(st.sampled_from(members)))

    return normalised(
        {
            **BASE,
            "state": draw(st.sampled_from(["enabled", "enabled", "reportOnly", "disabled"])),
            "users.include": draw(st.sampled_from(["selected", "all", "none"])),
            "users.include.groups": lists(HERE, THERE),
            "users.include.guests": draw(st.sampled_from([None, GUESTS])),
            "users.exclude.groups": lists(HERE, THERE),
            "users.exclude.guests": draw(st.sampled_from([None, GUESTS])),
            "target.resources.include": lists(MAIL, FILES, "All resources"),
            "target.resources.exclude": lists(MAIL),
            "conditions.platforms.include": lists("windows", "iOS", "all"),
            "conditions.platforms.exclude": lists("iOS"),
            "conditions.locations.include": lists("office", "all"),
            "conditions.locations.exclude": lists("elsewhere"),
            "conditions.clientApps": draw(st.sampled_from([some("all"), some("browser"), some("browser", "other")])),
            "conditions.signInRisk": lists("low", "high"),
            "conditions.deviceFilter": draw(st.sampled_from([None, MANAGED, UNMANAGED])),
            "grant.require": draw(st.sampled_from(["one", "all"])),
            "grant.controls": lists("mfa", "compliantDevice") or draw(st.sampled_from([some(), some("block")])),
            "grant.authenticationStrength": draw(st.sampled_from([None, STRONG, WEAK])),
            "session.signInFrequency": draw(st.sampled_from([None, SignInFrequency(), SignInFrequency(8, "hours")])),
            # `always` makes sign-in easier for whoever a policy applies to: then a wider scope is not stricter.
            "session.persistentBrowser": draw(st.sampled_from([None, "never"])),
            "session.tokenProtection": draw(st.booleans()),
        }
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Fields, Fields]:
    """Mostly one or two fields differ, else nearly every pair would go both ways."""
    before, other = draw(policies()), draw(policies())
    differing = draw(st.frozensets(st.sampled_from(sorted(before)), min_size=1, max_size=3))
    return before, normalised({**before, **{path: other[path] for path in differing}})


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(pairs(), st.integers(0, STRIDE - 1))
def test_what_only_loosens_asks_nobody_for_more(pair: tuple[Fields, Fields], first: int) -> None:
    """And what only tightens asks nobody for less."""
    before, after = pair
    direction, some_of_all = of_policy(updated(before, after)), SIGN_INS[first::STRIDE]
    if Direction.TIGHTENS not in direction:
        assert not any(is_stricter(after, before, each) for each in some_of_all)
    if Direction.LOOSENS not in direction:
        assert not any(is_stricter(before, after, each) for each in some_of_all)

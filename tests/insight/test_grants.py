"""Who could satisfy a grant, by example and against a slow reading of the same rules, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.insight.policies.grants import Ability, able, requirement_words
from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value
from tests.people import crowd, people
from tests.states import DEFAULT, SETTINGS, live, prior

PILOT = "aaaaaaaa-0000-4000-8000-00000000face"
FIPS, PLAIN = "aaaaaaaa-0000-4000-8000-00000000feed", "bbbbbbbb-0000-4000-8000-00000000feed"
RESISTANT = "00000000-0000-0000-0000-000000000004"
KEYS_ONLY, FIPS_ONLY, WITH_PHONE, PASSWORDS, PASSES = (f"{digit * 8}-0000-4000-8000-0000000057e9" for digit in "12345")
NEWER = "66666666-0000-4000-8000-0000000057e9"


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


def strength(id: str, name: str, *modes: str, aaguids: Iterable[str] = ()) -> LiveObject:
    allowed = frozenset(aaguids)
    return live(Kind.STRENGTH, id, name, allowedCombinations=frozenset(modes), fido2__allowedAAGUIDs=allowed)


STRENGTHS = (
    strength(RESISTANT, "Phishing-resistant MFA", "windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"),
    strength(KEYS_ONLY, "Keys", "fido2"),
    strength(FIPS_ONLY, "FIPS keys", "fido2", aaguids=[FIPS.upper()]),
    strength(WITH_PHONE, "With a phone", "password,sms", "password,voice", "deviceBasedPush"),
    strength(PASSWORDS, "Passwords", "password"),
    strength(PASSES, "Passes", "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse", "fido2"),
    strength(NEWER, "Newer", "modeAddedByGraphLater"),
)


def tenant(allowed: Iterable[str] = (), to: str = PILOT) -> TenantState:
    allowed = frozenset(allowed)
    default = replace(
        DEFAULT,
        fields={
            **DEFAULT.fields,
            "passkeyTypes": some("deviceBound"),
            "keyRestrictions.behavior": "allow" if allowed else "none",
            "keyRestrictions.authenticators": allowed,
        },
    )
    row = live(Kind.TARGET, to, profiles=some(DEFAULT_PROFILE_ID))
    return before(replace(prior(*STRENGTHS, row), objects=(SETTINGS, default, row, *STRENGTHS)))


def policy(*controls: str, strength: str | None = None, require: str = "one", **more: Value) -> Fields:
    given = {f"grant.{key}": value for key, value in more.items()}
    chosen = {"grant.controls": some(*controls), "grant.authenticationStrength": strength, "grant.require": require}
    return {**defaults(Kind.POLICY), **chosen, **given}


def key(aaguid: str | None) -> KeyModel:
    return KeyModel(aaguid, "deviceBound", True)


# 0 nothing, 1 accepted FIPS key, 2 plain key, 3 key of unknown model, 4 unread keys, 5 key outside the pilot, 6 phone,
# 7 not in the report, 8 a method of a new kind, 9 from another tenant, 10 a pass, 11 Windows Hello.
KNOWN = people(
    12,
    groups={PILOT: [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]},
    keys={key(FIPS): [1, 5], key(PLAIN): [2], key(None): [3]},
    keys_unread=[4],
    registered={
        "passKeyDeviceBound": [1, 2, 3, 4, 5],
        "mobilePhone": [6],
        "methodAddedByGraphLater": [8],
        "temporaryAccessPass": [10],
        "windowsHelloForBusiness": [11],
    },
    unreported=[7],
    guests=[9],
    external=[9],
)
ALWAYS_POSSIBLE = crowd(8, 9)
"""What they hold is of a kind that may be good for anything."""


def reaches(state: TenantState, known: People = KNOWN) -> Access:
    return access(state, known, Nesting.COUNTS)


@pytest.mark.parametrize(
    ("demanded", "surely", "unsure"),
    [
        (KEYS_ONLY, {1, 2}, {3, 4, 8, 9}),
        (FIPS_ONLY, {1}, {3, 4, 8, 9}),
        (RESISTANT, {1, 2, 11}, {3, 4, 7, 8, 9}),
        (WITH_PHONE, {6}, {7, 8, 9}),
        (PASSES, {1, 2}, {3, 4, 7, 8, 9, 10}),
        (PASSWORDS, set(), set(range(12))),
        (NEWER, set(), set(range(12))),
        ("a strength that was not read", set(), set(range(12))),
    ],
)
def test_strengths_by_what_the_report_tells(demanded: str, surely: set[int], unsure: set[int]) -> None:
    state = tenant(allowed=[FIPS, PLAIN])
    found = Ability(state, KNOWN, reaches(state)).by_report(policy(strength=demanded))
    assert (set(found.surely), set(found.unsure)) == (surely, unsure)


def test_a_certificate_may_be_held_by_anybody() -> None:
    state = tenant()
    found = able(policy(strength=RESISTANT), state, KNOWN, reaches(state))
    assert set(found.surely) == {1, 2, 3, 11}
    assert found.possibly == KNOWN.everyone
    keys_only = able(policy(strength=KEYS_ONLY), state, KNOWN, reaches(state))
    assert 0 not in keys_only.possibly


def test_a_passkey_counts_only_where_a_profile_accepts_it() -> None:
    refusing = tenant(allowed=[PLAIN])
    found = able(policy(strength=KEYS_ONLY), refusing, KNOWN, reaches(refusing))
    assert set(found.surely) == {2}
    assert 1 not in found.possibly
    assert set(able(policy(strength=FIPS_ONLY), refusing, KNOWN, reaches(refusing)).possibly) == set(ALWAYS_POSSIBLE)


def test_strengths_that_were_not_asked_for_are_unknown() -> None:
    state = replace(tenant(), objects=tuple(each for each in tenant().objects if each.kind is not Kind.STRENGTH))
    assert able(policy(strength=KEYS_ONLY), state, KNOWN, reaches(state)) == Reach.unknown(KNOWN.everyone)


@pytest.mark.parametrize(
    ("fields", "surely", "possibly"),
    [
        (policy("mfa"), {1, 2, 3, 6, 11}, set(range(12))),
        (policy("block"), set(), set()),
        (policy("block", "mfa"), set(), set()),
        (policy(), set(range(12)), set(range(12))),
        (policy(termsOfUse=some("terms")), set(range(12)), set(range(12))),
        (policy(customControls=some("control")), set(), set(range(12))),
        (policy("compliantDevice"), set(), set(range(12))),
        (policy("mfa", "compliantDevice"), {1, 2, 3, 6, 11}, set(range(12))),
        (policy("mfa", "compliantDevice", require="all"), set(), set(range(12))),
        (policy("passwordChange", "mfa", require="all"), set(), set(range(12))),
        (policy(strength=KEYS_ONLY, termsOfUse=some("terms"), require="all"), {1, 2, 3}, {1, 2, 3, 4, 8, 9}),
        (policy(strength=KEYS_ONLY, termsOfUse=some("terms")), set(range(12)), set(range(12))),
        (policy("controlAddedLater"), set(), set(range(12))),
    ],
)
def test_controls(fields: Fields, surely: set[int], possibly: set[int]) -> None:
    state = tenant()
    found = able(fields, state, KNOWN, reaches(state))
    assert (set(found.surely), set(found.possibly)) == (surely, possibly)


def test_mfa_by_the_report_leaves_certificates_out() -> None:
    state = tenant()
    found = Ability(state, KNOWN, reaches(state)).by_report(policy("mfa"))
    assert set(found.unsure) == {4, 7, 8, 9, 10}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (policy(strength=RESISTANT), "Phishing-resistant MFA"),
        (policy("compliantDevice", "mfa"), "mfa or compliantDevice"),
        (policy("passwordChange", "mfa", require="all"), "mfa and passwordChange"),
        (policy(strength=FIPS_ONLY, termsOfUse=some("terms"), require="all"), "FIPS keys and terms of use"),
        (policy("block"), "block"),
        (policy(), "session controls only"),
        (policy("addedLater", customControls=some("one")), "addedLater or a custom control"),
        (policy(strength="gone"), "the authentication strength gone"),
    ],
)
def test_what_is_demanded_in_words(fields: Fields, words: str) -> None:
    assert requirement_words(fields, tenant()) == words


def test_a_built_in_strength_has_its_name_where_it_was_not_read() -> None:
    nothing = TenantState(())
    assert requirement_words(policy(strength=RESISTANT), nothing) == "Phishing-resistant MFA"


# One person in all the ways the world may be.


@dataclass(frozen=True)
class World:
    """What somebody really has: modes, the models of passkeys that sign in, and whether anything at all is met."""

    modes: frozenset[str]
    accepted: frozenset[str]
    has_all: bool
    counts_password: bool


MODES = {"mobilePhone": ("sms", "voice"), "windowsHelloForBusiness": ("windowsHelloForBusiness",)}
TAP = ("temporaryAccessPassOneTime", "temporaryAccessPassMultiUse")
SECOND = {"sms", "voice", "windowsHelloForBusiness", *TAP, "x509CertificateMultiFactor"}


def meets(world: World, fields: Fields, state: TenantState) -> bool:
    controls, demanded = fields["grant.controls"], fields["grant.authenticationStrength"]
    assert isinstance(controls, frozenset)
    if "block" in controls:
        return False
    answers = [is_strong(world, str(demanded), state)] if demanded else []
    if "mfa" in controls:
        answers.append(world.has_all or bool(world.modes & SECOND) or bool(world.accepted))
    if fields["grant.termsOfUse"]:
        answers.append(True)
    return all(answers) if fields["grant.require"] == "all" else any(answers) or not answers


def is_strong(world: World, id: str, state: TenantState) -> bool:
    held = next(each for each in state.objects if each.id == id)
    ways, aaguids = held.fields["allowedCombinations"], held.fields["fido2.allowedAAGUIDs"]
    assert isinstance(ways, frozenset)
    assert isinstance(aaguids, frozenset)
    models = frozenset(str(each).lower() for each in aaguids)
    return world.has_all or any(meets_all(world, str(way).split(","), models) for way in ways)


def meets_all(world: World, modes: list[str], aaguids: frozenset[str]) -> bool:
    if modes == ["password"]:
        return world.counts_password
    if "fido2" in modes and not (world.accepted & aaguids if aaguids else world.accepted):
        return False
    return set(modes) <= world.modes | {"fido2", "password"}


def worlds(known: People, each: int, allowed: frozenset[str]) -> Iterator[World]:
    in_pilot = each in known.groups[PILOT].nested
    held = [subsets_of_keys(model) for model, who in known.keys.items() if each in who]
    held += [tuple(subsets((FIPS, PLAIN)))] if each in known.keys_unread else []
    words = {word for word, who in known.registered.items() if each in who}
    certain = frozenset(mode for word in words for mode in MODES.get(word, ()))
    is_open = "methodAddedByGraphLater" in words or each in known.external.possibly
    unreported = tuple(subsets(tuple(MODES))) if each in known.unreported else ((),)
    passes = ((), *((tap,) for tap in TAP)) if {"temporaryAccessPass"} & words or each in known.unreported else ((),)
    for keys, more, tap, cert, has_all, password in product(
        product(*held), unreported, passes, (True, False), {False, is_open}, (True, False)
    ):
        models = frozenset(chain.from_iterable(keys)) & (allowed or {FIPS, PLAIN})
        modes = certain | {mode for word in more for mode in MODES[word]} | set(tap)
        modes |= {"x509CertificateMultiFactor"} if cert else set()
        yield World(modes, models if in_pilot else frozenset(), has_all, password)


def subsets_of_keys(model: KeyModel) -> tuple[tuple[str, ...], ...]:
    return ((model.aaguid,),) if model.aaguid else ((FIPS,), (PLAIN,))


def subsets(of: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(of, size) for size in range(len(of) + 1))


PEOPLE = 4
crowds = st.frozensets(st.integers(0, PEOPLE - 1))


@st.composite
def known_people(draw: st.DrawFn) -> People:
    words = (
        "mobilePhone",
        "windowsHelloForBusiness",
        "temporaryAccessPass",
        "methodAddedByGraphLater",
        "securityQuestion",
    )
    unreported, external = draw(crowds), draw(crowds)
    return people(
        PEOPLE,
        groups={PILOT: draw(crowds)},
        keys={key(aaguid): draw(crowds) for aaguid in (FIPS, PLAIN, None)},
        keys_unread=draw(crowds),
        registered={word: draw(crowds) - unreported for word in words},
        unreported=unreported,
        guests=external,
        external=external if draw(st.booleans()) else (),
    )


demanded = st.sampled_from([None, *(each.id for each in STRENGTHS if each.id != NEWER)])
policies = st.builds(
    lambda controls, strength, require, terms: policy(*controls, strength=strength, require=require, termsOfUse=terms),
    st.frozensets(st.sampled_from(["mfa", "block"])),
    demanded,
    st.sampled_from(["one", "all"]),
    st.frozensets(st.just("terms")),
)


@settings(max_examples=150, deadline=None)
@given(known_people(), policies, st.sampled_from([(), (FIPS,), (PLAIN,)]))
def test_everybody_is_judged_as_in_every_world_that_may_be(
    known: People, fields: Fields, allowed: tuple[str, ...]
) -> None:
    state = tenant(allowed)
    found = able(fields, state, known, reaches(state, known))
    for each in known.everyone:
        answers = {meets(world, fields, state) for world in worlds(known, each, frozenset(allowed))}
        judged = found.of(each)
        assert judged is None or {judged} == answers
        if judged is None:
            assert answers == {True, False}


@settings(max_examples=50, deadline=None)
@given(known_people(), policies)
def test_the_report_alone_tells_of_fewer(known: People, fields: Fields) -> None:
    state = tenant()
    ability = Ability(state, known, reaches(state, known))
    assert ability.by_report(fields).possibly - ability.of(fields).possibly == EMPTY
    assert ability.by_report(fields).surely == ability.of(fields).surely
    assert ability.of(fields).surely - ability.of(fields).possibly == Crowd()

"""The accidents that happen between two requests, each found, and none where the order is right."""

from __future__ import annotations

import pytest

from passkeyctl.insight.between.proof import Harm, Harmed, PathProof, check_path
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import FilterRule, Guests
from tests.checks import reviews
from tests.people import crowd, people, person

KEY, OTHER_KEY = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
STAFF, ADMINS, AWAY = "g-staff", "g-admins", "g-away"
OFFICE = "55555555-0000-4000-8000-000000000001"
PASSKEYS_ONLY, WINDOWS_ONLY, MFA = "s-passkeys", "s-windows", "mfa"
SETTINGS = reviews.settings()
BOUND, SYNCED = (reviews.profile(f"pr-{each}", passkeyTypes=frozenset({each})) for each in ("deviceBound", "synced"))
STRENGTHS = (
    reviews.strength(PASSKEYS_ONLY),
    reviews.strength(WINDOWS_ONLY, allowedCombinations=frozenset({"windowsHelloForBusiness"})),
)
BASE = (SETTINGS, BOUND, SYNCED, *STRENGTHS)


def policy(id: str, demand: str = MFA, /, **fields: object) -> LiveObject:
    """In force for everybody, excluding nobody."""
    is_control = demand in (MFA, "block", "compliantDevice")
    grant = {"grant__controls": frozenset({demand} if is_control else ())}
    if not is_control:
        grant["grant__authenticationStrength"] = demand  # type: ignore[assignment]
    return reviews.policy(id, **{"users__exclude__groups": frozenset(), **grant, **fields})


def for_group(*groups: str) -> dict[str, object]:
    return {"users__include": "selected", "users__include__groups": frozenset(groups)}


def state(*objects: LiveObject, base: tuple[LiveObject, ...] = BASE) -> TenantState:
    """`objects` over `base`: those of the same id take the place of others."""
    held = {(each.kind, each.id): Held(each.kind, each.id, each.name, each.fields) for each in (*base, *objects)}
    return TenantState(tuple(held.values()))


def walk(*steps: tuple[LiveObject, ...]) -> PathProof:
    return check_path([state(*each) for each in steps])


def only(proof: PathProof) -> Harmed:
    (found,) = proof.harms
    assert not proof.unclear
    return found


def test_two_states_have_nothing_between_them() -> None:
    assert walk((), (policy("p"),)) == PathProof(2)


# Passkeys and the policies that demand them


def test_a_policy_that_demands_what_is_not_accepted_yet() -> None:
    password_first = policy("p", WINDOWS_ONLY)
    demands, accepts = policy("p", PASSKEYS_ONLY), reviews.row(EVERYONE, "pr-synced")
    found = only(walk((password_first,), (demands,), (demands, accepts)))
    assert (found.harm, found.state, found.policies, found.is_sure) == (Harm.SHUT_OUT, 1, ("Policy p",), True)
    assert set(found.using) == {"`windowsHelloForBusiness`", "a synced passkey of a model that no list names"}
    assert found.persona.memberships() == ()
    assert found.sign_in == ""
    assert walk((password_first,), (password_first, accepts), (demands, accepts)).is_safe


def test_a_profile_that_is_narrowed_before_the_policy_lets_go() -> None:
    row, demands, lets_go = reviews.row(EVERYONE, "pr-synced"), policy("p", PASSKEYS_ONLY), policy("p", WINDOWS_ONLY)
    found = only(walk((row, demands), (demands,), (lets_go,)))
    assert (found.harm, found.state, found.policies) == (Harm.SHUT_OUT, 1, ("Policy p",))
    assert walk((row, demands), (row, lets_go), (lets_go,)).is_safe


def test_a_row_that_goes_before_another_comes() -> None:
    mine, other = reviews.row(STAFF, "pr-synced"), reviews.row(EVERYONE, "pr-synced")
    found = only(walk((mine,), (), (other,)))
    assert found.harm is Harm.SHUT_OUT
    assert found.persona.memberships() == ((RefKind.GROUP, STAFF),)
    assert found.policies == ()
    assert walk((mine,), (mine, other), (other,)).is_safe


def test_the_method_switched_off_for_a_moment() -> None:
    row, off = reviews.row(EVERYONE, "pr-deviceBound"), reviews.settings("disabled")
    found = only(walk((row,), (row, off), (row,)))
    assert (found.harm, found.using) == (
        Harm.SHUT_OUT,
        ("a device-bound passkey of a model that no list names",),
    )


def test_somebody_excluded_for_a_moment() -> None:
    row, excluded = reviews.row(EVERYONE, "pr-deviceBound"), reviews.live(Kind.EXCLUDE, AWAY)
    found = only(walk((row,), (row, excluded), (row,)))
    assert found.persona.memberships() == ((RefKind.GROUP, AWAY),)


def test_what_may_be_registered_for_a_moment() -> None:
    row = reviews.row(STAFF, "pr-synced")
    found = walk((), (row,), ())
    assert {(each.harm, each.using) for each in found.harms} == {
        (Harm.LET_IN, ("a synced passkey of a model that no list names",)),
        (Harm.REGISTERS, ("a synced passkey of a model that no list names",)),
    }
    assert {each.persona.memberships() for each in found.harms} == {((RefKind.GROUP, STAFF),)}


def test_attestation_that_is_off_for_a_moment_lets_register_and_nobody_in() -> None:
    strict = reviews.profile("pr-deviceBound", passkeyTypes=frozenset({"deviceBound"}), enforceAttestation=True)
    row = reviews.row(EVERYONE, "pr-deviceBound")
    found = only(walk((row, strict), (row, BOUND), (row, strict)))
    assert found.harm is Harm.REGISTERS


# Policies


def test_one_policy_in_the_place_of_another_with_a_gap_between() -> None:
    old, new = policy("p-old"), policy("p-new")
    found = only(walk((old,), (), (new,)))
    assert (found.harm, found.state, found.using) == (Harm.LET_IN, 1, ("`password`",))
    assert found.policies == ("Policy p-old", "Policy p-new")
    assert walk((old,), (old, new), (new,)).is_safe


def test_policies_for_different_groups_leave_those_in_both_a_gap() -> None:
    old, new = policy("p-old", "block", **for_group(STAFF)), policy("p-new", "block", **for_group(ADMINS))
    found = only(walk((old,), (), (new,)))
    assert found.persona.memberships() == ((RefKind.GROUP, ADMINS), (RefKind.GROUP, STAFF))


def test_a_gap_that_another_policy_fills_is_none() -> None:
    old, new = policy("p-old", **for_group(STAFF)), policy("p-new", **for_group(STAFF))
    assert walk((old, policy("p")), (policy("p"),), (new, policy("p"))).is_safe
    blocks = policy("p", "block", users__exclude__groups=frozenset({AWAY}))
    found = only(walk((old, blocks), (blocks,), (new, blocks)))
    assert found.persona.memberships() == ((RefKind.GROUP, AWAY), (RefKind.GROUP, STAFF))


def test_two_policies_that_share_no_way_for_a_moment_are_told_as_unsure() -> None:
    """Microsoft says that several methods do then; whether one sign-in takes them, nobody has shown."""
    old, new = policy("p-old", PASSKEYS_ONLY), policy("p-new", WINDOWS_ONLY)
    row = reviews.row(EVERYONE, "pr-synced")
    found = only(walk((row, old), (row, old, new), (row, new)))
    assert (found.harm, found.is_sure) == (Harm.SHUT_OUT, False)
    assert set(found.policies) == {"Policy p-old", "Policy p-new"}
    assert len(found.using) == 2


def test_one_requirement_more_under_or_lets_in_and_under_and_shuts_out() -> None:
    device, both = policy("p", "compliantDevice"), frozenset({"compliantDevice", "mfa"})
    either = policy("p", grant__controls=both)
    found = only(walk((device,), (either,), (device,)))
    assert (found.harm, found.policies) == (Harm.LET_IN, ("Policy p",))
    each = policy("p", grant__controls=both, grant__require="all")
    found = only(walk((device,), (each,), (device,)))
    assert (found.harm, found.using) == (Harm.SHUT_OUT, ("`password`", "`compliantDevice`"))


def test_a_limit_lifted_for_a_moment() -> None:
    def limited(*models: str) -> LiveObject:
        return reviews.strength(PASSKEYS_ONLY, fido2__allowedAAGUIDs=frozenset(models))

    row, demands = reviews.row(EVERYONE, "pr-deviceBound"), policy("p", PASSKEYS_ONLY)
    found = only(walk((row, demands, limited(KEY)), (row, demands, limited()), (row, demands, limited(KEY))))
    assert found.harm is Harm.LET_IN
    both = limited(KEY, OTHER_KEY)
    assert walk((row, demands, limited(KEY)), (row, demands, both), (row, demands, limited(OTHER_KEY))).is_safe
    found = only(walk((row, demands, both), (row, demands, limited(KEY)), (row, demands, both)))
    assert (found.harm, found.using) == (Harm.SHUT_OUT, (f"a device-bound passkey of the model `{OTHER_KEY}`",))


def test_session_controls_alone_ask_for_nothing() -> None:
    kept = reviews.policy("p", grant__controls=frozenset(), session__persistentBrowser="never")
    assert walk((kept,), (), (kept,)).is_safe


@pytest.mark.parametrize("idle", ["reportOnly", "disabled"])
def test_what_is_not_in_force_asks_for_nothing(idle: str) -> None:
    assert walk((policy("p", state=idle),), (), (policy("p", state=idle),)).is_safe


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


def office(*ranges: str, trusted: bool = False) -> LiveObject:
    return reviews.live(Kind.LOCATION, OFFICE, "Office", type="ip", ipRanges=frozenset(ranges), trusted=trusted)


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


def outside(*places: str) -> dict[str, object]:
    return {
        "conditions__locations__include": frozenset({"all"}),
        "conditions__locations__exclude": frozenset(places),
    }


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


# Temporary Access Pass


def access_pass(*groups: str, users: tuple[str, ...] = (), once: bool = False) -> LiveObject:
    fields = {"state": "enabled", "targets": frozenset(groups), "targets__users": frozenset(users), "oneTimeUse": once}
    return reviews.live(Kind.TEMPORARY_ACCESS_PASS, "TemporaryAccessPass", **fields)


def test_a_pass_that_ends_for_a_moment() -> None:
    given, none = access_pass(STAFF), access_pass()
    found = only(walk((given,), (none,), (given,)))
    assert (found.harm, found.using) == (Harm.SHUT_OUT, ("`temporaryAccessPassMultiUse`",))
    assert found.persona.memberships() == ((RefKind.GROUP, STAFF),)
    assert only(walk((none,), (given,), (none,))).harm is Harm.LET_IN


def test_a_pass_that_names_people() -> None:
    given = access_pass(users=(person(3).id,))
    found = only(walk((given,), (access_pass(),), (given,)))
    assert found.persona.memberships() == ((RefKind.USER, person(3).id),)


# What nobody can tell


def test_what_nobody_can_tell_and_nothing_changes_harms_nobody() -> None:
    strange = policy("p", grant__controls=frozenset({"unknownFutureValue"}), grant__authenticationStrength="s-gone")
    unclear = reviews.profile("pr-synced", passkeyTypes=frozenset({"unknownFutureValue"}))
    rows = (reviews.row(EVERYONE, "pr-synced", "pr-gone"), unclear)
    riddle = policy("q", conditions__signInRisk=frozenset({"unknownFutureValue"}))
    constant = (strange, riddle, *rows)
    assert walk(constant, (*constant, policy("r")), (*constant, policy("r"), policy("s"))).is_safe


def test_a_word_of_tomorrow_for_the_state_of_the_method_is_unclear_once_it_changes() -> None:
    row, strange = reviews.row(EVERYONE, "pr-synced"), reviews.settings("unknownFutureValue")
    assert walk((row, strange), (row, strange, policy("p")), (row, strange, policy("p"), policy("q"))).is_safe
    assert walk((row,), (row, policy("p")), (row, strange, policy("p"))).unclear


def test_what_was_not_read_is_the_same_all_along() -> None:
    def nothing_of_passkeys(*objects: LiveObject) -> TenantState:
        return state(*objects, base=STRENGTHS)

    old, new = policy("p", PASSKEYS_ONLY), policy("q", PASSKEYS_ONLY)
    assert only(check_path([nothing_of_passkeys(each) if each else nothing_of_passkeys() for each in (old, None, new)]))
    assert check_path([nothing_of_passkeys(old), nothing_of_passkeys(old, new), nothing_of_passkeys(new)]).is_safe


def test_an_unclear_profile_that_is_away_for_a_moment_is_told_as_unsure() -> None:
    unclear = reviews.profile("pr-synced", passkeyTypes=frozenset({"unknownFutureValue"}))
    row = reviews.row(EVERYONE, "pr-synced")
    found = only(walk((row, unclear), (unclear,), (row, unclear)))
    assert (found.harm, found.is_sure) == (Harm.SHUT_OUT, False)


def test_a_condition_that_is_not_known_here_may_be_met() -> None:
    riddle = {"conditions__signInRisk": frozenset({"unknownFutureValue"})}
    found = only(walk((policy("p", **riddle),), (), (policy("q", **riddle),)))
    assert (found.harm, found.is_sure) == (Harm.LET_IN, False)
    found = only(walk((policy("p", state="unknownFutureValue"),), (), (policy("p"),)))
    assert (found.harm, found.is_sure) == (Harm.LET_IN, False)


def test_a_strength_that_no_read_policy_demands_may_be_demanded_by_one_that_was_not_read() -> None:
    def unread(*combinations: str) -> TenantState:
        listed = state(reviews.strength(PASSKEYS_ONLY, allowedCombinations=frozenset(combinations)))
        return TenantState(listed.objects, (("p-hidden", "Hidden"),))

    proof = check_path([unread("fido2"), unread("password"), unread("fido2")])
    assert (proof.harms, proof.is_safe) == ((), False)
    assert PASSKEYS_ONLY in proof.unclear[0]
    assert check_path([unread("fido2"), unread("fido2", "password"), unread("password")]).is_safe


# People


def test_who_is_known_to_be_like_that() -> None:
    old, new = policy("p-old", **for_group(STAFF)), policy("p-new", **for_group(STAFF))
    exempt = policy("p", "block", **for_group(ADMINS))
    states = [state(old, exempt), state(exempt), state(new, exempt)]
    known = people(6, groups={STAFF: [1, 2, 3], ADMINS: [3, 4]}, guests=[2])
    found = only(check_path(states, known))
    assert (found.known.surely, found.known.possibly) == (crowd(1), crowd(1, 3))


def test_who_is_known_to_register_or_to_be_named() -> None:
    row, user = reviews.row(STAFF, "pr-synced"), person(2)
    known = people(4, groups={STAFF: [1, 2], AWAY: [2]}, ids=[2], roles={"r-1": [3]})
    off, on = reviews.live(Kind.EXCLUDE, AWAY), reviews.row(STAFF, "pr-synced")
    registers = [
        each
        for each in check_path([state(off), state(off, on), state(off)], known).harms
        if each.harm is Harm.REGISTERS
    ]
    assert [each.known.possibly for each in registers] == [crowd(1, 2)]
    assert [each.known.surely for each in registers] == [crowd(1)]
    for scope, expected in (
        ({"users__include__users": frozenset({user.id})}, crowd(2)),
        ({"users__include__roles": frozenset({"r-1"})}, crowd(3)),
    ):
        named: dict[str, object] = {"users__include": "selected", **scope}
        states = [state(policy("p", **named), row), state(row), state(policy("q", **named), row)]
        assert only(check_path(states, known)).known.possibly == expected


def test_nobody_known_is_like_that_and_it_is_told_all_the_same() -> None:
    old, new = policy("p-old", **for_group(STAFF)), policy("p-new", **for_group(STAFF))
    nobody: People = people(3, groups={STAFF: []})
    found = only(check_path([state(old), state(), state(new)], nobody))
    assert not found.known.possibly


def test_a_group_that_was_not_read_may_hold_anybody() -> None:
    found = only(
        check_path([state(reviews.row(STAFF, "pr-synced")), state(), state(reviews.row(STAFF, "pr-synced"))], people(3))
    )
    assert (found.known.surely, found.known.possibly) == (crowd(), crowd(0, 1, 2))


# What is said of the states


def test_every_state_between_has_its_step() -> None:
    old, new = policy("p-old"), policy("p-new", users__exclude__groups=frozenset({AWAY}))
    renamed = reviews.live(Kind.CONTEXT, "c1", "Vault")
    proof = walk((old,), (old, renamed), (renamed,), (renamed, new), (new,))
    assert [(each.state, each.is_idle, each.looks_like) for each in proof.steps] == [
        (1, True, "the state before"),
        (2, False, ""),
        (3, False, "the state after"),
    ]
    assert proof.steps[1].judged > 0


def test_a_harm_lasts_until_a_request_ends_it() -> None:
    gap = reviews.live(Kind.CONTEXT, "c1", "Vault")
    proof = walk((policy("p"),), (), (gap,), (policy("q"), gap))
    assert [(each.state, each.harm) for each in proof.harms] == [(1, Harm.LET_IN), (2, Harm.LET_IN)]


def test_three_witnesses_of_a_kind_are_enough() -> None:
    apps = [f"44444444-0000-4000-8000-00000000000{number}" for number in range(6)]
    each_of = [{"target__resources__include": frozenset({app})} for app in apps]
    old = tuple(policy(f"p-{number}", **scope) for number, scope in enumerate(each_of))
    new = tuple(policy(f"q-{number}", **scope) for number, scope in enumerate(each_of))
    proof = walk(old, (), new)
    assert len(proof.harms) == 3
    assert len({each.policies for each in proof.harms}) == 3

"""Whether the tenant shows what was written, and what somebody else has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Guests
from passkeyctl.plan.operation import Expectation, Family, Fido2Shows, Gone, Operation, Present, Stage
from passkeyctl.plan.verify import disturbed, new_ids, unmet
from tests.checks.reviews import live, policy, profile, row, settings, strength

TYPES = frozenset({"internalGuest"})


def missing(shown: Guests | None, wanted: Guests | None) -> tuple[str, ...]:
    live = policy(users__include__guests=shown)
    expected = Present(Kind.POLICY, live.id, {**live.fields, "users.include.guests": wanted})
    return unmet(expected, PriorState((live,), True, {}), {})


@pytest.mark.parametrize(
    ("shown", "wanted", "is_met"),
    [
        (Guests(TYPES, "all"), Guests(TYPES), True),
        (Guests(TYPES), Guests(TYPES), True),
        (Guests(TYPES, frozenset({"t"})), Guests(TYPES), False),
        (Guests(TYPES), Guests(TYPES, "all"), False),
        (Guests(frozenset({"serviceProvider"}), "all"), Guests(TYPES), False),
        (Guests(TYPES, "all", legacy=True), Guests(TYPES), False),
        (Guests(TYPES, "all"), Guests(TYPES, frozenset({"t"})), False),
        (None, Guests(TYPES), False),
        (Guests(TYPES), None, False),
    ],
)
def test_guests_without_a_word_on_tenants_come_back_as_those_of_all(
    shown: Guests | None, wanted: Guests | None, is_met: bool
) -> None:
    assert missing(shown, wanted) == (() if is_met else ("`Policy p-1`: `users.include.guests`",))


def test_what_is_deleted_must_be_gone() -> None:
    live = policy()
    assert unmet(Gone(Kind.POLICY, live.id), PriorState((live,), True, {}), {}) == ("`p-1` is still there",)
    assert unmet(Gone(Kind.POLICY, live.id), PriorState((), True, {}), {}) == ()


PILOT, SECOND = Address(Kind.PROFILE, "pilot"), Address(Kind.PROFILE, "second")
KEYS = Address(Kind.STRENGTH, "keys")


def holding(*objects: LiveObject, has_profiles: bool = True) -> PriorState:
    return PriorState(objects, has_profiles, {})


def test_what_does_not_show_is_named_by_its_id_or_by_what_stands_for_it() -> None:
    fields = strength("s-1").fields
    made = Present(Kind.STRENGTH, PendingId(KEYS), fields)
    assert unmet(made, holding(), {}) == ("`<id of authenticationStrengths.keys>` does not show yet",)
    assert unmet(made, holding(), {KEYS: "s-1"}) == ("`s-1` does not show yet",)
    assert unmet(made, holding(strength("s-1")), {KEYS: "s-1"}) == ()
    assert unmet(made, holding(strength("s-1")), {}) != ()


@pytest.mark.parametrize(
    ("wanted", "shown", "words"),
    [
        (None, True, ()),
        (None, None, ()),
        (True, True, ()),
        (True, None, ("`c-1`: `limitSnoozes`",)),
        (True, False, ("`c-1`: `limitSnoozes`",)),
    ],
)
def test_what_only_beta_has_is_compared_where_a_file_asks_for_it(
    wanted: object, shown: object, words: tuple[str, ...]
) -> None:
    campaign = live(Kind.CAMPAIGN, "c-1", limitSnoozes=shown)
    fields: Fields = {**campaign.fields, "limitSnoozes": wanted}  # type: ignore[dict-item]
    assert unmet(Present(Kind.CAMPAIGN, "c-1", fields), holding(campaign), {}) == words


def test_nothing_is_a_value_of_every_other_field() -> None:
    demanding, campaign = policy(grant__authenticationStrength="s-1"), live(Kind.CAMPAIGN, "c-1")
    freed = Present(Kind.POLICY, "p-1", {**demanding.fields, "grant.authenticationStrength": None})
    assert unmet(freed, holding(demanding), {}) == ("`Policy p-1`: `grant.authenticationStrength`",)
    odd = Present(Kind.CAMPAIGN, "c-1", {**campaign.fields, "snoozeDays": None})
    assert unmet(odd, holding(campaign), {}) == ("`c-1`: `snoozeDays`",)


CONFIGURED = (settings(), profile("pr-1"), profile("pr-2"), row("g-1", "pr-1"), live(Kind.EXCLUDE, "g-out"))


def shows(**parts: object) -> Fido2Shows:
    """The whole of CONFIGURED, with some part of it otherwise."""
    whole: dict[str, object] = {
        "settings": {"state": "enabled"},
        "profiles": {"pr-1": profile("pr-1").fields, PendingId(PILOT): profile("pr-2").fields},
        "targets": {"g-1": frozenset({"pr-1"})},
        "excludes": frozenset({"g-out"}),
    }
    return Fido2Shows(**{**whole, **parts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, ()),
        ({"settings": {"state": "disabled"}}, ("passkeys: `state`",)),
        ({"targets": {"g-1": frozenset({PendingId(PILOT)})}}, ("target `g-1`",)),
        ({"targets": {}}, ("target `g-1`",)),
        ({"targets": {"g-1": frozenset({"pr-1"}), "g-2": frozenset({"pr-1"})}}, ("target `g-2`",)),
        ({"excludes": frozenset()}, ("exclude `g-out`",)),
        ({"excludes": frozenset({"g-out", "g-2"})}, ("exclude `g-2`",)),
        ({"profiles": {"pr-1": profile("pr-1").fields}}, ("the profile `Profile pr-2` is there and not expected",)),
    ],
)
def test_the_passkey_policy_reads_back_whole(parts: dict[str, object], words: tuple[str, ...]) -> None:
    assert unmet(shows(**parts), holding(*CONFIGURED), {PILOT: "pr-2"}) == words


def test_a_profile_that_is_new_is_looked_for_by_the_id_that_it_was_given() -> None:
    later = {**profile("pr-2").fields, "passkeyTypes": frozenset({"synced"})}
    wanted = shows(profiles={"pr-1": profile("pr-1").fields, PendingId(PILOT): later})
    assert unmet(wanted, holding(*CONFIGURED), {PILOT: "pr-2"}) == ("`Profile pr-2`: `passkeyTypes`",)
    assert unmet(wanted, holding(*CONFIGURED), {}) == (
        "`<id of passkeys.profiles.pilot>` does not show yet",
        "the profile `Profile pr-2` is there and not expected",
    )


def test_a_profile_goes_by_the_ids_of_what_its_own_fields_name() -> None:
    named = {**profile("pr-2").fields, "keyRestrictions.authenticators": frozenset({PendingId(SECOND), "a-1"})}
    there = replace(profile("pr-2"), fields={**named, "keyRestrictions.authenticators": frozenset({"a-1", "a-2"})})
    wanted = shows(profiles={"pr-1": profile("pr-1").fields, "pr-2": named})
    state = holding(settings(), profile("pr-1"), there, row("g-1", "pr-1"), live(Kind.EXCLUDE, "g-out"))
    assert unmet(wanted, state, {SECOND: "a-2"}) == ()
    assert unmet(wanted, state, {}) == ("`Profile pr-2`: `keyRestrictions.authenticators`",)


@pytest.mark.parametrize(
    ("wanted", "shown", "words"),
    [
        (True, True, ()),
        (False, True, ()),
        (False, False, ()),
        (True, False, ("the tenant does not show passkey profiles yet",)),
    ],
)
def test_that_the_tenant_has_passkey_profiles_has_to_show(wanted: bool, shown: bool, words: tuple[str, ...]) -> None:
    state = holding(*CONFIGURED, has_profiles=shown)
    assert unmet(shows(has_profiles=wanted), state, {PILOT: "pr-2"}) == words


def test_ids_that_are_known_are_not_looked_for_and_the_others_are() -> None:
    expected = tuple(
        Present(Kind.STRENGTH, PendingId(Address(Kind.STRENGTH, id)), strength(id).fields) for id in ("s-1", "s-2")
    )
    now = holding(strength("s-1"), strength("s-2"))
    found = new_ids(expected, now, {Address(Kind.STRENGTH, "s-1"): "elsewhere"}, holding())
    assert found == {Address(Kind.STRENGTH, "s-2"): "s-2"}


def test_only_what_is_made_is_looked_for_among_what_was_not_there_before() -> None:
    made, first = Present(Kind.STRENGTH, PendingId(KEYS), strength("s-1").fields), replace(strength("s-1"), id="s-0")
    others = (Present(Kind.POLICY, "p-1", policy().fields), Gone(Kind.POLICY, "p-2"), shows())
    now = holding(first, strength("s-1"), policy(), *CONFIGURED)
    before = holding(first, profile("pr-1"))
    assert new_ids((made, *others), now, {}, before) == {KEYS: "s-1", PILOT: "pr-2"}
    assert new_ids((made,), now, {}, holding()) == {}
    assert new_ids((made,), now, {}, now) == {}
    alike = replace(policy("s-1"), name="Strength s-1")
    assert new_ids((made,), now, {}, holding(first, alike)) == {KEYS: "s-1"}


def test_what_a_new_policy_demands_goes_by_its_id() -> None:
    demanding = policy(grant__authenticationStrength="s-1")
    wanted = Present(Kind.POLICY, "p-1", {**demanding.fields, "grant.authenticationStrength": PendingId(KEYS)})
    assert unmet(wanted, holding(demanding), {KEYS: "s-1"}) == ()
    assert unmet(wanted, holding(demanding), {KEYS: "s-2"}) == ("`Policy p-1`: `grant.authenticationStrength`",)


def writing(*expects: Expectation) -> Operation:
    return Operation(Stage.POLICIES, Family.POLICIES, (), "", "PATCH", "", None, expects)


def changed(each: LiveObject) -> LiveObject:
    return replace(each, name="Moved")


def test_what_somebody_else_has_changed_is_named_as_it_is_now_or_as_it_was() -> None:
    before = holding(policy("p-1"), policy("p-2"))
    write = writing(Present(Kind.POLICY, "p-1", policy("p-1").fields))
    delete = writing(Gone(Kind.POLICY, "p-2"))
    assert disturbed([write, delete], before, before) == ()
    assert disturbed([write, delete], before, holding(changed(policy("p-1")), policy("p-2"))) == ("`Moved`",)
    assert disturbed([write, delete], before, holding(policy("p-1"))) == ("`Policy p-2`",)
    assert disturbed([write], before, holding(policy("p-1"))) == ()
    other = replace(policy("p-1"), fields={**policy("p-1").fields, "state": "disabled"})
    assert disturbed([write, delete], before, holding(other)) == ("`Policy p-1`", "`Policy p-2`")


def test_what_is_ours_may_have_changed_and_what_is_new_was_nobodys() -> None:
    before, now = holding(policy("p-1")), holding(changed(policy("p-1")))
    write = writing(Present(Kind.POLICY, "p-1", policy("p-1").fields))
    assert disturbed([write], before, now) == ("`Moved`",)
    assert disturbed([write], before, now, ours=[write]) == ()
    pending = PendingId(Address(Kind.POLICY, "p-1"))
    assert disturbed([write], before, now, ours=[writing(Present(Kind.POLICY, pending, {}))]) == ("`Moved`",)
    assert disturbed([writing(Present(Kind.POLICY, pending, {}))], before, holding(*now.objects, policy("p-9"))) == ()


@pytest.mark.parametrize("place", range(len(CONFIGURED)))
def test_of_the_passkey_policy_everything_counts(place: int) -> None:
    others = (*CONFIGURED[:place], *CONFIGURED[place + 1 :])
    before, write = holding(*CONFIGURED, policy()), writing(shows())
    assert disturbed([write], before, holding(*others, changed(CONFIGURED[place]), policy())) == ("`Moved`",)
    assert disturbed([write], before, holding(*others, changed(CONFIGURED[place]), policy()), ours=[write]) == ()
    assert disturbed([write], before, holding(*others, policy())) == (f"`{CONFIGURED[place].name}`",)
    assert disturbed([write], holding(*others, policy()), before) == (f"`{CONFIGURED[place].name}`",)
    assert disturbed([write], before, holding(*CONFIGURED, changed(policy()))) == ()

"""Whom passkey profiles reach, and which passkeys they take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from passkeyctl.insight.passkeys.acceptance import accepts, admits
from passkeyctl.insight.passkeys.access import Access, Nesting, access, nesting_matters
from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from tests.people import crowd, people
from tests.states import live

YUBIKEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
BITWARDEN = "d548826e-79b4-db40-a3d8-11116f7e8349"
BOUND = KeyModel(YUBIKEY, "deviceBound", True)
PLAIN = KeyModel(YUBIKEY, "deviceBound", False)
SYNCED = KeyModel(BITWARDEN, "synced", False)
BOTH = frozenset({"deviceBound", "synced"})


def rule(
    types: Iterable[str] = BOTH, *, behavior: str = "none", models: Iterable[str] = (), attestation: Value = False
) -> dict[str, Value]:
    return {
        "passkeyTypes": frozenset(types),
        "enforceAttestation": attestation,
        "keyRestrictions__behavior": behavior,
        "keyRestrictions__authenticators": frozenset(models),
    }


def fields(**given: Value) -> Fields:
    return {**defaults(Kind.PROFILE), **{key.replace("__", "."): value for key, value in given.items()}}


def tenant(
    *objects: LiveObject, unread: Iterable[Kind] = (), state: str = "enabled", self_service: Value = True
) -> TenantState:
    settings = live(Kind.PASSKEYS, "Fido2", "passkeys", state=state, allowSelfServiceSetup=self_service)
    return before(PriorState((settings, *objects), True, {}, unread_kinds=frozenset(unread)))


def profile(id: str, given: dict[str, Value] | None = None) -> LiveObject:
    return replace(live(Kind.PROFILE, id, id), fields={**fields(**(given or rule())), "name": id})


def row(group: str, *profiles: str) -> LiveObject:
    return live(Kind.TARGET, group, profiles=frozenset(profiles))


def exclude(group: str) -> LiveObject:
    return live(Kind.EXCLUDE, group)


def judged(state: TenantState, known: People, nesting: Nesting = Nesting.COUNTS) -> Access:
    return access(state, known, nesting)


@pytest.mark.parametrize(
    ("given", "key", "signs_in", "registers"),
    [
        (rule(), BOUND, True, True),
        (rule(["synced"]), BOUND, False, False),
        (rule(["synced"]), SYNCED, True, True),
        (rule(attestation=True), PLAIN, True, False),
        (rule(attestation=True), BOUND, True, True),
        (rule(attestation=True), SYNCED, True, False),
        (rule(attestation=True), replace(SYNCED, is_attested=True), True, False),
        (rule(attestation=True), replace(BOUND, is_attested=None), True, None),
        (rule(attestation=True, types=["synced"]), replace(BOUND, is_attested=None), False, False),
        (rule(attestation="unknownFutureValue"), BOUND, True, None),
        (rule(behavior="allow", models=[YUBIKEY]), BOUND, True, True),
        (rule(behavior="allow", models=[BITWARDEN]), BOUND, False, False),
        (rule(behavior="allow", models=[YUBIKEY]), replace(BOUND, aaguid=None), None, None),
        (rule(behavior="allow"), replace(BOUND, aaguid=None), False, False),
        (rule(behavior="block", models=[YUBIKEY]), BOUND, False, False),
        (rule(behavior="block", models=[BITWARDEN]), BOUND, True, True),
        (rule(behavior="block", models=[YUBIKEY]), replace(BOUND, aaguid=None), None, None),
        (rule(behavior="block"), replace(BOUND, aaguid=None), True, True),
        (rule(behavior="unset", models=[YUBIKEY]), BOUND, None, None),
        (rule(behavior="unset"), SYNCED, None, None),
        (rule(["synced"], behavior="unset"), BOUND, False, False),
        (rule([]), BOUND, None, None),
        (rule([], behavior="allow", models=[BITWARDEN]), BOUND, False, False),
        (rule(["synced", "unknownFutureValue"]), BOUND, None, None),
        (rule(["synced", "unknownFutureValue"]), SYNCED, True, True),
        (rule(), replace(BOUND, passkey_type=None), None, None),
        (rule(), replace(BOUND, passkey_type="unknownFutureValue"), None, None),
        (rule(behavior="block", models=[YUBIKEY]), replace(BOUND, passkey_type=None), False, False),
    ],
)
def test_a_profile_takes_a_passkey_refuses_it_or_nobody_can_tell(
    given: dict[str, Value], key: KeyModel, signs_in: bool | None, registers: bool | None
) -> None:
    assert accepts(fields(**given), key) is signs_in
    assert admits(fields(**given), key) is registers


def test_any_profile_of_any_row_is_enough() -> None:
    state = tenant(
        profile("bound", rule(["deviceBound"])),
        profile("synced", rule(["synced"])),
        row("staff", "bound"),
        row("pilot", "synced", "bound"),
    )
    known = people(
        4, groups={"staff": [0, 1], "pilot": [1, 2]}, keys={BOUND: [0, 2, 3], SYNCED: [0, 1, 3]}, keys_unread=[1]
    )
    found = judged(state, known)
    assert found.by_profile == {"bound": sure(0, 1, 2), "synced": sure(1, 2)}
    assert found.accepted == {BOUND: sure(0, 2), SYNCED: sure(1)}
    assert found.with_key == sure(0, 1, 2)
    assert found.registers(SYNCED) == sure(1, 2)
    assert found.may_set_up == found.reached == sure(0, 1, 2)


def test_an_exclude_beats_every_row() -> None:
    state = tenant(profile("any"), row(EVERYONE, "any"), row("pilot", "any"), exclude("leavers"))
    found = judged(state, people(3, groups={"pilot": [0, 1], "leavers": [1]}, keys={BOUND: [0, 1]}))
    assert found.excluded == sure(1)
    assert found.by_profile == {"any": sure(0, 2)}
    assert found.accepted == {BOUND: sure(0)}


def test_a_disabled_method_lets_nobody_in_and_an_unknown_word_may_let_anybody() -> None:
    known = people(2, keys={BOUND: [0]}, keys_unread=[1])
    off = judged(tenant(profile("any"), row(EVERYONE, "any"), state="disabled"), known)
    assert (off.reached, off.with_key, off.may_set_up) == (NONE, NONE, NONE)
    odd = judged(tenant(profile("any"), row(EVERYONE, "any"), state="someday"), known)
    assert (odd.reached, odd.with_key) == (maybe(0, 1), maybe(0, 1))


def test_everybody_means_members_and_a_guest_in_a_group_can_sign_in_but_not_register() -> None:
    state = tenant(profile("any"), row(EVERYONE, "any"), row("partners", "any"))
    found = judged(state, people(3, groups={"partners": [1]}, guests=[1, 2], keys={BOUND: [0, 1, 2]}))
    assert found.reached == sure(0, 1)
    assert found.accepted == {BOUND: sure(0, 1)}
    assert found.registers(BOUND) == found.may_set_up == sure(0)


def test_who_may_be_a_guest_may_be_one() -> None:
    known = replace(people(2), guests=Reach(EMPTY, crowd(1)))
    found = judged(tenant(profile("any"), row(EVERYONE, "any")), known)
    assert found.reached == Reach(crowd(0), crowd(0, 1))


def test_without_self_service_nobody_registers_and_passkeys_still_sign_in() -> None:
    known = people(1, keys={BOUND: [0]})
    found = judged(tenant(profile("any"), row(EVERYONE, "any"), self_service=False), known)
    assert found.with_key == sure(0)
    assert (found.may_set_up, found.registers(BOUND)) == (NONE, NONE)


def test_a_group_that_was_not_read_may_hold_anybody() -> None:
    state = tenant(profile("any"), row("unread", "any"), row("staff", "any"))
    found = judged(state, people(2, groups={"staff": [0]}, keys={BOUND: [0, 1]}))
    assert found.by_profile == {"any": Reach(crowd(0), crowd(0, 1))}
    assert found.accepted == {BOUND: Reach(crowd(0), crowd(0, 1))}


def test_an_exclude_that_was_not_read_leaves_nobody_sure() -> None:
    found = judged(tenant(profile("any"), row(EVERYONE, "any"), exclude("unread")), people(2))
    assert found.reached == maybe(0, 1)


def test_a_group_both_targeted_and_excluded_brings_nothing_even_unread() -> None:
    state = tenant(profile("any"), row("unread", "any"), exclude("unread"))
    assert judged(state, people(2)).reached == NONE


@pytest.mark.parametrize("kind", [Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE])
def test_a_policy_of_which_a_part_was_not_read_is_never_empty(kind: Kind) -> None:
    state = tenant(profile("any"), unread=[kind])
    found = judged(state, people(2, keys={BOUND: [0]}))
    assert (found.reached, found.with_key, found.registers(BOUND)) == (maybe(0, 1), maybe(0), maybe(0, 1))


def test_where_nothing_was_read_anything_may_be() -> None:
    found = judged(TenantState((), unread_kinds=frozenset(Kind)), people(2, keys={BOUND: [0]}, keys_unread=[1]))
    assert (found.by_profile, found.reached, found.with_key) == ({}, maybe(0, 1), maybe(0, 1))


def test_keys_that_were_not_read_may_be_any_where_a_profile_reaches() -> None:
    state = tenant(profile("any"), profile("empty", rule(behavior="allow")), row("a", "any"), row("b", "empty"))
    found = judged(state, people(3, groups={"a": [0], "b": [1]}, keys_unread=[0, 1, 2]))
    assert found.with_key == maybe(0)


def test_a_passkey_of_unknown_model_is_sure_where_an_allow_and_a_block_list_cover_all() -> None:
    unknown = replace(BOUND, aaguid=None)
    state = tenant(
        profile("allow", rule(behavior="allow", models=[YUBIKEY])),
        profile("block", rule(behavior="block", models=[YUBIKEY])),
        row("a", "allow"),
        row("b", "block"),
    )
    found = judged(state, people(3, groups={"a": [0, 1], "b": [1, 2]}, keys={unknown: [0, 1, 2]}))
    assert found.accepted == {unknown: Reach(crowd(1), crowd(0, 1, 2))}


def test_a_profile_that_the_tenant_does_not_list_may_take_anything() -> None:
    found = judged(tenant(row("a", "gone")), people(1, groups={"a": [0]}, keys={BOUND: [0]}))
    assert found.by_profile == {"gone": sure(0)}
    assert found.accepted == {BOUND: maybe(0)}


def test_members_of_groups_in_a_group_are_in_one_world_only() -> None:
    state = tenant(profile("any"), row("outer", "any"))
    known = people(2, groups={"outer": [0, 1]}, direct={"outer": [0]})
    assert judged(state, known, Nesting.COUNTS).reached == sure(0, 1)
    assert judged(state, known, Nesting.DOES_NOT_COUNT).reached == sure(0)
    assert nesting_matters(state, known)
    assert not nesting_matters(tenant(row(EVERYONE, "any"), row("unread", "any")), known)


def test_an_exact_crowd_is_kept_once() -> None:
    holders = Crowd.of([0, 900_000])
    known = replace(people(900_001), keys={BOUND: holders})
    found = judged(tenant(profile("any"), row(EVERYONE, "any")), known).accepted[BOUND]
    assert found.surely is holders
    assert found.possibly is holders


def sure(*ordinals: int) -> Reach:
    return Reach.exactly(crowd(*ordinals))


def maybe(*ordinals: int) -> Reach:
    return Reach(EMPTY, crowd(*ordinals))

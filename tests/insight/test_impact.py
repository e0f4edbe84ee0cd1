"""Whom a plan affects: each figure, each change, both bounds."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.insight.impact.impact import Impact, impact_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from tests.people import crowd, people
from tests.states import SETTINGS, live

PHONE = KeyModel("aaaaaaaa-0000-4000-8000-000000000001", "deviceBound", False)
CLOUD = KeyModel("aaaaaaaa-0000-4000-8000-000000000002", "synced", False)
PILOT, STAFF = "group-pilot", "group-staff"
BOTH = frozenset({"deviceBound", "synced"})
BOUND = frozenset({"deviceBound"})
STRENGTH = "00000000-0000-0000-0000-000000000004"


def profile(id: str = "open", types: frozenset[str] = BOTH, **more: Value) -> LiveObject:
    fields: dict[str, Value] = {"passkeyTypes": types, "enforceAttestation": False, **more}
    return live(Kind.PROFILE, id, id, None, **fields)


def row(group: str, *profiles: str) -> LiveObject:
    return live(Kind.TARGET, group, profiles=frozenset(profiles))


def exclude(group: str) -> LiveObject:
    return live(Kind.EXCLUDE, group)


def policy(state: str = "enabled", **more: Value) -> LiveObject:
    fields: dict[str, Value] = {"users__include__groups": frozenset({STAFF}), "grant__authenticationStrength": STRENGTH}
    return live(Kind.POLICY, "policy", "Require a passkey", None, state=state, **{**fields, **more})


KEYS_ONLY = live(Kind.STRENGTH, STRENGTH, "Phishing-resistant MFA", allowedCombinations=frozenset({"fido2"}))


def tenant(*objects: LiveObject) -> PriorState:
    return PriorState((SETTINGS, *objects), True, {})


def update(was: LiveObject, now: LiveObject) -> ResourceChange:
    changes = tuple(
        FieldChange(path, was.fields[path], value) for path, value in now.fields.items() if was.fields[path] != value
    )
    return ResourceChange(Address(was.kind, was.name), Action.UPDATE, was.id, was.name, was, now.fields, changes)


def create(now: LiveObject) -> ResourceChange:
    return ResourceChange(Address(now.kind, now.name), Action.CREATE, now.id, now.name, None, now.fields)


def delete(was: LiveObject) -> ResourceChange:
    return ResourceChange(Address(was.kind, was.name), Action.DELETE, was.id, was.name, was, None)


def impact(prior: PriorState, changes: Iterable[ResourceChange], who: People) -> Impact:
    found = tuple(changes)
    return impact_of(before(prior), after(prior, found), found, who)


def surely(*ordinals: int) -> Reach:
    return Reach.exactly(crowd(*ordinals))


def maybe(*ordinals: int) -> Reach:
    return Reach(EMPTY, crowd(*ordinals))


def test_taking_out_a_type_stops_the_keys_of_that_type() -> None:
    who = people(
        5,
        keys={CLOUD: [0, 1, 2], PHONE: [1]},
        registered={"passKeySynced": [0, 1, 2], "mobilePhone": [2]},
    )
    wide, narrow = profile(), profile(types=BOUND)
    found = impact(tenant(wide, row(EVERYONE, "open")), [update(wide, narrow)], who)
    assert found.total.lose_keys == surely(0, 1, 2)
    assert found.total.no_other_passkey == surely(0, 2)
    assert found.total.no_other_method == surely(0)
    assert [(each.key, each.holders) for each in found.lost_keys] == [(CLOUD, surely(0, 1, 2))]
    assert [(each.id, each.holders) for each in found.lost_profiles] == [("open", surely(0, 1, 2))]
    assert (found.before.hold_accepted, found.after.hold_accepted) == (surely(0, 1, 2), surely(1))
    assert [address.kind for address, _ in found.by_change] == [Kind.PROFILE]


def test_a_wider_profile_lets_people_register_synced_passkeys() -> None:
    narrow, wide = profile(types=BOUND), profile()
    prior = tenant(narrow, row(PILOT, "open"))
    found = impact(prior, [update(narrow, wide)], people(5, groups={PILOT: [1, 2]}, guests=[2]))
    assert found.total.may_register_synced == surely(1)
    assert found.total.may_register_unattested == surely()
    assert found.total.gain_access == surely()
    assert found.total.lose_keys == surely()


def test_lifting_attestation_lets_people_register_unattested_passkeys() -> None:
    strict, loose = profile(types=BOUND, enforceAttestation=True), profile(types=BOUND)
    found = impact(tenant(strict, row(EVERYONE, "open")), [update(strict, loose)], people(3))
    assert found.total.may_register_unattested == surely(0, 1, 2)
    assert found.total.may_register_synced == surely()


def test_a_list_of_unknown_models_may_hold_a_synced_one() -> None:
    listed = profile(
        keyRestrictions__behavior="allow",
        keyRestrictions__authenticators=frozenset({"aaaaaaaa-0000-4000-8000-00000000000f"}),
    )
    found = impact(tenant(listed), [create(row(PILOT, "open"))], people(3, groups={PILOT: [1]}))
    assert found.total.may_register_synced == maybe(1)
    assert found.total.gain_access == surely(1)


def test_an_exclude_takes_keys_and_access_whatever_rows_say() -> None:
    who = people(4, groups={PILOT: [0, 1], STAFF: [0, 1, 2]}, keys={PHONE: [0, 2]})
    prior = tenant(profile(), row(STAFF, "open"))
    found = impact(prior, [create(exclude(PILOT))], who)
    assert (found.total.lose_keys, found.total.lose_access) == (surely(0), surely(0, 1))
    assert (found.before.excluded, found.after.excluded) == (surely(), surely(0, 1))


def test_switching_the_method_off_takes_every_key() -> None:
    off = live(Kind.PASSKEYS, "Fido2", "passkeys", state="disabled")
    prior = tenant(profile(), row(EVERYONE, "open"))
    found = impact(prior, [update(SETTINGS, off)], people(3, keys={PHONE: [0], CLOUD: [0, 1]}))
    assert (found.total.lose_keys, found.total.lose_access) == (surely(0, 1), surely(0, 1, 2))


def test_another_profile_that_accepts_the_key_keeps_it() -> None:
    other = profile("other")
    prior = tenant(profile(), other, row(STAFF, "open"), row(PILOT, "other"))
    who = people(3, groups={STAFF: [0, 1], PILOT: [1]}, keys={CLOUD: [0, 1]})
    found = impact(prior, [update(profile(), profile(types=BOUND))], who)
    assert found.total.lose_keys == surely(0)


def test_a_group_that_was_not_read_makes_nobody_lose_what_does_not_change() -> None:
    prior = tenant(profile(), profile("other"), row("group-unread", "open"), row(PILOT, "other"))
    who = people(4, groups={PILOT: [0]}, keys={CLOUD: [0, 1, 2]})
    narrowing = [update(profile("other"), profile("other", types=BOUND))]
    found = impact(prior, narrowing, who)
    assert found.total.lose_keys == maybe(0)
    unchanged = update(profile("other"), profile("other", enforceAttestation=None))
    assert impact(prior, [unchanged], who).total.lose_keys == surely()


def test_keys_that_were_not_read_may_be_the_ones_that_fall_out() -> None:
    wide = profile()
    prior = tenant(wide, row(PILOT, "open"))
    who = people(3, groups={PILOT: [0, 1]}, keys_unread=[1, 2], keys={PHONE: [0]})
    found = impact(prior, [update(wide, profile(types=BOUND))], who)
    assert found.total.lose_keys == maybe(1)
    assert [each.key for each in found.lost_keys] == [KeyModel(None, None, None)]


def test_what_hangs_on_nesting_is_said_and_only_possible() -> None:
    wide = profile()
    prior = tenant(wide, row(PILOT, "open"))
    who = people(3, groups={PILOT: [0, 1]}, direct={PILOT: [0]}, keys={CLOUD: [0, 1]})
    found = impact(prior, [update(wide, profile(types=BOUND))], who)
    assert found.total.lose_keys == Reach(crowd(0), crowd(0, 1))
    assert "lose_keys" in found.hangs_on_nesting
    assert "required" not in found.hangs_on_nesting


def test_disabled_accounts_are_counted_apart() -> None:
    prior = tenant(profile(), row(EVERYONE, "open"))
    found = impact(prior, [delete(row(EVERYONE, "open"))], people(3, keys={PHONE: [0, 1]}, disabled=[1]))
    assert found.total.lose_keys == surely(0)
    assert found.disabled == crowd(1)


def test_two_changes_that_take_the_same_key_both_show_it() -> None:
    wide = profile()
    prior = tenant(wide, row(PILOT, "open"))
    changes = [update(wide, profile(types=BOUND)), create(exclude(PILOT))]
    found = impact(prior, changes, people(2, groups={PILOT: [0]}, keys={CLOUD: [0]}))
    assert {address.kind: effect.lose_keys for address, effect in found.by_change} == {
        Kind.PROFILE: surely(0),
        Kind.EXCLUDE: surely(0),
    }


def test_a_change_that_another_makes_good_affects_nobody() -> None:
    wide, other = profile(), profile("other", types=BOUND)
    prior = tenant(wide, other, row(PILOT, "open"))
    changes = [update(wide, profile(types=BOUND)), update(row(PILOT, "open"), row(PILOT, "open", "new"))]
    changes.append(create(profile("new")))
    found = impact(prior, changes, people(2, groups={PILOT: [0]}, keys={CLOUD: [0]}))
    assert found.total.lose_keys == surely()
    assert found.by_change == ()


def test_a_policy_that_comes_into_force_requires_and_some_cannot() -> None:
    who = people(
        4,
        groups={STAFF: [0, 1, 2]},
        keys={PHONE: [0]},
        registered={"passKeyDeviceBound": [0], "mobilePhone": [1]},
        unreported=[2],
    )
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, policy("reportOnly"))
    found = impact(prior, [update(policy("reportOnly"), policy())], who)
    assert found.total.required == surely(0, 1, 2)
    assert found.total.unable == Reach(crowd(1, 2), crowd(1, 2))
    (demand,) = found.demands
    assert (demand.name, demand.requirement) == ("Require a passkey", "Phishing-resistant MFA")
    assert (found.before.required, found.after.required) == (surely(), surely(0, 1, 2))


def test_only_those_who_are_new_in_a_policy_in_force_are_required() -> None:
    wider = policy(users__include__groups=frozenset({STAFF, PILOT}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, policy())
    found = impact(prior, [update(policy(), wider)], people(4, groups={STAFF: [0, 1], PILOT: [1, 2]}))
    assert (found.total.required, found.total.unable) == (surely(2), surely(2))


def test_an_unread_group_that_stays_included_requires_nobody_anew() -> None:
    was = policy(users__include__groups=frozenset({"group-unread"}))
    now = policy(users__include__groups=frozenset({"group-unread", PILOT}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, was)
    found = impact(prior, [update(was, now)], people(4, groups={PILOT: [1]}))
    assert found.total.required == maybe(1)


def test_taking_members_out_of_an_exclude_requires_them() -> None:
    was = policy(users__exclude__groups=frozenset({PILOT}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, was)
    found = impact(prior, [update(was, policy())], people(4, groups={STAFF: [0, 1], PILOT: [1, 2]}))
    assert found.total.required == surely(1)


def test_a_stricter_grant_requires_everybody_in_scope_and_counts_whom_it_is_new_to() -> None:
    was = policy(grant__authenticationStrength=None, grant__controls=frozenset({"mfa"}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, was)
    who = people(3, groups={STAFF: [0, 1, 2]}, keys={PHONE: [0]}, registered={"mobilePhone": [1]})
    found = impact(prior, [update(was, policy())], who)
    assert found.total.required == surely(0, 1, 2)
    assert found.total.unable == surely(1)


def test_a_looser_grant_requires_nobody() -> None:
    now = policy(grant__controls=frozenset({"compliantDevice"}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, policy())
    found = impact(prior, [update(policy(), now)], people(3, groups={STAFF: [0, 1, 2]}))
    assert found.total.anybody == EMPTY


def test_a_stricter_strength_counts_in_the_policies_that_name_it() -> None:
    phones = live(Kind.STRENGTH, STRENGTH, "S", allowedCombinations=frozenset({"fido2", "microsoftAuthenticatorPush"}))
    prior = tenant(profile(), row(EVERYONE, "open"), phones, policy())
    who = people(3, groups={STAFF: [0, 1]}, keys={PHONE: [0]}, registered={"microsoftAuthenticatorPush": [1]})
    found = impact(prior, [update(phones, KEYS_ONLY)], who)
    assert (found.total.required, found.total.unable) == (surely(0, 1), surely(1))
    assert [address.kind for address, _ in found.by_change] == [Kind.STRENGTH]


def test_a_key_that_falls_out_leaves_its_holder_unable_under_a_policy_that_stays() -> None:
    wide = profile()
    prior = tenant(wide, row(EVERYONE, "open"), KEYS_ONLY, policy())
    who = people(3, groups={STAFF: [0, 1]}, keys={CLOUD: [0, 2]})
    found = impact(prior, [update(wide, profile(types=BOUND))], who)
    assert (found.total.lose_keys, found.total.unable) == (surely(0, 2), surely(0))
    assert [(each.cause, each.name) for each in found.demands] == [(None, "Require a passkey")]
    assert dict(found.by_change)[Address(Kind.PROFILE, "open")].unable == surely(0)


def test_who_is_blocked_is_blocked_on_purpose_and_devices_are_not_read() -> None:
    blocks = policy(grant__authenticationStrength=None, grant__controls=frozenset({"block"}))
    devices = policy(grant__authenticationStrength=None, grant__controls=frozenset({"compliantDevice"}))
    who = people(3, groups={STAFF: [0, 1]})
    for each in (blocks, devices):
        found = impact(tenant(profile()), [create(each)], who)
        assert (found.total.required, found.total.unable) == (surely(0, 1), surely())


def test_a_million_people_are_judged_at_once() -> None:
    half = Crowd.first(500_000)
    who = people(1_000_000, groups={PILOT: half}, keys={CLOUD: half})
    found = impact(tenant(profile(), row(PILOT, "open")), [update(profile(), profile(types=BOUND))], who)
    assert len(found.total.lose_keys.surely) == 500_000


def test_keys_that_say_nothing_and_keys_that_were_not_read_are_counted_together() -> None:
    nameless = KeyModel(None, None, None)
    prior = tenant(profile(), row(PILOT, "open"))
    who = people(3, groups={PILOT: [0, 1]}, keys={nameless: [0]}, keys_unread=[1])
    found = impact(prior, [delete(row(PILOT, "open"))], who)
    assert found.total.lose_keys.possibly == crowd(0, 1)
    assert [(each.key, each.holders.possibly) for each in found.lost_keys] == [(nameless, crowd(0, 1))]

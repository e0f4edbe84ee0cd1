"""Who is ready and what the others need, by examples: one person for each thing that may be the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.insight.readiness.readiness import Audience, Readiness, Scope, Status, readiness
from passkeyctl.insight.readiness.wanted import readiness_wanted
from passkeyctl.insight.tenant_state import Held, TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value
from tests.people import people
from tests.states import live, prior

PILOT, OUT, PASSES, ADMINS = (f"{digit * 8}-0000-4000-8000-00000000face" for digit in "abcd")
ROLE = "29232cdf-9323-42fd-ade2-1d097af3e4de"
STAFF, KEYS, FTW = "11111111-0000-4000-8000-00000000cafe", "keys", "ftw"
YUBIKEY, BITWARDEN = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "d548826e-79b4-db40-a3d8-11116f7e8349"
BOUND, SYNCED = KeyModel(YUBIKEY, "deviceBound", True), KeyModel(BITWARDEN, "synced", False)


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


PROFILE = live(Kind.PROFILE, STAFF, "Staff", passkeyTypes=some("deviceBound"))
TO_PILOT = live(Kind.TARGET, PILOT, profiles=some(STAFF))
WITHOUT = live(Kind.EXCLUDE, OUT)
PASS = live(Kind.TEMPORARY_ACCESS_PASS, "pass", state="enabled", targets=some(PASSES))
PASS_OFF = live(Kind.TEMPORARY_ACCESS_PASS, "pass")


def tenant(*objects: LiveObject) -> TenantState:
    return before(prior(*objects))


def policy(name: str, strength: str | None = None, **given: Value) -> LiveObject:
    chosen: dict[str, Value] = {"grant__authenticationStrength": strength, "state": "enabled", **given}
    return live(Kind.POLICY, name, name, None, **chosen)


def strength(id: str, *modes: str, aaguids: frozenset[str] = frozenset()) -> LiveObject:
    return live(Kind.STRENGTH, id, id, allowedCombinations=frozenset(modes), fido2__allowedAAGUIDs=aaguids)


GATE = policy(
    "Registering",
    "bootstrap",
    users__include__groups=some(PILOT),
    target__userActions=some("Register security information"),
)
BOOTSTRAP = strength("bootstrap", "temporaryAccessPassOneTime", "fido2", "windowsHelloForBusiness")

# 0 key, 1 Windows Hello, 2 Authenticator, 3 phone, 4 nothing but may have a pass, 5 nothing, 6 a synced key, 7 the same
# without any method besides, 8 outside of the pilot, 9 excluded, 10 a guest, 11 disabled, 12 unreported, 13 unread keys
KNOWN = people(
    14,
    groups={PILOT: [*range(8), 9, 10, 11, 12, 13], OUT: [9], PASSES: [4, 7]},
    keys={BOUND: [0, 8], SYNCED: [6, 7]},
    keys_unread=[13],
    registered={
        "passKeyDeviceBound": [0, 8, 13],
        "passKeySynced": [6, 7],
        "windowsHelloForBusiness": [1],
        "microsoftAuthenticatorPush": [2, 6, 11],
        "mobilePhone": [2, 3, 9, 10],
        "email": [3, 4],
    },
    guests=[10],
    disabled=[11],
    unreported=[12],
)
WHOLE = (PROFILE, TO_PILOT, WITHOUT, PASS)


def told(found: Readiness) -> dict[str, set[int]]:
    return {each.value: set(who) for each, who in found.by_status.items() if who}


def because(found: Readiness, status: Status) -> dict[str, set[int]]:
    return {f"{each.word} {each.subject}".strip(): set(each.who) for each in found.because[status]}


def test_everybody_has_one_status_and_its_reasons() -> None:
    found = readiness(Audience(), tenant(*WHOLE), KNOWN)
    assert told(found) == {
        "ready": {0, 1},
        "canRegister": {2, 3},
        "needsTemporaryAccessPass": {4},
        "needsOtherKey": {6, 7},
        "blocked": {5, 8, 9, 10},
        "unknown": {12, 13},
    }
    assert (set(found.counted), set(found.disabled)) == (set(range(14)) - {11}, {11})
    assert because(found, Status.READY) == {"acceptedPasskey": {0}, "platformKey": {1}}
    assert because(found, Status.CAN_REGISTER) == {"provesWithMethod": {2}, "provesByPhoneOnly": {3}}
    assert because(found, Status.NEEDS_PASS) == {"noMethod": {4}}
    assert because(found, Status.NEEDS_KEY) == {"passkeyRefused": {6, 7}, "needsPassToo": {7}}
    assert because(found, Status.BLOCKED) == {
        "noMethod": {5},
        "passOutside": {5},
        "noProfile": {8},
        f"excluded {OUT}": {9},
        "guest": {10},
    }
    assert because(found, Status.UNKNOWN) == {"notReported": {12}, "keysUnread": {13}}
    assert found.share == 15.38


def test_of_a_group_only_its_members_are_counted() -> None:
    found = readiness(Audience(Scope.GROUP, OUT, "Out"), tenant(*WHOLE), KNOWN)
    assert told(found) == {"blocked": {9}}


def test_a_group_that_was_not_read_may_hold_anybody() -> None:
    found = readiness(Audience(Scope.GROUP, ADMINS, "Admins"), tenant(*WHOLE), KNOWN)
    assert told(found) == {"unknown": set(range(14)) - {11}}
    assert because(found, Status.UNKNOWN)["perhapsNotMeant"] == set(range(14)) - {11}


def test_where_passkeys_are_off_only_other_keys_make_ready() -> None:
    state = tenant(*WHOLE)
    off = replace(state, objects=tuple(_off(each) for each in state.objects))
    found = readiness(Audience(), off, KNOWN)
    assert told(found) == {"ready": {1}, "blocked": set(range(14)) - {1, 11, 12}, "unknown": {12}}
    assert because(found, Status.BLOCKED) == {"methodOff": set(range(14)) - {1, 11, 12}}


def _off(held: Held) -> Held:
    return replace(held, fields={**held.fields, "state": "disabled"}) if held.kind is Kind.PASSKEYS else held


def test_where_nobody_may_set_up_a_passkey_themselves() -> None:
    state = tenant(*WHOLE)
    objects = tuple(
        replace(each, fields={**each.fields, "allowSelfServiceSetup": False}) if each.kind is Kind.PASSKEYS else each
        for each in state.objects
    )
    found = readiness(Audience(), replace(state, objects=objects), KNOWN)
    assert because(found, Status.BLOCKED)["selfServiceOff"] == {2, 3, 4, 5, 6, 7}
    assert told(found)["ready"] == {0, 1}


def test_without_temporary_access_pass_whoever_has_no_method_is_blocked() -> None:
    found = readiness(Audience(), tenant(PROFILE, TO_PILOT, WITHOUT, PASS_OFF), KNOWN)
    assert because(found, Status.BLOCKED)["passOff"] == {4, 5, 7}
    assert Status.NEEDS_PASS not in told(found)


def test_whom_a_pass_is_for_is_not_known_where_it_was_not_read() -> None:
    found = readiness(Audience(), tenant(PROFILE, TO_PILOT, WITHOUT), KNOWN)
    assert told(found)["unknown"] == {4, 5, 7, 12, 13}
    assert because(found, Status.UNKNOWN)["passUnread"] == {4, 5, 7, 12, 13}
    assert told(found)["canRegister"] == {2, 3}


def test_a_pass_may_be_for_everyone_but_those_named() -> None:
    fields = {**PASS.fields, "targets": some("everyone"), "exclude": some(PASSES)}
    found = readiness(Audience(), tenant(PROFILE, TO_PILOT, WITHOUT, replace(PASS, fields=fields)), KNOWN)
    assert told(found)["needsTemporaryAccessPass"] == {5}
    named = {**PASS.fields, "targets": some(), "targets.users": some("00000005-0000-4000-8000-00000000beef")}
    known = replace(KNOWN, ids={"00000005-0000-4000-8000-00000000beef": 5})
    found = readiness(Audience(), tenant(PROFILE, TO_PILOT, WITHOUT, replace(PASS, fields=named)), known)
    assert told(found)["needsTemporaryAccessPass"] == {5}


def test_a_pass_on_record_may_have_run_out() -> None:
    known = replace(KNOWN, registered={**KNOWN.registered, "temporaryAccessPass": Crowd.of([4, 5])})
    found = readiness(Audience(), tenant(*WHOLE), known)
    assert because(found, Status.NEEDS_PASS) == {"passOnRecord": {4}}
    assert because(found, Status.BLOCKED)["passOnRecord"] == {5}


def test_a_policy_for_registering_may_ask_for_more_than_people_have() -> None:
    found = readiness(Audience(), tenant(*WHOLE, BOOTSTRAP, GATE), KNOWN)
    assert told(found)["needsTemporaryAccessPass"] == {4}
    assert because(found, Status.BLOCKED)["methodNotEnough Registering"] == {2, 3, 6}
    assert because(found, Status.BLOCKED)["passOutside"] == {2, 3, 5, 6}
    everyone = replace(PASS, fields={**PASS.fields, "targets": some("everyone")})
    found = readiness(Audience(), tenant(PROFILE, TO_PILOT, WITHOUT, everyone, BOOTSTRAP, GATE), KNOWN)
    assert told(found)["needsTemporaryAccessPass"] == {2, 3, 4, 5}
    assert because(found, Status.NEEDS_PASS) == {"noMethod": {4, 5}, "methodNotEnough Registering": {2, 3}}


def test_a_policy_for_registering_that_takes_no_pass_lets_nobody_in() -> None:
    found = readiness(Audience(), tenant(*WHOLE, strength("bootstrap", "fido2"), GATE), KNOWN)
    assert because(found, Status.BLOCKED)["registeringRefused Registering"] == {4, 7}


@pytest.mark.parametrize("state", ["reportOnly", "disabled"])
def test_a_policy_that_is_not_in_force_asks_for_nothing(state: str) -> None:
    gate = replace(GATE, fields={**GATE.fields, "state": state})
    assert told(readiness(Audience(), tenant(*WHOLE, BOOTSTRAP, gate), KNOWN))["canRegister"] == {2, 3}


def test_a_policy_with_conditions_may_ask_for_more() -> None:
    gate = replace(GATE, fields={**GATE.fields, "conditions.locations.exclude": some("office")})
    found = readiness(Audience(), tenant(*WHOLE, BOOTSTRAP, gate), KNOWN)
    assert because(found, Status.UNKNOWN)["registeringDepends Registering"] == {2, 3, 6}
    assert {2, 3} <= told(found)["unknown"]
    assert set(found.may_be[Status.CAN_REGISTER]) >= {2, 3}


def test_a_status_that_hangs_on_nested_groups_is_unknown() -> None:
    known = people(2, groups={PILOT: [0, 1]}, direct={PILOT: [0]}, registered={"mobilePhone": [0, 1]})
    found = readiness(Audience(), tenant(PROFILE, TO_PILOT, PASS), known)
    assert told(found) == {"canRegister": {0}, "unknown": {1}}
    assert because(found, Status.UNKNOWN) == {"hangsOnNesting": {1}}
    assert (set(found.may_be[Status.BLOCKED]), set(found.may_be[Status.CAN_REGISTER])) == ({1}, {0, 1})


def test_an_unread_row_and_a_method_that_is_not_known_here() -> None:
    known = people(2, groups={PILOT: [0], PASSES: []}, registered={"methodOfTomorrow": [0], "mobilePhone": [1]})
    found = readiness(
        Audience(), tenant(PROFILE, TO_PILOT, live(Kind.TARGET, ADMINS, profiles=some(STAFF)), PASS), known
    )
    assert because(found, Status.UNKNOWN) == {f"groupUnread {ADMINS}": {1}, "methodNotKnown methodOfTomorrow": {0}}


def test_a_profile_that_admits_nothing_reaches_in_vain() -> None:
    nothing = replace(PROFILE, fields={**PROFILE.fields, "keyRestrictions.behavior": "allow"})
    found = readiness(Audience(), tenant(nothing, TO_PILOT, PASS), people(1, groups={PILOT: [0], PASSES: [0]}))
    assert because(found, Status.BLOCKED) == {"nothingAdmitted": {0}}


def asked(id: str, known: People, *objects: LiveObject, **given: Value) -> Readiness:
    state = tenant(*WHOLE, *objects, policy("Asked", id, **{"users__include": "all", **given}))
    held = next(each for each in state.of(Kind.POLICY) if each.name == "Asked")
    return readiness(Audience(Scope.POLICY, held.id, held.name, held), state, known)


def test_for_a_policy_ready_means_what_it_asks_for() -> None:
    found = asked(KEYS, KNOWN, strength(KEYS, "fido2"))
    assert told(found)["ready"] == {0}
    assert because(found, Status.READY) == {"satisfiesPolicy": {0}}
    assert told(found)["canRegister"] == {1, 2, 3}


def test_a_policy_may_take_other_keys_than_the_profile() -> None:
    other = "a25342c0-3cdc-4414-8e46-f4807fca511c"
    found = asked(FTW, KNOWN, strength(FTW, "fido2", aaguids=some(other)))
    assert Status.READY not in told(found)
    assert because(found, Status.NEEDS_KEY)["passkeyNotInPolicy"] == {0}
    allowed = {**PROFILE.fields, "keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": some(YUBIKEY)}
    state = tenant(
        replace(PROFILE, fields=allowed), TO_PILOT, PASS, strength(FTW, "fido2", aaguids=some(other)), policy("A", FTW)
    )
    held = replace(state.of(Kind.POLICY)[0], fields={**state.of(Kind.POLICY)[0].fields, "users.include": "all"})
    found = readiness(Audience(Scope.POLICY, held.id, held.name, held), state, KNOWN)
    assert because(found, Status.BLOCKED)["nothingAdmittedCounts"] >= {0, 1, 2, 3, 4, 5}


def test_a_policy_that_no_passkey_satisfies() -> None:
    found = asked(FTW, KNOWN, strength(FTW, "password,sms"))
    assert told(found)["ready"] == {2, 3, 9, 10}
    assert because(found, Status.BLOCKED)["passkeyNotEnough"] == {0, 1, 4, 5, 6, 7, 13}


def test_what_a_policy_asks_of_devices_does_not_show() -> None:
    found = asked(FTW, KNOWN, strength(FTW, "fido2"), grant__controls=some("compliantDevice"), grant__require="all")
    assert because(found, Status.UNKNOWN)["requirementUnsure"] == {0}
    assert told(found)["canRegister"] == {1, 2, 3}


def test_whoever_is_eligible_for_a_role_is_meant_once_they_activate_it() -> None:
    known = replace(people(3, groups={PILOT: [0, 1, 2], OUT: [], PASSES: []}, roles={ROLE: [0]}, eligible={ROLE: [1]}))
    found = asked(KEYS, known, strength(KEYS, "fido2"), users__include="selected", users__include__roles=some(ROLE))
    assert (set(found.counted), set(found.once_activated)) == ({0, 1}, {1})
    unread = replace(known, roles=None)
    found = asked(KEYS, unread, strength(KEYS, "fido2"), users__include="selected", users__include__roles=some(ROLE))
    assert because(found, Status.UNKNOWN)["perhapsNotMeant"] == {0, 1, 2}


def test_who_comes_from_elsewhere_may_satisfy_a_policy_there() -> None:
    known = people(1, groups={PILOT: [0], OUT: [], PASSES: []}, guests=[0], external=[0])
    assert because(asked(KEYS, known, strength(KEYS, "fido2")), Status.UNKNOWN) == {"fromElsewhere": {0}}
    assert told(readiness(Audience(), tenant(*WHOLE), known)) == {"blocked": {0}}


def test_accounts_of_which_graph_does_not_say_whether_they_are_enabled_are_counted() -> None:
    unsaid = replace(KNOWN, enabled=Reach(Crowd.of([0]), KNOWN.everyone - Crowd.of([11])))
    found = readiness(Audience(), tenant(*WHOLE), unsaid)
    assert set(found.state_unsaid) == set(range(1, 14)) - {11}
    assert told(found)["ready"] == {0, 1}


def test_phone_and_mail_end_later_for_global_administrators_and_external_users() -> None:
    known = people(
        7,
        groups={PILOT: [0, 1, 4], OUT: [], PASSES: []},
        registered={"mobilePhone": [0, 1, 2, 3, 6], "email": [0, 4], "softwareOneTimePasscode": [3]},
        roles={GLOBAL_ADMINISTRATOR: [1]},
        eligible={GLOBAL_ADMINISTRATOR: [4]},
        external=[2],
        guests=[2],
        unreported=[5],
        disabled=[6],
    )
    found = readiness(Audience(), tenant(*WHOLE), known).phone_only
    first, later = found.cohorts
    assert (set(first.who), set(later.who)) == ({0, 4}, {1, 2})
    assert (set(first.reached.surely), set(later.reached.possibly)) == ({0, 4}, {1})
    assert (set(found.unsure), set(found.unreported), set(found.who)) == ({4}, {5}, {0, 1, 2, 4})
    today = date(2026, 11, 23)
    assert [each.days_left(today) for each in (first, later)] == [70, 220]
    assert first.days_left(date(2027, 2, 2)) == -1


def test_what_is_read_is_what_the_answer_hangs_on() -> None:
    state = tenant(*WHOLE, BOOTSTRAP, GATE)
    wanted = readiness_wanted(Audience(), state)
    assert (wanted.groups, wanted.roles, wanted.keys_of_everyone) == (some(PILOT, OUT, PASSES), True, True)
    wanted = readiness_wanted(Audience(Scope.GROUP, ADMINS, "Admins"), state)
    assert wanted.groups == some(PILOT, OUT, PASSES, ADMINS)
    assert (wanted.keys_of, wanted.keys_of_everyone) == (some(ADMINS), False)
    held = state.of(Kind.POLICY)[0]
    wanted = readiness_wanted(Audience(Scope.POLICY, held.id, held.name, held), state)
    assert (wanted.keys_of, wanted.keys_of_everyone) == (some(PILOT), False)
    for path, value in (("users.include", "all"), ("users.include.roles", some(ROLE))):
        wider = replace(held, fields={**held.fields, path: value})
        assert readiness_wanted(Audience(Scope.POLICY, held.id, held.name, wider), state).keys_of_everyone


def test_the_row_for_everyone_is_no_group_to_read() -> None:
    wanted = readiness_wanted(Audience(), tenant(PROFILE, live(Kind.TARGET, EVERYONE, profiles=some(STAFF))))
    assert wanted.groups == frozenset()

"""The passkey policy in up to four PATCHes: safe at every moment, whatever stands and whatever is wanted."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action
from passkeyctl.model.fields import Fields
from passkeyctl.plan.operation import Operation, Stage
from passkeyctl.plan.steps.passkey_steps import operations
from passkeyctl.plan.verify import unmet
from tests.plan.passkey_pairs import (
    FRESH,
    MADE,
    Case,
    Goal,
    carried_out,
    cases,
    change,
    changes,
    document,
    legacy_document,
    state_of,
)
from tests.plan.passkey_reference import (
    AAGUIDS,
    DEFAULT,
    EVERYONE,
    GROUPS,
    NAMES_OF_COLLECTIONS,
    PEOPLE,
    profiles_of,
    registrations,
    rows,
    sign_ins,
)

ON: Fields = {"state": "enabled", "allowSelfServiceSetup": True}
OFF: Fields = {"state": "disabled", "allowSelfServiceSetup": True}
A, B, C = MADE
HERE, THERE, _ = GROUPS


def planned(case: Case) -> tuple[Operation, ...]:
    prior = state_of(case.document)
    return operations(changes(prior, case.goal), prior)


def content(name: str, behavior: str = "none", *aaguids: str, attested: bool = False) -> Fields:
    return {
        "name": name,
        "passkeyTypes": frozenset({"deviceBound"}),
        "enforceAttestation": attested,
        "keyRestrictions.behavior": behavior,
        "keyRestrictions.authenticators": frozenset(aaguids),
    }


def both_types() -> Fields:
    """What the one setting of a tenant without profiles amounts to."""
    return {**content("Default passkey profile"), "passkeyTypes": frozenset({"deviceBound", "synced"})}


def goal(profiles: dict[str, Fields], targets: dict[str, set[str]], *excludes: str, on: bool = True) -> Goal:
    whole = {DEFAULT: content("Default passkey profile"), **profiles}
    rows = {group: frozenset(ids) for group, ids in targets.items()}
    return Goal(ON if on else OFF, whole, rows, frozenset(excludes))


def stages(found: tuple[Operation, ...]) -> list[Stage]:
    return [each.stage for each in found]


@settings(max_examples=250, derandomize=True, database=None, deadline=None)
@given(cases())
def test_every_plan_is_safe_and_ends_at_the_goal(case: Case) -> None:
    found = planned(case)
    moments = carried_out(case.document, found)
    event(f"{len(found)} steps")
    assert len(found) <= 4
    assert_nobody_is_shut_out_or_let_in((case.document, *moments))
    assert_goal(case, found, moments)
    assert_whole_collections(found, (case.document, *moments))
    if case.document["state"] == "disabled":
        assert_switched_on_last(case, found)
    if case.document["defaultPasskeyProfile"] is None:
        assert_opts_in_first(case, found)


def assert_nobody_is_shut_out_or_let_in(moments: tuple[JsonObject, ...]) -> None:
    can = [sign_ins(each) for each in moments]
    may = [registrations(each) for each in moments]
    for number in range(1, len(moments) - 1):
        assert can[0] & can[-1] <= can[number] <= can[0] | can[-1]
        assert may[number] <= may[0] | may[-1]


def assert_goal(case: Case, found: tuple[Operation, ...], moments: tuple[JsonObject, ...]) -> None:
    """Each moment is what its step expects, the last one is what the files want, and every change is in a step."""
    last = state_of(moments[-1] if moments else case.document)
    named = {str(each.fields["name"]): each.id for each in last.of(Kind.PROFILE)}
    ids = {id.address: named[str(case.goal.profiles[id]["name"])] for id in FRESH if id in case.goal.profiles}
    known = {id: ids[id.address] if id in FRESH else id for id in case.goal.profiles}  # type: ignore[attr-defined]
    for operation, moment in zip(found, moments, strict=True):
        assert [words for each in operation.expects for words in unmet(each, state_of(moment), ids)] == []
    assert {each.id: each.fields for each in last.of(Kind.PROFILE)} == {
        known[id]: fields for id, fields in case.goal.profiles.items()
    }
    assert {each.id: each.fields["profiles"] for each in last.of(Kind.TARGET)} == {
        row: frozenset(known[id] for id in profiles) for row, profiles in case.goal.targets.items()
    }
    assert {each.id for each in last.of(Kind.EXCLUDE)} == case.goal.excludes
    shown = last.of(Kind.PASSKEYS)[0].fields
    assert {path: shown[path] for path in case.goal.settings} == case.goal.settings
    active = [each for each in changes(state_of(case.document), case.goal) if each.action is not Action.NO_OP]
    assert {each.address for each in active} == {address for operation in found for address in operation.addresses}


def assert_whole_collections(found: tuple[Operation, ...], moments: tuple[JsonObject, ...]) -> None:
    for operation, before, after in zip(found, moments, moments[1:], strict=False):
        body = operation.body or {}
        assert (operation.method, len(operation.expects)) == ("PATCH", 1)
        assert not {"isAttestationEnforced", "keyRestrictions"} & set(body)
        assert all(before[name] == after[name] for name in NAMES_OF_COLLECTIONS if name not in body)
        fresh = [each for each in rows(body.get("passkeyProfiles", [])) if "id" not in each]
        assert len(fresh) == len(operation.creates)


def assert_switched_on_last(case: Case, found: tuple[Operation, ...]) -> None:
    assert all(each.stage in (Stage.PASSKEY_PROFILES, Stage.PASSKEY_TARGETS) for each in found)
    written = [(each.body or {}).get("state") for each in found]
    switched_on = case.goal.settings["state"] == "enabled"
    assert written == [*[None] * (len(found) - 1), "enabled" if switched_on else None][: len(found)]


def assert_opts_in_first(case: Case, found: tuple[Operation, ...]) -> None:
    """The default profile and its id on every live row, and on no other."""
    if any("passkeyProfiles" in (each.body or {}) for each in found):
        first = found[0].body or {}
        assert DEFAULT in [each.get("id") for each in rows(first["passkeyProfiles"])]
        assert [each["id"] for each in rows(first["includeTargets"])] == [
            each["id"] for each in rows(case.document["includeTargets"])
        ]
        assert all(each["allowedPasskeyProfiles"] == [DEFAULT] for each in rows(first["includeTargets"]))


def test_a_new_profile_for_a_new_row_takes_two_steps() -> None:
    start = goal({}, {HERE: {DEFAULT}})
    fresh = FRESH[0]
    wanted = goal({fresh: content("Fresh", "allow", AAGUIDS[0])}, {HERE: {DEFAULT}, THERE: {fresh}})
    found = planned(Case(document(start), wanted))
    assert stages(found) == [Stage.PASSKEY_PROFILES, Stage.PASSKEY_TARGETS]
    assert found[0].creates == (fresh.address,)
    assert found[0].summary == "add and loosen passkey profiles"
    assert "includeTargets" not in (found[0].body or {})
    assert [each["allowedPasskeyProfiles"] for each in rows((found[1].body or {})["includeTargets"])] == [
        [DEFAULT],
        [str(fresh)],
    ]


def test_moving_a_group_gives_before_it_takes() -> None:
    start = goal({A: content("A"), B: content("B", "allow", AAGUIDS[0])}, {HERE: {A}})
    wanted = goal({A: content("A"), B: content("B", "allow", AAGUIDS[0])}, {HERE: {B}})
    found = planned(Case(document(start), wanted))
    assert stages(found) == [Stage.PASSKEY_TARGETS, Stage.NARROWER_PASSKEYS]
    assert rows((found[0].body or {})["includeTargets"])[0]["allowedPasskeyProfiles"] == [A, B]


def test_what_gives_and_takes_at_once_has_a_stage_of_its_own() -> None:
    """A profile that is narrowed may only be given to others once it is narrow."""
    start = goal({A: content("A", "allow", *AAGUIDS[:2])}, {HERE: {A}})
    wanted = goal({A: content("A", "allow", AAGUIDS[0])}, {HERE: {A}, THERE: {A}})
    found = planned(Case(document(start), wanted))
    assert stages(found) == [Stage.CHANGED_PASSKEYS]


def test_an_exclude_that_goes_with_a_narrower_profile_gives_as_well() -> None:
    start = goal({A: content("A", "allow", *AAGUIDS[:2])}, {HERE: {A}}, THERE)
    wanted = goal({A: content("A", "allow", AAGUIDS[0])}, {HERE: {A}})
    assert stages(planned(Case(document(start), wanted))) == [Stage.CHANGED_PASSKEYS]


def test_a_profile_is_deleted_after_its_rows_let_go() -> None:
    start = goal({A: content("A"), B: content("B")}, {HERE: {A, B}})
    found = planned(Case(document(start), goal({A: content("A")}, {HERE: {A}})))
    assert stages(found) == [Stage.NARROWER_PASSKEYS, Stage.DELETED_PROFILES]
    assert [each["id"] for each in rows((found[1].body or {})["passkeyProfiles"])] == [DEFAULT, A]
    assert [each["id"] for each in rows((found[0].body or {}).get("passkeyProfiles", []))] == []


def test_switching_off_does_not_wait_for_deleted_profiles() -> None:
    """What the off switch comes with would else be open to everybody for a moment."""
    start = goal({A: content("A")}, {HERE: {A}})
    found = planned(Case(document(start), goal({}, {HERE: {DEFAULT}, THERE: {DEFAULT}}, on=False)))
    assert [(each.stage, (each.body or {}).get("state")) for each in found] == [
        (Stage.NARROWER_PASSKEYS, "disabled"),
        (Stage.DELETED_PROFILES, None),
    ]


def test_setting_up_is_taken_away_before_more_is_admitted() -> None:
    start = goal({A: content("A", "allow", AAGUIDS[0])}, {HERE: {A}})
    wider = goal({A: content("A")}, {HERE: {A}})
    wanted = Goal({**ON, "allowSelfServiceSetup": False}, wider.profiles, wider.targets, wider.excludes)
    found = planned(Case(document(start), wanted))
    assert [(each.body or {}).get("isSelfServiceRegistrationAllowed") for each in found] == [False]


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
def test_settings_alone_are_one_request(before: bool, after: bool) -> None:
    start, wanted = goal({}, {HERE: {DEFAULT}}, on=before), goal({}, {HERE: {DEFAULT}}, on=after)
    (only,) = planned(Case(document(start), wanted))
    assert only.summary == "change the passkey settings"
    assert only.stage is (Stage.NARROWER_PASSKEYS if before else Stage.PASSKEY_TARGETS)
    assert only.addresses == (Address(Kind.PASSKEYS),)
    assert only.body == {
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "state": "enabled" if after else "disabled",
    }


@pytest.mark.parametrize("excludes", [(), (THERE,)])
def test_settings_and_excludes_do_not_opt_in(excludes: tuple[str, ...]) -> None:
    """And what is waited for is what such a tenant shows: no profiles."""
    start = goal({DEFAULT: both_types()}, {HERE: {DEFAULT}})
    wanted = goal({DEFAULT: both_types()}, {HERE: {DEFAULT}}, *excludes, on=False)
    without = legacy_document(start)
    (only,) = planned(Case(without, wanted))
    assert not {"passkeyProfiles", "includeTargets"} & set(only.body or {})
    (after,) = carried_out(without, (only,))
    assert after["defaultPasskeyProfile"] is None
    assert unmet(only.expects[0], state_of(after), {}) == ()


def test_a_tenant_that_does_not_opt_in_is_waited_for() -> None:
    start = goal({}, {HERE: {DEFAULT}})
    without = legacy_document(start)
    found = planned(Case(without, goal({}, {HERE: {DEFAULT}, THERE: {DEFAULT}})))
    assert "the tenant does not show passkey profiles yet" in unmet(found[0].expects[0], state_of(without), {})


def test_opting_in_alone_sends_the_profile_of_today_and_its_id_on_every_row() -> None:
    start = goal({DEFAULT: both_types()}, {HERE: {DEFAULT}, EVERYONE: {DEFAULT}}, THERE)
    prior = state_of(legacy_document(start))
    live = prior.of(Kind.PASSKEYS)[0]
    wish = change(Kind.PASSKEYS, live.id, live, {**live.fields, "optIn": True})
    (only,) = operations((wish,), prior)
    assert (only.summary, only.addresses) == ("opt in to passkey profiles", (Address(Kind.PASSKEYS),))
    assert {*(only.body or {})} == {"@odata.type", "passkeyProfiles", "includeTargets"}
    (after,) = carried_out(legacy_document(start), (only,))
    assert unmet(only.expects[0], state_of(after), {}) == ()
    assert state_of(after).of(Kind.PASSKEYS)[0].fields["optIn"] is True
    kept = [{each.id: each.fields for each in state.of(Kind.PROFILE)} for state in (prior, state_of(after))]
    assert kept[0] == kept[1]
    assert [each.fields["profiles"] for each in state_of(after).of(Kind.TARGET)] == [frozenset({DEFAULT})] * 2


def test_nothing_to_do_is_no_request() -> None:
    start = goal({A: content("A")}, {HERE: {A}, EVERYONE: {DEFAULT}}, THERE)
    assert planned(Case(document(start), start)) == ()


def test_what_others_wrote_is_sent_back_untouched() -> None:
    """Properties that this version does not know stand in every row and profile that is sent again."""
    start = document(goal({A: content("A")}, {HERE: {A}}))
    strange: JsonObject = {
        **start,
        "passkeyProfiles": [{**each, "later": {"since": 2027}} for each in rows(start["passkeyProfiles"])],
        "includeTargets": [{**each, "isRegistrationRequired": True} for each in rows(start["includeTargets"])],
    }
    found = planned(Case(strange, goal({A: content("A")}, {HERE: {A}, THERE: {A}})))
    assert [each["isRegistrationRequired"] for each in rows((found[0].body or {})["includeTargets"])] == [True, False]
    narrower = goal({A: content("A", "allow", AAGUIDS[0])}, {HERE: {A}})
    sent = rows((planned(Case(strange, narrower))[0].body or {})["passkeyProfiles"])
    assert [each["later"] for each in sent] == [{"since": 2027}, {"since": 2027}]


def test_the_reference_knows_people() -> None:
    """The judge of these tests, judged by hand."""
    one = document(goal({A: content("A", "allow", AAGUIDS[0], attested=True)}, {HERE: {A}}, THERE))
    in_both = frozenset({HERE, THERE})
    assert [list(profiles_of(person, one)) != [] for person in (PEOPLE[0], frozenset({HERE}), in_both)] == [
        False,
        True,
        False,
    ]
    assert {key.attested for _, key in sign_ins(one)} == {True, False}
    assert {key.attested for _, key in registrations(one)} == {True}
    assert {key.aaguid for _, key in sign_ins(one)} == {AAGUIDS[0]}


def test_letting_people_set_up_passkeys_gives_as_well() -> None:
    start = goal({A: content("A", "allow", *AAGUIDS[:2])}, {HERE: {A}})
    before = Goal({**ON, "allowSelfServiceSetup": False}, start.profiles, start.targets, start.excludes)
    narrower = goal({A: content("A", "allow", AAGUIDS[0])}, {HERE: {A}})
    assert stages(planned(Case(document(before), narrower))) == [Stage.CHANGED_PASSKEYS]


def test_an_exclude_that_goes_alone_is_given_with_the_rows() -> None:
    start, wanted = goal({}, {HERE: {DEFAULT}}, THERE), goal({}, {HERE: {DEFAULT}})
    (only,) = planned(Case(document(start), wanted))
    assert (only.stage, (only.body or {})["excludeTargets"]) == (Stage.PASSKEY_TARGETS, [])

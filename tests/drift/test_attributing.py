"""Who is said to have done it, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from passkeyctl.drift.attributing import LEFT_IT, NOT_TOLD, OTHER_FIELDS, attributed
from passkeyctl.drift.deviation import Attribution, Certainty, Deviation, Sort
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Change, Changed, Changes, Property
from passkeyctl.model.state import PriorState
from passkeyctl.rollout.standing import Spoken, Touch
from passkeyctl.wire import passkeys, policies, strengths

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=29)
POLICY, STRENGTH, OTHER_STRENGTH, GROUP = (f"{number}0000000-0000-4000-8000-000000000001" for number in (1, 2, 3, 4))
FIDO2: JsonObject = {
    "state": "enabled",
    "defaultPasskeyProfile": "00000000-0000-0000-0000-000000000001",
    "passkeyProfiles": [{"id": "00000000-0000-0000-0000-000000000001", "name": "Default passkey profile"}],
    "includeTargets": [],
    "excludeTargets": [],
}
AS_IT_IS: JsonObject = {
    "id": POLICY,
    "displayName": "Pilot",
    "state": "disabled",
    "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
}


def tenant(**members: JsonValue) -> PriorState:
    made: list[JsonObject] = [
        {"id": id, "displayName": id[0], "policyType": "custom", "allowedCombinations": ["fido2"]}
        for id in (STRENGTH, OTHER_STRENGTH)
    ]
    objects = (
        *passkeys.read(FIDO2),
        policies.read({**AS_IT_IS, **members}),
        *(strengths.read(each) for each in made),
    )
    return PriorState(objects, has_profiles=True, fido2=FIDO2)


STATE = Deviation(Sort.CHANGED, Address(Kind.POLICY, "pilot"), "Pilot", "state", "enabled", "disabled", POLICY)
GONE = Deviation(Sort.MISSING, Address(Kind.POLICY, "pilot"), "Pilot")
ROW = Deviation(Sort.MISSING, Address(Kind.EXCLUDE, "staff"), "Staff", id=GROUP)
CONTEXT = Deviation(Sort.CHANGED, Address(Kind.CONTEXT, "c1"), "Elevation", "published", True, False, "c1")
MODELS = "fido2.allowedAAGUIDs"
LIMITED = Deviation(
    Sort.CHANGED,
    Address(Kind.STRENGTH, "keys"),
    "Keys",
    "fido2.allowedAAGUIDs",
    frozenset({"a"}),
    frozenset(),
    STRENGTH,
)


def record(
    minutes: int,
    before: JsonValue = None,
    after: JsonValue = None,
    *,
    sort: Changed = Changed.POLICIES,
    ids: tuple[str, ...] = (POLICY,),
    activity: str = "Update",
    names: tuple[str, ...] = (),
) -> Change:
    told = () if before is None and after is None else (Property("Settings", before, after),)
    at = NOON + timedelta(minutes=minutes)
    return Change(sort, at, frozenset(ids), activity, f"admin{minutes}", "192.0.2.1", told, names)


def said(
    deviation: Deviation,
    *changes: Change,
    prior: PriorState | None = None,
    truncated: str = "",
    touched: dict[str, Touch] | None = None,
) -> Attribution:
    log = Changes(NOON - timedelta(days=30), tuple(changes), oldest=LONG_AGO, truncated=truncated)
    (found,) = attributed([deviation], prior or tenant(), Spoken(log, touched=touched or {}))
    return found.attribution


OFF: tuple[JsonValue, JsonValue] = ({"state": "enabled"}, {"state": "disabled"})
ON: tuple[JsonValue, JsonValue] = ({"state": "disabled"}, {"state": "enabled"})


def test_the_newest_record_that_leads_to_what_stands_did_it() -> None:
    found = said(STATE, record(1, *OFF), record(2, *ON), record(3, *OFF), record(4))
    assert (found.certainty, found.by, found.why) == (Certainty.FIELD, "admin3", "")


def test_a_newer_record_that_leads_elsewhere_leaves_it_open() -> None:
    found = said(STATE, record(1, *OFF), record(2, *ON))
    assert (found.certainty, found.by, found.why) == (Certainty.UNKNOWN, "admin2", LEFT_IT)


def test_a_record_that_tells_nothing_may_have_led_back() -> None:
    found = said(
        STATE, record(1, *OFF), record(2, *ON), record(3), record(4, {"displayName": "A"}, {"displayName": "B"})
    )
    assert (found.certainty, found.by, found.why) == (Certainty.OBJECT, "admin3", LEFT_IT)


@pytest.mark.parametrize("is_first", [True, False])
def test_of_records_of_one_moment_the_one_that_leads_to_what_stands_was_the_last(is_first: bool) -> None:
    on, off = record(1, *ON), replace(record(2, *OFF), at=record(1).at)
    found = said(STATE, *((off, on) if is_first else (on, off)))
    assert (found.certainty, found.by) == (Certainty.FIELD, "admin2")


def test_an_own_run_that_led_elsewhere_is_not_blamed() -> None:
    found = said(STATE, record(2, *ON), touched={str(STATE.address): Touch(NOON + timedelta(hours=1), "me")})
    assert (found.certainty, found.by, found.why) == (Certainty.UNKNOWN, "me", LEFT_IT)


def test_an_own_run_that_made_it_is_not_blamed_for_its_going() -> None:
    found = said(GONE, touched={str(GONE.address): Touch(NOON, "me")})
    assert (found.certainty, found.by, found.why) == (Certainty.UNKNOWN, "me", NOT_TOLD)


@pytest.mark.parametrize("before", [None, {**AS_IT_IS, "state": "enabled"}])
def test_whatever_a_record_shows_afterwards_went_later_than_that(before: JsonValue) -> None:
    gone = record(1, {**AS_IT_IS}, None, activity="Delete conditional access policy")
    found = said(GONE, gone, record(2, before, {**AS_IT_IS}), prior=PriorState((), has_profiles=True, fido2=FIDO2))
    assert (found.certainty, found.by, found.not_since, found.why) == (Certainty.UNKNOWN, "admin2", None, NOT_TOLD)


def test_whoever_renamed_it_into_the_boundary_brought_it_there_and_not_whoever_made_it() -> None:
    made = record(1, None, {**AS_IT_IS, "displayName": "Else"}, activity="Add conditional access policy")
    renamed = record(2, {"displayName": "Else"}, {"displayName": "Pilot"})
    unlisted = Deviation(Sort.UNLISTED, Address(Kind.POLICY, "Pilot", is_unlisted=True), "Pilot", id=POLICY)
    found = said(unlisted, made, renamed, record(3, *OFF))
    assert (found.certainty, found.by) == (Certainty.FIELD, "admin2")


def test_a_record_of_other_fields_names_the_object_and_says_so() -> None:
    found = said(STATE, record(1, {"displayName": "Old"}, {"displayName": "Pilot"}))
    assert (found.certainty, found.by, found.why) == (Certainty.OBJECT, "admin1", OTHER_FIELDS)


def test_a_record_that_names_nothing_may_be_about_it() -> None:
    found = said(STATE, record(1, ids=()), record(2, ids=(GROUP,)))
    assert (found.certainty, found.by, found.why) == (Certainty.OBJECT, "admin1", "")


def test_an_object_that_came_back_was_not_left_so_by_its_deletion() -> None:
    whole: JsonObject = {**AS_IT_IS}
    found = said(STATE, record(1, *OFF), record(2, whole, None, activity="Delete conditional access policy"))
    assert (found.certainty, found.by, found.why) == (Certainty.UNKNOWN, "admin2", LEFT_IT)


@pytest.mark.parametrize(
    ("touch", "by"), [(timedelta(minutes=5), "me"), (timedelta(minutes=-5), "admin1"), (timedelta(minutes=1), "admin1")]
)
def test_the_newest_of_all_that_speak_counts_where_no_value_is_told(touch: timedelta, by: str) -> None:
    assert said(STATE, record(1), touched={str(STATE.address): Touch(NOON + touch, "me")}).by == by


def test_an_own_date_that_nobody_explains_is_newer_than_the_record() -> None:
    later = tenant(modifiedDateTime=(NOON + timedelta(hours=1)).isoformat())
    found = said(STATE, record(1), prior=later)
    assert (found.at, found.by, found.told_by) == (NOON + timedelta(hours=1), "", "its own date")
    near = tenant(modifiedDateTime=(NOON + timedelta(seconds=100)).isoformat())
    assert said(STATE, record(1), prior=near).by == "admin1"


def test_a_value_that_a_record_shows_outweighs_the_own_date() -> None:
    later = tenant(modifiedDateTime=(NOON + timedelta(hours=1)).isoformat())
    assert said(STATE, record(1, *OFF), prior=later).certainty is Certainty.FIELD


def test_a_log_that_breaks_off_says_what_it_saw_and_is_not_sure() -> None:
    found = said(STATE, record(1, *OFF), truncated="it broke off")
    assert (found.certainty, found.by, found.why) == (Certainty.UNKNOWN, "admin1", "it broke off")
    assert said(STATE, truncated="it broke off") == Attribution(Certainty.UNKNOWN, why="it broke off")


def test_what_the_whole_log_is_silent_about_is_older() -> None:
    assert said(STATE) == Attribution(Certainty.UNKNOWN, told_by="the audit log", not_since=LONG_AGO)


def test_an_empty_log_says_nothing() -> None:
    (found,) = attributed([STATE], tenant(), Spoken(Changes(LONG_AGO)))
    assert found.attribution == Attribution(Certainty.UNKNOWN, why="the audit log is empty")


@pytest.mark.parametrize(("why", "told"), [("nobody asked", "nobody asked"), ("", "the audit log was not read")])
def test_without_a_log_it_is_said_why(why: str, told: str) -> None:
    (found,) = attributed([STATE], tenant(), Spoken(None, why))
    assert found.attribution == Attribution(Certainty.UNKNOWN, why=told)


def test_the_log_is_not_known_to_tell_of_contexts() -> None:
    assert said(CONTEXT).why == "the audit log isn't known to tell of it"


DELETE = "Delete conditional access policy"


@pytest.mark.parametrize(
    ("change", "by"),
    [
        (record(1, {"displayName": "Pilot"}, None, ids=(GROUP,), activity=DELETE), "admin1"),
        (record(1, None, None, ids=(GROUP,), activity=DELETE, names=("Pilot",)), "admin1"),
        (record(1, {"id": GROUP}, None, ids=(GROUP,), activity=DELETE, names=("Pilot",)), "admin1"),
        (record(1, None, None, ids=(GROUP,), activity=DELETE, names=("Another",)), ""),
        (record(1, {"displayName": "Pilot"}, {"displayName": "Trial"}), "admin1"),
        (record(1, {"displayName": "Another"}, None, ids=(GROUP,), activity=DELETE), ""),
        (record(1, "torn", None, ids=(GROUP,), activity=DELETE), ""),
    ],
)
def test_a_missing_object_is_known_by_its_name(change: Change, by: str) -> None:
    renamed = tenant(displayName="Trial")
    found = said(GONE, change, prior=renamed)
    assert (found.by, found.certainty) == (by, Certainty.FIELD if by else Certainty.UNKNOWN)


def test_a_missing_row_is_known_by_its_group() -> None:
    rows: JsonValue = [{"id": GROUP, "targetType": "group"}]
    before: JsonObject = {"id": "Fido2", "excludeTargets": rows}
    after: JsonObject = {"id": "Fido2", "excludeTargets": []}
    change = record(1, before, after, sort=Changed.METHODS, ids=("authenticationmethodspolicy",))
    assert (said(ROW, change).by, said(ROW, change).certainty) == ("admin1", Certainty.FIELD)


@pytest.mark.parametrize(
    ("ids", "by"), [((STRENGTH,), "admin1"), ((OTHER_STRENGTH,), ""), ((GROUP,), "admin1"), ((), "admin1")]
)
def test_limits_that_name_no_known_strength_may_be_of_any(ids: tuple[str, ...], by: str) -> None:
    activity = "Authentication Strength Combination Configuration Update"
    assert said(LIMITED, record(1, sort=Changed.STRENGTHS, ids=ids, activity=activity)).by == by


def test_values_of_two_strengths_at_once_are_nobodys() -> None:
    both = record(1, {"description": "a"}, {"description": "b"}, sort=Changed.STRENGTHS, ids=(STRENGTH, OTHER_STRENGTH))
    assert said(LIMITED, both).certainty is Certainty.OBJECT

"""Since when objects are as they are: the newest of all that speak, and what silence is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Change, Changed, Changes, Standing
from passkeyctl.model.state import LiveObject
from passkeyctl.rollout.standing import AUDIT_LOG, OWN_DATE, RECEIPT, Spoken, Touch, standing_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE, OLDEST = NOON - timedelta(days=20), NOON - timedelta(days=25)
HOUR = timedelta(hours=1)
POLICY_ID, STRENGTH_ID, OTHER_ID = (f"70000000-0000-4000-8000-00000000000{each}" for each in (1, 2, 3))
POLICY, STRENGTH = Address(Kind.POLICY, "pilot"), Address(Kind.STRENGTH, "keys")
PROFILE, CONTEXT = Address(Kind.PROFILE, "synced"), Address(Kind.CONTEXT, "c1")
QUIET = Changes(SINCE, (), OLDEST)


def live(kind: Kind, id: str, **original: str | None) -> LiveObject:
    kept: JsonObject = {"id": id, **original}
    return LiveObject(kind, id, "name", {}, kept)


def policy(modified: datetime | None = None, created: datetime | None = None) -> LiveObject:
    dates = {"modifiedDateTime": modified, "createdDateTime": created}
    return live(Kind.POLICY, POLICY_ID, **{key: None if at is None else at.isoformat() for key, at in dates.items()})


def change(sort: Changed, at: datetime, *ids: str, activity: str = "Update", by: str = "megan") -> Change:
    return Change(sort, at, frozenset(ids), activity, by)


def one(address: Address, found: LiveObject, spoken: Spoken, **beside: LiveObject) -> Standing:
    others = {Address(each.kind, name): each for name, each in beside.items()}
    return standing_of({address: found, **others}, spoken)[address]


def test_a_policy_has_its_own_date_and_needs_no_log() -> None:
    spoken = Spoken(why_no_changes="refused")
    assert one(POLICY, policy(NOON, NOON - HOUR), spoken) == Standing(NOON, True, told_by=OWN_DATE)
    assert one(POLICY, policy(None, NOON - HOUR), spoken) == Standing(NOON - HOUR, True, told_by=OWN_DATE)
    assert one(POLICY, policy(), spoken) == Standing(None, why="refused")


@pytest.mark.parametrize("newest", [OWN_DATE, AUDIT_LOG, RECEIPT])
def test_the_newest_of_all_that_speak_counts(newest: str) -> None:
    at = {each: NOON if each == newest else NOON - HOUR for each in (OWN_DATE, AUDIT_LOG, RECEIPT)}
    spoken = Spoken(
        replace(QUIET, changes=(change(Changed.POLICIES, at[AUDIT_LOG], POLICY_ID),)),
        touched={"conditionalAccess.pilot": Touch(at[RECEIPT], "ada")},
    )
    who = {OWN_DATE: "", AUDIT_LOG: "megan", RECEIPT: "ada"}[newest]
    assert one(POLICY, policy(at[OWN_DATE]), spoken) == Standing(NOON, True, who, newest)


def test_who_changed_it_is_told_by_whoever_knows_of_the_same_change() -> None:
    logged = change(Changed.POLICIES, NOON - timedelta(seconds=2), POLICY_ID)
    found = one(POLICY, policy(NOON), Spoken(replace(QUIET, changes=(logged,))))
    assert found == Standing(NOON, True, "megan", OWN_DATE)


def test_a_receipt_knows_an_object_by_its_id_whatever_files_call_it_now() -> None:
    assert one(POLICY, policy(NOON - HOUR), Spoken(touched={POLICY_ID: Touch(NOON, "ada")})).since == NOON


@pytest.mark.parametrize("kind", [Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN])
def test_a_record_about_methods_is_about_all_of_them(kind: Kind) -> None:
    address, found = Address(kind, "x"), live(kind, "any")
    logged = change(Changed.METHODS, NOON, "authenticationmethodspolicy")
    assert one(address, found, Spoken(replace(QUIET, changes=(logged,)))) == Standing(NOON, True, "megan", AUDIT_LOG)
    elsewhere = change(Changed.POLICIES, NOON, "any")
    assert one(address, found, Spoken(replace(QUIET, changes=(elsewhere,)))).since == SINCE


def test_a_silent_log_says_at_least_since_its_oldest_record_and_no_longer_than_it_was_read() -> None:
    profile = live(Kind.PROFILE, "p")
    assert one(PROFILE, profile, Spoken(QUIET)) == Standing(SINCE, False, told_by=AUDIT_LOG)
    short = replace(QUIET, oldest=NOON - timedelta(days=3))
    assert one(PROFILE, profile, Spoken(short)).since == NOON - timedelta(days=3)
    assert one(PROFILE, profile, Spoken(replace(QUIET, oldest=None))) == Standing(None, why="the audit log is empty")


def test_a_log_that_was_not_seen_whole_is_no_silence() -> None:
    profile, torn = live(Kind.PROFILE, "p"), replace(QUIET, truncated="page 2 failed")
    assert one(PROFILE, profile, Spoken(torn)) == Standing(None, why="page 2 failed")
    assert one(PROFILE, profile, Spoken()) == Standing(None, why="the audit log was not read")


def test_a_receipt_alone_says_when_and_that_others_may_have_changed_it_since() -> None:
    spoken = Spoken(replace(QUIET, truncated="refused"), touched={"passkeys.profiles.synced": Touch(NOON, "ada")})
    assert one(PROFILE, live(Kind.PROFILE, "p"), spoken) == Standing(NOON, True, "ada", RECEIPT, "refused")


def test_the_date_of_a_strength_is_believed_only_beside_the_log() -> None:
    strength = live(Kind.STRENGTH, STRENGTH_ID, modifiedDateTime=NOON.isoformat())
    assert one(STRENGTH, strength, Spoken(QUIET)) == Standing(NOON, True, told_by=OWN_DATE)
    without = one(STRENGTH, strength, Spoken(why_no_changes="refused"))
    assert without == Standing(None, why="refused, and its own date doesn't tell every change")


def test_limits_of_a_strength_that_nobody_knows_may_be_any_ones() -> None:
    activity = "Authentication Strength Combination Configuration Update"
    strength = live(Kind.STRENGTH, STRENGTH_ID, modifiedDateTime=(NOON - 9 * HOUR).isoformat())
    other = live(Kind.STRENGTH, OTHER_ID)

    def since(*ids: str, activity: str = activity) -> datetime | None:
        logged = change(Changed.STRENGTHS, NOON, *ids, activity=activity)
        return one(STRENGTH, strength, Spoken(replace(QUIET, changes=(logged,))), other=other).since

    assert since("id of a configuration") == since(STRENGTH_ID) == since() == NOON
    assert (
        since(OTHER_ID)
        == since("another strength", activity="Authentication Strength Policy Delete")
        == NOON - 9 * HOUR
    )


def test_a_record_of_another_policy_says_nothing_and_one_that_names_none_may_be_about_it() -> None:
    named = Spoken(replace(QUIET, changes=(change(Changed.POLICIES, NOON, OTHER_ID),)))
    nameless = Spoken(replace(QUIET, changes=(change(Changed.POLICIES, NOON),)))
    assert one(POLICY, policy(NOON - HOUR), named).since == NOON - HOUR
    assert one(POLICY, policy(NOON - HOUR), nameless).since == NOON


def test_nothing_is_known_to_tell_of_a_context_but_what_was_written_here() -> None:
    context = live(Kind.CONTEXT, "c1")
    assert one(CONTEXT, context, Spoken(QUIET)) == Standing(None, why="the audit log isn't known to tell of it")
    touched = Spoken(QUIET, touched={"authenticationContexts.c1": Touch(NOON)})
    assert one(CONTEXT, context, touched).since == NOON


@settings(max_examples=100)
@given(some.lists(some.integers(0, 400)), some.lists(some.integers(0, 400), max_size=3), some.integers(0, 400))
def test_nothing_stands_longer_than_anybody_says(logged: list[int], written: list[int], own: int) -> None:
    at = [SINCE + hours * HOUR for hours in logged]
    changes = tuple(change(Changed.POLICIES, each, POLICY_ID) for each in at)
    wrote = [SINCE + hours * HOUR for hours in written]
    touched = {POLICY_ID: Touch(max(wrote))} if wrote else {}
    found = one(POLICY, policy(SINCE + own * HOUR), Spoken(replace(QUIET, changes=changes), touched=touched))
    assert found.since == max([*at, *wrote, SINCE + own * HOUR])

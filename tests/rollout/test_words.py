"""What a gate says: values, thresholds, why, who is missing, what to do; and how measurements have moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import PolicyOutcomes, SignIns, Standing
from passkeyctl.model.people import KeyModel, KnownPeople
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.rollout import (
    Approval,
    Approvals,
    Failures,
    Gate,
    Having,
    LastAdminGuard,
    Registered,
    Soak,
    Threshold,
    Window,
)
from passkeyctl.rollout.climbing import climb, next_of, previous_of
from passkeyctl.rollout.evidence import Evidence, Source
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.stops import crossed
from passkeyctl.rollout.trend import trend
from passkeyctl.rollout.watched import watched
from tests.people import people, person, roster
from tests.rollout.gating import NOW, POLICY_ID, entering, ladder_of, measured, policy, stage
from tests.rollout.test_administrators import KEY, PASSKEYS
from tests.states import HERE, id_of

GROUP = Reference(RefKind.GROUP, "PK-Pilot", "PK-Pilot")


def having(count: int, total: int, at_least: Threshold, having: Having = Having.PASSKEY) -> Measured:
    """The first `count` of so many people hold one passkey."""
    known = people(total, groups={id_of(1): range(total)}, keys={KEY: range(count)})
    evidence = Evidence(NOW, KnownPeople(known, roster(total)), group_ids={"PK-Pilot": id_of(1)})
    gate = Registered(having, GROUP, at_least, HERE, frozenset({str(KEY.aaguid)}))
    return ask(gate, stage(), evidence, entering(*PASSKEYS), ())


def test_people_of_a_group() -> None:
    found = having(2, 3, Threshold(95, True))
    assert (found.code, found.answer) == ("ROL101", Answer.CLOSED)
    assert (found.value, found.threshold) == ("2 of 3 people, 66%", "at least 95%")
    assert (found.number, found.unit, found.missing) == (66.0, "%", ("person2@contoso.com",))
    assert "rollout invite" in found.hint
    assert having(199, 200, Threshold(100, True)).value == "199 of 200 people, 99%"
    few = having(1, 1, Threshold(2, False))
    assert (few.value, few.threshold, few.number, few.unit) == (
        "1 of 1 person, 100%",
        "at least 2 people",
        1.0,
        "people",
    )


def test_nobody_is_not_everybody() -> None:
    found = having(0, 0, Threshold(100, True))
    assert (found.answer, found.why) == (Answer.UNKNOWN, "`PK-Pilot` has nobody whose account is enabled")


def test_one_passkey_may_be_two_of_a_model() -> None:
    found = having(1, 2, Threshold(1, False), Having.SECOND_METHOD)
    assert (found.code, found.answer) == ("ROL102", Answer.UNKNOWN)
    assert found.why == "of some nobody can tell: it may be 1 of 2 people"
    assert having(0, 2, Threshold(1, False), Having.SECOND_METHOD).answer is Answer.CLOSED


def test_a_group_that_is_not_there_and_people_who_were_not_read() -> None:
    gate = Registered(Having.PASSKEY, GROUP, Threshold(1, False), HERE)
    known = KnownPeople(people(1), roster(1))
    unknown = ask(gate, stage(), Evidence(NOW, known), entering(), ())
    assert (unknown.answer, unknown.why) == (Answer.UNKNOWN, "the group `PK-Pilot` is not in the tenant")
    unread = ask(gate, stage(), Evidence(NOW, unread={Source.PEOPLE: "no permission"}), entering(), ())
    assert (unread.answer, unread.why) == (Answer.UNKNOWN, "no permission")
    members = ask(gate, stage(), Evidence(NOW, known, group_ids={"PK-Pilot": id_of(1)}), entering(), ())
    assert (members.answer, members.why) == (Answer.UNKNOWN, "who is in `PK-Pilot` was not read")


def test_models_that_are_named() -> None:
    assert having(2, 2, Threshold(100, True), Having.AUTHENTICATOR).answer is Answer.OPEN
    other = Registered(Having.AUTHENTICATOR, GROUP, Threshold(1, False), HERE, frozenset({"another"}))
    known = people(1, groups={id_of(1): (0,)}, keys={KeyModel("aa", "deviceBound", True): (0,)})
    evidence = Evidence(NOW, KnownPeople(known, roster(1)), group_ids={"PK-Pilot": id_of(1)})
    assert ask(other, stage(), evidence, entering(*PASSKEYS), ()).answer is Answer.CLOSED


OFFICE = policy(state="reportOnly", users__include="all", grant__controls=frozenset({"mfa"}))
REHEARSED = Failures("office", Threshold(0, False), timedelta(days=7), HERE)


def rehearsal(outcomes: PolicyOutcomes) -> Evidence:
    since = NOW - timedelta(days=7)
    return Evidence(
        NOW,
        policy_ids={"office": POLICY_ID},
        sign_ins=SignIns(since, NOW, {POLICY_ID: outcomes}, {POLICY_ID: outcomes}, {"b": "bo@contoso.com"}),
        standing={Address(Kind.POLICY, "office"): Standing(since, is_exact=True)},
    )


def test_a_rehearsal_names_who_would_be_stopped() -> None:
    known = rehearsal(PolicyOutcomes({"a": 500, "b": 1}, {"b": 1}))
    found = ask(REHEARSED, stage(), known, entering(OFFICE), ())
    assert (found.code, found.answer) == ("ROL104", Answer.CLOSED)
    assert (found.value, found.threshold) == ("1 of 2 people, 50%", "at most 0 people in 7 days")
    assert found.missing == ("bo@contoso.com",)
    share = replace(REHEARSED, at_most=Threshold(1, True))
    assert ask(share, stage(), known, entering(OFFICE), ()).threshold == "at most 1% in 7 days"
    of_sign_ins = ask(replace(REHEARSED, of=share.of.SIGN_INS), stage(), known, entering(OFFICE), ())
    assert of_sign_ins.value == "1 of 501 sign-ins, 1%", "a share of failures is rounded up: 0% is none"


def test_a_person_whom_the_log_does_not_name_is_named_by_the_roster() -> None:
    known = rehearsal(PolicyOutcomes({person(1).id: 1}, {person(1).id: 1}))
    named = replace(known, people=KnownPeople(people(2), roster(2)))
    assert ask(REHEARSED, stage(), named, entering(OFFICE), ()).missing == ("person1@contoso.com",)
    assert ask(REHEARSED, stage(), known, entering(OFFICE), ()).missing == (person(1).id,)


@pytest.mark.parametrize(
    ("state", "more", "answer", "why"),
    [
        ("disabled", {}, Answer.CLOSED, "`office` is `disabled`, not in report-only"),
        ("reportOnly", {"policy_ids": {}}, Answer.CLOSED, "`office` is not in the tenant yet"),
        ("reportOnly", {"sign_ins": None}, Answer.UNKNOWN, "the sign-in log was not read"),
        ("reportOnly", {"standing": {}}, Answer.UNKNOWN, "since when `office` is in report-only can't be told"),
        ("reportOnly", {"now": NOW + timedelta(hours=2)}, Answer.OPEN, ""),
        (
            "reportOnly",
            {"now": NOW - timedelta(hours=2)},
            Answer.CLOSED,
            "`office` has been as it is for 6 days of 7 days",
        ),
    ],
)
def test_a_rehearsal_that_did_not_take_place(state: str, more: dict[str, object], answer: Answer, why: str) -> None:
    known = replace(rehearsal(PolicyOutcomes({"a": 1})), **more)  # type: ignore[arg-type]
    held = replace(OFFICE, fields={**OFFICE.fields, "state": state})
    found = ask(REHEARSED, stage(), known, entering(held), ())
    assert found.answer is answer
    assert found.why.startswith(why)


def test_user_actions_are_never_rehearsed() -> None:
    action = frozenset({"Register security information"})
    held = replace(OFFICE, fields={**OFFICE.fields, "target.userActions": action})
    found = ask(REHEARSED, stage(), rehearsal(PolicyOutcomes({"a": 1})), entering(held), ())
    assert (found.answer, "Temporary Access Pass" in found.hint) == (Answer.CLOSED, True)


def test_a_log_of_too_short_a_time_and_too_few_sign_ins() -> None:
    known = rehearsal(PolicyOutcomes({"a": 3}))
    assert known.sign_ins is not None
    short = replace(known, sign_ins=replace(known.sign_ins, since=NOW - timedelta(days=6)))
    found = ask(REHEARSED, stage(), short, entering(OFFICE), ())
    assert (found.answer, found.why) == (Answer.UNKNOWN, "the sign-in log was read for a shorter time")
    few = ask(replace(REHEARSED, evaluated=4), stage(), known, entering(OFFICE), ())
    assert (few.answer, few.why) == (Answer.UNKNOWN, "3 sign-ins seen, 4 asked for")


def test_no_sign_in_is_no_measurement() -> None:
    """Else the first sign-in would look like a leap."""
    found = ask(REHEARSED, stage(), rehearsal(PolicyOutcomes()), entering(OFFICE), ())
    assert (found.answer, found.value, found.number) == (Answer.UNKNOWN, "0 of 0 people, 0%", None)


def test_a_stop() -> None:
    found = crossed(REHEARSED, rehearsal(PolicyOutcomes({"a": 9, "b": 1}, {"b": 1})))
    assert (found.code, found.answer, found.missing) == ("ROL109", Answer.CLOSED, ("bo@contoso.com",))
    assert crossed(REHEARSED, rehearsal(PolicyOutcomes({"a": 9}))).answer is Answer.OPEN
    assert crossed(REHEARSED, Evidence(NOW)).why == "`office` is not in the tenant"
    assert crossed(REHEARSED, Evidence(NOW, policy_ids={"office": POLICY_ID})).answer is Answer.UNKNOWN


def test_soaking_says_when_it_opens() -> None:
    address = Address(Kind.POLICY, "office")
    gate, changed = Soak(timedelta(days=7), HERE), Standing(NOW - timedelta(days=3), True, "jo", "the audit log")
    found = ask(gate, stage(), Evidence(NOW, standing={address: changed}), entering(objects=(address,)), ())
    assert (found.value, found.threshold, found.number) == ("3 days", "at least 7 days", 3)
    assert found.why == "`conditionalAccess.office` was changed 2026-11-20 12:00 UTC by jo, as the audit log says"
    assert found.hint == "opens 2026-11-27 12:00 UTC, if nobody changes them meanwhile"
    missing = ask(gate, stage(), Evidence(NOW), entering(objects=(address,)), ())
    assert (missing.answer, missing.why) == (Answer.CLOSED, "`conditionalAccess.office` is not in the tenant yet")


def test_a_window_says_when_it_opens() -> None:
    gate = Window(HERE, frozenset({1}), time(8), time(12), "Europe/Oslo")
    found = ask(gate, stage(), Evidence(NOW), entering(), ())
    assert found.value == "Monday 2026-11-23 13:00 Europe/Oslo"
    assert found.threshold == "Tuesday, 08:00 to 12:00 Europe/Oslo"
    assert found.hint == "opens Tuesday 2026-11-24 08:00 Europe/Oslo"
    over = replace(gate, not_after=date(2026, 11, 23))
    assert "move `notAfter`" in ask(over, stage(), Evidence(NOW), entering(), ()).hint
    assert ask(replace(gate, zone="Nowhere/Land"), stage(), Evidence(NOW), entering(), ()).answer is Answer.UNKNOWN


def test_approvals_of_this_description_by_different_people() -> None:
    def approval(by: str, of: str = "0123456789ab", stage: str = "pilot") -> Approval:
        return Approval(stage, by, date(2026, 11, 20), of, HERE)

    given = (approval("Jo Doe"), approval("jo  doe"), approval("Ann", of="older"), approval("Bo", stage="other"))
    found = ask(Approvals(2, HERE), stage(), Evidence(NOW), entering(), given)
    assert (found.answer, found.number, found.missing) == (Answer.CLOSED, 1.0, ("1 person more",))
    assert found.why == "approved before the stage was changed: Ann"
    assert "rollout approve pilot" in found.hint
    enough = ask(Approvals(2, HERE), stage(), Evidence(NOW), entering(), (*given, approval("Ann")))
    assert (enough.answer, enough.value) == (Answer.OPEN, "2 approvals: Ann, jo  doe")


@pytest.mark.parametrize(
    ("history", "number", "unit", "words"),
    [
        ([], 40.0, "%", "first measurement"),
        ([(7, 28.0), (3, 30.0)], 40.0, "%", "+12 points in 7 days"),
        ([(3, 40.0)], 40.0, "%", "no change in 3 days"),
        ([(1, 5.0)], 4.0, "people", "-1 person in 1 day"),
        ([(0.5, 5.0)], 7.0, "people", "+2 people in 12 hours"),
        ([(3, 40.0)], None, "%", ""),
        ([(-1, 40.0)], 41.0, "%", "first measurement"),
    ],
)
def test_trends(history: list[tuple[float, float]], number: float | None, unit: str, words: str) -> None:
    assert trend([(NOW - timedelta(days=ago), value) for ago, value in history], NOW, number, unit) == words


def test_next_and_back() -> None:
    rollout = ladder_of(stage("a"), stage("b"), stage("c"), wanted="b")
    ladder = climb(rollout, "b", {}, lambda _: (), {})
    following, previous = next_of(ladder), previous_of(rollout, "b")
    assert following is not None
    assert previous is not None
    assert (following.name, previous.name) == ("c", "a")
    assert previous_of(rollout, "a") is None
    assert next_of(climb(rollout, "c", {}, lambda _: (), {})) is None


@pytest.mark.parametrize(
    ("gate", "after", "below", "expected"),
    [
        (Soak(timedelta(days=7), HERE), "b", True, Answer.CLOSED),
        (Soak(timedelta(days=7), HERE), "a", True, Answer.OPEN),
        (Soak(timedelta(days=7), HERE), "b", False, Answer.OPEN),
        (REHEARSED, "a", True, Answer.CLOSED),
        (replace(REHEARSED, policy="other"), "b", True, Answer.OPEN),
        (LastAdminGuard(HERE), "b", True, Answer.OPEN),
    ],
)
def test_what_comes_with_the_same_plan_has_not_stood(gate: Gate, after: str, below: bool, expected: Answer) -> None:
    """`a` is shown, `b` is entered by this plan, `c` has a gate that was open as the tenant is now."""
    stages = (stage("a"), stage("b", after="a", sets=below), stage("c", after=after))
    answers = {"b": (), "c": (measured(gate, "ROL103", Answer.OPEN),)}
    found = climb(ladder_of(*stages), "c", {"a": True}, lambda each: answers[each.name], {})
    assert found.rungs[2].gates[0].answer is expected
    assert found.included == (("a", "b") if expected is Answer.CLOSED else ("a", "b", "c"))
    let_in = climb(ladder_of(*stages), "c", {"a": True}, lambda each: answers[each.name], {"ROL103": "it is urgent"})
    assert let_in.included == ("a", "b", "c")


def test_what_an_entered_stage_has_watched() -> None:
    office, other = Address(Kind.POLICY, "office"), Address(Kind.POLICY, "office2")
    soak = Soak(timedelta(days=7), HERE)
    for gate, answer, expected in (
        (soak, Answer.OPEN, {office}),
        (REHEARSED, Answer.OPEN, {office}),
        (soak, Answer.CLOSED, set()),
        (LastAdminGuard(HERE), Answer.OPEN, set()),
    ):
        answers = (measured(gate, "ROL103", answer),)
        ladder = climb(ladder_of(stage("a")), "a", {}, lambda _, answers=answers: answers, {})  # type: ignore[misc]
        assert watched(ladder, (office, other)) == expected
    assert watched(None, (office,)) == frozenset()

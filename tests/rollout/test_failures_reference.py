"""The gate about report-only, and stops, agree with judging one sign-in after the other, in every way it may be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Day, PolicyOutcomes, SignIns, Standing
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.rollout import Counted, Failures, Threshold
from passkeyctl.rollout.evidence import Evidence
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.stops import crossed
from tests.people import people, person, roster
from tests.rollout.gating import NOW, POLICY_ID, entering, policy, stage
from tests.rollout.reference import Limit, SignIn, rehearsed
from tests.states import HERE

WEEK = timedelta(days=7)
COUNT = 4
ABLE, UNREPORTED = (0,), (1,)
"""Person 0 surely has a second factor, of person 1 nobody knows, the others have none."""
OFFICE = policy(state="reportOnly", users__include="all", grant__controls=frozenset({"mfa"}))


def outcomes(log: list[SignIn]) -> PolicyOutcomes:
    judged = [each for each in log if each.result != "unknown"]
    applied = Counter(each.person for each in judged)
    failed = Counter(each.person for each in judged if each.result == "failed")
    interrupted = Counter(each.person for each in judged if each.result == "interrupted")
    days = {NOW.date(): Day(applied.total(), failed.total(), interrupted.total())}
    return PolicyOutcomes(applied, failed, interrupted, days, unknown=len(log) - len(judged))


def logs() -> st.SearchStrategy[list[SignIn]]:
    who = st.sampled_from([person(each).id for each in range(COUNT)])
    judged = st.builds(SignIn, who, st.sampled_from(("passed", "passed", "passed", "failed", "interrupted")))
    doubts = st.lists(st.just(SignIn("", "unknown")), max_size=1)
    return st.tuples(st.lists(judged, max_size=7), doubts).map(lambda both: [*both[0], *both[1]])


def gates() -> st.SearchStrategy[Failures]:
    shares = st.builds(Threshold, st.sampled_from((0, 20, 25, 34, 50, 100)), st.just(True))
    numbers = st.builds(Threshold, st.integers(0, 2), st.just(False))
    of, evaluated = st.sampled_from(Counted), st.integers(1, 4)
    return st.builds(
        Failures, st.just("office"), shares | numbers, st.just(WEEK), st.just(HERE), of=of, evaluated=evaluated
    )


def evidence(log: list[SignIn], *, enforced: bool = False, truncated: str = "") -> Evidence:
    since = NOW - WEEK
    found = {POLICY_ID: outcomes(log)}
    sign_ins = SignIns(since, NOW, found if enforced else {}, {} if enforced else found, truncated=truncated)
    known = people(COUNT, registered={"mobilePhone": ABLE}, unreported=UNREPORTED)
    return Evidence(
        NOW,
        KnownPeople(known, roster(COUNT)),
        policy_ids={"office": POLICY_ID},
        sign_ins=sign_ins,
        standing={Address(Kind.POLICY, "office"): Standing(since, is_exact=True)},
    )


def asked(gate: Failures, known: Evidence) -> Measured:
    return ask(gate, stage(), known, entering(OFFICE), ())


def abilities() -> dict[str, set[bool]]:
    return {
        person(each).id: {True} if each in ABLE else {True, False} if each in UNREPORTED else {False}
        for each in range(COUNT)
    }


def limit(gate: Failures) -> Limit:
    return Limit(gate.at_most.number, gate.at_most.is_share, gate.of is Counted.PEOPLE, gate.evaluated)


@settings(max_examples=200, deadline=None)
@given(logs(), gates())
def test_a_gate_agrees_with_one_sign_in_after_the_other(log: list[SignIn], gate: Failures) -> None:
    assert asked(gate, evidence(log)).answer.value == rehearsed(log, abilities(), limit(gate))


@settings(max_examples=100, deadline=None)
@given(logs(), gates())
def test_a_stop_counts_what_was_stopped(log: list[SignIn], gate: Failures) -> None:
    """Whoever was asked for more and gave it was not stopped."""
    able = {each: {True} for each in abilities()}
    assert crossed(gate, evidence(log, enforced=True)).answer.value == rehearsed(log, able, limit(gate))


@settings(max_examples=100, deadline=None)
@given(logs(), logs(), gates())
def test_what_is_missing_of_a_log_opens_nothing(log: list[SignIn], rest: list[SignIn], gate: Failures) -> None:
    """Nor does a part of it close what the whole would open."""
    part = asked(gate, evidence(log, truncated="only so much was read"))
    assert part.answer is not Answer.OPEN
    if part.answer is Answer.CLOSED:
        assert asked(gate, evidence([*log, *rest])).answer is not Answer.OPEN


def test_a_share_of_a_part_is_no_share_of_the_whole() -> None:
    """A number of people who failed is reached for good, however many follow who don't."""
    log, share = [SignIn("a", "failed")], Failures("office", Threshold(50, True), WEEK, HERE)
    assert asked(share, evidence(log)).answer is Answer.CLOSED
    assert asked(share, evidence(log, truncated="only so much was read")).answer is Answer.UNKNOWN
    number = replace(share, at_most=Threshold(0, False))
    assert asked(number, evidence(log, truncated="only so much was read")).answer is Answer.CLOSED


@settings(max_examples=100, deadline=None)
@given(logs(), gates())
def test_reading_people_never_shuts_what_is_open(log: list[SignIn], gate: Failures) -> None:
    known = evidence(log)
    without = asked(gate, replace(known, people=None)).answer
    assert without in (Answer.UNKNOWN, asked(gate, known).answer)


@settings(max_examples=100, deadline=None)
@given(logs(), logs(), gates())
def test_a_log_that_was_read_for_longer_says_nothing_wrong(
    log: list[SignIn], earlier: list[SignIn], gate: Failures
) -> None:
    """Of days before the time that counts only sums are told apart, so it may say less."""
    known, exact = evidence(log), asked(gate, evidence(log)).answer
    assert known.sign_ins is not None
    whole, recent = outcomes([*log, *earlier]), outcomes(log)
    before = outcomes(earlier)
    old = {(NOW - 2 * WEEK).astimezone(UTC).date(): next(iter(before.days.values()))}
    longer = replace(
        known.sign_ins, since=NOW - 3 * WEEK, report_only={POLICY_ID: replace(whole, days={**old, **recent.days})}
    )
    found = asked(gate, replace(known, sign_ins=longer)).answer
    assert found in (Answer.UNKNOWN, exact) or exact is Answer.UNKNOWN


@settings(max_examples=50, deadline=None)
@given(logs(), gates(), st.integers(1, 10 * 24))
def test_it_takes_the_whole_time_in_report_only(log: list[SignIn], gate: Failures, hours: int) -> None:
    known = evidence(log)
    stood = Standing(NOW - timedelta(hours=hours), is_exact=True)
    found = asked(gate, replace(known, standing={Address(Kind.POLICY, "office"): stood})).answer
    exact = asked(gate, known).answer
    assert found is (exact if timedelta(hours=hours) >= WEEK else Answer.CLOSED)

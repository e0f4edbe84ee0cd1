"""What was seen in report-only counts only for the policy that was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import PolicyOutcomes, SignIns, Standing
from passkeyctl.model.rollout import Failures, Soak, Threshold
from passkeyctl.model.values import Value
from passkeyctl.rollout.evidence import Entering, Evidence
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.unsettled import as_it_is_left
from tests.rollout.gating import NOW, POLICY_ID, policy, stage
from tests.states import HERE

WEEK = timedelta(days=7)
PILOT, OTHERS = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
KEYS = "bbbbbbbb-0000-4000-8000-000000000001"
OFFICE = Address(Kind.POLICY, "office")
GATE = Failures("office", Threshold(0, False), WEEK, HERE)
SEEN: dict[str, Value] = {
    "users.include.groups": frozenset({PILOT}),
    "users.exclude.groups": frozenset({OTHERS}),
    "grant.authenticationStrength": KEYS,
}


def strength(*combinations: str) -> Held:
    fields: dict[str, Value] = {"name": "Keys", "description": "", "allowedCombinations": frozenset(combinations)}
    return Held(Kind.STRENGTH, KEYS, "Keys", fields)


def office(state: str, more: dict[str, Value]) -> Held:
    plain = policy(state=state)
    return replace(plain, fields={**plain.fields, **SEEN, **more})


def asked(planned: Held, *, strong: Held | None = None) -> Measured:
    before = TenantState((office("reportOnly", {}), strength("fido2")))
    after = TenantState((planned, strong or strength("fido2")))
    log = SignIns(NOW - WEEK, NOW, {}, {POLICY_ID: PolicyOutcomes({"someone": 40})})
    standing = {OFFICE: Standing(NOW - WEEK, is_exact=True)}
    known = Evidence(NOW, policy_ids={"office": POLICY_ID}, sign_ins=log, standing=standing)
    return ask(GATE, stage(), known, Entering(before, after, ()), ())


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"users.include.groups": frozenset()},
        {"users.exclude.groups": frozenset({OTHERS, PILOT})},
    ],
    ids=["the state", "fewer", "more left out"],
)
def test_what_spares_people_is_no_other_policy(more: dict[str, Value]) -> None:
    assert asked(office("enabled", more)).answer is Answer.OPEN


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"users.include.groups": frozenset({PILOT, OTHERS})}, "users.include.groups"),
        ({"users.include": "all"}, "users.include"),
        ({"users.exclude.groups": frozenset()}, "users.exclude.groups"),
        ({"target.resources.include": frozenset({"all"})}, "target.resources.include"),
        ({"grant.authenticationStrength": OTHERS}, "grant.authenticationStrength"),
    ],
)
def test_whoever_comes_under_it_with_the_stage_was_not_seen(more: dict[str, Value], named: str) -> None:
    found = asked(office("enabled", more))
    assert found.answer is Answer.UNKNOWN
    assert f"`{named}`" in found.why


def test_a_policy_about_everybody_has_seen_whoever_is_left_under_it() -> None:
    before = TenantState((policy(state="reportOnly", users__include="all"),))
    after = TenantState((policy(state="enabled", users__include__groups=frozenset({PILOT})),))
    log = SignIns(NOW - WEEK, NOW, {}, {POLICY_ID: PolicyOutcomes({"someone": 40})})
    standing = {OFFICE: Standing(NOW - WEEK, is_exact=True)}
    known = Evidence(NOW, policy_ids={"office": POLICY_ID}, sign_ins=log, standing=standing)
    assert ask(GATE, stage(), known, Entering(before, after, ()), ()).answer is Answer.OPEN


def test_a_strength_that_demands_something_else_was_not_rehearsed() -> None:
    found = asked(office("enabled", {}), strong=strength("windowsHelloForBusiness"))
    assert (found.answer, "allowedCombinations of Keys" in found.why) == (Answer.UNKNOWN, True)


@pytest.mark.parametrize("gate", [GATE, Soak(WEEK, HERE)])
def test_what_the_plan_changes_anyway_has_not_stood(gate: Failures | Soak) -> None:
    found = Measured(gate, "ROL100", Answer.OPEN, "", "")
    entering = Entering(TenantState(()), TenantState(()), (OFFICE,))
    assert as_it_is_left(found, entering, frozenset({Address(Kind.POLICY, "other")})) is found
    left = as_it_is_left(found, entering, frozenset({OFFICE}))
    assert (left.answer, left.missing) == (Answer.CLOSED, ("conditionalAccess.office",))


@pytest.mark.parametrize(
    ("strong", "answer"),
    [
        (Standing(NOW - WEEK, is_exact=True), Answer.OPEN),
        (Standing(NOW - timedelta(hours=1), is_exact=True), Answer.CLOSED),
        (Standing(NOW - timedelta(hours=1)), Answer.UNKNOWN),
        (Standing(None, why="the audit log was not read"), Answer.UNKNOWN),
    ],
)
def test_a_policy_was_not_rehearsed_for_longer_than_its_strength_stands(strong: Standing, answer: Answer) -> None:
    """Somebody changed the strength an hour ago: the policy's own date does not move."""
    keys = Address(Kind.STRENGTH, "keys")
    state = TenantState((office("reportOnly", {}), strength("fido2")))
    after = TenantState((office("enabled", {}), strength("fido2")))
    log = SignIns(NOW - WEEK, NOW, {}, {POLICY_ID: PolicyOutcomes({"someone": 40})})
    standing = {OFFICE: Standing(NOW - WEEK, is_exact=True), keys: strong}
    known = Evidence(NOW, policy_ids={"office": POLICY_ID}, sign_ins=log, standing=standing, parts={OFFICE: (keys,)})
    assert ask(GATE, stage(), known, Entering(state, after, ()), ()).answer is answer

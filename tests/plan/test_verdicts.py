"""What stands between a plan and an apply, and what makes `plan` exit 3."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Plan, is_refused, open_findings
from tests.render.plans import create, plan_of

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


def finding(weight: Weight, severity: Severity = ERROR, *, can_override: bool = False, code: str = "CAP408") -> Finding:
    return Finding(Diagnostic(severity, code, "something"), weight, can_override=can_override)


def planned(*findings: Finding) -> Plan:
    change = create(Kind.STRENGTH, "keys", "Keys", {"allowedCombinations": frozenset({"fido2"})})
    made = replace(plan_of(change), findings=findings)
    assert made.has_changes
    return made


def idle(*findings: Finding) -> Plan:
    return replace(plan_of(), findings=findings)


@pytest.mark.parametrize("weight", list(Weight))
def test_what_blocks_or_is_asked_stands_in_the_way(weight: Weight) -> None:
    one = finding(weight)
    stands = weight in (Weight.BLOCKS, Weight.ASKS)
    assert open_findings(planned(one), {}) == ((one,) if stands else ())
    assert is_refused(planned(one), {}, None) is stands


def test_an_override_needs_its_code_and_a_finding_that_can_be_overridden() -> None:
    named = {"CAP408": "change 4711"}
    assert not is_refused(planned(finding(Weight.BLOCKS, can_override=True)), named, ERROR)
    assert is_refused(planned(finding(Weight.BLOCKS, can_override=True)), {"CAP404": "another"}, ERROR)
    assert is_refused(planned(finding(Weight.BLOCKS, can_override=True)), {}, ERROR)
    assert is_refused(planned(finding(Weight.BLOCKS)), named, ERROR)
    assert is_refused(planned(finding(Weight.BLOCKS, can_override=True), finding(Weight.BLOCKS)), named, ERROR)


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("fail_on", [WARNING, ERROR, None])
def test_a_plan_with_nothing_to_do_is_never_refused(weight: Weight, fail_on: Severity | None) -> None:
    plan = idle(finding(weight))
    assert not plan.has_changes
    assert open_findings(plan, {}) == ()
    assert not is_refused(plan, {}, fail_on)


@pytest.mark.parametrize(
    ("severity", "fail_on", "refuses"),
    [
        (ERROR, ERROR, True),
        (ERROR, WARNING, True),
        (ERROR, None, False),
        (WARNING, ERROR, False),
        (WARNING, WARNING, True),
        (WARNING, None, False),
        (NOTICE, WARNING, False),
    ],
)
def test_what_is_only_said_refuses_from_the_wanted_severity_on(
    severity: Severity, fail_on: Severity | None, refuses: bool
) -> None:
    assert is_refused(planned(finding(Weight.SAYS, severity)), {}, fail_on) is refuses


@pytest.mark.parametrize("weight", [Weight.STANDING, Weight.UNCHECKED])
@pytest.mark.parametrize("fail_on", [WARNING, ERROR, None])
def test_what_stands_already_or_was_not_checked_refuses_nothing(weight: Weight, fail_on: Severity | None) -> None:
    assert not is_refused(planned(finding(weight)), {}, fail_on)


@pytest.mark.parametrize("fail_on", [WARNING, ERROR, None])
def test_what_stands_already_fails_where_that_is_asked_for(fail_on: Severity | None) -> None:
    for plan in (planned(finding(Weight.STANDING, WARNING)), idle(finding(Weight.STANDING, WARNING))):
        assert is_refused(plan, {}, fail_on, fail_on_standing=True)
    assert not is_refused(planned(finding(Weight.UNCHECKED)), {}, fail_on, fail_on_standing=True)

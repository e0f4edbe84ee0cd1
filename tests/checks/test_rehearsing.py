"""CAP404 of roll-outs: gates that can never open, and stages further up that ask for a rehearsal."""

from __future__ import annotations

import pytest

from passkeyctl.model.finding import Weight
from tests.checks.yaml_reviews import judged

REGISTER = """\
conditionalAccess:
  register:
    name: Register security information
    state: disabled
    users: {include: {groups: [PK-Pilot]}}
    target: {userActions: [Register security information]}
    grant: {controls: [mfa]}
"""
OFFICE = REGISTER.replace("userActions: [Register security information]", "resources: {include: [Office 365]}")


def ladder(second: str, base: str = REGISTER) -> str:
    return f"""\
rollout:
  stages:
    - name: prepare
    - name: enforce
{second}
{base}"""


def found(text: str) -> list[tuple[str, int]]:
    """The addresses of all findings of this rule, with their lines."""
    listed = [each for each in judged(text) if each.diagnostic.code == "CAP404"]
    assert all(each.weight is Weight.SAYS for each in listed)
    return [(each.diagnostic.address, each.diagnostic.source.line) for each in listed if each.diagnostic.source]


GATE = "      gate: {reportOnlyFailures: {policy: register, atMost: 0, over: 7d}}"
REHEARSE = "      sets: {conditionalAccess.register.state: reportOnly}"


def test_a_gate_that_can_never_open() -> None:
    assert found(ladder(GATE)) == [("conditionalAccess.register", 5)]
    assert found(ladder(GATE, OFFICE)) == []


def test_the_hint_names_the_way_in() -> None:
    (finding,) = (each for each in judged(ladder(GATE)) if each.diagnostic.code == "CAP404")
    assert "can never open" in finding.diagnostic.summary
    assert "Temporary Access Pass" in finding.diagnostic.hint


def test_a_stage_further_up_that_rehearses() -> None:
    assert found(ladder(REHEARSE)) == [("conditionalAccess.register", 5)]
    assert found(ladder(REHEARSE, OFFICE)) == []


def test_it_is_told_once_when_the_stage_is_wanted() -> None:
    wanted = ladder(REHEARSE).replace("rollout:\n", "rollout:\n  stage: enforce\n")
    assert found(wanted) == [("conditionalAccess.register", 6)]


@pytest.mark.parametrize(
    "made",
    [
        "conditionalAccess.register: {name: R, state: disabled, users: {include: all}, "
        "target: {userActions: [Register security information]}, grant: {controls: [mfa]}}",
        "conditionalAccess.register.target: {userActions: [Register security information]}",
    ],
)
def test_a_policy_that_only_a_stage_makes_one_for_a_user_action(made: str) -> None:
    base = "" if ": {name" in made else OFFICE
    text = ladder(f"      sets:\n        {made}\n    - name: rehearse\n{REHEARSE}", base)
    assert [address for address, _ in found(text)] == ["conditionalAccess.register"]

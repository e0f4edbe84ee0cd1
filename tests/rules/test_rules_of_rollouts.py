"""Gates and stops have pages like all rules, and are neither findings nor to be waived."""

from __future__ import annotations

import pytest

from passkeyctl.config.load import load_texts
from passkeyctl.model.desired import SourceText
from passkeyctl.model.rollout import CODES, SECOND_METHOD_CODE, STOP_CODE
from passkeyctl.render.rules.rule_words import PASSES_NOTHING, PASSES_OVERRIDE, PASSES_UNKNOWN, passes_of, severities_of
from passkeyctl.rules.rule import Mode
from passkeyctl.rules.table import BY_CODE, RULES

GATES = sorted({*CODES.values(), SECOND_METHOD_CODE})


def test_each_gate_and_the_stop_have_a_rule() -> None:
    assert [each.code for each in RULES if each.mode is Mode.GATE] == GATES
    assert [each.code for each in RULES if each.mode is Mode.STOP] == [STOP_CODE]


def test_only_findings_have_severities() -> None:
    assert all(bool(each.severities) is not each.is_of_rollout for each in RULES)


@pytest.mark.parametrize(
    ("code", "passes", "comes_of_it"),
    [
        ("ROL101", PASSES_OVERRIDE, "holds the stage"),
        ("ROL106", PASSES_UNKNOWN, "holds the stage"),
        ("ROL109", PASSES_NOTHING, "exit code 3"),
    ],
)
def test_what_lets_it_pass(code: str, passes: str, comes_of_it: str) -> None:
    assert (passes_of(BY_CODE[code]), severities_of(BY_CODE[code])) == (passes, comes_of_it)


@pytest.mark.parametrize("code", [*GATES, STOP_CODE])
def test_none_can_be_waived(code: str) -> None:
    waiver = f"waivers: [{{rule: {code}, reason: soon, owner: jo, expires: 2027-01-01}}]"
    found = load_texts([SourceText("a.yaml", f"apiVersion: passkeyctl/v1\n{waiver}\n")])
    assert [each.summary for each in found.diagnostics if "waived" in each.summary] == [
        f"`{code}` can't be waived: it is about a stage of a roll-out"
    ]

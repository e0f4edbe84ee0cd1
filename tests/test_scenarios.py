"""Every scenario: the same plan, the same requests, and nothing left to do, whatever Graph's open questions hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from tests.scenario import Scenario, run, scenarios

ALL = scenarios()
LAGGING = replace(VARIANTS[0], lag=2, page_size=2)


def _name(value: object) -> str:
    return value.folder.name if isinstance(value, Scenario) else ""


@pytest.mark.parametrize("scenario", ALL, ids=_name)
def test_the_plan_and_its_requests(scenario: Scenario) -> None:
    result = run(scenario)
    assert result.text == scenario.expected_plan
    assert result.requests == scenario.expected_requests
    assert set(result.statuses) <= {"verified"}
    assert result.left == ""


APPLIED = [each for each in ALL if (each.folder / "requests.json").exists() and "behaviour" not in each.options]


@pytest.mark.parametrize("behaviour", [*VARIANTS[1:], LAGGING], ids=[f"variant-{n}" for n in range(len(VARIANTS))])
@pytest.mark.parametrize("scenario", APPLIED, ids=_name)
def test_every_answer_to_graphs_open_questions(scenario: Scenario, behaviour: Behaviour) -> None:
    result = run(scenario, behaviour)
    assert result.text == scenario.expected_plan
    assert set(result.statuses) == {"verified"}
    assert result.left == ""


def test_there_are_scenarios() -> None:
    assert len(ALL) > 20

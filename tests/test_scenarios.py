"""Every scenario: the same plan, the same requests, and nothing left to do, whatever Graph's open questions hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from tests.render.documents import faults
from tests.scenario import Scenario, run, scenarios

ALL = scenarios()
EVERY_OTHER_ANSWER = VARIANTS[-1]
LAGGING = replace(VARIANTS[0], lag=2, page_size=2)
# A switch alone is tried where the scenario writes what the switch is about; all switched at once is tried everywhere.
ABOUT_PASSKEYS = ("profile_ids", "equal_profile_names", "targeted_profile_deletion")
ABOUT_POLICIES = ("nested_patch", "preview_policies")
ABOUT_THE_CAMPAIGN = ("campaign_patch", "campaign_beta_member")
ABOUT_THE_CAMPAIGN = ("campaign_patch", "campaign_beta_member")


def _name(value: object) -> str:
    return value.folder.name if isinstance(value, Scenario) else ""


@pytest.mark.parametrize("scenario", ALL, ids=_name)
def test_the_plan_and_its_requests(scenario: Scenario) -> None:
    result = run(scenario)
    assert result.text == scenario.expected_plan
    assert result.requests == scenario.expected_requests
    assert set(result.statuses) <= {"verified"}
    assert result.left == ""
    assert result.document is None or faults(result.document) == []


def _variants(scenario: Scenario) -> Iterator[tuple[str, Behaviour]]:
    yield "every-other-answer", EVERY_OTHER_ANSWER
    yield "lagging", LAGGING
    written = json.dumps(scenario.expected_requests)
    switches = (
        *(ABOUT_PASSKEYS if "authenticationMethodConfigurations" in written else ()),
        *(ABOUT_POLICIES if "conditionalAccess/policies" in written else ()),
        *(ABOUT_THE_CAMPAIGN if "registrationEnforcement" in written else ()),
        *(ABOUT_THE_CAMPAIGN if "registrationEnforcement" in written else ()),
    )
    for switch in switches:
        yield switch, replace(VARIANTS[0], **{switch: getattr(EVERY_OTHER_ANSWER, switch)})


CASES = [
    pytest.param(scenario, behaviour, id=f"{scenario.folder.name}-{name}")
    for scenario in ALL
    if (scenario.folder / "requests.json").exists() and "behaviour" not in scenario.options
    for name, behaviour in _variants(scenario)
]


@pytest.mark.parametrize(("scenario", "behaviour"), CASES)
def test_every_answer_to_graphs_open_questions(scenario: Scenario, behaviour: Behaviour) -> None:
    result = run(scenario, behaviour)
    assert result.text == scenario.expected_plan
    assert set(result.statuses) == {"verified"}
    assert result.left == ""


def test_there_are_scenarios() -> None:
    assert len(ALL) > 20


def test_every_switch_is_tried() -> None:
    tried = {each.values[1] for each in CASES}
    assert set(VARIANTS[1:]) | {LAGGING} <= tried

"""Whole outputs, word for word; `python -m tests.render.test_golden` writes them anew, to be read in the diff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from passkeyctl.model.address import Kind
from passkeyctl.plan.plan import Plan
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import columns
from passkeyctl.render.people.impact_csv import impact_csv
from passkeyctl.render.plain import plain_text
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.records.outcome_json import outcome_json
from passkeyctl.render.redaction import redacted
from passkeyctl.render.text import PlanView, outcome_lines, plan_lines, requests_lines
from tests.render import impact_plans, method_plans, plans
from tests.render.rehearsals import Rehearsal, rehearse

GOLDEN = Path(__file__).parent / "golden"


@cache
def example(name: str) -> Rehearsal:
    return rehearse(name)


def shown(plan: Plan, view: PlanView) -> str:
    return plain_text(plan_lines(plan, view))


def as_json(plan: Plan, **overrides: str) -> str:
    return json_text(plan_json(plan, overrides=overrides, exit_code=2, reasons=("changes",)))


def without_requests(plan: Plan, **overrides: str) -> str:
    """What is shown of a plan by hand; the requests of real plans stand in `pilot.json`."""
    return as_json(replace(plan, operations=()), **overrides)


CASES: dict[str, Callable[[], str]] = {
    "pilot.txt": lambda: shown(example("pilot").plan, example("pilot").view),
    "pilot.requests.txt": lambda: plain_text(requests_lines(example("pilot").plan)),
    "nothing.requests.txt": lambda: plain_text(requests_lines(plans.plan_of())),
    "pilot.json": lambda: as_json(example("pilot").plan),
    "pilot.outcome.txt": lambda: plain_text(outcome_lines(example("pilot").ledger)),
    "pilot.outcome.json": lambda: json_text(outcome_json(example("pilot").plan, example("pilot").ledger, exit_code=0)),
    "pilot.afterwards.txt": lambda: shown(example("pilot").afterwards, example("pilot").view),
    "enterprise.txt": lambda: shown(example("enterprise").plan, example("enterprise").view),
    "every-shape.txt": lambda: shown(plans.every_shape(), plans.view()),
    "every-shape.json": lambda: without_requests(plans.every_shape()),
    "impact.txt": lambda: shown(impact_plans.losing(), plans.view()),
    "impact.redacted.txt": lambda: shown(redacted(impact_plans.losing()), plans.view()),
    "impact.json": lambda: without_requests(impact_plans.losing()),
    "impact.csv": lambda: impact_csv(impact_plans.losing(), plans.view()),
    "impact.hostile.csv": lambda: impact_csv(impact_plans.hostile_names(), plans.view()),
    "impact.hostile.txt": lambda: shown(impact_plans.hostile_names(), plans.view()),
    "impact.nobody.txt": lambda: shown(impact_plans.nobody(), plans.view()),
    "impact.unread.txt": lambda: shown(impact_plans.unread(), plans.view()),
    "every-finding.txt": lambda: shown(plans.every_finding(), plans.view()),
    "every-finding.overridden.txt": lambda: shown(
        plans.every_finding(), plans.view(PRF111="change 4711", OPS907="agreed", EMG501="no use")
    ),
    "every-finding.json": lambda: without_requests(plans.every_finding(), PRF111="change 4711"),
    "hostile.txt": lambda: shown(plans.hostile(), plans.view()),
    "wide.txt": lambda: shown(plans.wide(), plans.view()),
    "methods-and-locations.txt": lambda: shown(method_plans.methods_and_locations(), plans.view()),
    "methods-and-locations.json": lambda: without_requests(method_plans.methods_and_locations()),
    "methods-and-locations.requests.txt": lambda: plain_text(requests_lines(method_plans.methods_and_locations())),
    "nothing.txt": lambda: shown(plans.plan_of(), plans.view()),
    "nothing.without-beta.txt": lambda: shown(replace(plans.plan_of(name=""), reads_beta=False), plans.view()),
}


@pytest.mark.parametrize("name", CASES)
def test_each_output_is_as_it_was_read(name: str) -> None:
    assert CASES[name]() == (GOLDEN / name).read_bytes().decode()


def test_no_expectation_is_left_without_its_case() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(".txt") and "requests" not in name])
def test_every_line_fits_on_a_page(name: str) -> None:
    assert [each for each in CASES[name]().splitlines() if columns(each) > 80] == []


@pytest.mark.parametrize("name", ["pilot", "enterprise"])
def test_every_id_of_a_plan_stands_whole_on_a_line(name: str) -> None:
    plan = example(name).plan
    shown_lines = shown(plan, example(name).view).splitlines()
    groups = {each.id for each in plan.changes if each.address.kind is Kind.TARGET}
    assert all(any(id in each for each in shown_lines) for id in groups)


if __name__ == "__main__":
    for each, make in CASES.items():
        (GOLDEN / each).write_text(make(), encoding="utf-8", newline="\n")

"""Real applies over real HTTP, and at every request of them everything that can go wrong there."""

from __future__ import annotations

import pytest

from tests.fault_runs.cases import CASES, Case
from tests.fault_runs.judging import check_nothing_twice, made
from tests.fault_runs.plans import PLANS, Planned
from tests.fault_runs.stage import Stage
from tests.fault_runs.troubles import World


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_loses_nothing_and_doubles_nothing(case: Case, stage: Stage) -> None:
    plan, trouble, world = case.plan, case.trouble, World(stage.tenant, stage.time, [])
    wanted = stage.faultless(plan)
    stage.begin(plan)
    stage.tenant.strike_with(trouble.at(case.boundary, world))
    with stage.token(renews=trouble.renews):
        first = stage.start(plan)
    assert stage.tenant.schedule.struck, "the fault never struck: the plan sends less than it did"
    assert not trouble.passes or first.code == 0, first.err
    last = stage.take_up(plan, first, anew=case.anew)
    check_nothing_twice(stage.tenant, wanted)
    if trouble.meddles and not case.anew:
        stage.check_theirs(world.theirs)
    else:
        assert last.code == 0, last.err
        stage.check_end(wanted, world.theirs)
        assert made(stage.tenant.effects) == wanted.makes
        stage.between.check(stage.tenant.states)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_boundary_of_a_plan_is_struck(plan: Planned, stage: Stage) -> None:
    """A plan that sends more, or less, than it did gets more, or fewer, fault runs: change the number in `plans.py`."""
    assert stage.faultless(plan).counts == (plan.early_reads, plan.writes, plan.reads)

"""Real applies over real HTTP, and at every request of them everything that can go wrong there."""

from __future__ import annotations

import pytest

from passkeyctl.sandbox.faults import EXPIRED_TOKEN
from tests.fault_runs.boundaries import FOREVER, At, Boundary, Strike
from tests.fault_runs.cases import CASES, TWICE, Case, Twice
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
        first = stage.start(plan, is_alone=not trouble.meddles)
    assert stage.tenant.schedule.struck, "the fault never struck: the plan sends less than it did"
    assert not trouble.passes or first.code == 0, first.err
    last = stage.take_up(plan, first, anew=case.anew)
    check_nothing_twice(stage.tenant, wanted)
    if trouble.meddles and not case.anew:
        stage.check_theirs(world.theirs)
    else:
        assert last.code == 0, last.err
        stage.check_way(wanted, world.theirs)
        assert made(stage.tenant.effects) == wanted.makes


@pytest.mark.parametrize("case", TWICE, ids=str)
def test_whoever_goes_on_may_be_struck_as_well(case: Twice, stage: Stage) -> None:
    world, wanted = World(stage.tenant, stage.time, []), stage.faultless(case.plan)
    stage.begin(case.plan)
    stage.tenant.strike_with(Strike(Boundary(At.WRITE, case.write), EXPIRED_TOKEN, FOREVER))
    first = stage.start(case.plan)
    assert first.code == 5, first.err
    last = stage.take_up(case.plan, first, then=case.second.at(Boundary(At.WRITE, 1), world))
    assert last.code == 0, last.err
    check_nothing_twice(stage.tenant, wanted)
    stage.check_way(wanted)
    assert made(stage.tenant.effects) == wanted.makes


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_boundary_of_a_plan_is_struck(plan: Planned, stage: Stage) -> None:
    """A plan that sends more, or less, than it did gets more, or fewer, fault runs: change the number in `plans.py`."""
    assert stage.faultless(plan).counts == (plan.early_reads, plan.writes, plan.reads)

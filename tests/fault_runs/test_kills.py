"""kill -9 at every line of the journal, and while a request is under way: then somebody goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.apply.journal import read_journal
from passkeyctl.plan.record.journal import Reached
from passkeyctl.sandbox.faults import Interferes
from tests.fault_runs.boundaries import At, Boundary, Strike
from tests.fault_runs.cases import IN_FLIGHT, KILLS, Flight, Kill
from tests.fault_runs.judging import check_nothing_twice, made
from tests.fault_runs.killing import Mortal, mortal
from tests.fault_runs.plans import Planned
from tests.fault_runs.stage import Stage


@pytest.fixture(scope="session")
def victim() -> Iterator[Mortal]:
    with mortal() as found:
        yield found


@pytest.mark.parametrize("case", KILLS, ids=str)
def test_a_killed_apply_is_taken_up(case: Kill, stage: Stage, victim: Mortal, tmp_path: Path) -> None:
    wanted = stage.faultless(case.plan)
    stage.begin(case.plan)
    ended = victim.run(stage.command(case.plan), tmp_path / "out", line=case.line, moment=case.moment)
    assert ended == -signal.SIGKILL, (tmp_path / "out").read_text(encoding="utf-8")
    assert len(stage.tenant.effects) <= _announced(stage), "something was sent that no line tells of"
    _check_taken_up(stage, case.plan)
    assert made(stage.tenant.effects) == wanted.makes


@pytest.mark.parametrize("case", IN_FLIGHT, ids=str)
def test_an_apply_killed_while_it_waits_is_taken_up(case: Flight, stage: Stage, victim: Mortal, tmp_path: Path) -> None:
    """The tenant has the request; whether it has carried it out by then nobody was told."""
    wanted = stage.faultless(case.plan)
    stage.begin(case.plan)
    kill = Interferes(lambda _: os.kill(victim.pid, signal.SIGKILL), after=case.after)
    stage.tenant.strike_with(Strike(Boundary(At.WRITE, case.write), kill))
    ended = victim.run(stage.command(case.plan), tmp_path / "out")
    assert ended == -signal.SIGKILL, (tmp_path / "out").read_text(encoding="utf-8")
    stage.tenant.wait_for(case.write)
    _check_taken_up(stage, case.plan)
    assert made(stage.tenant.effects) == wanted.makes


def _check_taken_up(stage: Stage, plan: Planned) -> None:
    wanted = stage.faultless(plan)
    last = stage.take_up(plan, None)
    assert last.code == 0, last.err
    check_nothing_twice(stage.tenant, wanted)
    stage.check_way(wanted)


def _announced(stage: Stage) -> int:
    """Requests that the journals say may have left."""
    lines = [entry for path in stage.journals() for entry in read_journal(path).entries]
    return sum(isinstance(each, Reached) and each.status == "sending" for each in lines)

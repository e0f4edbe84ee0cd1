"""Finding out what became of a run that was cut off."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from passkeyctl.apply.executor import Waiting
from passkeyctl.apply.resuming import Settled, settle
from passkeyctl.errors import PasskeyctlError, PermissionMissing, SignInError
from passkeyctl.model.address import Kind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from tests.apply.plans import CHANGED_POLICY, NEW_STRENGTH, stored, strength
from tests.apply.tenants import Clock
from tests.plan.stopped_runs import Stopped


@dataclass
class Replica:
    """Shows what `stopped` holds only after `lag` readings, and fails in those that `failures` name."""

    stopped: Stopped
    before: PriorState
    lag: int = 0
    failures: dict[int, PasskeyctlError] = field(default_factory=dict)
    always: PasskeyctlError | None = None
    reads: int = 0
    flickers: bool = False

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState:  # noqa: ARG002 - Reader's signature
        await asyncio.sleep(0)
        self.reads += 1
        fault = self.failures.get(self.reads, self.always)
        if fault is not None:
            raise fault
        is_old = self.reads <= self.lag or (self.flickers and self.reads % 2 == 0)
        return self.before if is_old else self.stopped.now


def settled(stopped: Stopped, replica: Replica, clock: Clock, *, is_torn: bool = False) -> Settled:
    waiting = Waiting(lambda: clock.now, clock.sleep)
    return asyncio.run(settle(replica, stopped.left(is_torn=is_torn), replica.before, waiting))


def in_doubt(number: int, *statuses: str, effect: bool) -> tuple[Stopped, Replica]:
    """A run that stopped while `number` was under way, before a tenant that still shows what was before."""
    stopped = Stopped()
    stopped.carry_out(*range(number))
    before = stopped.now
    for each in ("sending", *statuses):
        stopped.reach(number, each)
    if effect:
        stopped.carry_out(number, verified=False)
    return stopped, Replica(stopped, before)


COUNT = len(Stopped().operations)


@pytest.mark.parametrize("lag", [0, 1, 4])
@pytest.mark.parametrize("number", range(COUNT))
def test_what_shows_late_is_waited_for(number: int, lag: int) -> None:
    stopped, replica = in_doubt(number, effect=True)
    replica.lag = lag
    found = settled(stopped, replica, Clock())
    assert found.is_clear
    assert found.ids == stopped.ids
    assert replica.reads == lag + 2


@pytest.mark.parametrize("number", range(COUNT))
def test_what_never_shows_is_told_when_time_is_up(number: int) -> None:
    stopped, replica = in_doubt(number, effect=False)
    clock = Clock()
    found = settled(stopped, replica, clock)
    assert [each.operation.summary for each in found.missing] == [stopped.operations[number].summary]
    assert found.strange == {}
    assert 20 <= clock.now <= 30
    creates = bool(stopped.operations[number].creates)
    assert [each.operation.summary for each in found.doubtful] == [
        each.operation.summary for each in found.missing if creates
    ]


def test_what_graph_said_yes_to_is_waited_for_longer() -> None:
    stopped, replica = in_doubt(0, "sent", effect=False)
    clock = Clock()
    assert settled(stopped, replica, clock).doubtful != ()
    assert 100 <= clock.now <= 120


def test_two_readings_that_differ_are_none_in_a_row() -> None:
    stopped, replica = in_doubt(0, effect=True)
    replica.flickers = True
    assert not settled(stopped, replica, Clock()).is_clear


def test_where_nothing_is_in_doubt_one_reading_is_enough() -> None:
    stopped = Stopped()
    stopped.carry_out(0, 1)
    replica = Replica(stopped, stopped.now)
    assert settled(stopped, replica, Clock()).is_clear
    assert replica.reads == 0


def test_a_replica_that_lags_is_no_stranger() -> None:
    stopped = Stopped()
    before = stopped.now
    stopped.carry_out(*range(COUNT))
    replica = Replica(stopped, before, lag=3)
    assert settled(stopped, replica, Clock()).is_clear


def test_a_stranger_stays_one() -> None:
    stopped = Stopped()
    stopped.carry_out(*range(COUNT))
    stopped.tenant.now.policies[CHANGED_POLICY] = {**stopped.tenant.now.policies[CHANGED_POLICY], "state": "disabled"}
    clock = Clock()
    found = settled(stopped, Replica(stopped, stopped.now), clock)
    assert list(found.strange) == [(Kind.POLICY, CHANGED_POLICY)]
    assert 20 <= clock.now <= 30


def test_two_of_one_name_are_named() -> None:
    stopped, replica = in_doubt(0, effect=True)
    id = "f0000000-0000-4000-8000-000000000001"
    stopped.tenant.now.strengths[id] = stored(Kind.STRENGTH, id, strength("Keys"))
    ((address, ids),) = settled(stopped, replica, Clock()).twins
    assert address == NEW_STRENGTH
    assert sorted(ids) == sorted([id, stopped.ids[NEW_STRENGTH]])


def test_a_request_whose_line_was_torn_is_looked_for_and_else_never_left() -> None:
    stopped = Stopped()
    replica = Replica(stopped, stopped.now)
    clock = Clock()
    found = settled(stopped, replica, clock, is_torn=True)
    assert "create authentication strength `Keys`" in [each.operation.summary for each in found.missing]
    assert found.doubtful == ()
    assert (replica.reads, clock.now) == (1, 0.5)
    stopped.carry_out(0, verified=False)
    found = settled(stopped, replica, Clock(), is_torn=True)
    assert found.ids == stopped.ids


def test_readings_that_fail_are_tried_again() -> None:
    stopped, replica = in_doubt(0, effect=True)
    replica.failures = {1: PasskeyctlError("busy"), 3: PasskeyctlError("busy")}
    assert settled(stopped, replica, Clock()).is_clear
    assert replica.reads == 5


@pytest.mark.parametrize(
    ("fault", "least"),
    [(PasskeyctlError("busy"), 20), (SignInError("expired"), 0), (PermissionMissing("refused"), 0)],
    ids=lambda each: type(each).__name__,
)
def test_readings_that_go_on_failing_are_told(fault: PasskeyctlError, least: int) -> None:
    stopped, replica = in_doubt(0, effect=True)
    replica.always = fault
    clock = Clock()
    with pytest.raises(type(fault), match=fault.summary):
        settled(stopped, replica, clock)
    assert least <= clock.now <= 30
    assert (replica.reads == 1) == (least == 0)

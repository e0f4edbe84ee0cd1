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
    asked: list[tuple[frozenset[Family], PriorState]] = field(default_factory=list)

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState:
        await asyncio.sleep(0)
        self.asked.append((families, base))
        self.reads += 1
        fault = self.failures.get(self.reads, self.always)
        if fault is not None:
            raise fault
        is_old = self.reads <= self.lag or (self.flickers and self.reads % 2 == 0)
        return self.before if is_old else self.stopped.now


def settled(stopped: Stopped, replica: Replica, clock: Clock, *, is_torn: bool = False, **waits: float) -> Settled:
    waiting = Waiting(lambda: clock.now, clock.sleep, **waits)  # type: ignore[arg-type]
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


def test_pauses_grow_while_nothing_shows_and_are_short_once_it_does() -> None:
    """Half a second, one, two, four; then what shows is read once more."""
    stopped, replica = in_doubt(0, effect=True)
    replica.lag = 3
    clock = Clock(1000.0)
    found = settled(stopped, replica, clock, between=0.25)
    assert (found.is_clear, found.state) == (True, stopped.now)
    assert clock.now == 1000 + 0.5 + 1 + 2 + 4 + 0.25


@pytest.mark.parametrize(("lost", "waited"), [(23.4, 15.5), (23.5, 23.5), (31.4, 23.5)])
def test_nothing_is_waited_for_beyond_the_time_that_is_given(lost: float, waited: float) -> None:
    stopped, replica = in_doubt(0, effect=False)
    clock = Clock(1000.0)
    assert not settled(stopped, replica, clock, lost=lost).is_clear
    assert clock.now == 1000 + waited
    replica.always = PasskeyctlError("busy")
    clock = Clock(1000.0)
    with pytest.raises(PasskeyctlError, match="busy"):
        settled(stopped, replica, clock, lost=lost)
    assert clock.now == 1000 + waited


def test_what_the_run_wrote_is_read_again_on_top_of_what_was_read_last() -> None:
    stopped, replica = in_doubt(0, effect=True)
    replica.lag = 1
    settled(stopped, replica, Clock())
    assert {families for families, _ in replica.asked} == {frozenset(each.family for each in stopped.operations)}
    assert [base for _, base in replica.asked] == [replica.before, replica.before, stopped.now]


def test_a_reading_that_fails_in_between_starts_the_count_again() -> None:
    stopped, replica = in_doubt(0, effect=True)
    replica.failures = {2: PasskeyctlError("busy")}
    clock = Clock()
    assert settled(stopped, replica, clock, between=0.25).is_clear
    assert (replica.reads, clock.now) == (4, 0.5 + 0.25 + 2 + 0.25)

"""Nothing leaves that is not on record, what was sent has to show twice in a row, and a wish to stop is granted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.errors import JournalFailed
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.plan import ordering
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.record.answer import Answer
from tests.apply.plans import content, created, everything, policy
from tests.apply.tenants import Clock, MemoryTenant, lost_after, refused

PENDING, SENDING, SENT, VERIFIED, FAILED, UNKNOWN, SKIPPED = (
    Status.PENDING,
    Status.SENDING,
    Status.SENT,
    Status.VERIFIED,
    Status.FAILED,
    Status.UNKNOWN,
    Status.SKIPPED,
)


@dataclass
class Paper:
    """A journal with room for so many lines; `found` says from which line on there is room again."""

    room: int = 1000
    found: int = 1000
    tried: int = 0
    lines: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.tried += 1
        if self.room < self.tried < self.found:
            raise JournalFailed("no space left on device", hint="free some space")
        self.lines.append(event)

    def last(self, number: int) -> Status:
        return [each.status for each in self.lines if each.number == number][-1]


def carried_out(tenant: MemoryTenant, operations: tuple[Operation, ...], paper: Paper) -> Ledger:
    clock = Clock()
    ledger = Ledger(operations, lambda _event: None, paper)
    asyncio.run(execute(tenant, ledger, tenant.now.state(), Waiting(lambda: clock.now, clock.sleep)))
    return ledger


def test_the_last_line_says_what_leaves_next() -> None:
    paper, seen = Paper(), []

    def look(_tenant: MemoryTenant, operation: Operation) -> None:
        seen.append((operation, paper.lines[-1].operation, paper.lines[-1].status))

    tenant = MemoryTenant(content(), faults=dict.fromkeys(range(1, 9), look))
    operations = everything(tenant.now.state())
    carried_out(tenant, operations, paper)
    assert seen == [(each, each, SENDING) for each in operations]


def test_the_lines_of_a_run_that_went_well() -> None:
    paper, tenant = Paper(), MemoryTenant(content())
    ledger = carried_out(tenant, everything(tenant.now.state()), paper)
    by_operation = [[each.status for each in paper.lines if each.number == number] for number in range(8)]
    assert by_operation == [[SENDING, SENT, VERIFIED]] * 8
    assert [each.requests for each in paper.lines if each.status is SENT] == [
        (f"request-{number}",) for number in range(1, 9)
    ]
    assert ledger.requests == [(f"request-{number}",) for number in range(1, 9)]
    (strength,) = tenant.now.strengths
    assert paper.lines[1].created == {"authenticationStrengths.keys": strength}
    assert set(ledger.created) == {
        "authenticationStrengths.keys",
        "passkeys.profiles.new-1",
        "conditionalAccess.require-keys",
    }


LINES = 24


@pytest.mark.parametrize("room", range(LINES))
def test_a_disk_that_fills_up(room: int) -> None:
    """Whichever line finds no room: no request leaves after it, and what is told is what happened."""
    paper, tenant = Paper(room), MemoryTenant(content())
    ledger = carried_out(tenant, everything(tenant.now.state()), paper)
    announced = [each for each in paper.lines if each.status is SENDING]
    assert [operation for operation, _ in tenant.sent] == [each.operation for each in announced]
    assert ledger.fault is not None
    assert ledger.statuses[: len(announced)] == [VERIFIED] * len(announced)
    whole = Paper()
    carried_out(MemoryTenant(content()), ledger.operations, whole)
    next_line = FAILED if whole.lines[room].status is SENDING else SKIPPED
    assert ledger.statuses[len(announced) :] == [next_line, *[SKIPPED] * 7][: 8 - len(announced)]
    assert ledger.has_written == bool(announced)
    assert ledger.is_complete == (len(announced) == 8)
    words = " ".join(word for detail in ledger.details for word in detail)
    assert ("no space left on device" in words) != ledger.is_complete


@pytest.mark.parametrize("room", range(LINES))
def test_what_is_missing_on_record_is_put_down_once_there_is_room_again(room: int) -> None:
    paper, tenant = Paper(room, found=room + 2), MemoryTenant(content())
    ledger = carried_out(tenant, everything(tenant.now.state()), paper)
    assert len(paper.lines) == room
    ledger.catch_up()
    assert ledger.unrecorded == []
    assert [paper.last(number) for number in range(8)] == ledger.statuses


def test_without_room_nothing_is_put_down_and_nothing_raised() -> None:
    paper, tenant = Paper(1), MemoryTenant(content())
    ledger = carried_out(tenant, everything(tenant.now.state()), paper)
    kept = list(ledger.unrecorded)
    ledger.catch_up()
    assert ledger.unrecorded == kept
    assert len(paper.lines) == 1


@dataclass
class Replicas(MemoryTenant):
    """Readings of these numbers come from a replica that has not heard of the last write yet."""

    behind_at: frozenset[int] = frozenset()

    async def read(self, families: frozenset, base: object) -> object:  # type: ignore[override,type-arg]
        self.behind = 1 if len(self.reads) + 1 in self.behind_at else 0
        return await super().read(families, base)  # type: ignore[arg-type]


def policies(count: int) -> tuple[Operation, ...]:
    """So many new ones, which stand in one wave."""
    wanted = [created(Address(Kind.POLICY, f"p{number}"), policy(f"P{number}")) for number in range(count)]
    return ordering.operations(wanted, content().state())


@pytest.mark.parametrize(
    ("behind_at", "reads"), [((), 2), ((1,), 3), ((2,), 4), ((1, 3), 5), ((2, 4, 5), 7), ((2, 4, 6, 8), 10)]
)
def test_a_write_counts_once_it_shows_twice_in_a_row(behind_at: tuple[int, ...], reads: int) -> None:
    tenant = Replicas(content(), behind_at=frozenset(behind_at))
    ledger = carried_out(tenant, policies(1), Paper())
    assert (ledger.statuses, len(tenant.reads)) == ([VERIFIED], reads)


def test_what_shows_only_now_and_then_is_not_waited_for_without_end() -> None:
    tenant = Replicas(content(), behind_at=frozenset(range(2, 1000, 2)))
    ledger = carried_out(tenant, policies(1), Paper())
    assert ledger.statuses == [Status.NOT_VERIFIED]
    assert len(tenant.reads) < 60
    assert "does not show yet" in ledger.details[0][0]


@dataclass
class GoingBlind(MemoryTenant):
    """Shows what it holds once after each write; from then on it can't be read."""

    async def read(self, families: frozenset, base: object) -> object:  # type: ignore[override,type-arg]
        self.unreadable = len(self.reads)
        return await super().read(families, base)  # type: ignore[arg-type]


def test_what_showed_once_and_can_not_be_read_any_more_is_not_verified() -> None:
    ledger = carried_out(GoingBlind(content()), policies(2), Paper())
    assert ledger.statuses == [Status.NOT_VERIFIED] * 2
    assert ledger.details[0] == ("the tenant can't be read (the list could not be read)",)
    assert "somebody else" not in ledger.why


@pytest.mark.parametrize("count", [1, 20, 240])
def test_policies_of_one_wave_cost_two_lists(count: int) -> None:
    tenant = MemoryTenant(content())
    ledger = carried_out(tenant, policies(count), Paper())
    assert ledger.is_complete
    assert (len(tenant.sent), len(tenant.reads)) == (count, 2)


def test_what_the_tenant_showed_last_is_kept() -> None:
    tenant = MemoryTenant(content(), faults={6: refused})
    ledger = carried_out(tenant, everything(tenant.now.state()), Paper())
    assert ledger.seen is not None
    assert {each.id for each in ledger.seen.of(Kind.STRENGTH)} == set(tenant.now.strengths)
    assert {(each.id, each.name) for each in ledger.seen.of(Kind.PROFILE)} == {
        (each.id, each.name) for each in tenant.now.state().of(Kind.PROFILE)
    }


@dataclass
class Slow(MemoryTenant):
    """Each answer takes so many turns of the loop."""

    turns: int = 3
    is_ready: Callable[[], bool] = lambda: True

    async def send(self, operation: Operation, body: JsonObject | None) -> Answer:
        for _ in range(self.turns):
            await asyncio.sleep(0)
        while not self.is_ready():
            await asyncio.sleep(0)
        return await super().send(operation, body)


async def stopped(ledger: Ledger, tenant: MemoryTenant, wishes: int = 1, last: float = 10.0) -> BaseException | None:
    """Asked to stop as soon as the second request is announced."""
    clock = Clock()
    waiting = Waiting(lambda: clock.now, clock.sleep, last=last)
    task = asyncio.ensure_future(execute(tenant, ledger, tenant.now.state(), waiting))
    while ledger.statuses[1] is PENDING:
        await asyncio.sleep(0)
    for _ in range(wishes):
        task.cancel()
        await asyncio.sleep(0)
    (outcome,) = await asyncio.gather(task, return_exceptions=True)
    assert outcome is None or isinstance(outcome, BaseException)
    return outcome


def stopping(tenant: MemoryTenant, wishes: int = 1, last: float = 10.0) -> tuple[Ledger, Paper]:
    paper = Paper()
    ledger = Ledger(policies(4), lambda _event: None, paper)
    outcome = asyncio.run(stopped(ledger, tenant, wishes, last))
    assert isinstance(outcome, asyncio.CancelledError)
    return ledger, paper


def test_the_answer_under_way_is_waited_for() -> None:
    tenant = Slow(content())
    ledger, paper = stopping(tenant)
    assert ledger.statuses == [SENT, SENT, PENDING, PENDING]
    assert len(tenant.sent) == 2
    assert paper.last(1) is SENT
    assert set(ledger.created.values()) == set(tenant.now.policies) - set(content().policies)


@pytest.mark.parametrize(("fault", "status"), [(refused, FAILED), (lost_after, UNKNOWN)])
def test_whatever_the_answer_under_way_is(fault: Callable[..., None], status: Status) -> None:
    ledger, paper = stopping(Slow(content(), faults={2: fault}))
    assert ledger.statuses[1:] == [status, PENDING, PENDING]
    assert paper.last(1) is status


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever() -> None:
    tenant = Slow(content())
    tenant.is_ready = lambda: not tenant.sent
    ledger, paper = stopping(tenant, last=0.02)
    assert ledger.statuses == [SENT, UNKNOWN, PENDING, PENDING]
    assert paper.lines[-1].detail == ("interrupted before the answer came",)


def test_a_second_wish_ends_at_once() -> None:
    tenant = Slow(content())
    tenant.is_ready = lambda: not tenant.sent
    ledger, paper = stopping(tenant, wishes=2)
    assert ledger.statuses == [SENT, SENDING, PENDING, PENDING]
    assert paper.last(1) is SENDING


def test_a_ledger_starts_with_what_is_known() -> None:
    """A run that is taken up again knows the ids that the first one was told."""
    from tests.apply.plans import NEW_STRENGTH

    tenant = MemoryTenant(content())
    needs = tuple(each for each in everything(tenant.now.state()) if "Require keys" in each.summary)
    ledger = Ledger(needs, lambda _event: None, ids={NEW_STRENGTH: "e0000000-0000-4000-8000-000000000001"})
    clock = Clock()
    asyncio.run(execute(tenant, ledger, tenant.now.state(), Waiting(lambda: clock.now, clock.sleep)))
    assert ledger.is_complete

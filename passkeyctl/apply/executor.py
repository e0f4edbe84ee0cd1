"""Carries out the operations of a plan, wave by wave; the next wave waits until the last one reads back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from passkeyctl.apply.events import Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.requests import UnknownId, request_body
from passkeyctl.errors import GraphError, PasskeyctlError, Unreachable
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Expectation, Family, Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.verify import new_ids, unmet


class Tenant(Protocol):
    """What an apply needs: one that can send, and read a family of resources afresh."""

    async def send(self, operation: Operation, body: JsonObject | None) -> str | None:
        """The id of what was created, where the answer names it."""

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long to read until a write shows. `lost` is for a create without an answer: it may never show."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    seconds: float = 120.0
    lost: float = 30.0
    longest_pause: float = 8.0


@dataclass(slots=True)
class Run:
    """One apply: what is known so far."""

    tenant: Tenant
    ledger: Ledger
    waiting: Waiting
    state: PriorState
    ids: dict[Address, str] = field(default_factory=dict)


async def execute(tenant: Tenant, ledger: Ledger, prior: PriorState, waiting: Waiting) -> None:
    """Send everything in `ledger`, or stop at the first thing that goes wrong; `ledger` says how far it came."""
    run = Run(tenant, ledger, waiting, prior)
    for wave in waves(ledger.operations):
        if not await _carry_out(run, wave):
            break
    for operation, status in zip(ledger.operations, tuple(ledger.statuses), strict=True):
        if status is Status.PENDING:
            ledger.reach(operation, Status.SKIPPED, ("not sent, because an earlier request did not succeed",))


async def _carry_out(run: Run, wave: Sequence[Operation]) -> bool:
    """Whether the whole wave was sent and reads back."""
    sent: list[Operation] = []
    for operation in wave:
        outcome = await _send(run, operation)
        if outcome is not Status.FAILED:
            sent.append(operation)
        if outcome is not Status.SENT:
            break
    shown = await _verify(run, sent) if sent else True
    return shown and len(sent) == len(wave)


async def _send(run: Run, operation: Operation) -> Status:
    try:
        body = request_body(operation, run.ids)
        run.ledger.reach(operation, Status.SENDING)
        created = await run.tenant.send(operation, body)
    except Unreachable as lost:
        status = Status.UNKNOWN if lost.maybe_received else Status.FAILED
        run.ledger.reach(operation, status, (lost.summary,))
        return status
    except GraphError as refused:
        # A 5xx may come after the write took effect.
        status = Status.UNKNOWN if refused.status >= 500 else Status.FAILED
        run.ledger.reach(operation, status, _words(refused))
        return status
    except UnknownId as missing:
        run.ledger.reach(operation, Status.FAILED, _words(missing))
        return Status.FAILED
    if created is not None and len(operation.creates) == 1:
        run.ids[operation.creates[0]] = created
    run.ledger.reach(operation, Status.SENT)
    return Status.SENT


def _words(error: PasskeyctlError) -> tuple[str, ...]:
    return tuple(each for each in (error.summary, *error.detail, error.hint) if each)


async def _verify(run: Run, sent: Sequence[Operation]) -> bool:
    """Read until everything shows or time is up; one list call per family verifies many writes."""
    families = frozenset(each.family for each in sent)
    expectations = _last_of_each(sent)
    lost = any(status is Status.UNKNOWN for status in run.ledger.statuses)
    began, pause = run.waiting.monotonic(), 0.5
    patience = run.waiting.lost if lost else run.waiting.seconds
    while True:
        missing = await _missing(run, families, expectations)
        if not any(missing.values()):
            break
        if run.waiting.monotonic() - began + pause > patience:
            return _settle(run, sent, missing)
        await run.waiting.sleep(pause)
        pause = min(pause * 2, run.waiting.longest_pause)
    return _settle(run, sent, {})


async def _missing(
    run: Run, families: frozenset[Family], expectations: dict[Operation, tuple[Expectation, ...]]
) -> dict[Operation, tuple[str, ...]]:
    """What does not show yet, by operation. A read that fails leaves everything open."""
    before = run.state
    try:
        state = await run.tenant.read(families, before)
    except PasskeyctlError as failed:
        return dict.fromkeys(expectations, (f"reading back failed: {failed.summary}",))
    wanted = [each for listed in expectations.values() for each in listed]
    run.ids.update(new_ids(wanted, state, run.ids, before))
    missing = {
        operation: tuple(words for each in listed for words in unmet(each, state, run.ids))
        for operation, listed in expectations.items()
    }
    if not any(missing.values()):
        run.state = state
    return missing


def _last_of_each(sent: Sequence[Operation]) -> dict[Operation, tuple[Expectation, ...]]:
    """Several requests may change one object in a wave: what the last of them expects is what must show."""
    latest: dict[object, Operation] = {}
    for operation in sent:
        latest[(operation.family, operation.addresses)] = operation
    return {
        operation: operation.expects if latest[(operation.family, operation.addresses)] is operation else ()
        for operation in sent
    }


def _settle(run: Run, sent: Sequence[Operation], missing: dict[Operation, tuple[str, ...]]) -> bool:
    for operation in sent:
        words = missing.get(operation, ())
        run.ledger.reach(operation, Status.NOT_VERIFIED if words else Status.VERIFIED, words)
    return not any(missing.values())

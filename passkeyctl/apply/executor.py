"""Carries out the operations of a plan, wave by wave; the next wave waits until the last one reads back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from passkeyctl.apply.events import Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.requests import request_body
from passkeyctl.errors import GraphError, PasskeyctlError, PermissionMissing, SignInError, Unreachable
from passkeyctl.json_types import JsonObject
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.record.answer import Answer
from passkeyctl.plan.verify import disturbed, new_ids, unmet


class Tenant(Protocol):
    """What an apply needs: one that can send, and read a family of resources afresh."""

    async def send(self, operation: Operation, body: JsonObject | None) -> Answer: ...

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long to read until a write shows, and how often in a row it has to: replicas take turns in answering.

    `lost` is for a create without an answer: it may never show. `between` is the pause from one reading that shows it
    to the next. `last` is for the answer to a request that is under way when somebody asks to stop.
    """

    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    seconds: float = 120.0
    lost: float = 30.0
    longest_pause: float = 8.0
    consecutive: int = 2
    between: float = 0.5
    last: float = 10.0


@dataclass(slots=True)
class Run:
    """One apply: what the next requests are built on, and what nothing was sent or waited for since it was read."""

    tenant: Tenant
    ledger: Ledger
    waiting: Waiting
    state: PriorState
    fresh: frozenset[Family] = frozenset(Family)
    is_stopping: bool = field(default=False, init=False)
    """Somebody has asked to stop while a request was under way."""

    async def look(self, families: frozenset[Family]) -> PriorState:
        self.ledger.seen = await self.tenant.read(families, self.state)
        return self.ledger.seen


async def execute(tenant: Tenant, ledger: Ledger, prior: PriorState, waiting: Waiting) -> None:
    """Send everything in `ledger`, or stop at the first thing that goes wrong; `ledger` says how far it came.

    `prior` is what the tenant showed just now: the operations were worked out from it. Cancelled, it waits for the
    answer to the request that is under way, sends none after it, and ends with CancelledError.
    """
    ledger.seen = prior
    run = Run(tenant, ledger, waiting, prior)
    for wave in waves(ledger.operations):
        if not await _is_undisturbed(run, wave) or not await _carry_out(run, wave):
            break
    for operation in ledger.pending:
        ledger.reach(operation, Status.SKIPPED, (f"not sent, because {ledger.why}",))


async def _is_undisturbed(run: Run, wave: Sequence[Operation]) -> bool:
    """Whether what is still to be written reads as it did when the plan was made.

    All of it, not just this wave: what is read now is what later waves are compared with. A family that an earlier
    wave has just read back was compared then. A replica may lag, so one reading that differs proves nothing.
    """
    families = frozenset(each.family for each in wave) - run.fresh
    if not families:
        return True

    moved: tuple[str, ...] = ()

    async def look() -> tuple[str, ...]:
        nonlocal moved
        moved = ()
        moved = _accepted(run, (), await run.look(families))
        return moved

    found = await _until_empty(run, look, run.waiting.lost, times=1)
    if found:
        run.ledger.why = _changed(moved) if moved else found[0]
    return not found


def _changed(moved: tuple[str, ...]) -> str:
    return f"somebody else has changed {', '.join(moved)} in the meantime"


async def _until_empty(
    run: Run, look: Callable[[], Awaitable[tuple[str, ...]]], patience: float, *, times: int
) -> tuple[str, ...]:
    """Look until nothing is found so many times in a row, or time is up; what was found last.

    A read that fails leaves everything open. A refused token or a missing permission does not get better by waiting.
    """
    began, pause, in_a_row = run.waiting.monotonic(), 0.5, 0
    while True:
        try:
            found = await look()
        except (SignInError, PermissionMissing) as refused:
            return (f"the tenant can't be read ({refused.summary})",)
        except PasskeyctlError as failed:
            found = (f"the tenant can't be read ({failed.summary})",)
        in_a_row = 0 if found else in_a_row + 1
        if in_a_row == times:
            return ()
        if not found:
            await run.waiting.sleep(run.waiting.between)
            continue
        if run.waiting.monotonic() - began + pause > patience:
            return found
        await run.waiting.sleep(pause)
        pause = min(pause * 2, run.waiting.longest_pause)


async def _carry_out(run: Run, wave: Sequence[Operation]) -> bool:
    """Whether the whole wave was sent and reads back. After a lost answer nothing leaves until the tenant tells."""
    sent: list[Operation] = []
    for operation in wave:
        status = await _send(run, operation)
        if status is not Status.FAILED:
            sent.append(operation)
        if status is Status.SENT and run.ledger.fault is None:
            continue
        shown = not sent or await _verify(run, sent)
        if status is Status.FAILED or not shown or _is_off_the_record(run):
            return False
        sent = []
    return (not sent or await _verify(run, sent)) and not _is_off_the_record(run)


def _is_off_the_record(run: Run) -> bool:
    """Whether the journal has failed: what is sent from now on could not be known of afterwards."""
    fault = run.ledger.fault
    if fault is not None:
        run.ledger.why = fault.summary
    return fault is not None


async def _send(run: Run, operation: Operation) -> Status:
    status = await _sent(run, operation)
    if run.is_stopping:
        raise asyncio.CancelledError
    return status


async def _sent(run: Run, operation: Operation) -> Status:
    ledger = run.ledger
    try:
        body = request_body(operation, ledger.ids)
        ledger.announce(operation)
        answer = await _answered(run, operation, body)
    except Unreachable as lost:
        return _ended(ledger, operation, lost, Status.UNKNOWN if lost.maybe_received else Status.FAILED)
    except GraphError as refused:
        # A 5xx may come after the write took effect; only a refusal is certain.
        return _ended(ledger, operation, refused, Status.FAILED if 300 <= refused.status < 500 else Status.UNKNOWN)
    except PasskeyctlError as kept_back:
        # An id that is not known, a sign-in that ended, a journal that can't be written: nothing left.
        return _ended(ledger, operation, kept_back, Status.FAILED)
    if answer is None:
        ledger.reach(operation, Status.UNKNOWN, ("interrupted before the answer came",))
        return Status.UNKNOWN
    if answer.created is not None and operation.method == "POST" and len(operation.creates) == 1:
        ledger.ids[operation.creates[0]] = answer.created
    ledger.reach(operation, Status.SENT, requests=answer.requests)
    return Status.SENT


async def _answered(run: Run, operation: Operation, body: JsonObject | None) -> Answer | None:
    """None where somebody asked to stop and the answer did not come soon: whether it arrived is not known then."""
    request = asyncio.ensure_future(run.tenant.send(operation, body))
    try:
        return await asyncio.shield(request)
    except asyncio.CancelledError:
        run.is_stopping = True
        await asyncio.wait({request}, timeout=run.waiting.last)
        if request.done():
            return request.result()
        request.cancel()
        return None


def _ended(ledger: Ledger, operation: Operation, error: PasskeyctlError, status: Status) -> Status:
    words = tuple(each for each in (error.summary, *error.detail, error.hint) if each)
    ledger.reach(operation, status, words, error.requests if isinstance(error, GraphError) else ())
    return status


async def _verify(run: Run, sent: Sequence[Operation]) -> bool:
    """Read until everything shows often enough or time is up; one list call per family verifies many writes."""
    families = frozenset(each.family for each in sent)
    lost = any(status is Status.UNKNOWN for status in run.ledger.statuses)
    missing: dict[Operation, tuple[str, ...]] = {}

    async def look() -> tuple[str, ...]:
        nonlocal missing
        missing = {}  # where this reading fails, the one before it proves nothing
        state = await run.look(families)
        missing = _missing(run, sent, state)
        found = tuple(words for each in missing.values() for words in each)
        return found or _accepted(run, sent, state)

    patience = run.waiting.lost if lost else run.waiting.seconds
    found = await _until_empty(run, look, patience, times=run.waiting.consecutive)
    shown = bool(missing) and not any(missing.values())
    for operation in sent:
        words = missing.get(operation, found)
        run.ledger.reach(operation, Status.NOT_VERIFIED if words else Status.VERIFIED, words)
    if shown and found:
        run.ledger.why = _changed(found)
    run.fresh = families
    return not found


def _accepted(run: Run, sent: Sequence[Operation], state: PriorState) -> tuple[str, ...]:
    """What later operations are about to write and somebody else has changed; else `state` is the new base."""
    found = disturbed(run.ledger.pending, run.state, state, ours=sent)
    if not found:
        run.state = state
    return found


def _missing(run: Run, sent: Sequence[Operation], state: PriorState) -> dict[Operation, tuple[str, ...]]:
    """What does not show yet, by operation."""
    ids = run.ledger.ids
    ids.update(new_ids([each for operation in sent for each in operation.expects], state, ids, run.state))
    unmet_by = {
        operation: tuple(words for each in operation.expects for words in unmet(each, state, ids)) for operation in sent
    }
    return {
        operation: () if any(not unmet_by[later] for later in _from(operation, sent)) else unmet_by[operation]
        for operation in sent
    }


def _from(operation: Operation, sent: Sequence[Operation]) -> tuple[Operation, ...]:
    """This operation and those after it that change the same object: each expects what those before it did as well."""
    place = sent.index(operation)
    same = (operation.family, operation.addresses)
    return tuple(each for each in sent[place:] if (each.family, each.addresses) == same)

"""Carries out the operations of a plan, wave by wave; the next wave waits until the last one reads back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from passkeyctl.apply.events import Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.requests import request_body
from passkeyctl.errors import GraphError, PasskeyctlError, PermissionMissing, SignInError, Unreachable
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.verify import disturbed, new_ids, unmet


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
    """One apply: what is known so far, and why it ended early."""

    tenant: Tenant
    ledger: Ledger
    waiting: Waiting
    state: PriorState
    ids: dict[Address, str] = field(default_factory=dict)
    fresh: frozenset[Family] = frozenset(Family)
    """what nothing was sent or waited for since it was read"""
    why: str = "an earlier request did not succeed"


async def execute(tenant: Tenant, ledger: Ledger, prior: PriorState, waiting: Waiting) -> None:
    """Send everything in `ledger`, or stop at the first thing that goes wrong; `ledger` says how far it came.

    `prior` is what the tenant showed just now: the operations were worked out from it.
    """
    run = Run(tenant, ledger, waiting, prior)
    for wave in waves(ledger.operations):
        if not await _is_undisturbed(run, wave) or not await _carry_out(run, wave):
            break
    for operation, status in zip(ledger.operations, tuple(ledger.statuses), strict=True):
        if status is Status.PENDING:
            ledger.reach(operation, Status.SKIPPED, (f"not sent, because {run.why}",))


async def _is_undisturbed(run: Run, wave: Sequence[Operation]) -> bool:
    """Whether what is still to be written reads as it did when the plan was made.

    All of it, not just this wave: what is read now is what later waves are compared with. A family that an earlier
    wave has just read back was compared then. A replica may lag, so one reading that differs proves nothing.
    """
    families = frozenset(each.family for each in wave) - run.fresh
    if not families:
        return True

    async def look() -> tuple[str, ...]:
        state = await run.tenant.read(families, run.state)
        found = disturbed(_pending(run), run.state, state)
        if not found:
            run.state = state
        return found

    found = await _until_empty(run, look, run.waiting.lost)
    if found:
        run.why = f"somebody else has changed {', '.join(found)} in the meantime"
    return not found


async def _until_empty(run: Run, look: Callable[[], Awaitable[tuple[str, ...]]], patience: float) -> tuple[str, ...]:
    """Look again and again until nothing is found or time is up. A read that fails leaves everything open.

    A refused token or a missing permission does not get better by waiting.
    """
    began, pause = run.waiting.monotonic(), 0.5
    while True:
        try:
            found = await look()
        except (SignInError, PermissionMissing) as refused:
            return (f"what can't be read ({refused.summary})",)
        except PasskeyctlError as failed:
            found = (f"what can't be read ({failed.summary})",)
        if not found or run.waiting.monotonic() - began + pause > patience:
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
        if status is Status.SENT:
            continue
        shown = not sent or await _verify(run, sent)
        if status is Status.FAILED or not shown:
            return False
        sent = []
    return not sent or await _verify(run, sent)


async def _send(run: Run, operation: Operation) -> Status:
    try:
        body = request_body(operation, run.ids)
        run.ledger.reach(operation, Status.SENDING)
        created = await run.tenant.send(operation, body)
    except Unreachable as lost:
        status = Status.UNKNOWN if lost.maybe_received else Status.FAILED
        run.ledger.reach(operation, status, _words(lost))
        return status
    except GraphError as refused:
        # A 5xx may come after the write took effect; only a refusal is certain.
        status = Status.FAILED if 300 <= refused.status < 500 else Status.UNKNOWN
        run.ledger.reach(operation, status, _words(refused))
        return status
    except PasskeyctlError as kept_back:
        # An id that is not known, a sign-in that ended: nothing left.
        run.ledger.reach(operation, Status.FAILED, _words(kept_back))
        return Status.FAILED
    if created is not None and operation.method == "POST" and len(operation.creates) == 1:
        run.ids[operation.creates[0]] = created
    run.ledger.reach(operation, Status.SENT)
    return Status.SENT


def _words(error: PasskeyctlError) -> tuple[str, ...]:
    return tuple(each for each in (error.summary, *error.detail, error.hint) if each)


async def _verify(run: Run, sent: Sequence[Operation]) -> bool:
    """Read until everything shows or time is up; one list call per family verifies many writes."""
    families = frozenset(each.family for each in sent)
    lost = any(status is Status.UNKNOWN for status in run.ledger.statuses)
    missing: dict[Operation, tuple[str, ...]] = {}

    async def look() -> tuple[str, ...]:
        nonlocal missing
        state = await run.tenant.read(families, run.state)
        missing = _missing(run, sent, state)
        found = tuple(words for each in missing.values() for words in each)
        return found or _accepted(run, sent, state)

    found = await _until_empty(run, look, run.waiting.lost if lost else run.waiting.seconds)
    shown = bool(missing) and not any(missing.values())
    for operation in sent:
        words = missing.get(operation, found)
        run.ledger.reach(operation, Status.NOT_VERIFIED if words else Status.VERIFIED, words)
    if shown and found:
        run.why = f"somebody else has changed {', '.join(found)} in the meantime"
    run.fresh = families
    return not found


def _accepted(run: Run, sent: Sequence[Operation], state: PriorState) -> tuple[str, ...]:
    """What later operations are about to write and somebody else has changed; else `state` is the new base."""
    found = disturbed(_pending(run), run.state, state, ours=sent)
    if not found:
        run.state = state
    return found


def _pending(run: Run) -> list[Operation]:
    statuses = zip(run.ledger.operations, run.ledger.statuses, strict=True)
    return [operation for operation, status in statuses if status is Status.PENDING]


def _missing(run: Run, sent: Sequence[Operation], state: PriorState) -> dict[Operation, tuple[str, ...]]:
    """What does not show yet, by operation."""
    wanted = [each for operation in sent for each in operation.expects]
    run.ids.update(new_ids(wanted, state, run.ids, run.state))
    unmet_by = {
        operation: tuple(words for each in operation.expects for words in unmet(each, state, run.ids))
        for operation in sent
    }
    return {
        operation: () if any(not unmet_by[later] for later in _from(operation, sent)) else unmet_by[operation]
        for operation in sent
    }


def _from(operation: Operation, sent: Sequence[Operation]) -> tuple[Operation, ...]:
    """This operation and those after it that change the same object: each expects what those before it did as well."""
    place = next(number for number, each in enumerate(sent) if each is operation)
    same = (operation.family, operation.addresses)
    return tuple(each for each in sent[place:] if (each.family, each.addresses) == same)

"""A tenant in memory that an apply can write to: it speaks Graph's JSON, lags, loses answers and has other writers."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.errors import GraphError, PasskeyctlError, Unreachable
from passkeyctl.graph.reader import KINDS
from passkeyctl.json_types import JsonObject
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.record.answer import Answer
from passkeyctl.wire import endpoints, passkeys, policies, strengths
from tests.plan.passkey_reference import patched

STRENGTHS, POLICIES = endpoints.STRENGTHS, endpoints.POLICIES


@dataclass
class Content:
    """What stands in the tenant, by id."""

    fido2: JsonObject
    strengths: dict[str, JsonObject] = field(default_factory=dict)
    policies: dict[str, JsonObject] = field(default_factory=dict)

    def state(self) -> PriorState:
        objects = (
            *passkeys.read(self.fido2),
            *(strengths.read(each) for each in self.strengths.values()),
            *(policies.read(each) for each in self.policies.values()),
        )
        return PriorState(objects, passkeys.has_profiles(self.fido2), self.fido2)


Before = Callable[["MemoryTenant", Operation], None]
"""What happens when a request arrives, before it has its effect; raising keeps it from having one."""


def lost(_tenant: MemoryTenant, _operation: Operation) -> None:
    """The connection breaks while the request is on its way."""
    raise Unreachable("no answer", maybe_received=True)


def lost_after(tenant: MemoryTenant, operation: Operation) -> None:
    tenant.carry_out(operation, tenant.sent[-1][1])
    raise Unreachable("no answer", maybe_received=True)


def never_left(_tenant: MemoryTenant, _operation: Operation) -> None:
    raise Unreachable("no connection", maybe_received=False)


def refused(_tenant: MemoryTenant, _operation: Operation) -> None:
    raise GraphError("Graph refused it", status=403)


def failed(_tenant: MemoryTenant, _operation: Operation) -> None:
    raise GraphError("Graph failed", status=503)


@dataclass
class MemoryTenant:
    """`lag` is how many reads still show what stood before a write; `faults` by number of the request, from 1."""

    now: Content
    faults: dict[int, Before] = field(default_factory=dict)
    lag: int = 0
    ignores_writes: bool = False
    unreadable: int = 0
    sent: list[tuple[Operation, JsonObject | None]] = field(default_factory=list)
    reads: list[frozenset[Family]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown = copy.deepcopy(self.now)
        self.behind = 0
        self.ids = (f"d0000000-0000-4000-8000-{number:012d}" for number in count(1))

    async def send(self, operation: Operation, body: JsonObject | None) -> Answer:
        await asyncio.sleep(0)
        self.sent.append((operation, body))
        fault = self.faults.get(len(self.sent))
        if fault is not None:
            fault(self, operation)
        return Answer(self.carry_out(operation, body), (f"request-{len(self.sent)}",))

    def carry_out(self, operation: Operation, body: JsonObject | None) -> str | None:
        if self.ignores_writes:
            return None
        self.shown, self.behind = copy.deepcopy(self.now), self.lag
        if operation.family is Family.FIDO2:
            assert body is not None
            self.now.fido2 = patched(self.now.fido2, body, self.ids)
            return None
        rows = self.now.strengths if operation.family is Family.STRENGTHS else self.now.policies
        return self._write(rows, operation, body)

    def _write(self, rows: dict[str, JsonObject], operation: Operation, body: JsonObject | None) -> str | None:
        collection = STRENGTHS if operation.family is Family.STRENGTHS else POLICIES
        id, _, action = operation.path.removeprefix(collection).strip("/").partition("/")
        match operation.method, id, action:
            case "POST", "", _:
                made = next(self.ids)
                rows[made] = {**(body or {}), "id": made}
                return made
            case "DELETE", _, "":
                del rows[id]
            case "POST", _, "updateAllowedCombinations":
                rows[id] = {**rows[id], **(body or {})}
            case _:
                assert action == ""
                rows[id] = {**rows[id], **(body or {})}
        return None

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState:
        await asyncio.sleep(0)
        self.reads.append(families)
        if self.unreadable:
            self.unreadable -= 1
            raise PasskeyctlError("the list could not be read")
        content = self.shown if self.behind else self.now
        self.behind = max(0, self.behind - 1)
        fresh = {kind for family in families for kind in KINDS[family]}
        seen = content.state()
        objects = tuple(
            each
            for source, is_fresh in ((base, False), (seen, True))
            for each in source.objects
            if (each.kind in fresh) == is_fresh
        )
        whole = replace(base, objects=objects)
        if Family.FIDO2 in families:
            whole = replace(whole, fido2=content.fido2, has_profiles=seen.has_profiles)
        return whole


@dataclass
class Clock:
    """Time passes only while somebody waits."""

    now: float = 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


@dataclass
class Applied:
    tenant: MemoryTenant
    ledger: Ledger
    events: list[Event]
    clock: Clock

    @property
    def statuses(self) -> list[Status]:
        return self.ledger.statuses

    @property
    def creates(self) -> list[str]:
        return [operation.summary for operation, _ in self.tenant.sent if operation.creates]


def applied(tenant: MemoryTenant, operations: tuple[Operation, ...], prior: PriorState | None = None) -> Applied:
    events: list[Event] = []
    clock = Clock()
    ledger = Ledger(operations, events.append)
    start = tenant.now.state() if prior is None else prior
    asyncio.run(execute(tenant, ledger, start, Waiting(lambda: clock.now, clock.sleep)))
    return Applied(tenant, ledger, events, clock)

"""Runs that stopped on the way: what is in the journal, and what the tenant holds by then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from passkeyctl.apply.requests import request_body
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.state import PriorState
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Fido2Shows, Operation
from passkeyctl.plan.record.journal import Actor, Begun, Entry, Reached, Resumed, entry_json, entry_of
from passkeyctl.plan.record.operation_json import kept_operations
from passkeyctl.plan.record.receipt import receipt_of
from passkeyctl.plan.record.resumption import Left, left_of
from passkeyctl.wire.moment import moment_json
from tests.apply.plans import content, everything
from tests.apply.tenants import MemoryTenant

ACTOR = Actor("ada@contoso.com", "ada", "laptop")
AT = "2026-11-23T12:00:00+00:00"


@dataclass
class Stopped:
    """`everything` of `tests.apply.plans`, carried out as far as a test says."""

    tenant: MemoryTenant = field(default_factory=lambda: MemoryTenant(content()))
    entries: list[Entry] = field(default_factory=list)
    ids: dict[Address, str] = field(default_factory=dict)
    operations: tuple[Operation, ...] = ()

    def __post_init__(self) -> None:
        prior = self.now
        self.operations = everything(prior)
        objects: list[JsonValue] = [{"kind": each.kind.value, "id": each.id} for each in prior.objects]
        plan: JsonObject = {"operations": kept_operations(self.operations), "objects": objects}
        before = moment_json(prior, _touched(self.operations))
        place = Destination("sandbox", "8c2b8a60-0000-4000-8000-000000000001", "Contoso")
        self.entries.append(Begun("20261123T120000Z-1f2e", AT, "0.6.0", ACTOR, place, "3f1c", plan, before))

    @property
    def now(self) -> PriorState:
        return self.tenant.now.state()

    def reach(self, number: int, status: str) -> None:
        self.entries.append(Reached(AT, number, status))

    def carry_out(self, *numbers: int, verified: bool = True) -> None:
        """The request has its effect; with `verified` the journal has every line of it."""
        for number in numbers:
            operation = self.operations[number]
            created = self.tenant.carry_out(operation, request_body(operation, self.ids))
            known = {each: self._id_of(each, created) for each in operation.creates}
            self.ids.update(known)
            if verified:
                lines: Sequence[str] = ("sending", "sent", "verified")
                named = {str(address): id for address, id in known.items()}
                self.entries.extend(Reached(AT, number, each, (), named) for each in lines)

    def _id_of(self, address: Address, created: str | None) -> str:
        if created is not None:
            return created
        return max(each.id for each in self.now.objects if each.kind is address.kind)

    def resume(self, operations: Iterable[Operation]) -> None:
        self.operations = tuple(operations)
        self.entries.append(Resumed(AT, ACTOR, tuple(kept_operations(self.operations))))

    def left(self, *, is_torn: bool = False) -> Left:
        """By way of the lines as they lie on disk."""
        lines = [json.loads(json.dumps(entry_json(each))) for each in self.entries]
        return left_of(receipt_of(map(entry_of, lines)), is_torn=is_torn)


def _touched(operations: Iterable[Operation]) -> Iterable[tuple[Kind, str]]:
    for operation in operations:
        for each in operation.expects:
            if isinstance(each, Fido2Shows):
                yield Kind.PASSKEYS, ""
            elif not isinstance(each.id, PendingId):
                yield each.kind, each.id

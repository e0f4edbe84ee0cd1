"""What an apply did to each object that it wrote, as its receipt tells: as it stood, and as it may have been left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from passkeyctl.errors import PlanFileRejected, ReceiptRejected
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.insight.tenant_state import before as moment_of
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.state import PriorState
from passkeyctl.plan.course import course
from passkeyctl.plan.operation import Fido2Shows, Operation, Present
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.plan.record.operation_json import operation_of
from passkeyctl.plan.record.receipt import Receipt
from passkeyctl.plan.saved.plan_document import Touch, saved_plan_of
from passkeyctl.plan.saved.three_way import Key
from passkeyctl.plan.verify import resolved, with_ids

NEVER_LEFT = frozenset({"pending", "skipped", "failed"})
"""Of a request with such a status it is certain that it had no effect."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One object. `before` is None where it was not there; `left` is what the apply may have made of it, None where it
    may have deleted it. `paths` are the fields that it wrote: None for all of them.
    """

    kind: Kind
    id: str
    address: Address
    before: Fields | None
    left: tuple[Fields | None, ...]
    paths: frozenset[str] | None = None

    @property
    def may_be_deleted(self) -> bool:
        return self.before is not None and None in self.left

    @property
    def is_of_apply(self) -> bool:
        """Whether the apply has made it."""
        return self.before is None


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that was to be made, and nobody knows whether it was: its request went unanswered."""

    kind: Kind
    address: Address
    name: str


@dataclass(frozen=True, slots=True)
class Applied:
    """All of it; `has_opted_in`: the tenant uses passkey profiles since."""

    traces: tuple[Trace, ...]
    lost: tuple[Lost, ...] = ()
    has_opted_in: bool = False


def applied_by(receipt: Receipt) -> Applied:
    """Raises ReceiptRejected where the receipt does not hold what an undo needs."""
    try:
        touches = saved_plan_of(receipt.plan).touches
        sent = [operation_of(each.operation) for each in receipt.steps if each.status not in NEVER_LEFT]
        created = {Address.parse(address): id for address, id in receipt.created.items()}
    except (PlanFileRejected, KeyError, TypeError, ValueError) as fault:
        raise ReceiptRejected(
            "the receipt lacks something that an undo needs", hint="was it written by another version of passkeyctl?"
        ) from fault
    is_settled = receipt.outcome is Outcome.DONE
    shown = receipt.after if receipt.ended is not None else None
    return traced(touches, created, receipt.before, sent, shown, is_settled=is_settled)


def traced(
    touches: Iterable[Touch],
    created: Mapping[Address, str],
    before: PriorState,
    sent: Iterable[Operation],
    shown: PriorState | None,
    *,
    is_settled: bool,
) -> Applied:
    """`shown` is what the tenant showed last. Where the run did not end well, what it sent may show later than that."""
    operations = tuple(sent)
    moments = [_with_ids(each, created) for each in course(moment_of(before), operations)[1:]]
    keys = {(each.kind, each.id): each for each in touches}
    made = {(address.kind, id): address for address, id in created.items()}
    addresses = {key: touch.address for key, touch in keys.items()} | made
    traces = []
    for (kind, id), address in addresses.items():
        left = tuple(_left(moments, shown, (kind, id), is_settled=is_settled))
        touch = keys.get((kind, id))
        paths = None if touch is None or touch.paths is None else frozenset(touch.paths)
        was = before.by_id(kind, id)
        traces.append(Trace(kind, id, address, was.fields if was is not None else None, left, paths))
    in_order = sorted(traces, key=lambda each: (each.address.sort_key, each.id))
    return Applied(tuple(in_order), tuple(_lost(operations, created)), _has_opted_in(before, moments))


def _with_ids(state: TenantState, created: Mapping[Address, str]) -> TenantState:
    def known(held: Held) -> Held:
        fields = {path: resolved(value, created) for path, value in held.fields.items()}
        return replace(held, id=with_ids(held.id, created), fields=fields)

    return replace(state, objects=tuple(known(each) for each in state.objects))


def _left(
    moments: Iterable[TenantState], shown: PriorState | None, key: Key, *, is_settled: bool
) -> Iterator[Fields | None]:
    kind, id = key
    if shown is not None:
        live = shown.by_id(kind, id)
        if live is not None or is_settled:
            yield live.fields if live is not None else None
    if not is_settled:
        held = [state.by_id(kind, id) for state in moments]
        yield from (each.fields if each is not None else None for each in held)


def _lost(operations: Iterable[Operation], created: Mapping[Address, str]) -> Iterator[Lost]:
    listed = tuple(operations)
    names = dict(_names(listed))
    for address in dict.fromkeys(address for each in listed for address in each.creates):
        if address not in created:
            yield Lost(address.kind, address, names.get(PendingId(address), address.local))


def _names(operations: Iterable[Operation]) -> Iterator[tuple[str, str]]:
    """Of what is to be made, by the id that it has until then."""
    for expected in (each for operation in operations for each in operation.expects):
        match expected:
            case Present(_, PendingId() as id, fields):
                yield id, str(fields["name"])
            case Fido2Shows():
                made = (each for each in expected.profiles.items() if isinstance(each[0], PendingId))
                yield from ((id, str(fields["name"])) for id, fields in made)


def _has_opted_in(before: PriorState, moments: Iterable[TenantState]) -> bool:
    settings = (each.fields(Kind.PASSKEYS) for each in moments)
    return not before.has_profiles and any(each is not None and each[OPT_IN] is True for each in settings)

"""What the tests of an undo share: what an apply leaves behind, and states without the ids that a tenant gives."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.saved.plan_document import Touch

NAMED = {RefKind.STRENGTH: Kind.STRENGTH, RefKind.PROFILE: Kind.PROFILE, RefKind.LOCATION: Kind.LOCATION}
GIVEN = (Kind.STRENGTH, Kind.PROFILE, Kind.LOCATION, Kind.POLICY)
"""Kinds whose ids are the tenant's to give."""

Content = tuple[Kind, str, tuple[tuple[str, Value], ...]]


def touches(changes: Iterable[ResourceChange]) -> list[Touch]:
    return [
        Touch(
            each.address.kind,
            each.id,
            each.address,
            tuple(field.path for field in each.changes) if each.planned is not None else None,
        )
        for each in changes
        if each.action is not Action.NO_OP and not isinstance(each.id, PendingId)
    ]


def nameable(state: PriorState) -> frozenset[Content]:
    """Everything in the tenant with names in place of ids: equal where two tenants differ in ids only."""
    return frozenset(_content(each, state) for each in state.objects)


def _content(live: LiveObject, state: PriorState) -> Content:
    key = live.name if live.kind in GIVEN and not live.is_built_in else live.id
    fields = ((each.path, _named(state, each.refers_to, live.fields[each.path])) for each in FIELDS[live.kind])
    return live.kind, key, tuple(fields)


def _named(state: PriorState, refers_to: RefKind | None, value: Value) -> Value:
    kind = NAMED.get(refers_to) if refers_to is not None else None
    if kind is None:
        return value
    if isinstance(value, frozenset):
        return frozenset(_name(state, kind, str(each)) for each in value)
    return _name(state, kind, value) if isinstance(value, str) else value


def _name(state: PriorState, kind: Kind, id: str) -> str:
    live = state.by_id(kind, id)
    return live.name if live is not None and not live.is_built_in else id

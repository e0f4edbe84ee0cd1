"""A tenant's settings at one moment, before a plan or after it: what people are judged against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import PriorState


@dataclass(frozen=True, slots=True)
class Held:
    """One object with all its fields; `id` may be a `PendingId`. For targets and excludes it is the group's."""

    kind: Kind
    id: str
    name: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class TenantState:
    """Every object; `unread_policies` exist and nobody can tell what they demand; `unread_kinds` were not asked for."""

    objects: tuple[Held, ...]
    unread_policies: tuple[tuple[str, str], ...] = ()
    unread_kinds: frozenset[Kind] = frozenset()

    def of(self, kind: Kind) -> tuple[Held, ...]:
        return tuple(each for each in self.objects if each.kind is kind)

    def by_id(self, kind: Kind, id: str) -> Held | None:
        return next((each for each in self.objects if each.kind is kind and each.id == id), None)

    def fields(self, kind: Kind) -> Fields | None:
        """Of a kind of which there is one; None where it was not read."""
        return next((each.fields for each in self.objects if each.kind is kind), None)


def before(prior: PriorState) -> TenantState:
    held = (Held(each.kind, each.id, each.name, each.fields) for each in prior.objects)
    return TenantState(tuple(held), prior.unread_policies, prior.unread_kinds)


def after(prior: PriorState, changes: Iterable[ResourceChange]) -> TenantState:
    """What the tenant holds once everything is applied: the planned state, live values of omitted keys included."""
    return applied(before(prior), changes)


def applied(state: TenantState, changes: Iterable[ResourceChange]) -> TenantState:
    """A state with some changes made to it."""
    active = [each for each in changes if each.action is not Action.NO_OP]
    replaced = {(each.address.kind, each.id) for each in active}
    kept = [each for each in state.objects if (each.kind, each.id) not in replaced]
    new = [Held(each.address.kind, each.id, _name(each), each.planned) for each in active if each.planned is not None]
    return replace(state, objects=(*kept, *new))


def _name(change: ResourceChange) -> str:
    planned = change.planned or {}
    return str(planned.get("name") or change.name)

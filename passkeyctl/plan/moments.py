"""What changed between two moments of a tenant, in canonical values: another spelling of the same is no change."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject, PriorState

SINGLETONS = frozenset({Kind.PASSKEYS, Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN})


def changes_between(before: PriorState, after: PriorState) -> tuple[ResourceChange, ...]:
    """Objects are the same by id, whatever they are called; kinds that one of the two lacks are left out."""
    left_out = before.unread_kinds | after.unread_kinds
    found: list[ResourceChange] = []
    for kind in (each for each in Kind if each not in left_out):
        found.extend(_of_kind(kind, before, after))
    return tuple(sorted(found, key=lambda each: each.address.sort_key))


def _of_kind(kind: Kind, before: PriorState, after: PriorState) -> Iterator[ResourceChange]:
    old = {each.id: each for each in before.of(kind)}
    new = {each.id: each for each in after.of(kind)}
    for id, live in new.items():
        was = old.get(id)
        if was is None:
            yield _added(live, address_in(live, after))
        elif changes := _changes(was, live):
            address = address_in(live, after)
            yield ResourceChange(address, Action.UPDATE, id, live.name, was, live.fields, changes)
    for id, was in old.items():
        if id not in new:
            yield _removed(was, address_in(was, before))


def _changes(was: LiveObject, live: LiveObject) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field.path, was.fields[field.path], live.fields[field.path])
        for field in FIELDS[live.kind]
        if was.fields[field.path] != live.fields[field.path]
    )


def _added(live: LiveObject, address: Address) -> ResourceChange:
    written = tuple(
        FieldChange(field.path, field.default, live.fields[field.path])
        for field in FIELDS[live.kind]
        if live.fields[field.path] != field.default or field.path == "state"
    )
    return ResourceChange(address, Action.CREATE, live.id, live.name, None, live.fields, written)


def _removed(was: LiveObject, address: Address) -> ResourceChange:
    written = tuple(
        FieldChange(field.path, was.fields[field.path], field.default)
        for field in FIELDS[was.kind]
        if was.fields[field.path] != field.default
    )
    return ResourceChange(address, Action.DELETE, was.id, was.name, was, None, written)


def address_in(live: LiveObject, state: PriorState) -> Address:
    """By name, where only one object has it."""
    if live.kind in SINGLETONS:
        return Address(live.kind)
    is_unique = sum(each.name == live.name for each in state.of(live.kind)) == 1
    return Address(live.kind, live.name if live.name and is_unique else live.id, is_unlisted=True)

"""Whether a tenant shows what a stage sets: worked out from what the files say with the stage and without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from passkeyctl.model.address import Address
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.values import Value
from passkeyctl.resolve import ResolvedEntry

NAME = "name"
EXISTS = ""
"""Stands for the entry itself, where a stage brings it or has it removed."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What the files say up to one stage, and what that would change in the tenant, both by address.

    `changes` are those of `diff`: one for each entry, NO_OP where the tenant has it all; none for an entry that is to
    be absent and is.
    """

    entries: Mapping[Address, ResolvedEntry]
    changes: Mapping[Address, ResourceChange]


def composed(entries: Iterable[ResolvedEntry], changes: Iterable[ResourceChange]) -> Composed:
    return Composed({each.address: each for each in entries}, {each.address: each for each in changes})


@dataclass(frozen=True, slots=True)
class Sets:
    """One field that a stage sets. `added` are members that it adds to a list; empty: its value is set as a whole.

    `id` is that of an object which the stage no longer lists.
    """

    address: Address
    path: str
    added: frozenset[object] = frozenset()
    id: str = ""


def shown(compositions: Sequence[Composed]) -> tuple[bool | None, ...]:
    """For each stage whether the tenant shows it; None for one that sets nothing of its own.

    `compositions` begins with the files without any stage and goes up stage by stage, to the last one that there is.
    """
    last = len(compositions)
    return tuple(shows(compositions[at - 1], compositions[at], compositions[at:]) for at in range(1, last))


def shows(before: Composed, at: Composed, upto: Iterable[Composed]) -> bool | None:
    """Whether everything that `at` sets and `before` did not is in the tenant as one of `upto` has it.

    `upto` begins with `at`. What a later stage takes away again is not seen to have been there: then everything else
    that this stage sets has to be there instead.
    """
    fields = tuple(sets(before, at))
    if not fields:
        return None
    heights = tuple(upto)
    instead = {field: _instead(field, heights) for field in fields}
    return any(_is_all_live([*fields, *_due(instead, number)], later) for number, later in enumerate(heights))


def taken_back(before: Composed, at: Composed, upto: Sequence[Composed], plan: Composed) -> Iterator[Sets]:
    """What a stage sets and the tenant has, though not all of the stage, and a plan without the stage would undo."""
    for field in sets(before, at):
        live = next((each for each in upto if _is_live(field, each)), None)
        if live is not None and _is_undone(field, live.changes.get(field.address), plan):
            yield field


def _is_undone(field: Sets, live: ResourceChange | None, plan: Composed) -> bool:
    change = plan.changes.get(field.address)
    if change is None:
        return live is not None and any(_removes(each, replace(field, id=live.id)) for each in plan.changes.values())
    if change.action in (Action.CREATE, Action.DELETE):
        return True
    if field.path == EXISTS or change.changed(field.path) is None:
        return False
    planned = change.planned[field.path] if change.planned is not None else None
    return not field.added or not isinstance(planned, frozenset) or not field.added <= planned


def _is_all_live(fields: Iterable[Sets], later: Composed) -> bool:
    return all(_is_live(each, later) for each in fields)


def _instead(field: Sets, heights: Sequence[Composed]) -> tuple[int, tuple[Sets, ...]]:
    """From which of the compositions on the entry is taken away, if it ever is, and what that stage sets."""
    for number in range(1, len(heights)):
        if _is_there(field, heights[number - 1]) and not _is_there(field, heights[number]):
            return number, tuple(sets(heights[number - 1], heights[number]))
    return len(heights), ()


def _is_there(field: Sets, composed: Composed) -> bool:
    entry = composed.entries.get(field.address)
    return entry is not None and not entry.entry.is_absent


def _due(instead: Mapping[Sets, tuple[int, tuple[Sets, ...]]], number: int) -> Iterator[Sets]:
    for since, fields in instead.values():
        if since <= number:
            yield from fields


def sets(before: Composed, at: Composed) -> Iterator[Sets]:
    """The fields in which two compositions differ, those of entries that only the second has included."""
    for address, entry in at.entries.items():
        earlier = before.entries.get(address)
        if earlier is None or earlier.entry.is_absent != entry.entry.is_absent:
            yield Sets(address, EXISTS)
        written, until_now = _written(entry), {} if earlier is None else _written(earlier)
        for path, value in written.items():
            if path not in until_now or until_now[path] != value:
                yield Sets(address, path, _added(until_now.get(path), value))
    for address in before.entries:
        if address not in at.entries:
            change = before.changes.get(address)
            yield Sets(address, EXISTS, id="" if change is None else change.id)


def _written(entry: ResolvedEntry) -> Mapping[str, Value]:
    """An entry that is to be absent has no fields; its name is one of those of every other."""
    if entry.entry.is_absent:
        return {}
    name = entry.entry.name
    return dict(entry.values) if name is None else {**entry.values, NAME: name}


def _added(until_now: Value, value: Value) -> frozenset[object]:
    members = frozenset[object](value) if isinstance(value, frozenset) else frozenset()
    earlier = frozenset[object](until_now) if isinstance(until_now, frozenset) else frozenset()
    return members - earlier if earlier < members else frozenset()


def _is_live(field: Sets, later: Composed) -> bool:
    entry = later.entries.get(field.address)
    change = later.changes.get(field.address)
    if entry is None:
        # What is no longer listed is to go only where the files own the whole list: there the plan takes it away.
        return not any(_removes(each, field) for each in later.changes.values())
    if change is None:
        return entry.entry.is_absent
    if change.action in (Action.CREATE, Action.DELETE):
        return False
    if field.path == EXISTS or change.changed(field.path) is None:
        return True
    return _has_added(field, entry, change)


def _removes(change: ResourceChange, field: Sets) -> bool:
    return change.action is Action.DELETE and (change.address.kind, change.id) == (field.address.kind, field.id)


def _has_added(field: Sets, entry: ResolvedEntry, change: ResourceChange) -> bool:
    """Members that a stage added are looked for; that the list has others besides is none of its concern."""
    wanted, live = entry.values.get(field.path), change.prior_fields.get(field.path)
    if not field.added or not isinstance(wanted, frozenset) or not isinstance(live, frozenset):
        return False
    return field.added <= wanted and field.added <= live

"""What somebody has moved since: when it was read, as it is now, and what would be written, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.methods import BETA_ONLY
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.moments import address_in
from passkeyctl.wire.moment import FIDO2_KINDS
from passkeyctl.wire.originals import OriginalDifference, is_same_original, original_differences

Key: TypeAlias = "tuple[Kind, str]"
"""Kind and id: what an object is known by at any moment."""


class How(StrEnum):
    CHANGED = "changed"
    DELETED = "deleted"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of an object: `fields` are those that would be written, None where it would be deleted."""

    address: Address
    fields: Fields | None


@dataclass(frozen=True, slots=True)
class MovedField:
    """`wanted` says something only where `is_wanted`: else nobody would write this field."""

    path: str
    before: Value
    now: Value
    wanted: Value = None
    is_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """One object. `untold` is what differs in Graph's words where no field of ours does; `wish` is None where nobody
    would write it.
    """

    kind: Kind
    id: str
    name: str
    address: Address
    how: How
    fields: tuple[MovedField, ...] = ()
    untold: tuple[OriginalDifference, ...] = ()
    wish: Wish | None = None


def three_way(
    before: PriorState,
    wanted: Mapping[Key, Wish],
    now: PriorState,
    *,
    whole: Iterable[Kind] = FIDO2_KINDS,
) -> tuple[Moved, ...]:
    """What of `before` reads otherwise in `now`; nothing where somebody else has moved nothing.

    `before` may hold a part of the tenant only: of the kinds in `whole` it holds everything, so that what is not in it
    was made since. Kinds that one of the two has not read are not compared.
    """
    unread = before.unread_kinds | now.unread_kinds
    found = [*_known(before, wanted, now, unread), *_made(before, wanted, now, frozenset(whole) - unread)]
    return tuple(sorted(found, key=lambda each: (each.address.sort_key, each.id)))


def wishes(changes: Iterable[ResourceChange]) -> dict[Key, Wish]:
    """What these changes write in objects that are there."""
    return {
        (each.address.kind, each.id): Wish(each.address, _written(each))
        for each in changes
        if each.action is not Action.NO_OP and not isinstance(each.id, PendingId)
    }


def _written(change: ResourceChange) -> Fields | None:
    return {each.path: each.planned for each in change.changes} if change.planned is not None else None


def _known(before: PriorState, wanted: Mapping[Key, Wish], now: PriorState, unread: frozenset[Kind]) -> Iterator[Moved]:
    later = {(each.kind, each.id): each for each in now.objects}
    for was in before.objects:
        key = was.kind, was.id
        if was.kind in unread:
            continue
        wish, live = wanted.get(key), later.get(key)
        if live is None:
            yield Moved(*key, was.name, _address(was, before, wish), How.DELETED, wish=wish)
        elif moved := _changed(was, live, wish, before):
            yield moved


def _changed(was: LiveObject, live: LiveObject, wish: Wish | None, before: PriorState) -> Moved | None:
    fields = tuple(_moved_fields(was, live, wish))
    if not fields and is_same_original(was, live):
        return None
    untold = () if fields else original_differences(was, live)
    address = _address(was, before, wish)
    return Moved(live.kind, live.id, live.name, address, How.CHANGED, fields, untold, wish)


def _moved_fields(was: LiveObject, live: LiveObject, wish: Wish | None) -> Iterator[MovedField]:
    written: Fields = (wish.fields if wish is not None else None) or {}
    for path in (each.path for each in FIELDS[live.kind]):
        before, now = was.fields[path], live.fields[path]
        if before != now and not _is_unread(live.kind, path, before, now):
            yield MovedField(path, before, now, written.get(path), path in written)


def _is_unread(kind: Kind, path: str, before: Value, now: Value) -> bool:
    """What only beta has was not asked for in one of the two reads."""
    return kind is Kind.CAMPAIGN and path in BETA_ONLY and None in (before, now)


def _made(before: PriorState, wanted: Mapping[Key, Wish], now: PriorState, whole: frozenset[Kind]) -> Iterator[Moved]:
    known = {(each.kind, each.id) for each in before.objects}
    for live in now.objects:
        key = live.kind, live.id
        if live.kind in whole and key not in known:
            wish = wanted.get(key)
            yield Moved(*key, live.name, _address(live, now, wish), How.MADE, _as_made(live, wish), wish=wish)


def _as_made(live: LiveObject, wish: Wish | None) -> tuple[MovedField, ...]:
    """What the plan would have written in it; before there was nothing."""
    written = (wish.fields if wish is not None else None) or {}
    return tuple(MovedField(path, None, live.fields[path], value, is_wanted=True) for path, value in written.items())


def _address(live: LiveObject, state: PriorState, wish: Wish | None) -> Address:
    return wish.address if wish is not None else address_in(live, state)

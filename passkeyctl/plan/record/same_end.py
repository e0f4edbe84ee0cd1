"""Whether a new plan leads to where a run that was cut off was going, and what somebody else has put in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.moments import address_in
from passkeyctl.plan.operation import Expectation, Fido2Shows, Gone, Operation, Present
from passkeyctl.plan.record.resumption import Left, Object, Trail, object_of, trails
from passkeyctl.plan.saved.three_way import How, Moved, MovedField, Wish
from passkeyctl.plan.verify import FIDO2_KINDS, resolved, unmet, with_ids

Content: TypeAlias = "Fields | Fido2Shows | None"
"""What an object holds, or all of the passkey policy; None where it is gone."""


def departures(left: Left, operations: Iterable[Operation], ids: Mapping[Address, str]) -> tuple[str, ...]:
    """Addresses where these operations write what the run was not to write, or lead to something else."""
    planned = trails(left, ids)
    found: dict[str, None] = {}
    for key, (expected, addresses) in _ends(operations, ids).items():
        known = planned.get(key)
        strange = [each for each in addresses if known is None or each not in known.addresses]
        if known is not None and _content(known.goal, ids) != _content(expected, ids):
            strange = [*addresses]
        found.update((str(each), None) for each in strange)
    return tuple(found)


def undone(left: Left, operations: Iterable[Operation], now: PriorState, ids: Mapping[Address, str]) -> tuple[str, ...]:
    """Addresses of what neither reads as the run was to leave it, nor is written by these operations."""
    written = {object_of(expected, ids) for each in operations for expected in each.expects}
    return tuple(
        str(address)
        for key, trail in trails(left, ids).items()
        if key not in written and unmet(trail.goal, now, ids)
        for address in trail.addresses
    )


def _ends(
    operations: Iterable[Operation], ids: Mapping[Address, str]
) -> dict[Object, tuple[Expectation, tuple[Address, ...]]]:
    found: dict[Object, tuple[Expectation, tuple[Address, ...]]] = {}
    for operation in operations:
        for expected in operation.expects:
            key = object_of(expected, ids)
            former = found[key][1] if key in found else ()
            found[key] = expected, tuple(dict.fromkeys((*former, *operation.addresses)))
    return found


def _content(expected: Expectation, ids: Mapping[Address, str]) -> Content:
    """With the ids that are known by now, so that equal ends are equal values."""
    match expected:
        case Gone():
            return None
        case Present():
            return _with_ids(expected.fields, ids)
        case Fido2Shows():
            return replace(
                expected,
                profiles={with_ids(id, ids): fields for id, fields in expected.profiles.items()},
                targets={id: frozenset(with_ids(each, ids) for each in row) for id, row in expected.targets.items()},
            )


def _with_ids(fields: Fields, ids: Mapping[Address, str]) -> Fields:
    return {path: resolved(value, ids) for path, value in fields.items()}


def moved(
    left: Left, strange: Mapping[Object, Trail], now: PriorState, ids: Mapping[Address, str]
) -> tuple[Moved, ...]:
    """What somebody else has changed, field by field: as it stood before, as we left it, as it is."""
    found: list[Moved] = []
    for key, trail in strange.items():
        ours = _content(trail.ours, ids)
        for part in _parts(key, ours, left.before, now):
            found.extend(_moved(part, _shown(ours, part), left.before, now, trail))
    return tuple(sorted(found, key=lambda each: (each.address.sort_key, each.id)))


def _parts(key: Object, ours: Content, before: PriorState, now: PriorState) -> Iterator[Object]:
    if not isinstance(ours, Fido2Shows):
        yield key
        return
    seen = {(each.kind, each.id): None for each in (*before.objects, *now.objects) if each.kind in FIDO2_KINDS}
    written = ((Kind.PROFILE, ours.profiles), (Kind.TARGET, ours.targets), (Kind.EXCLUDE, ours.excludes))
    seen.update({(kind, id): None for kind, listed in written for id in listed})
    yield from seen


def _shown(ours: Content, part: Object) -> Fields | None:
    """What we left of it; None where we left nothing."""
    if not isinstance(ours, Fido2Shows):
        return ours
    match part:
        case Kind.PASSKEYS, _:
            return ours.settings
        case Kind.PROFILE, id:
            return ours.profiles.get(id)
        case Kind.TARGET, id:
            return {"profiles": ours.targets[id]} if id in ours.targets else None
        case _, id:
            return {} if id in ours.excludes else None


def _moved(part: Object, ours: Fields | None, before: PriorState, now: PriorState, trail: Trail) -> Iterator[Moved]:
    was, live = before.by_id(*part), now.by_id(*part)
    fields = tuple(_fields(part[0], was, ours, live.fields)) if ours is not None and live is not None else ()
    if (live is None) == (ours is None) and not fields:
        return
    shown = live or was or LiveObject(*part, str((ours or {}).get("name", part[1])), ours or {}, {})
    how = How.DELETED if live is None else How.MADE if ours is None and was is None else How.CHANGED
    address = _address(part, trail, shown, now if live is not None else before)
    yield Moved(*part, shown.name, address, how, fields, wish=Wish(address, ours))


def _fields(kind: Kind, was: LiveObject | None, ours: Fields, now: Fields) -> Iterator[MovedField]:
    before = was.fields if was is not None else {}
    for each in FIELDS[kind]:
        if each.path in ours and ours[each.path] != now[each.path]:
            yield MovedField(each.path, before.get(each.path), now[each.path], ours[each.path], is_wanted=True)


def _address(part: Object, trail: Trail, shown: LiveObject, state: PriorState) -> Address:
    """Ours, where the trail is of this one object."""
    return address_in(shown, state) if part[0] in FIDO2_KINDS else trail.addresses[0]

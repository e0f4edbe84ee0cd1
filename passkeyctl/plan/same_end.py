"""Whether a new plan leads to where a run that was cut off was going, and what somebody else has put in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.moments import address_in
from passkeyctl.plan.operation import Expectation, Fido2Shows, Operation, Present
from passkeyctl.plan.resumption import FIDO2, Left, Object, Trail, object_of, trails
from passkeyctl.plan.three_way import How, Moved, MovedField, Wish
from passkeyctl.plan.verify import resolved, unmet, with_ids


def departures(left: Left, operations: Iterable[Operation], ids: Mapping[Address, str]) -> tuple[str, ...]:
    """Addresses where these operations write what the run was not to write, or lead to something else."""
    planned = trails(left, ids)
    found: dict[str, None] = {}
    for key, (expected, addresses) in _ends(operations, ids).items():
        known = planned.get(key)
        strange = [each for each in addresses if known is None or each not in known.addresses]
        if known is not None and _filled(known.goal, ids) != _filled(expected, ids):
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


def _filled(expected: Expectation, ids: Mapping[Address, str]) -> Expectation:
    """With the ids that are known by now, so that equal ends are equal values."""
    match expected:
        case Present(kind, id, fields):
            return Present(kind, with_ids(id, ids), _with_ids(fields, ids))
        case Fido2Shows(settings, profiles, targets, excludes, has_profiles):
            return Fido2Shows(
                settings,
                {with_ids(id, ids): _with_ids(fields, ids) for id, fields in profiles.items()},
                {id: frozenset(with_ids(each, ids) for each in listed) for id, listed in targets.items()},
                excludes,
                has_profiles=has_profiles,
            )
        case _:
            return expected


def _with_ids(fields: Fields, ids: Mapping[Address, str]) -> Fields:
    return {path: resolved(value, ids) for path, value in fields.items()}


def moved(
    left: Left, strange: Mapping[Object, Trail], now: PriorState, ids: Mapping[Address, str]
) -> tuple[Moved, ...]:
    """What somebody else has changed, field by field: as it stood before, as we left it, as it is."""
    found: list[Moved] = []
    for key, trail in strange.items():
        ours = _filled(trail.ours, ids)
        for part in _parts(key, ours, left.before, now):
            found.extend(_moved(part, _shown(ours, part), left.before, now, trail))
    return tuple(sorted(found, key=lambda each: (each.address.sort_key, each.id)))


def _parts(key: Object, ours: Expectation, before: PriorState, now: PriorState) -> Iterator[Object]:
    if key != FIDO2 or not isinstance(ours, Fido2Shows):
        yield key
        return
    kinds = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)
    seen = {(each.kind, each.id): None for each in (*before.objects, *now.objects) if each.kind in kinds}
    written = ((Kind.PROFILE, ours.profiles), (Kind.TARGET, ours.targets), (Kind.EXCLUDE, ours.excludes))
    seen.update({(kind, id): None for kind, listed in written for id in listed})
    yield from seen


def _shown(ours: Expectation, part: Object) -> Fields | None:
    """What we left of it; None where we left nothing."""
    kind, id = part
    match ours, kind:
        case Present(), _:
            return ours.fields
        case Fido2Shows(), Kind.PASSKEYS:
            return ours.settings
        case Fido2Shows(), Kind.PROFILE:
            return ours.profiles.get(id)
        case Fido2Shows(), Kind.TARGET:
            return {"profiles": ours.targets[id]} if id in ours.targets else None
        case Fido2Shows(), Kind.EXCLUDE:
            return {} if id in ours.excludes else None
        case _:
            return None


def _moved(part: Object, ours: Fields | None, before: PriorState, now: PriorState, trail: Trail) -> Iterator[Moved]:
    was, live = before.by_id(*part), now.by_id(*part)
    fields = tuple(_fields(part[0], was, ours, live)) if ours is not None and live is not None else ()
    if (live is None) == (ours is None) and not fields:
        return
    shown = live or was or LiveObject(*part, str((ours or {}).get("name", part[1])), ours or {}, {})
    how = How.DELETED if live is None else How.MADE if ours is None and was is None else How.CHANGED
    address = _address(part, trail, shown, now if live is not None else before)
    yield Moved(*part, shown.name, address, how, fields, wish=Wish(address, ours))


def _fields(kind: Kind, was: LiveObject | None, ours: Fields, live: LiveObject | None) -> Iterator[MovedField]:
    known = live.fields if live is not None else {}
    before = was.fields if was is not None else {}
    for each in FIELDS[kind]:
        if each.path in ours and each.path in known and ours[each.path] != known[each.path]:
            yield MovedField(each.path, before.get(each.path), known[each.path], ours[each.path], is_wanted=True)


def _address(part: Object, trail: Trail, shown: LiveObject, state: PriorState) -> Address:
    """Ours, where the trail is of this one object."""
    if part[0] not in (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE) and trail.addresses:
        return trail.addresses[0]
    return address_in(shown, state)

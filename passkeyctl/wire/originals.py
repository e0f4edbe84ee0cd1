"""An object in Graph's own words, compared whole: also what this version has no field for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject
from passkeyctl.wire.canonical import VOLATILE, fingerprint, without_annotations

FIDO2_PARTS = frozenset({"passkeyProfiles", "includeTargets", "excludeTargets"})
"""Lists of the FIDO2 configuration whose members are objects of their own."""

MOVED_BY_MICROSOFT = frozenset({Kind.CAMPAIGN})
"""Method and snoozes of a campaign that Microsoft manages change without anybody in the tenant acting."""


@dataclass(frozen=True, slots=True)
class OriginalDifference:
    """A member by its path in Graph's JSON; None also where it is not there."""

    path: str
    before: JsonValue
    now: JsonValue


def own_part(live: LiveObject) -> JsonObject:
    """What Graph gave of this object and of no other."""
    if live.kind is Kind.PASSKEYS:
        return {key: value for key, value in live.original.items() if key not in FIDO2_PARTS}
    return live.original


def is_same_original(before: LiveObject, now: LiveObject) -> bool:
    if now.kind in MOVED_BY_MICROSOFT:
        return True
    return fingerprint(own_part(before)) == fingerprint(own_part(now))


def original_differences(before: LiveObject, now: LiveObject) -> tuple[OriginalDifference, ...]:
    """Nothing where only what is never compared differs."""
    if is_same_original(before, now):
        return ()
    return tuple(_differences("", without_annotations(own_part(before)), without_annotations(own_part(now))))


def _differences(path: str, before: JsonValue, now: JsonValue) -> Iterator[OriginalDifference]:
    if fingerprint(before) == fingerprint(now):
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted((before.keys() | now.keys()) - VOLATILE):
            yield from _differences(f"{path}.{key}" if path else key, before.get(key), now.get(key))
    else:
        yield OriginalDifference(path, before, now)

"""What records of the audit log tell of values: JSON inside of texts, numbers for words, parts of objects.

https://learn.microsoft.com/graph/api/resources/modifiedproperty, docs/graph-facts.md ("Logs")
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.observed import Property

Pair: TypeAlias = "tuple[JsonValue, JsonValue]"
"""One value before and after, as far as a record tells it."""

NUMBERS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "passkeyTypes": {1: "deviceBound", 2: "synced", 3: "deviceBound,synced"},
        "attestationEnforcement": {0: "disabled", 1: "registrationOnly"},
        "enforcementType": {0: "allow", 1: "block"},
    }
)
"""Since spring 2026 records about methods write these as numbers. Another number stays one, and is not understood."""


DEEPEST = 30
NEVER_UNSET = frozenset({"id", "@odata.type", "state", "displayName", "name"})
"""Where only one side has such a member, the other one was not told."""


def read_properties(targets: JsonValue) -> tuple[Property, ...]:
    """Of all that a record names, in its order; a text that is no JSON stays the text it is."""
    return tuple(_properties(targets))


def _properties(targets: JsonValue) -> Iterator[Property]:
    for target in _objects(targets):
        for each in _objects(target.get("modifiedProperties")):
            name = each.get("displayName")
            before, after = (_out_of(each.get(key)) for key in ("oldValue", "newValue"))
            yield Property(name if isinstance(name, str) else "", before, after)


def _objects(value: JsonValue) -> Iterator[JsonObject]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def _out_of(value: JsonValue) -> JsonValue:
    try:
        found: JsonValue = json.loads(value) if isinstance(value, str) else value
        return _worded("", found, DEEPEST)
    except (ValueError, RecursionError):  # no JSON, or so deep that nobody has written it
        return value if isinstance(value, str) else None


def _worded(key: str, value: JsonValue, levels: int) -> JsonValue:
    if not levels:
        raise ValueError(key)
    match value:
        case dict():
            return {name: _worded(name, each, levels - 1) for name, each in value.items()}
        case list():
            return [_worded(key, each, levels - 1) for each in value]
        case int() if not isinstance(value, bool):
            return NUMBERS.get(key, {}).get(value, value)
        case _:
            return value


def paired(before: JsonValue, after: JsonValue) -> Pair:
    """What only one side has, the other one has not: null, so that what lies below shows nothing through."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before, after
    found = {name: _member(name, before, after) for name in dict.fromkeys((*before, *after))}
    return {name: one for name, (one, _) in found.items()}, {name: other for name, (_, other) in found.items()}


def _member(name: str, before: JsonObject, after: JsonObject) -> Pair:
    one, other = before.get(name), after.get(name)
    if name in NEVER_UNSET and (one is None or other is None):
        return (other, other) if one is None else (one, one)
    if name not in before and isinstance(other, dict):
        one = {}
    elif name not in after and isinstance(one, dict):
        other = {}
    return paired(one, other)


def laid_over(base: JsonValue, part: JsonValue) -> JsonValue:
    """What a record tells, over what stands now; lists are told whole."""
    if not isinstance(base, dict) or not isinstance(part, dict):
        return part
    return {**base, **{name: laid_over(base.get(name), each) for name, each in part.items()}}


def rows_over(base: JsonValue, pair: Pair) -> Pair | None:
    """Rows by their ids: those that the record is silent about stay. None where a row can't be told from others.

    Records of partial lists have rows without ids; where the list has just one row, that one is meant.
    """
    live = [*_objects(base)]
    one, other = (_by_id(each, live) for each in pair)
    if one is None or other is None:
        return None
    known = {_id(each): each for each in live}
    kept = [each for id, each in known.items() if id not in one and id not in other]
    found = [_row(known.get(id, {}), one.get(id), other.get(id)) for id in dict.fromkeys((*one, *other))]
    return [*kept, *_there(each for each, _ in found)], [*kept, *_there(each for _, each in found)]


def _there(rows: Iterable[JsonValue]) -> list[JsonValue]:
    return [each for each in rows if each is not None]


def _row(live: JsonObject, before: JsonObject | None, after: JsonObject | None) -> Pair:
    """One that only one side has was made, or taken away."""
    if before is None:
        return None, laid_over(live, after)
    if after is None:
        return laid_over(live, before), None
    one, other = paired(before, after)
    return laid_over(live, one), laid_over(live, other)


def _by_id(rows: JsonValue, live: list[JsonObject]) -> dict[str, JsonObject] | None:
    found: dict[str, JsonObject] = {}
    for each in _objects(rows):
        id = _id(each)
        if not id and len(live) == 1:
            id, each = _id(live[0]), {**each, "id": live[0].get("id")}
        if not id or id in found:
            return None
        found[id] = each
    return found


def _id(row: JsonObject) -> str:
    id = row.get("id")
    return id.lower() if isinstance(id, str) else ""

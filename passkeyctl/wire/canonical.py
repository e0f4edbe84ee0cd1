"""Graph's spellings folded into one: GUID case, flags as strings, lists as sets, absent and null as unset.

Each fold and its source is a row of docs/graph-facts.md, "Canonical form".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue

UNREADABLE = "unknownFutureValue"
"""What Graph answers instead of a member that is newer than the client says it knows."""

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_guid(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


def identifier(text: str) -> str:
    """GUIDs are compared in lower case; other ids (`c1`, `all_users`) as they stand."""
    return text.lower() if is_guid(text) else text


def an_object(value: JsonValue, what: str) -> JsonObject:
    """The object that must be there: a read without it is no read at all."""
    if not isinstance(value, dict):
        raise IncompleteRead(
            f"Graph's answer lacks `{what}`",
            hint="nothing was changed; run again, and report it if it stays",
        )
    return value


def optional_object(value: JsonValue) -> JsonObject | None:
    """Null and absent are unset; another shape must not pass for it, or a write would clear what was not understood."""
    if value is None or isinstance(value, dict):
        return value
    raise _another_shape(value, "an object")


def _another_shape(value: JsonValue, wanted: str) -> IncompleteRead:
    return IncompleteRead(
        f"Graph's answer has `{json.dumps(value)[:40]}` where {wanted} belongs",
        hint="nothing was changed; run again, and report it if it stays",
    )


def text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None


def required(document: JsonObject, key: str, what: str) -> None:
    if key not in document:
        raise IncompleteRead(f"Graph's answer lacks `{key}` of {what}")


def required_text(document: JsonObject, key: str, what: str) -> str:
    value = document.get(key)
    if not isinstance(value, str):
        raise IncompleteRead(f"Graph's answer lacks `{key}` of {what}")
    return value


def number(value: JsonValue, default: int) -> int:
    """Null and absent mean Graph's own default."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        raise _another_shape(value, "a whole number")
    return value


def flag(value: JsonValue) -> bool:
    """Null and absent mean false (docs/graph-facts.md, "Canonical form")."""
    if value is None or isinstance(value, bool):
        return value is True
    raise _another_shape(value, "true or false")


def members(value: JsonValue) -> list[JsonValue]:
    """Absent, null and [] mean the same."""
    return value if isinstance(value, list) else _nothing(value, "a list")


def strings(value: JsonValue) -> tuple[str, ...]:
    """Absent, null and [] mean the same; no member is ever passed over."""
    listed = members(value)
    found = tuple(each for each in listed if isinstance(each, str))
    if len(found) != len(listed):
        raise _another_shape(value, "a list of words")
    return found


def _nothing(value: JsonValue, wanted: str) -> list[JsonValue]:
    if value is not None:
        raise _another_shape(value, wanted)
    return []


def string_set(value: JsonValue) -> frozenset[str]:
    return frozenset(strings(value))


def identifiers(value: JsonValue) -> frozenset[str]:
    return frozenset(identifier(each) for each in strings(value))


def objects(value: JsonValue) -> tuple[JsonObject, ...]:
    listed = members(value)
    found = tuple(each for each in listed if isinstance(each, dict))
    if len(found) != len(listed):
        raise _another_shape(value, "a list of objects")
    return found


def flags(value: JsonValue) -> frozenset[str]:
    """One comma string, with or without blanks; `none` alone is kept, as it is a member of some enumerations."""
    if value is not None and not isinstance(value, str):
        raise _another_shape(value, "a word")
    return frozenset(part.strip() for part in (value or "").split(",") if part.strip())


def flag_string(members: Iterable[str], order: tuple[str, ...]) -> str:
    """Members in the order of their flag values; unknown ones last, by name."""
    given = set(members)
    return ",".join([word for word in order if word in given] + sorted(given - set(order)))


def without_annotations(value: JsonValue) -> JsonValue:
    """A copy without `@odata.context` and its like; `@odata.type` stays, since Graph needs it to be sent."""
    if isinstance(value, list):
        return [without_annotations(each) for each in value]
    return bare(value) if isinstance(value, dict) else value


def bare(document: JsonObject | None) -> JsonObject:
    """An object to send, made from one that was read: {} where there is none."""
    return {
        key: without_annotations(inner)
        for key, inner in (document or {}).items()
        if key == "@odata.type" or ("@odata." not in key and "@microsoft.graph." not in key)
    }


VOLATILE = frozenset({"createdDateTime", "modifiedDateTime", "authenticationStrength"})
"""Left out of a fingerprint: times, and a strength's rendering inside a policy, whose id is a field of ours."""


def fingerprint(value: JsonValue) -> str:
    """Everything that Graph gave of an object, known to this version or not; the order of lists is not promised."""
    return json.dumps(_ordered(without_annotations(value)), sort_keys=True)


def _ordered(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return sorted((_ordered(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, dict):
        return {key: _ordered(inner) for key, inner in value.items() if key not in VOLATILE}
    return value


def in_one_order(value: JsonValue) -> JsonValue:
    """A copy whose lists stand in an order of ours: Graph promises none, and what is sent back is made from them."""
    if isinstance(value, list):
        return sorted((in_one_order(each) for each in value), key=_place)
    if isinstance(value, dict):
        return {key: in_one_order(inner) for key, inner in value.items()}
    return value


def _place(value: JsonValue) -> tuple[str, str]:
    """What has an id stands where its id belongs, the default profile first."""
    if isinstance(value, str):
        return value, ""
    id = value.get("id") if isinstance(value, dict) else None
    return id if isinstance(id, str) else "", json.dumps(value, sort_keys=True)


def as_list(members: Iterable[str]) -> list[JsonValue]:
    return list[JsonValue](sorted(members))


def is_unset(value: JsonValue) -> bool:
    """Null, false, empty, or an object of nothing but these."""
    if isinstance(value, dict):
        return all(key == "@odata.type" or is_unset(inner) for key, inner in value.items())
    return value is None or value is False or value in ([], "")


def holds_unreadable(value: JsonValue) -> bool:
    """Whether it has a member that Graph kept to itself: sent back, it is refused or lost (docs/graph-facts.md)."""
    if isinstance(value, dict):
        return any(holds_unreadable(inner) for inner in value.values())
    if isinstance(value, list):
        return any(holds_unreadable(each) for each in value)
    return isinstance(value, str) and UNREADABLE in flags(value)

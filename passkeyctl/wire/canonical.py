"""Graph's spellings folded into one: GUID case, flags as strings, lists as sets, absent and null as unset.

Each fold and its source is a row of docs/graph-facts.md, "Canonical form".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue

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
    return value if isinstance(value, dict) else None


def text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None


def required_text(document: JsonObject, key: str, what: str) -> str:
    value = document.get(key)
    if not isinstance(value, str):
        raise IncompleteRead(f"Graph's answer lacks `{key}` of {what}")
    return value


def flag(value: JsonValue) -> bool:
    """Null and absent mean false (docs/graph-facts.md, "Canonical form")."""
    return value is True


def strings(value: JsonValue) -> tuple[str, ...]:
    """Absent, null and [] mean the same."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def string_set(value: JsonValue) -> frozenset[str]:
    return frozenset(strings(value))


def identifiers(value: JsonValue) -> frozenset[str]:
    return frozenset(identifier(each) for each in strings(value))


def objects(value: JsonValue) -> tuple[JsonObject, ...]:
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def flags(value: JsonValue) -> frozenset[str]:
    """One comma string, with or without blanks; `none` alone is kept, as it is a member of some enumerations."""
    if not isinstance(value, str):
        return frozenset()
    return frozenset(part.strip() for part in value.split(",") if part.strip())


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


def as_list(members: Iterable[str]) -> list[JsonValue]:
    return list[JsonValue](sorted(members))

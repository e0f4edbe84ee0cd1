"""Typed reading of JSON whose shape was checked before."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue


def as_object(value: JsonValue | object) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError(f"expected a JSON object, found {value!r}")
    return value


def as_list(value: JsonValue | object) -> list[JsonValue]:
    if not isinstance(value, list):
        raise TypeError(f"expected a JSON array, found {value!r}")
    return value


def as_text(value: JsonValue | object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a JSON string, found {value!r}")
    return value


def objects(value: JsonValue | object) -> list[JsonObject]:
    """The objects of an array; null and absent count as empty."""
    return [] if value is None else [as_object(each) for each in as_list(value)]


def texts(value: JsonValue | object) -> list[str]:
    """The strings of an array; null and absent count as empty."""
    return [] if value is None else [as_text(each) for each in as_list(value)]


def part(value: JsonObject, *names: str) -> JsonObject:
    """The object at this path, empty where something on the way is null or absent."""
    for name in names:
        inner = value.get(name)
        if inner is None:
            return {}
        value = as_object(inner)
    return value


def same(one: str, other: JsonValue | object) -> bool:
    """Whether two ids are equal: Graph compares them without regard to case."""
    return isinstance(other, str) and one.lower() == other.lower()

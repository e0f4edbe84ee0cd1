"""Types of plain JSON, as `json.loads` gives them, and readers that insist on one."""

from __future__ import annotations

from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"


def object_in(value: JsonValue) -> JsonObject:
    """What a document of ours has to hold there; raises TypeError where it holds something else."""
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def list_in(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def text_in(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def number_in(value: JsonValue) -> int:
    """A whole number; a truth is none, although Python counts it as one."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value

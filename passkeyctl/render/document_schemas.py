"""The JSON Schemas of what commands print: package data, each put together with what it refers to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import cast

from passkeyctl.json_types import JsonObject, JsonValue

DOCUMENTS = (
    *("plan", "apply", "drift", "validation", "error", "readiness", "event", "explanation"),
    *("doctor", "permissions", "evidence", "history"),
)
REFERENCE = "#/$defs/"


def document_schema(name: str) -> JsonObject:
    """Draft 2020-12, in one piece. `name` is one of DOCUMENTS."""
    shared = _loaded("definitions.json")
    schema = _loaded(f"{name}.schema.json")
    needed: dict[str, JsonValue] = {}
    wanted = [*_references(schema)]
    while wanted:
        each = wanted.pop()
        if each not in needed:
            needed[each] = shared[each]
            wanted += _references(shared[each])
    return {**schema, "$defs": dict(sorted(needed.items()))} if needed else schema


def _references(schema: JsonValue) -> Iterator[str]:
    """The names of the definitions that are referred to in it."""
    match schema:
        case dict():
            target = schema.get("$ref")
            if isinstance(target, str):
                yield target.removeprefix(REFERENCE)
            for each in schema.values():
                yield from _references(each)
        case list():
            for each in schema:
                yield from _references(each)


def _loaded(file: str) -> JsonObject:
    text = files("passkeyctl.render").joinpath("schemas", file).read_text(encoding="utf-8")
    return cast("JsonObject", json.loads(text))

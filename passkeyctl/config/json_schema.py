"""The language as a JSON Schema (draft 2020-12), which gives editors completion, hover texts and warnings."""

from __future__ import annotations

from typing import assert_never

from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.shape import (
    LOCAL_ID,
    Aside,
    Choice,
    Flag,
    Key,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Shape,
    Text,
)
from passkeyctl.json_types import JsonObject, JsonValue

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> JsonObject:
    """The schema of one document. It knows form, not meaning: names that don't resolve pass it."""
    return {"$schema": DIALECT, "title": "passkeyctl configuration", **_schema(DOCUMENT)}


def _schema(shape: Shape) -> JsonObject:
    match shape:
        case Text():
            return _text(shape)
        case Choice():
            return {"type": "string", "enum": [*shape.words, *shape.spellings]}
        case Flag():
            return {"type": "boolean"}
        case Number():
            return {"type": "integer", "minimum": shape.minimum, "maximum": shape.maximum}
        case ListOf():
            return {"type": "array", "items": _schema(shape.member), **_if_set("minItems", shape.fewest)}
        case MapOf():
            names: JsonObject = {"pattern": f"^{LOCAL_ID}$"}
            return {"type": "object", "propertyNames": names, "additionalProperties": _schema(shape.member)}
        case Record():
            return _record(shape)
        case OneOf():
            forms = [each for each in (shape.scalar, shape.sequence, shape.mapping) if each is not None]
            return _schema(forms[0]) if len(forms) == 1 else {"anyOf": [_schema(form) for form in forms]}
        case Aside():
            return {"type": "object"}
        case _:
            assert_never(shape)


def _text(shape: Text) -> JsonObject:
    pattern = shape.pattern or shape.hint_pattern
    schema: JsonObject = {"type": "string", "minLength": shape.shortest, **_if_set("maxLength", shape.limit)}
    if pattern:
        schema["pattern"] = f"^({pattern})$"
    return schema


def _record(shape: Record) -> JsonObject:
    required: list[JsonValue] = list(shape.required)
    return {
        "type": "object",
        "properties": {key.name: _key(key) for key in shape.keys},
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **({"anyOf": [{"required": [name]} for name in shape.needs]} if shape.needs else {}),
        **_if_set("minProperties", shape.fewest),
        **_if_set("maxProperties", shape.most),
    }


def _key(key: Key) -> JsonObject:
    schema = _schema(key.shape)
    if key.is_nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    described: JsonObject = {"description": key.doc, **schema}
    return described if key.example is None else {**described, "examples": [key.example]}


def _if_set(name: str, number: int) -> JsonObject:
    return {name: number} if number else {}

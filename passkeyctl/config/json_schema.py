"""The language as a JSON Schema (draft 2020-12), which gives editors completion, hover texts and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, assert_never

from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.schema_tests import NO, TEST_DOCUMENT, TEST_KIND, YES
from passkeyctl.config.schema_variables import DECLARATIONS, STRING
from passkeyctl.config.shape import (
    DAY,
    LOCAL_ID,
    Anything,
    Aside,
    Choice,
    Day,
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
from passkeyctl.config.stacking import HEAD
from passkeyctl.json_types import JsonObject, JsonValue

DIALECT = "https://json-schema.org/draft/2020-12/schema"


_VARIABLE: JsonObject = {"$ref": "#/$defs/variable"}
DEFINITIONS: JsonObject = {
    "variable": {"description": "A variable, or a text with one in it.", "type": "string", "pattern": "\\$\\{.+\\}"}
}
"""What may stand wherever a value is typed."""
_NULL: JsonObject = {"type": "null"}


class _Mode(NamedTuple):
    """`is_fixed`: no variable may stand here. `is_partial`: an overlay, which writes only what differs."""

    is_fixed: bool = False
    is_partial: bool = False


def json_schema() -> JsonObject:
    """The schema of one document, of policy tests too. It knows form, not meaning: names that don't resolve pass it."""
    holds_tests: JsonObject = {"properties": {"kind": {"const": TEST_KIND}}, "required": ["kind"]}
    return {
        "$schema": DIALECT,
        "title": "passkeyctl configuration",
        "$defs": DEFINITIONS,
        "if": holds_tests,
        "then": _record(TEST_DOCUMENT, _Mode()),
        "else": _record(DOCUMENT, _Mode()),
    }


def _schema(shape: Shape, mode: _Mode) -> JsonObject:
    """The schema of a value, or of a variable that stands for it."""
    forms = list(_forms(shape, mode))
    is_any_text = any(form.get("type") == "string" and not form.keys() - {"type", "minLength"} for form in forms)
    if not mode.is_fixed and not is_any_text and not isinstance(shape, Record | MapOf | Anything | Aside):
        forms.append(_VARIABLE)
    return forms[0] if len(forms) == 1 else {"anyOf": [*forms]}


def _forms(shape: Shape, mode: _Mode) -> Iterator[JsonObject]:
    match shape:
        case Text():
            yield _text(shape)
            if shape.takes_numbers:
                yield {"type": "integer", "minimum": 0}
        case Choice():
            yield _choice(shape)
        case Flag():
            yield {"type": "boolean"}
        case Day():
            yield {"type": "string", "format": "date", "pattern": f"^({DAY})$"}
        case Number():
            yield {"type": "integer", "minimum": shape.minimum, "maximum": shape.maximum}
        case Anything():
            yield {}
        case ListOf():
            yield {"type": "array", "items": _schema(shape.member, mode), **_if_set("minItems", shape.fewest)}
        case MapOf():
            yield _map(shape, mode)
        case Record():
            yield _record(shape, mode)
        case OneOf():
            for each in (shape.scalar, shape.sequence, shape.mapping):
                yield from _forms(each, mode) if each is not None else ()
            if shape.is_by_stage and shape.scalar is not None:
                yield {"type": "object", "minProperties": 1, "additionalProperties": _schema(shape.scalar, mode)}
        case Aside():
            yield _overlay() if shape is Aside.OVERLAY else _variables()
        case _:
            assert_never(shape)


def _choice(shape: Choice) -> JsonObject:
    """What YAML reads as a boolean is one for an editor as well."""
    words: list[JsonValue] = [_BOOLEANS.get(each, each) for each in (*shape.words, *shape.spellings)]
    return {"enum": words} if {*shape.words} & {*_BOOLEANS} else {"type": "string", "enum": words}


_BOOLEANS: Mapping[str, bool] = {YES: True, NO: False}


def _map(shape: MapOf, mode: _Mode) -> JsonObject:
    return _entries(_schema(shape.member, mode), mode, ".+" if shape.is_named_freely else f"^{LOCAL_ID}$")


def _entries(member: JsonObject, mode: _Mode, names: str = f"^{LOCAL_ID}$") -> JsonObject:
    value: JsonObject = {"anyOf": [member, _NULL]} if mode.is_partial else member
    return {"type": "object", "propertyNames": {"pattern": names}, "additionalProperties": value}


def _text(shape: Text) -> JsonObject:
    pattern = shape.pattern or shape.hint_pattern
    schema: JsonObject = {"type": "string", "minLength": shape.shortest, **_if_set("maxLength", shape.limit)}
    if pattern:
        schema["pattern"] = f"^({pattern})$"
    return schema


def _record(shape: Record, mode: _Mode) -> JsonObject:
    """In an overlay the rest of a record stands in the baseline."""
    properties: JsonObject = {"type": "object", "properties": {key.name: _key(key, mode) for key in shape.keys}}
    if mode.is_partial:
        return {**properties, "additionalProperties": False}
    required: list[JsonValue] = list(shape.required)
    return {
        **properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **({"anyOf": [{"required": [name]} for name in shape.needs]} if shape.needs else {}),
        **_if_set("minProperties", shape.fewest),
        **_if_set("maxProperties", shape.most),
    }


def _key(key: Key, mode: _Mode) -> JsonObject:
    mode = mode._replace(is_fixed=mode.is_fixed or key.is_fixed)
    schema = _schema(key.shape, mode)
    if key.is_nullable or mode.is_partial:
        schema = {"anyOf": [schema, _NULL]}
    described: JsonObject = {"description": key.doc, **schema}
    return described if key.example is None else {**described, "examples": [key.example]}


def _overlay() -> JsonObject:
    """The sections of a baseline; what begins with `!append` or `!remove` looks like a list to an editor."""
    sections = tuple(key for key in DOCUMENT.keys if key.name not in HEAD)
    return _record(Record(sections), _Mode(is_partial=True))


def _variables() -> JsonObject:
    scalar: JsonObject = {"type": ["string", "integer", "boolean"]}
    texts: JsonObject = {"type": "array", "items": {"type": "string"}}
    value: JsonObject = {"anyOf": [scalar, texts]}
    declaration = _record(DECLARATIONS[STRING], _Mode(is_fixed=True))
    keys = declaration["properties"]
    assert isinstance(keys, dict)
    declaration["properties"] = {**keys, "default": value, "oneOf": {"type": "array", "items": scalar, "minItems": 1}}
    return _entries({"anyOf": [scalar, texts, declaration]}, _Mode())


def _if_set(name: str, number: int) -> JsonObject:
    return {name: number} if number else {}

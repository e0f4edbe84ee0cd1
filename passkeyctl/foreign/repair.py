"""One object in the shape that Graph would have given it: lists as lists, numbers as numbers, words as Graph's."""

from __future__ import annotations

import json
from collections.abc import Mapping

from passkeyctl.foreign.casing import Unusable, is_plain_range
from passkeyctl.foreign.schema import Branch, Leaf, Member, Rows, Shape
from passkeyctl.json_types import JsonObject, JsonValue


def repaired(document: JsonObject, branch: Branch) -> JsonObject:
    """Raises Unusable where a member has a shape that can't be read in one way only; unknown members stay."""
    return {key: _member(key, value, branch.members) for key, value in document.items()}


def _member(name: str, value: JsonValue, members: Mapping[str, Member]) -> JsonValue:
    match members.get(name):
        case None:
            return value
        case Leaf() as leaf:
            return _leaf(name, value, leaf)
        case Branch() as branch:
            return _branch(name, value, branch)
        case Rows() as rows:
            return [each if is_plain_range(each) else _row(name, each, rows) for each in _listed(value)]


def _branch(name: str, value: JsonValue, branch: Branch) -> JsonValue:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if name == "authenticationStrength" and isinstance(value, str) and value:
        value = {"displayName": value}
    if value in (None, "", []):
        return None
    if not isinstance(value, dict):
        raise _another_shape(name, value, "an object")
    found = repaired(value, branch)
    return None if branch.folds and _says_nothing(found) else found


def _says_nothing(document: JsonObject) -> bool:
    return all(
        "@odata." in key or value in (None, "", []) or (isinstance(value, dict) and _says_nothing(value))
        for key, value in document.items()
    )


def _listed(value: JsonValue) -> list[JsonValue]:
    """PowerShell unrolls a list of one to its member, and an empty one to null or {}; null in it names nothing."""
    if isinstance(value, list):
        flat = [inner for each in value for inner in (each if isinstance(each, list) else [each])]
        return [each for each in flat if each not in (None, "")]
    return [] if value in (None, "", {}) else [value]


def _row(name: str, value: JsonValue, rows: Rows) -> JsonObject:
    if isinstance(value, str) and rows.key:
        return {rows.key: value}
    if not isinstance(value, dict):
        raise _another_shape(name, value, "an object")
    return repaired(value, Branch(rows.members))


def _leaf(name: str, value: JsonValue, leaf: Leaf) -> JsonValue:
    if leaf.shape is Shape.TEXT and isinstance(value, str):
        return _word(value, leaf) if leaf.words else value
    match leaf.shape:
        case Shape.WORDS:
            return [_text(name, each, leaf) for each in _listed(value)]
        case Shape.FLAGS:
            parts = [part for each in _listed(value) for part in _parts(name, each)]
            return ",".join(_word(part, leaf) for part in parts) if parts else None
        case Shape.FLAG:
            return _flag(name, _single(value))
        case Shape.NUMBER:
            return _number(name, _single(value))
        case _:
            single = _single(value)
            return None if single is None or (single == "" and leaf.words) else _text(name, single, leaf)


def _single(value: JsonValue) -> JsonValue:
    """A scalar that PowerShell wrapped into a list of one, or wrote as {} where it was null."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return None if value in ([], {}) and not isinstance(value, (bool, int)) else value


def _parts(name: str, value: JsonValue) -> list[str]:
    if not isinstance(value, str):
        raise _another_shape(name, value, "a word")
    return [part.strip() for part in value.split(",") if part.strip()]


def _text(name: str, value: JsonValue, leaf: Leaf) -> str:
    if not isinstance(value, str):
        raise _another_shape(name, value, "text")
    return _word(value, leaf)


def _word(text: str, leaf: Leaf) -> str:
    """Graph's capitals, whatever the exporting tool made of them; an unknown word stays."""
    folded = text.strip().casefold()
    return next((word for word in leaf.words if word.casefold() == folded), text)


def _flag(name: str, value: JsonValue) -> JsonValue:
    if value is None or isinstance(value, bool):
        return value
    said = value.strip().casefold() if isinstance(value, str) else value
    if said in ("true", "false", ""):
        return None if said == "" else said == "true"
    raise _another_shape(name, value, "true or false")


def _number(name: str, value: JsonValue) -> JsonValue:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        digits = value.strip()
        if not digits:
            return None
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            return int(digits)
    raise _another_shape(name, value, "a number")


def _another_shape(name: str, value: JsonValue, wanted: str) -> Unusable:
    return Unusable(f"`{name}` is `{json.dumps(value)[:40]}` where {wanted} belongs", hint="export it again")

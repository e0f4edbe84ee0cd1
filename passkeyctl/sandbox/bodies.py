"""The strict check of a request body against the table of types, and its canonical spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.schema import BETA_TYPES, DERIVED, ENUMS, FLAGS, PREVIEW_MEMBERS, TYPES
from passkeyctl.sandbox.schema_enums import UNKNOWN

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PREFIX = "#microsoft.graph."
_PLAIN_RANGE = 2  # members of an IP range: its type and its address
# The only flags that Graph is known to take in another case: it answers `b2bCollaborationGuest` to PascalCase.
_ANY_CASE = frozenset({"conditionalAccessGuestOrExternalUserTypes"})


class BodyFault(Exception):
    """What is wrong with a body, at which member."""

    def __init__(self, path: str, fault: str, *, preview: bool = False) -> None:
        super().__init__(f"'{path}': {fault}" if path else fault)
        self.path = path
        self.preview = preview


@dataclass(frozen=True, slots=True)
class Member:
    type: str
    is_list: bool
    nullable: bool
    required: bool


def member(notation: str) -> Member:
    """Read `[Type]!*`."""
    required = notation.endswith("*")
    notation = notation.removesuffix("*")
    nullable = not notation.endswith("!")
    notation = notation.removesuffix("!")
    return Member(notation.strip("[]"), notation.startswith("["), nullable, required)


def is_guid(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


def check_body(
    body: JsonValue | object,
    type_name: str,
    *,
    beta: bool = False,
    partial: bool = False,
    stored: JsonValue = None,
) -> JsonObject:
    """The body in canonical spelling, or `BodyFault`. `partial`: a PATCH, whose top level needs nothing.

    `stored`: what is patched; a member that it holds was given out before, so it is taken back unread.
    """
    return _Check(beta).object_of(body, type_name, "", partial=partial, stored=stored)


class _Check:
    def __init__(self, beta: bool) -> None:
        self._beta = beta
        self._types: Mapping[str, Mapping[str, str]] = {**TYPES, **BETA_TYPES} if beta else TYPES

    def object_of(
        self,
        value: JsonValue | object,
        type_name: str,
        path: str,
        *,
        partial: bool = False,
        stored: JsonValue = None,
    ) -> JsonObject:
        if not isinstance(value, dict):
            raise BodyFault(path, f"expected an object of type {type_name}")
        concrete = self._concrete_type(value, type_name, path)
        members = self._types[concrete]
        held = stored if isinstance(stored, dict) else {}
        checked: JsonObject = {}
        for name, inner in value.items():
            place = f"{path}.{name}" if path else name
            if name == "@odata.type":
                checked[name] = inner
            elif name in members:
                checked[name] = self._member(inner, member(members[name]), place, held.get(name))
            elif name in PREVIEW_MEMBERS.get(concrete, ()):
                checked[name] = self._preview(inner, place)
            elif name in held and "@" not in name:
                checked[name] = inner
            else:
                raise BodyFault(place, f"type {concrete} has no such property")
        if not partial:
            _require(checked, members, path)
        return checked

    def _concrete_type(self, value: JsonObject, type_name: str, path: str) -> str:
        named = value.get("@odata.type")
        if type_name in DERIVED:
            if not isinstance(named, str) or named.removeprefix(_PREFIX) not in DERIVED[type_name]:
                raise BodyFault(path, f"`@odata.type` has to name a kind of {type_name}")
            return named.removeprefix(_PREFIX)
        if "@odata.type" in value and named != _PREFIX + type_name:
            raise BodyFault(path, f"`@odata.type` has to be {_PREFIX}{type_name}")
        return type_name

    def _preview(self, value: JsonValue, place: str) -> JsonValue:
        if not self._beta:
            raise BodyFault(place, "a preview feature", preview=True)
        return value

    def _member(self, value: JsonValue, kind: Member, place: str, stored: JsonValue) -> JsonValue:
        if value is None:
            if not kind.nullable:
                raise BodyFault(place, "may not be null")
            return None
        if not kind.is_list:
            return self._one(value, kind.type, place, stored)
        if not isinstance(value, list):
            raise BodyFault(place, "expected a list")
        return [
            self._one(each, kind.type, f"{place}[{index}]", _row_of(each, stored)) for index, each in enumerate(value)
        ]

    def _one(self, value: JsonValue, type_name: str, place: str, stored: JsonValue = None) -> JsonValue:
        if type_name in ENUMS:
            return _enum(value, type_name, place)
        if type_name in FLAGS:
            return _flags(value, type_name, place)
        if type_name in self._types or type_name in DERIVED:
            return self.object_of(value, type_name, place, stored=stored)
        return _primitive(value, type_name, place)


def _row_of(value: JsonValue, stored: JsonValue) -> JsonValue:
    """The stored row that this one was: of its id, or of its address where it holds more than that."""
    rows = stored if isinstance(stored, list) else []
    if not isinstance(value, dict) or ("id" not in value and len(value) <= _PLAIN_RANGE):
        return None
    key = "id" if "id" in value else "cidrAddress"
    if key not in value:
        return None
    return next((each for each in rows if isinstance(each, dict) and each.get(key) == value[key]), None)


def _require(checked: JsonObject, members: Mapping[str, str], path: str) -> None:
    for name, notation in members.items():
        if member(notation).required and checked.get(name) is None:
            raise BodyFault(f"{path}.{name}" if path else name, "is required")


def _enum(value: JsonValue, type_name: str, place: str) -> JsonValue:
    if not isinstance(value, str) or value not in ENUMS[type_name] or value == UNKNOWN:
        raise BodyFault(place, f"{value!r} is no value of {type_name}")
    return value


def _flags(value: JsonValue, type_name: str, place: str) -> JsonValue:
    if not isinstance(value, str):
        raise BodyFault(place, f"expected one string with values of {type_name}")
    members = FLAGS[type_name]
    folded = {each.lower(): each for each in members} if type_name in _ANY_CASE else {each: each for each in members}
    chosen = set()
    for word in value.split(","):
        word = word.strip()
        known = folded.get(word.lower() if type_name in _ANY_CASE else word)
        if known is None or known == UNKNOWN:
            raise BodyFault(place, f"{word!r} is no value of {type_name}")
        chosen.add(known)
    return ",".join(each for each in members if each in chosen)


def _primitive(value: JsonValue, type_name: str, place: str) -> JsonValue:
    match type_name:
        case "Boolean":
            fits = isinstance(value, bool)
        case "Int32":
            fits = isinstance(value, int) and not isinstance(value, bool)
        case "Guid":
            fits = isinstance(value, str) and is_guid(value)
        case _:
            fits = isinstance(value, str)
    if not fits:
        raise BodyFault(place, f"expected {type_name}, found {value!r}")
    return value

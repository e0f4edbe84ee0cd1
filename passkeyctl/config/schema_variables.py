"""The types of variables, and what a declaration of each may say."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.config.schema_entries import TEXT, TEXTS
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, Number, Record, Shape, Text

STRING = "string"
_LARGEST = 999_999_999
TYPES: Mapping[str, Shape] = {
    STRING: TEXT,
    "number": Number(0, _LARGEST),
    "flag": Flag(),
    "duration": Text("[1-9][0-9]{0,5}[mhd]", "a time such as `30m`, `8h` or `90d`"),
    "group": TEXT,
    "user": TEXT,
    "role": TEXT,
    "application": TEXT,
    "location": TEXT,
    "strength": TEXT,
    "strings": TEXTS,
    "groups": TEXTS,
    "users": TEXTS,
    "roles": TEXTS,
    "applications": TEXTS,
    "locations": TEXTS,
    "authenticators": TEXTS,
}
"""A plural holds a list of what its singular holds."""

_TYPE = Key("type", Choice(tuple(TYPES)), "What it holds; a plural holds a list.", STRING, is_required=True)
UNTYPED = Record((_TYPE,))


def _declaration(shape: Shape) -> Record:
    return Record(
        (
            _TYPE,
            Key("default", shape, "The value where a tenant gives none."),
            Key("required", Flag(), "Whether every tenant must give a value; so it is where there is no default."),
            Key("description", TEXT, "What it is for."),
            *(() if isinstance(shape, ListOf) else (Key("oneOf", ListOf(shape, fewest=1), "The values it may have."),)),
        )
    )


DECLARATIONS: Mapping[str, Record] = {name: _declaration(shape) for name, shape in TYPES.items()}


def singular(type: str) -> str:
    """`groups` and `group` are about the same things."""
    return type.removesuffix("s")

"""The small closed set of shapes that a value in a file can have. Data only: `walk` and `json_schema` read it.

Shapes are never compared or printed; leaving those methods out halves the time that this module adds to every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from passkeyctl.json_types import JsonValue

LOCAL_ID = "[A-Za-z0-9][A-Za-z0-9._-]*"
GUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Text:
    """Any text, or text of one form: then `expects` says in words what `pattern` says to a machine.

    `hint_pattern` helps an editor only: the parser checks such a text itself and says more about it.
    `later_prefix` marks words of a later version. `limit` is the greatest number of characters.
    """

    pattern: str = ""
    expects: str = "text"
    hint_pattern: str = ""
    later_prefix: str = ""
    limit: int = 0
    shortest: int = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Choice:
    """One of a few words; `spellings` are Graph's words for the same, read as ours; `later` of a later version."""

    words: tuple[str, ...]
    spellings: Mapping[str, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Flag:
    pass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number:
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ListOf:
    member: Shape
    fewest: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MapOf:
    """Entries under local ids of the user's choosing."""

    member: Shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Key:
    """One key of a record with its documentation, which editors show."""

    name: str
    shape: Shape
    doc: str
    example: JsonValue = None
    is_required: bool = False
    is_nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Record:
    """A mapping with known keys. `later` are keys of later versions; `fewest` and `most` bound the number of keys.

    `needs` are keys of which one must stand there; `only_one` says why when `most` is exceeded.
    """

    keys: tuple[Key, ...]
    later: tuple[str, ...] = ()
    fewest: int = 0
    most: int = 0
    only_one: str = ""
    needs: tuple[str, ...] = ()
    by_name: Mapping[str, Key] = field(init=False)
    required: tuple[str, ...] = field(init=False)
    is_counted: bool = field(init=False)

    def __post_init__(self) -> None:
        required = tuple(key.name for key in self.keys if key.is_required)
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})
        object.__setattr__(self, "required", required)
        object.__setattr__(self, "is_counted", bool(required or self.needs or self.fewest or self.most))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OneOf:
    """At most one shape for each kind of YAML node: the node's kind decides which one is meant.

    `is_map_later`: a mapping here belongs to a later version (`state` by stage).
    """

    scalar: Text | Choice | None = None
    sequence: ListOf | None = None
    mapping: Record | None = None
    is_map_later: bool = False


Shape: TypeAlias = "Text | Choice | Flag | Number | ListOf | MapOf | Record | OneOf"

"""The small closed set of shapes that a value in a file can have. Data only: `walk` and `json_schema` read it.

Named tuples, because making a frozen dataclass takes four times as long, and every start would wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from passkeyctl.json_types import JsonValue

LOCAL_ID = "[A-Za-z0-9][A-Za-z0-9._-]*"
DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
GUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


class Text(NamedTuple):
    """Any text, or text of one form: then `expects` says in words what `pattern` says to a machine.

    `hint_pattern` helps an editor only: the parser checks such a text itself and says more about it.
    `limit` is the greatest number of characters. `takes_numbers`: a number without quotes is taken as it is written.
    """

    pattern: str = ""
    expects: str = "text"
    hint_pattern: str = ""
    limit: int = 0
    shortest: int = 1
    takes_numbers: bool = False


class Choice(NamedTuple):
    """One of a few words; `spellings` are Graph's words for the same, read as ours."""

    words: tuple[str, ...]
    spellings: Mapping[str, str] = MappingProxyType({})


class Flag:
    """No named tuple: one without fields counts as false."""

    __slots__ = ()


class Day:
    """A day of the calendar, such as `2027-03-31`, with quotes or without."""

    __slots__ = ()


class Number(NamedTuple):
    """`code` is what a number out of bounds is reported as."""

    minimum: int
    maximum: int
    code: str = "OPS901"


class Anything:
    """A value that is checked where it comes to stand: what a stage sets."""

    __slots__ = ()


class ListOf(NamedTuple):
    member: Shape
    fewest: int = 0


class MapOf(NamedTuple):
    """Entries under local ids of the user's choosing; `is_named_freely`: under any text, such as `yubikey-5@5.7`."""

    member: Shape
    is_named_freely: bool = False


class Key(NamedTuple):
    """One key of a record with its documentation, which editors show."""

    name: str
    shape: Shape
    doc: str
    example: JsonValue = None
    is_required: bool = False
    is_nullable: bool = False
    is_fixed: bool = False
    """No variable can stand under it, because it is read before the variables are."""


class Record:
    """A mapping with known keys. `fewest` and `most` bound the number of keys.

    `needs` are keys of which one must stand there; `only_one` says why when `most` is exceeded.
    `instead` has what to write for a key that somebody may well expect here.
    """

    __slots__ = ("by_name", "fewest", "instead", "is_counted", "keys", "most", "needs", "only_one", "required")

    def __init__(
        self,
        keys: tuple[Key, ...],
        fewest: int = 0,
        most: int = 0,
        only_one: str = "",
        needs: tuple[str, ...] = (),
        instead: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.keys = keys
        self.fewest = fewest
        self.most = most
        self.only_one = only_one
        self.needs = needs
        self.instead = instead
        self.by_name: Mapping[str, Key] = {key.name: key for key in keys}
        self.required = tuple(key.name for key in keys if key.is_required)
        self.is_counted = bool(self.required or needs or fewest or most)


class OneOf(NamedTuple):
    """At most one shape for each kind of YAML node: the node's kind decides which one is meant.

    `is_by_stage`: a mapping of stages to scalars may stand here, of which one is taken before the walk.
    """

    scalar: Text | Choice | None = None
    sequence: ListOf | None = None
    mapping: Record | None = None
    is_by_stage: bool = False


class Aside(Enum):
    """What is read when documents are put together, and has been taken out of them before the walk."""

    VARIABLES = auto()
    OVERLAY = auto()


Shape: TypeAlias = "Text | Choice | Flag | Day | Number | Anything | ListOf | MapOf | Record | OneOf | Aside"

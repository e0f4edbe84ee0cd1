"""What a kind of resource consists of: a table of fields, one row per key that a file may write or leave out.

Why a table and not a class with attributes: whether a key was written, is owned elsewhere (`unmanaged`) or left out is
decided key by key (docs/concepts.md, "Omitted keys"), so desired, prior and planned state are each a mapping from
key to value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import Value


class Shape(Enum):
    TEXT = auto()
    FLAG = auto()
    CHOICE = auto()
    WORDS = auto()
    """a set of fixed words"""
    IDS = auto()
    """a set of ids that no name stands for"""
    REFERENCE = auto()
    """one id, or None"""
    REFERENCES = auto()
    """a set of ids, and of the words that the field allows"""
    AAGUIDS = auto()
    COMBINATIONS = auto()
    NUMBER = auto()
    MINUTES = auto()
    """a length of time in whole minutes; `1h` in a file"""
    RANGES = auto()
    """a set of IP ranges in CIDR notation"""
    GUESTS = auto()
    FILTER = auto()
    FREQUENCY = auto()
    X509 = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One key: `path` is dotted as in YAML; `default` is what Graph means when the property is unset.

    `words` are the values a CHOICE or WORDS may take, or the fixed words beside the ids of REFERENCES.
    `is_exclusion`: members are exempt from a policy; taking one out is guarded.
    `untouched` are other values that a tenant shows in which nobody has set it.
    """

    path: str
    shape: Shape
    default: Value = None
    words: tuple[str, ...] = ()
    refers_to: RefKind | None = None
    is_exclusion: bool = False
    untouched: tuple[Value, ...] = ()

    def is_under(self, prefix: str) -> bool:
        return self.path == prefix or self.path.startswith(prefix + ".")


Fields: TypeAlias = "Mapping[str, Value]"
"""A complete state of one resource: every path of its table."""

NOBODY: frozenset[str] = frozenset()

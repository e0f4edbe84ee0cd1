"""What looking up a name can come to: an expansion, or one of the ways in which it means nothing clear."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from passkeyctl.authenticators.index import NameKind

# Half of the people hold a phone of the other make, and Windows picks among its three by itself.
PARTS_OF_A_WHOLE = ("microsoft-authenticator", "windows-hello")


class Origin(NamedTuple):
    """A name at the end of the way (no house alias) and the AAGUIDs it brought; `note` is the house's remark on it."""

    name: str
    kind: NameKind
    aaguids: tuple[str, ...]
    note: str = ""


class Expansion(NamedTuple):
    """What a name stands for: AAGUIDs in lower case, sorted; `origins` say which names they came from."""

    name: str
    kind: NameKind
    aaguids: tuple[str, ...]
    origins: tuple[Origin, ...]

    def names_for(self, aaguid: str) -> tuple[str, ...]:
        return tuple(origin.name for origin in self.origins if aaguid in origin.aaguids)


class GuidFlaw(StrEnum):
    SHAPE = "shape"
    BRACES = "braces"
    ALL_ZERO = "all zero"


class Malformed(NamedTuple):
    """It looks like an AAGUID and is none; `repaired` was probably meant; `inside` are the house aliases around it."""

    name: str
    flaw: GuidFlaw
    repaired: str | None = None
    inside: tuple[str, ...] = ()


class Unknown(NamedTuple):
    """No such name; `since` is the later catalogue that has it, where there is one."""

    name: str
    suggestions: tuple[str, ...] = ()
    since: str | None = None
    inside: tuple[str, ...] = ()


class Choice(NamedTuple):
    """A name that would be clear, and how many AAGUIDs it stands for."""

    name: str
    size: int


class Ambiguous(NamedTuple):
    """A word that several families share; `example` is one clear name among them, `vendor` the word for all."""

    name: str
    choices: tuple[Choice, ...]
    example: str | None = None
    vendor: Choice | None = None
    inside: tuple[str, ...] = ()


class Circular(NamedTuple):
    """A house alias that contains itself; `path` begins and ends with it."""

    name: str
    path: tuple[str, ...]
    inside: tuple[str, ...] = ()


class Empty(NamedTuple):
    """A house alias that lists nothing."""

    name: str
    inside: tuple[str, ...] = ()


Fault = Malformed | Unknown | Ambiguous | Circular | Empty


class DateFlaw(StrEnum):
    SHAPE = "shape"
    BEFORE_THE_FIRST = "before the first"
    AFTER_THE_LAST = "after the last"
    BETWEEN = "between two"


class UnknownCatalogue(NamedTuple):
    """`catalogue:` names a date that this version has no catalogue of; `known` are those it has, oldest first."""

    written: str
    flaw: DateFlaw
    known: tuple[str, ...]

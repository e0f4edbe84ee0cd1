"""From names to AAGUIDs and back, by the catalogue of a date.

`load` and `expand` answer with values: a name that means nothing clear is a `Fault`, which `faults.diagnose` words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from passkeyctl.authenticators.entries import Authenticator, shipped
from passkeyctl.authenticators.index import NamedSet, NameKind, named_sets
from passkeyctl.authenticators.literals import ALL_ZERO
from passkeyctl.authenticators.outcomes import (
    Ambiguous,
    Circular,
    DateFlaw,
    Empty,
    Expansion,
    Fault,
    GuidFlaw,
    Malformed,
    Origin,
    Unknown,
    UnknownCatalogue,
)

__all__ = [
    "Ambiguous",
    "Authenticator",
    "Catalogue",
    "Circular",
    "Empty",
    "Expansion",
    "Fault",
    "HouseAliases",
    "HouseMember",
    "Malformed",
    "NameKind",
    "Origin",
    "Unknown",
    "UnknownCatalogue",
    "catalogue_of",
    "expand",
    "load",
    "name_of",
    "newest",
]

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GUID_OUTLINE = re.compile(r"\w{8}(?:-\w{4}){3}-\w{12}|(?=[^g-z]*\d)[0-9a-f-]{20,}")


class HouseMember(NamedTuple):
    """One name in a house alias, with the remark that stands beside it in the file."""

    name: str
    note: str = ""


HouseAliases: TypeAlias = Mapping[str, tuple[str | HouseMember, ...]]
"""The `authenticators:` section: each alias with the names and AAGUIDs it lists."""


class Catalogue(NamedTuple):
    """What is known by `date`. `later` came after it: no name here means them, though they exist.

    `mds_number` is the list of the FIDO Metadata Service that the entries' status is from.
    """

    date: str
    table_date: str
    entries: tuple[Authenticator, ...]
    later: tuple[Authenticator, ...]
    names: Mapping[str, NamedSet]
    by_aaguid: Mapping[str, Authenticator]
    mds_number: int = 0


def load(catalogue: str | None = None) -> Catalogue | UnknownCatalogue:
    """The catalogue of a date such as `2026-11`, or of today's version where no date is given."""
    file = shipped()
    if catalogue is None:
        catalogue = file.dates[-1]
    if catalogue not in file.dates:
        return UnknownCatalogue(catalogue, _date_flaw(catalogue, file.dates), file.dates)
    return catalogue_of(file.entries, catalogue, file.table_date, file.mds_number)


def newest() -> Catalogue:
    """Everything that this version knows."""
    file = shipped()
    return catalogue_of(file.entries, file.dates[-1], file.table_date, file.mds_number)


def catalogue_of(entries: Iterable[Authenticator], date: str, table_date: str, mds_number: int = 0) -> Catalogue:
    """Split the entries at a date and index those that were known by then."""
    every = tuple(entries)
    known = tuple(entry for entry in every if entry.since <= date)
    later = tuple(entry for entry in every if entry.since > date)
    by_aaguid = {entry.aaguid: entry for entry in known}
    return Catalogue(date, table_date, known, later, named_sets(known), by_aaguid, mds_number)


def _date_flaw(written: str, dates: tuple[str, ...]) -> DateFlaw:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", written):
        return DateFlaw.SHAPE
    if written > dates[-1]:
        return DateFlaw.AFTER_THE_LAST
    return DateFlaw.BEFORE_THE_FIRST if written < dates[0] else DateFlaw.BETWEEN


def name_of(aaguid: str, catalogue: Catalogue) -> str | None:
    """The alias of one AAGUID, or None where this catalogue does not know it."""
    entry = catalogue.by_aaguid.get(aaguid.lower())
    return entry.alias if entry else None


def expand(name: str, catalogue: Catalogue, house_aliases: HouseAliases) -> Expansion | Fault:
    """The AAGUIDs that one name in a file stands for. A house alias wins over a name of the catalogue."""
    found = _Lookup(catalogue, house_aliases).origins(name, ())
    if isinstance(found, Fault):
        return found
    aaguids = tuple(sorted({aaguid for origin in found for aaguid in origin.aaguids}))
    kind = NameKind.HOUSE if name in house_aliases and not is_guid(name) else found[0].kind
    return Expansion(name, kind, aaguids, found)


def is_guid(text: str) -> bool:
    return GUID.fullmatch(text.lower()) is not None


class _Lookup:
    """One look-up; `met` remembers house aliases, which may contain one another many times over."""

    def __init__(self, catalogue: Catalogue, house: HouseAliases) -> None:
        self.catalogue = catalogue
        self.house = house
        self.met: dict[str, tuple[Origin, ...]] = {}

    def origins(self, name: str, around: tuple[str, ...]) -> tuple[Origin, ...] | Fault:
        if is_guid(name):
            return _literal(name)
        if name in self.house:
            return self._of_house_alias(name, around)
        if named := self.catalogue.names.get(name):
            return (Origin(name, named.kind, named.aaguids),)
        return _malformed(name) or self._unclear(name)

    def _of_house_alias(self, name: str, around: tuple[str, ...]) -> tuple[Origin, ...] | Fault:
        if name in around:
            return Circular(name, (*around[around.index(name) :], name))
        if name in self.met:
            return self.met[name]
        gathered: dict[Origin, None] = {}
        for member in self.house[name]:
            listed = member if isinstance(member, HouseMember) else HouseMember(member)
            found = self.origins(listed.name, (*around, name))
            if isinstance(found, Fault):
                return found if _is_in_circle(name, found) else found._replace(inside=(name, *found.inside))
            gathered |= dict.fromkeys(origin._replace(note=origin.note or listed.note) for origin in found)
        if not gathered:
            return Empty(name)
        self.met[name] = tuple(gathered)
        return self.met[name]

    def _unclear(self, name: str) -> Unknown | Ambiguous:
        # difflib is worth its time only where a name is wrong.
        from passkeyctl.authenticators.suggestions import families_of_word, similar_names

        later = named_sets(self.catalogue.later).get(name)
        if later:
            since = min(entry.since for entry in self.catalogue.later if entry.aaguid in later.aaguids)
            return Unknown(name, since=since)
        return families_of_word(name, self.catalogue.names, self.catalogue.entries) or Unknown(
            name, similar_names(name, (*self.house, *self.catalogue.names))
        )


def _is_in_circle(name: str, fault: Fault) -> bool:
    return isinstance(fault, Circular) and name in fault.path


def _literal(name: str) -> tuple[Origin, ...] | Malformed:
    aaguid = name.lower()
    if aaguid == ALL_ZERO:
        return Malformed(name, GuidFlaw.ALL_ZERO)
    return (Origin(aaguid, NameKind.AAGUID, (aaguid,)),)


def _malformed(name: str) -> Malformed | None:
    """A fault where the text has the outline of an AAGUID: braces, missing dashes, a digit too many, a letter o."""
    bare = name.strip().lower().removeprefix("urn:uuid:").strip("{}() ")
    if not GUID_OUTLINE.fullmatch(bare):
        return None
    digits = bare.replace("-", "")
    fits = re.fullmatch(r"[0-9a-f]{32}", digits)
    repaired = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}" if fits else None
    if repaired == ALL_ZERO:
        return Malformed(name, GuidFlaw.ALL_ZERO)
    return Malformed(name, GuidFlaw.BRACES if name.strip()[:1] in "{(" else GuidFlaw.SHAPE, repaired)

"""Every name of a catalogue and the set of AAGUIDs it stands for.

A word never means two sets. An alias comes first, then a product, a family, one of these with a firmware, and last the
vendor: a vendor whose word is already another name has none of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from passkeyctl.authenticators.entries import Authenticator, AuthenticatorKind

FIRMWARE = re.compile(r"(\d+)\.(\d+)(?:\.\d+)?")
FIRMWARE_RANGE = re.compile(r"(\d+)\.(\d+)-\1\.(\d+)")


class NameKind(StrEnum):
    """What sort of name it is; `firmware range` is a number that the catalogue keeps under another (5.3 under 5.4)."""

    AAGUID = "aaguid"
    HOUSE = "house alias"
    ALIAS = "alias"
    PRODUCT = "product"
    FAMILY = "family"
    FIRMWARE = "firmware"
    RANGE = "firmware range"
    VENDOR = "vendor"


class NamedSet(NamedTuple):
    """One name and its AAGUIDs, sorted."""

    name: str
    kind: NameKind
    aaguids: tuple[str, ...]


def vendor_word(vendor: str) -> str:
    """`HID Global` is `hid-global`; what stands in brackets falls away."""
    plain = unicodedata.normalize("NFKD", vendor.partition("(")[0]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def named_sets(entries: Iterable[Authenticator]) -> Mapping[str, NamedSet]:
    """Index the entries by every name that means one or more of them."""
    every = tuple(entries)
    ordinary = [entry for entry in every if entry.is_ordinary]
    numbered = [entry for entry in ordinary if "@" in entry.alias]
    found = {entry.alias: NamedSet(entry.alias, NameKind.ALIAS, (entry.aaguid,)) for entry in every}
    for named in (
        *_sets(NameKind.PRODUCT, _by(numbered, [entry.product for entry in numbered])),
        *_sets(NameKind.FAMILY, _by(ordinary, [entry.family for entry in ordinary])),
        *_firmwares(numbered),
        *_vendors(ordinary),
    ):
        found.setdefault(named.name, named)
    return found


def _vendors(ordinary: Iterable[Authenticator]) -> Iterator[NamedSet]:
    """A vendor stands for its certified keys; where it certified anything else (`microsoft`) the word would mislead."""
    certified = [entry for entry in ordinary if entry.is_certified]
    words = {vendor: vendor_word(vendor) for vendor in {entry.vendor for entry in certified}}
    for word, members in _by(certified, [words[entry.vendor] for entry in certified]).items():
        if all(entry.kind is AuthenticatorKind.SECURITY_KEY for entry in members):
            yield _set(word, NameKind.VENDOR, members)


def _firmwares(numbered: Iterable[Authenticator]) -> Iterator[NamedSet]:
    """`NAME@5.7` for products and families; a number inside a range stands for it where nothing says it outright."""
    exact: dict[str, list[Authenticator]] = defaultdict(list)
    ranged: dict[str, list[Authenticator]] = defaultdict(list)
    versions = [(entry, minor) for entry in numbered if (minor := minor_version(entry.suffix))]
    said = {(entry.product, minor) for entry, minor in versions}
    for entry, minor in versions:
        for word in dict.fromkeys((entry.product, entry.family)):
            exact[f"{word}@{minor}"].append(entry)
            for other in _minors_of_range(entry.firmware):
                if (entry.product, other) not in said:
                    ranged[f"{word}@{other}"].append(entry)
    for name in sorted({*exact, *ranged}):
        kind = NameKind.FIRMWARE if name in exact else NameKind.RANGE
        yield _set(name, kind, [*exact[name], *ranged[name]])


def minor_version(firmware: str) -> str:
    """`5.7.4` is `5.7`; empty where it is no version."""
    found = FIRMWARE.fullmatch(firmware) if firmware else None
    return f"{found[1]}.{found[2]}" if found else ""


def _minors_of_range(firmware: str) -> Iterator[str]:
    if found := FIRMWARE_RANGE.fullmatch(firmware):
        yield from (f"{found[1]}.{minor}" for minor in range(int(found[2]), int(found[3]) + 1))


def _by(members: Iterable[Authenticator], words: Iterable[str]) -> Mapping[str, list[Authenticator]]:
    groups: dict[str, list[Authenticator]] = defaultdict(list)
    for entry, word in zip(members, words, strict=True):
        groups[word].append(entry)
    return groups


def _sets(kind: NameKind, groups: Mapping[str, list[Authenticator]]) -> Iterator[NamedSet]:
    for name, members in groups.items():
        yield _set(name, kind, members)


def _set(name: str, kind: NameKind, members: Iterable[Authenticator]) -> NamedSet:
    return NamedSet(name, kind, tuple(sorted([entry.aaguid for entry in members])))

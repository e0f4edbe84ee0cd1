"""Finding models by words or by an AAGUID, and what comes near where nothing fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import Catalogue, is_guid
from passkeyctl.authenticators.entries import Authenticator
from passkeyctl.authenticators.proximity import digits_apart
from passkeyctl.authenticators.status import MdsModel, MdsUpdate

MOST_NEAR = 3
NEAR_DIGITS = 8
"""With more other digits than these it is chance."""

MEANT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ms": ("microsoft",),
        **dict.fromkeys(("iphone", "ipad"), ("icloud", "for ios")),
    }
)
"""What people say that no list does: any of these stands for the word."""

BEGINNING = re.compile(r"[0-9a-f]{6,8}(-[0-9a-f-]*)?")


class Near(NamedTuple):
    """Something that nearly fits: a name, and how many digits of its AAGUID differ (0: it was found by its name)."""

    name: str
    aaguid: str = ""
    digits: int = 0


class Found(NamedTuple):
    """`newer` are models that only the update has; `near` is filled where nothing was found."""

    entries: tuple[Authenticator, ...]
    newer: tuple[MdsModel, ...] = ()
    near: tuple[Near, ...] = ()


def search(words: Iterable[str], catalogue: Catalogue, update: MdsUpdate | None = None) -> Found:
    """Every word has to stand somewhere: in the alias, the model, the vendor, the family, the firmware, the kind."""
    wanted = tuple(each.lower() for each in words)
    every = (*catalogue.entries, *catalogue.later)
    known = {each.aaguid for each in every}
    strangers = tuple(each for each in update.models.values() if each.aaguid not in known) if update else ()
    entries = tuple(each for each in every if _fits(wanted, _text(each), each.aaguid))
    newer = tuple(each for each in strangers if _fits(wanted, each.description.lower(), each.aaguid))
    if entries or newer:
        ordered = sorted(entries, key=lambda each: _order(wanted, each.alias))
        return Found(tuple(ordered), tuple(sorted(newer, key=lambda each: each.description)))
    return Found((), (), _near(" ".join(wanted), every, strangers, catalogue))


def _fits(words: tuple[str, ...], text: str, aaguid: str) -> bool:
    return all(
        _stands(each, text) or (BEGINNING.fullmatch(each) is not None and aaguid.startswith(each)) for each in words
    )


def _stands(word: str, text: str) -> bool:
    return any(each in text for each in MEANT.get(word, (word,)))


def _order(words: tuple[str, ...], alias: str) -> tuple[bool, int, int, str]:
    """The very name first, then names that hold the words and little else: a word in a remark comes last."""
    parts = alias.partition("@")[0].split("-")
    unnamed = sum(not _stands(each, alias) for each in words)
    return words[:1] != (alias,), unnamed, sum(each not in words for each in parts), alias


def _text(entry: Authenticator) -> str:
    parts = (entry.alias, entry.model, entry.vendor, entry.family, entry.firmware, entry.kind, entry.passkey_type)
    asked = ("fingerprint",) if "biometric" in entry.marks else ()  # what people call it; the lists do not
    return "\n".join((*parts, *entry.transports, *entry.marks, *asked)).lower()


def _near(
    words: str, every: Iterable[Authenticator], strangers: Iterable[MdsModel], catalogue: Catalogue
) -> tuple[Near, ...]:
    if not is_guid(words):
        from passkeyctl.authenticators.suggestions import similar_names

        return tuple(Near(each) for each in similar_names(words, catalogue.names))
    named = [*((each.alias, each.aaguid) for each in every), *((each.description, each.aaguid) for each in strangers)]
    near = sorted((digits_apart(words, aaguid), name, aaguid) for name, aaguid in named)
    return tuple(Near(name, aaguid, digits) for digits, name, aaguid in near[:MOST_NEAR] if digits <= NEAR_DIGITS)

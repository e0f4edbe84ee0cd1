"""Lists of names in a sentence, and as a waiver quotes them."""

from __future__ import annotations

from collections.abc import Iterable

MOST_NAMES = 4


def joined(words: Iterable[str]) -> str:
    """`a, b and c`; of many the first few."""
    shown = list(words)
    if len(shown) > MOST_NAMES:
        shown = [*shown[:MOST_NAMES], f"{len(shown) - MOST_NAMES} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def quoted(names: Iterable[str]) -> str:
    return joined(f"`{each}`" for each in names)


def value_of(names: Iterable[str]) -> str:
    """What a waiver's `accepts` names, in any order."""
    return ", ".join(names)

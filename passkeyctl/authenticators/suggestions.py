"""What somebody may have meant by a name that the catalogue does not have."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from passkeyctl.authenticators.entries import Authenticator
from passkeyctl.authenticators.index import NamedSet, NameKind, vendor_word
from passkeyctl.authenticators.outcomes import PARTS_OF_A_WHOLE, Ambiguous, Choice

MOST_SUGGESTIONS = 3
SHORTEST_PART = 3


def families_of_word(name: str, names: Mapping[str, NamedSet], entries: Iterable[Authenticator]) -> Ambiguous | None:
    """The families that a general word such as `yubikey` or `microsoft` may mean, if there is more than one."""
    word = _plain(name).partition("@")[0]
    by_family: dict[str, set[str]] = {}
    for entry in entries:
        by_family.setdefault(entry.family, set()).add(vendor_word(entry.vendor))
    families = sorted(
        family
        for family, vendors in by_family.items()
        if family in names and (family.startswith(f"{word}-") or vendors == {word})
    )
    if len(families) < 2:
        return None
    vendors = set().union(*(by_family[family] for family in families))
    choices = tuple(Choice(family, len(names[family].aaguids)) for family in families)
    return Ambiguous(name, choices, _example(families, names), _vendor(vendors, names))


def _vendor(words: set[str], names: Mapping[str, NamedSet]) -> Choice | None:
    named = names.get(next(iter(words))) if len(words) == 1 else None
    if named is None or named.kind is not NameKind.VENDOR:
        return None
    return Choice(named.name, len(named.aaguids))


def _example(families: Iterable[str], names: Mapping[str, NamedSet]) -> str | None:
    """The product with the most batches among the families, in its newest firmware: `yubikey-5-nfc@5.8`."""
    members = {aaguid for family in families for aaguid in names[family].aaguids}
    products = [
        named for named in names.values() if named.kind is NameKind.PRODUCT and members.issuperset(named.aaguids)
    ]
    if not products:
        return None
    product = min(products, key=lambda named: (-len(named.aaguids), named.name)).name
    return max((name for name in names if name.startswith(f"{product}@")), key=_version)


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name.partition("@")[2]))


def similar_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """At most three names: the same word in other spelling, names that contain it, then those spelled alike."""
    word = _plain(name)
    known = sorted(set(names))
    contained = sorted((each for each in known if _contains(each, word)), key=_likeliest_first)
    alike = difflib.get_close_matches(word, known, n=MOST_SUGGESTIONS, cutoff=0.7)
    same_product = [each for each in alike if each.partition("@")[0] == word.partition("@")[0]]
    exact = [word] if word in known else []
    return tuple(dict.fromkeys([*exact, *same_product, *contained, *alike]))[:MOST_SUGGESTIONS]


def _contains(known: str, word: str) -> bool:
    return len(word) >= SHORTEST_PART and "@" not in known and f"-{word}-" in f"-{known}-"


def _likeliest_first(name: str) -> tuple[bool, int, str]:
    """In Entra, Microsoft's own are meant more often than anybody else's."""
    return (not name.startswith(PARTS_OF_A_WHOLE), len(name), name)


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", "-", name.strip().lower())

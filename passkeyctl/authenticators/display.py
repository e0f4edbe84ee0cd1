"""The shortest way to write a set of AAGUIDs, for people who read a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.authenticators.catalogue import Catalogue, HouseAliases, expand, name_of
from passkeyctl.authenticators.index import NamedSet, NameKind
from passkeyctl.authenticators.outcomes import Expansion

# Where two names mean the same set, the one a reader knows better comes first.
PREFERENCE = (
    NameKind.HOUSE,
    NameKind.FAMILY,
    NameKind.PRODUCT,
    NameKind.VENDOR,
    NameKind.FIRMWARE,
)


def shortest_names(aaguids: Iterable[str], catalogue: Catalogue, house: HouseAliases) -> tuple[str, ...]:
    """Names that together mean exactly these AAGUIDs: the widest that fit whole, then aliases, then bare AAGUIDs."""
    left = {aaguid.lower() for aaguid in aaguids}
    chosen: list[str] = []
    for named in sorted(_wide_names(catalogue, house), key=_widest_first):
        if left.issuperset(named.aaguids):
            chosen.append(named.name)
            left.difference_update(named.aaguids)
    aliases = {aaguid: name_of(aaguid, catalogue) for aaguid in left}
    # A house alias may have taken the word for another set.
    shown = {alias for alias in aliases.values() if alias and alias not in house}
    unnamed = [aaguid for aaguid, alias in aliases.items() if alias not in shown]
    return (*sorted([*chosen, *shown]), *sorted(unnamed))


def _wide_names(catalogue: Catalogue, house: HouseAliases) -> Iterator[NamedSet]:
    for name in house:
        found = expand(name, catalogue, house)
        if isinstance(found, Expansion) and found.kind is NameKind.HOUSE:
            yield NamedSet(name, NameKind.HOUSE, found.aaguids)
    for named in catalogue.names.values():
        if named.kind in PREFERENCE and len(named.aaguids) > 1 and named.name not in house:
            yield named


def _widest_first(named: NamedSet) -> tuple[int, int, str]:
    return (-len(named.aaguids), PREFERENCE.index(named.kind), named.name)

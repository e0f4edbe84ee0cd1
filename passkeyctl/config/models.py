"""Names of authenticators in a file -> AAGUIDs, through the shipped catalogue and the house aliases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from passkeyctl.config.faults import fault
from passkeyctl.config.references import as_guid
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic, SourceRange
from passkeyctl.model.desired import NamedModels

if TYPE_CHECKING:
    from passkeyctl.authenticators.catalogue import Catalogue, HouseAliases
    from passkeyctl.authenticators.literals import Literals


class Models:
    """The catalogue of one configuration; it is only read whole when a file names a model."""

    def __init__(
        self, found: list[Diagnostic], catalogue: Spot | None, house: Mapping[str, Spot], by_date: str | None = None
    ) -> None:
        """`by_date`: another catalogue than the files name."""
        self._found = found
        self._by_date = by_date
        self._places: dict[str, list[SourceRange]] = {}
        self._house = house
        self._known: dict[str, frozenset[str]] = {}
        self._lookup: tuple[Catalogue, HouseAliases] | None = None
        self._literals: Literals | None = None
        self._date = catalogue
        if catalogue is not None and catalogue.text not in self._shipped().dates:
            self._open()

    @property
    def date(self) -> str | None:
        """The catalogue date of the files, None for the newest."""
        return self._by_date or (self._date.text if self._date is not None else None)

    def named(self) -> tuple[NamedModels, ...]:
        """Every name that the files write, in the order in which it was met, with its AAGUIDs and all its places."""
        return tuple(
            NamedModels(name, tuple(sorted(self._known[name])), tuple(sorted(set(places))), name in self._house)
            for name, places in self._places.items()
            if name in self._known
        )

    def expand(self, spots: Iterable[Spot]) -> frozenset[str]:
        """Every AAGUID that these names stand for, in lower case; what is wrong with a house alias is told there."""
        sets = [self._one(spot, is_told=_name(spot) in self._house) for spot in spots]
        return frozenset().union(*sets)

    def house(self) -> dict[str, tuple[str, ...]]:
        """Each house alias with its AAGUIDs; tells what is wrong with its members."""
        out: dict[str, tuple[str, ...]] = {}
        for alias, spot in self._house.items():
            sets = [self._one(member, is_told=False) for member in spot.members]
            out[alias] = tuple(sorted(frozenset().union(*sets)))
        return out

    def _one(self, spot: Spot, *, is_told: bool) -> frozenset[str]:
        name = _name(spot)
        self._places.setdefault(name, []).append(spot.place)
        if name not in self._known:
            known = self._look_up(name, spot, is_told=is_told)
            if known is None:
                return frozenset()
            self._known[name] = known
        if not isinstance(spot.value, str) and as_guid(name) is None:
            self._found.append(fault(f"`{name}` is not an AAGUID", spot.place, f"write `{name}` without `aaguid:`"))
        return self._known[name]

    def _look_up(self, name: str, spot: Spot, *, is_told: bool) -> frozenset[str] | None:
        guid = as_guid(name)
        if guid is not None and self._shipped().is_plain(guid):
            return frozenset((guid,))
        from passkeyctl.authenticators import catalogue, faults

        known, house = self._open()
        outcome = catalogue.expand(name, known, house)
        if not isinstance(outcome, catalogue.Expansion):
            if not is_told:
                self._found.append(faults.diagnose(outcome, spot.place))
            return None
        return frozenset(outcome.aaguids)

    def _shipped(self) -> Literals:
        """All that is needed for AAGUIDs, which most files write out."""
        from passkeyctl.authenticators.literals import literals

        if self._literals is None:
            self._literals = literals()
        return self._literals

    def _open(self) -> tuple[Catalogue, HouseAliases]:
        """Read the catalogue once. It is not read with this module: most commands need none."""
        from passkeyctl.authenticators import catalogue, faults

        if self._lookup is None:
            loaded = catalogue.load(self.date)
            if not isinstance(loaded, catalogue.Catalogue):
                self._found.append(faults.diagnose_catalogue(loaded, self._date.place if self._date else None))
                loaded = catalogue.newest()
            self._lookup = loaded, self._house_aliases()
        return self._lookup

    def _house_aliases(self) -> HouseAliases:
        from passkeyctl.authenticators.catalogue import HouseMember

        return {
            alias: tuple(HouseMember(_name(member), _note(member)) for member in spot.members)
            for alias, spot in self._house.items()
        }


def _name(spot: Spot) -> str:
    return spot.value if isinstance(spot.value, str) else spot.keys.text("aaguid") or ""


def _note(spot: Spot) -> str:
    return "" if isinstance(spot.value, str) else spot.keys.text("note") or ""

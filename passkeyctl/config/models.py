"""Names of authenticators in a file -> AAGUIDs, through the shipped catalogue and the house aliases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from passkeyctl.config.references import as_guid
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic, error


class Models:
    """The catalogue of one configuration; it is only read when a file names a model."""

    def __init__(self, found: list[Diagnostic], catalogue: Spot | None, house: Mapping[str, Spot]) -> None:
        self._found = found
        self._house = house

    def expand(self, spots: Iterable[Spot]) -> frozenset[str]:
        """Every AAGUID that these names stand for, in lower case."""
        out: set[str] = set()
        for spot in spots:
            out |= self._one(spot)
        return frozenset(out)

    def _one(self, spot: Spot) -> frozenset[str]:
        from passkeyctl.authenticators.entries import shipped
        from passkeyctl.authenticators.index import named_sets

        text = spot.text if isinstance(spot.value, str) else spot.keys.text("aaguid") or ""
        guid = as_guid(text)
        if guid:
            return frozenset({guid})
        if text in self._house:
            return self.expand(self._house[text].members)
        named = named_sets(shipped().entries).get(text)
        if named is None:
            self._found.append(error("AAG202", f"`{text}` is unknown", source=spot.place))
            return frozenset()
        return frozenset(named.aaguids)

    def house(self) -> dict[str, tuple[str, ...]]:
        """Each house alias with its AAGUIDs."""
        return {alias: tuple(sorted(self.expand(spot.members))) for alias, spot in self._house.items()}

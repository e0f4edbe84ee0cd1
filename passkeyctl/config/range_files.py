"""Which text files the documents of a file take IP ranges from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.config.spots import Keys, Spot


def range_files(documents: Iterable[Keys]) -> Iterator[Spot]:
    """Every `ipRangesFrom`, relative to the file that it stands in; in an overlay too."""
    for document in documents:
        yield from _of_section(document.get("namedLocations"))
        overlay = document.get("overlay")
        if overlay is not None and isinstance(overlay.value, Keys):
            yield from _of_section(overlay.value.get("namedLocations"))


def _of_section(section: Spot | None) -> Iterator[Spot]:
    if section is None or not isinstance(section.value, Keys):
        return
    for _, location in section.value.items():
        spot = location.value.get("ipRangesFrom") if isinstance(location.value, Keys) else None
        if spot is not None and isinstance(spot.value, str):
            yield spot

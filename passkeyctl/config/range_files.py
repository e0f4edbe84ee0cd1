"""Which text files the documents of a run take IP ranges from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.config.spots import Keys, Spot


def range_files(documents: Iterable[Keys]) -> Iterator[Spot]:
    """Every `ipRangesFrom`; its path is relative to the file that it stands in."""
    for document in documents:
        section = document.get("namedLocations")
        for _, location in section.keys.items() if section is not None else ():
            spot = location.keys.get("ipRangesFrom")
            if spot is not None:
                yield spot

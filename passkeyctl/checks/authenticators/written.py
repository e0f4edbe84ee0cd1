"""Where the files write an AAGUID out: in a list itself, or in a house alias that the list names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from passkeyctl.checks.authenticators.lists import ModelList
from passkeyctl.checks.review import place_of
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.desired import SourceText

AAGUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


def places_of_aaguids(files: Iterable[SourceText]) -> Mapping[str, tuple[SourceRange, ...]]:
    """Every AAGUID (or other GUID) of all files, in lower case, with its places in reading order."""
    found: dict[str, list[SourceRange]] = defaultdict(list)
    for each in files:
        for number, line in enumerate(each.text.splitlines(), 1):
            for match in AAGUID.finditer(line.partition("#")[0]):
                found[match[0].lower()].append(SourceRange(each.file, number, match.start() + 1))
    return {aaguid: tuple(places) for aaguid, places in found.items()}


def place_of_model(models: ModelList, aaguid: str, places: Mapping[str, tuple[SourceRange, ...]]) -> SourceRange | None:
    """The next place after the list's beginning, else the first of any; where it is not written out, the list."""
    listed = place_of(models.change, models.path)
    if models.change is None or listed is None:
        return listed
    known = places.get(aaguid, ())
    return min(known, key=lambda each: (each.file != listed.file or each < listed, each), default=listed)

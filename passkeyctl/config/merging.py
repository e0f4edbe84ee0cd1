"""The documents of one run put together, section by section; what stands twice is told with both places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from passkeyctl.config.faults import fault
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.diagnostics import Diagnostic

MAPS = (
    "manage",
    "groups",
    "authenticators",
    "authenticationStrengths",
    "namedLocations",
    "authenticationContexts",
    "conditionalAccess",
)
LISTS = ("waivers",)
"""Lists of which several documents may have a part."""
_SINGLE = (
    "requires",
    "expect",
    "limits",
    "rollout",
    "catalogue",
    "emergencyAccess",
    "temporaryAccessPass",
    "registrationCampaign",
)
_HINT_OF_TENANT = "write under `overlay` what differs from the baseline, or use another key"


class Merged:
    """Every section with its entries by key. `sections` are the ones that stand in a file, with the first place."""

    def __init__(self) -> None:
        self.sections: dict[str, Spot] = {}
        self.entries: dict[str, dict[str, Spot]] = {name: {} for name in (*MAPS, "profiles")}
        self.settings: dict[str, Spot] = {}
        self.rows: dict[str, list[Spot]] = {"targets": [], "exclude": [], "assert": []}
        self.lists: dict[str, list[Spot]] = {name: [] for name in (*LISTS, "effective")}
        self.written: set[str] = set()

    def of(self, section: str) -> dict[str, Spot]:
        return self.entries[section]


def merge(documents: Sequence[Keys], found: list[Diagnostic]) -> Merged:
    """One view of all documents, in reading order."""
    merged = Merged()
    told = len(found)
    for document in documents:
        for section, spot in document.items():
            if section in _SINGLE:
                _once(merged.sections, section, section, spot, found)
            merged.sections.setdefault(section, spot)
            if section in MAPS:
                _all_once(merged.entries[section], section, spot.keys.items(), found)
            elif section in LISTS:
                merged.lists[section].extend(spot.members)
            elif section == "assert":
                merged.lists["effective"].extend(spot.keys.members("effective"))
            elif section == "passkeys":
                _merge_passkeys(merged, spot, found)
    if len(found) > told and any(document.has("extends") for document in documents):
        found[told:] = [replace(each, hint=_HINT_OF_TENANT) for each in found[told:]]
    return merged


def _merge_passkeys(merged: Merged, spot: Spot, found: list[Diagnostic]) -> None:
    keys = spot.keys
    merged.written.update(keys.spots.keys() | keys.broken)
    for name, below in keys.items():
        if name == "profiles":
            _all_once(merged.entries["profiles"], "passkeys.profiles", below.keys.items(), found)
        elif name in merged.rows:
            merged.rows[name].extend(below.members)
        else:
            _once(merged.settings, f"passkeys.{name}", name, below, found)


def _all_once(into: dict[str, Spot], path: str, items: Iterable[tuple[str, Spot]], found: list[Diagnostic]) -> None:
    for name, spot in items:
        _once(into, f"{path}.{name}", name, spot, found)


def _once(into: dict[str, Spot], path: str, name: str, spot: Spot, found: list[Diagnostic]) -> None:
    first = into.setdefault(name, spot)
    if first is not spot:
        summary = f"`{path}` is described twice, first at {first.source}"
        found.append(fault(summary, spot.source, "keep one of them, or use another key"))


def tenants(documents: Iterable[Keys]) -> Iterator[Spot]:
    for document in documents:
        spot = document.get("tenant")
        if spot is not None:
            yield spot

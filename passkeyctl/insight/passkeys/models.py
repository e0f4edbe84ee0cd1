"""Which models of passkey several profiles take together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.fields import Fields


class Extent(StrEnum):
    NONE = "none"
    ONLY = "only"
    ALL_BUT = "allBut"
    ANY = "any"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Models:
    """`aaguids` are those that `ONLY` and `ALL_BUT` name."""

    extent: Extent
    aaguids: frozenset[str] = frozenset()


def models_of(profile: Fields) -> Models:
    listed = members(profile, "keyRestrictions.authenticators")
    match profile["keyRestrictions.behavior"]:
        case "none":
            return Models(Extent.ANY)
        case "allow":
            return Models(Extent.ONLY, listed) if listed else Models(Extent.NONE)
        case "block":
            return Models(Extent.ALL_BUT, listed) if listed else Models(Extent.ANY)
        case _:
            return Models(Extent.UNKNOWN)


def together(found: Iterable[Models]) -> Models:
    """A model counts if any of them has it: allowing wins over blocking."""
    listed = list(found)
    extents = {each.extent for each in listed}
    if Extent.ANY in extents:
        return Models(Extent.ANY)
    if Extent.UNKNOWN in extents:
        return Models(Extent.UNKNOWN)
    only = frozenset[str]().union(*(each.aaguids for each in listed if each.extent is Extent.ONLY))
    blocked = [each.aaguids for each in listed if each.extent is Extent.ALL_BUT]
    if blocked:
        left = frozenset.intersection(*blocked) - only
        return Models(Extent.ALL_BUT, left) if left else Models(Extent.ANY)
    return Models(Extent.ONLY, only) if only else Models(Extent.NONE)

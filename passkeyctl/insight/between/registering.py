"""Whether anybody may register, on the way, a passkey that they may register neither before nor after.

What somebody may register is what the rows of their groups accept together. More groups only add to it, unless one is
excluded, so it is enough to look at members of one targeted group, or none, who are in excluded groups besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from passkeyctl.insight.between.allowed import NO_ROW, Allowed, Parts, Row
from passkeyctl.insight.between.ways import bits
from passkeyctl.insight.proof.regions import DEVICE_BOUND, Cell


@dataclass(frozen=True, slots=True)
class Registers:
    """Members of these groups, and a passkey that they may register. `is_sure`: nothing about it is unclear."""

    groups: int
    passkey: str
    is_sure: bool


def registers(between: Allowed, first: Allowed, last: Allowed) -> Registers | None:
    """The first that is found; those who need no group come first."""
    if between in (first, last):
        return None
    for groups in _memberships(between, first, last):
        mine, before, after = (each.row(groups) for each in (between, first, last))
        for new in _beyond(mine, before, after):
            sure = sorted(each for each in new if isinstance(each, Cell))
            unclear = any(
                not isinstance(each, Cell) for row in (before, after) for parts in row.registers for each in parts
            )
            return Registers(groups, _words(sure[0]) if sure else _UNCLEAR, bool(sure) and not unclear)
    return None


def _beyond(mine: Row, before: Row, after: Row) -> Iterator[Parts]:
    for here, earlier, later in zip(mine.registers, before.registers, after.registers, strict=True):
        if new := here - earlier - later:
            yield new


def _memberships(between: Allowed, first: Allowed, last: Allowed) -> Iterator[int]:
    rows = dict.fromkeys((0, *(bit for bit, row in between.rows if row != NO_ROW)))
    excluded = [[0, *(1 << each for each in bits(one.not_groups & ~between.not_groups))] for one in (first, last)]
    found = {row | one | other for row, one, other in product(rows, *map(_few, excluded))}
    yield from sorted(found, key=lambda each: (each.bit_count(), each))


def _few(excluded: list[int]) -> list[int]:
    """One excluded group does what any other does."""
    return excluded[:2]


_UNCLEAR = "a passkey that nobody knows a profile to refuse"


def _words(cell: Cell) -> str:
    kind = "device-bound" if cell.passkey_type == DEVICE_BOUND else "synced"
    attested = ", attested" if cell.is_attested else ""
    model = f"of the model `{cell.aaguid}`" if cell.aaguid else "of a model that no list names"
    return f"a {kind} passkey {model}{attested}"

"""What the shipped catalogue says about AAGUIDs that a file writes out.

It reads one column only: most files name no model, and for them making and indexing every entry is felt at each start.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ALL_ZERO = "00000000-0000-0000-0000-000000000000"
REMARK = "# "


class Literals(NamedTuple):
    """The dates of the catalogues, and the AAGUIDs of all of them with the thirds of their digits."""

    dates: tuple[str, ...]
    aaguids: frozenset[str]
    thirds: frozenset[tuple[int, str]]

    def is_plain(self, aaguid: str) -> bool:
        """Whether it stands for itself: it is known, or so far from all that are known that it is no slip.

        One or two digits away from a known one, a third of them is still the same.
        """
        return aaguid in self.aaguids or (aaguid != ALL_ZERO and self.thirds.isdisjoint(_thirds(aaguid)))


def catalogue_lines() -> list[str]:
    """The file that lies beside this module."""
    return Path(__file__).with_name("catalogue.tsv").read_text(encoding="utf-8").splitlines()


def remarks(lines: list[str]) -> dict[str, str]:
    """The head of the file: `catalogues`, `entra-table`."""
    return dict(line[2:].split("\t", 1) for line in lines if line.startswith(REMARK))


def literals() -> Literals:
    """Read what is needed for AAGUIDs, and no more."""
    lines = catalogue_lines()
    rows = [line for line in lines if not line.startswith(REMARK)][1:]
    aaguids = frozenset([row.split("\t", 2)[1] for row in rows])
    thirds = frozenset([third for aaguid in aaguids for third in _thirds(aaguid)])
    return Literals(dates_of(remarks(lines)), aaguids, thirds)


def dates_of(head: dict[str, str]) -> tuple[str, ...]:
    """The catalogue dates, oldest first."""
    return tuple(head["catalogues"].split())


def _thirds(aaguid: str) -> Iterator[tuple[int, str]]:
    """Two wrong digits spoil at most two of the three."""
    yield 0, aaguid[:13]
    yield 1, aaguid[13:25]
    yield 2, aaguid[25:]

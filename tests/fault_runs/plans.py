"""The plans that faults strike, and how many requests each sends without any."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """`described/NAME.yaml`, or the undo of another one. A test of its own counts the requests again.

    `is_long`: its runs take a second and more, so that not every fault strikes everywhere.
    """

    name: str
    early_reads: int
    writes: int
    reads: int
    undoes: str | None = None
    is_long: bool = False

    @property
    def lines(self) -> int:
        """Of its journal: one before each request, one after its answer, one when it has been seen, and two more."""
        return 3 * self.writes + 2


EVERYTHING = Planned("everything", 35, 20, 55, is_long=True)
POLICIES = Planned("policies", 24, 6, 6)
NARROWING = Planned("narrowing", 22, 2, 4)
BACK = Planned("policies taken back", 27, 6, 8, undoes="policies")
PLANS = (EVERYTHING, POLICIES, NARROWING, BACK)

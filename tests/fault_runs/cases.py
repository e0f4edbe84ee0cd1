"""Every fault run: a plan, a boundary, and what goes wrong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.fault_runs.boundaries import At, Boundary
from tests.fault_runs.plans import NARROWING, PLANS, POLICIES, Planned
from tests.fault_runs.troubles import AT_EARLY_READS, AT_READS, AT_WRITES, CORE, Trouble

KNOWN_OPEN: frozenset[str] = frozenset()
"""Runs by name that are known to break a rule. It has to be empty."""


@dataclass(frozen=True, slots=True)
class Case:
    """`anew`: afterwards the plan is made once more beside what was left open, instead of resuming that."""

    plan: Planned
    boundary: Boundary
    trouble: Trouble
    anew: bool = False

    def __str__(self) -> str:
        return f"{self.plan.name}: {self.boundary}: {self.trouble.name}{', anew' if self.anew else ''}"


def _all() -> Iterator[Case]:
    for plan in PLANS:
        yield from _cases(plan, At.WRITE, plan.writes, CORE if plan.is_long else AT_WRITES)
        yield from _cases(plan, At.READ, plan.reads, AT_READS)
        yield from _cases(plan, At.READ_BEFORE, plan.early_reads, AT_EARLY_READS)
    for plan in (POLICIES, NARROWING):
        for number in range(1, plan.writes + 1):
            yield from (Case(plan, Boundary(At.WRITE, number), each, anew=True) for each in CORE if not each.meddles)


def _cases(plan: Planned, at: At, count: int, troubles: Sequence[Trouble]) -> Iterator[Case]:
    """All troubles at each write; of reads there are many, so that each in turn gets some of them."""
    share = len(troubles) if at is At.WRITE else 1 if at is At.READ_BEFORE else 2
    for number in range(1, count + 1):
        for turn in range(share):
            yield Case(plan, Boundary(at, number), troubles[(number * share + turn) % len(troubles)])


CASES = tuple(each for each in _all() if str(each) not in KNOWN_OPEN)

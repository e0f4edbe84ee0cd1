"""Every fault run: a plan, a boundary, and what goes wrong there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.fault_runs.boundaries import At, Boundary
from tests.fault_runs.plans import NARROWING, PLANS, POLICIES, Planned
from tests.fault_runs.troubles import AT_EARLY_READS, AT_READS, AT_WRITES, CORE, Trouble

T = TypeVar("T")

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


def _but_open(cases: Iterable[T]) -> tuple[T, ...]:
    return tuple(each for each in cases if str(each) not in KNOWN_OPEN)


def _all() -> Iterator[Case]:
    for plan in PLANS:
        yield from _cases(plan, At.WRITE, plan.writes, AT_WRITES if plan in SHORT else CORE)
        yield from _cases(plan, At.READ, plan.reads, AT_READS)
        yield from _cases(plan, At.READ_BEFORE, plan.early_reads, AT_EARLY_READS)
    for plan in SHORT:
        for number in range(1, plan.writes + 1):
            yield from (Case(plan, Boundary(At.WRITE, number), each, anew=True) for each in CORE if not each.meddles)


def _cases(plan: Planned, at: At, count: int, troubles: Sequence[Trouble]) -> Iterator[Case]:
    """All troubles at each write, or in long plans half of them in turn; at reads one each, or at some of them."""
    if at is At.WRITE and not plan.is_long:
        yield from (Case(plan, Boundary(at, number), each) for number in range(1, count + 1) for each in troubles)
        return
    if at is At.WRITE:
        for number in range(1, count + 1):
            yield from (Case(plan, Boundary(at, number), each) for each in troubles[number % 2 :: 2])
        return
    every = 5 if plan.is_long else 3 if at is At.READ_BEFORE else 1
    for number in range(1, count + 1, every):
        yield Case(plan, Boundary(at, number), troubles[number // every % len(troubles)])


@dataclass(frozen=True, slots=True)
class Twice:
    """The token expires at this write; and whoever goes on is struck too, at their first write."""

    plan: Planned
    write: int
    second: Trouble

    def __str__(self) -> str:
        return f"{self.plan.name}: write {self.write}: token expired, then {self.second.name}"


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL at this line of the journal: before it, in the middle of it, or right after it."""

    plan: Planned
    line: int
    moment: str

    def __str__(self) -> str:
        return f"{self.plan.name}: killed: line {self.line}: {self.moment}"


@dataclass(frozen=True, slots=True)
class Flight:
    """SIGKILL while this write is under way: before or after the tenant has carried it out."""

    plan: Planned
    write: int
    after: bool

    def __str__(self) -> str:
        return f"{self.plan.name}: killed: under way {self.write}: {'after' if self.after else 'before'}"


@dataclass(frozen=True, slots=True)
class Full:
    """No room for this line; with `stays` for none of those behind it either."""

    plan: Planned
    line: int
    stays: bool

    def __str__(self) -> str:
        return f"{self.plan.name}: full disk: line {self.line}: {'from there on' if self.stays else 'once'}"


def _twice() -> Iterator[Twice]:
    for write in range(2, POLICIES.writes + 1, 2):
        yield from (Twice(POLICIES, write, each) for each in AT_WRITES if not each.meddles and not each.passes)


def _kills() -> Iterator[Kill]:
    for plan in PLANS:
        for line in range(1, plan.lines + 1, 3 if plan.is_long else 1):
            moments = MOMENTS if plan in SHORT else MOMENTS[line // 3 % len(MOMENTS) :][:1]
            yield from (Kill(plan, line, each) for each in moments)


def _flights() -> Iterator[Flight]:
    for plan in SHORT:
        for write in range(1, plan.writes + 1):
            yield from (Flight(plan, write, each) for each in (False, True))


def _full_disks() -> Iterator[Full]:
    for plan in PLANS:
        for line in range(1, plan.lines + 1, 5 if plan.is_long else 1):
            yield from (Full(plan, line, each) for each in (False, True) if plan is NARROWING or each is bool(line % 2))


MOMENTS = ("before", "torn", "after")
SHORT = (POLICIES, NARROWING)
CASES = _but_open(_all())
TWICE = _but_open(_twice())
KILLS = _but_open(_kills()) if sys.platform != "win32" else ()
IN_FLIGHT = _but_open(_flights()) if sys.platform != "win32" else ()
FULL_DISKS = _but_open(_full_disks())
COUNT = len({str(each) for each in (*CASES, *TWICE, *KILLS, *IN_FLIGHT, *FULL_DISKS)})
"""Distinct fault runs, without those on Windows that POSIX alone has a signal for."""

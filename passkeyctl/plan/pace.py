"""How long an apply still takes: one request waits for another, and those of Conditional Access for their second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.ordering import waves

PACED = frozenset({Family.POLICIES, Family.LOCATIONS})
"""What counts against one Conditional Access request a second (docs/graph-facts.md, T-02)."""

LISTS = 2
"""Lists in a row that have to show what a wave has written."""

UNSENT = frozenset({"pending", "sending"})
SETTLED = frozenset({"verified", "not verified", "failed", "skipped"})
"""Statuses after which nothing is read for an operation any more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`interval`: seconds between two requests that count against the limit, 0 where there is none.

    `answer` is what any other request takes, which is a guess: one to Graph from afar.
    """

    interval: float = 1.0
    answer: float = 0.3


@dataclass(frozen=True, slots=True)
class Left:
    """Requests that are still to come: writes, and the lists that are read around them."""

    paced: int = 0
    others: int = 0

    def __add__(self, more: Left) -> Left:
        return Left(self.paced + more.paced, self.others + more.others)

    def seconds(self, pace: Pace) -> float:
        unpaced = self.others if pace.interval else self.others + self.paced
        return self.paced * pace.interval + unpaced * pace.answer


def requests_left(operations: Sequence[Operation], statuses: Sequence[str]) -> Left:
    """`statuses` are words of `apply.events.Status`, one for each operation. Retries and waiting nobody foresees."""
    left, before = Left(), frozenset(each.family for each in operations)  # all are read just before the first
    words = iter(statuses)
    for wave in waves(operations):
        family = wave[0].family
        left += _of_wave(family, tuple(islice(words, len(wave))), is_fresh=family in before)
        before = frozenset({family})
    return left


def _of_wave(family: Family, statuses: Sequence[str], *, is_fresh: bool) -> Left:
    """What others may have changed since is read before a wave, unless the wave before has just shown it."""
    if all(each in SETTLED for each in statuses):
        return Left()
    reads = LISTS + (not is_fresh and all(each == "pending" for each in statuses))
    requests = reads + sum(each in UNSENT for each in statuses)
    return Left(paced=requests) if family in PACED else Left(others=requests)

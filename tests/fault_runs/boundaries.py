"""Where in a run a fault strikes: at a write, or at a read after the first write."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from passkeyctl.sandbox.faults import Effect

FOREVER = 1 << 62
_WRITING = frozenset({"POST", "PATCH", "PUT", "DELETE"})
_READING_POST = re.compile(r"/(\$batch|getByIds|checkMemberGroups|evaluate)$", re.IGNORECASE)


class At(StrEnum):
    READ_BEFORE = "early read"
    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Boundary:
    """The `number`th request of its kind, from one. Early reads come before the first write, reads after it."""

    at: At
    number: int

    def __str__(self) -> str:
        return f"{self.at} {self.number}"


def is_write(method: str, path: str) -> bool:
    return method in _WRITING and not _READING_POST.search(path)


@dataclass(frozen=True, slots=True)
class Strike:
    """`effect` on `times` requests from the boundary on: all of them, or `only_writes`."""

    boundary: Boundary
    effect: Effect
    times: int = 1
    only_writes: bool = False


@dataclass(slots=True)
class Schedule:
    """The sandbox's faults of one run, and the count of what was asked of it."""

    strike: Strike | None = None
    counts: dict[At, int] = field(default_factory=lambda: dict.fromkeys(At, 0))
    struck: int = 0
    _has_begun: bool = False

    def next(self, method: str, path: str) -> Effect | None:
        writes = is_write(method, path)
        at = At.WRITE if writes else At.READ if self.counts[At.WRITE] else At.READ_BEFORE
        self.counts[at] += 1
        strike = self.strike
        if strike is None or self.struck >= strike.times:
            return None
        self._has_begun = self._has_begun or Boundary(at, self.counts[at]) == strike.boundary
        if not self._has_begun or (strike.only_writes and not writes):
            return None
        self.struck += 1
        return strike.effect

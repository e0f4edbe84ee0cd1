"""What an apply is doing, for people: a row for each request on a screen, a line for each step in a log."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from passkeyctl.plan.operation import Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.pace import SETTLED, Pace, requests_left
from passkeyctl.render.lines import WIDTH, Line, Role, Span, columns, line

ROLES = {
    "verified": Role.CREATE,
    "failed": Role.ERROR,
    "unknown": Role.ERROR,
    "not verified": Role.WARNING,
    "sending": Role.NOTICE,
    "sent": Role.NOTICE,
}
ROWS = 12
"""More at a time push the rest of a small terminal out of sight."""

WAITED_FOR = frozenset({"sent", "unknown"})
STATUS_WIDTH = 13


@dataclass(slots=True)
class Tally:
    """How far an apply is: `now` is the time of a clock that only goes forward, `told` when it was last heard of."""

    operations: Sequence[Operation]
    pace: Pace
    told: float
    statuses: list[str] = field(init=False)
    waits_since: float | None = None
    ends: frozenset[int] = field(init=False)
    """after which of them nothing is sent until the tenant shows it"""

    def __post_init__(self) -> None:
        self.statuses = ["pending"] * len(self.operations)
        self.ends = frozenset(each - 1 for each in accumulate(map(len, waves(self.operations))))

    def reach(self, number: int, status: str, now: float) -> None:
        self.statuses[number] = str(status)
        self.told = now
        if not self.is_waiting:
            self.waits_since = None
        elif self.waits_since is None:
            self.waits_since = now

    @property
    def is_waiting(self) -> bool:
        """Everything that left has its answer, and the tenant does not show all of it yet."""
        return "sending" not in self.statuses and any(each in WAITED_FOR for each in self.statuses)

    @property
    def settled(self) -> int:
        return sum(each in SETTLED for each in self.statuses)

    def seconds_left(self, now: float) -> int | None:
        """Whole seconds, at least one as long as anything is left; None where no limit makes it worth counting."""
        if not self.pace.interval:
            return None
        left = requests_left(self.operations, self.statuses).seconds(self.pace)
        return max(1, math.ceil(left - (now - self.told))) if left else 0


def notice_of_time(operations: Sequence[Operation], pace: Pace) -> str:
    """`8 requests, about 12 s`."""
    count = len(operations)
    words = f"{count} request{'' if count == 1 else 's'}"
    seconds = Tally(operations, pace, 0.0).seconds_left(0.0)
    return words if seconds is None else f"{words}, about {duration(seconds)}"


def duration(seconds: float) -> str:
    whole = max(0, math.ceil(seconds))
    if whole < 100:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 10 and rest else f"{minutes + (rest >= 30)} min"


def step_lines(
    number: int, of: int, operation: Operation, status: str, detail: Sequence[str], seconds_left: int | None
) -> tuple[Line, ...]:
    """A line of a log: `3/8 verified: update policy ...`; what went wrong stands below."""
    width = len(str(of))
    words = f"{number + 1:>{width}}/{of} {status}: {operation.summary}"
    if status == "sent" and seconds_left:
        words += f" ({duration(seconds_left)} left)"
    below = detail if status in ("failed", "unknown", "not verified") else ()
    more = (part for each in below for part in line(each, Role.MUTED, indent=2 * width + 2))
    return (*line(words, ROLES.get(status, Role.MUTED)), *more)


def waiting_words(seconds: float | None = None) -> str:
    words = "waiting until the tenant shows it"
    return words if seconds is None else f"{words} ({int(seconds)} s)"


def screen_lines(tally: Tally, now: float, details: Mapping[int, Sequence[str]]) -> tuple[Line, ...]:
    """One line a request, none wider than 80 columns; of many those around the one that is on its way."""
    return tuple(_screen(tally, now, details))


def _screen(tally: Tally, now: float, details: Mapping[int, Sequence[str]]) -> Iterator[Line]:
    shown = _window(tally)
    if shown.start:
        yield (Span(f"  {shown.start} before these", Role.MUTED),)
    for number in shown:
        status, operation = tally.statuses[number], tally.operations[number]
        role = ROLES.get(status, Role.MUTED)
        yield Span(f"  {status:<{STATUS_WIDTH}}", role), Span(fitting(operation.summary, WIDTH - STATUS_WIDTH - 2))
        for words in details.get(number, ()):
            yield (Span(" " * (STATUS_WIDTH + 2) + fitting(words, WIDTH - STATUS_WIDTH - 2), Role.MUTED),)
    if rest := len(tally.operations) - shown.stop:
        yield (Span(f"  {rest} after these", Role.MUTED),)
    if tally.is_waiting and tally.waits_since is not None:
        yield (Span("  " + waiting_words(now - tally.waits_since), Role.NOTICE),)


def _window(tally: Tally) -> range:
    count = len(tally.operations)
    if count <= ROWS:
        return range(count)
    current = next((place for place, each in enumerate(tally.statuses) if each not in SETTLED), count - 1)
    start = min(max(0, current - ROWS // 3), count - ROWS)
    return range(start, start + ROWS)


def bar_words(tally: Tally, now: float) -> str:
    """What stands behind the bar: `3/8, about 7 s left`."""
    seconds = tally.seconds_left(now)
    left = f", about {duration(seconds)} left" if seconds else ""
    return f"{tally.settled}/{len(tally.operations)}{left}"


def fitting(text: str, room: int) -> str:
    """On a screen that is drawn again and again a name may be cut; the summary afterwards has all of it."""
    shown = Span(text).text
    if columns(shown) <= room:
        return shown
    while columns(shown) > room - 1:
        shown = shown[:-1]
    return shown + "…"

"""How numbers of runs went: as a small picture, and in words for whoever doesn't see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from passkeyctl.model.recorded import Recorded

BARS = "▁▂▃▄▅▆▇█"
MOST_POINTS = 32
"""So many runs are in the picture, the newest."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One number over time, the oldest first. `unit` stands behind it: `%`, or nothing."""

    name: str
    points: tuple[tuple[datetime, Fraction], ...]
    unit: str = ""
    highest: Fraction | None = None
    """what the highest bar means; None: the highest that there is"""

    @property
    def picture(self) -> str:
        """Zero is always the lowest bar, so that a small change of a large number looks small."""
        shown = [number for _, number in self.points[-MOST_POINTS:]]
        top = self.highest or max(shown, default=Fraction(0))
        return "".join(BARS[min(int(each / top * (len(BARS) - 1) + Fraction(1, 2)), 7) if top else 0] for each in shown)

    @property
    def words(self) -> str:
        """The whole of it without the picture."""
        numbers = [number for _, number in self.points]
        if not numbers:
            return "not known"
        now = self.number(numbers[-1])
        if len(numbers) == 1:
            return f"{now}, measured once"
        if len(set(numbers)) == 1:
            return f"{now} in each of {len(numbers)} runs"
        lowest, most = self.number(min(numbers)), self.number(max(numbers))
        return f"{now} now, {self._direction(numbers)} {self.number(numbers[-2])}; {lowest} to {most} in {len(numbers)}"

    def number(self, number: Fraction) -> str:
        """A share that is nearly whole must not look whole."""
        if number.denominator == 1:
            return f"{number.numerator}{self.unit}"
        return f"{int(number * 10) / 10:.1f}{self.unit}"

    @staticmethod
    def _direction(numbers: Sequence[Fraction]) -> str:
        last, before = numbers[-1], numbers[-2]
        return "still" if last == before else "up from" if last > before else "down from"


def trends(runs: Sequence[Recorded]) -> tuple[Trend, ...]:
    """Of the runs, the oldest first; those that measured nothing of the sort are no points."""
    return (
        Trend("findings", _points(runs, _findings)),
        Trend("deviations", _points(runs, lambda each: _whole(each.deviations))),
        Trend("ready", _points(runs, ready_share), "%", Fraction(100)),
    )


def ready_share(run: Recorded) -> Fraction | None:
    """Of a hundred; of nobody there is none."""
    return Fraction(run.ready * 100, run.people) if run.ready is not None and run.people else None


def _findings(run: Recorded) -> Fraction | None:
    return Fraction(run.errors + run.warnings) if run.errors is not None and run.warnings is not None else None


def _whole(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _points(
    runs: Sequence[Recorded], number: Callable[[Recorded], Fraction | None]
) -> tuple[tuple[datetime, Fraction], ...]:
    found = ((each.at, number(each)) for each in runs)
    return tuple((at, value) for at, value in found if value is not None)

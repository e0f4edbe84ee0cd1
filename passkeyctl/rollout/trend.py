"""How a measurement has moved since earlier runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

_SPOKEN = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def trend(history: Sequence[tuple[datetime, float]], now: datetime, number: float | None, unit: str) -> str:
    """`+12 points in 7 days`, `no change in 3 days`, `first measurement`; "" where nothing was measured.

    Against the oldest of earlier measurements, in whatever order they are; a share moves in points.
    """
    if number is None:
        return ""
    earlier = [each for each in history if each[0] < now]
    if not earlier:
        return "first measurement"
    since, was = min(earlier, key=lambda each: each[0])
    moved = round(number - was, 2)
    return f"{_moved(moved, unit)} in {_spoken(now - since)}"


def _moved(by: float, unit: str) -> str:
    if by == 0:
        return "no change"
    word = "points" if unit == "%" else unit
    return f"{by:+g} {_one(word) if abs(by) == 1 else word}".rstrip()


def _one(word: str) -> str:
    return {"people": "person"}.get(word, word.removesuffix("s"))


def _spoken(length: timedelta) -> str:
    for each, word in _SPOKEN:
        count = length // each
        if count:
            return f"{count} {word}" + ("" if count == 1 else "s")
    return "less than a minute"

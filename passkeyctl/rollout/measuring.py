"""Thresholds against counts that are known in part, and the words for both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.rollout import Gate, Threshold, code_of
from passkeyctl.rollout.ladder import Answer, Measured

PERCENT = "%"


def unknown(gate: Gate, threshold: str, why: str, *, value: str = "", hint: str = "") -> Measured:
    return Measured(gate, code_of(gate), Answer.UNKNOWN, value, threshold, why=why, hint=hint)


def answer_of(opens: bool, shuts: bool) -> Answer:
    """What surely holds opens, what surely fails closes; between the two nobody can tell."""
    return Answer.OPEN if opens else Answer.CLOSED if shuts else Answer.UNKNOWN


def reaches(threshold: Threshold, count: int, total: int) -> bool:
    """Of nobody, no share is reached."""
    if total == 0:
        return False
    return count * 100 >= threshold.number * total if threshold.is_share else count >= threshold.number


def exceeds(threshold: Threshold, count: int, total: int) -> bool:
    return count * 100 > threshold.number * total if threshold.is_share else count > threshold.number


def share_down(count: int, total: int) -> int:
    """100 is everybody."""
    return count * 100 // max(1, total)


def share_up(count: int, total: int) -> int:
    """0 is nobody."""
    return -(-count * 100 // max(1, total))


def counted(count: int, singular: str, plural: str = "") -> str:
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def people_words(count: int) -> str:
    return counted(count, "person", "people")


def span(length: timedelta) -> str:
    """The largest unit that makes at least one whole, rounded down."""
    length = max(length, timedelta())
    for unit, word in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour")):
        if length >= unit:
            return counted(length // unit, word)
    minutes = length // timedelta(minutes=1)
    return counted(minutes, "minute") if minutes else "less than a minute"


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def names_of(known: KnownPeople, who: Crowd) -> tuple[str, ...]:
    return by_name(str(each) for each in known.roster.people(who))


def by_name(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda each: (each.casefold(), each)))

"""Gates judged one person, one sign-in, one day at a time: slow, right by reading it, with nothing of `rollout/`.

What is not known is a list of ways in which it may turn out; each of these worlds is judged, and only what is so in all
of them is sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product
from zoneinfo import ZoneInfo

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"


def together(worlds: Iterable[str]) -> str:
    """What all worlds agree on."""
    answers = set(worlds)
    return answers.pop() if len(answers) == 1 else UNKNOWN


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a person may turn out: whether they are counted, and whether they have what is asked for."""

    is_counted: bool
    has_it: bool


def registered(people: list[set[Way]], number: int, is_share: bool) -> str:
    return together(_registered(world, number, is_share) for world in product(*people))


def _registered(world: tuple[Way, ...], number: int, is_share: bool) -> str:
    counted = [each for each in world if each.is_counted]
    if not counted:
        return UNKNOWN
    having = sum(each.has_it for each in counted)
    is_enough = Fraction(having, len(counted)) >= Fraction(number, 100) if is_share else having >= number
    return OPEN if is_enough else CLOSED


@dataclass(frozen=True, slots=True)
class SignIn:
    """`result` is `passed`, `failed`, `interrupted`, or `unknown`, of which the person is unknown too."""

    person: str
    result: str


@dataclass(frozen=True, slots=True)
class Limit:
    number: int
    is_share: bool
    of_people: bool
    evaluated: int


def rehearsed(log: list[SignIn], able: Mapping[str, set[bool]], limit: Limit) -> str:
    """`able` says of each person who was interrupted whether they can give what was asked for, in every way."""
    judged = [each for each in log if each.result != "unknown"]
    doubts = [each for each in log if each.result == "unknown"]
    named = sorted({each.person for each in judged})
    asked = sorted({each.person for each in judged if each.result == "interrupted"})
    answers = []
    for abilities in product(*(sorted(able[each]) for each in asked)):
        can = dict(zip(asked, abilities, strict=True))
        for turned_out in product(_ways_of_a_doubt(named, len(doubts)), repeat=len(doubts)):
            more = [each for each in turned_out if each is not None]
            answers.append(_judged([*judged, *more], can, limit, len(judged)))
    return together(answers)


def _ways_of_a_doubt(named: list[str], count: int) -> list[SignIn | None]:
    """It was not about the policy, or was anybody's, also somebody's who is not in the log otherwise."""
    anybody = [*named, *(f"new {each}" for each in range(count))]
    return [None, *(SignIn(each, result) for each in anybody for result in ("passed", "failed"))]


def _judged(log: list[SignIn], can: Mapping[str, bool], limit: Limit, evaluated: int) -> str:
    stopped = [
        each for each in log if each.result == "failed" or (each.result == "interrupted" and not can[each.person])
    ]
    if limit.of_people:
        count, total = len({each.person for each in stopped}), len({each.person for each in log})
    else:
        count, total = len(stopped), len(log)
    if limit.is_share:
        is_beyond = total > 0 and Fraction(count, total) > Fraction(limit.number, 100)
    else:
        is_beyond = count > limit.number
    if is_beyond:
        return CLOSED
    return OPEN if evaluated >= max(1, limit.evaluated) else UNKNOWN


@dataclass(frozen=True, slots=True)
class Stood:
    """Hours since an object was changed: at least so many where `is_exact` is False, None where nobody can tell."""

    hours: int | None
    is_exact: bool


def soaked(objects: list[Stood | None], lasts: int) -> str:
    """Nothing at all that could stand, and nobody can tell. An object that is not there has not stood."""
    if not objects:
        return UNKNOWN
    worlds = product(*(_hours(each, lasts) for each in objects))
    return together(OPEN if min(world) >= lasts else CLOSED for world in worlds)


def _hours(stood: Stood | None, lasts: int) -> list[int]:
    if stood is None:
        return [-1]
    if stood.hours is None:
        return [0, lasts]
    return [stood.hours] if stood.is_exact else [stood.hours, stood.hours + lasts]


@dataclass(frozen=True, slots=True)
class Hours:
    days: frozenset[int]
    start: time | None
    end: time | None
    zone: str
    first: date | None
    last: date | None


def within(hours: Hours, now: datetime) -> bool:
    """By laying out, on the wall clock, the window of every day around, and looking whether one of them has `now`."""
    wall = now.astimezone(ZoneInfo(hours.zone)).replace(tzinfo=None)
    if hours.first is not None and wall < datetime.combine(hours.first, time()):
        return False
    if hours.last is not None and wall >= datetime.combine(hours.last, time()) + timedelta(days=1):
        return False
    for shift in (-1, 0, 1):
        day = wall.date() + timedelta(days=shift)
        if hours.days and day.weekday() not in hours.days:
            continue
        begins = datetime.combine(day, hours.start or time())
        ends = datetime.combine(day, hours.end) if hours.end else datetime.combine(day, time()) + timedelta(days=1)
        if hours.end and ends <= begins:
            ends += timedelta(days=1)
        if begins <= wall < ends:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Step:
    """A stage: whether it sets anything, whether the tenant shows it, and its gates as codes with answers."""

    sets: bool
    is_shown: bool
    gates: tuple[tuple[str, str], ...]


def climbed(steps: list[Step], wanted: int, overrides: frozenset[str]) -> list[str]:
    """The standing of each stage, in words."""
    standings: list[str] = []
    for number, step in enumerate(steps):
        shown = _is_shown(steps, number)
        closed = [gate for gate in step.gates if gate[1] != OPEN]
        had_closed = any(
            steps[each].sets and not _is_shown(steps, each) and any(answer != OPEN for _, answer in steps[each].gates)
            for each in range(number)
        )
        passable = all(code in overrides and (code, answer) != ("ROL106", CLOSED) for code, answer in closed)
        if shown:
            standings.append("shown")
        elif number > wanted:
            standings.append("above")
        elif "held" in standings:
            standings.append("waiting")
        elif not closed or (passable and not had_closed):
            standings.append("enters")
        else:
            standings.append("held")
    return standings


def _is_shown(steps: list[Step], number: int) -> bool:
    step = steps[number]
    above = [each for each in steps[number + 1 :] if each.sets]
    return step.is_shown if step.sets else bool(above) and above[0].is_shown

"""The gate that asks for a time of day, of the week, of the year (ROL108)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from passkeyctl.model.rollout import Window, code_of
from passkeyctl.rollout.evidence import Evidence
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.measuring import unknown

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = timedelta(days=1)
LOOKED_AHEAD = 366


def window(gate: Window, evidence: Evidence) -> Measured:
    demanded = _words(gate)
    try:
        zone = ZoneInfo(gate.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        why = f"the time zone `{gate.zone}` is not known on this machine"
        return unknown(gate, demanded, why, hint="install the Python package `tzdata`")
    here = evidence.now.astimezone(zone)
    is_open = is_within(gate, here)
    return Measured(
        gate,
        code_of(gate),
        Answer.OPEN if is_open else Answer.CLOSED,
        _spoken(here, gate.zone),
        demanded,
        hint="" if is_open else _opens(gate, evidence.now, zone),
    )


def is_within(gate: Window, here: datetime) -> bool:
    """`here` is in the zone of the window. What begins before midnight belongs to the day on which it begins."""
    today, now = here.date(), here.time()
    if (gate.not_before and today < gate.not_before) or (gate.not_after and today > gate.not_after):
        return False
    start, end = gate.start or time.min, gate.end
    if end is None or start < end:
        return _is_day(gate, today) and start <= now and (end is None or now < end)
    return (_is_day(gate, today) and now >= start) or (_is_day(gate, today - DAY) and now < end)


def _is_day(gate: Window, day: date) -> bool:
    return not gate.days or day.weekday() in gate.days


def _opens(gate: Window, now: datetime, zone: ZoneInfo) -> str:
    """It can open only where a day, or the window of a day, begins."""
    for each in _beginnings(gate, now.astimezone(zone).date(), zone):
        if each > now and is_within(gate, each.astimezone(zone)):
            return f"opens {_spoken(each.astimezone(zone), gate.zone)}"
    return "it does not open again: move `notAfter`" if gate.not_after else "it does not open within a year"


def _beginnings(gate: Window, today: date, zone: ZoneInfo) -> Iterator[datetime]:
    first = max(today, gate.not_before or today)
    for count in range(LOOKED_AHEAD):
        for at in sorted({time.min, gate.start or time.min}):
            yield datetime.combine(first + count * DAY, at, zone)


def _spoken(here: datetime, zone: str) -> str:
    return f"{DAYS[here.weekday()]} {here:%Y-%m-%d %H:%M} {zone}"


def _words(gate: Window) -> str:
    days = ", ".join(DAYS[each] for each in sorted(gate.days))
    hours = f"{gate.start or time.min:%H:%M} to {f'{gate.end:%H:%M}' if gate.end else '24:00'}"
    bounds = (
        days,
        f"{hours} {gate.zone}" if gate.start or gate.end else gate.zone,
        f"not before {gate.not_before}" if gate.not_before else "",
        f"not after {gate.not_after}" if gate.not_after else "",
    )
    return ", ".join(each for each in bounds if each)

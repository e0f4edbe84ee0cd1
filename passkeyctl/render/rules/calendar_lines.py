"""`explain calendar`: Microsoft's dated changes, with the days that are left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.rules.calendar import CALENDAR, Dated, days_until

ABOUT = (
    "What Microsoft changes on a day on which nobody touches the tenant. Some findings appear, grow or go with these "
    "dates; `--as-of DATE` judges as of another day."
)
LEGEND = 'Dates of the worldwide cloud; sources are in docs/graph-facts.md, "Calendar", by the rows in brackets.'


def calendar_lines(as_of: date) -> tuple[Line, ...]:
    return tuple(_calendar(as_of))


def _calendar(as_of: date) -> Iterator[Line]:
    yield from hung([Span(ABOUT)], first=0, rest=0)
    yield from hung([Span(LEGEND, Role.MUTED)], first=0, rest=0)
    yield EMPTY
    yield from line(f"As of {as_of.isoformat()}", Role.HEADING)
    for change, dated in sorted(CALENDAR.items(), key=lambda each: each[1].day):
        left = days_until(change, as_of)
        role = Role.PLAIN if left > 0 else Role.MUTED
        yield from hung([Span(f"{dated.day.isoformat()}  ", role), Span(_words(dated, left), role)], first=2, rest=14)


def _words(dated: Dated, left: int) -> str:
    return f"{_when(left)}: {dated.words} ({dated.fact})"


def _when(left: int) -> str:
    days = "day" if abs(left) == 1 else "days"
    if left > 0:
        return f"in {left} {days}"
    return f"{-left} {days} ago" if left else "today"

"""The history of a tenant as a table of 80 columns, the newest run first, with its trends below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from passkeyctl.model.recorded import Occasion, Recorded
from passkeyctl.render.lines import EMPTY, Line, Role, Span, columns, line, visible
from passkeyctl.render.records.history_trend import Trend, ready_share, trends

HEADER = ("when (UTC)", "what", "who", "changes", "drift", "err/warn", "ready", "result")
WIDTHS = (16, 9, 13, 7, 5, 8, 6, 8)
RIGHT = frozenset({3, 4, 5, 6})
NOTHING = "-"
CUT = "…"
RESULTS = {
    0: ("done", Role.CREATE),
    1: ("failed", Role.ERROR),
    2: ("changes", Role.UPDATE),
    3: ("refused", Role.ERROR),
    4: ("held", Role.WARNING),
    5: ("open", Role.ERROR),
    130: ("stopped", Role.WARNING),
}


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a tenant's runs, the oldest first. `tenant` is its name or id, `since` the words for a limit."""

    tenant: str
    tenant_id: str
    endpoint: str
    runs: tuple[Recorded, ...]
    since: str = ""
    notices: tuple[str, ...] = ()


def history_lines(history: History) -> Iterator[Line]:
    limit = f" in the last {history.since}" if history.since else ""
    count = len(history.runs)
    heading = f"{visible(history.tenant)}: {count} run{'' if count == 1 else 's'}{limit}"
    yield from line(heading, Role.HEADING)
    if not history.runs:
        return
    yield EMPTY
    yield tuple(_cells(HEADER, Role.MUTED))
    for run in reversed(history.runs):
        yield tuple(_row(run))
    yield EMPTY
    yield from _trends(trends(history.runs))


def _row(run: Recorded) -> Iterator[Span]:
    result, role = result_of(run)
    share = ready_share(run)
    known = run.errors is not None and run.warnings is not None
    cells = (
        f"{run.at:%Y-%m-%d %H:%M}",
        run.occasion.value,
        run.by or NOTHING,
        _number(run.changes),
        _number(run.deviations),
        f"{run.errors}/{run.warnings}" if known else NOTHING,
        f"{int(share * 10) / 10:.1f}%" if share is not None else NOTHING,
    )
    yield from _cells(cells)
    yield Span(result, role)


def result_of(run: Recorded) -> tuple[str, Role]:
    """By the exit code; what a drift leaves to others (`--exit-zero-on-drift`) is drift all the same."""
    if run.occasion is Occasion.DRIFT and run.exit_code in (0, 2):
        return ("drift", Role.WARNING) if run.deviations else ("none", Role.CREATE)
    return RESULTS.get(run.exit_code, (f"exit {run.exit_code}", Role.ERROR))


def _cells(cells: Sequence[str], role: Role = Role.PLAIN) -> Iterator[Span]:
    for number, cell in enumerate(cells):
        shown = fitted(cell, WIDTHS[number])
        blanks = " " * (WIDTHS[number] - columns(shown))
        is_last = number == len(WIDTHS) - 1
        text = blanks + shown if number in RIGHT else shown + ("" if is_last else blanks)
        yield Span(text if is_last else f"{text} ", role)


def fitted(text: str, width: int) -> str:
    """Cut where it is too wide; `--json` has all of it."""
    shown = visible(text)
    if columns(shown) <= width:
        return shown
    while columns(shown) > width - 1:
        shown = shown[:-1]
    return shown + CUT


def _number(number: int | None) -> str:
    return NOTHING if number is None else str(number)


def _trends(found: Sequence[Trend]) -> Iterator[Line]:
    for each in found:
        yield (Span(f"{each.name:<10}  ", Role.MUTED), Span(each.words))
        if len(each.points) > 1:
            yield (Span(" " * 12), Span(each.picture))

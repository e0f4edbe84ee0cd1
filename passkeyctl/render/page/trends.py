"""A tenant's runs over time: a table of all of them, and a small drawing of each number that was counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from passkeyctl.model.recorded import Occasion, Recorded
from passkeyctl.render.page.filters import Choice, filters, tallied
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import facts, row, table, text

LIST = "history-list"
MOST = 500
"""So many runs, the newest, are shown and drawn."""
WIDTH, HEIGHT, EDGE = 240, 64, 6
MEANINGS = {0: "well", 1: "failed", 2: "differences", 3: "refused", 4: "held"}


def history_part(history: Sequence[Recorded], title: str = "History") -> Part:
    if not history:
        return Part("history", title, "")
    newest_first = sorted(history, key=lambda each: (each.at, each.key), reverse=True)[:MOST]
    left = len(history) - len(newest_first)
    older = f"<p>And {left:,} older: <code>passkeyctl history --json</code> lists all.</p>" if left else ""
    choices = (
        Choice("occasion", "Command", tallied((each.occasion.value for each in newest_first), _occasions())),
        Choice("end", "Exit code", tallied(str(each.exit_code) for each in newest_first)),
    )
    form = filters(LIST, "runs", len(newest_first), choices) if len(newest_first) > 1 else ""
    heads = (
        "When (UTC)", "Command", "Exit code", "Changes", "Deviations", "Waived", "Errors", "Warnings", "Ready", "By"
    )  # fmt: skip
    rows = map(_run, newest_first)
    return Part(
        "history",
        title,
        f"{_trends(newest_first)}{form}{table('Runs', heads, rows, id=LIST, kind='quiet runs')}{older}",
        len(history),
    )


def _occasions() -> dict[str, str]:
    return {each.value: each.value for each in Occasion}


def _run(run: Recorded) -> str:
    ready = f"{run.ready:,} of {run.people:,}" if run.ready is not None and run.people is not None else "-"
    meaning = f' <span class="soft">{MEANINGS[run.exit_code]}</span>' if run.exit_code in MEANINGS else ""
    return row(
        text(minute(run.at)),
        text(run.occasion.value),
        f"{run.exit_code}{meaning}",
        *(_number(each) for each in (run.changes, run.deviations, run.waived, run.errors, run.warnings)),
        ready,
        text(run.by or "-"),
        facts=facts(occasion=run.occasion.value, end=str(run.exit_code)),
    )


def _number(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _trends(history: Sequence[Recorded]) -> str:
    asked: tuple[tuple[str, str, Callable[[Recorded], float | None]], ...] = (
        ("Deviations", "", lambda each: each.deviations),
        ("Errors among findings", "", lambda each: each.errors),
        ("Warnings among findings", "", lambda each: each.warnings),
        ("Ready for passkeys", "%", _share),
    )
    oldest_first = sorted(history, key=lambda each: (each.at, each.key))
    drawn = "".join(_trend(words, unit, tuple(_points(oldest_first, count))) for words, unit, count in asked)
    return f'<div class="trends">{drawn}</div>' if drawn else ""


def _share(run: Recorded) -> float | None:
    return round(100 * run.ready / run.people, 1) if run.ready is not None and run.people else None


def _points(runs: Sequence[Recorded], count: Callable[[Recorded], float | None]) -> Iterator[tuple[datetime, float]]:
    yield from ((each.at, number) for each in runs if (number := count(each)) is not None)


def _trend(words: str, unit: str, points: tuple[tuple[datetime, float], ...]) -> str:
    """One run is no trend."""
    if len(points) < 2:
        return ""
    (first, was), (last, now) = points[0], points[-1]
    told = f"{words}: {was:g}{unit} on {minute(first)[:10]}, {now:g}{unit} on {minute(last)[:10]}"
    span = (last - first).total_seconds() or 1.0
    most = max(100.0 if unit else 1.0, *(number for _, number in points))
    placed = [
        (
            EDGE + (WIDTH - 2 * EDGE) * (at - first).total_seconds() / span,
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * number / most,
        )
        for at, number in points
    ]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
    x, y = placed[-1]
    return (
        f'<figure><figcaption>{text(words)}: <strong>{now:g}{unit}</strong> <span class="soft">was {was:g}{unit}'
        f'</span></figcaption><svg role="img" aria-label="{text(told)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'preserveAspectRatio="none"><path d="{path}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg></figure>'
    )

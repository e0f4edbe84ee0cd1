"""An examination as text: a line for each check, what it is about below it."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.render.doctor.doctor_view import Check, Examination, Verdict
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line

ROLES = {
    Verdict.OK: Role.CREATE,
    Verdict.WARNING: Role.WARNING,
    Verdict.FAILED: Role.ERROR,
    Verdict.UNKNOWN: Role.NOTICE,
    Verdict.SKIPPED: Role.MUTED,
}
COLUMN = max(map(len, Verdict)) + 1


def doctor_lines(examination: Examination) -> tuple[Line, ...]:
    """At most 80 columns; the word of the verdict says it, the colour only repeats it."""
    uses = ", ".join(f"`{each}`" for each in examination.uses)
    return (
        *line(f"doctor for {uses}, asked: {examination.where}", Role.HEADING),
        EMPTY,
        *(shown for each in examination.checks for shown in _check(each)),
        EMPTY,
        *line(_ending(examination), Role.ERROR if examination.has_failed else Role.PLAIN),
    )


def _check(check: Check) -> Iterator[Line]:
    verdict = Span(check.verdict.value.ljust(COLUMN), ROLES[check.verdict])
    yield from hung([verdict, Span(f"{check.name}: {check.seen}")], first=0, rest=COLUMN)
    for each in check.detail:
        yield from line(each, Role.MUTED, indent=COLUMN + 2)
    if check.hint:
        yield from line(f"hint: {check.hint}", indent=COLUMN)


def _ending(examination: Examination) -> str:
    counted = ", ".join(f"{count} {verdict}" for verdict, count in examination.counts.items() if count)
    return f"{len(examination.checks)} checks: {counted}"

"""The thresholds of the stages that stand, measured once, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from passkeyctl.render.lines import Line, Role, Span, hung, line
from passkeyctl.render.rollout.ladder_words import about
from passkeyctl.rollout.ladder import Answer, Measured

WORDS = {
    Answer.OPEN: ("within", Role.CREATE),
    Answer.CLOSED: ("CROSSED", Role.ERROR),
    Answer.UNKNOWN: ("unknown", Role.WARNING),
}
MOST_NAMED = 5


def watch_lines(at: datetime, standing: Sequence[str], stops: Sequence[tuple[str, Measured]]) -> tuple[Line, ...]:
    """`standing` are the stages that the tenant shows."""
    when = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if not stops:
        shown = ", ".join(f"`{each}`" for each in standing) or "none"
        return line(f"{when}: nothing to watch yet: no stage with a `stop` stands (shown: {shown})")
    return (
        *line(when, Role.HEADING),
        *(shown for stage, found in stops for shown in _stop_lines(stage, found)),
    )


def _stop_lines(stage: str, found: Measured) -> Iterator[Line]:
    word, role = WORDS[found.answer]
    measured = f": {found.value}" if found.value else ""
    told = f" `{stage}` `{about(found.gate)}`{measured}; {found.threshold}"
    yield from hung([Span(f"{word:<7}", role), Span(told)], first=2, rest=4)
    if found.missing and found.answer is not Answer.OPEN:
        more = len(found.missing) - MOST_NAMED
        named = ", ".join(found.missing[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        yield from line(f"could not sign in: {named}", indent=4)
    if found.answer is not Answer.OPEN:
        if found.why:
            yield from line(found.why, indent=4)
        if found.hint:
            yield from line(f"hint: {found.hint}", Role.MUTED, indent=4)

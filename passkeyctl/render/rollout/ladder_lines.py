"""How a roll-out stands, as lines: each stage, the gates that were asked, who is missing, what opens them."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.render.lines import EMPTY, Line, Role, Span, columns, hung, line
from passkeyctl.render.rollout.ladder_words import gate_words, override_hint, standing_words
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung, Standing

MOST_NAMED = 5
SIGNS = {
    Standing.SHOWN: ("=", Role.PLAIN),
    Standing.ENTERS: ("+", Role.CREATE),
    Standing.HELD: ("!", Role.WARNING),
    Standing.WAITING: (".", Role.MUTED),
    Standing.ABOVE: (".", Role.MUTED),
}
ANSWERS = {Answer.OPEN: Role.CREATE, Answer.CLOSED: Role.WARNING, Answer.UNKNOWN: Role.WARNING}
LONGEST_NAME = 24


def ladder_lines(ladder: Ladder, *, most_named: int = MOST_NAMED) -> tuple[Line, ...]:
    """Begins with an empty line, as every block of a plan does; `most_named` of those missing at a gate are named."""
    width = min(max((columns(each.stage.name) for each in ladder.rungs), default=0), LONGEST_NAME)
    return (
        EMPTY,
        *line("Roll-out", Role.HEADING),
        *(shown for each in ladder.rungs for shown in _rung_lines(each, ladder, width, most_named)),
        *_outcome_lines(ladder),
    )


def _rung_lines(rung: Rung, ladder: Ladder, width: int, most_named: int) -> Iterator[Line]:
    sign, role = SIGNS[rung.standing]
    name = rung.stage.name
    padding = " " * max(width - columns(name), 0)
    yield from hung(
        [Span(f"{sign} {name}{padding}  ", role), Span(standing_words(rung, ladder), role)], first=2, rest=6
    )
    for each in rung.gates:
        yield from gate_lines(each, indent=6, most_named=most_named)
        if each.answer is not Answer.OPEN and each.code in rung.let_in:
            yield from line(f"overridden: {rung.let_in[each.code]}", Role.NOTICE, indent=8)


def gate_lines(gate: Measured, *, indent: int, most_named: int = MOST_NAMED) -> Iterator[Line]:
    """One gate: its answer, what was measured and what is demanded; below it what is missing and what opens it."""
    told = "".join((f": {gate.value}" if gate.value else "", f"; demanded {gate.threshold}" if gate.threshold else ""))
    yield from hung(
        [
            Span(f"{gate.answer.value:<8}", ANSWERS[gate.answer]),
            Span(f"{gate.code} {gate_words(gate.gate)}{told}"),
            Span(f" ({gate.trend})" if gate.trend else "", Role.MUTED),
        ],
        first=indent,
        rest=indent + 2,
    )
    if gate.answer is Answer.OPEN:
        return
    if gate.why:
        yield from line(gate.why, indent=indent + 2)
    if gate.missing:
        yield from line(f"missing: {_some(gate.missing, most_named)}", indent=indent + 2)
    if gate.hint:
        yield from line(f"hint: {gate.hint}", Role.MUTED, indent=indent + 2)


def _some(names: tuple[str, ...], most: int) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def _outcome_lines(ladder: Ladder) -> tuple[Line, ...]:
    if not ladder.is_held:
        return ()
    reached = f"goes as far as `{ladder.reached}`" if ladder.reached else "goes to no stage"
    way_past = override_hint(ladder)
    return (
        *line(f"`{ladder.wanted}` is wanted, this plan {reached}", Role.WARNING, indent=2),
        *(line(f"let it in for one run: {way_past}", Role.MUTED, indent=2) if way_past else ()),
    )

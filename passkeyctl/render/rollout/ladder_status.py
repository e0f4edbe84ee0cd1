"""How a roll-out stands, as a table: stage, standing, gates that were asked, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from passkeyctl.model.rollout import Rollout
from passkeyctl.render.lines import EMPTY, Line, Role, Span, columns, hung, line
from passkeyctl.render.rollout.ladder_lines import MOST_NAMED, SIGNS, gate_lines
from passkeyctl.render.rollout.ladder_picture import short_standing
from passkeyctl.render.rollout.ladder_words import closed
from passkeyctl.rollout.ladder import Ladder, Rung


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, and the command that does it."""

    says: str
    command: str = ""


WIDEST = 28
COLUMN = 32


def status_lines(
    rollout: Rollout, ladder: Ladder, place: str, next_steps: Sequence[Step], *, most_named: int = MOST_NAMED
) -> tuple[Line, ...]:
    """`place` says which tenant; `next_steps` are what there is to do now."""
    width = max(5, min(max(columns(Span(each.name).text) for each in rollout.stages), WIDEST))
    return (
        *line(place, Role.MUTED),
        EMPTY,
        (Span(f"  {'Stage':<{width}}  {'Standing':<{COLUMN}}  Gates", Role.HEADING),),
        *(shown for rung in ladder.rungs for shown in _row(rung, rollout, ladder, width)),
        *(shown for rung in ladder.rungs if rung.gates for shown in _gates(rung, most_named)),
        EMPTY,
        *line("Next", Role.HEADING),
        *step_lines(next_steps),
    )


def step_lines(steps: Sequence[Step]) -> tuple[Line, ...]:
    """A command stands on a line of its own and is never broken, to be copied."""
    return tuple(
        shown
        for each in steps
        for shown in (
            *line(each.says, indent=2),
            *(((Span(f"    {each.command}", Role.HEADING),),) if each.command else ()),
        )
    )


def _row(rung: Rung, rollout: Rollout, ladder: Ladder, width: int) -> tuple[Line, ...]:
    sign, role = SIGNS[rung.standing]
    name = Span(rung.stage.name).text
    standing = short_standing(rung.stage, rung, rollout, ladder)
    if columns(name) > width:
        return (
            *hung([Span(f"{sign} {name}", role)], first=0, rest=2),
            (Span(" " * (width + 4)), Span(f"{_padded(standing)}  ", role), Span(gates_in_short(rung))),
        )
    blanks = " " * (width - columns(name))
    return ((Span(f"{sign} {name}{blanks}  {_padded(standing)}  ", role), Span(gates_in_short(rung))),)


def _padded(standing: str) -> str:
    return standing + " " * max(COLUMN - columns(standing), 0)


def gates_in_short(rung: Rung) -> str:
    """`2 of 3 open`; a stage that was not asked says how many it has."""
    if rung.gates:
        return f"{len(rung.gates) - len(closed(rung))} of {len(rung.gates)} open"
    return f"{len(rung.stage.gates)} not asked" if rung.stage.gates else "none"


def _gates(rung: Rung, most_named: int) -> Iterator[Line]:
    yield EMPTY
    yield from hung([Span("Gates of "), Span(f"`{rung.stage.name}`", Role.HEADING)], first=0, rest=2)
    for each in rung.gates:
        yield from gate_lines(each, indent=2, most_named=most_named)

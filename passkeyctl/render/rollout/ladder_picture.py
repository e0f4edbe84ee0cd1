"""A roll-out drawn as a ladder: the last stage on top, as it is climbed; with a tenant how each stage stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.model.rollout import Rollout, Stage
from passkeyctl.render.lines import EMPTY, Line, Role, Span, columns, hung, line
from passkeyctl.render.rollout.gate_demands import demand, setting_words, stop_words
from passkeyctl.render.rollout.ladder_lines import SIGNS, gate_lines
from passkeyctl.render.rollout.ladder_words import held_name, key_of
from passkeyctl.rollout.ladder import Ladder, Rung, Standing

INNER = 72
"""Columns between the rails: with them a line has 78."""
_ASCII = str.maketrans("│├┤┌┐└┘─", "|++++++-")


def picture_lines(rollout: Rollout, ladder: Ladder | None, *, is_ascii: bool = False) -> tuple[Line, ...]:
    """`is_ascii`: the rails are drawn with what every terminal has."""
    rungs = {each.stage.name: each for each in ladder.rungs} if ladder is not None else {}
    drawn = [_head(rollout), EMPTY]
    for number, stage in reversed(list(enumerate(rollout.stages, start=1))):
        standing = short_standing(stage, rungs.get(stage.name), rollout, ladder)
        ends = "┌┐" if number == len(rollout.stages) else "├┤"
        drawn.append(_bar(f"{number}", stage.name, standing, _role(rungs.get(stage.name)), ends))
        drawn.extend(_railed(_inside(stage, rungs.get(stage.name))))
    drawn.append((Span(f"  └{'─' * (INNER + 2)}┘", Role.MUTED),))
    return tuple(_in_ascii(each) for each in drawn) if is_ascii else tuple(drawn)


def _head(rollout: Rollout) -> Line:
    count = len(rollout.stages)
    return (
        Span("Roll-out", Role.HEADING),
        Span(f": {count} {'stage' if count == 1 else 'stages'}, climbed from below"),
    )


def _role(rung: Rung | None) -> Role:
    return Role.HEADING if rung is None else SIGNS[rung.standing][1]


def _bar(number: str, name: str, standing: str, role: Role, ends: str) -> Line:
    """The name at the left, how it stands at the right; what is too long for the bar is cut, and says so."""
    left, right = ends[0], ends[1]
    name = _cut(name, INNER - columns(standing) - len(number) - 8)
    dashes = "─" * max(INNER - columns(name) - columns(standing) - len(number) - 5, 1)
    tail = f" {standing} ─" if standing else "───"
    return (
        Span(f"  {left}─ ", Role.MUTED),
        Span(f"{number} {name}", role),
        Span(f" {dashes}", Role.MUTED),
        Span(tail, role),
        Span(right, Role.MUTED),
    )


def _cut(name: str, room: int) -> str:
    shown = Span(name).text
    if columns(shown) <= room:
        return shown
    while columns(shown) > room - 3:
        shown = shown[:-1]
    return f"{shown}..."


def short_standing(stage: Stage, rung: Rung | None, rollout: Rollout, ladder: Ladder | None) -> str:
    """`wanted, held`: what fits on a bar."""
    wanted = "wanted" if stage.name == rollout.wanted else ""
    if rung is None or ladder is None:
        return wanted
    words = {
        Standing.SHOWN: "shown by the tenant",
        Standing.ENTERS: "an apply brings it" if stage.settings else "open, sets nothing",
        Standing.HELD: "held by a gate",
        Standing.WAITING: f"waits behind {_cut(held_name(ladder), 11)}",
        Standing.ABOVE: "not wanted yet",
    }[rung.standing]
    return ", ".join(filter(None, (wanted, words)))


def _inside(stage: Stage, rung: Rung | None) -> Iterator[Line]:
    if stage.note:
        yield from _row("", stage.note, Role.MUTED)
    if stage.after:
        yield from _row("after", f"`{stage.after}`")
    for setting in stage.settings:
        yield from _row("adds" if setting.is_added else "sets", setting_words(setting))
    measured = rung.gates if rung is not None else ()
    for each in measured:
        yield from gate_lines(each, indent=8)
    if not measured:
        for gate in stage.gates:
            yield from _row("gate", f"{key_of(gate)}: {demand(gate)}")
    for stop in stage.stops:
        yield from _row("stop", stop_words(stop), Role.WARNING)
    yield EMPTY


def approval_lines(stage: Stage) -> tuple[Line, ...]:
    """What somebody approves: everything that the digest stands for."""
    found = (
        *line(f"`{stage.name}`, digest {stage.digest}", Role.HEADING),
        *(shown for each in stage.settings for shown in line(setting_words(each), indent=2)),
        *(shown for each in stage.gates for shown in line(f"gate {key_of(each)}: {demand(each)}", indent=2)),
        *(shown for each in stage.stops for shown in line(f"stop: {stop_words(each)}", indent=2)),
    )
    return found if len(found) > 1 else (*found, *line("it sets nothing, and has no gates", indent=2))


def _row(label: str, text: str, role: Role = Role.PLAIN) -> tuple[Line, ...]:
    """As wide as a terminal less the rails, which are put around it."""
    first = [Span(f"{label:<5} ", Role.MUTED)] if label else []
    return hung([*first, Span(text, role)], first=8, rest=14 if label else 8)


def _railed(lines: Iterable[Line]) -> Iterator[Line]:
    """Text that was laid out from column 8 on goes between the rails, from column 4 on."""
    for each in lines:
        text = "".join(span.text for span in each)
        indent = len(text) - len(text.lstrip(" "))
        spans = each[1:] if indent else each
        blanks = max(indent - 8, 0)
        padding = INNER - blanks - sum(columns(span.text) for span in spans)
        yield (
            Span(f"  │ {' ' * blanks}", Role.MUTED),
            *spans,
            Span(f"{' ' * max(padding, 0)} │", Role.MUTED),
        )


def _in_ascii(drawn: Line) -> Line:
    return tuple(Span(span.text.translate(_ASCII), span.role) for span in drawn)

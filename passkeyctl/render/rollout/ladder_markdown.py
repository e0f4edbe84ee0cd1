"""How a roll-out stands, as Markdown: a row for each stage, and one for each gate that was asked."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.render.markdown_text import table, with_code
from passkeyctl.render.rollout.ladder_words import gate_words, standing_words
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung

MOST_NAMED = 5


def ladder_markdown(ladder: Ladder) -> Iterator[str]:
    """Begins with an empty line."""
    yield ""
    yield "**Roll-out**"
    yield ""
    yield from table(("stage", "standing", "gates"), (_row(each, ladder) for each in ladder.rungs))


def _row(rung: Rung, ladder: Ladder) -> tuple[str, ...]:
    gates = "<br>".join(with_code(_gate(each, rung)) for each in rung.gates)
    return with_code(f"`{rung.stage.name}`"), with_code(standing_words(rung, ladder)), gates


def _gate(gate: Measured, rung: Rung) -> str:
    measured = f": {gate.value}" if gate.value else ""
    demanded = f"; demanded {gate.threshold}" if gate.threshold else ""
    told = [f"{gate.answer.value} {gate.code} {gate_words(gate.gate)}{measured}{demanded}", gate.trend]
    if gate.answer is not Answer.OPEN:
        more = len(gate.missing) - MOST_NAMED
        named = ", ".join(gate.missing[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        reason = rung.let_in.get(gate.code)
        told += [gate.why, f"missing: {named}" if named else "", f"overridden: {reason}" if reason else gate.hint]
    return "; ".join(filter(None, told))

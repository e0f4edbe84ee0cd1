"""What holds a stage, as findings for the formats that know nothing of ladders."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.rollout.ladder_words import closed, gate_words
from passkeyctl.rollout.ladder import Ladder, Measured, Rung, Standing


def held_findings(ladder: Ladder | None) -> Iterator[Finding]:
    """One for each gate that keeps the first stage held, at its line."""
    for rung in ladder.rungs if ladder is not None else ():
        if rung.standing is Standing.HELD:
            yield from (Finding(_diagnostic(each, rung), Weight.SAYS) for each in closed(rung))


def _diagnostic(gate: Measured, rung: Rung) -> Diagnostic:
    measured = f": {gate.value}" if gate.value else ""
    demanded = f", demanded {gate.threshold}" if gate.threshold else ""
    return Diagnostic(
        Severity.WARNING,
        gate.code,
        f"the stage `{rung.stage.name}` is held by {gate_words(gate.gate)}{measured}{demanded}",
        (gate.why,) if gate.why else (),
        source=gate.gate.source,
        hint=gate.hint,
    )

"""How a roll-out stands, as JSON: everything that was measured, and everybody who is missing."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.render.rollout.ladder_words import about, can_override, key_of
from passkeyctl.render.value_json import source_json
from passkeyctl.rollout.ladder import Ladder, Measured, Rung


def ladder_json(ladder: Ladder) -> JsonObject:
    """The `rollout` object that docs/formats.md describes."""
    return {
        "wanted": ladder.wanted,
        "reached": ladder.reached or None,
        "held": ladder.is_held,
        "included": [*ladder.included],
        "stages": [rung_json(each) for each in ladder.rungs],
    }


def rung_json(rung: Rung) -> JsonObject:
    stage = rung.stage
    return {
        "name": stage.name,
        "after": stage.after or None,
        "note": stage.note,
        "digest": stage.digest,
        "standing": rung.standing.value,
        "settings": [
            {"path": each.path, "value": each.text, "added": each.is_added, "source": source_json(each.source)}
            for each in stage.settings
        ],
        "gates": [gate_json(each) for each in rung.gates],
        "let_in": dict(sorted(rung.let_in.items())),
        "source": source_json(stage.source),
    }


def gate_json(gate: Measured) -> JsonObject:
    return {
        "code": gate.code,
        "gate": key_of(gate.gate),
        "about": about(gate.gate) or None,
        "answer": gate.answer.value,
        "value": gate.value,
        "threshold": gate.threshold,
        "number": gate.number,
        "unit": gate.unit,
        "trend": gate.trend,
        "why": gate.why,
        "missing": [*gate.missing],
        "hint": gate.hint,
        "can_override": can_override(gate),
    }

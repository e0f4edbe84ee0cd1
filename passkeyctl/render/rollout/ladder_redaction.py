"""A ladder for a public place: nobody's name among those who are missing, who approved, or who changed something."""

from __future__ import annotations

import re
from dataclasses import replace

from passkeyctl.model.rollout import Approvals, EmergencyTested, Failures, Gate, LastAdminGuard, Registered
from passkeyctl.rollout.ladder import Ladder, Measured, Rung

ABOUT_PEOPLE = (Registered, Failures, EmergencyTested, LastAdminGuard)
_CHANGED_BY = re.compile(r"(changed [0-9-]+ [0-9:]+ UTC) by .+?(?=, as )")


def redacted_ladder(ladder: Ladder) -> Ladder:
    """The same person by the same word; names of groups are left to whoever knows all of them."""
    names = {
        name for rung in ladder.rungs for gate in rung.gates if _is_about_people(gate.gate) for name in gate.missing
    }
    words = {name: f"<missing {number}>" for number, name in enumerate(sorted(names), start=1)}
    return replace(ladder, rungs=tuple(_rung(each, words) for each in ladder.rungs))


def _rung(rung: Rung, words: dict[str, str]) -> Rung:
    return replace(rung, gates=tuple(_gate(each, words) for each in rung.gates))


def _gate(gate: Measured, words: dict[str, str]) -> Measured:
    missing = tuple(words[each] for each in gate.missing) if _is_about_people(gate.gate) else gate.missing
    value, why = _without_names(gate.value, words), _without_names(gate.why, words)
    if isinstance(gate.gate, Approvals):
        value, why = value.partition(": ")[0], why.partition(": ")[0]
    return replace(gate, missing=missing, value=value, why=_CHANGED_BY.sub(r"\1 by <somebody>", why))


def _is_about_people(gate: Gate) -> bool:
    return isinstance(gate, ABOUT_PEOPLE)


def _without_names(text: str, words: dict[str, str]) -> str:
    """Where one name begins another, the longer one is meant."""
    for name in sorted(words, key=len, reverse=True):
        text = text.replace(name, words[name])
    return text

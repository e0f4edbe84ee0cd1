"""What a plan changes anyway, below every stage that it enters, has not stood: no gate about time opens over it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.rollout import Failures, Gate, Soak
from passkeyctl.rollout.evidence import Entering
from passkeyctl.rollout.ladder import Answer, Measured


def as_it_is_left(found: Measured, entering: Entering, changed: Collection[Address]) -> Measured:
    """`changed` is what the plan changes without any stage that is not there yet: the ground, and what has drifted."""
    moved = sorted(str(each) for each in _watched(found.gate, entering) if each in changed)
    if not moved or found.answer is Answer.CLOSED:
        return found
    named = ", ".join(f"`{each}`" for each in moved)
    return replace(
        found,
        answer=Answer.CLOSED,
        why=f"this very plan changes {named} besides, which then has not stood yet",
        missing=tuple(moved),
        hint="apply what is open, and plan again when it has stood",
    )


def _watched(gate: Gate, entering: Entering) -> tuple[Address, ...]:
    match gate:
        case Soak():
            return entering.objects
        case Failures():
            return (Address(Kind.POLICY, gate.policy),)
        case _:
            return ()

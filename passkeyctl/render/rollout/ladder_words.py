"""How gates and stages are called wherever a ladder is shown."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.rollout import (
    Approvals,
    EmergencyTested,
    Failures,
    Gate,
    LastAdminGuard,
    Registered,
    Soak,
    Window,
)
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung, Standing


def key_of(gate: Gate) -> str:
    """The key in the files."""
    match gate:
        case Registered():
            return gate.having.value
        case Soak():
            return "soak"
        case Failures():
            return "reportOnlyFailures"
        case EmergencyTested():
            return "emergencyAccessTested"
        case LastAdminGuard():
            return "lastAdminGuard"
        case Approvals():
            return "approvals"
        case Window():
            return "window"


def about(gate: Gate) -> str:
    """The group or the policy that a gate is about, as files write it; "" where it is about none."""
    match gate:
        case Registered():
            return gate.group.written
        case Failures():
            return gate.policy
        case _:
            return ""


def gate_words(gate: Gate) -> str:
    subject = about(gate)
    return f"{key_of(gate)} `{subject}`" if subject else key_of(gate)


def closed(rung: Rung) -> tuple[Measured, ...]:
    """The gates that are not open, whether an override lets the stage past them or not."""
    return tuple(each for each in rung.gates if each.answer is not Answer.OPEN)


def standing_words(rung: Rung, ladder: Ladder) -> str:
    """How a stage stands, in words that say what follows from it."""
    match rung.standing:
        case Standing.SHOWN:
            return "shown by the tenant" + ("" if rung.stage.name in ladder.included else ", above the wanted stage")
        case Standing.ENTERS if rung.let_in:
            return "entered by this plan, past " + ", ".join(sorted(rung.let_in))
        case Standing.ENTERS if not rung.stage.settings:
            return "entered: it sets nothing of its own"
        case Standing.ENTERS:
            return "entered by this plan"
        case Standing.HELD:
            return "held by " + _codes(each.code for each in closed(rung))
        case Standing.WAITING:
            return f"waits behind `{held_name(ladder)}`"
        case Standing.ABOVE:
            return "not wanted yet"


def held_name(ladder: Ladder) -> str:
    """The name of the first stage that is held; "" where none is."""
    return next((each.stage.name for each in ladder.rungs if each.standing is Standing.HELD), "")


def held_sentence(ladder: Ladder) -> str:
    """Why a run that did all that was open ends with 4."""
    held = next(each for each in ladder.rungs if each.standing is Standing.HELD)
    wanted = f"`{ladder.wanted}` is wanted, and " if ladder.wanted != held.stage.name else ""
    told = standing_words(held, ladder)
    return f"{wanted}`{held.stage.name}` is {told}: `passkeyctl rollout status` says when its gates open"


def override_hint(ladder: Ladder) -> str:
    """What would let the held stage in for one run; a violated `lastAdminGuard` can't be overridden.

    A run lets one stage in that sets something, so that none is offered for the next one.
    """
    held = next((each for each in ladder.rungs if each.standing is Standing.HELD), None)
    if held is None or any(each.let_in and each.stage.settings for each in ladder.rungs):
        return ""
    shut = [each for each in closed(held) if each.code not in held.let_in]
    if any(not can_override(each) for each in shut):
        return ""
    return " ".join(f'--override {code}="reason"' for code in dict.fromkeys(each.code for each in shut))


def can_override(gate: Measured) -> bool:
    """A promise that is surely broken has no way past it; one of which nobody knows has."""
    return not (isinstance(gate.gate, LastAdminGuard) and gate.answer is Answer.CLOSED)


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(codes)) or "a closed gate"

"""Why each request of a plan stands where it stands, and what the proof says of the moment after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.between.proof import Harmed, PathProof
from passkeyctl.plan.operation import Operation, Stage

WIDENING = frozenset(
    {
        Stage.LOCATIONS,
        Stage.CONTEXTS,
        Stage.STRENGTHS,
        Stage.WIDER_LOCATIONS,
        Stage.WIDER_STRENGTHS,
        Stage.WIDER_METHODS,
        Stage.PASSKEY_PROFILES,
        Stage.PASSKEY_TARGETS,
        Stage.CHANGED_METHODS,
        Stage.CHANGED_PASSKEYS,
    }
)
"""What policies may demand is there, or accepted, from these on."""

OF_POLICIES = frozenset({Stage.POLICIES, Stage.LOOSER_POLICIES, Stage.RESTORED_POLICIES})


class Direction(StrEnum):
    PREPARES = "prepares"
    LOOSENS = "loosens"
    TIGHTENS = "tightens"
    BOTH = "loosens and tightens"
    DELETES = "deletes"
    ASKS = "asks people"


DIRECTIONS = {
    Stage.LOCATIONS: Direction.PREPARES,
    Stage.CONTEXTS: Direction.PREPARES,
    Stage.STRENGTHS: Direction.PREPARES,
    Stage.RESTORED_POLICIES: Direction.PREPARES,
    Stage.WIDER_LOCATIONS: Direction.LOOSENS,
    Stage.WIDER_STRENGTHS: Direction.LOOSENS,
    Stage.WIDER_METHODS: Direction.LOOSENS,
    Stage.PASSKEY_PROFILES: Direction.LOOSENS,
    Stage.PASSKEY_TARGETS: Direction.LOOSENS,
    Stage.CHANGED_METHODS: Direction.BOTH,
    Stage.CHANGED_PASSKEYS: Direction.BOTH,
    Stage.POLICIES: Direction.TIGHTENS,
    Stage.LOOSER_POLICIES: Direction.LOOSENS,
    Stage.NARROWER_PASSKEYS: Direction.TIGHTENS,
    Stage.NARROWER_STRENGTHS: Direction.TIGHTENS,
    Stage.NARROWER_LOCATIONS: Direction.TIGHTENS,
    Stage.NARROWER_METHODS: Direction.TIGHTENS,
    Stage.NARROWER_CONTEXTS: Direction.TIGHTENS,
    Stage.DELETED_POLICIES: Direction.DELETES,
    Stage.DELETED_PROFILES: Direction.DELETES,
    Stage.DELETED_STRENGTHS: Direction.DELETES,
    Stage.DELETED_LOCATIONS: Direction.DELETES,
    Stage.DELETED_CONTEXTS: Direction.DELETES,
    Stage.CAMPAIGN: Direction.ASKS,
}


class Moment(StrEnum):
    """What is known of the state that a request leaves behind."""

    SAFE = "safe"
    HARMFUL = "harmful"
    UNKNOWN = "unknown"
    THE_END = "the end"
    """the state that is wanted: it is judged by the other checks"""


@dataclass(frozen=True, slots=True)
class OrderStep:
    """`waits_for` is the number (from one) of the last request before it that this one has to come after, if any."""

    number: int
    operation: Operation
    direction: Direction
    waits_for: int | None
    moment: Moment
    harms: tuple[Harmed, ...]


def order_of(operations: Sequence[Operation], proof: PathProof | None) -> tuple[OrderStep, ...]:
    """Without a proof nothing is known of the states between."""
    return tuple(
        OrderStep(
            number,
            operation,
            DIRECTIONS[operation.stage],
            _waits_for(operations[: number - 1], operation.stage),
            _moment(number, len(operations), proof),
            tuple(each for each in proof.harms if each.state == number) if proof is not None else (),
        )
        for number, operation in enumerate(operations, start=1)
    )


def _moment(number: int, count: int, proof: PathProof | None) -> Moment:
    if proof is not None and any(each.state == number for each in proof.harms):
        return Moment.HARMFUL
    if number == count:
        return Moment.THE_END
    return Moment.UNKNOWN if proof is None or proof.unclear else Moment.SAFE


def _waits_for(earlier: Sequence[Operation], stage: Stage) -> int | None:
    """The last of those that the rule of its stage puts before it."""
    places = [place for place, each in enumerate(earlier, start=1) if _comes_after(stage, each.stage)]
    return places[-1] if places else None


def _comes_after(stage: Stage, earlier: Stage) -> bool:
    match DIRECTIONS[stage]:
        case Direction.PREPARES:
            return False
        case _ if stage is Stage.POLICIES:
            return earlier in WIDENING
        case _ if stage is Stage.LOOSER_POLICIES:
            return earlier is Stage.POLICIES
        case Direction.LOOSENS | Direction.BOTH:
            return earlier in OF_POLICIES
        case Direction.TIGHTENS:
            return earlier in OF_POLICIES
        case Direction.DELETES | Direction.ASKS:
            return earlier is not stage

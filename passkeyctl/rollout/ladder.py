"""The ladder of stages as it stands in a tenant: which are shown, which one this plan enters, what holds the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from passkeyctl.model.rollout import Gate, Stage


class Answer(StrEnum):
    """UNKNOWN closes a gate as well: evidence is missing, and `why` says which."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measured:
    """One gate, asked. `value` is what was measured in words (`41 of 60 people, 68%`), `threshold` what is demanded.

    `number` is the same for a trend, in the unit of `unit` (`%`, `people`, `days`), None where nothing was measured.
    `missing` names who, or what, is missing, all of them. `trend` is said of earlier measurements.
    """

    gate: Gate
    code: str
    answer: Answer
    value: str
    threshold: str
    number: float | None = None
    unit: str = ""
    why: str = ""
    missing: tuple[str, ...] = ()
    hint: str = ""
    trend: str = ""


class Standing(StrEnum):
    """SHOWN: the tenant has it. ENTERS: this plan brings it. HELD: a gate is closed. WAITING: behind one that is held.

    ABOVE: the files don't want it yet.
    """

    SHOWN = "shown"
    ENTERS = "enters"
    HELD = "held"
    WAITING = "waiting"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Rung:
    """`gates` were asked only where the stage is neither shown nor above. `let_in` are codes and reasons of overrides
    that let it in although gates are closed.
    """

    stage: Stage
    standing: Standing
    gates: tuple[Measured, ...] = ()
    let_in: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ladder:
    """From the first stage up. `included` are the stages whose settings the plan has, in the order of the files."""

    rungs: tuple[Rung, ...]
    wanted: str
    included: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """The wanted stage is not reached: exit code 4."""
        return any(each.standing in (Standing.HELD, Standing.WAITING) for each in self.rungs)

    @property
    def reached(self) -> str:
        """The highest stage that the plan's settings have; "" for none."""
        return self.included[-1] if self.included else ""

"""What a command needs to be permitted: one value for each thing it reads or writes, with what comes of its lack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """A command that signs in; the value is its word on the command line."""

    PLAN = "plan"
    DRIFT = "drift"
    APPLY = "apply"
    READINESS = "readiness"
    ROLLOUT = "rollout"
    INVITE = "invite"
    WHO = "who"

    @property
    def writes(self) -> bool:
        return self in (Use.APPLY, Use.INVITE)

    @property
    def command(self) -> str:
        return "rollout invite" if self is Use.INVITE else "rollout status" if self is Use.ROLLOUT else self.value


class Weight(StrEnum):
    """`required`: the command ends without it. `asked`: what files or command ask for stays unknown. `helpful`: some
    rule is not checked, or an id is shown where a name could be.
    """

    REQUIRED = "required"
    ASKED = "asked"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that takes a permission: any one of `any_of`, the least first.

    `purpose` says what for; `without` says what fails or stays unknown.
    """

    any_of: tuple[str, ...]
    purpose: str
    without: str
    weight: Weight = Weight.REQUIRED
    writes: bool = False

    @property
    def least(self) -> str:
        return self.any_of[0]

    def is_met_by(self, granted: frozenset[str]) -> bool:
        return not granted.isdisjoint(self.any_of)


@dataclass(frozen=True, slots=True)
class Excess:
    """A permission that a token has and the commands don't need. `is_never`: no command of this tool ever needs it."""

    permission: str
    is_never: bool
    why: str


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """What a person needs a directory role for; `any_of` are names of roles, the least first."""

    any_of: tuple[str, ...]
    purpose: str
    without: str

"""A roll-out as files describe it: stages, what each of them sets, and the gates that guard entering one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.reference import Reference


@dataclass(frozen=True, slots=True)
class Threshold:
    """`95%` is a share of those there are, `3` a number of them."""

    number: int
    is_share: bool

    def __str__(self) -> str:
        return f"{self.number}%" if self.is_share else str(self.number)


class Having(StrEnum):
    """What people of a group are to have; the value is the key in files."""

    PASSKEY = "registeredPasskey"
    AUTHENTICATOR = "registeredAuthenticator"
    SECOND_METHOD = "secondMethod"


@dataclass(frozen=True, slots=True)
class Registered:
    """`aaguids` (lower case) and the `models` that files call them are those of `registeredAuthenticator` only."""

    having: Having
    group: Reference
    at_least: Threshold
    source: SourceRange = field(compare=False)
    aaguids: frozenset[str] = frozenset()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Soak:
    """For how long the settings of this stage's objects have to stand as they are before the stage is entered."""

    lasts: timedelta
    source: SourceRange = field(compare=False)


class Counted(StrEnum):
    PEOPLE = "people"
    SIGN_INS = "signIns"


@dataclass(frozen=True, slots=True)
class Failures:
    """At most so many people, or sign-ins, that a policy stops; `policy` is its local id.

    A gate asks what a policy in report-only would have stopped, a stop what a policy in force does stop.
    `evaluated` sign-ins at least have to have been seen: none at all prove nothing.
    """

    policy: str
    at_most: Threshold
    over: timedelta
    source: SourceRange = field(compare=False)
    of: Counted = Counted.PEOPLE
    evaluated: int = 1


@dataclass(frozen=True, slots=True)
class EmergencyTested:
    """Every emergency access account signed in lately: within `lastTestedWithin`, else within 90 days."""

    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class LastAdminGuard:
    """At least one Global Administrator who is no emergency account surely still gets in once the stage is entered."""

    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class Approvals:
    """So many different people approved the stage as it is described now."""

    count: int
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """When a stage may be entered. `days` are 0 (Monday) to 6, empty: any; `zone` is an IANA name.

    An end before the start reaches into the next day. `not_before` and `not_after` are days in that zone, inclusive.
    """

    source: SourceRange = field(compare=False)
    days: frozenset[int] = frozenset()
    start: time | None = None
    end: time | None = None
    zone: str = "UTC"
    not_before: date | None = None
    not_after: date | None = None


Gate: TypeAlias = "Registered | Soak | Failures | EmergencyTested | LastAdminGuard | Approvals | Window"

CODES: Mapping[type, str] = {
    Registered: "ROL101",
    Soak: "ROL103",
    Failures: "ROL104",
    EmergencyTested: "ROL105",
    LastAdminGuard: "ROL106",
    Approvals: "ROL107",
    Window: "ROL108",
}
SECOND_METHOD_CODE = "ROL102"
STOP_CODE = "ROL109"
GATE_CODES = frozenset({*CODES.values(), SECOND_METHOD_CODE, STOP_CODE})


def code_of(gate: Gate) -> str:
    """The code that `--override` names to let a stage in although this gate is closed."""
    if isinstance(gate, Registered) and gate.having is Having.SECOND_METHOD:
        return SECOND_METHOD_CODE
    return CODES[type(gate)]


@dataclass(frozen=True, slots=True)
class Setting:
    """One path that a stage sets, or adds members to. `text` is the value as one line of YAML."""

    path: str
    text: str
    is_added: bool
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """`after` is the stage whose settings have to stand first: the one above, unless files say which; "" for the first.

    `stops` are what `rollout watch` measures while the stage stands. `digest` (12 hex digits) names what the stage
    sets and which gates guard it: an approval holds for one digest.
    """

    name: str
    after: str
    settings: tuple[Setting, ...]
    gates: tuple[Gate, ...]
    stops: tuple[Failures, ...]
    digest: str
    source: SourceRange = field(compare=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """`of` is the digest of the stage that was approved; `on` the day."""

    stage: str
    by: str
    on: date
    of: str
    source: SourceRange = field(compare=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rollout:
    """`wanted` is the name of the stage that is asked for: by the command line, else by the file, else the first."""

    stages: tuple[Stage, ...]
    wanted: str
    source: SourceRange = field(compare=False)
    approvals: tuple[Approval, ...] = ()

    def stage(self, name: str) -> Stage:
        return next(each for each in self.stages if each.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.stages)

    def up_to(self, name: str) -> tuple[str, ...]:
        """The names from the first stage to this one."""
        return self.names[: self.names.index(name) + 1]

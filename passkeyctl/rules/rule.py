"""What a check is called, how much it weighs, and whether it may ever be let pass."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a rule is judged by: the files alone, the tenant beside them, or the files with more in a tenant.

    A gate holds a stage of a roll-out, a stop says when one is to be taken back, and what has drifted shows where
    nothing is planned: none of these finds anything in a plan.
    """

    FILES = "files"
    TENANT = "tenant"
    BOTH = "both"
    GATE = "gate"
    STOP = "stop"
    DRIFT = "drift"


class Family(StrEnum):
    """The first letters of a code, in the order in which the rules are listed."""

    PROFILES = "PRF"
    AUTHENTICATORS = "AAG"
    STRENGTHS = "STR"
    CONDITIONAL_ACCESS = "CAP"
    EMERGENCY = "EMG"
    REGISTRATION = "REG"
    GUESTS = "GST"
    HYBRID = "HYB"
    OPERATION = "OPS"
    ROLLOUT = "ROL"
    DRIFT = "DRF"


FAMILY_TITLES: dict[Family, str] = {
    Family.PROFILES: "Passkey profiles",
    Family.AUTHENTICATORS: "Authenticators",
    Family.STRENGTHS: "Authentication strengths",
    Family.CONDITIONAL_ACCESS: "Conditional Access",
    Family.EMERGENCY: "Emergency access",
    Family.REGISTRATION: "Registration",
    Family.GUESTS: "Guests and partners",
    Family.HYBRID: "On-premises",
    Family.OPERATION: "The run",
    Family.ROLLOUT: "Roll-outs",
    Family.DRIFT: "Drift",
}


ABOUT_WAIVERS = "OPS906"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `severities` are those that its findings may have, the gravest first; gates and stops have none.

    `is_promise`: what is violated can be neither waived nor overridden; what is unknown can be overridden for a run.
    """

    code: str
    title: str
    severities: tuple[str, ...]
    mode: Mode
    is_promise: bool = False

    @property
    def can_be_waived(self) -> bool:
        """A rule about waivers is answered by the waiver itself; a gate is asked anew by every run."""
        return not self.is_promise and self.code != ABOUT_WAIVERS and not self.is_of_rollout

    @property
    def is_of_rollout(self) -> bool:
        return self.mode in (Mode.GATE, Mode.STOP)

    @property
    def is_of_drift(self) -> bool:
        """A waiver of it names a field, and quiets `passkeyctl drift` only."""
        return self.mode is Mode.DRIFT

    @property
    def gravest(self) -> str:
        """What it is painted as where all rules are listed."""
        return self.severities[0] if self.severities else "warning"

    @property
    def family(self) -> Family:
        return Family(self.code[:3])

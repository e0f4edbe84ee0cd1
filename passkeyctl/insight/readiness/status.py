"""The statuses of people, whom a question about them concerns, and the reasons that are given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.crowds import Crowd


class Status(StrEnum):
    """In the order in which people are told of them."""

    READY = "ready"
    CAN_REGISTER = "canRegister"
    NEEDS_PASS = "needsTemporaryAccessPass"
    NEEDS_KEY = "needsOtherKey"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """What stands between `passkeyctl readiness` and a number of people."""

    TENANT = "tenant"
    GROUP = "group"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom the question is about; `policy` is also what they have to satisfy."""

    scope: Scope = Scope.TENANT
    id: str = ""
    name: str = ""
    policy: Held | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """A reason for a status: a word of `insight/readiness_reasons.py`, and what it names, by id or by name."""

    word: str
    who: Crowd
    subject: str = ""

"""What happens during an apply, told as it happens; terminal and JSON listen, the executor does not care who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.plan.operation import Operation


class Status(StrEnum):
    """Sent is not verified: a write counts as done only once the tenant shows it."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    VERIFIED = "verified"
    NOT_VERIFIED = "not verified"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """no answer came: it may have taken effect or not"""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Event:
    """One operation reached a status; `detail` says why it failed or what does not show yet."""

    operation: Operation
    status: Status
    detail: tuple[str, ...] = ()


Listener: TypeAlias = Callable[[Event], None]

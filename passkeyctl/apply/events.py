"""What happens during an apply, told as it happens; terminal and JSON listen, the executor does not care who."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    """One operation reached a status; `detail` says why it failed or what does not show yet.

    `number` is its place in the list of operations, from zero. `requests` are Graph's ids of what was sent for it,
    `created` the ids that Graph gave, by address.
    """

    operation: Operation
    status: Status
    detail: tuple[str, ...] = ()
    number: int = 0
    requests: tuple[str, ...] = ()
    created: Mapping[str, str] = field(default_factory=dict)


Listener: TypeAlias = Callable[[Event], None]

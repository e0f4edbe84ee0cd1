"""What a reading of people says while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.model.people import Knowledge


@dataclass(frozen=True, slots=True)
class Estimate:
    """Said before the slow part: the registered passkeys of so many people are read one by one."""

    people: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a part has been read; `total` is None where Graph does not say how much there is."""

    part: Knowledge
    done: int
    total: int | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about what was read that people should know, though it is no gap."""

    text: str


Event: TypeAlias = Estimate | Progress | Notice
Listener: TypeAlias = Callable[[Event], None]


def unheard(_: Event) -> None:
    """A listener that nobody listens to."""

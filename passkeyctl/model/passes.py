"""Temporary Access Passes of people: what is known of one, and its value, which nothing prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NoReturn

HIDDEN = "<hidden>"


class Secret:
    """A text that no message, log or saved value shows; whoever hands it on asks for it with `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return format(HIDDEN, spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not saved")


class Usability(StrEnum):
    """Graph's words for what a pass is good for now (`methodUsabilityReason`)."""

    ENABLED = "EnabledByPolicy"
    DISABLED = "DisabledByPolicy"
    EXPIRED = "Expired"
    NOT_YET = "NotYetValid"
    USED = "OneTimeUsed"


STANDING = frozenset({Usability.ENABLED, Usability.NOT_YET})
"""Somebody may be counting on such a pass."""
SPENT = frozenset({Usability.DISABLED, Usability.EXPIRED, Usability.USED})


@dataclass(frozen=True, slots=True)
class PassOnRecord:
    """A pass as Graph lists it; it gives the value only to whoever makes the pass. None: it did not say."""

    id: str
    usability: str = ""
    is_usable: bool | None = None
    created: datetime | None = None
    starts: datetime | None = None
    lifetime_minutes: int | None = None
    is_one_time: bool | None = None

    @property
    def stands(self) -> bool | None:
        """Whether it can be used, now or once its time comes; None: nobody can tell."""
        if self.usability in STANDING or self.is_usable:
            return True
        return False if self.usability in SPENT else None


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass that was just made."""

    record: PassOnRecord
    secret: Secret


@dataclass(frozen=True, slots=True)
class PassTerms:
    """What a pass is to be like; without `starts` it is good at once."""

    lifetime_minutes: int
    is_one_time: bool
    starts: datetime | None = None

"""How many people a plan may put at a disadvantage before it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """So many people, or so many in a hundred of all who are enabled for certain."""

    count: int = 0
    is_percent: bool = False

    @classmethod
    def parse(cls, text: str) -> Limit | None:
        """`25` or `2%`; None where it is neither."""
        match = re.fullmatch(r"([0-9]{1,9})(%?)", text.strip())
        if match is None or (match[2] and int(match[1]) > 100):
            return None
        return cls(int(match[1]), bool(match[2]))

    def is_exceeded(self, affected: int, enabled: int) -> bool:
        """A share is compared without rounding: 2% of 99 people lets one pass and not two."""
        return affected * 100 > self.count * enabled if self.is_percent else affected > self.count

    def __str__(self) -> str:
        return f"{self.count}%" if self.is_percent else str(self.count)


NOBODY = Limit()


@dataclass(frozen=True, slots=True)
class Limits:
    """`losing` bounds who keeps no way to sign in (PRF110), `unable` who could not satisfy a policy (CAP409)."""

    losing: Limit = NOBODY
    unable: Limit = NOBODY


NOBODY_AT_ALL = Limits()


@dataclass(frozen=True, slots=True)
class WantedLimits:
    """What the command line says of them; None: nothing, so that the files have the say, and else nobody may be hit."""

    losing: Limit | None = None
    unable: Limit | None = None

    def over(self, losing: str | None, unable: str | None) -> Limits:
        """The limits that hold; `losing` and `unable` are those of the files, as written there."""
        return Limits(self.losing or _stated(losing), self.unable or _stated(unable))


def _stated(written: str | None) -> Limit:
    return (Limit.parse(written) if written is not None else None) or NOBODY


NOTHING_SAID = WantedLimits()

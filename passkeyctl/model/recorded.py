"""What a run came to, as a tenant's history keeps it: numbers and dates, and who ran it; names of nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Occasion(StrEnum):
    """Which command it was."""

    PLAN = "plan"
    APPLY = "apply"
    UNDO = "undo"
    DRIFT = "drift"
    READINESS = "readiness"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One run. A number is None where the command doesn't count such a thing; none is 0.

    `key` tells runs apart: the receipt's run, else a digest of what was found and when. `by` is whoever was signed in.
    `receipt` is the file of an apply. `ready` of `people` are ready for passkeys.
    """

    key: str
    at: datetime
    occasion: Occasion
    exit_code: int
    by: str = ""
    changes: int | None = None
    deviations: int | None = None
    waived: int | None = None
    errors: int | None = None
    warnings: int | None = None
    ready: int | None = None
    people: int | None = None
    digest: str = ""
    receipt: str = ""

"""One difference between a tenant and its files, with the tenant as the suspect."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from passkeyctl.diagnostics import Diagnostic, SourceRange
from passkeyctl.model.address import Address
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.destination import Destination
from passkeyctl.rollout.ladder import Ladder


class Sort(StrEnum):
    """How a tenant differs; the value is the word in JSON."""

    CHANGED = "changed"
    """the tenant has another value than the one that a file writes"""
    MISSING = "missing"
    """a file lists it, and the tenant doesn't have it"""
    UNWANTED = "unwanted"
    """it is there although a file says `ensure: absent`, or a whole list doesn't name it"""
    NOT_IN_FILE = "not-in-file"
    """a key that the file leaves out has a value other than Graph's default"""
    UNLISTED = "unlisted"
    """inside the managed boundary, and in no file"""


CODES = {
    Sort.CHANGED: "DRF101",
    Sort.MISSING: "DRF102",
    Sort.UNWANTED: "DRF103",
    Sort.NOT_IN_FILE: "DRF104",
    Sort.UNLISTED: "DRF105",
}
"""By which a waiver names it."""


class Certainty(StrEnum):
    """What an attribution is worth."""

    FIELD = "field"
    """a record shows this very value being written"""
    OBJECT = "object"
    """a record names the object; which of its fields changed it does not say"""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Since when a value is as it is, and who did it.

    `at` None with `not_since`: nothing was recorded since then, so that it is older. `why` says what is not known, and
    because of what. `by` is a sign-in name or an application's name, `address` the IP address that the log names,
    `told_by` the audit log, a receipt of this machine, or the object's own date.
    """

    certainty: Certainty
    at: datetime | None = None
    by: str = ""
    address: str = ""
    activity: str = ""
    told_by: str = ""
    not_since: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """`path` is the field's, "" where the whole object is meant. `wanted` is what the files say, `live` what stands.

    `waiver` lets it pass until its day. `is_of_catalogue`: only a newer list of authenticators makes the difference.
    `source` is the line that says otherwise, or that of the entry.
    """

    sort: Sort
    address: Address
    name: str
    path: str = ""
    wanted: Value = None
    live: Value = None
    id: str = ""
    attribution: Attribution = field(default_factory=lambda: Attribution(Certainty.UNKNOWN))
    waiver: Waiver | None = None
    is_of_catalogue: bool = False
    source: SourceRange | None = field(default=None, compare=False)

    @property
    def code(self) -> str:
        return CODES[self.sort]

    @property
    def place(self) -> str:
        """What `--accept` and a waiver's `at` name: `conditionalAccess.pilot-enforce.state`."""
        return f"{self.address}.{self.path}" if self.path else str(self.address)

    @property
    def counts(self) -> bool:
        return self.waiver is None


@dataclass(frozen=True, slots=True)
class Drift:
    """The tenant beside its files, read whole: what can't be read raises before there is one.

    `findings` are about the waivers of drift (expired, covering nothing). `unlisted` are objects outside every
    boundary, which are shown and don't count. `log` says how far the audit log was read, and why no further. `changes`
    are the differences as a plan has them. `at` is the tenant's own time.
    """

    destination: Destination
    at: datetime
    deviations: tuple[Deviation, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    unlisted: tuple[LiveObject, ...]
    directory: Directory
    prior: PriorState
    changes: tuple[ResourceChange, ...]
    reads_beta: bool
    log: Log
    ladder: Ladder | None = None
    compared: int = 0
    """how many entries of the files were held against the tenant"""

    @property
    def counted(self) -> tuple[Deviation, ...]:
        return tuple(each for each in self.deviations if each.counts)

    @property
    def waived(self) -> tuple[Deviation, ...]:
        return tuple(each for each in self.deviations if not each.counts)

    @property
    def has_drift(self) -> bool:
        return bool(self.counted)


@dataclass(frozen=True, slots=True)
class Log:
    """`was_read` False: nobody asked, or it may not be read, and `why` says which. `oldest` is its oldest record."""

    was_read: bool = False
    since: datetime | None = None
    oldest: datetime | None = None
    truncated: str = ""
    why: str = ""

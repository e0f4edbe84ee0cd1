"""Desired state: what the files say, with references instead of ids and a place in a file for every statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.expectations import NOTHING_EXPECTED, Expectations
from passkeyctl.model.limits import NOTHING_STATED, StatedLimits
from passkeyctl.model.reference import Reference
from passkeyctl.model.rollout import Rollout
from passkeyctl.model.values import Wanted


@dataclass(frozen=True, slots=True)
class Written:
    """One key that a file writes; an explicit `null`, `[]` or `none` is the field's default here."""

    value: Wanted
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the files. `written` has only the keys that stand there, by field path.

    `id`, `formerly`, `is_absent` (`ensure: absent`) and `unmanaged` are the entry's own words about identity and
    ownership. For targets and excludes `group` is the group, or None for `everyone: true`.
    """

    address: Address
    source: SourceRange = field(compare=False)
    name: str | None = None
    written: Mapping[str, Written] = field(default_factory=dict)
    id: str | None = None
    formerly: tuple[str, ...] = ()
    is_absent: bool = False
    unmanaged: tuple[str, ...] = ()
    note: str = ""
    group: Reference | None = None


class Ownership(StrEnum):
    LISTED = "listed"
    ALL = "all"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Managed:
    """What `manage` says about one section."""

    ownership: Ownership
    prefix: str = ""
    source: SourceRange | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tenant:
    """Which tenant the files are for; `id` is a lower-case GUID, `name` is for people only.

    `cloud` is None where the files leave it out: then the command line says, else the worldwide one is meant.
    """

    id: str | None
    domain: str | None
    name: str
    cloud: str | None
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """The accounts that every policy must exclude.

    `registered_method` is `fido2` or `x509Certificate` where the files insist on one, `last_tested_within` a number of
    days.
    """

    group: Reference | None
    accounts: tuple[Reference, ...]
    minimum_accounts: int
    source: SourceRange = field(compare=False)
    registered_method: str | None = None
    last_tested_within: int | None = None


@dataclass(frozen=True, slots=True)
class Requires:
    """What must hold in a tenant before anything is planned for it; `licences` are service plans or products."""

    licences: tuple[tuple[str, SourceRange], ...] = ()
    security_defaults: tuple[bool, SourceRange] | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """Leave for the findings of one rule, until the end of the day `expires`.

    `accepts` is the value that may be found, member by member; without any it may be any value. `at` is the address of
    the only finding that is meant; empty: wherever the rule finds something.
    """

    rule: str
    reason: str
    owner: str
    expires: date
    source: SourceRange = field(compare=False)
    accepts: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What passkeys the people it is for may at most register, all the profiles that reach them taken together.

    `forbids_synced`, `forbids_unattested`: no such passkey. `authenticators` are the only models (AAGUIDs, lower case)
    that may be registered; None: any. `is_for_everyone` is the whole tenant.
    """

    source: SourceRange = field(compare=False)
    address: str
    is_for_everyone: bool = False
    groups: tuple[Reference, ...] = ()
    roles: tuple[Reference, ...] = ()
    users: tuple[Reference, ...] = ()
    forbids_synced: bool = False
    forbids_unattested: bool = False
    authenticators: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class NamedModels:
    """A name for authenticators as the files write it, with the AAGUIDs that it stands for and everywhere it stands."""

    name: str
    aaguids: tuple[str, ...]
    places: tuple[SourceRange, ...] = field(compare=False)
    is_house_alias: bool = False


@dataclass(frozen=True, slots=True)
class SourceText:
    """One file that was read, whole: enough to parse the same desired state again.

    `is_ranges`: no YAML but the IP ranges of a named location, one on each line.
    """

    file: str
    text: str
    builtin: bool = False
    is_ranges: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything the files of one run say. `entries` are in file order; `manage` has every section that is described.

    Keys of `manage` are the names of sections: `passkeys`, `namedLocations`, and so on.
    `house_authenticators` maps a house alias to its AAGUIDs (lower case), for display.
    `stages` are those of the roll-out whose settings the entries have.
    """

    tenant: Tenant | None
    manage: Mapping[str, Managed]
    entries: tuple[Entry, ...]
    emergency: EmergencyAccess | None
    groups: Mapping[str, Reference]
    catalogue: str | None
    house_authenticators: Mapping[str, tuple[str, ...]]
    files: tuple[SourceText, ...]
    requires: Requires | None = None
    expectations: Expectations = NOTHING_EXPECTED
    waivers: tuple[Waiver, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    named_models: tuple[NamedModels, ...] = ()
    limits: StatedLimits = NOTHING_STATED
    rollout: Rollout | None = None
    stages: tuple[str, ...] = ()

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.address.kind is kind)

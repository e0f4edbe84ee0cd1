"""What a tenant's logs say: what policies did to sign-ins, and since when an object is as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from passkeyctl.json_types import JsonValue


@dataclass(frozen=True, slots=True)
class Day:
    """What one policy did to the sign-ins of one day (UTC): how many it applied to, stopped, would have interrupted."""

    applied: int = 0
    failed: int = 0
    interrupted: int = 0


@dataclass(frozen=True, slots=True)
class PolicyOutcomes:
    """What one policy did, or in report-only would have done, to sign-ins. Keys are ids of people, lower case.

    `applied` counts the sign-ins that it applied to, of each person; `failed` those that it stopped or would have
    stopped; `interrupted` those in which something more would have been asked of the person, which a sign-in in
    report-only never asks (Graph: `reportOnlyInterrupted`, the admin center: "User action required").
    """

    applied: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    interrupted: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[date, Day] = field(default_factory=dict)
    unknown: int = 0
    """sign-ins of which Graph gives no result for the policy, or one in a word that is not known here"""


@dataclass(frozen=True, slots=True)
class SignIns:
    """The sign-in log of a time, read to its end, or `truncated` because of what the text says.

    `enforced` and `report_only` are by policy id, lower case. `names` are sign-in names of people who failed or were
    interrupted. `oldest` is the oldest sign-in that was seen.
    """

    since: datetime
    until: datetime
    enforced: Mapping[str, PolicyOutcomes] = field(default_factory=dict)
    report_only: Mapping[str, PolicyOutcomes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    read: int = 0
    truncated: str = ""
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when an object is as it is. `since` None: that can't be told, and `why` says what stands in the way.

    `is_exact`: it was changed at that moment, by `by` as `told_by` says; else it has stood for at least so long.
    """

    since: datetime | None
    is_exact: bool = False
    by: str = ""
    told_by: str = ""
    why: str = ""


class Changed(StrEnum):
    """What a record of the audit log is about; the value is how people call it."""

    POLICIES = "a Conditional Access policy"
    LOCATIONS = "a named location"
    METHODS = "the authentication methods policy"
    STRENGTHS = "an authentication strength"


@dataclass(frozen=True, slots=True)
class Property:
    """One changed property as a record tells it, both values taken out of the JSON text that Graph wraps them in."""

    name: str
    before: JsonValue = None
    after: JsonValue = None


@dataclass(frozen=True, slots=True)
class Change:
    """One record: `ids` are those of the objects that Graph names in it, lower case; none where it names none.

    `by` is a sign-in name or an application's name, "" where Graph says neither; `address` the IP address it came from.
    `properties` are kept only where somebody asked for them.
    """

    sort: Changed
    at: datetime
    ids: frozenset[str]
    activity: str
    by: str = ""
    address: str = ""
    properties: tuple[Property, ...] = ()
    names: tuple[str, ...] = ()
    """what the named objects were called"""


@dataclass(frozen=True, slots=True)
class Changes:
    """The audit log since a moment, as far as it is about the sorts of `Changed`, or `truncated` because of the text.

    `oldest` is the oldest record of any sort that the log still holds: before it, silence says nothing. `now` is the
    tenant's clock when the log was read, None where the answers don't tell.
    """

    since: datetime
    changes: tuple[Change, ...] = ()
    oldest: datetime | None = None
    truncated: str = ""
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a gate measured once, kept for a trend. `gate` tells the gates of one stage apart, `answer` is a word."""

    at: datetime
    stage: str
    gate: str
    number: float | None
    unit: str = ""
    answer: str = ""

"""What will be sent: one HTTP request each, as a value, with what must read back afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.fields import Fields


class Family(StrEnum):
    """What is read together: one list call verifies every write of a family."""

    FIDO2 = "fido2"
    STRENGTHS = "strengths"
    POLICIES = "policies"
    METHODS = "authentication methods"
    LOCATIONS = "named locations"
    CONTEXTS = "authentication contexts"


class Stage(Enum):
    """When an operation runs. What loosens comes before what narrows, so that nobody is shut out in between.

    Where the passkey method is off, all its writes run in PASSKEY_PROFILES and PASSKEY_TARGETS, and policies may
    already count on it afterwards. A PATCH that only narrows passkeys waits until the policies have let go of what
    goes; one that also gives somebody something (CHANGED_PASSKEYS) comes before the policies that may demand it. The
    same holds for Temporary Access Pass (WIDER_, CHANGED_ and NARROWER_METHODS).

    What policies name is there before them (LOCATIONS, CONTEXTS). A location that covers more of what policies
    exclude is written there too; one that covers less waits (NARROWER_LOCATIONS), and so does a context that is no
    longer published. What is to be deleted loses its trust or its publication there first, since Graph deletes
    neither a trusted location nor a published context. The campaign comes last: it sends people to register what all
    before it has made possible.
    """

    LOCATIONS = 1
    CONTEXTS = 2
    STRENGTHS = 3
    WIDER_METHODS = 4
    PASSKEY_PROFILES = 5
    PASSKEY_TARGETS = 6
    LOOSER_POLICIES = 7
    CHANGED_METHODS = 8
    CHANGED_PASSKEYS = 9
    POLICIES = 10
    NARROWER_PASSKEYS = 11
    NARROWER_STRENGTHS = 12
    NARROWER_LOCATIONS = 13
    NARROWER_CONTEXTS = 14
    NARROWER_METHODS = 15
    DELETED_POLICIES = 16
    DELETED_PROFILES = 17
    DELETED_STRENGTHS = 18
    DELETED_LOCATIONS = 19
    DELETED_CONTEXTS = 20
    CAMPAIGN = 21


@dataclass(frozen=True, slots=True)
class Present:
    """The object reads back with these fields; `id` may be a PendingId."""

    kind: Kind
    id: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Gone:
    kind: Kind
    id: str


@dataclass(frozen=True, slots=True)
class Fido2Shows:
    """The whole FIDO2 configuration reads back like this, what we do not own included.

    Keys of `profiles` are ids, PendingIds for new ones; `targets` maps a group id to its profile ids.
    `has_profiles` is False for a write that leaves a tenant without passkey profiles as it is.
    """

    settings: Fields
    profiles: Mapping[str, Fields]
    targets: Mapping[str, frozenset[str]]
    excludes: frozenset[str]
    has_profiles: bool = True


Expectation: TypeAlias = "Present | Gone | Fido2Shows"


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One request; compared by identity, since two equal requests are still two.

    `creates` are the addresses whose ids exist only afterwards. Until then `<id of ADDRESS>` (`PendingId`) stands in
    the body.
    """

    stage: Stage
    family: Family
    addresses: tuple[Address, ...]
    summary: str
    method: str
    path: str
    body: JsonObject | None
    expects: tuple[Expectation, ...]
    creates: tuple[Address, ...] = ()

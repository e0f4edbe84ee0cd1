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
    """When an operation may run: what stands in one stage is sent together, and `plan/courses.py` orders the stages.

    LOCATIONS, CONTEXTS and STRENGTHS hold what is new, and what gives up a name: nobody notices. RESTORED_POLICIES
    come back from the recycle bin out of force. WIDER_ is what lets more through, NARROWER_ what lets less through,
    CHANGED_ what does both in one PATCH. POLICIES are those that are made, put in force, tightened, or changed both
    ways; LOOSER_POLICIES only let go, or leave force.

    Where the passkey method is off, all its writes run in PASSKEY_PROFILES and PASSKEY_TARGETS, and policies may
    already count on it afterwards. What is to be deleted loses its trust or its publication in NARROWER_, since Graph
    deletes neither a trusted location nor a published context. The campaign comes last: it sends people to register
    what all before it has made possible.
    """

    LOCATIONS = "locations"
    CONTEXTS = "contexts"
    STRENGTHS = "strengths"
    RESTORED_POLICIES = "restored policies"
    WIDER_LOCATIONS = "wider locations"
    WIDER_STRENGTHS = "wider strengths"
    WIDER_METHODS = "wider methods"
    PASSKEY_PROFILES = "passkey profiles"
    PASSKEY_TARGETS = "passkey targets"
    CHANGED_METHODS = "changed methods"
    CHANGED_PASSKEYS = "changed passkeys"
    POLICIES = "policies"
    LOOSER_POLICIES = "looser policies"
    NARROWER_PASSKEYS = "narrower passkeys"
    NARROWER_STRENGTHS = "narrower strengths"
    NARROWER_LOCATIONS = "narrower locations"
    NARROWER_METHODS = "narrower methods"
    NARROWER_CONTEXTS = "narrower contexts"
    DELETED_POLICIES = "deleted policies"
    DELETED_PROFILES = "deleted profiles"
    DELETED_STRENGTHS = "deleted strengths"
    DELETED_LOCATIONS = "deleted locations"
    DELETED_CONTEXTS = "deleted contexts"
    CAMPAIGN = "campaign"


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

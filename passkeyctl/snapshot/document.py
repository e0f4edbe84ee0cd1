"""What a snapshot holds: Graph's JSON untouched, part by part, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.diagnostics import Diagnostic
from passkeyctl.json_types import JsonObject


class Part(StrEnum):
    """One list or one object of a tenant; a single object is a list of one."""

    ORGANIZATION = "organization"
    METHODS_POLICY = "authenticationMethodsPolicy"
    """with its authenticationMethodConfigurations inline, as Graph answers"""
    METHODS_POLICY_BETA = "authenticationMethodsPolicyBeta"
    STRENGTHS = "authenticationStrengthPolicies"
    POLICIES = "conditionalAccessPolicies"
    POLICY_IDS_BETA = "conditionalAccessPolicyIdsBeta"
    LOCATIONS = "namedLocations"
    CONTEXTS = "authenticationContextClassReferences"
    ROLE_DEFINITIONS = "roleDefinitions"
    GROUPS = "groups"
    USERS = "users"
    SERVICE_PRINCIPALS = "servicePrincipals"


MENTIONED = frozenset({Part.GROUPS, Part.USERS, Part.SERVICE_PRINCIPALS})
"""Parts that hold just what the others and the files mention: a name that is not there was not asked for."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that could not be read, which is not an empty one. `status` is Graph's, 0 where there was no answer."""

    status: int
    why: str


Content: TypeAlias = "tuple[JsonObject, ...] | Unread"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`taken_at` is ISO 8601 in UTC; `endpoint` is where it was read: a cloud, an address, `sandbox`, or `import`.

    A part that is not among `parts` was never asked for: that is unread too. `members` maps a group's id (lower case)
    to the ids of all its members, nested ones included, for the groups that were asked about; `memberships` maps a
    person's id to the ids of all groups, nested ones included, for the accounts that were asked about. `names` are
    those of ids that no part has: what another tool wrote beside them, by id in lower case.
    """

    taken_at: str
    endpoint: str
    parts: Mapping[Part, Content]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    is_sanitised: bool = False
    memberships: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """Of an import: what stood in the place of an id and is neither id nor name that is known, by an id made for it."""

    def read(self, part: Part) -> tuple[JsonObject, ...]:
        """The objects of a part; empty where it is unread, so ask `is_read` first where that matters."""
        content = self.parts.get(part, ())
        return content if isinstance(content, tuple) else ()

    def is_read(self, part: Part) -> bool:
        return isinstance(self.parts.get(part), tuple)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a path held, ours or another tool's; `faults` are about the files that could not be read."""

    snapshot: Snapshot
    faults: tuple[Diagnostic, ...] = ()

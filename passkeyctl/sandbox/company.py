"""Everybody of a tenant at once: who is in which group and holds which role, looked up a single time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import directory_not_found
from passkeyctl.sandbox.defaults import ALL_USERS, GROUPS, ROLE_ASSIGNMENTS, USERS
from passkeyctl.sandbox.evaluate_people import Caller
from passkeyctl.sandbox.jsonread import as_text, objects, texts
from passkeyctl.sandbox.tenant import Tenant

_EMERGENCY = re.compile(r"emergency|break[- ]?glass", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Company:
    """Ids are in lower case; `groups` holds for each person and group what they are in, by whatever way."""

    users: Mapping[str, JsonObject]
    groups: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[str]]
    emergency_groups: frozenset[str]

    def find(self, key: str) -> JsonObject:
        """By id, or by sign-in name."""
        wanted = key.lower()
        if wanted in self.users:
            return self.users[wanted]
        for each in self.users.values():
            if str(each.get("userPrincipalName")).lower() == wanted:
                return each
        raise directory_not_found(key)

    def caller(self, user: JsonObject) -> Caller:
        key = as_text(user["id"]).lower()
        groups = self.groups.get(key, frozenset())
        held = frozenset(role for each in (key, *groups) for role in self.roles.get(each, ()))
        is_external = "#ext#" in str(user.get("userPrincipalName")).lower()
        return Caller(key, user.get("userType") == "Guest", is_external, groups, held)

    def is_for_emergencies(self, user: JsonObject) -> bool:
        """The accounts that nobody signs in with, told by their own name or that of a group."""
        key = as_text(user["id"]).lower()
        named = _EMERGENCY.search(str(user.get("displayName"))) is not None
        return named or bool(self.groups.get(key, frozenset()) & self.emergency_groups)


def company_of(tenant: Tenant) -> Company:
    users = {as_text(each["id"]).lower(): each for each in tenant.rows(USERS)}
    parents: dict[str, list[str]] = {}
    for group in tenant.rows(GROUPS):
        for member in texts(group.get("members")):
            parents.setdefault(member.lower(), []).append(as_text(group["id"]).lower())
    emergency = frozenset(
        as_text(each["id"]).lower() for each in tenant.rows(GROUPS) if _EMERGENCY.search(str(each.get("displayName")))
    )
    return Company(users, {key: _above(key, parents) for key in users}, _roles(tenant), emergency)


def _above(key: str, parents: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [*parents.get(key, ())]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += parents.get(each, ())
    return frozenset(found)


def _roles(tenant: Tenant) -> Mapping[str, frozenset[str]]:
    held: dict[str, set[str]] = {}
    for each in tenant.rows(ROLE_ASSIGNMENTS):
        if each.get("directoryScopeId", "/") == "/":
            role = as_text(each["roleDefinitionId"]).lower()
            held.setdefault(as_text(each["principalId"]).lower(), set()).add(role)
    return {key: frozenset(roles) for key, roles in held.items()}


def rows_reaching(configuration: JsonObject, caller: Caller) -> list[JsonObject]:
    """The include rows of a method that mean this person; none where the method is off or excludes them."""
    if configuration.get("state") != "enabled":
        return []
    if any(_means(each, caller) for each in objects(configuration.get("excludeTargets"))):
        return []
    return [each for each in objects(configuration.get("includeTargets")) if _means(each, caller)]


def _means(row: JsonObject, caller: Caller) -> bool:
    key = as_text(row["id"]).lower()
    return key == ALL_USERS or key == caller.id or key in caller.groups

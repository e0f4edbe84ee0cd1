"""Whom a policy means, when a sign-in is evaluated."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import directory_not_found
from passkeyctl.sandbox.defaults import ROLE_ASSIGNMENTS, USERS
from passkeyctl.sandbox.jsonread import as_text, part, texts
from passkeyctl.sandbox.members import memberships
from passkeyctl.sandbox.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signs in, with all ids in lower case."""

    id: str
    is_guest: bool
    is_external: bool
    groups: frozenset[str]
    roles: frozenset[str]

    @property
    def guest_type(self) -> str:
        if self.is_guest:
            return "b2bCollaborationGuest" if self.is_external else "internalGuest"
        return "b2bCollaborationMember" if self.is_external else ""


def caller_of(tenant: Tenant, key: str) -> Caller:
    user = tenant.see(USERS, key)
    if user is None:
        raise directory_not_found(key)
    groups = frozenset(as_text(each["id"]).lower() for each in memberships(tenant, user))
    return Caller(
        key.lower(),
        user.get("userType") == "Guest",
        "#ext#" in as_text(user.get("userPrincipalName", "")).lower(),
        groups,
        _roles(tenant, groups | {key.lower()}),
    )


def _roles(tenant: Tenant, principals: frozenset[str]) -> frozenset[str]:
    """Held for the whole tenant: what is held for an administrative unit does not count here."""
    return frozenset(
        as_text(each["roleDefinitionId"]).lower()
        for each in tenant.view(ROLE_ASSIGNMENTS)
        if as_text(each["principalId"]).lower() in principals and each.get("directoryScopeId", "/") == "/"
    )


def users_reason(policy: JsonObject, caller: Caller) -> str:
    users = part(policy, "conditions", "users")
    is_meant = _named(users, "include", caller) and not _named(users, "exclude", caller)
    return "" if is_meant else "users"


def _named(users: JsonObject, side: str, caller: Caller) -> bool:
    people = {each.lower() for each in texts(users.get(f"{side}Users"))}
    if "all" in people or caller.id in people:
        return True
    if "guestsorexternalusers" in people and caller.guest_type:
        return True
    groups = {each.lower() for each in texts(users.get(f"{side}Groups"))}
    roles = {each.lower() for each in texts(users.get(f"{side}Roles"))}
    return bool(groups & caller.groups or roles & caller.roles) or _is_guest_of(users, side, caller)


def _is_guest_of(users: JsonObject, side: str, caller: Caller) -> bool:
    """Guests of any tenant: the sandbox's guests do not say from which tenant they come."""
    kinds = as_text(part(users, f"{side}GuestsOrExternalUsers").get("guestOrExternalUserTypes", ""))
    return bool(caller.guest_type) and caller.guest_type in [each.strip() for each in kinds.split(",")]

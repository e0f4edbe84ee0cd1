"""Somebody whom a policy surely is for, and of whom nothing else is known: people without reading any.

Such a person is in one group that the policy names, or holds one role of it, and is in nothing that it excludes; of
every other group and role nobody can tell. So what is sure of them is sure of all whom they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import Members, People, RoleHolders

SOMEBODY = 0
ONE = Crowd.first(1)
NOT_THEM = 1
"""The ordinal of everybody else whom a setting names."""


class By(StrEnum):
    """What makes somebody one of a policy's users."""

    EVERYBODY = "everybody"
    GROUP = "group"
    ROLE = "role"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Persona:
    """A member of the tenant: one of everybody, or of a group, a role, or a single user, by `id`."""

    by: By
    id: str
    people: People


class Cast:
    """Makes personas in one state of a tenant."""

    def __init__(self, state: TenantState) -> None:
        self._roles = _named(state, "roles")
        self._users = {each.lower(): NOT_THEM for each in _named(state, "users") | _given_one_by_one(state)}

    def personas(self, policy: Fields) -> Iterator[Persona]:
        """One for each part of a policy's users that it does not exclude again; guests register nothing here."""
        if is_for_workloads(policy):
            return
        if policy["users.include"] == "all":
            yield Persona(By.EVERYBODY, "", self.somebody(policy))
            return
        for by, of_kind in ((By.GROUP, "groups"), (By.ROLE, "roles"), (By.USER, "users")):
            named = members(policy, f"users.include.{of_kind}") - members(policy, f"users.exclude.{of_kind}")
            for id in sorted(named - NO_ONES):
                yield Persona(by, id, self.somebody(policy, by, id))

    def somebody(self, policy: Fields, by: By = By.EVERYBODY, id: str = "") -> People:
        """A member with no method, in nothing that the policy excludes."""
        groups = {each: Members(EMPTY, EMPTY) for each in members(policy, "users.exclude.groups")}
        return People(
            everyone=ONE,
            is_complete=True,
            enabled=Reach.exactly(ONE),
            guests=NONE,
            external=NONE,
            administrators=EMPTY,
            registered={},
            unreported=EMPTY,
            keys={},
            keys_unread=EMPTY,
            groups={**groups, id: Members(ONE, ONE)} if by is By.GROUP else groups,
            roles=self._holders(policy, id if by is By.ROLE else None),
            ids={**self._users, id.lower(): SOMEBODY} if by is By.USER else self._users,
        )

    def _holders(self, policy: Fields, held: str | None) -> dict[str, RoleHolders]:
        """Any role that a policy names may be theirs, but those that this one excludes."""
        outside = members(policy, "users.exclude.roles")
        found = {each: RoleHolders(EMPTY, EMPTY if each in outside else ONE) for each in self._roles}
        return found if held is None else {**found, held: RoleHolders(ONE)}


NO_ONES = frozenset({"None", "All", "GuestsOrExternalUsers", "AllAgentIdUsers"})
"""Words among the users of a policy that name no single person."""


def _named(state: TenantState, of_kind: str) -> frozenset[str]:
    paths = tuple(f"users.{side}.{of_kind}" for side in ("include", "exclude"))
    return frozenset(id for each in state.of(Kind.POLICY) for path in paths for id in members(each.fields, path))


def _given_one_by_one(state: TenantState) -> frozenset[str]:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    return frozenset() if fields is None else members(fields, "targets.users") | members(fields, "exclude.users")

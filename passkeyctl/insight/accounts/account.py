"""One account as the people of a tenant, so that it is judged by the rules that hold for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import KeyModel, Members, People, RoleHolders

SELF = Crowd.first(1)
NOT_SELF = Reach.exactly(EMPTY)


@dataclass(frozen=True, slots=True)
class OneAccount:
    """What is known of an account. `group_ids` are all its groups, nested ones included; None: unread.

    `role_ids` are roles it surely holds; whether there are others is not known. `methods` are words of the report of
    registered methods, None where it was not read.
    """

    id: str
    group_ids: frozenset[str] | None
    keys: tuple[KeyModel, ...] | None
    role_ids: frozenset[str] = frozenset()
    methods: frozenset[str] | None = None


def alone(account: OneAccount, state: TenantState) -> People:
    """A tenant of nobody else. Whether it is nested in a group is not told apart from being in it."""
    return People(
        everyone=SELF,
        is_complete=True,
        enabled=Reach.exactly(SELF),
        guests=NOT_SELF,
        external=NOT_SELF,
        administrators=EMPTY,
        registered=dict.fromkeys(account.methods or (), SELF),
        unreported=EMPTY if account.methods is not None else SELF,
        keys=dict.fromkeys(account.keys or (), SELF),
        keys_unread=EMPTY if account.keys is not None else SELF,
        groups=_groups(account.group_ids, state),
        roles={role: RoleHolders(SELF) for role in account.role_ids},
        eligibilities_unread=True,
        ids={account.id: 0},
    )


def _groups(own: frozenset[str] | None, state: TenantState) -> dict[str, Members]:
    """Of every group that settings name; none where the account's own could not be read."""
    if own is None:
        return {}
    inside, outside = Members(SELF, SELF), Members(EMPTY, EMPTY)
    return {each: inside if each in own else outside for each in _named(state)}


def _named(state: TenantState) -> frozenset[str]:
    rows = {each.id for kind in (Kind.TARGET, Kind.EXCLUDE) for each in state.of(kind)}
    return frozenset(rows).union(
        *(
            members(each.fields, f"users.{side}.groups")
            for each in state.of(Kind.POLICY)
            for side in ("include", "exclude")
        )
    )

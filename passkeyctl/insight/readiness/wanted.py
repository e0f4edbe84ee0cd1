"""What has to be known about people to say who is ready."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.temporary_access import groups_of_pass, users_of_pass
from passkeyctl.insight.readiness.registering import registration_policies
from passkeyctl.insight.readiness.status import Audience, Scope
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import PeopleWanted
from passkeyctl.model.values import Guests
from passkeyctl.wire.canonical import is_guid


def readiness_wanted(audience: Audience, state: TenantState) -> PeopleWanted:
    """Roles always: the dates on which SMS and voice end are others for Global Administrators."""
    asked = () if audience.policy is None else (audience.policy,)
    policies = tuple(each.fields for each in (*asked, *registration_policies(state)))
    keys_of = _keys_of(audience)
    return PeopleWanted(
        groups=frozenset({*_rows(state), *groups_of_pass(state), *_named(policies, "groups"), *keys_of}),
        roles=True,
        keys_of=keys_of,
        keys_of_everyone=not keys_of,
        users=frozenset(each for each in (*users_of_pass(state), *_named(policies, "users")) if is_guid(each)),
    )


def _keys_of(audience: Audience) -> frozenset[str]:
    """Empty: everybody's, since whom it is about is not just the members of groups."""
    if audience.scope is Scope.GROUP:
        return frozenset({audience.id})
    if audience.policy is None or _reaches_beyond_groups(audience.policy):
        return frozenset()
    return members(audience.policy.fields, "users.include.groups")


def _reaches_beyond_groups(policy: Held) -> bool:
    fields = policy.fields
    named = any(members(fields, f"users.include.{each}") for each in ("users", "roles"))
    return named or fields["users.include"] != "selected" or isinstance(fields["users.include.guests"], Guests)


def _rows(state: TenantState) -> Iterator[str]:
    yield from (each.id for kind in (Kind.TARGET, Kind.EXCLUDE) for each in state.of(kind) if each.id != EVERYONE)


def _named(policies: Iterable[Fields], of_kind: str) -> Iterator[str]:
    for fields in policies:
        for side in ("include", "exclude"):
            yield from members(fields, f"users.{side}.{of_kind}")

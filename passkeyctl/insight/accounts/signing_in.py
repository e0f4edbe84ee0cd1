"""Whether accounts could still sign in to where a tenant is administered, through every policy in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.impact.demands import is_in_force
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.grants import Ability
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.sign_in.applicability import applicability
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import NONE, Reach
from passkeyctl.model.people import People

GRAPH = "00000003-0000-0000-c000-000000000000"
ADMINISTERING = (SignIn(resource="Microsoft Admin Portals"), SignIn(resource=GRAPH))


@dataclass(frozen=True, slots=True)
class Stopped:
    """A policy and whom it stops: `surely` nobody among them can do what it asks, `possibly` nobody can tell."""

    policy: Held
    whom: Reach


def stopped(state: TenantState, people: People) -> tuple[Stopped, ...]:
    """By the policies that apply to administering wherever somebody is, with whatever device."""
    worlds = [Ability(state, people, access(state, people, each)) for each in Nesting]
    found = (Stopped(policy, _whom(policy, people, worlds)) for policy in _applying(state))
    return tuple(each for each in found if each.whom.possibly)


def _applying(state: TenantState) -> Iterator[Held]:
    """Where it hangs on a place, a device or a risk, there is a way around."""
    for policy in state.of(Kind.POLICY):
        if is_in_force(policy) and any(applicability(policy, each, True, state).applies for each in ADMINISTERING):
            yield policy


def _whom(policy: Held, people: People, worlds: list[Ability]) -> Reach:
    scope = in_scope(policy.fields, people)
    able = worlds[0].of(policy.fields)
    for world in worlds[1:]:
        able = able.either(world.of(policy.fields))
    return scope - able if scope.possibly else NONE

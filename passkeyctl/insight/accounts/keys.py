"""Whether an account holds a passkey that it can sign in with: by profiles, and by every strength that reaches it."""

from __future__ import annotations

from passkeyctl.insight.accounts.account import OneAccount, alone
from passkeyctl.insight.impact.demands import is_about_methods, is_in_force
from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import People

FIDO2 = "fido2"


def has_key(account: OneAccount, state: TenantState) -> bool | None:
    """None: nobody can tell. A passkey that the profiles take must also be one that each strength in force takes."""
    people = alone(account, state)
    held = access(state, people, Nesting.COUNTS)
    demanded = (_takes(each, state, people, held) for each in state.of(Kind.POLICY) if is_in_force(each))
    return every((held.with_key.of(0), *demanded))


def refusing(account: OneAccount, state: TenantState) -> tuple[str, ...]:
    """The policies in force that reach the account and take none of its passkeys."""
    people = alone(account, state)
    held = access(state, people, Nesting.COUNTS)
    asking = (each for each in state.of(Kind.POLICY) if is_in_force(each))
    return tuple(each.name for each in asking if _takes(each, state, people, held) is False)


def _takes(policy: Held, state: TenantState, people: People, held: Access) -> bool | None:
    """Whether a policy leaves the account alone, or takes one of its passkeys."""
    reaches = in_scope(policy.fields, people).of(0)
    if reaches is False or not is_about_methods(policy.fields):
        return True
    taken = _by_strength(policy.fields, state, held)
    return taken if reaches else some((taken, None))


def _by_strength(policy: Fields, state: TenantState, held: Access) -> bool | None:
    """Any passkey satisfies the control `mfa`; where another control would do as well, nobody can tell."""
    id = policy["grant.authenticationStrength"]
    if not isinstance(id, str):
        return held.with_key.of(0)
    strength = state.by_id(Kind.STRENGTH, id)
    if strength is None:
        return None
    taken = _of_models(strength.fields, held)
    has_other_way = policy["grant.require"] == "one" and bool(members(policy, "grant.controls"))
    return some((taken, None)) if has_other_way else taken


def _of_models(strength: Fields, held: Access) -> bool | None:
    if FIDO2 not in members(strength, "allowedCombinations"):
        return False
    models = frozenset(each.lower() for each in members(strength, "fido2.allowedAAGUIDs"))
    if not models:
        return held.with_key.of(0)
    if not held.accepted:
        return held.with_key.of(0)
    return some(_is_among(key.aaguid, models, reach.of(0)) for key, reach in held.accepted.items())


def _is_among(aaguid: str | None, models: frozenset[str], is_accepted: bool | None) -> bool | None:
    is_listed = None if aaguid is None else aaguid in models
    return every((is_accepted, is_listed))

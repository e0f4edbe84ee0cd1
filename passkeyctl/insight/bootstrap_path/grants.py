"""What a fresh Temporary Access Pass opens, and what a password alone does, for people who have registered nothing.

Certificates and another identity provider are not what anybody comes to by registering: a strength that only these
satisfy shuts people out who have nothing else, except where federation may vouch for them, which is left open.
"""

from __future__ import annotations

from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields

ONE_TIME, MULTI_USE = "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"
PASSES = frozenset({ONE_TIME, MULTI_USE})
FEDERATED = frozenset({"federatedMultiFactor"})
SET_UP_ON_THE_WAY = frozenset(
    {"password,microsoftAuthenticatorPush", "password,softwareOath", "password,sms", "password,voice"}
)
"""Whoever signs in to a resource is asked to register one of these at once, if they have none."""


def takes_pass(policy: Fields, state: TenantState, *, is_made_to_fit: bool = False) -> bool | None:
    """Whether a fresh pass, of the kind that is issued here, satisfies the grant.

    `is_made_to_fit`: whoever issues it makes it good for one sign-in where that is what is asked for.
    """
    return _grant(policy, mfa=True, strength=_strength_takes_pass(policy, state, is_made_to_fit=is_made_to_fit))


def takes_nothing(policy: Fields, state: TenantState) -> bool | None:
    """Whether a password is enough, or what people may register on their way in.

    Nobody may do that where registering itself is guarded.
    """
    is_on_the_way = not members(policy, "target.userActions")
    strength = _set_up_on_the_way(policy, state) if is_on_the_way else False
    return _grant(policy, mfa=is_on_the_way, strength=strength)


def blocks(policy: Fields) -> bool:
    return "block" in members(policy, "grant.controls")


def _grant(policy: Fields, *, mfa: bool, strength: bool | None) -> bool | None:
    if blocks(policy):
        return False
    # Of devices, applications, custom controls and changes of a password nobody knows who could.
    answers: list[bool | None] = [mfa if each == "mfa" else None for each in members(policy, "grant.controls")]
    if policy["grant.authenticationStrength"] is not None:
        answers.append(strength)
    if members(policy, "grant.termsOfUse"):
        answers.append(True)
    if members(policy, "grant.customControls"):
        answers.append(None)
    if not answers:
        return True
    return every(answers) if policy["grant.require"] == "all" else some(answers)


def combinations(policy: Fields, state: TenantState) -> frozenset[str] | None:
    """What the strength of a policy accepts; None where that was not read, or there is none."""
    id = policy["grant.authenticationStrength"]
    held = state.by_id(Kind.STRENGTH, id) if isinstance(id, str) else None
    return None if held is None else members(held.fields, "allowedCombinations")


def _strength_takes_pass(policy: Fields, state: TenantState, *, is_made_to_fit: bool) -> bool | None:
    accepted = combinations(policy, state)
    if accepted is None:
        return None
    kinds = [is_issued(kind, state) for kind in sorted(accepted & PASSES)]
    vouched: list[bool | None] = [None] if accepted & FEDERATED else []
    issued = [each is not False for each in kinds] if is_made_to_fit else kinds
    return some((*issued, *vouched, _set_up(policy, accepted)))


def is_issued(kind: str, state: TenantState) -> bool | None:
    """Where passes may be used more than once, one that may not can still be made by hand."""
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    match None if fields is None else fields["oneTimeUse"]:
        case True:
            return kind == ONE_TIME
        case False:
            return True if kind == MULTI_USE else None
        case _:
            return None


def _set_up_on_the_way(policy: Fields, state: TenantState) -> bool | None:
    accepted = combinations(policy, state)
    return None if accepted is None else _set_up(policy, accepted)


def _set_up(policy: Fields, accepted: frozenset[str]) -> bool | None:
    """What may be registered on the way in may be switched off for people: nobody looks at that here."""
    may = bool(accepted & SET_UP_ON_THE_WAY) and not members(policy, "target.userActions")
    return None if may else False

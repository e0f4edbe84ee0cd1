"""What stands between people and a passkey of their own, in one of the two worlds of `Nesting`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from passkeyctl.insight.bootstrap_path.grants import takes_pass
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.insight.policies.grants import Ability
from passkeyctl.insight.policies.methods import SECOND_FACTORS, TEMPORARY_ACCESS_PASS, is_passkey
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.policies.temporary_access import may_be_given_pass
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel, People

REGISTERING = "Register security information"
NO_SECOND_FACTOR = frozenset({"email", "securityQuestion", "password", "qrCode", TEMPORARY_ACCESS_PASS})
"""Not enough to prove who somebody is when a passkey is registered; a pass on record may have run out."""

PLATFORM_KEYS = ("windowsHelloForBusiness", "macOsSecureEnclaveKey")
ANOTHER = "a model that no list names"
ANYBODY = Crowd.first(1)


@dataclass(frozen=True, slots=True)
class Gate:
    """A policy in force for registering security information; `lets` through whom with what they have registered.

    `with_pass`: whom with a fresh Temporary Access Pass besides.
    """

    policy: Held
    lets: Reach
    with_pass: Reach


@dataclass(frozen=True, slots=True)
class Situation:
    """`registers`: may set up a passkey that does; `holds`: any passkey; `has_factor`: a method to prove who they are.

    `proves`: with a method that also passes every gate. `given`: may be given a pass; `passes`: and that is enough.
    """

    access: Access
    ready: Reach
    registers: Reach
    holds: Reach
    has_factor: Reach
    proves: Reach
    given: Reach
    passes: Reach
    gates: tuple[Gate, ...]


def situation(policy: Held | None, state: TenantState, people: People, nesting: Nesting) -> Situation:
    """`policy` is what people have to satisfy; None: any phishing-resistant method that shows in what is known."""
    allowed = access(state, people, nesting)
    ability = Ability(state, _without_passes(people), allowed)
    gates = tuple(_gates(state, people, ability))
    factor = second_factor(people) | allowed.with_key
    given = may_be_given_pass(state, people, nesting)
    return Situation(
        access=allowed,
        ready=allowed.with_key | people.with_method(*PLATFORM_KEYS)
        if policy is None
        else ability.by_report(policy.fields),
        registers=_registers(policy, state, allowed),
        holds=_holds(people),
        has_factor=factor,
        proves=_through(factor, [each.lets for each in gates]),
        given=given,
        passes=_through(given, [each.with_pass for each in gates]),
        gates=gates,
    )


def registration_policies(state: TenantState) -> tuple[Held, ...]:
    """Report-only means nothing for a user action."""
    return tuple(
        each
        for each in state.of(Kind.POLICY)
        if each.fields["state"] == "enabled" and REGISTERING in members(each.fields, "target.userActions")
    )


def unknown_methods(people: People) -> dict[str, Crowd]:
    """Methods in words that are not known here: they may prove anything."""
    return {
        word: who
        for word, who in sorted(people.registered.items())
        if word not in (*SECOND_FACTORS, *NO_SECOND_FACTOR) and not is_passkey(word)
    }


def _without_passes(people: People) -> People:
    """A pass runs out within days: nobody is ready because of one, and one on record may be of no use any more."""
    lasting = {word: who for word, who in people.registered.items() if word != TEMPORARY_ACCESS_PASS}
    return replace(people, registered=lasting)


def second_factor(people: People) -> Reach:
    found = people.with_method(*SECOND_FACTORS)
    unknown = EMPTY
    for who in unknown_methods(people).values():
        unknown |= who
    return Reach(found.surely, found.possibly | unknown)


def _holds(people: People) -> Reach:
    """The list of somebody's passkeys, where it was read, is newer than the report."""
    read = reported = EMPTY
    for who in people.keys.values():
        read |= who
    for word, who in people.registered.items():
        if is_passkey(word):
            reported |= who
    return Reach(read | (reported & people.keys_unread), read | people.keys_unread)


def _gates(state: TenantState, people: People, ability: Ability) -> Iterator[Gate]:
    everyone = Reach.exactly(people.everyone)
    for policy in registration_policies(state):
        lets = (everyone - in_scope(policy.fields, people)) | ability.by_report(policy.fields)
        with_pass = lets | _if(takes_pass(policy.fields, state, is_made_to_fit=True), everyone)
        if not always_applies(policy.fields):
            lets, with_pass = lets.either(everyone), with_pass.either(everyone)
        yield Gate(policy, lets, with_pass)


def _if(holds: bool | None, reach: Reach) -> Reach:
    return reach if holds else Reach(EMPTY, reach.possibly) if holds is None else NONE


def _through(who: Reach, gates: list[Reach]) -> Reach:
    for each in gates:
        who &= each
    return who


def always_applies(policy: Fields) -> bool:
    """Whether nothing about the sign-in decides if the policy applies."""
    for path in ("platforms", "locations"):
        if members(policy, f"conditions.{path}.include") - {"all"} or members(policy, f"conditions.{path}.exclude"):
            return False
    words = ("signInRisk", "userRisk", "servicePrincipalRisk", "insiderRisk", "authenticationFlows")
    limited = any(members(policy, f"conditions.{each}") for each in words)
    return not limited and not members(policy, "conditions.clientApps") - {"all"} and _any_device(policy)


def _any_device(policy: Fields) -> bool:
    return policy["conditions.deviceFilter"] is None


def _registers(policy: Held | None, state: TenantState, allowed: Access) -> Reach:
    return union(allowed.registers(each) for each in passkeys_that_count(policy, state, allowed))


def passkeys_that_count(policy: Held | None, state: TenantState, allowed: Access) -> Iterator[KeyModel]:
    """One passkey of each sort that settings tell apart, unless the policy surely refuses it.

    Whatever a profile takes unattested, it takes attested too.
    """
    named = {model for each in allowed.profiles if each.fields for model in members(each.fields, _RESTRICTED)}
    for model in [*sorted(named | _listed_by(policy, state)), ANOTHER]:
        for key in (KeyModel(model, "deviceBound", True), KeyModel(model, "synced", False)):
            if policy is None or _satisfies(policy, state, key) is not False:
                yield key


_RESTRICTED = "keyRestrictions.authenticators"


def _listed_by(policy: Held | None, state: TenantState) -> frozenset[str]:
    strength = policy.fields["grant.authenticationStrength"] if policy is not None else None
    held = state.by_id(Kind.STRENGTH, str(strength)) if strength is not None else None
    return members(held.fields, "fido2.allowedAAGUIDs") if held is not None else frozenset()


def _satisfies(policy: Held, state: TenantState, key: KeyModel) -> bool | None:
    """What the policy makes of somebody who has this passkey and nothing else."""
    return _answer(policy, state, "passKeySynced" if key.passkey_type == "synced" else "passKeyDeviceBound", key)


def _answer(policy: Held, state: TenantState, method: str = "", key: KeyModel | None = None) -> bool | None:
    """Whether one person could satisfy a policy who registered one method, or none."""
    yes = Reach.exactly(ANYBODY)
    somebody = People(
        everyone=ANYBODY,
        is_complete=True,
        enabled=yes,
        guests=NONE,
        external=NONE,
        administrators=EMPTY,
        registered={method: ANYBODY} if method else {},
        unreported=EMPTY,
        keys={key: ANYBODY} if key is not None else {},
        keys_unread=EMPTY,
        groups={},
        roles={},
    )
    allowed = Access(NONE, {}, yes, {key: yes}, yes, yes, ()) if key is not None else _NO_ACCESS
    return Ability(state, somebody, allowed).by_report(policy.fields).of(0)


_NO_ACCESS = Access(NONE, {}, NONE, {}, NONE, NONE, ())

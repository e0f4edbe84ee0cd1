"""The status of one person in a tenant of which everything is known: slow, and right by reading it.

Written with nothing of `insight/`. Who may register which passkey is asked of `tests/insight/reference.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.insight.reference import Passkey, Tenant, has_working_key, registers, signs_in

PROVING = ("mobilePhone", "microsoftAuthenticatorPush")
PLATFORM = "windowsHelloForBusiness"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides beside the passkey policy: what one person registered, and what reaches them.

    `gate` is a policy for registering that takes passkeys, Windows Hello and, with `takes_pass`, a pass.
    `models` are what the policy in question accepts; None: anything phishing-resistant will do.
    """

    methods: frozenset[str]
    has_pass: bool
    is_in_gate: bool
    gate_takes_pass: bool
    models: frozenset[str] | None = None
    is_ready_elsewhere: bool = False


def status(tenant: Tenant, person: int, facts: Facts, nested: bool) -> str:
    if is_ready(tenant, person, facts, nested):
        return "ready"
    if not any(registers(tenant, person, key, nested) for key in sorts_of_passkeys(tenant, facts)):
        return "blocked"
    proves = (
        PLATFORM in facts.methods
        or has_working_key(tenant, person, nested)
        or (not facts.is_in_gate and any(each in facts.methods for each in PROVING))
    )
    helped = facts.has_pass and (facts.gate_takes_pass or not facts.is_in_gate)
    if not proves and not helped:
        return "blocked"
    if tenant.keys.get(person):
        return "needsOtherKey"
    return "canRegister" if proves else "needsTemporaryAccessPass"


def is_ready(tenant: Tenant, person: int, facts: Facts, nested: bool) -> bool:
    if facts.is_ready_elsewhere:
        return True
    if facts.models is None:
        return PLATFORM in facts.methods or has_working_key(tenant, person, nested)
    held = tenant.keys.get(person, ())
    return any(key.aaguid in facts.models and signs_in(tenant, person, key, nested) for key in held)


def sorts_of_passkeys(tenant: Tenant, facts: Facts) -> list[Passkey]:
    named = {model.lower() for profile in tenant.profiles for model in profile.models} | (facts.models or set())
    wanted = named | {"a model that is named nowhere"} if facts.models is None else set(facts.models)
    return [Passkey(each, type, attested) for each in sorted(wanted) for type, attested in _SORTS]


_SORTS = (("deviceBound", True), ("deviceBound", False), ("synced", False))

"""Who is asked for what by one policy, worked out the slow way. Nothing here uses the code under test.

A sign-in has a person, a resource and circumstances; what was shown is a set of proofs. A policy lets it pass where it
does not apply, or where the proofs are enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value

HERE, THERE = "group-here", "group-there"
MAIL, FILES = "app-mail", "app-files"
STRONG, WEAK = "strength-strong", "strength-weak"
PASSES = {STRONG: frozenset({"passkey"}), WEAK: frozenset({"passkey", "mfa"})}


@dataclass(frozen=True)
class SignIn:
    groups: frozenset[str]
    is_guest: bool
    resource: str
    platform: str
    place: str
    app: str
    risk: str
    on_managed_device: bool
    proofs: frozenset[str]


SIGN_INS = tuple(
    SignIn(frozenset(groups), guest, resource, platform, place, app, risk, managed, frozenset(proofs))
    for groups, guest, resource, platform, place, app, risk, managed, proofs in product(
        ((), (HERE,), (THERE,), (HERE, THERE)),
        (False, True),
        (MAIL, FILES),
        ("windows", "iOS"),
        ("office", "elsewhere"),
        ("browser", "other"),
        ("low", "high"),
        (False, True),
        ((), ("mfa",), ("mfa", "passkey"), ("compliantDevice",), ("compliantDevice", "mfa", "passkey")),
    )
)


def members(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


def applies(policy: Fields, to: SignIn) -> bool:
    return (
        policy["state"] == "enabled"
        and _concerns_person(policy, to)
        and _concerns_resource(policy, to)
        and _listed(policy, "conditions.platforms", to.platform)
        and _listed(policy, "conditions.locations", to.place)
        and _matches(policy["conditions.clientApps"], to.app)
        and _matches(policy["conditions.signInRisk"], to.risk)
        and _passes_filter(policy["conditions.deviceFilter"], to.on_managed_device)
    )


def _concerns_person(policy: Fields, to: SignIn) -> bool:
    included = policy["users.include"] == "all" or bool(members(policy["users.include.groups"]) & to.groups)
    included = included or (to.is_guest and isinstance(policy["users.include.guests"], Guests))
    excluded = bool(members(policy["users.exclude.groups"]) & to.groups)
    return included and not excluded and not (to.is_guest and isinstance(policy["users.exclude.guests"], Guests))


def _concerns_resource(policy: Fields, to: SignIn) -> bool:
    included = members(policy["target.resources.include"])
    if to.resource in members(policy["target.resources.exclude"]):
        return False
    return "All resources" in included or to.resource in included


def _listed(policy: Fields, path: str, circumstance: str) -> bool:
    return _matches(policy[f"{path}.include"], circumstance) and circumstance not in members(policy[f"{path}.exclude"])


def _matches(condition: Value, circumstance: str) -> bool:
    listed = members(condition)
    return not listed or "all" in listed or circumstance in listed


def _passes_filter(rule: Value, managed: bool) -> bool:
    """`rule` stands for managed devices."""
    return not isinstance(rule, FilterRule) or (managed == (rule.mode == "include"))


def lets_pass(policy: Fields, to: SignIn) -> bool:
    if not applies(policy, to):
        return True
    wanted = [each in to.proofs for each in sorted(members(policy["grant.controls"]))]
    strength = policy["grant.authenticationStrength"]
    if strength is not None:
        wanted.append(bool(PASSES[str(strength)] & to.proofs))
    if not wanted:
        return True
    return all(wanted) if policy["grant.require"] == "all" else any(wanted)


def session_of(policy: Fields, to: SignIn) -> tuple[float, int, bool]:
    """How strictly the session is kept; more is stricter in each part, and nothing where the policy does not apply."""
    if not applies(policy, to):
        return (0.0, 1, False)
    frequency = policy["session.signInFrequency"]
    often = 0.0
    if isinstance(frequency, SignInFrequency):
        often = 9.0 if frequency.value is None else 1 / frequency.value
    kept = {"always": 0, None: 1, "never": 2}[policy["session.persistentBrowser"]]  # type: ignore[index]
    return (often, kept, policy["session.tokenProtection"] is True)


def is_stricter(policy: Fields, than: Fields, to: SignIn) -> bool:
    if lets_pass(than, to) and not lets_pass(policy, to):
        return True
    return any(new > old for new, old in zip(session_of(policy, to), session_of(than, to), strict=True))

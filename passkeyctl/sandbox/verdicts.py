"""What the stored policies come to when somebody signs in or registers something."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.defaults import MFA_COMBINATIONS, POLICIES, STRENGTHS
from passkeyctl.sandbox.evaluate_conditions import condition_reasons
from passkeyctl.sandbox.evaluate_people import Caller, users_reason
from passkeyctl.sandbox.evaluate_targets import target_reason
from passkeyctl.sandbox.holdings import Held
from passkeyctl.sandbox.jsonread import as_text, objects, part, texts
from passkeyctl.sandbox.sign_ins import Outcome
from passkeyctl.sandbox.tenant import Tenant

ADDRESS = "198.51.100.7"
ENFORCED = "enabled"
WATCHED = "enabledForReportingButNotEnforced"
_ANY_TWO = frozenset(MFA_COMBINATIONS)
_ON_DEVICES = frozenset({"compliantDevice", "domainJoinedDevice", "approvedApplication", "compliantApplication"})


class Verdict(IntEnum):
    """Met, or not: by something the person could still do, or for good. The numbers are in this order."""

    MET = 0
    UNMET = 1
    DENIED = 2


class Judge:
    """All policies of a tenant, read once; what is for which place and platform is remembered."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self.policies = tenant.rows(POLICIES)
        self._strengths = {as_text(each["id"]).lower(): each for each in tenant.rows(STRENGTHS)}
        self._fitting: dict[tuple[str, str], tuple[bool, ...]] = {}

    def on_application(self, application: str, platform: str, caller: Caller) -> Iterator[tuple[JsonObject, bool]]:
        """Every policy, and whether it is for this person's sign-in to this application."""
        context: JsonObject = {
            "@odata.type": "#microsoft.graph.applicationContext",
            "includeApplications": [application],
        }
        return self._applying(context, (application, platform), caller)

    def on_registration(self, platform: str, caller: Caller) -> Iterator[tuple[JsonObject, bool]]:
        """Every policy, and whether it is for this person's registering of a method."""
        action = "registerSecurityInformation"
        context: JsonObject = {"@odata.type": "#microsoft.graph.userActionContext", "userAction": action}
        return self._applying(context, (action, platform), caller)

    def _applying(
        self, context: JsonObject, case: tuple[str, str], caller: Caller
    ) -> Iterator[tuple[JsonObject, bool]]:
        if case not in self._fitting:
            self._fitting[case] = tuple(self._fits(each, context, case[1]) for each in self.policies)
        for policy, fits in zip(self.policies, self._fitting[case], strict=True):
            yield policy, fits and policy["state"] != "disabled" and not users_reason(policy, caller)

    def _fits(self, policy: JsonObject, context: JsonObject, platform: str) -> bool:
        """A condition that can't be worked out, such as a filter for devices, counts as not met."""
        conditions: JsonObject = {
            "clientAppType": "browser",
            "devicePlatform": platform,
            "ipAddress": ADDRESS,
            "country": "NO",
            "signInRiskLevel": "none",
            "userRiskLevel": "none",
            "insiderRiskLevel": "none",
            "authenticationFlow": {"transferMethod": "none"},
        }
        reasons = (target_reason(policy, context), *condition_reasons(self._tenant, policy, conditions))
        return not any(reasons)

    def verdict(self, policy: JsonObject, held: Held) -> Verdict:
        grant = part(policy, "grantControls")
        verdicts = [_control(each, held) for each in texts(grant.get("builtInControls"))]
        verdicts += [
            Verdict.MET for name in ("termsOfUse", "customAuthenticationFactors") for _ in texts(grant.get(name))
        ]
        strength = part(grant, "authenticationStrength").get("id")
        if strength is not None:
            verdicts.append(self._strength(as_text(strength), held))
        if not verdicts:
            return Verdict.MET
        return max(verdicts) if grant.get("operator") == "AND" else min(verdicts)

    def _strength(self, key: str, held: Held) -> Verdict:
        found = self._strengths.get(key.lower(), {})
        is_met = any(_shows(held, each, found) for each in texts(found.get("allowedCombinations")))
        return Verdict.MET if is_met else Verdict.UNMET


def _control(word: str, held: Held) -> Verdict:
    if word == "block":
        return Verdict.DENIED
    if word == "mfa":
        return Verdict.MET if held.combinations & _ANY_TWO else Verdict.UNMET
    return Verdict.DENIED if word in _ON_DEVICES and not held.is_device_managed else Verdict.MET


def _shows(held: Held, combination: str, strength: JsonObject) -> bool:
    if combination not in held.combinations:
        return False
    if combination != "fido2":
        return True
    limits = [
        {aaguid.lower() for aaguid in texts(each.get("allowedAAGUIDs"))}
        for each in objects(strength.get("combinationConfigurations"))
        if "fido2" in texts(each.get("appliesToCombinations"))
    ]
    return all(held.keys & limit for limit in limits)


def outcome(policy: JsonObject, applies: bool, verdict: Verdict, fails: bool) -> Outcome:
    """What the sign-in log says of one policy; `fails`: they could have met it, and it went wrong."""
    controls = _controls(policy) if applies else ()
    return Outcome(
        as_text(policy["id"]), as_text(policy["displayName"]), controls, _result(policy, applies, verdict, fails)
    )


def _result(policy: JsonObject, applies: bool, verdict: Verdict, fails: bool) -> str:
    match policy["state"], applies:
        case "disabled", _:
            return "notEnabled"
        case "enabled", False:
            return "notApplied"
        case "enabled", True:
            return "failure" if fails or verdict is not Verdict.MET else "success"
        case _, False:
            return "reportOnlyNotApplied"
    if fails or verdict is Verdict.DENIED:
        return "reportOnlyFailure"
    return "reportOnlySuccess" if verdict is Verdict.MET else "reportOnlyInterrupted"


def _controls(policy: JsonObject) -> tuple[str, ...]:
    grant = part(policy, "grantControls")
    words = [f"{each[0].upper()}{each[1:]}" for each in texts(grant.get("builtInControls"))]
    return (*words, *(["RequireAuthenticationStrength"] if part(grant, "authenticationStrength") else []))

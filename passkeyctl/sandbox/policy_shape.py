"""The shape of a Conditional Access policy: what the service fills in, and how it is read back.

Every rule here is in docs/graph-facts.md, "what the service fills in or changes".
"""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.bodies import member
from passkeyctl.sandbox.calls import Call
from passkeyctl.sandbox.defaults import STRENGTHS
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part, texts
from passkeyctl.sandbox.schema import ENUMS, PREVIEW_MEMBERS, TYPES
from passkeyctl.sandbox.schema_enums import UNKNOWN
from passkeyctl.sandbox.tenant import Tenant

_CONDITIONS = "conditionalAccessConditionSet"
_NOT_EMBEDDED = ("password,x509CertificateSingleFactor", "password,x509CertificateMultiFactor")


def complete(policy: JsonObject) -> JsonObject:
    """The policy with every member that Graph gives, and the changes that Graph makes on writing."""
    whole = _members(policy, "conditionalAccessPolicy")
    conditions = _members(part(policy, "conditions"), _CONDITIONS)
    conditions["applications"] = _members(part(conditions, "applications"), "conditionalAccessApplications")
    conditions["users"] = _members(part(conditions, "users"), "conditionalAccessUsers")
    conditions["clientAppTypes"] = part(policy, "conditions").get("clientAppTypes", ["all"])
    for name in ("locations", "platforms", "clientApplications", "devices"):
        if conditions[name] is not None:
            conditions[name] = _members(part(conditions, name), f"conditionalAccess{name[0].upper()}{name[1:]}")
    whole["conditions"] = conditions
    if whole["grantControls"] is not None:
        whole["grantControls"] = _grant(part(policy, "grantControls"))
    if whole["sessionControls"] is not None:
        whole["sessionControls"] = _session(part(policy, "sessionControls"))
    return whole


def _members(value: JsonObject, type_name: str) -> JsonObject:
    unset: JsonObject = {}
    for name, notation in TYPES[type_name].items():
        kind = member(notation)
        unset[name] = [] if kind.is_list else None
    return {**unset, **{name: inner for name, inner in value.items() if name != "@odata.type"}}


def requirements(grant: JsonObject) -> list[str]:
    """Everything a grant asks for: its operator matters from two of these on."""
    strength = part(grant, "authenticationStrength").get("id")
    lists = ("builtInControls", "customAuthenticationFactors", "termsOfUse")
    return [
        *(each for name in lists for each in texts(grant.get(name))),
        *([as_text(strength)] if strength is not None else []),
    ]


def _grant(sent: JsonObject) -> JsonObject:
    grant = _members(sent, "conditionalAccessGrantControls")
    if len(requirements(grant)) < 2:
        grant["operator"] = "OR"
    if grant["authenticationStrength"] is not None:
        grant["authenticationStrength"] = {"id": part(grant, "authenticationStrength")["id"]}
    return grant


def _session(sent: JsonObject) -> JsonObject | None:
    """The session controls in effect; null where nothing is."""
    session = _members(sent, "conditionalAccessSessionControls")
    for name in TYPES["conditionalAccessSessionControls"]:
        if name == "disableResilienceDefaults":
            session[name] = session[name] or None
        elif not part(session, name).get("isEnabled"):
            session[name] = None
    if session["signInFrequency"] is not None:
        session["signInFrequency"] = _frequency(part(session, "signInFrequency"))
    return session if any(value is not None for value in session.values()) else None


def _frequency(sent: JsonObject) -> JsonObject:
    every_time = sent.get("frequencyInterval") == "everyTime"
    return {
        **sent,
        "value": None if every_time else sent.get("value"),
        "type": None if every_time else sent.get("type"),
        "authenticationType": sent.get("authenticationType") or "primaryAndSecondaryAuthentication",
        "frequencyInterval": sent.get("frequencyInterval") or "timeBased",
        "isEnabled": True,
    }


def is_preview(policy: JsonObject) -> bool:
    """Whether the policy uses something that only beta knows."""
    places: Mapping[str, JsonObject] = {
        "conditionalAccessPolicy": policy,
        _CONDITIONS: part(policy, "conditions"),
        "conditionalAccessApplications": part(policy, "conditions", "applications"),
        "conditionalAccessClientApplications": part(policy, "conditions", "clientApplications"),
        "conditionalAccessSessionControls": part(policy, "sessionControls"),
    }
    return any(place.get(name) for kind, place in places.items() for name in PREVIEW_MEMBERS[kind])


def without_previews(policy: JsonObject) -> JsonObject:
    """The policy as v1.0 would show it if it left out what only beta knows."""
    shown = _lacking(policy, "conditionalAccessPolicy")
    conditions = _lacking(part(policy, "conditions"), _CONDITIONS)
    for name, kind in (("applications", "Applications"), ("clientApplications", "ClientApplications")):
        if isinstance(conditions.get(name), dict):
            conditions[name] = _lacking(part(conditions, name), f"conditionalAccess{kind}")
    shown["conditions"] = conditions
    if isinstance(shown.get("sessionControls"), dict):
        session = _lacking(part(shown, "sessionControls"), "conditionalAccessSessionControls")
        shown["sessionControls"] = session if any(value is not None for value in session.values()) else None
    return shown


def _lacking(place: JsonObject, kind: str) -> JsonObject:
    return {name: value for name, value in place.items() if name not in PREVIEW_MEMBERS[kind]}


def render_policy(call: Call, tenant: Tenant, stored: JsonObject) -> JsonObject:
    """The policy as this request gets it."""
    cut = tenant.behaviour.preview_policies == "cut" and not call.is_beta
    policy = complete(without_previews(stored) if cut else stored)
    policy.pop("description")
    if policy["grantControls"] is not None:
        policy["grantControls"] = _render_grant(call, tenant, policy)
    if not call.wants_unknown_members:
        _hide_unknown_members(policy)
    if call.is_beta:
        policy["partialEnablementStrategy"] = policy.get("partialEnablementStrategy")
        policy["conditions"] = {"times": None, "deviceStates": None, **part(policy, "conditions")}
    return policy


def _render_grant(call: Call, tenant: Tenant, policy: JsonObject) -> JsonObject:
    grant = dict(part(policy, "grantControls"))
    reference = grant.pop("authenticationStrength")
    place = f"{call.context}identity/conditionalAccess/policies('{as_text(policy['id'])}')"
    place += "/grantControls/authenticationStrength"
    grant["authenticationStrength@odata.context"] = f"{place}/$entity"
    grant["authenticationStrength"] = None if reference is None else _embedded(tenant, as_object(reference), place)
    return grant


def _embedded(tenant: Tenant, reference: JsonObject, place: str) -> JsonObject:
    """The strength as policies show it, which is not how its own address shows it."""
    found = tenant.find(STRENGTHS, as_text(reference["id"]))
    if found is None:
        return reference
    strength = dict(found)
    configurations: JsonValue = [*objects(strength.pop("combinationConfigurations", None))]
    if strength["policyType"] == "builtIn":
        for name in ("createdDateTime", "modifiedDateTime"):
            strength[name] = as_text(strength[name]).replace("T00:00:00Z", "T08:00:00Z")
    combinations = [each for each in texts(strength.get("allowedCombinations")) if each not in _NOT_EMBEDDED]
    return {
        **strength,
        "allowedCombinations": [*combinations],
        "combinationConfigurations@odata.context": f"{place}/combinationConfigurations",
        "combinationConfigurations": configurations,
    }


def _hide_unknown_members(policy: JsonObject) -> None:
    """Members newer than `unknownFutureValue` are only given to a client that asks for them."""
    conditions = dict(part(policy, "conditions"))
    if conditions["platforms"] is not None:
        platforms = dict(part(conditions, "platforms"))
        for name in ("includePlatforms", "excludePlatforms"):
            platforms[name] = _hidden(texts(platforms.get(name)), "conditionalAccessDevicePlatform")
        conditions["platforms"] = platforms
        policy["conditions"] = conditions
    if policy["grantControls"] is not None:
        grant = dict(part(policy, "grantControls"))
        grant["builtInControls"] = _hidden(texts(grant["builtInControls"]), "conditionalAccessGrantControl")
        policy["grantControls"] = grant


def _hidden(values: list[str], enum: str) -> list[JsonValue]:
    members = ENUMS[enum]
    newer = members[members.index(UNKNOWN) :]
    return [UNKNOWN if each in newer else each for each in values]

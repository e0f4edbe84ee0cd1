"""What Graph makes of a policy that is sent, in the fewest lines: what it fills in, and two ways to patch."""

from __future__ import annotations

from copy import deepcopy

from passkeyctl.json_types import JsonObject, JsonValue

USERS = ("includeUsers", "excludeUsers", "includeGroups", "excludeGroups", "includeRoles", "excludeRoles")
GUESTS = ("includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers")
APPLICATIONS = (
    "includeApplications",
    "excludeApplications",
    "includeUserActions",
    "includeAuthenticationContextClassReferences",
)
RISKS = ("signInRiskLevels", "userRiskLevels", "servicePrincipalRiskLevels")
OBJECTS = ("platforms", "locations", "devices", "clientApplications", "authenticationFlows")
SESSION = (
    "signInFrequency",
    "persistentBrowser",
    "cloudAppSecurity",
    "applicationEnforcedRestrictions",
    "secureSignInSession",
    "disableResilienceDefaults",
)
GRANT = ("builtInControls", "customAuthenticationFactors", "termsOfUse")


def part(holder: JsonObject, name: str) -> JsonObject:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def filled(sent: JsonObject, id: str = "77777777-aaaa-4bbb-8ccc-777777777777") -> JsonObject:
    """The policy as it reads back (docs/graph-facts.md)."""
    conditions = part(sent, "conditions")
    unset: JsonObject = {**{name: [] for name in RISKS}, **dict.fromkeys(OBJECTS), "insiderRiskLevels": None}
    users: JsonObject = {**{name: [] for name in USERS}, **dict.fromkeys(GUESTS), **part(conditions, "users")}
    applications: JsonObject = {
        **{name: [] for name in APPLICATIONS},
        "applicationFilter": None,
        **part(conditions, "applications"),
    }
    return {
        "id": id,
        "templateId": None,
        **deepcopy(sent),
        "conditions": {
            **unset,
            "clientAppTypes": ["all"],
            **conditions,
            "users": users,
            "applications": applications,
        },
        "grantControls": _grant(sent.get("grantControls")),
        "sessionControls": _session(sent.get("sessionControls")),
    }


def _grant(value: JsonValue) -> JsonValue:
    if not isinstance(value, dict):
        return None
    grant: JsonObject = {**{name: [] for name in GRANT}, "authenticationStrength": None, **value}
    asked = sum(len(each) for name in GRANT if isinstance(each := grant[name], list))
    if asked + (grant["authenticationStrength"] is not None) < 2:
        grant["operator"] = "OR"
    if grant["authenticationStrength"] is not None:
        id = part(grant, "authenticationStrength")["id"]
        grant["authenticationStrength"] = {"id": id, "displayName": "Embedded", "allowedCombinations": ["fido2"]}
    return {**grant, "authenticationStrength@odata.context": "https://graph.microsoft.com/v1.0/$metadata#etc"}


def _session(value: JsonValue) -> JsonValue:
    return {**dict.fromkeys(SESSION), **value} if isinstance(value, dict) else None


def merged(before: JsonObject, body: JsonObject) -> JsonObject:
    """A server that keeps every nested member that the request leaves out."""
    after = deepcopy(before)
    for name, value in body.items():
        old = after.get(name)
        is_nested = isinstance(old, dict) and isinstance(value, dict) and name != "authenticationStrength"
        after[name] = merged(part(before, name), part(body, name)) if is_nested else deepcopy(value)
    return filled(after, str(after["id"])) if "conditions" in before and "displayName" in before else after


def replaced(before: JsonObject, body: JsonObject) -> JsonObject:
    """A server that replaces every top-level member that the request has."""
    return filled({**before, **deepcopy(body)}, str(before["id"]))

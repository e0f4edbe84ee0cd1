"""Conditional Access policies in pairs: what a file says, and what Graph answers for it."""

from __future__ import annotations

import uuid

from passkeyctl.json_types import JsonObject, JsonValue

EVERY_TIME: JsonObject = {
    "value": None,
    "type": None,
    "authenticationType": "primaryAndSecondaryAuthentication",
    "frequencyInterval": "everyTime",
    "isEnabled": True,
}
FOUR_HOURS: JsonObject = {
    "value": 4,
    "type": "hours",
    "authenticationType": "primaryAndSecondaryAuthentication",
    "frequencyInterval": "timeBased",
    "isEnabled": True,
}
STATES = (("enabled", "enabled"), ("reportOnly", "enabledForReportingButNotEnforced"), ("disabled", "disabled"))
ROLES = ("Global Administrator", "Security Administrator", "Exchange Administrator", "User Administrator")
APPLICATIONS = ("Azure Portal", "Payroll", "Travel", "Data Warehouse", "Service Desk")
LOCATIONS = ("Head Office", "Branch Offices", "Factory")


def an_id(kind: str, name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}:{name}"))


def policy(number: int, groups: list[str], strengths: int) -> tuple[str, JsonObject, JsonObject]:
    """Local id, what the file says, what Graph answers; the numbers walk through all the shapes."""
    is_for_actions = number % 12 == 0
    state, graph_state = STATES[0] if is_for_actions else STATES[number % 3]
    name = f"Bench CA{number:03d} - policy of shape {number % 12}"
    included, live_users = users(number, groups)
    target, applications = actions() if is_for_actions else resources(number)
    described: JsonObject = {"name": name, "state": state, "users": included, "target": target}
    conditions, live_conditions = circumstances(0 if is_for_actions else number)
    grant, live_grant = demands(0 if is_for_actions else number, strengths)
    session, live_session = sessions(0 if is_for_actions else number)
    for key, value in (("conditions", conditions), ("grant", grant), ("session", session)):
        if value:
            described[key] = value
    live: JsonObject = {
        "id": an_id("policy", str(number)),
        "templateId": None,
        "displayName": name,
        "createdDateTime": "2026-02-03T10:11:12.1234567Z",
        "modifiedDateTime": "2026-06-07T08:09:10.1234567Z",
        "deletedDateTime": None,
        "state": graph_state,
        "conditions": {"users": live_users, "applications": applications, **live_conditions},
        "grantControls": live_grant,
        "sessionControls": live_session,
    }
    return f"ca{number:03d}", described, live


def users(number: int, groups: list[str]) -> tuple[JsonObject, JsonObject]:
    chosen = [groups[1 + (number * 3 + step) % (len(groups) - 1)] for step in range(1 + number % 3)]
    left_out = [groups[0], groups[1 + (number * 7 + 5) % (len(groups) - 1)]]
    by_role, everybody = number % 6 == 2, number % 6 == 4
    live: JsonObject = {
        "includeUsers": ["All"] if everybody else [],
        "excludeUsers": [],
        "includeGroups": [] if by_role or everybody else ids("group", sorted(set(chosen))),
        "excludeGroups": ids("group", left_out),
        "includeRoles": ids("role", list(ROLES)) if by_role else [],
        "excludeRoles": [],
        "includeGuestsOrExternalUsers": None,
        "excludeGuestsOrExternalUsers": None,
    }
    include: JsonValue = {"groups": list[JsonValue](sorted(set(chosen)))}
    if by_role or everybody:
        include = "all" if everybody else {"roles": list[JsonValue](ROLES)}
    return {"include": include, "exclude": {"groups": list[JsonValue](left_out)}}, live


def ids(kind: str, names: list[str]) -> list[JsonValue]:
    return [an_id(kind, name) for name in names]


def applications_json(include: list[JsonValue], exclude: list[JsonValue], actions: list[JsonValue]) -> JsonObject:
    return {
        "includeApplications": include,
        "excludeApplications": exclude,
        "includeUserActions": actions,
        "includeAuthenticationContextClassReferences": [],
        "applicationFilter": None,
    }


def actions() -> tuple[JsonObject, JsonObject]:
    return (
        {"userActions": ["Register security information"]},
        applications_json([], [], ["urn:user:registersecurityinfo"]),
    )


def resources(number: int) -> tuple[JsonObject, JsonObject]:
    app = APPLICATIONS[number % len(APPLICATIONS)]
    match number % 3:
        case 0:
            return {"resources": {"include": ["Office 365"]}}, applications_json(["Office365"], [], [])
        case 1:
            included: JsonObject = {"include": ["All resources"], "exclude": [app]}
            return {"resources": included}, applications_json(["All"], ids("application", [app]), [])
        case _:
            return {"resources": {"include": [app]}}, applications_json(ids("application", [app]), [], [])


def circumstances(number: int) -> tuple[JsonObject, JsonObject]:
    described: JsonObject = {}
    live: JsonObject = {
        "clientApplications": None,
        "clientAppTypes": ["all"],
        "signInRiskLevels": [],
        "userRiskLevels": [],
        "servicePrincipalRiskLevels": [],
        "insiderRiskLevels": None,
        "authenticationFlows": None,
        "devices": None,
        "locations": None,
        "platforms": None,
    }
    if number % 4 == 1:
        described["platforms"] = {"include": ["windows", "macOS"]}
        live["platforms"] = {"includePlatforms": ["windows", "macOS"], "excludePlatforms": []}
    if number % 4 == 2:
        described["clientApps"] = ["browser", "mobileAppsAndDesktopClients"]
        live["clientAppTypes"] = ["browser", "mobileAppsAndDesktopClients"]
    if number % 5 == 3:
        place = LOCATIONS[number % len(LOCATIONS)]
        described["locations"] = {"include": "all", "exclude": [place]}
        live["locations"] = {"includeLocations": ["All"], "excludeLocations": ids("location", [place])}
    if number % 8 == 7:
        described["signInRisk"] = ["high", "medium"]
        live["signInRiskLevels"] = ["high", "medium"]
    return described, live


def demands(number: int, strengths: int) -> tuple[JsonObject, JsonObject]:
    controls: list[JsonValue] = []
    live: JsonObject = {
        "operator": "OR",
        "builtInControls": controls,
        "customAuthenticationFactors": [],
        "termsOfUse": [],
        "authenticationStrength@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/strength/$entity",
        "authenticationStrength": None,
    }
    if number % 4 == 3:
        controls += ["mfa", "compliantDevice"]
        live["operator"] = "AND"
        return {"require": "all", "controls": list(controls)}, live
    if number % 4 == 2:
        controls.append("mfa")
        return {"controls": list(controls)}, live
    local = f"strength-{number % strengths}"
    live["authenticationStrength"] = {
        "id": an_id("strength", local),
        "createdDateTime": "2026-05-04T00:00:00Z",
        "modifiedDateTime": "2026-05-04T00:00:00Z",
        "displayName": f"Bench strength {number % strengths}",
        "description": f"Strength {number % strengths}",
        "policyType": "custom",
        "requirementsSatisfied": "mfa",
        "allowedCombinations": ["fido2"],
    }
    return {"authenticationStrength": local}, live


def sessions(number: int) -> tuple[JsonObject, JsonValue]:
    unset: JsonObject = {
        "disableResilienceDefaults": None,
        "applicationEnforcedRestrictions": None,
        "cloudAppSecurity": None,
        "persistentBrowser": None,
        "secureSignInSession": None,
    }
    if number == 0:
        return {"signInFrequency": "everyTime"}, {**unset, "signInFrequency": EVERY_TIME}
    if number % 5 == 1:
        return {"signInFrequency": "4h"}, {**unset, "signInFrequency": FOUR_HOURS}
    if number % 5 == 2:
        browser: JsonObject = {"mode": "never", "isEnabled": True}
        return {"persistentBrowser": "never"}, {**unset, "signInFrequency": None, "persistentBrowser": browser}
    return {}, None

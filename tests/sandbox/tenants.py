"""A small tenant to test against, and bodies that Graph would take."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue

GROUP = "10000000-0000-4000-8000-000000000001"
OTHER_GROUP = "10000000-0000-4000-8000-000000000002"
NESTED = "10000000-0000-4000-8000-000000000003"
ADA = "20000000-0000-4000-8000-000000000001"
BEN = "20000000-0000-4000-8000-000000000002"
GUEST = "20000000-0000-4000-8000-000000000003"
PLACE = "30000000-0000-4000-8000-000000000001"
APP = "00000002-0000-0ff1-ce00-000000000000"
PRINCIPAL = "40000000-0000-4000-8000-000000000001"
STRENGTH = "50000000-0000-4000-8000-000000000001"
PHISHING_RESISTANT = "00000000-0000-0000-0000-000000000004"
GLOBAL_ADMIN = "62e90394-69f5-4237-9190-012177145e10"
KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"


def small_tenant() -> JsonObject:
    return {
        "groups": [
            {"id": GROUP, "displayName": "Pilot", "members": [ADA, NESTED]},
            {"id": OTHER_GROUP, "displayName": "It's closed", "members": [GROUP]},
            # A circle: each of these two is in the other.
            {"id": NESTED, "displayName": "Nested", "members": [BEN, OTHER_GROUP], "groupTypes": ["Unified"]},
        ],
        "users": [
            {"id": ADA, "userPrincipalName": "Ada@contoso.example", "fido2Methods": [{"id": "k", "aaGuid": KEY}]},
            {"id": BEN, "userPrincipalName": "ben@contoso.example", "accountEnabled": False},
            {"id": GUEST, "userPrincipalName": "gil_partner.example#EXT#@contoso.example", "userType": "Guest"},
        ],
        "servicePrincipals": [{"id": PRINCIPAL, "appId": APP, "displayName": "Office 365 Exchange Online"}],
        "namedLocations": [
            {
                "@odata.type": "#microsoft.graph.ipNamedLocation",
                "id": PLACE,
                "displayName": "Office",
                "isTrusted": True,
                "ipRanges": [
                    {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "198.51.100.0/24"},
                ],
            }
        ],
        "authenticationContextClassReferences": [
            {"id": "c1", "displayName": "Elevation", "isAvailable": True},
            {"id": "c2", "displayName": "Draft", "isAvailable": False},
        ],
        "authenticationStrengthPolicies": [
            {
                "id": STRENGTH,
                "createdDateTime": "2026-03-02T09:14:22Z",
                "modifiedDateTime": "2026-03-02T09:14:22Z",
                "displayName": "Keys",
                "description": "",
                "policyType": "custom",
                "requirementsSatisfied": "mfa",
                "allowedCombinations": ["fido2"],
                "combinationConfigurations": [],
            }
        ],
    }


def policy(**changes: JsonValue) -> JsonObject:
    """A policy that Graph takes; `changes` replace top-level members."""
    body: JsonObject = {
        "displayName": "Ask the pilot for two factors",
        "state": "enabled",
        "conditions": {
            "applications": {"includeApplications": ["All"]},
            "users": {"includeGroups": [GROUP]},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }
    return {**body, **changes}


def conditions(**changes: JsonValue) -> JsonObject:
    """The conditions of `policy()` with some of them replaced."""
    return {
        "applications": {"includeApplications": ["All"]},
        "users": {"includeGroups": [GROUP]},
        **changes,
    }


def grant(*controls: str, **more: JsonValue) -> JsonObject:
    return {"operator": "AND", "builtInControls": [*controls], **more}


def profile(name: str, **changes: JsonValue) -> JsonObject:
    body: JsonObject = {
        "name": name,
        "passkeyTypes": "deviceBound",
        "attestationEnforcement": "disabled",
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
    }
    return {**body, **changes}


def row(target: str, *profiles: str) -> JsonObject:
    return {"id": target, "targetType": "group", "allowedPasskeyProfiles": [*profiles]}


def fido2(**members: JsonValue) -> JsonObject:
    return {"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", **members}

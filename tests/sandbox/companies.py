"""A tenant whose people are few and known: for tests of who can do what, and what days bring."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.authenticators import AUTHENTICATOR_IOS, ICLOUD, Model
from passkeyctl.sandbox.jsonread import as_text, objects
from tests.sandbox.graph import DEFAULT_PROFILE, Graph
from tests.sandbox.tenants import PHISHING_RESISTANT, row

PILOT = "10000000-0000-4000-8000-000000000001"
SAFE = "10000000-0000-4000-8000-000000000002"
KEYED, PUSH, PHONE, BARE, GUEST, SAFE_1, GONE = (f"20000000-0000-4000-8000-00000000000{each}" for each in range(1, 8))
NAMES = {KEYED: "keyed", PUSH: "push", PHONE: "phone", BARE: "bare", GUEST: "guest", SAFE_1: "bg1", GONE: "gone"}
METHODS: dict[str, tuple[str, ...]] = {
    KEYED: ("passKeyDeviceBoundAuthenticator", "microsoftAuthenticatorPush"),
    PUSH: ("microsoftAuthenticatorPush",),
    PHONE: ("mobilePhone",),
    BARE: (),
}
LOG = "/auditLogs/signIns"
WATCHED = "enabledForReportingButNotEnforced"
OFFICE: JsonObject = {"includeApplications": ["Office365"]}
REGISTRATION: JsonObject = {"includeUserActions": ["urn:user:registersecurityinfo"]}


def key(model: Model = AUTHENTICATOR_IOS) -> JsonObject:
    return {"id": f"key {model.name}", "aaGuid": model.aaguid, "passkeyType": model.passkey_type}


def user(id: str, **more: JsonValue) -> JsonObject:
    return {"id": id, "userPrincipalName": f"{NAMES[id]}@contoso.example", "displayName": NAMES[id], **more}


def people() -> list[JsonValue]:
    return [
        user(KEYED, fido2Methods=[key()]),
        user(PUSH),
        user(PHONE),
        user(BARE),
        user(GUEST, userType="Guest"),
        user(SAFE_1, fido2Methods=[key(ICLOUD)]),
        user(GONE, accountEnabled=False),
    ]


def profile(**changes: JsonValue) -> JsonObject:
    return {
        "id": DEFAULT_PROFILE,
        "name": "Default passkey profile",
        "passkeyTypes": "deviceBound,synced",
        "attestationEnforcement": "disabled",
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        **changes,
    }


def passkeys(**changes: JsonValue) -> JsonObject:
    """The method switched on for the pilot, with one profile."""
    return {
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": True,
        "defaultPasskeyProfile": DEFAULT_PROFILE,
        "passkeyProfiles": [profile()],
        "includeTargets": [row(PILOT, DEFAULT_PROFILE)],
        "excludeTargets": [],
        **changes,
    }


def rule(name: str, state: str, applications: JsonObject, *controls: str, strength: str = "") -> JsonObject:
    """A policy for everybody but the emergency accounts."""
    grant: JsonObject = {"operator": "OR", "builtInControls": [*controls]}
    if strength:
        grant["authenticationStrength"] = {"id": strength}
    return {
        "id": f"policy {name}",
        "displayName": name,
        "state": state,
        "conditions": {
            "applications": applications,
            "users": {"includeUsers": ["All"], "excludeGroups": [SAFE]},
            "clientAppTypes": ["all"],
        },
        "grantControls": grant,
    }


def passkey_rule(state: str) -> JsonObject:
    return rule("Passkeys", state, OFFICE, strength=PHISHING_RESISTANT)


def firm(*policies: JsonObject, methods: JsonObject | None = None, **collections: JsonValue) -> JsonObject:
    reports: list[JsonValue] = [{"id": id, "methodsRegistered": [*words]} for id, words in METHODS.items()]
    return {
        "users": people(),
        "groups": [
            {"id": PILOT, "displayName": "Pilot", "members": [KEYED, PUSH, PHONE, BARE, GUEST, GONE]},
            {"id": SAFE, "displayName": "SG-EmergencyAccess", "members": [SAFE_1]},
        ],
        "userRegistrationDetails": reports,
        "authenticationMethodConfigurations": [methods or passkeys()],
        "conditionalAccessPolicies": [*policies],
        **collections,
    }


def results(graph: Graph, id: str, policy: str) -> set[str]:
    """Graph's words for what a policy came to, over all sign-ins of one person."""
    return {
        as_text(applied["result"])
        for each in graph.values(f"{LOG}?$filter=userId eq '{id}'", headers={"Prefer": "include-unknown-enum-members"})
        for applied in objects(each["appliedConditionalAccessPolicies"])
        if applied["displayName"] == policy
    }

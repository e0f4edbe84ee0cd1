"""A tenant of any size, as Graph would answer and as a file would describe it: the two say the same."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from tests.bench.policies import APPLICATIONS, LOCATIONS, ROLES, an_id, policy

DEFAULT_PROFILE = "00000000-0000-0000-0000-000000000001"
TENANT = "3f0c1c7e-3a60-4f0b-8a5e-2d6a2f1d9b10"
DOMAIN = "bench.onmicrosoft.com"
EMERGENCY = "SG-EmergencyAccess"
COMBINATIONS = ("fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor", "temporaryAccessPassOneTime")
AAGUIDS = tuple(str(uuid.uuid5(uuid.NAMESPACE_DNS, f"model-{number}.example")) for number in range(12))


@dataclass(frozen=True, slots=True)
class Size:
    policies: int = 240
    strengths: int = 15
    profiles: int = 10
    groups: int = 60


@dataclass(frozen=True, slots=True)
class Tenant:
    """`graph` maps a collection's path to Graph's answer; `file` is what a YAML file says, before it is dumped."""

    graph: dict[str, JsonValue]
    file: JsonObject


def generate(size: Size) -> Tenant:
    groups = [EMERGENCY, *(f"SG-Bench-{number:03d}" for number in range(size.groups - 1))]
    strengths = [strength(number) for number in range(size.strengths)]
    profiles = [profile(number) for number in range(size.profiles)]
    policies = [policy(number, groups, size.strengths) for number in range(size.policies)]
    rows = [row(number, group, size.profiles) for number, group in enumerate(groups[:20])]
    return Tenant(
        graph={
            "fido2": fido2([each for _, each in profiles], [each for _, each in rows]),
            "strengths": [*built_in_strengths(), *(each for _, each in strengths)],
            "policies": [live for _, _, live in policies],
            **directory(groups),
        },
        file={
            "apiVersion": "passkeyctl/v1",
            "tenant": {"id": TENANT, "name": "bench"},
            "manage": {
                "passkeys": "all",
                "authenticationStrengths": "listed",
                "conditionalAccess": {"prefix": "Bench CA"},
            },
            "emergencyAccess": {"group": EMERGENCY, "accounts": [f"bg1@{DOMAIN}", f"bg2@{DOMAIN}"]},
            "passkeys": {
                "state": "enabled",
                "allowSelfServiceSetup": True,
                "profiles": dict(named for named, _ in profiles),
                "targets": [each for each, _ in rows],
                "exclude": [],
            },
            "authenticationStrengths": dict(named for named, _ in strengths),
            "conditionalAccess": {local: each for local, each, _ in policies},
        },
    )


Named = tuple[str, JsonValue]


def profile(number: int) -> tuple[Named, JsonObject]:
    synced, attested = number % 3 == 1, number % 3 == 0
    listed: list[JsonValue] = [AAGUIDS[(number + step) % len(AAGUIDS)] for step in range(4)] if number % 2 else []
    types = ["deviceBound", "synced"] if synced else ["deviceBound"]
    local = "default" if number == 0 else f"profile-{number}"
    name = "Default passkey profile" if number == 0 else f"Bench profile {number}"
    described: JsonObject = {
        "name": name,
        "passkeyTypes": list[JsonValue](types),
        "enforceAttestation": attested,
        "keyRestrictions": {"behavior": "allow", "authenticators": listed} if listed else "none",
    }
    live: JsonObject = {
        "id": DEFAULT_PROFILE if number == 0 else an_id("profile", local),
        "name": name,
        "passkeyTypes": ",".join(types),
        "attestationEnforcement": "registrationOnly" if attested else "disabled",
        "keyRestrictions": {"isEnforced": bool(listed), "enforcementType": "allow", "aaGuids": listed},
    }
    return (local, described), live


def row(number: int, group: str, profiles: int) -> tuple[JsonValue, JsonObject]:
    chosen = number % profiles
    live: JsonObject = {
        "targetType": "group",
        "id": an_id("group", group),
        "isRegistrationRequired": False,
        "allowedPasskeyProfiles": [DEFAULT_PROFILE if chosen == 0 else an_id("profile", f"profile-{chosen}")],
    }
    return {"group": group, "profiles": ["default" if chosen == 0 else f"profile-{chosen}"]}, live


def fido2(profiles: list[JsonObject], rows: list[JsonObject]) -> JsonObject:
    return {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity",
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": True,
        "defaultPasskeyProfile": DEFAULT_PROFILE,
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        "excludeTargets": [],
        "includeTargets": list[JsonValue](rows),
        "passkeyProfiles": list[JsonValue](profiles),
    }


def strength(number: int) -> tuple[Named, JsonObject]:
    local, name = f"strength-{number}", f"Bench strength {number}"
    combinations: list[JsonValue] = list(COMBINATIONS[: 1 + number % len(COMBINATIONS)])
    listed: list[JsonValue] = list(AAGUIDS[: number % 5])
    described: JsonObject = {"name": name, "description": f"Strength {number}", "allowedCombinations": combinations}
    if listed:
        described["fido2"] = {"allowedAAGUIDs": listed}
    return (local, described), strength_json(an_id("strength", local), name, combinations, "custom", listed, number)


def strength_json(
    id: str, name: str, combinations: list[JsonValue], kind: str, aaguids: list[JsonValue], number: int
) -> JsonObject:
    limit: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
        "id": an_id("limit", id),
        "appliesToCombinations": ["fido2"],
        "allowedAAGUIDs": aaguids,
    }
    return {
        "id": id,
        "createdDateTime": "2026-05-04T08:00:00Z",
        "modifiedDateTime": "2026-05-04T08:00:00Z",
        "displayName": name,
        "description": f"Strength {number}",
        "policyType": kind,
        "requirementsSatisfied": "mfa",
        "allowedCombinations": combinations,
        "combinationConfigurations": [limit] if aaguids else [],
    }


def built_in_strengths() -> list[JsonObject]:
    names = ("Multifactor authentication", "Passwordless MFA", "Phishing-resistant MFA")
    return [
        strength_json(
            f"00000000-0000-0000-0000-00000000000{number}", name, ["windowsHelloForBusiness", "fido2"], "builtIn", [], 0
        )
        for number, name in enumerate(names, start=2)
    ]


def directory(groups: list[str]) -> dict[str, JsonValue]:
    accounts: list[JsonValue] = [
        {
            "@odata.type": "#microsoft.graph.user",
            "id": an_id("user", name),
            "displayName": name,
            "userPrincipalName": f"{name}@{DOMAIN}",
            "accountEnabled": True,
            "userType": "Member",
        }
        for name in ("bg1", "bg2")
    ]
    return {
        "groups": [a_group(name) for name in groups],
        "users": accounts,
        "roles": [
            {"id": an_id("role", name), "templateId": an_id("role", name), "displayName": name, "isBuiltIn": True}
            for name in ROLES
        ],
        "applications": [
            {"id": an_id("principal", name), "appId": an_id("application", name), "displayName": name}
            for name in APPLICATIONS
        ],
        "locations": [
            {
                "@odata.type": "#microsoft.graph.ipNamedLocation",
                "id": an_id("location", name),
                "displayName": name,
                "isTrusted": True,
                "ipRanges": [],
            }
            for name in LOCATIONS
        ],
        "organization": [
            {"id": TENANT, "displayName": "Bench", "verifiedDomains": [{"name": DOMAIN, "isInitial": True}]}
        ],
    }


def a_group(name: str) -> JsonObject:
    return {
        "@odata.type": "#microsoft.graph.group",
        "id": an_id("group", name),
        "displayName": name,
        "securityEnabled": True,
        "mailEnabled": False,
        "groupTypes": [],
        "membershipRule": None,
        "isAssignableToRole": False,
        "onPremisesSyncEnabled": None,
    }

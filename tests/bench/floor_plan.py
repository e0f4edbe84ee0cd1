"""The least a plan can cost in Python with httpx: the same round trips, the same file, a comparison, no tool around it.

    python floor_plan.py URL FILE

It understands just what `tests/bench/policies.py` makes. Exits 1 if it finds a difference: there is none.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import httpx
import yaml

FIDO2 = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"
STRENGTHS = "/v1.0/policies/authenticationStrengthPolicies"
POLICIES = "/identity/conditionalAccess/policies"
LOCATIONS = "/v1.0/identity/conditionalAccess/namedLocations"
STATES = {"enabledForReportingButNotEnforced": "reportOnly"}
RESOURCES = {"All": "All resources", "Office365": "Office 365"}
ACTIONS = {"urn:user:registersecurityinfo": "Register security information"}


async def main(url: str, file: str) -> int:
    with open(file, encoding="utf-8") as opened:
        desired = yaml.load(opened, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    headers = {"Authorization": "Bearer floor", "Prefer": "include-unknown-enum-members"}
    async with httpx.AsyncClient(base_url=url, headers=headers) as client:
        fido2, strengths, policies, _, locations, found = await asyncio.gather(
            get(client, FIDO2),
            get(client, STRENGTHS),
            get(client, f"/v1.0{POLICIES}?$top=999"),
            get(client, f"/beta{POLICIES}?$select=id,displayName"),
            get(client, LOCATIONS),
            batch(client, names(desired)),
        )
        rows = [row for answer in found for row in answer.get("value", ())]
        group = next(row["id"] for row in rows if row["displayName"] == desired["emergencyAccess"]["group"])
        ids = {"ids": [row["id"] for row in rows], "types": ["group", "user", "servicePrincipal"]}
        await batch(
            client,
            [
                ("GET", f"/groups/{group}/transitiveMembers/microsoft.graph.user?$select=id,displayName", None),
                ("POST", "/directoryObjects/getByIds?$select=id,displayName", ids),
            ],
        )
    known = {row["id"]: row["displayName"] for row in (*rows, *locations["value"])}
    known.update({row["appId"]: row["displayName"] for row in rows if "appId" in row})
    known.update(local_ids(desired, fido2, strengths["value"]))
    return differences(desired, fido2, strengths["value"], policies["value"], known)


async def get(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    answer.raise_for_status()
    return json.loads(answer.content)  # type: ignore[no-any-return]


async def batch(client: httpx.AsyncClient, asked: list[tuple[str, str, Any]]) -> list[dict[str, Any]]:
    requests = [
        {"id": str(number), "method": method, "url": url, "body": body, "headers": {"Content-Type": "application/json"}}
        for number, (method, url, body) in enumerate(asked)
    ]
    answer = await client.post("/v1.0/$batch", json={"requests": requests})
    answer.raise_for_status()
    return [each["body"] for each in json.loads(answer.content)["responses"]]


def names(desired: dict[str, Any]) -> list[tuple[str, str, Any]]:
    policies = desired["conditionalAccess"].values()
    groups = {row["group"] for row in desired["passkeys"]["targets"]} | {desired["emergencyAccess"]["group"]}
    applications: set[str] = set()
    for each in policies:
        for side in each["users"].values():
            groups.update(side["groups"] if isinstance(side, dict) and "groups" in side else ())
        resources = each["target"].get("resources", {})
        applications.update((*resources.get("include", ()), *resources.get("exclude", ())))
    accounts = desired["emergencyAccess"]["accounts"]
    return [
        *in_fifteens("/groups", "displayName", groups),
        *in_fifteens("/servicePrincipals", "displayName", applications - set(RESOURCES.values())),
        *in_fifteens("/users", "userPrincipalName", accounts),
        ("GET", "/roleManagement/directory/roleDefinitions?$select=id,displayName", None),
        ("GET", "/organization?$select=id,displayName,verifiedDomains", None),
    ]


def in_fifteens(path: str, key: str, wanted: Any) -> list[tuple[str, str, Any]]:
    ordered = sorted(wanted)
    parts = (ordered[start : start + 15] for start in range(0, len(ordered), 15))
    return [("GET", f"{path}?$filter={key} in ({','.join(map(repr, part))})&$top=999", None) for part in parts]


def local_ids(desired: dict[str, Any], fido2: Any, strengths: Any) -> list[tuple[str, str]]:
    by_name = {each["name"]: local for local, each in desired["passkeys"]["profiles"].items()}
    by_name.update({each["name"]: local for local, each in desired["authenticationStrengths"].items()})
    live = [(each["id"], each["name"]) for each in fido2["passkeyProfiles"]]
    live += [(each["id"], each["displayName"]) for each in strengths]
    return [(id, by_name[name]) for id, name in live if name in by_name]


def differences(desired: dict[str, Any], fido2: Any, strengths: Any, policies: Any, known: dict[str, str]) -> int:
    rows = {known[each["id"]]: {known[id] for id in each["allowedPasskeyProfiles"]} for each in fido2["includeTargets"]}
    wrong = rows != {each["group"]: set(each["profiles"]) for each in desired["passkeys"]["targets"]}
    live_profiles = {each["name"]: profile(each) for each in fido2["passkeyProfiles"]}
    for each in desired["passkeys"]["profiles"].values():
        wrong |= live_profiles.get(each["name"]) != {**each, "passkeyTypes": set(each["passkeyTypes"])}
    live_strengths = {each["displayName"]: set(each["allowedCombinations"]) for each in strengths}
    for each in desired["authenticationStrengths"].values():
        wrong |= live_strengths.get(each["name"]) != set(each["allowedCombinations"])
    live_policies = {each["displayName"]: policy(each, known) for each in policies}
    for each in desired["conditionalAccess"].values():
        wrong |= live_policies.get(each["name"]) != as_sets(each)
    return int(wrong)


def profile(live: Any) -> dict[str, Any]:
    keys = live["keyRestrictions"]
    return {
        "name": live["name"],
        "passkeyTypes": set(live["passkeyTypes"].split(",")),
        "enforceAttestation": live["attestationEnforcement"] == "registrationOnly",
        "keyRestrictions": {"behavior": keys["enforcementType"], "authenticators": keys["aaGuids"]}
        if keys["isEnforced"]
        else "none",
    }


def policy(live: Any, known: dict[str, str]) -> Any:
    users, apps = live["conditions"]["users"], live["conditions"]["applications"]
    sides = {"groups": users["includeGroups"], "roles": users["includeRoles"]}
    named = {key: {known[id] for id in value} for key, value in sides.items() if value}
    target: dict[str, Any] = {"userActions": {ACTIONS[each] for each in apps["includeUserActions"]}}
    if not apps["includeUserActions"]:
        both = {"include": apps["includeApplications"], "exclude": apps["excludeApplications"]}
        target = {
            "resources": {key: {RESOURCES.get(id) or known[id] for id in ids} for key, ids in both.items() if ids}
        }
    found = {
        "name": live["displayName"],
        "state": STATES.get(live["state"], live["state"]),
        "users": {
            "include": "all" if users["includeUsers"] else named,
            "exclude": {"groups": {known[id] for id in users["excludeGroups"]}},
        },
        "target": target,
        "conditions": conditions(live["conditions"], known),
        "grant": grant(live["grantControls"], known),
        "session": session(live["sessionControls"]),
    }
    return {key: value for key, value in found.items() if value}


def conditions(live: Any, known: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if live["platforms"]:
        found["platforms"] = {"include": set(live["platforms"]["includePlatforms"])}
    if live["clientAppTypes"] != ["all"]:
        found["clientApps"] = set(live["clientAppTypes"])
    if live["locations"]:
        found["locations"] = {"include": "all", "exclude": {known[id] for id in live["locations"]["excludeLocations"]}}
    if live["signInRiskLevels"]:
        found["signInRisk"] = set(live["signInRiskLevels"])
    return found


def grant(live: Any, known: dict[str, str]) -> dict[str, Any]:
    if live["authenticationStrength"]:
        return {"authenticationStrength": known[live["authenticationStrength"]["id"]]}
    found: dict[str, Any] = {"require": "all"} if live["operator"] == "AND" else {}
    return {**found, "controls": set(live["builtInControls"])}


def session(live: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    frequency = (live or {}).get("signInFrequency")
    if frequency:
        every_time = frequency["frequencyInterval"] == "everyTime"
        found["signInFrequency"] = "everyTime" if every_time else f"{frequency['value']}{frequency['type'][0]}"
    if live and live["persistentBrowser"]:
        found["persistentBrowser"] = live["persistentBrowser"]["mode"]
    return found


def as_sets(value: Any) -> Any:
    if isinstance(value, list):
        return set(value)
    return {key: as_sets(inner) for key, inner in value.items()} if isinstance(value, dict) else value


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(*sys.argv[1:3])))

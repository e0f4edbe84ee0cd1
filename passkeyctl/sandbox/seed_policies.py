"""Strengths, named locations and Conditional Access policies of the seeded company, as one finds them."""

from __future__ import annotations

import copy
from typing import TypeAlias

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import built_in_strengths
from passkeyctl.sandbox.jsonread import as_text
from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES
from passkeyctl.sandbox.seed_groups import group_id
from passkeyctl.sandbox.seed_ids import fixed_id

_CREATED = "2025-11-04T12:59:05.2884951Z"
_ADMIN_ROLES = (
    "Global Administrator",
    "Privileged Role Administrator",
    "Privileged Authentication Administrator",
    "Security Administrator",
    "Conditional Access Administrator",
    "Exchange Administrator",
    "SharePoint Administrator",
    "User Administrator",
    "Application Administrator",
    "Cloud Application Administrator",
    "Authentication Administrator",
    "Helpdesk Administrator",
)
_REPORT_ONLY = "enabledForReportingButNotEnforced"


def strengths(tenant_id: str) -> list[JsonObject]:
    """The built-in ones and one of the company's own, which nothing uses yet."""
    cards: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
        "id": fixed_id(tenant_id, "configuration of cards and keys"),
        "appliesToCombinations": ["fido2"],
        "allowedAAGUIDs": ["2fc0579f-8113-47ea-b116-bb5a8db9202a", "a25342c0-3cdc-4414-8e46-f4807fca511c"],
    }
    own: JsonObject = {
        "id": fixed_id(tenant_id, "strength Cards and keys"),
        "createdDateTime": _CREATED,
        "modifiedDateTime": _CREATED,
        "displayName": "Cards and keys",
        "description": "Smart cards and two models of security key",
        "policyType": "custom",
        "requirementsSatisfied": "mfa",
        "allowedCombinations": ["fido2", "x509CertificateMultiFactor"],
        "combinationConfigurations": [cards],
    }
    return [*built_in_strengths(), own]


def locations(tenant_id: str) -> list[JsonObject]:
    """Two places and a country list; the addresses are of the ranges set aside for documentation."""
    stamps: JsonObject = {"createdDateTime": _CREATED, "modifiedDateTime": _CREATED, "deletedDateTime": None}
    return [
        {
            "@odata.type": "#microsoft.graph.ipNamedLocation",
            "id": fixed_id(tenant_id, "location Head office"),
            "displayName": "Head office",
            **stamps,
            "isTrusted": True,
            "ipRanges": [_range("iPv4", "198.51.100.0/24"), _range("iPv6", "2001:db8:6::/48")],
        },
        {
            "@odata.type": "#microsoft.graph.ipNamedLocation",
            "id": fixed_id(tenant_id, "location Stores"),
            "displayName": "Stores",
            **stamps,
            "isTrusted": False,
            "ipRanges": [_range("iPv4", "203.0.113.0/24")],
        },
        {
            "@odata.type": "#microsoft.graph.countryNamedLocation",
            "id": fixed_id(tenant_id, "location Countries we work in"),
            "displayName": "Countries we work in",
            **stamps,
            "countriesAndRegions": ["DK", "NO", "SE"],
            "includeUnknownCountriesAndRegions": False,
            "countryLookupMethod": "clientIpAddress",
        },
    ]


def _range(family: str, address: str) -> JsonObject:
    return {"@odata.type": f"#microsoft.graph.{family}CidrRange", "cidrAddress": address}


def policies(tenant_id: str) -> list[JsonObject]:
    emergency = group_id(tenant_id, "SG-EmergencyAccess")
    templates = {each.name: each.id for each in ROLE_TEMPLATES}
    everyone: JsonObject = {"includeUsers": ["All"], "excludeGroups": [emergency]}
    admins: JsonObject = {"includeRoles": [templates[each] for each in _ADMIN_ROLES], "excludeGroups": [emergency]}
    rows = (*_enforced(everyone, admins), *_watched(everyone, admins), _switched_off(everyone))
    found = [_policy(tenant_id, *row) for row in rows]
    return sorted(found, key=lambda each: as_text(each["displayName"]))


_EVERYTHING: JsonValue = {"includeApplications": ["All"]}
# Name, state, conditions, grant, session.
Row: TypeAlias = tuple[str, str, JsonObject, JsonValue, JsonValue]


def _enforced(everyone: JsonObject, admins: JsonObject) -> tuple[Row, ...]:
    old_protocols: JsonObject = {"clientAppTypes": ["exchangeActiveSync", "other"]}
    members: JsonObject = {**everyone, "excludeUsers": ["GuestsOrExternalUsers"]}
    return (
        (
            "CA001 - All users - Block legacy authentication",
            "enabled",
            {"users": everyone, "applications": _EVERYTHING, **old_protocols},
            _grant("block"),
            None,
        ),
        (
            "CA002 - Administrators - Require multifactor authentication",
            "enabled",
            {"users": admins, "applications": _EVERYTHING},
            _grant("mfa"),
            None,
        ),
        (
            "CA003 - All users - Require multifactor authentication",
            "enabled",
            {"users": members, "applications": _EVERYTHING},
            _grant("mfa"),
            None,
        ),
    )


def _watched(everyone: JsonObject, admins: JsonObject) -> tuple[Row, ...]:
    return (
        (
            "CA004 - Administrators - Require a managed device",
            _REPORT_ONLY,
            {"users": admins, "applications": {"includeApplications": ["MicrosoftAdminPortals"]}},
            _grant("compliantDevice", "domainJoinedDevice"),
            None,
        ),
        (
            "CA005 - All users - Sign in daily on unmanaged devices",
            _REPORT_ONLY,
            {"users": everyone, "applications": _EVERYTHING, "devices": {"deviceFilter": _unmanaged()}},
            None,
            _daily(),
        ),
        (
            "CA007 - All users - Multifactor authentication for risky sign-ins",
            _REPORT_ONLY,
            {"users": everyone, "applications": _EVERYTHING, "signInRiskLevels": ["high", "medium"]},
            _grant("mfa"),
            _every_time(),
        ),
    )


def _switched_off(everyone: JsonObject) -> Row:
    return (
        "CA006 - All users - Register security information from trusted places",
        "disabled",
        {
            "users": everyone,
            "applications": {"includeUserActions": ["urn:user:registersecurityinfo"]},
            "locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
        },
        _grant("block"),
        None,
    )


def _policy(
    tenant_id: str, name: str, state: str, conditions: JsonValue, grant: JsonValue, session: JsonValue
) -> JsonObject:
    return {
        "id": fixed_id(tenant_id, f"policy {name[:5]}"),
        "displayName": name,
        "createdDateTime": _CREATED,
        "state": state,
        # Copies: no two policies may share a part that somebody changes in one of them.
        "conditions": copy.deepcopy(conditions),
        "grantControls": copy.deepcopy(grant),
        "sessionControls": copy.deepcopy(session),
    }


def _grant(*controls: str) -> JsonObject:
    return {"operator": "OR", "builtInControls": [*controls]}


def _unmanaged() -> JsonObject:
    return {"mode": "exclude", "rule": 'device.isCompliant -eq True -or device.trustType -eq "ServerAD"'}


def _daily() -> JsonObject:
    return {
        "signInFrequency": {"isEnabled": True, "value": 1, "type": "days", "frequencyInterval": "timeBased"},
        "persistentBrowser": {"isEnabled": True, "mode": "never"},
    }


def _every_time() -> JsonObject:
    return {"signInFrequency": {"isEnabled": True, "frequencyInterval": "everyTime"}}

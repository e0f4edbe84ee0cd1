"""The conditions of a Conditional Access policy: whom, what and when it concerns.

Source: conditionalAccessConditionSet, v1.0
(https://learn.microsoft.com/graph/api/resources/conditionalaccessconditionset).
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule, Guests
from passkeyctl.wire import canonical as c

ALL_TENANTS = "#microsoft.graph.conditionalAccessAllExternalTenants"
LISTED_TENANTS = "#microsoft.graph.conditionalAccessEnumeratedExternalTenants"
LEGACY_GUESTS = "GuestsOrExternalUsers"
EVERYBODY = {"All": "all", "None": "none"}
RESOURCES = {
    "All": "All resources",
    "Office365": "Office 365",
    "MicrosoftAdminPortals": "Microsoft Admin Portals",
    "None": "None",
}
USER_ACTIONS = {
    "urn:user:registersecurityinfo": "Register security information",
    "urn:user:registerdevice": "Register or join devices",
}
LOCATIONS = {
    "All": "all",
    "AllTrusted": "allTrusted",
    "00000000-0000-0000-0000-000000000000": "MFA trusted IPs",
}
SERVICE_PRINCIPALS = {"ServicePrincipalsInMyTenant": "all"}
RISKS = {
    "conditions.signInRisk": "signInRiskLevels",
    "conditions.userRisk": "userRiskLevels",
    "conditions.servicePrincipalRisk": "servicePrincipalRiskLevels",
}


def read(conditions: JsonObject) -> Fields:
    users, applications = _part(conditions, "users"), _part(conditions, "applications")
    return {
        **_read_users(users),
        **_read_workloads(c.optional_object(conditions.get("clientApplications")) or {}),
        **_read_applications(applications),
        **_read_circumstances(conditions),
    }


def _part(conditions: JsonObject, name: str) -> JsonObject:
    """Null is an empty one; an answer without it is not whole, and a write made from it would lose what it holds."""
    return {} if name in conditions and conditions[name] is None else c.an_object(conditions.get(name), name)


def _read_users(users: JsonObject) -> Fields:
    included, excluded = c.identifiers(users.get("includeUsers")), c.identifiers(users.get("excludeUsers"))
    everybody = next((word for graph, word in EVERYBODY.items() if graph in included), "selected")
    words = {*EVERYBODY, LEGACY_GUESTS}
    return {
        "users.include": everybody,
        "users.include.users": included - words,
        "users.include.groups": c.identifiers(users.get("includeGroups")),
        "users.include.roles": c.identifiers(users.get("includeRoles")),
        "users.include.guests": _read_guests(users.get("includeGuestsOrExternalUsers"), LEGACY_GUESTS in included),
        "users.exclude.users": excluded - {LEGACY_GUESTS},
        "users.exclude.groups": c.identifiers(users.get("excludeGroups")),
        "users.exclude.roles": c.identifiers(users.get("excludeRoles")),
        "users.exclude.guests": _read_guests(users.get("excludeGuestsOrExternalUsers"), LEGACY_GUESTS in excluded),
    }


def _read_guests(value: JsonValue, legacy: bool) -> Guests | None:
    guests = c.optional_object(value) or {}
    types = frozenset(_guest_type(each) for each in c.flags(guests.get("guestOrExternalUserTypes"))) - {"none"}
    if not types:
        return Guests(legacy=True) if legacy else None
    return Guests(types, _tenants(c.optional_object(guests.get("externalTenants"))), legacy)


def _tenants(tenants: JsonObject | None) -> str | frozenset[str]:
    """All, also where nothing is said; those listed; or a word that Graph has added since: no `all` either."""
    if tenants is None:
        return "all"
    listed = {"@odata.type": LISTED_TENANTS, "membershipKind": "enumerated"}
    if any(tenants.get(key) == word for key, word in listed.items()):
        return c.identifiers(tenants.get("members"))
    return c.text(tenants.get("membershipKind")) or "all"


def _guest_type(word: str) -> str:
    """Older writers stored `InternalGuest`; Graph answers `internalGuest`."""
    return word[:1].lower() + word[1:]


def _read_workloads(workloads: JsonObject) -> Fields:
    return {
        "workloadIdentities.include": _translated(workloads.get("includeServicePrincipals"), SERVICE_PRINCIPALS),
        "workloadIdentities.exclude": _translated(workloads.get("excludeServicePrincipals"), SERVICE_PRINCIPALS),
        "workloadIdentities.filter": _read_filter(workloads.get("servicePrincipalFilter")),
    }


def _read_applications(applications: JsonObject) -> Fields:
    return {
        "target.resources.include": _translated(applications.get("includeApplications"), RESOURCES),
        "target.resources.exclude": _translated(applications.get("excludeApplications"), RESOURCES),
        "target.resources.filter": _read_filter(applications.get("applicationFilter")),
        "target.userActions": _translated(applications.get("includeUserActions"), USER_ACTIONS),
        "target.authenticationContexts": frozenset(
            each.lower() for each in c.strings(applications.get("includeAuthenticationContextClassReferences"))
        ),
    }


def _read_circumstances(conditions: JsonObject) -> Fields:
    platforms = c.optional_object(conditions.get("platforms")) or {}
    locations = c.optional_object(conditions.get("locations")) or {}
    devices = c.optional_object(conditions.get("devices")) or {}
    flows = c.optional_object(conditions.get("authenticationFlows")) or {}
    return {
        "conditions.platforms.include": c.string_set(platforms.get("includePlatforms")),
        "conditions.platforms.exclude": c.string_set(platforms.get("excludePlatforms")),
        "conditions.locations.include": _translated(locations.get("includeLocations"), LOCATIONS),
        "conditions.locations.exclude": _translated(locations.get("excludeLocations"), LOCATIONS),
        "conditions.clientApps": c.string_set(conditions.get("clientAppTypes")) or frozenset({"all"}),
        "conditions.deviceFilter": _read_filter(devices.get("deviceFilter")),
        **{path: c.string_set(conditions.get(graph)) for path, graph in RISKS.items()},
        "conditions.insiderRisk": c.flags(conditions.get("insiderRiskLevels")),
        "conditions.authenticationFlows": c.flags(flows.get("transferMethods")),
    }


def _translated(value: JsonValue, words: dict[str, str]) -> frozenset[str]:
    return frozenset(words.get(each, each) for each in c.identifiers(value))


def _read_filter(value: JsonValue) -> FilterRule | None:
    """An object of nulls is none."""
    found = c.optional_object(value) or {}
    mode, rule = c.text(found.get("mode")), c.text(found.get("rule"))
    return FilterRule(mode or "", rule or "") if mode or rule else None

"""The conditions of a Conditional Access policy: whom, what and when it concerns.

Source: conditionalAccessConditionSet, v1.0
(https://learn.microsoft.com/graph/api/resources/conditionalaccessconditionset).
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model import conditional_access as ca
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule, Guests, Value
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
    users = c.an_object(conditions.get("users"), "conditions.users")
    applications = c.an_object(conditions.get("applications"), "conditions.applications")
    return {
        **_read_users(users, is_for_workloads=conditions.get("clientApplications") is not None),
        **_read_workloads(c.optional_object(conditions.get("clientApplications")) or {}),
        **_read_applications(applications),
        **_read_circumstances(conditions),
    }


def _read_users(users: JsonObject, *, is_for_workloads: bool) -> Fields:
    included, excluded = c.identifiers(users.get("includeUsers")), c.identifiers(users.get("excludeUsers"))
    everybody = next((word for graph, word in EVERYBODY.items() if graph in included), "selected")
    words = {*EVERYBODY, LEGACY_GUESTS}
    return {
        # Graph wants `None` in the users of a policy for workload identities: there it says nothing of its own.
        "users.include": "selected" if is_for_workloads and everybody == "none" else everybody,
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
    guests = c.optional_object(value)
    types = frozenset(_guest_type(each) for each in c.flags(guests.get("guestOrExternalUserTypes"))) if guests else None
    if guests is None or types is None:
        return Guests(legacy=True) if legacy else None
    tenants = c.optional_object(guests.get("externalTenants"))
    scope: str | frozenset[str] | None = None
    if tenants is not None:
        listed = tenants.get("membershipKind") == "enumerated"
        scope = c.identifiers(tenants.get("members")) if listed else "all"
    return Guests(types - {"none"}, scope, legacy)


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
        "target.authenticationContexts": c.string_set(applications.get("includeAuthenticationContextClassReferences")),
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
    rule = c.optional_object(value)
    return FilterRule(str(rule.get("mode")), str(rule.get("rule"))) if rule is not None else None


def write(fields: Fields, original: JsonObject) -> JsonObject:
    """The whole condition set: what the fields say, and what `original` holds beyond them."""
    sent = c.bare(original)
    sent["users"] = {**_kept(original, "users"), **_users(fields)}
    sent["applications"] = {**_kept(original, "applications"), **_applications(fields)}
    sent["clientApplications"] = _workloads(fields, _kept(original, "clientApplications"))
    sent["platforms"] = _pair(fields, "conditions.platforms", "Platforms", {}, _kept(original, "platforms"))
    sent["locations"] = _pair(fields, "conditions.locations", "Locations", LOCATIONS, _kept(original, "locations"))
    sent["clientAppTypes"] = _client_apps(fields, original)
    sent["devices"] = _devices(fields["conditions.deviceFilter"], _kept(original, "devices"))
    for path, graph in RISKS.items():
        sent[graph] = c.as_list(_members(fields[path]))
    insider = _members(fields["conditions.insiderRisk"])
    sent["insiderRiskLevels"] = c.flag_string(insider, ca.INSIDER_RISK_LEVELS) if insider else None
    flows = _members(fields["conditions.authenticationFlows"])
    sent["authenticationFlows"] = {"transferMethods": c.flag_string(flows, ca.AUTHENTICATION_FLOWS)} if flows else None
    return sent


def _client_apps(fields: Fields, original: JsonObject) -> list[JsonValue]:
    """`all` is what Graph fills in; some controls refuse even that, so it is sent only to replace something."""
    wanted = _members(fields["conditions.clientApps"])
    live = c.string_set(original.get("clientAppTypes")) or frozenset({"all"})
    return [] if wanted == live == frozenset({"all"}) else c.as_list(wanted)


def _kept(original: JsonObject, key: str) -> JsonObject:
    return c.bare(c.optional_object(original.get(key)))


def _users(fields: Fields) -> JsonObject:
    included, excluded = _people(fields, "include"), _people(fields, "exclude")
    everybody = next((graph for graph, word in EVERYBODY.items() if word == fields["users.include"]), None)
    if everybody is not None:
        included = [everybody, *included]
    elif _is_for_workloads(fields) and not included:
        included = ["None"]
    return {
        "includeUsers": included,
        "excludeUsers": excluded,
        "includeGroups": c.as_list(_members(fields["users.include.groups"])),
        "excludeGroups": c.as_list(_members(fields["users.exclude.groups"])),
        "includeRoles": c.as_list(_members(fields["users.include.roles"])),
        "excludeRoles": c.as_list(_members(fields["users.exclude.roles"])),
        "includeGuestsOrExternalUsers": _guests(fields["users.include.guests"]),
        "excludeGuestsOrExternalUsers": _guests(fields["users.exclude.guests"]),
    }


def _people(fields: Fields, side: str) -> list[JsonValue]:
    guests = fields[f"users.{side}.guests"]
    legacy = isinstance(guests, Guests) and guests.legacy
    return [*([LEGACY_GUESTS] if legacy else []), *c.as_list(_members(fields[f"users.{side}.users"]))]


def _guests(value: Value) -> JsonValue:
    if not isinstance(value, Guests) or not value.types:
        return None
    sent: JsonObject = {"guestOrExternalUserTypes": c.flag_string(value.types, ca.GUEST_TYPES)}
    if value.tenants == "all":
        sent["externalTenants"] = {"@odata.type": ALL_TENANTS, "membershipKind": "all"}
    elif isinstance(value.tenants, frozenset):
        members = c.as_list(value.tenants)
        sent["externalTenants"] = {"@odata.type": LISTED_TENANTS, "membershipKind": "enumerated", "members": members}
    return sent


def _is_for_workloads(fields: Fields) -> bool:
    return any(fields[f"workloadIdentities.{key}"] for key in ("include", "exclude", "filter"))


def _workloads(fields: Fields, kept: JsonObject) -> JsonValue:
    if not _is_for_workloads(fields):
        return None
    sent: JsonObject = {
        **kept,
        "includeServicePrincipals": _untranslated(fields["workloadIdentities.include"], SERVICE_PRINCIPALS),
        "excludeServicePrincipals": _untranslated(fields["workloadIdentities.exclude"], SERVICE_PRINCIPALS),
    }
    rule = _filter(fields["workloadIdentities.filter"])
    return {**sent, "servicePrincipalFilter": rule} if rule is not None or kept else sent


def _applications(fields: Fields) -> JsonObject:
    return {
        "includeApplications": _untranslated(fields["target.resources.include"], RESOURCES),
        "excludeApplications": _untranslated(fields["target.resources.exclude"], RESOURCES),
        "applicationFilter": _filter(fields["target.resources.filter"]),
        "includeUserActions": _untranslated(fields["target.userActions"], USER_ACTIONS),
        "includeAuthenticationContextClassReferences": c.as_list(_members(fields["target.authenticationContexts"])),
    }


def _pair(fields: Fields, path: str, suffix: str, words: dict[str, str], kept: JsonObject) -> JsonValue:
    included, excluded = fields[f"{path}.include"], fields[f"{path}.exclude"]
    if not included and not excluded:
        return None
    return {
        **kept,
        f"include{suffix}": _untranslated(included, words),
        f"exclude{suffix}": _untranslated(excluded, words),
    }


def _devices(value: Value, kept: JsonObject) -> JsonValue:
    rule = _filter(value)
    others = {key: inner for key, inner in kept.items() if key != "deviceFilter" and inner}
    return {**others, "deviceFilter": rule} if rule is not None or others else None


def _filter(value: Value) -> JsonValue:
    return {"mode": value.mode, "rule": value.rule} if isinstance(value, FilterRule) else None


def _untranslated(value: Value, words: dict[str, str]) -> list[JsonValue]:
    graph = {ours: theirs for theirs, ours in words.items()}
    return c.as_list(graph.get(each, each) for each in _members(value))


def _members(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()

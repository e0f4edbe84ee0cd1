"""How the fields of a policy become the members of its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model import conditional_access as ca
from passkeyctl.model.values import FilterRule, Guests, Value
from passkeyctl.wire import canonical as c
from passkeyctl.wire.conditions import (
    ALL_TENANTS,
    EVERYBODY,
    LEGACY_GUESTS,
    LISTED_TENANTS,
    LOCATIONS,
    RESOURCES,
    RISKS,
    SERVICE_PRINCIPALS,
    USER_ACTIONS,
)
from passkeyctl.wire.overlay import Edit, Member, object_or_null, overlaid


def write(edit: Edit, original: JsonObject) -> JsonObject:
    """The whole condition set: what the fields say, and what `original` holds beyond them."""
    sent = overlaid(MEMBERS, edit, original)
    before = ALL_CLIENT_APPS if edit.prior is None else edit.prior["conditions.clientApps"]
    if edit.planned["conditions.clientApps"] == before == ALL_CLIENT_APPS:
        # Graph fills it in, and some controls refuse it even where it says the same.
        sent.pop("clientAppTypes", None)
    return sent


ALL_CLIENT_APPS = frozenset({"all"})


def _list(path: str, words: Mapping[str, str], edit: Edit, _: JsonValue) -> JsonValue:
    graph = {ours: theirs for theirs, ours in words.items()}
    return c.as_list(graph.get(each, each) for each in _words(edit.planned[path]))


def list_member(name: str, path: str, words: Mapping[str, str] | None = None) -> Member:
    return Member(name, (path,), partial(_list, path, words or {}))


def _flags(path: str, order: tuple[str, ...], edit: Edit, _: JsonValue) -> JsonValue:
    return c.flag_string(_words(edit.planned[path]), order) or None


def _filter(path: str, edit: Edit, live: JsonValue) -> JsonValue:
    value = edit.planned[path]
    kept = c.optional_object(live) or {}
    return {**kept, "mode": value.mode, "rule": value.rule} if isinstance(value, FilterRule) else None


def _filter_member(name: str, path: str) -> Member:
    return Member(name, (path,), partial(_filter, path))


def _people(side: str, edit: Edit, _: JsonValue) -> JsonValue:
    fields = edit.planned
    guests = fields[f"users.{side}.guests"]
    legacy = [LEGACY_GUESTS] if isinstance(guests, Guests) and guests.legacy else []
    named: list[JsonValue] = [*legacy, *c.as_list(_words(fields[f"users.{side}.users"]))]
    if side == "exclude":
        return named
    everybody = next((graph for graph, word in EVERYBODY.items() if word == fields["users.include"]), None)
    if everybody is None and not named and ca.is_for_workloads(fields):
        everybody = "None"
    return [everybody, *named] if everybody is not None else named


def _guests(side: str, edit: Edit, live: JsonValue) -> JsonValue:
    value = edit.planned[f"users.{side}.guests"]
    if not isinstance(value, Guests) or not value.types:
        return None
    kept = c.optional_object(live) or {}
    sent: JsonObject = {**kept, "guestOrExternalUserTypes": c.flag_string(value.types, ca.GUEST_TYPES)}
    if value.tenants is not None:
        sent["externalTenants"] = _tenants(value.tenants)
    elif "externalTenants" in kept:
        sent["externalTenants"] = None
    return sent


def _tenants(tenants: str | frozenset[str]) -> JsonObject:
    if tenants == "all":
        return {"@odata.type": ALL_TENANTS, "membershipKind": "all"}
    if isinstance(tenants, str):
        return {"membershipKind": tenants}
    return {"@odata.type": LISTED_TENANTS, "membershipKind": "enumerated", "members": c.as_list(tenants)}


def _nested(members: Iterable[Member], edit: Edit, live: JsonValue) -> JsonValue:
    return overlaid(members, edit, c.optional_object(live))


def _optional(members: Iterable[Member], edit: Edit, live: JsonValue) -> JsonValue:
    return object_or_null(members, edit, live)


def _pair(name: str, path: str, words: Mapping[str, str]) -> Member:
    """An object of an include and an exclude list, null where both are empty."""
    suffix = name[0].upper() + name[1:]
    lists = tuple(list_member(f"{side}{suffix}", f"{path}.{side}", words) for side in ("include", "exclude"))
    return Member(name, (path,), partial(_optional, lists))


def _words(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


WORKLOADS = "workloadIdentities"
USERS = (
    Member("includeUsers", ("users.include", WORKLOADS), partial(_people, "include")),
    Member("excludeUsers", ("users.exclude.users", "users.exclude.guests"), partial(_people, "exclude")),
    list_member("includeGroups", "users.include.groups"),
    list_member("excludeGroups", "users.exclude.groups"),
    list_member("includeRoles", "users.include.roles"),
    list_member("excludeRoles", "users.exclude.roles"),
    Member("includeGuestsOrExternalUsers", ("users.include.guests",), partial(_guests, "include")),
    Member("excludeGuestsOrExternalUsers", ("users.exclude.guests",), partial(_guests, "exclude")),
)
APPLICATIONS = (
    list_member("includeApplications", "target.resources.include", RESOURCES),
    list_member("excludeApplications", "target.resources.exclude", RESOURCES),
    _filter_member("applicationFilter", "target.resources.filter"),
    list_member("includeUserActions", "target.userActions", USER_ACTIONS),
    list_member("includeAuthenticationContextClassReferences", "target.authenticationContexts"),
)
WORKLOAD_IDENTITIES = (
    list_member("includeServicePrincipals", f"{WORKLOADS}.include", SERVICE_PRINCIPALS),
    list_member("excludeServicePrincipals", f"{WORKLOADS}.exclude", SERVICE_PRINCIPALS),
    _filter_member("servicePrincipalFilter", f"{WORKLOADS}.filter"),
)
DEVICES = (_filter_member("deviceFilter", "conditions.deviceFilter"),)
FLOWS = "conditions.authenticationFlows"
TRANSFER_METHODS = (Member("transferMethods", (FLOWS,), partial(_flags, FLOWS, ca.AUTHENTICATION_FLOWS)),)
INSIDER_RISK = "conditions.insiderRisk"

MEMBERS = (
    Member("users", ("users", WORKLOADS), partial(_nested, USERS)),
    Member("applications", ("target",), partial(_nested, APPLICATIONS)),
    Member("clientApplications", (WORKLOADS,), partial(_optional, WORKLOAD_IDENTITIES)),
    _pair("platforms", "conditions.platforms", {}),
    _pair("locations", "conditions.locations", LOCATIONS),
    list_member("clientAppTypes", "conditions.clientApps"),
    Member("devices", ("conditions.deviceFilter",), partial(_optional, DEVICES)),
    *(list_member(graph, path) for path, graph in RISKS.items()),
    Member("insiderRiskLevels", (INSIDER_RISK,), partial(_flags, INSIDER_RISK, ca.INSIDER_RISK_LEVELS)),
    Member("authenticationFlows", (FLOWS,), partial(_optional, TRANSFER_METHODS)),
)

"""What a raw Conditional Access policy means, property by property: a reading of its own, which shares nothing with
the reader under test. Two policies of one meaning must show no difference; a property that differs must show one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from passkeyctl.json_types import JsonObject, JsonValue

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
Meaning = Mapping[str, object]


def part(holder: JsonObject, name: str) -> JsonObject:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def meaning(policy: JsonObject) -> Meaning:
    """Every property with a meaning of its own, by its path; a property that says nothing is not there."""
    conditions = part(policy, "conditions")
    found: dict[str, object] = {
        "state": policy["state"],
        **_of("users", _users(part(conditions, "users"), _is_for_workloads(conditions))),
        **_of("applications", _lists(part(conditions, "applications"))),
        **_of("clientApplications", _lists(part(conditions, "clientApplications"))),
        **_of("locations", _lists(part(conditions, "locations"))),
        **_of("platforms", _lists(part(conditions, "platforms"))),
        **{f"risk.{name}": members(conditions.get(name)) for name in conditions if name.endswith("RiskLevels")},
        "clientAppTypes": members(conditions.get("clientAppTypes")) - {"all"},
        "insider": words(conditions.get("insiderRiskLevels")),
        "flows": words(part(conditions, "authenticationFlows").get("transferMethods")),
        "applicationFilter": _filter(part(part(conditions, "applications"), "applicationFilter")),
        "deviceFilter": _filter(part(part(conditions, "devices"), "deviceFilter")),
        "principalFilter": _filter(part(part(conditions, "clientApplications"), "servicePrincipalFilter")),
        **_of("grant", _grant(part(policy, "grantControls"))),
        **_of("session", _session(part(policy, "sessionControls"))),
    }
    if members(conditions.get("clientAppTypes")) - {"all"} and "all" in members(conditions.get("clientAppTypes")):
        found["clientAppTypes"] = members(conditions.get("clientAppTypes"))
    found["risk.insiderRiskLevels"] = None
    return {key: value for key, value in found.items() if value not in (None, frozenset(), False)}


def _of(prefix: str, inner: Mapping[str, object]) -> dict[str, object]:
    return {f"{prefix}.{name}": value for name, value in inner.items()}


def members(value: JsonValue) -> frozenset[str]:
    listed = value if isinstance(value, list) else []
    return frozenset(each.lower() if GUID.fullmatch(each) else each for each in listed if isinstance(each, str))


def words(value: JsonValue) -> frozenset[str]:
    return frozenset(each.strip() for each in str(value).split(",") if each.strip()) if value else frozenset()


def _lists(holder: JsonObject) -> dict[str, frozenset[str]]:
    return {name: members(value) for name, value in holder.items() if isinstance(value, list)}


def _is_for_workloads(conditions: JsonObject) -> bool:
    holder = part(conditions, "clientApplications")
    return any(_lists(holder).values()) or _filter(part(holder, "servicePrincipalFilter")) is not None


def _users(users: JsonObject, is_for_workloads: bool) -> dict[str, object]:
    found: dict[str, object] = {**_lists(users)}
    included = members(users.get("includeUsers"))
    if "All" in included or is_for_workloads:
        included -= {"None"}
    found["includeUsers"] = included
    for side in ("include", "exclude"):
        found[f"{side}Guests"] = _guests(part(users, f"{side}GuestsOrExternalUsers"))
    return found


def _guests(guests: JsonObject) -> object:
    types = words(guests.get("guestOrExternalUserTypes"))
    kinds = frozenset(each[0].lower() + each[1:] for each in types) - {"none"}
    tenants = guests.get("externalTenants")
    if not kinds:
        return None
    if not isinstance(tenants, dict):
        return kinds, "all"
    listed = str(tenants.get("@odata.type", "")).endswith("EnumeratedExternalTenants")
    return kinds, members(tenants.get("members")) if listed or tenants.get("membershipKind") == "enumerated" else "all"


def _filter(value: JsonObject) -> object:
    found = (value.get("mode") or None, value.get("rule") or None)
    return found if any(found) else None


def _grant(grant: JsonObject) -> dict[str, object]:
    lists = _lists(grant)
    strength = part(grant, "authenticationStrength").get("id")
    asked = sum(map(len, lists.values())) + bool(strength)
    return {
        **lists,
        "strength": str(strength).lower() if strength else None,
        "operator": "all" if asked > 1 and grant.get("operator") == "AND" else None,
    }


def _session(session: JsonObject) -> dict[str, object]:
    active: JsonObject = {
        name: value for name, value in session.items() if isinstance(value, dict) and value.get("isEnabled")
    }
    return {
        "frequency": _frequency(part(active, "signInFrequency")),
        "browser": part(active, "persistentBrowser").get("mode"),
        "cloudApps": part(active, "cloudAppSecurity").get("cloudAppSecurityType"),
        "restrictions": "applicationEnforcedRestrictions" in active,
        "tokens": "secureSignInSession" in active,
        "resilience": session.get("disableResilienceDefaults") is True,
    }


def _frequency(control: JsonObject) -> object:
    scope = control.get("authenticationType") or "primaryAndSecondaryAuthentication"
    if control.get("frequencyInterval") == "everyTime":
        return "everyTime", scope
    value = control.get("value")
    return (value, control.get("type"), scope) if value is not None else None


def differing(one: Meaning, other: Meaning) -> frozenset[str]:
    names: Iterable[str] = {*one, *other}
    return frozenset(name for name in names if one.get(name) != other.get(name))

"""The conditions of a policy, when a sign-in is evaluated: each is a reason against it, or none."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import bad_request
from passkeyctl.sandbox.defaults import LOCATIONS
from passkeyctl.sandbox.jsonread import as_text, objects, part, texts
from passkeyctl.sandbox.tenant import Tenant

_NOT_ENOUGH = "notEnoughInformation"


def condition_reasons(tenant: Tenant, policy: JsonObject, sign_in: JsonObject) -> Iterator[str]:
    conditions = part(policy, "conditions")
    yield _client_reason(conditions, sign_in.get("clientAppType"))
    yield _platform_reason(part(conditions, "platforms"), sign_in.get("devicePlatform"))
    yield _location_reason(tenant, part(conditions, "locations"), sign_in)
    yield _level_reason("signInRisk", texts(conditions.get("signInRiskLevels")), sign_in.get("signInRiskLevel"))
    yield _level_reason("userRisk", texts(conditions.get("userRiskLevels")), sign_in.get("userRiskLevel"))
    yield _level_reason("insiderRisk", _flags(conditions.get("insiderRiskLevels")), sign_in.get("insiderRiskLevel"))
    flows = _flags(part(conditions, "authenticationFlows").get("transferMethods"))
    sent = part(sign_in, "authenticationFlow").get("transferMethod")
    yield _level_reason("authenticationFlow", [each for each in flows if each != "none"], sent)
    if part(conditions, "devices", "deviceFilter"):
        yield _NOT_ENOUGH  # what a rule says of a device is not worked out here


def _flags(value: JsonValue) -> list[str]:
    return [] if value is None else [each.strip() for each in as_text(value).split(",")]


def _client_reason(conditions: JsonObject, sent: JsonValue) -> str:
    listed = texts(conditions.get("clientAppTypes")) or ["all"]
    if "all" in listed:
        return ""
    if sent is None:
        return _NOT_ENOUGH
    return "" if as_text(sent) in listed else "clientApps"


def _platform_reason(platforms: JsonObject, sent: JsonValue) -> str:
    included, excluded = texts(platforms.get("includePlatforms")), texts(platforms.get("excludePlatforms"))
    if not included or ("all" in included and not excluded):
        return ""
    if sent is None:
        return _NOT_ENOUGH
    is_meant = ("all" in included or sent in included) and sent not in excluded
    return "" if is_meant else "devicePlatform"


def _level_reason(name: str, listed: list[str], sent: JsonValue) -> str:
    if not listed:
        return ""
    if sent is None:
        return _NOT_ENOUGH
    return "" if as_text(sent) in listed else name


def _location_reason(tenant: Tenant, places: JsonObject, sign_in: JsonObject) -> str:
    included, excluded = texts(places.get("includeLocations")), texts(places.get("excludeLocations"))
    if not included or ("All" in included and not excluded):
        return ""
    inside = [_is_at(tenant, each, sign_in) for each in included]
    outside = [_is_at(tenant, each, sign_in) for each in excluded]
    if True in outside or not (True in inside or None in inside):
        return "location"
    return "" if True in inside and None not in outside else _NOT_ENOUGH


def _is_at(tenant: Tenant, place: str, sign_in: JsonObject) -> bool | None:
    """None: the sign-in does not say where it comes from."""
    if place == "All":
        return True
    known = [each for each in tenant.view(LOCATIONS) if _is_meant(place, each)]
    found = [_is_inside(each, sign_in) for each in known]
    return True if True in found else None if None in found else False


def _is_meant(place: str, location: JsonObject) -> bool:
    if place == "AllTrusted":
        return location.get("isTrusted") is True
    return as_text(location["id"]).lower() == place.lower()


def _is_inside(location: JsonObject, sign_in: JsonObject) -> bool | None:
    if as_text(location["@odata.type"]).endswith("ipNamedLocation"):
        sent = sign_in.get("ipAddress")
        if sent is None:
            return None
        address = _address(as_text(sent))
        ranges = [
            ipaddress.ip_network(as_text(each["cidrAddress"]), strict=False) for each in objects(location["ipRanges"])
        ]
        return any(address in each for each in ranges)
    country = sign_in.get("country")
    return None if country is None else country in texts(location.get("countriesAndRegions"))


def _address(sent: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(sent)
    except ValueError as fault:
        raise bad_request(f"'{sent}' is not an IP address.") from fault

"""What raw strengths, locations, contexts and methods mean, property by property; see `meaning`."""

from __future__ import annotations

from ipaddress import ip_interface

from passkeyctl.json_types import JsonObject, JsonValue
from tests.corpus.meaning import Meaning, members, part, words

KEYS = "fido2CombinationConfiguration"


def _rows(value: JsonValue) -> list[JsonObject]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _said(found: dict[str, object]) -> Meaning:
    return {key: value for key, value in found.items() if value not in (None, frozenset(), False, "")}


def strength(raw: JsonObject) -> Meaning:
    limits = _rows(raw.get("combinationConfigurations"))
    keys = [each for each in limits if str(each["@odata.type"]).endswith(KEYS)]
    return _said(
        {
            "name": raw["displayName"],
            "description": raw.get("description"),
            "combinations": _combinations(raw.get("allowedCombinations")),
            "keys": frozenset(aaguid for each in keys for aaguid in members(each.get("allowedAAGUIDs"))),
            "certificates": frozenset(_certificates(each) for each in limits if each not in keys),
        }
    )


def _combinations(value: JsonValue) -> frozenset[frozenset[str]]:
    return frozenset(words(each) for each in value) if isinstance(value, list) else frozenset()


def _certificates(limit: JsonObject) -> object:
    named = ("allowedIssuerSkis", "allowedPolicyOIDs")
    return _combinations(limit["appliesToCombinations"]), *(members(limit.get(each)) for each in named)


def location(raw: JsonObject) -> Meaning:
    countries = raw.get("countriesAndRegions")
    return _said(
        {
            "name": raw["displayName"],
            "ranges": frozenset(str(ip_interface(str(each["cidrAddress"]))) for each in _rows(raw.get("ipRanges"))),
            "trusted": raw.get("isTrusted") is True,
            "countries": frozenset(str(each).upper() for each in countries) if isinstance(countries, list) else None,
            "unknown": raw.get("includeUnknownCountriesAndRegions") is True,
            "lookup": raw.get("countryLookupMethod") == "authenticatorAppGps",
        }
    )


def context(raw: JsonObject) -> Meaning:
    return _said(
        {"name": raw.get("displayName"), "description": raw.get("description"), "published": raw.get("isAvailable")}
    )


def temporary_access_pass(raw: JsonObject) -> Meaning:
    usual = {"defaultLength": 8, "defaultLifetimeInMinutes": 60, "minimumLifetimeInMinutes": 60}
    usual["maximumLifetimeInMinutes"] = 480
    numbers = {name: raw[name] for name, number in usual.items() if raw.get(name) not in (None, number)}
    return _said({**numbers, "state": raw["state"], "once": raw.get("isUsableOnce") is True, **_people(raw)})


def _people(raw: JsonObject) -> dict[str, object]:
    return {
        f"{side} {kind}": frozenset(
            str(row["id"]).lower()
            for row in _rows(raw.get(f"{side}Targets"))
            if row["id"] != "all_users" and row["targetType"] == kind
        )
        for side in ("include", "exclude")
        for kind in ("group", "user")
    } | {"everyone": any(row["id"] == "all_users" for row in _rows(raw.get("includeTargets")))}


def campaign(raw: JsonObject) -> Meaning:
    inner = part(part(raw, "registrationEnforcement"), "authenticationMethodsRegistrationCampaign")
    rows = _rows(inner.get("includeTargets"))
    found = {"state": inner["state"], **_people(inner)}
    if inner["state"] != "default":
        found["method"] = frozenset(str(each["targetedAuthenticationMethod"]).lower() for each in rows)
        found["snooze"] = inner["snoozeDurationInDays"] or "each time"
        found["limit"] = inner.get("enforceRegistrationAfterAllowedSnoozes")
    return _said(found)

"""A plan by hand with each shape of value that methods, locations and contexts have."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.directory import Directory
from passkeyctl.model.fields import Fields
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.plan import Plan
from tests.render.plans import LOST, PILOT, create, delete, live, plan_of, policy, update

OFFICE, STORES, COUNTRIES = (f"10ca{number:04}-7f0b-4a55-9a3e-9f6a1f5c2d10" for number in (1, 2, 3))
EVERYONE = frozenset({"everyone"})
MANY = frozenset(f"10.{number}.0.0/24" for number in range(30))


def ranges(*listed: str) -> frozenset[str]:
    return frozenset(listed)


def singleton(kind: Kind, original: JsonObject, fields: Fields) -> LiveObject:
    return replace(live(kind, kind.value, kind.value, fields), original=original)


def access_pass() -> LiveObject:
    fields: Fields = {"state": "enabled", "targets": EVERYONE, "maximumLifetime": 480}
    return singleton(Kind.TEMPORARY_ACCESS_PASS, {"includeTargets": [], "excludeTargets": []}, fields)


def campaign() -> LiveObject:
    found: JsonObject = {"state": "enabled", "snoozeDurationInDays": 1, "includeTargets": [], "excludeTargets": []}
    original: JsonObject = {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": found}}
    return singleton(Kind.CAMPAIGN, original, {"state": "enabled", "include": EVERYONE})


def location(id: str, name: str, **fields: object) -> LiveObject:
    known: Fields = {"type": "ip", **fields}  # type: ignore[dict-item]
    return live(Kind.LOCATION, id, name, known)


def methods_and_locations() -> Plan:
    """Created, changed and deleted; long lists; names beside ids in a policy; what only beta has."""
    office = location(OFFICE, "Head office", trusted=True, ipRanges=ranges("203.0.113.0/24", "198.51.100.0/24"))
    stores = location(STORES, "Stores", ipRanges=MANY)
    countries = location(COUNTRIES, "Where we work", type="country", countries=frozenset({"SE", "NO"}))
    new = Address(Kind.LOCATION, "warehouse")
    plan = plan_of(
        update(
            "",
            access_pass(),
            {"targets": frozenset({PILOT}), "targets.users": frozenset({LOST}), "oneTimeUse": True,
             "defaultLifetime": 90, "minimumLifetime": 10, "maximumLifetime": 1440, "length": 12},
        ),
        update("", campaign(), {"method": "fido2", "snoozeDays": 3, "limitSnoozes": True}),
        create(
            Kind.LOCATION, "warehouse", "Warehouse",
            {"type": "ip", "ipRanges": ranges("10.20.0.0/16", "2001:db8::/32", "9.0.0.0/16"), "trusted": False},
        ),
        create(Kind.LOCATION, "partners", "Partners", {"type": "ip", "ipRanges": MANY, "trusted": True}),
        update("office", office, {"trusted": False, "ipRanges": ranges("203.0.113.0/24", "192.0.2.0/24")}),
        update("stores", stores, {"ipRanges": MANY - {"10.0.0.0/24"} | {"10.99.0.0/24"}}),
        delete(countries, "countries"),
        create(Kind.CONTEXT, "c7", "Admin work", {"description": "Activating roles", "published": True}, id="c7"),
        delete(live(Kind.CONTEXT, "c9", "Old", {"published": True}), "c9"),
        update(
            "pilot",
            policy(target__authenticationContexts=frozenset({"c9"}), conditions__locations__include=frozenset({"all"})),
            {
                "target.authenticationContexts": frozenset({"c7"}),
                "conditions.locations.exclude": frozenset({"allTrusted", OFFICE, PendingId(new)}),
            },
        ),
    )  # fmt: skip
    names = {(RefKind.GROUP, PILOT): "PK-Pilot", (RefKind.USER, LOST): "ada@contoso.example"}
    return replace(plan, directory=Directory(names=names), unlisted=(location(OFFICE, "PK1 Depot"), access_pass()))

"""The tenant that the plans of the fault runs begin in: a small company that has had passkeys for a while."""

from __future__ import annotations

from functools import cache

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import CONTEXTS, GROUPS, LOCATIONS, METHODS, POLICIES, REGISTRATIONS, STRENGTHS, USERS
from passkeyctl.sandbox.jsonread import as_text, objects, texts
from passkeyctl.sandbox.places import identity_of
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.seed_groups import group_id
from passkeyctl.sandbox.seed_people import Kind, people
from passkeyctl.sandbox.seed_records import person_id

DOMAIN = "contoso.onmicrosoft.com"
IDENTITY = identity_of(None, DOMAIN, "")
DEFAULT = "00000000-0000-0000-0000-000000000001"
STAFF_KEYS = "70000000-0000-4000-8000-000000000001"
OLD_PROFILE = "70000000-0000-4000-8000-000000000002"
PHISHING_RESISTANT = "00000000-0000-0000-0000-000000000004"
RESISTANT = "71000000-0000-4000-8000-000000000001"
RETIRED = "71000000-0000-4000-8000-000000000002"
CLOSED = "72000000-0000-4000-8000-000000000001"
OFFICE = "73000000-0000-4000-8000-000000000001"
PORTALS = "73000000-0000-4000-8000-000000000002"
LEGACY = "73000000-0000-4000-8000-000000000003"
UNRELATED = "73000000-0000-4000-8000-000000000004"
SUCCESSOR = "73000000-0000-4000-8000-000000000005"
YUBIKEYS: tuple[str, ...] = ("a25342c0-3cdc-4414-8e46-f4807fca511c", "d7781e5d-e353-46aa-afe2-3ca49f13332a")
_CREATED = "2025-11-04T12:59:05.2884951Z"
_STAMPS: JsonObject = {"createdDateTime": _CREATED, "modifiedDateTime": _CREATED}


_NEEDED = frozenset({(Kind.EMERGENCY, 1), (Kind.EMERGENCY, 2), (Kind.ADMIN, 1), (Kind.STAFF, 1), (Kind.STAFF, 30)}) | {
    (each, 1) for each in (Kind.FRONTLINE, Kind.CONTRACTOR, Kind.GUEST)
}
PEOPLE = {
    f"{each.kind} {each.number}": person_id(IDENTITY.tenant_id, each)
    for each in people()
    if (each.kind, each.number) in _NEEDED
}
"""One or two of each kind. The first of the staff are in the pilot, the thirtieth is not."""


def group(name: str) -> str:
    return group_id(IDENTITY.tenant_id, name)


@cache
def settled_tenant() -> JsonObject:
    """Shared: nobody changes it."""
    found = _small(company(IDENTITY.tenant_id, IDENTITY.domain))
    methods = [each for each in objects(found[METHODS]) if each["id"] not in ("Fido2", "TemporaryAccessPass")]
    return {
        **found,
        METHODS: [*methods, _fido2(), _pass()],
        STRENGTHS: [*objects(found[STRENGTHS]), *_strengths()],
        LOCATIONS: [*objects(found[LOCATIONS]), _closed_branch()],
        POLICIES: [*objects(found[POLICIES]), *_policies()],
        CONTEXTS: [{"id": "c1", "displayName": "Role activation", "description": "Roles", "isAvailable": True}],
    }


def _small(whole: JsonObject) -> JsonObject:
    """A few people of each kind are enough, and are loaded in no time."""
    users = [each for each in objects(whole[USERS]) if each["id"] in PEOPLE.values()]
    everybody = {as_text(each["id"]) for each in objects(whole[USERS])}
    kept = {as_text(each["id"]) for each in users}

    def remaining(row: JsonObject) -> JsonObject:
        members: list[JsonValue] = [each for each in texts(row["members"]) if each in kept or each not in everybody]
        return {**row, "members": members}

    return {
        **whole,
        USERS: [*users],
        GROUPS: [remaining(each) for each in objects(whole[GROUPS])],
        REGISTRATIONS: [each for each in objects(whole[REGISTRATIONS]) if each["id"] in kept],
    }


def _profile(id: str, name: str, types: str, *models: str) -> JsonObject:
    restricted: JsonObject = {"isEnforced": bool(models), "enforcementType": "allow", "aaGuids": [*models]}
    return {
        "id": id,
        "name": name,
        "passkeyTypes": types,
        "attestationEnforcement": "disabled",
        "keyRestrictions": restricted,
    }


def _row(name: str, *profiles: str) -> JsonObject:
    return {
        "targetType": "group",
        "id": group(name),
        "isRegistrationRequired": False,
        "allowedPasskeyProfiles": [*profiles],
    }


def _fido2() -> JsonObject:
    return {
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": False,
        "defaultPasskeyProfile": DEFAULT,
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        "passkeyProfiles": [
            _profile(DEFAULT, "Default passkey profile", "deviceBound"),
            _profile(STAFF_KEYS, "Staff keys", "deviceBound,synced"),
            _profile(OLD_PROFILE, "Old", "deviceBound", *YUBIKEYS),
        ],
        "includeTargets": [
            _row("SG-EmergencyAccess", DEFAULT),
            _row("PK-Workforce", STAFF_KEYS, OLD_PROFILE),
            _row("SG-Frontline", OLD_PROFILE),
        ],
        "excludeTargets": [{"targetType": "group", "id": group("SG-Contractors")}],
    }


def _pass() -> JsonObject:
    row: JsonObject = {"targetType": "group", "id": group("PK-Workforce"), "isRegistrationRequired": False}
    return {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "id": "TemporaryAccessPass",
        "state": "enabled",
        "defaultLifetimeInMinutes": 60,
        "defaultLength": 8,
        "minimumLifetimeInMinutes": 60,
        "maximumLifetimeInMinutes": 480,
        "isUsableOnce": True,
        "includeTargets": [row],
        "excludeTargets": [],
    }


def _strengths() -> list[JsonObject]:
    def strength(id: str, name: str, *combinations: str) -> JsonObject:
        return {
            "id": id,
            **_STAMPS,
            "displayName": name,
            "description": "",
            "policyType": "custom",
            "requirementsSatisfied": "mfa",
            "allowedCombinations": [*combinations],
            "combinationConfigurations": [],
        }

    return [
        strength(RESISTANT, "Resistant", "fido2", "windowsHelloForBusiness"),
        strength(RETIRED, "Retired", "fido2", "x509CertificateMultiFactor"),
    ]


def _closed_branch() -> JsonObject:
    return {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "id": CLOSED,
        "displayName": "Closed branch",
        **_STAMPS,
        "deletedDateTime": None,
        "isTrusted": True,
        "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "192.0.2.0/25"}],
    }


def _policies() -> list[JsonObject]:
    return [
        policy(OFFICE, "PK20 Office", "PK-Pilot", "Office365", strength=RESISTANT),
        policy(PORTALS, "PK30 Portals", "SG-Admin-Accounts", "MicrosoftAdminPortals"),
        policy(LEGACY, "PK90 Retired", "PK-Workforce", "Office365", strength=RETIRED, location=CLOSED),
        {
            **policy(SUCCESSOR, "PK25 Successor", "PK-Workforce", "Office365", strength=PHISHING_RESISTANT),
            "state": "enabledForReportingButNotEnforced",
        },
        policy(UNRELATED, "XX Somebody else's", "SG-Frontline", "Office365"),
    ]


def policy(
    id: str, name: str, included: str, application: str, *, strength: str | None = None, location: str | None = None
) -> JsonObject:
    conditions: JsonObject = {
        "users": {"includeGroups": [group(included)], "excludeGroups": [group("SG-EmergencyAccess")]},
        "applications": {"includeApplications": [application]},
    }
    if location is not None:
        conditions["locations"] = {"includeLocations": ["All"], "excludeLocations": [location]}
    grant: JsonObject = {"operator": "OR", "builtInControls": ["mfa"] if strength is None else []}
    if strength is not None:
        grant["authenticationStrength"] = {"id": strength}
    return {
        "id": id,
        "displayName": name,
        "createdDateTime": _CREATED,
        "state": "enabled",
        "conditions": conditions,
        "grantControls": grant,
        "sessionControls": None,
    }

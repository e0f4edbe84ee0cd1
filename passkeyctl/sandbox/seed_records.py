"""The seeded people as Graph shows them: users, what they registered, which roles they hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES
from passkeyctl.sandbox.seed_ids import fixed_id
from passkeyctl.sandbox.seed_keys import passkeys, words_of
from passkeyctl.sandbox.seed_people import Kind, Person

_TESTED = datetime(2026, 10, 5, 7, 30, tzinfo=UTC)
_LONG_AGO = timedelta(days=60)
_LAST_DRILL = timedelta(days=49)

_GLOBAL = "Global Administrator"

# Which role each administrator's account holds, by its number; the first is the everyday Global Administrator.
_ROLES = (
    _GLOBAL,
    "Privileged Role Administrator",
    "Privileged Authentication Administrator",
    "Conditional Access Administrator",
    "Authentication Policy Administrator",
    "Security Administrator",
    "Application Administrator",
    "Cloud Application Administrator",
    "Exchange Administrator",
    "SharePoint Administrator",
    "User Administrator",
    "Helpdesk Administrator",
)


def person_id(tenant_id: str, person: Person) -> str:
    return fixed_id(tenant_id, f"user {person.account}")


def drill_before(now: datetime) -> str:
    """When somebody last signed in with the emergency accounts; a company seeded much later was as careful."""
    tested = _TESTED if now - _TESTED <= _LONG_AGO else (now - _LAST_DRILL).replace(hour=7, minute=30, second=0)
    return tested.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(tenant_id: str, domain: str, person: Person, now: datetime | None = None) -> JsonObject:
    given, _, family = person.name.partition(" ")
    row: JsonObject = {
        "id": person_id(tenant_id, person),
        "userPrincipalName": f"{person.account}@{domain}",
        "displayName": person.name,
        "givenName": given,
        "surname": family.removesuffix(" (admin)"),
        "mail": None if person.kind in (Kind.ADMIN, Kind.EMERGENCY) else f"{person.account}@{domain}",
        "department": person.department or None,
        "userType": "Guest" if person.kind is Kind.GUEST else "Member",
        "accountEnabled": person.enabled,
        "onPremisesSyncEnabled": True if person.kind is Kind.STAFF else None,
    }
    if person.kind is Kind.GUEST:
        row["mail"] = person.account.replace("_partner.example#EXT#", "@partner.example")
    keys = passkeys(tenant_id, person)
    if keys:
        row["fido2Methods"] = [*keys]
    if person.kind is Kind.EMERGENCY:
        tested = drill_before(now or _TESTED)
        row["signInActivity"] = {"lastSignInDateTime": tested, "lastSuccessfulSignInDateTime": tested}
    return row


def registration(tenant_id: str, domain: str, person: Person) -> JsonObject:
    """The row of the registration report."""
    methods = _methods(person)
    phone_only = set(methods) <= {"mobilePhone", "email"}
    passwordless = "windowsHelloForBusiness" in methods or bool(words_of(person))
    return {
        "id": person_id(tenant_id, person),
        "userPrincipalName": f"{person.account}@{domain}",
        "userDisplayName": person.name,
        "userType": "guest" if person.kind is Kind.GUEST else "member",
        "isAdmin": person.kind in (Kind.ADMIN, Kind.EMERGENCY),
        "isMfaRegistered": bool(methods),
        "isMfaCapable": bool(methods),
        "isPasswordlessCapable": passwordless,
        "isSsprRegistered": "mobilePhone" in methods,
        "isSsprEnabled": person.kind is not Kind.GUEST,
        "isSsprCapable": "mobilePhone" in methods,
        "isSystemPreferredAuthenticationMethodEnabled": True,
        "systemPreferredAuthenticationMethods": _preferred(methods),
        "userPreferredMethodForSecondaryAuthentication": _second_factor(methods, phone_only=phone_only),
        "methodsRegistered": [*methods],
        "lastUpdatedDateTime": "2026-11-20T04:12:09Z",
    }


def _methods(person: Person) -> tuple[str, ...]:
    return (*words_of(person), *_other_methods(person))


def _other_methods(person: Person) -> tuple[str, ...]:
    """A usual mixture: most use the app, some only a phone, some have nothing yet."""
    if person.kind is Kind.EMERGENCY:
        return ()
    if person.kind is Kind.ADMIN:
        return ("microsoftAuthenticatorPush", "softwareOneTimePasscode", "windowsHelloForBusiness")
    if person.kind is Kind.GUEST:
        return ("microsoftAuthenticatorPush",) if person.number % 2 else ()
    if person.kind is Kind.FRONTLINE:
        return ("mobilePhone",) if person.number % 3 else ()
    match person.number % 10:
        case 0:
            return ()
        case 1 | 2:
            return ("mobilePhone", "email")
        case 3 | 4 | 5:
            return ("microsoftAuthenticatorPush", "mobilePhone", "windowsHelloForBusiness")
        case _:
            return ("microsoftAuthenticatorPush", "mobilePhone")


def _preferred(methods: tuple[str, ...]) -> list[JsonValue]:
    # As live tenants answer, which is not what the documentation lists.
    if any(each.startswith("passKey") for each in methods):
        return ["Fido2"]
    return ["PhoneAppNotification"] if "microsoftAuthenticatorPush" in methods else []


def _second_factor(methods: tuple[str, ...], *, phone_only: bool) -> str:
    if "microsoftAuthenticatorPush" in methods:
        return "push"
    return "sms" if methods and phone_only else "none"


def role_assignments(tenant_id: str, staff: tuple[Person, ...]) -> list[JsonObject]:
    found = []
    templates = _templates()
    for person in staff:
        if person.kind not in (Kind.ADMIN, Kind.EMERGENCY):
            continue
        role = _GLOBAL if person.kind is Kind.EMERGENCY else _ROLES[person.number - 1]
        row: JsonObject = {
            "id": fixed_id(tenant_id, f"assignment {person.account} {role}"),
            "principalId": person_id(tenant_id, person),
            "roleDefinitionId": templates[role],
            "directoryScopeId": "/",
        }
        found.append(row)
    return found


def role_eligibilities(tenant_id: str, staff: tuple[Person, ...]) -> list[JsonObject]:
    """Two administrators may become Global Administrator for a while."""
    templates = _templates()
    return [
        {
            "id": fixed_id(tenant_id, f"eligibility {person.account} {_GLOBAL}"),
            "principalId": person_id(tenant_id, person),
            "roleDefinitionId": templates[_GLOBAL],
            "directoryScopeId": "/",
            "scheduleInfo": {
                "startDateTime": "2026-01-12T08:00:00Z",
                "recurrence": None,
                "expiration": {"type": "noExpiration", "endDateTime": None, "duration": None},
            },
        }
        for person in staff
        if person.kind is Kind.ADMIN and person.number in (4, 6)
    ]


def _templates() -> dict[str, str]:
    return {each.name: each.id for each in ROLE_TEMPLATES}

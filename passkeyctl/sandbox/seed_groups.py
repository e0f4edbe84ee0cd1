"""The groups of the seeded company, among them every one that the examples name."""

from __future__ import annotations

from collections.abc import Callable

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.seed_ids import fixed_id
from passkeyctl.sandbox.seed_people import Kind, Person
from passkeyctl.sandbox.seed_records import person_id

Choice = Callable[[Person], bool]


def group_id(tenant_id: str, name: str) -> str:
    return fixed_id(tenant_id, f"group {name}")


def _staff(first: int, last: int) -> Choice:
    return lambda person: person.kind is Kind.STAFF and first <= person.number <= last


def _kind(*kinds: Kind) -> Choice:
    return lambda person: person.kind in kinds


def _internal(person: Person) -> bool:
    return person.kind is not Kind.GUEST


_EMERGENCY = _kind(Kind.EMERGENCY)
_ADMINS = _kind(Kind.ADMIN)

# Plain security groups: name, what it is for, who is in it. Staff 1 to 24 are the IT department.
_PLAIN: tuple[tuple[str, str, Choice], ...] = (
    ("PK-Pilot-DeviceBound", "Passkey pilot: security keys and Authenticator", _staff(1, 12)),
    ("PK-Pilot-Synced", "Passkey pilot: synced passkeys", _staff(25, 34)),
    ("PK-Pilot-Windows", "Passkey pilot: passkeys in Windows Hello", _staff(13, 20)),
    ("PK-Pilot", "Passkey pilot", _staff(1, 20)),
    ("PK-Workforce", "Everybody with an office account", _staff(1, 192)),
    ("SG-Frontline", "Stores", _kind(Kind.FRONTLINE)),
    ("SG-Contractors", "External people with an account of ours", _kind(Kind.CONTRACTOR)),
    ("SG-Passkey-Windows-Unmanaged", "Own Windows computers", _staff(57, 68)),
    ("SG-PK-Ring0-IT", "First ring", _staff(1, 24)),
    ("SG-PK-Ring1-Early", "Second ring", _staff(25, 64)),
    ("SG-PK-Ring2-Broad", "Third ring", _staff(65, 192)),
    ("WT-Staff", "Staff", _staff(1, 100)),
)
# Groups that directory roles may be given to: only privileged administrators change their members.
_ROLE_ASSIGNABLE: tuple[tuple[str, str, Choice], ...] = (
    ("SG-EmergencyAccess", "Emergency access accounts", _EMERGENCY),
    ("ADT-BreakGlass", "Emergency access accounts", _EMERGENCY),
    ("WT-Emergency", "Emergency access accounts", _EMERGENCY),
    ("SG-Admin-Accounts", "Separate accounts of administrators", _ADMINS),
    ("PK-Admins", "Separate accounts of administrators", _ADMINS),
)


def groups(tenant_id: str, staff: tuple[Person, ...]) -> list[JsonObject]:
    def members(choice: Choice) -> list[str]:
        return [person_id(tenant_id, each) for each in staff if choice(each)]

    plain = [_group(tenant_id, name, text, members(choice)) for name, text, choice in _PLAIN]
    assignable = [
        {**_group(tenant_id, name, text, members(choice)), "isAssignableToRole": True}
        for name, text, choice in _ROLE_ASSIGNABLE
    ]
    return [*assignable, *plain, *_special(tenant_id, members)]


def _special(tenant_id: str, members: Callable[[Choice], list[str]]) -> list[JsonObject]:
    """A dynamic group, one of groups, a Microsoft 365 group, and two that share a name."""
    everyone = _group(tenant_id, "SG-All-Internal-Members", "Everybody but guests", members(_internal))
    eligible = _group(tenant_id, "SG-TAP-Eligible", "May get a Temporary Access Pass", [])
    rings = ("SG-PK-Ring0-IT", "SG-PK-Ring1-Early")
    eligible["members"] = [group_id(tenant_id, each) for each in rings]
    team = _group(tenant_id, "Marketing", "Team of the sales department", members(_staff(57, 80)))
    twins = [
        {
            **_group(tenant_id, "Pilot (duplicate)", f"{side} group of this name", members(choice)),
            "id": fixed_id(tenant_id, f"group Pilot (duplicate) {side}"),
        }
        for side, choice in (("First", _staff(1, 5)), ("Second", _staff(6, 6)))
    ]
    return [
        {
            **everyone,
            "groupTypes": ["DynamicMembership"],
            "membershipRule": '(user.userType -eq "Member")',
            "membershipRuleProcessingState": "On",
        },
        eligible,
        {
            **team,
            "groupTypes": ["Unified"],
            "securityEnabled": False,
            "mailEnabled": True,
            "mail": "marketing@example.com",
            "visibility": "Private",
        },
        *twins,
    ]


def _group(tenant_id: str, name: str, description: str, members: list[str]) -> JsonObject:
    return {
        "id": group_id(tenant_id, name),
        "displayName": name,
        "description": description,
        "groupTypes": [],
        "mailEnabled": False,
        "mailNickname": "".join(each for each in name if each.isalnum()),
        "securityEnabled": True,
        "isAssignableToRole": None,
        "membershipRule": None,
        "members": [*members],
    }

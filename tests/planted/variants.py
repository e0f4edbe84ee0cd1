"""Faults as somebody else would plant them: in what no file lists, in other words, or several at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox import defaults
from passkeyctl.sandbox.tenant import Tenant
from tests.planted.plant import GOOD
from tests.planted.tenants import GONE, a_domain_is_federated, changed, joining_asks_for_mfa, nobody_is_trusted, row

Portal = Callable[[Tenant], None]
STANDING, BLOCKS, SAYS = "standing", "blocks", "says"


@dataclass(frozen=True, slots=True)
class Variant:
    """`found` is the code with the severity, in a tenant with the weight as well; None: nothing may be refused.

    `edits` change the good file, `portal` is what somebody did in the tenant that it was applied to.
    """

    name: str
    found: tuple[str, ...] | None
    edits: tuple[tuple[str, str], ...] = ()
    portal: tuple[Portal, ...] = ()
    options: tuple[str, ...] = ()
    more: str = ""

    @property
    def text(self) -> str:
        text = GOOD
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self.name}: {text.count(old)} times: {old}"
            text = text.replace(old, new)
        return text + self.more


def group_id(tenant: Tenant, name: str) -> str:
    return str(row(tenant, defaults.GROUPS, name)["id"])


def live_policy(
    name: str,
    *,
    users: JsonObject | None = None,
    applications: JsonObject | None = None,
    grant: JsonObject | None = None,
    **others: JsonValue,
) -> Portal:
    """A policy that no file lists; all users but the emergency group, all resources, multifactor, unless said."""

    def create(tenant: Tenant) -> None:
        good: JsonObject = {"excludeGroups": [group_id(tenant, "SG-EmergencyAccess")]}
        conditions: JsonObject = {
            "users": {"includeUsers": ["All"], **good} if users is None else {**good, **users},
            "applications": applications or {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
        }
        policy: JsonObject = {
            "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
            "displayName": name,
            "createdDateTime": "2026-01-01T00:00:00Z",
            "modifiedDateTime": "2026-01-01T00:00:00Z",
            "state": "enabled",
            "conditions": conditions,
            "grantControls": grant or {"operator": "OR", "builtInControls": ["mfa"]},
            "sessionControls": None,
        }
        tenant.put(defaults.POLICIES, {**policy, **others})

    return create


def live_exclude(tenant: Tenant) -> None:
    fido2 = row(tenant, defaults.METHODS, defaults.FIDO2)
    tenant.put(defaults.METHODS, {**fido2, "excludeTargets": [{"targetType": "group", "id": GONE}]})


def live_profile(aaguids: list[JsonValue]) -> Portal:
    """A profile that no file lists, with an allow list, for a group."""

    def create(tenant: Tenant) -> None:
        fido2 = row(tenant, defaults.METHODS, defaults.FIDO2)
        restrictions: JsonObject = {"isEnforced": True, "enforcementType": "allow", "aaGuids": aaguids}
        profile: JsonObject = {**defaults.default_profile(), "id": GONE, "name": "Theirs"}
        target: JsonObject = {
            "targetType": "group",
            "id": group_id(tenant, "Marketing"),
            "isRegistrationRequired": False,
        }
        profiles, targets = fido2["passkeyProfiles"], fido2["includeTargets"]
        assert isinstance(profiles, list)
        assert isinstance(targets, list)
        more: JsonObject = {
            "passkeyProfiles": [*profiles, {**profile, "keyRestrictions": restrictions}],
            "includeTargets": [*targets, {**target, "allowedPasskeyProfiles": [GONE]}],
        }
        tenant.put(defaults.METHODS, {**fido2, **more})

    return create


BOOTSTRAP_OF_PILOT = """\
  pilot:
    name: PK40 Pilot registers
    state: enabled
    users: {include: {groups: [SG-Contractors]}, exclude: {groups: [emergency]}}
    target: {userActions: [Register security information]}
    grant: {authenticationStrength: bootstrap}
    session: {signInFrequency: everyTime}
"""


def emergency_keys_are_gone(tenant: Tenant) -> None:
    for each in tenant.rows(defaults.USERS):
        if str(each["userPrincipalName"]).startswith("bg"):
            tenant.put(defaults.USERS, {**each, "fido2Methods": []})


ALL_TENANTS: JsonObject = {
    "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants",
    "membershipKind": "all",
}
GUESTS: JsonObject = {
    "includeGuestsOrExternalUsers": {
        "guestOrExternalUserTypes": "b2bCollaborationGuest",
        "externalTenants": ALL_TENANTS,
    }
}
RESISTANT: JsonObject = {
    "operator": "OR",
    "builtInControls": [],
    "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"},
}
JOINING: JsonObject = {"includeUserActions": ["urn:user:registerdevice"]}
LISTED = ("  passkeys: all\n", "  passkeys: listed\n")
STAFF_TYPES = "      passkeyTypes: [deviceBound, synced]\n      enforceAttestation: "
NO_EXCLUDE = ("  exclude: []\n", "")

IN_TENANTS: tuple[Variant, ...] = (
    Variant("nothing is wrong", None),
    Variant(
        "a deleted group in a policy of somebody else",
        ("CAP401", "warning", STANDING),
        portal=(live_policy("Theirs", users={"includeUsers": ["All"], "excludeGroups": [GONE]}),),
    ),
    Variant(
        "a deleted person in a policy of somebody else",
        ("CAP401", "warning", STANDING),
        portal=(live_policy("Theirs", users={"includeUsers": [GONE]}),),
    ),
    Variant(
        "a deleted custom role in a policy of somebody else",
        ("CAP401", "warning", STANDING),
        portal=(live_policy("Theirs", users={"includeRoles": [GONE]}),),
    ),
    Variant(
        "a deleted application in a policy of somebody else",
        ("CAP401", "warning", STANDING),
        portal=(live_policy("Theirs", applications={"includeApplications": [GONE]}),),
    ),
    Variant(
        "a deleted group in a passkey exclude of somebody else",
        ("CAP401", "warning", STANDING),
        (LISTED, NO_EXCLUDE),
        portal=(live_exclude,),
    ),
    Variant(
        "a policy of somebody else on joining devices, beside the device setting",
        ("CAP405", "error", STANDING),
        portal=(live_policy("Theirs", applications=JOINING), joining_asks_for_mfa),
    ),
    Variant(
        "a policy of somebody else asks guests for what no trust lets count",
        ("GST703", "error", STANDING),
        portal=(nobody_is_trusted, live_policy("Theirs", users=GUESTS, grant=RESISTANT)),
    ),
    Variant(
        "a profile of somebody else lists no model at all",
        ("AAG202", "warning", STANDING),
        (LISTED,),
        portal=(live_profile([]),),
    ),
    Variant(
        "a profile of somebody else lists the AAGUID of no model",
        ("AAG201", "warning", STANDING),
        (LISTED,),
        portal=(live_profile(["00000000-0000-0000-0000-000000000000"]),),
    ),
    Variant(
        "people without a method are to register with a pass",
        None,
        more=BOOTSTRAP_OF_PILOT,
        edits=(("  targets: [staff, admins]\n", "  targets: [staff, admins, SG-Contractors]\n"),),
        options=("--impact",),
    ),
    Variant(
        "people without a method are to register, and some get no pass",
        ("CAP409", "error", BLOCKS),
        more=BOOTSTRAP_OF_PILOT,
        options=("--impact",),
    ),
    Variant(
        "the emergency group is open to administrators of groups, and nothing is to change",
        ("EMG504", "warning", STANDING),
        portal=(changed(defaults.GROUPS, "SG-EmergencyAccess", isAssignableToRole=False),),
    ),
    Variant(
        "the emergency accounts lost their keys, and nothing is to change",
        ("EMG503", "error", STANDING),
        portal=(emergency_keys_are_gone,),
    ),
    Variant(
        "a federated domain does the second factor itself, and nothing is to change",
        ("STR307", "error", STANDING),
        portal=(a_domain_is_federated, live_policy("Theirs", grant=RESISTANT)),
    ),
    Variant(
        "attestation is asked for while people hold passkeys without",
        ("PRF110", "notice", SAYS),
        ((STAFF_TYPES + "false\n", STAFF_TYPES + "true\n"),),
        options=("--impact",),
    ),
)

"""Faults as somebody else would plant them: in what no file lists, in other words, or several at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox import defaults
from passkeyctl.sandbox.tenant import Tenant
from tests.planted.plant import GOOD
from tests.planted.tenants import GONE, row

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


LISTED = ("  passkeys: all\n", "  passkeys: listed\n")
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
)

IN_FILES: tuple[Variant, ...] = (Variant("the good file", None),)

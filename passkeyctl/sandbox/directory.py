"""Groups, users, service principals and roles: what policies refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.bodies import is_guid
from passkeyctl.sandbox.calls import Answer, Call, Refusal, bad_request, directory_not_found
from passkeyctl.sandbox.defaults import (
    GROUPS,
    ROLE_ASSIGNMENTS,
    ROLE_DEFINITIONS,
    ROLE_ELIGIBILITIES,
    SERVICE_PRINCIPALS,
    USERS,
)
from passkeyctl.sandbox.jsonread import as_text
from passkeyctl.sandbox.listing import SEARCHED, Listing, answer_list, answer_one
from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES
from passkeyctl.sandbox.tenant import Tenant

_GROUP_DEFAULTS: Mapping[str, JsonValue] = MappingProxyType(
    {
        "deletedDateTime": None,
        "createdDateTime": "2024-02-05T08:00:00Z",
        "description": None,
        "displayName": None,
        "isAssignableToRole": None,
        "isManagementRestricted": None,
        "mail": None,
        "mailEnabled": False,
        "mailNickname": None,
        "membershipRule": None,
        "membershipRuleProcessingState": None,
        "onPremisesSyncEnabled": None,
        "securityEnabled": True,
        "visibility": None,
    }
)
_USER_DEFAULTS: Mapping[str, JsonValue] = MappingProxyType(
    {
        "deletedDateTime": None,
        "accountEnabled": True,
        "createdDateTime": "2024-02-05T08:00:00Z",
        "department": None,
        "displayName": None,
        "givenName": None,
        "jobTitle": None,
        "mail": None,
        "onPremisesSyncEnabled": None,
        "signInActivity": None,
        "surname": None,
        "userPrincipalName": None,
        "userType": "Member",
    }
)
_APP_DEFAULTS: Mapping[str, JsonValue] = MappingProxyType(
    {
        "accountEnabled": True,
        "appId": None,
        "appDisplayName": None,
        "appOwnerOrganizationId": None,
        "displayName": None,
        "servicePrincipalType": "Application",
    }
)

GROUP_LISTING = Listing("groups", "group", ("id", "groupTypes", *_GROUP_DEFAULTS), page=100, is_directory=True)
USER_LISTING = Listing(
    "users",
    "user",
    ("id", *_USER_DEFAULTS),
    default=("id", "displayName", "givenName", "jobTitle", "mail", "surname", "userPrincipalName"),
    page=100,
    is_directory=True,
)
_APP_LISTING = Listing("servicePrincipals", "servicePrincipal", ("id", *_APP_DEFAULTS), page=100, is_directory=True)
_ROLES = Listing(
    "roleManagement/directory/roleDefinitions",
    "unifiedRoleDefinition",
    ("id", "templateId", "displayName", "description", "isBuiltIn", "isEnabled", "isPrivileged"),
)
_TEMPLATES = Listing("directoryRoleTemplates", "directoryRoleTemplate", ("id", "displayName", "description"))
_ASSIGNMENTS = Listing(
    "roleManagement/directory/roleAssignments",
    "unifiedRoleAssignment",
    ("id", "principalId", "roleDefinitionId", "directoryScopeId"),
    SEARCHED | {"$expand"},
)
_ELIGIBILITIES = Listing(
    "roleManagement/directory/roleEligibilitySchedules",
    "unifiedRoleEligibilitySchedule",
    ("id", "principalId", "roleDefinitionId", "directoryScopeId", "appScopeId", "memberType", "status", "scheduleInfo"),
    SEARCHED | {"$expand"},
)
_ELIGIBLE: Mapping[str, JsonValue] = MappingProxyType(
    {"directoryScopeId": "/", "appScopeId": None, "memberType": "Direct", "status": "Provisioned"}
)


def render_group(row: JsonObject) -> JsonObject:
    """The group as Graph gives it; `members` is the sandbox's own and stays inside."""
    return {**_GROUP_DEFAULTS, "groupTypes": [], **{name: value for name, value in row.items() if name != "members"}}


def render_user(row: JsonObject) -> JsonObject:
    upn = row.get("userPrincipalName")
    name = upn.split("@")[0] if isinstance(upn, str) else None
    own = {name: value for name, value in row.items() if name not in ("fido2Methods", "passes", "otherMethods")}
    return {**_USER_DEFAULTS, "displayName": name, **own}


def render_application(row: JsonObject) -> JsonObject:
    return {**_APP_DEFAULTS, "appDisplayName": row.get("displayName"), **row}


def find_user(tenant: Tenant, key: str) -> JsonObject:
    """A user by id or, without regard to case, by user principal name."""
    for row in tenant.view(USERS):
        if as_text(row["id"]).lower() == key.lower():
            return row
        upn = row.get("userPrincipalName")
        if isinstance(upn, str) and upn.lower() == key.lower():
            return row
    raise directory_not_found(key)


def find_group(tenant: Tenant, key: str) -> JsonObject:
    found = tenant.see(GROUPS, key)
    if found is None:
        raise directory_not_found(key)
    return found


def list_groups(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, GROUP_LISTING, [render_group(each) for each in tenant.view(GROUPS)])


def get_group(call: Call, tenant: Tenant) -> Answer:
    return answer_one(call, GROUP_LISTING, render_group(find_group(tenant, call.keys["id"])))


def list_users(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, USER_LISTING, [render_user(each) for each in tenant.view(USERS)])


def get_user(call: Call, tenant: Tenant) -> Answer:
    return answer_one(call, USER_LISTING, render_user(find_user(tenant, call.keys["id"])))


def list_applications(call: Call, tenant: Tenant) -> Answer:
    rows = [render_application(each) for each in tenant.view(SERVICE_PRINCIPALS)]
    return answer_list(call, tenant, _APP_LISTING, rows)


def get_application(call: Call, tenant: Tenant) -> Answer:
    found = tenant.see(SERVICE_PRINCIPALS, call.keys["id"])
    if found is None:
        raise directory_not_found(call.keys["id"])
    return answer_one(call, _APP_LISTING, render_application(found))


def role_definitions(tenant: Tenant) -> Sequence[JsonObject]:
    """The built-in roles, which every tenant has, and its own."""
    own = [
        {
            "templateId": row["id"],
            "description": None,
            "isBuiltIn": False,
            "isEnabled": True,
            "isPrivileged": None,
            **row,
        }
        for row in tenant.view(ROLE_DEFINITIONS)
    ]
    return [*_built_in_roles(), *own]


def _built_in_roles() -> list[JsonObject]:
    return [
        {
            "id": role.id,
            "description": None,
            "displayName": role.name,
            "isBuiltIn": True,
            "isEnabled": True,
            "isPrivileged": role.privileged,
            "templateId": role.id,
        }
        for role in ROLE_TEMPLATES
    ]


def list_roles(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _ROLES, role_definitions(tenant))


def get_role(call: Call, tenant: Tenant) -> Answer:
    key = call.keys["id"].lower()
    for row in role_definitions(tenant):
        if as_text(row["id"]).lower() == key:
            return answer_one(call, _ROLES, row)
    raise directory_not_found(key)


def list_role_templates(call: Call, tenant: Tenant) -> Answer:
    rows: list[JsonObject] = [
        {"id": role.id, "deletedDateTime": None, "description": None, "displayName": role.name}
        for role in ROLE_TEMPLATES
    ]
    return answer_list(call, tenant, _TEMPLATES, rows)


def list_role_assignments(call: Call, tenant: Tenant) -> Answer:
    rows = [{"directoryScopeId": "/", **row} for row in tenant.view(ROLE_ASSIGNMENTS)]
    return answer_list(call, tenant, _ASSIGNMENTS, _with_principals(call, tenant, rows))


def list_role_eligibilities(call: Call, tenant: Tenant) -> Answer:
    if tenant.behaviour.licence != "p2":
        raise Refusal(
            400,
            "AadPremiumLicenseRequired",
            "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
        )
    rows = [{**_ELIGIBLE, **row} for row in tenant.view(ROLE_ELIGIBILITIES)]
    return answer_list(call, tenant, _ELIGIBILITIES, _with_principals(call, tenant, rows))


def _with_principals(call: Call, tenant: Tenant, rows: list[JsonObject]) -> list[JsonObject]:
    if "$expand" not in call.query:
        return rows
    if call.query["$expand"] != "principal":
        raise bad_request(f"Could not find a property named '{call.query['$expand']}'.")
    kinds = ((USERS, "user"), (GROUPS, "group"), (SERVICE_PRINCIPALS, "servicePrincipal"))
    known = {as_text(each["id"]).lower(): kind for name, kind in kinds for each in tenant.view(name)}
    return [{**row, "principal": _principal(as_text(row["principalId"]), known)} for row in rows]


def _principal(key: str, kinds: Mapping[str, str]) -> JsonObject | None:
    kind = kinds.get(key.lower())
    return None if kind is None else {"@odata.type": f"#microsoft.graph.{kind}", "id": key}


def is_role(tenant: Tenant, key: str) -> bool:
    return is_guid(key) and any(as_text(each["id"]).lower() == key.lower() for each in role_definitions(tenant))

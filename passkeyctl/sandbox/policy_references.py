"""Whether what a policy names is there: checked for what a request sends, against what a replica shows."""

from __future__ import annotations

import json
import re

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import bad_request, numbered
from passkeyctl.sandbox.defaults import (
    AGREEMENTS,
    CONTEXTS,
    GROUPS,
    LOCATIONS,
    SERVICE_PRINCIPALS,
    STRENGTHS,
    USERS,
)
from passkeyctl.sandbox.directory import is_role
from passkeyctl.sandbox.jsonread import as_text, part, same, texts
from passkeyctl.sandbox.policy_rules import unnumbered
from passkeyctl.sandbox.tenant import Tenant

_APPLICATION_WORDS = ("All", "None", "Office365", "MicrosoftAdminPortals")
_USER_WORDS = ("All", "None", "GuestsOrExternalUsers")
_LOCATION_WORDS = ("All", "AllTrusted", "00000000-0000-0000-0000-000000000000")
_CONTEXT = re.compile(r"c([1-9]|[1-9][0-9])")


def check_references(tenant: Tenant, body: JsonObject) -> None:
    """Refuse a body that names something the tenant doesn't have."""
    conditions = part(body, "conditions")
    _check_applications(tenant, part(conditions, "applications"))
    _check_people(tenant, part(conditions, "users"))
    _check_locations(tenant, part(conditions, "locations"))
    _check_workloads(tenant, part(conditions, "clientApplications"))
    strength = part(body, "grantControls", "authenticationStrength").get("id")
    if strength is not None and tenant.see(STRENGTHS, as_text(strength)) is None:
        raise unnumbered(f"Authentication strength with id {strength} does not exist in the directory.")
    for each in texts(part(body, "grantControls").get("termsOfUse")):
        if tenant.see(AGREEMENTS, each) is None:
            raise unnumbered(f"Terms of use with id {each} does not exist in the directory.")


def _check_applications(tenant: Tenant, applications: JsonObject) -> None:
    named = [
        each
        for name in ("includeApplications", "excludeApplications")
        for each in texts(applications.get(name))
        if each not in _APPLICATION_WORDS
    ]
    known = tenant.view(SERVICE_PRINCIPALS)
    missing = {each: "ServicePrincipalNotFound" for each in named if not any(same(each, row["appId"]) for row in known)}
    if missing:
        text = json.dumps(missing, separators=(",", ":"))
        raise bad_request(f"1034: Policy contains invalid applications: {text}")
    for each in texts(applications.get("includeAuthenticationContextClassReferences")):
        if not _CONTEXT.fullmatch(each) or tenant.see(CONTEXTS, each) is None:
            raise unnumbered(f"Authentication context '{each}' does not exist.")


def _check_people(tenant: Tenant, users: JsonObject) -> None:
    for side in ("include", "exclude"):
        for each in texts(users.get(f"{side}Users")):
            if each not in _USER_WORDS and tenant.see(USERS, each) is None:
                raise unnumbered(f"Policy contains invalid users: {each}")
        for each in texts(users.get(f"{side}Groups")):
            if tenant.see(GROUPS, each) is None:
                raise numbered(1054, f"Policy contains invalid groups: {each}")
        for each in texts(users.get(f"{side}Roles")):
            if not is_role(tenant, each):
                raise unnumbered(f"Policy contains invalid roles: {each}")


def _check_locations(tenant: Tenant, locations: JsonObject) -> None:
    for name in ("includeLocations", "excludeLocations"):
        for each in texts(locations.get(name)):
            if each not in _LOCATION_WORDS and tenant.see(LOCATIONS, each) is None:
                raise bad_request(f"1040: NamedLocation with id {each} does not exist in the directory.")


def _check_workloads(tenant: Tenant, workloads: JsonObject) -> None:
    for name in ("includeServicePrincipals", "excludeServicePrincipals"):
        for each in texts(workloads.get(name)):
            if each != "ServicePrincipalsInMyTenant" and tenant.see(SERVICE_PRINCIPALS, each) is None:
                raise unnumbered(f"Policy contains invalid service principals: {each}")

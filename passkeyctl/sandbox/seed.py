"""A company to practise on: some three hundred invented people, the usual groups and policies.

The passkey method is set up and switched off, so that the first pilot takes nothing from anybody.
"""

from __future__ import annotations

from datetime import datetime

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.defaults import (
    AGREEMENTS,
    CONTEXTS,
    CROSS_TENANT,
    GROUPS,
    LOCATIONS,
    METHODS,
    METHODS_POLICY,
    ORGANIZATION,
    POLICIES,
    REGISTRATIONS,
    ROLE_ASSIGNMENTS,
    ROLE_ELIGIBILITIES,
    SECURITY_DEFAULTS,
    SERVICE_PRINCIPALS,
    SKUS,
    STRENGTHS,
    USERS,
    everyone,
    fido2_configuration,
    methods_policy,
    security_defaults,
    tap_configuration,
)
from passkeyctl.sandbox.seed_applications import service_principals
from passkeyctl.sandbox.seed_groups import group_id, groups
from passkeyctl.sandbox.seed_ids import fixed_id
from passkeyctl.sandbox.seed_people import Person, people
from passkeyctl.sandbox.seed_policies import locations, policies, strengths
from passkeyctl.sandbox.seed_records import registration, role_assignments, role_eligibilities, user


def company(tenant_id: str, domain: str, *, has_profiles: bool = True, now: datetime | None = None) -> JsonObject:
    """The whole tenant, the same for the same id and domain; without profiles, passkeys are on.

    `now` is for companies that begin long after the others: their last drill wasn't before all memory.
    """
    staff = people()
    return {
        ORGANIZATION: [organization(tenant_id, domain)],
        SKUS: [*_licences(tenant_id, staff)],
        USERS: [user(tenant_id, domain, each, now) for each in staff],
        GROUPS: [*groups(tenant_id, staff)],
        SERVICE_PRINCIPALS: [*service_principals(tenant_id)],
        ROLE_ASSIGNMENTS: [*role_assignments(tenant_id, staff)],
        ROLE_ELIGIBILITIES: [*role_eligibilities(tenant_id, staff)],
        AGREEMENTS: [{"id": fixed_id(tenant_id, "terms of use"), "displayName": "Acceptable use"}],
        METHODS_POLICY: [methods_policy()],
        METHODS: [fido2_configuration() if has_profiles else _one_setting(tenant_id), tap_configuration()],
        STRENGTHS: [*strengths(tenant_id)],
        LOCATIONS: [*locations(tenant_id)],
        CONTEXTS: [*_contexts()],
        POLICIES: [*policies(tenant_id)],
        SECURITY_DEFAULTS: [security_defaults()],
        CROSS_TENANT: [_trusting()],
        REGISTRATIONS: [registration(tenant_id, domain, each) for each in staff if each.enabled],
    }


def _trusting() -> JsonObject:
    """Guests' own second factor counts here: without that they can satisfy no strength."""
    trusted: JsonObject = {
        "isMfaAccepted": True,
        "isCompliantDeviceAccepted": False,
        "isHybridAzureADJoinedDeviceAccepted": False,
    }
    return {"id": "default", "isServiceDefault": False, "inboundTrust": trusted}


def _one_setting(tenant_id: str) -> JsonObject:
    """Passkeys before a tenant opts in to profiles: for everybody but contractors."""
    return {
        **fido2_configuration(),
        "state": "enabled",
        "defaultPasskeyProfile": None,
        "passkeyProfiles": [],
        "includeTargets": [everyone(allowedPasskeyProfiles=[])],
        "excludeTargets": [{"targetType": "group", "id": group_id(tenant_id, "SG-Contractors")}],
    }


def organization(tenant_id: str, domain: str) -> JsonObject:
    first: JsonObject = {
        "name": domain,
        "isDefault": True,
        "isInitial": True,
        "type": "Managed",
        "capabilities": "Email, OfficeCommunicationsOnline",
    }
    return {
        "id": tenant_id,
        "displayName": domain.split(".")[0].capitalize(),
        "tenantType": "AAD",
        "verifiedDomains": [first],
    }


def _licences(tenant_id: str, staff: tuple[Person, ...]) -> list[JsonObject]:
    """One licence with Entra ID P1 and P2 in it; the plan ids are Microsoft's published ones."""
    plans = {
        "AAD_PREMIUM": "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
        "AAD_PREMIUM_P2": "eec0eb4f-6444-4f95-aba0-50c24d67f998",
    }
    return [
        {
            "id": f"{tenant_id}_06ebc4ee-1bb5-47dd-8120-11324bc54e06",
            "skuId": "06ebc4ee-1bb5-47dd-8120-11324bc54e06",
            "skuPartNumber": "SPE_E5",
            "capabilityStatus": "Enabled",
            "consumedUnits": len(staff),
            "prepaidUnits": {"enabled": 400, "suspended": 0, "warning": 0},
            "servicePlans": [
                {
                    "servicePlanId": key,
                    "servicePlanName": name,
                    "provisioningStatus": "Success",
                    "appliesTo": "User",
                }
                for name, key in plans.items()
            ],
        }
    ]


def _contexts() -> list[JsonObject]:
    return [
        {
            "id": "c1",
            "displayName": "Role activation",
            "description": "Privileged roles",
            "isAvailable": True,
        },
        {
            "id": "c2",
            "displayName": "Confidential sites",
            "description": "Board and finance",
            "isAvailable": True,
        },
        {"id": "c3", "displayName": "Payments", "description": "Not used yet", "isAvailable": False},
    ]

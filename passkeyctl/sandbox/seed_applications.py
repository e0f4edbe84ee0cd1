"""Service principals of the seeded company.

The application ids are Microsoft's published ones
(https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in; the two that
matter for passkey registration: docs/graph-facts.md). The last two applications are invented.
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.seed_ids import fixed_id

_MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
_FIRST_PARTY = (
    ("Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000"),
    ("Office 365 SharePoint Online", "00000003-0000-0ff1-ce00-000000000000"),
    ("Skype for Business Online", "00000004-0000-0ff1-ce00-000000000000"),
    ("Microsoft Office 365 Portal", "00000006-0000-0ff1-ce00-000000000000"),
    ("Office 365 Management", "00b41c95-dab0-4487-9791-b9d2c32c80f2"),
    ("OfficeHome", "4765445b-32c6-49b0-83e6-1d93765276ca"),
    ("Microsoft Teams Services", "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe"),
    ("Microsoft Graph", "00000003-0000-0000-c000-000000000000"),
    ("Windows Azure Active Directory", "00000002-0000-0000-c000-000000000000"),
    ("Windows Azure Service Management API", "797f4846-ba00-4fd7-ba43-dac1f8f63013"),
    ("Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"),
    ("Microsoft App Access Panel", "0000000c-0000-0000-c000-000000000000"),
    ("Microsoft Authentication Broker", "29d9ed98-a469-4536-ade2-f981bc1d605e"),
    ("Microsoft Azure CLI", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
    ("Microsoft Defender for Cloud Apps", "3090ab82-f1c1-4cdf-af2c-5d7a6f3e2cc7"),
    ("Power BI Service", "00000009-0000-0000-c000-000000000000"),
    ("Dataverse", "00000007-0000-0000-c000-000000000000"),
    ("Microsoft Graph Command Line Tools", "14d82eec-204b-4c2f-b7e8-296a70dab67e"),
    ("Microsoft Authenticator Credential Registration", "6aa00308-ea33-4caa-90d6-ae905d8cb51b"),
    ("Azure Credential Configuration Endpoint Service", "ea890292-c8c8-4433-b5ea-b09d0668e1a6"),
)
_OWN = ("Payroll", "Warehouse")


def service_principals(tenant_id: str) -> list[JsonObject]:
    published = [_principal(tenant_id, name, app_id, _MICROSOFT) for name, app_id in _FIRST_PARTY]
    own = [_principal(tenant_id, name, fixed_id(tenant_id, f"application {name}"), tenant_id) for name in _OWN]
    return [*published, *own]


def _principal(tenant_id: str, name: str, app_id: str, owner: str) -> JsonObject:
    return {
        "id": fixed_id(tenant_id, f"service principal {name}"),
        "appId": app_id,
        "displayName": name,
        "appOwnerOrganizationId": owner,
    }

"""Which applications the names of several stand for: Office 365, the admin portals, the API that manages Azure.

Microsoft lists names of services, not ids, and adds to the lists. So an application that is in none of these tables is
unknown, never outside (docs/graph-facts.md, "What a policy applies to").
"""

from __future__ import annotations

OFFICE_365 = "Office 365"
ADMIN_PORTALS = "Microsoft Admin Portals"
AZURE_MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
"""Windows Azure Service Management API, an application that covers some others."""

_AZURE_PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
_OFFICE_SERVICES = frozenset(
    {
        "00000002-0000-0ff1-ce00-000000000000",  # Office 365 Exchange Online
        "00000003-0000-0ff1-ce00-000000000000",  # Office 365 SharePoint Online
        "00000004-0000-0ff1-ce00-000000000000",  # Skype for Business Online
        "1fec8e78-bce4-4aaf-ab1b-5451cc387264",  # Microsoft Teams
        "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",  # Microsoft Teams Web Client
        "66a88757-258c-4c72-893c-3e8bed4d6899",  # Office 365 Search Service
        "94c63fef-13a3-47bc-8074-75af8c65887a",  # Office Delve
        "95de633a-083e-42f5-b444-a4295d8e9314",  # Microsoft Whiteboard Services
        "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",  # Microsoft Teams Services
        "cf53fce8-def6-4aeb-8d30-b158e7b1cf83",  # Microsoft Stream Portal
    }
)

_INSIDE: dict[str, frozenset[str]] = {
    # https://learn.microsoft.com/entra/identity/conditional-access/reference-office-365-application-contents has names,
    # https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in their ids.
    OFFICE_365: _OFFICE_SERVICES | {"00000006-0000-0ff1-ce00-000000000000"},  # Microsoft Office 365 Portal
    # https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-cloud-apps
    ADMIN_PORTALS: frozenset({_AZURE_PORTAL}),
    AZURE_MANAGEMENT: frozenset(
        {
            AZURE_MANAGEMENT,
            _AZURE_PORTAL,
            "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",  # Log Analytics API
            "e9f49c6b-5ce5-44c8-925d-015017e9f7ad",  # Azure Data Lake
            "f5c26e74-f226-4ae8-85f0-b4af0080ac9e",  # Application Insights API
        }
    ),
}
_OUTSIDE: dict[str, frozenset[str]] = {
    OFFICE_365: _INSIDE[AZURE_MANAGEMENT],
    ADMIN_PORTALS: _OFFICE_SERVICES | (_INSIDE[AZURE_MANAGEMENT] - {_AZURE_PORTAL}),
}


WORDS = (OFFICE_365, ADMIN_PORTALS)


def stands_for(named: str, resource: str) -> bool | None:
    """Whether what a policy names covers what is signed in to; each is an id in lower case, or one of WORDS."""
    if named == resource or resource in _INSIDE.get(named, ()):
        return True
    if named in WORDS:
        return False if resource in _OUTSIDE[named] else None
    if resource not in WORDS:
        return False
    # One of several applications is signed in to: perhaps the one that the policy names.
    return False if _INSIDE.get(named, frozenset({named})) <= _OUTSIDE[resource] else None

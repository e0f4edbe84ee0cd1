"""A sign-in that somebody asks about."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

UNKNOWN_COUNTRY = "unknown"
"""The country of an address that no country is known for."""

NO_RISK = "none"
ORDINARY_FLOW = "none"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is said of a sign-in; None: not said, so that what hangs on it stays open.

    `resource` is an application's id in lower case, `Office 365` or `Microsoft Admin Portals`. A sign-in is to a
    resource, or is a user action (`Register security information`), never both; an authentication context (`c1`) is
    asked for by a resource, and a sign-in to a resource with none said asks for none.
    `platform`, `client_app` and the risks are words of `model/conditional_access.py`; a risk and the flow may be
    `none`. `country` has two letters, or is UNKNOWN_COUNTRY. `location` is the id of a named location in which the
    sign-in is; `is_from_mfa_trusted_ip` says what no tool can read. `service_principal` is an id: where it is said, a
    workload signs in and no person does.
    """

    resource: str | None = None
    user_action: str | None = None
    context: str | None = None
    platform: str | None = None
    client_app: str | None = None
    address: IPv4Address | IPv6Address | None = None
    country: str | None = None
    location: str | None = None
    is_from_mfa_trusted_ip: bool | None = None
    sign_in_risk: str | None = None
    user_risk: str | None = None
    insider_risk: str | None = None
    flow: str | None = None
    service_principal: str | None = None
    service_principal_risk: str | None = None

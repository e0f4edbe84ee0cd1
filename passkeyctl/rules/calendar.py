"""Microsoft's dated changes: what makes a finding appear, grow or go on a day on which nobody touched the tenant.

Dates are of the worldwide cloud. Sources: docs/graph-facts.md, "Calendar".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Change(StrEnum):
    """One change of Microsoft's."""

    LEGACY_FIDO2_DEPRECATED = "legacy-fido2-deprecated"
    PROFILES_AVAILABLE = "profiles-available"
    PROFILES_MIGRATED = "profiles-migrated"
    WINDOWS_HELLO_AVAILABLE = "windows-hello-available"
    RESOURCE_EXCLUSIONS_ENFORCED = "resource-exclusions-enforced"
    APPROVED_APPLICATION_FROZEN = "approved-application-frozen"
    REGISTRATION_POLICIES_WIDENED = "registration-policies-widened"
    PHONE_USERS_MIGRATED = "phone-users-migrated"
    RESET_NEEDS_REGISTERED_METHODS = "reset-needs-registered-methods"
    GUEST_PASSKEYS = "guest-passkeys"
    PHONE_RETIRED = "phone-retired"
    PHONE_RETIRED_FOR_ADMINS_AND_EXTERNALS = "phone-retired-for-admins-and-externals"
    LEGACY_FIDO2_REMOVED = "legacy-fido2-removed"


@dataclass(frozen=True, slots=True)
class Dated:
    """When a change is in force everywhere; `is_firm` is False where Microsoft only plans it. `fact` is its row."""

    day: date
    words: str
    fact: str
    is_firm: bool = True


CALENDAR: Mapping[Change, Dated] = {
    Change.LEGACY_FIDO2_DEPRECATED: Dated(
        date(2025, 10, 15), "the FIDO2 settings outside of profiles are deprecated", "E-01"
    ),
    Change.PROFILES_AVAILABLE: Dated(date(2026, 3, 17), "passkey profiles are generally available", "E-02"),
    Change.PROFILES_MIGRATED: Dated(
        date(2026, 5, 31), "tenants that had not opted in to passkey profiles were moved", "E-03"
    ),
    Change.WINDOWS_HELLO_AVAILABLE: Dated(
        date(2026, 6, 15), "Windows Hello passkeys need no allow list any more", "E-04"
    ),
    Change.RESOURCE_EXCLUSIONS_ENFORCED: Dated(
        date(2026, 6, 15), "policies on all resources also meet sign-ins for basic scopes, exclusions or not", "E-05"
    ),
    Change.APPROVED_APPLICATION_FROZEN: Dated(date(2026, 6, 30), "`approvedApplication` can't be set any more", "E-06"),
    Change.REGISTRATION_POLICIES_WIDENED: Dated(
        date(2026, 7, 13),
        "policies on registering security information also meet Windows Hello and Platform SSO set-up",
        "E-07",
    ),
    Change.PHONE_USERS_MIGRATED: Dated(
        date(2026, 9, 1),
        "users of SMS and voice are enabled for passkeys of every type, and the campaign is Microsoft's to manage",
        "E-08",
    ),
    Change.RESET_NEEDS_REGISTERED_METHODS: Dated(
        date(2026, 9, 7), "self-service password reset takes registered methods only", "E-09"
    ),
    Change.GUEST_PASSKEYS: Dated(date(2026, 12, 31), "passkeys for guests are planned", "E-10", is_firm=False),
    Change.PHONE_RETIRED: Dated(
        date(2027, 2, 1), "SMS and voice of Microsoft's end; who has nothing else must register a passkey", "E-11"
    ),
    Change.PHONE_RETIRED_FOR_ADMINS_AND_EXTERNALS: Dated(
        date(2027, 7, 1), "SMS and voice end for Global Administrators and external users too", "E-12"
    ),
    Change.LEGACY_FIDO2_REMOVED: Dated(
        date(2027, 10, 15), "the FIDO2 settings outside of profiles return nothing any more", "E-13"
    ),
}


def is_in_force(change: Change, as_of: date) -> bool:
    return CALENDAR[change].day <= as_of


def days_until(change: Change, as_of: date) -> int:
    """Negative once it has come."""
    return (CALENDAR[change].day - as_of).days

"""Profiles that let in what nobody may have thought of (PRF109).

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-entra-passkeys-on-windows
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.families import WINDOWS_HELLO
from passkeyctl.checks.profiles.planned import BEHAVIOR, DEVICE_BOUND, LIST, affected, planned_profiles
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.models import Extent
from passkeyctl.model.finding import Finding
from passkeyctl.rules.calendar import CALENDAR, Change, is_in_force


def admits_nobody(review: Review) -> Iterator[Finding]:
    """AAG202 of a tenant: in files an empty allow list is refused when they are read."""
    for profile in planned_profiles(review):
        if profile.models.extent is Extent.NONE and not review.is_of_files_alone:
            yield verdict(
                review,
                "AAG202",
                Severity.WARNING,
                f"the profile `{profile.name}` has an empty allow list, which admits nobody",
                about=profile.change,
                path=LIST,
                address=profile.address,
                hint="list the models that may be used, or write `keyRestrictions: none`",
                value="empty",
                affected=affected(review, profile.held.id),
            )


def open_to_windows_hello(review: Review) -> Iterator[Finding]:
    """PRF109: without attestation and without a list, any computer with Windows can hold a passkey."""
    if not is_in_force(Change.WINDOWS_HELLO_AVAILABLE, review.as_of):
        return
    for profile in planned_profiles(review):
        is_open = profile.models.extent in (Extent.ANY, Extent.ALL_BUT)
        if profile.attests is not False or not profile.has_type(DEVICE_BOUND) or not is_open:
            continue
        if profile.admitted_of(frozenset(WINDOWS_HELLO)):
            yield verdict(
                review,
                "PRF109",
                Severity.WARNING,
                f"the profile `{profile.name}` is open to Windows Hello on any computer, managed or not",
                about=profile.change,
                path=BEHAVIOR,
                address=profile.address,
                detail=[f"since {CALENDAR[Change.WINDOWS_HELLO_AVAILABLE].day}, Windows Hello needs no allow list"],
                hint="list the models that you mean, or block `windows-hello`",
                value="windows-hello",
                affected=affected(review, profile.held.id),
            )

"""There are enough emergency access accounts (EMG501).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, error
from passkeyctl.model.desired import EmergencyAccess
from passkeyctl.model.finding import Finding, Weight

LEAST_ACCOUNTS = 2
"""Microsoft's advice: two or more, so that one that fails is not the last."""


def enough_accounts(review: Review) -> Iterator[Finding]:
    """EMG501: an apply that touches anything needs two enabled emergency accounts to fall back on."""
    described = review.configuration.emergency
    if review.is_of_files_alone:
        yield from _named(review, described)
        return
    if not review.active:
        return
    if described is None or review.emergency is None:
        diagnostic = error(
            "EMG501",
            "no emergency access accounts are described",
            hint="add `emergencyAccess: {group: …}` with two accounts or more that no policy touches",
        )
        yield Finding(diagnostic, Weight.BLOCKS, affected="everybody: there is no way back in")
        return
    yield from _found(review, described)


def wanted(described: EmergencyAccess) -> int:
    return max(LEAST_ACCOUNTS, described.minimum_accounts)


def _named(review: Review, described: EmergencyAccess | None) -> Iterator[Finding]:
    """Who is in a group, only the tenant knows; that nothing is described at all is said when the files are read."""
    if described is None or described.group is not None:
        return
    named = len({each.id or (each.name or each.written).casefold() for each in described.accounts})
    if named < wanted(described):
        yield verdict(
            review,
            "EMG501",
            Severity.WARNING,
            f"{named} emergency access account{'' if named == 1 else 's'} named, {wanted(described)} are needed",
            source=described.source,
            hint="name two or more under `accounts`, or the `group` that holds them",
            value=str(named),
        )


def _found(review: Review, described: EmergencyAccess) -> Iterator[Finding]:
    assert review.emergency is not None
    accounts = review.emergency.accounts
    enabled = [each for each in accounts if each.is_enabled]
    unread = [each for each in accounts if each.is_enabled is None]
    if len(enabled) < wanted(described) <= len(enabled) + len(unread):
        diagnostic = error(
            "EMG501",
            "whether the emergency access accounts are enabled is unknown",
            source=described.source,
            detail=[f"`accountEnabled` of `{each.name}` could not be read" for each in unread],
            hint="grant User.Read.All",
        )
        why = "unknown, because `accountEnabled` could not be read"
        yield Finding(diagnostic, Weight.BLOCKS, can_override=True, is_unknown=True, affected=why)
    elif len(enabled) < wanted(described):
        off = [f"`{each.name}` is disabled" for each in accounts if each.is_enabled is False]
        diagnostic = error(
            "EMG501",
            f"{len(enabled)} enabled emergency access accounts were found, {wanted(described)} are needed",
            source=described.source,
            detail=off,
            hint="add or enable accounts in the emergency group before changing what people sign in with",
        )
        yield Finding(diagnostic, Weight.BLOCKS, value=str(len(enabled)))

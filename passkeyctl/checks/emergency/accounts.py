"""There are enough emergency access accounts (EMG501).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error
from passkeyctl.model.finding import Finding, Weight

LEAST_ACCOUNTS = 2
"""Microsoft's advice: two or more, so that one that fails is not the last."""


def enough_accounts(review: Review) -> Iterator[Finding]:
    """EMG501: an apply that touches anything needs two enabled emergency accounts to fall back on."""
    if not review.active:
        return
    described = review.configuration.emergency
    if described is None or review.emergency is None:
        diagnostic = error(
            "EMG501",
            "no emergency access accounts are described",
            hint="add `emergencyAccess: {group: …}` with two accounts or more that no policy touches",
        )
        yield Finding(diagnostic, Weight.BLOCKS)
        return
    wanted = max(LEAST_ACCOUNTS, described.minimum_accounts)
    accounts = review.emergency.accounts
    enabled = [each for each in accounts if each.is_enabled]
    unread = [each for each in accounts if each.is_enabled is None]
    if len(enabled) < wanted <= len(enabled) + len(unread):
        diagnostic = error(
            "EMG501",
            "whether the emergency access accounts are enabled is unknown",
            source=described.source,
            detail=[f"`accountEnabled` of `{each.name}` could not be read" for each in unread],
            hint="grant User.Read.All",
        )
        yield Finding(diagnostic, Weight.BLOCKS, can_override=True)
    elif len(enabled) < wanted:
        off = [f"`{each.name}` is disabled" for each in accounts if each.is_enabled is False]
        diagnostic = error(
            "EMG501",
            f"{len(enabled)} enabled emergency access accounts were found, {wanted} are needed",
            source=described.source,
            detail=off,
            hint="add or enable accounts in the emergency group before changing what people sign in with",
        )
        yield Finding(diagnostic, Weight.BLOCKS)

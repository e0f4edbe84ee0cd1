"""No passkey exclude takes sign-in from an emergency access account (PRF106)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directory import Account
from passkeyctl.model.finding import Finding, Weight


def kept_out_of_excludes(review: Review) -> Iterator[Finding]:
    """PRF106: an excluded group takes passkey sign-in from its members; emergency accounts must not be among them."""
    if review.emergency is None:
        return
    for change in review.active_of(Kind.EXCLUDE):
        if change.action is not Action.CREATE:
            continue
        for account in review.emergency.accounts:
            if account.group_ids is None or change.id in account.group_ids:
                yield _kept_out(change, account)


def _kept_out(change: ResourceChange, account: Account) -> Finding:
    is_unknown = account.group_ids is None
    diagnostic = error(
        "PRF106",
        f"whether excluding `{change.name}` takes passkeys from the emergency account `{account.name}` is unknown"
        if is_unknown
        else f"excluding `{change.name}` takes passkeys from the emergency account `{account.name}`",
        address=str(change.address),
        source=change.source,
        hint="grant GroupMember.Read.All, so that the account's groups can be read"
        if is_unknown
        else "do not exclude this group: an exclude beats every target and blocks sign-in",
    )
    return Finding(diagnostic, Weight.BLOCKS, can_override=is_unknown)

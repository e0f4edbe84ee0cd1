"""Emergency access accounts: there are enough of them, and no policy reaches them (EMG501, EMG502, PRF106).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error, warning
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directory import Account, Emergency
from passkeyctl.model.fields import Fields
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


def excluded_from_policies(review: Review) -> Iterator[Finding]:
    """EMG502: every policy in force excludes every emergency account, directly or through a group."""
    if review.emergency is None:
        return
    for change, planned in review.listed_policies():
        touched = change.action is not Action.NO_OP
        yield from _judge(review.emergency, planned, str(change.address), change.name, touched=touched)
    for live in review.unlisted:
        if live.kind is Kind.POLICY:
            yield from _judge(review.emergency, live.fields, "", live.name, touched=False)
    for id, name in review.prior.unread_policies:
        diagnostic = warning(
            "EMG502",
            f"whether `{name}` excludes the emergency access accounts is unknown: it uses preview features",
            detail=[f"it is `{id}`, which v1.0 does not show"],
            hint="look at it in the admin centre",
        )
        yield Finding(diagnostic, Weight.STANDING)


def is_excluding_everyone(emergency: Emergency, fields: Fields) -> bool:
    """Whether nothing more needs to be known about the accounts to judge this policy."""
    if fields["state"] == "disabled" or not _reaches_people(fields):
        return True
    return all(_is_excluded(each, fields) for each in emergency.accounts)


def _judge(emergency: Emergency, fields: Fields, address: str, name: str, *, touched: bool) -> Iterator[Finding]:
    if fields["state"] == "disabled" or not _reaches_people(fields):
        return
    verdicts = {each.name: _is_excluded(each, fields) for each in emergency.accounts}
    reached = sorted(name for name, verdict in verdicts.items() if verdict is False)
    unknown = sorted(name for name, verdict in verdicts.items() if verdict is None)
    if reached:
        say = error if touched else warning
        diagnostic = say(
            "EMG502",
            f"`{name}` does not exclude the emergency access accounts",
            address=address,
            detail=[f"`{each}` is not excluded" for each in reached],
            hint="add their group under `users.exclude.groups`",
        )
        yield Finding(diagnostic, Weight.BLOCKS if touched else Weight.STANDING)
    elif unknown:
        say = error if touched else warning
        diagnostic = say(
            "EMG502",
            f"whether `{name}` excludes the emergency access accounts is unknown",
            address=address,
            detail=[f"the groups of `{each}` could not be read" for each in unknown],
            hint="exclude the emergency group itself, or grant GroupMember.Read.All",
        )
        yield Finding(diagnostic, Weight.BLOCKS if touched else Weight.STANDING, can_override=touched)


def _reaches_people(fields: Fields) -> bool:
    included = ("users", "groups", "roles", "guests")
    return fields["users.include"] == "all" or any(fields[f"users.include.{key}"] for key in included)


def _is_excluded(account: Account, fields: Fields) -> bool | None:
    users, groups = fields["users.exclude.users"], fields["users.exclude.groups"]
    assert isinstance(users, frozenset)
    assert isinstance(groups, frozenset)
    if account.id in users:
        return True
    if account.group_ids is None:
        return None
    return bool(groups & account.group_ids)


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

"""No policy in force reaches an emergency access account (EMG502).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error, warning
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.directory import Account, Emergency
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight


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

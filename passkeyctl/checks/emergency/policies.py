"""No policy in force reaches an emergency access account (EMG502).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, warning
from passkeyctl.insight.kleene import some
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.scope import guests_among
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directory import Account, Emergency
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.people import People
from passkeyctl.model.values import Guests

HINT = "add their group under `users.exclude.groups`"


def excluded_from_policies(review: Review) -> Iterator[Finding]:
    """EMG502: every policy in force excludes every emergency account, directly, through a group or through a role."""
    if review.emergency is None:
        return
    people = review.known_people.people if review.known_people is not None else None
    for change, planned in review.listed_policies():
        yield from _judge(review, review.emergency, planned, change.name, change, people)
    for live in review.unlisted:
        if live.kind is Kind.POLICY:
            yield from _judge(review, review.emergency, live.fields, live.name, None, people)
    for id, name in review.prior.unread_policies:
        diagnostic = warning(
            "EMG502",
            f"whether `{name}` excludes the emergency access accounts is unknown: it uses preview features",
            detail=[f"it is `{id}`, which v1.0 does not show"],
            hint="look at it in the admin centre",
        )
        yield Finding(diagnostic, Weight.STANDING, is_unknown=True)


def is_excluding_everyone(emergency: Emergency, fields: Fields) -> bool:
    """Whether nothing more needs to be known about the accounts to judge this policy."""
    if fields["state"] == "disabled" or not reaches_people(fields):
        return True
    return all(is_excluded(each, fields, None) for each in emergency.accounts)


def _judge(
    review: Review,
    emergency: Emergency,
    fields: Fields,
    name: str,
    change: ResourceChange | None,
    people: People | None,
) -> Iterator[Finding]:
    if fields["state"] == "disabled" or not reaches_people(fields):
        return
    verdicts = {each.name: is_excluded(each, fields, people) for each in emergency.accounts}
    reached = sorted(account for account, found in verdicts.items() if found is False)
    unknown = sorted(account for account, found in verdicts.items() if found is None)
    severity = Severity.ERROR if change is not None and change.action is not Action.NO_OP else Severity.WARNING
    if reached:
        yield verdict(
            review,
            "EMG502",
            severity,
            f"`{name}` does not exclude the emergency access accounts",
            about=change,
            path="users.exclude.groups",
            detail=[f"`{each}` is not excluded" for each in reached],
            hint=HINT,
            value=", ".join(reached),
            affected=", ".join(reached),
        )
    elif unknown:
        what = "groups" if not members(fields, "users.exclude.roles") else "groups or roles"
        yield verdict(
            review,
            "EMG502",
            severity,
            f"whether `{name}` excludes the emergency access accounts is unknown",
            about=change,
            is_unknown=True,
            detail=[f"the {what} of `{each}` could not be read" for each in unknown],
            hint="exclude the emergency group itself, or grant GroupMember.Read.All",
            affected=f"unknown, because {what} of {', '.join(unknown)} could not be read",
        )


def reaches_people(fields: Fields) -> bool:
    included = ("users", "groups", "roles", "guests")
    return fields["users.include"] == "all" or any(fields[f"users.include.{key}"] for key in included)


def is_excluded(account: Account, fields: Fields, people: People | None) -> bool | None:
    """None: nobody can tell. `people` know of roles, and of guests, where they were read."""
    if account.id in members(fields, "users.exclude.users"):
        return True
    groups = members(fields, "users.exclude.groups")
    by_group = None if account.group_ids is None else bool(groups & account.group_ids)
    return some((by_group, *_by_role(account, fields, people), *_by_being_a_guest(account, fields, people)))


def _by_role(account: Account, fields: Fields, people: People | None) -> Iterator[bool | None]:
    """A role that has yet to be activated excludes nobody."""
    roles = members(fields, "users.exclude.roles")
    ordinal = people.ids.get(account.id) if people is not None else None
    if people is None or ordinal is None or people.roles is None:
        yield from ([None] if roles else [])
        return
    for role in roles:
        held = people.roles.get(role)
        yield held is not None and ordinal in held.active


def _by_being_a_guest(account: Account, fields: Fields, people: People | None) -> Iterator[bool | None]:
    guests = fields["users.exclude.guests"]
    ordinal = people.ids.get(account.id) if people is not None else None
    if people is not None and ordinal is not None and isinstance(guests, Guests):
        yield guests_among(people, guests).of(ordinal)

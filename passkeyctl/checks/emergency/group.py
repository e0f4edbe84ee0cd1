"""Who can join the emergency group can join what every policy leaves out (EMG504).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import EmergencyAccess
from passkeyctl.model.facts import Fact, GroupTraits
from passkeyctl.model.finding import Finding


def closed_group(review: Review) -> Iterator[Finding]:
    """EMG504: it is role-assignable, no rule and no other directory decides who is in it, and it has no others."""
    described, emergency = review.configuration.emergency, review.emergency
    if described is None or emergency is None or emergency.group_id is None:
        return
    if Fact.GROUP_TRAITS not in review.facts.wanted:
        return
    traits = review.facts.groups.get(emergency.group_id)
    if traits is None:
        yield unchecked("EMG504", review.facts.why(Fact.GROUP_TRAITS))
        return
    for words, hint, value in (*_openings(traits), *_strangers(review, described)):
        name = described.group.written if described.group is not None else ""
        yield verdict(
            review,
            "EMG504",
            Severity.WARNING,
            f"the emergency group `{name}` {words}",
            source=described.source,
            is_touched=_newly_excluded(review, emergency.group_id),
            hint=hint,
            value=value,
            affected=f"whoever gets into `{name}`",
        )


def _openings(traits: GroupTraits) -> Iterator[tuple[str, str, str]]:
    if traits.is_dynamic:
        yield (
            "is dynamic: whoever can change what its rule looks at can join it",
            "use a group with assigned members that roles may be given to",
            "dynamic",
        )
    elif traits.is_role_assignable is False:
        yield (
            "is not role-assignable: any administrator of groups can join it",
            "make a new group that roles may be given to (it can't be changed later), and name that one",
            "not role-assignable",
        )
    if traits.is_synced:
        yield (
            "is synced from Active Directory: whoever rules there can join it",
            "use a group of the cloud, with accounts of the cloud",
            "synced",
        )


def _strangers(review: Review, described: EmergencyAccess) -> Iterator[tuple[str, str, str]]:
    """Members beside the accounts that the files name."""
    assert review.emergency is not None
    if not described.accounts:
        return
    named = {(each.id or each.name or each.written).casefold() for each in described.accounts}
    inside = [
        each for each in review.emergency.accounts if each.group_ids and review.emergency.group_id in each.group_ids
    ]
    others = sorted(each.name for each in inside if each.name.casefold() not in named and each.id not in named)
    if others:
        yield (
            f"has members that `accounts` does not name: {', '.join(f'`{each}`' for each in others)}",
            "take them out of the group, or name them",
            ", ".join(others),
        )


def _newly_excluded(review: Review, group: str) -> bool:
    """Whether this plan leaves the group out of something that it was not left out of."""
    for change in review.active_of(Kind.POLICY):
        changed = change.changed("users.exclude.groups")
        if changed is not None and change.planned is not None:
            before = changed.prior if isinstance(changed.prior, frozenset) else frozenset()
            if group in members(change.planned, "users.exclude.groups") - before:
                return True
    return False

"""EMG502 of the files alone: every policy they describe excludes the emergency access accounts by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from passkeyctl.checks.emergency.policies import HINT, reaches_people
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import EmergencyAccess, Entry
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.reference import Reference

EXCLUDES = tuple(f"users.exclude.{each}" for each in ("users", "groups", "roles"))
"""What may cover them: emergency access accounts are nobody's guests."""


def excluded_by_name(review: Review) -> Iterator[Finding]:
    """An error where nothing is excluded that could cover them; else they may be in it, and a plan looks."""
    described = review.configuration.emergency
    if not review.is_of_files_alone or described is None:
        return
    entries = {each.address: each for each in review.configuration.entries}
    for change, planned in review.listed_policies():
        if _is_judged(change, planned, entries[change.address]) and not _is_covered(planned, described):
            yield _finding(review, change, planned)


def _is_judged(change: ResourceChange, planned: Fields, entry: Entry) -> bool:
    """Not a policy that is off, for no people, or whose users the files leave to somebody else."""
    says_whom = any(each.path.startswith("users.") for each in change.changes)
    is_elsewhere = any(each.startswith("users") for each in entry.unmanaged)
    return planned["state"] != "disabled" and says_whom and not is_elsewhere and reaches_people(planned)


def _is_covered(planned: Fields, described: EmergencyAccess) -> bool:
    groups, users = (members(planned, f"users.exclude.{each}") for each in ("groups", "users"))
    if described.group is not None and groups & set(_names(described.group)):
        return True
    return bool(described.accounts) and all(users & {*_folded(_names(each))} for each in described.accounts)


def _names(reference: Reference) -> Iterator[str]:
    """What the files may call it: by id, or by name."""
    for each in (reference.id, reference.name, reference.written):
        if each is not None:
            yield unicodedata.normalize("NFC", each)


def _folded(names: Iterable[str]) -> Iterator[str]:
    return (each.casefold() for each in names)


def _finding(review: Review, change: ResourceChange, planned: Fields) -> Finding:
    if not any(planned[path] for path in EXCLUDES):
        return verdict(
            review,
            "EMG502",
            Severity.ERROR,
            f"`{change.name}` does not exclude the emergency access accounts: no group, role or account is excluded",
            about=change,
            path="users.include",
            hint=HINT,
            value="nobody",
        )
    return verdict(
        review,
        "EMG502",
        Severity.WARNING,
        f"`{change.name}` does not exclude the emergency access accounts by name",
        about=change,
        path="users.exclude.groups",
        hint=f"{HINT}; whether other groups cover them is seen when a plan is made",
        value="not by name",
    )

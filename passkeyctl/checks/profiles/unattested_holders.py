"""PRF110, the notice: attestation is asked for from now on, and people hold passkeys that were never attested.

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-passkey-profiles
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.profiles.planned import ATTESTATION, people_read, reach_of
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import accepts
from passkeyctl.insight.policies.methods import is_passkey
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People


def unattested_keys_remain(review: Review) -> Iterator[Finding]:
    """Attestation is looked at when a passkey is registered: what is there keeps working, which few expect."""
    people = people_read(review)
    for change in review.active_of(Kind.PROFILE):
        planned = change.planned
        if people is None or planned is None or not _starts_asking(change):
            continue
        reached = reach_of(review.after, people, change.id)
        holders = reached & people.with_method(*(word for word in people.registered if is_passkey(word)))
        without = _unattested(people, planned) & reached
        if holders.surely or without.surely:
            yield _finding(
                review, change, people_words(without if without.surely else holders), is_by_report=not without.surely
            )


def _finding(review: Review, change: ResourceChange, whom: str, *, is_by_report: bool) -> Finding:
    perhaps = ", which may have none" if is_by_report else " without any"
    return verdict(
        review,
        "PRF110",
        Severity.NOTICE,
        f"`{change.name}` asks for attestation from now on, and {whom} hold passkeys{perhaps}: they keep working",
        about=change,
        path=ATTESTATION,
        detail=["attestation is looked at when a passkey is registered, not at sign-in"],
        hint="let them register a new one and delete the old, if only attested ones shall be left",
        value=change.name,
        affected=whom,
    )


def _starts_asking(change: ResourceChange) -> bool:
    found = change.changed(ATTESTATION)
    return change.action is Action.UPDATE and found is not None and found.planned is True


def _unattested(people: People, profile: Fields) -> Reach:
    """By their passkeys, which are read only where a plan may take some away."""
    keys = [each for each in people.keys if each.is_attested is False and accepts(profile, each) is not False]
    return union(Reach.exactly(people.keys[each]) for each in keys)

"""GST701: guests can't register a passkey in the tenant that they visit yet."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import joined, value_of
from passkeyctl.checks.conditional_access.judged import touches
from passkeyctl.checks.guests.reached import MetByGuests, demands_from_home, is_trusted, trust_of
from passkeyctl.checks.profiles.planned import members_either_way, people_read
from passkeyctl.checks.review import Review, address_of
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.methods import FIDO2
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.rules.calendar import CALENDAR, Change

CODE = "GST701"


def guests_with_passkeys(review: Review) -> Iterator[Finding]:
    """GST701: a policy asks guests for a passkey, or a row of the passkey policy has guests in it."""
    for met in demands_from_home(review):
        takes = members(met.strength.strength.fields, "allowedCombinations")
        if FIDO2 in takes and not is_trusted(trust_of(review), met):
            yield _asked(review, met)
    yield from _targeted(review)


def _asked(review: Review, met: MetByGuests) -> Finding:
    change = review.change_of(Kind.POLICY, met.policy.id)
    types = sorted(met.types)
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"`{met.policy.name}` asks guests for a passkey, which they can't register in this tenant",
        about=change,
        path="users.include.guests" if met.is_explicit else "users.exclude.guests",
        address=address_of(change, Kind.POLICY, met.policy.name),
        is_touched=touches(review, (met.policy,)),
        detail=[f"it meets {joined(types)}", _until()],
        hint="exclude guests and demand `mfa` of them in a policy of their own, or trust what they do in their tenant",
        value=value_of(types),
        affected="guests from other tenants",
    )


def _until() -> str:
    planned = CALENDAR[Change.GUEST_PASSKEYS]
    return f"{planned.words}, for {planned.day} at the earliest; until then only their home tenant's passkeys count"


def _targeted(review: Review) -> Iterator[Finding]:
    """A row for everybody has no guests in it anyway."""
    people = people_read(review)
    if people is None:
        return
    for row in review.after.of(Kind.TARGET):
        found = members_either_way(row.id, people) & people.guests if row.id != EVERYONE else None
        if found is None or not found.surely:
            continue
        change = review.change_of(Kind.TARGET, row.id)
        yield verdict(
            review,
            CODE,
            Severity.WARNING,
            f"{people_words(found)} in {review.name_of_target(row.id)} are guests, who can't register a passkey here",
            about=change,
            address=address_of(change, Kind.TARGET, row.name),
            detail=[_until()],
            hint="target a group of members of this tenant",
            value=row.name,
            affected=people_words(found),
        )

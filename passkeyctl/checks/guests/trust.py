"""GST703: what guests do in their home tenant counts here only where this tenant trusts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import joined, quoted, value_of
from passkeyctl.checks.conditional_access.judged import touches
from passkeyctl.checks.guests.reached import MetByGuests, demands_from_home, is_trusted, trust_of, untrusted
from passkeyctl.checks.profiles.planned import people_read
from passkeyctl.checks.review import Review, address_of
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach
from passkeyctl.model.facts import Fact
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import KnownPeople

CODE = "GST703"
PERSONAL = re.compile(r"_(outlook|hotmail|live|msn)\.[a-z.]+#EXT#@", re.IGNORECASE)
"""How the sign-in name of a guest with a personal Microsoft account reads; `identities` of people are not read."""
UNREAD = "unknown, because people were not read"
NOT_SEEN = "the files alone do not show what the tenant trusts"


def guests_without_trust(review: Review) -> Iterator[Finding]:
    """GST703: a strength that guests can satisfy at home only, and no trust in what they do there."""
    asked = [each for each in demands_from_home(review) if not _is_of_nobody(review, each)]
    people = people_read(review)
    trust = trust_of(review)
    unknown = [each for each in asked if is_trusted(trust, each) is None]
    if any(review.is_of_files_alone or touches(review, (each.policy,)) for each in unknown):
        why = NOT_SEEN if review.is_of_files_alone else review.facts.why(Fact.CROSS_TENANT)
        yield unchecked(CODE, why, "say it under `expect.crossTenantTrust`" if review.is_of_files_alone else "")
    for met in asked:
        if people is not None and review.known_people is not None:
            yield from _personal(review, met, review.known_people)
        if trust is not None and is_trusted(trust, met) is False:
            yield _finding(review, met, untrusted(met, trust))
        elif is_trusted(trust, met) and members(met.strength.strength.fields, "fido2.allowedAAGUIDs"):
            yield _across_clouds(review, met)


def _finding(review: Review, met: MetByGuests, tenants: tuple[str, ...]) -> Finding:
    whom = f"guests of {quoted(tenants)}" if tenants else "guests"
    return _verdict(
        review,
        met,
        Severity.ERROR if _is_certain(review, met) else Severity.WARNING,
        f"{whom} can't fulfil `{met.policy.name}`: a second factor of their home tenant does not count here",
        (
            f"`{met.strength.name}` takes nothing that they can do here: {joined(sorted(_combinations(met)))}",
            "trust does not help guests with a personal Microsoft account: they have no home tenant",
        ),
        "trust multifactor of these tenants in the cross-tenant access settings, or demand `mfa` of guests instead",
    )


def _is_certain(review: Review, met: MetByGuests) -> bool:
    """Guests are turned away today: the policy is enforced, and it names guests or some are known to be in scope."""
    if review.is_of_files_alone or met.policy.fields["state"] != "enabled":
        return False
    found = _visitors(review, met)
    if found is None:
        return met.is_explicit
    return bool(found.possibly if met.is_explicit else found.surely)


def _is_of_nobody(review: Review, met: MetByGuests) -> bool:
    people, found = people_read(review), _visitors(review, met)
    return people is not None and people.is_complete and found is not None and not found.possibly


def _visitors(review: Review, met: MetByGuests) -> Reach | None:
    """Who comes from another tenant, among those a policy is for; None where people were not read."""
    people = people_read(review)
    if people is None:
        return None
    return in_scope(met.policy.fields, people) & people.enabled & people.external


def _personal(review: Review, met: MetByGuests, known: KnownPeople) -> Iterator[Finding]:
    """Whom trust does not help: a personal account has no tenant whose second factor could count."""
    people = known.people
    visitors = (in_scope(met.policy.fields, people) & people.enabled).surely & (people.guests | people.external).surely
    found = [each for each in known.roster.people(visitors) if PERSONAL.search(each.sign_in_name)]
    if found:
        yield _verdict(
            review,
            met,
            Severity.WARNING,
            f"{len(found):,} guests with a personal Microsoft account can't fulfil `{met.policy.name}`",
            (f"by their addresses, such as {quoted([found[0].sign_in_name])}", "no trust makes up for a home tenant"),
            "invite them with an account of an organisation, or demand `mfa` of them in a policy of their own",
            f"{len(found):,} {'person' if len(found) == 1 else 'people'}",
        )


def _across_clouds(review: Review, met: MetByGuests) -> Finding:
    return _verdict(
        review,
        met,
        Severity.WARNING,
        f"guests from another Microsoft cloud can't fulfil `{met.policy.name}`: models of keys are not passed on",
        ("which cloud a guest's tenant is in can't be read",),
        "demand a strength without `fido2.allowedAAGUIDs` of guests",
    )


def _combinations(met: MetByGuests) -> Iterator[str]:
    yield from (each.replace(",", " + ") for each in members(met.strength.strength.fields, "allowedCombinations"))


def _verdict(
    review: Review,
    met: MetByGuests,
    severity: Severity,
    summary: str,
    detail: tuple[str, ...],
    hint: str,
    affected: str = "",
) -> Finding:
    change = review.change_of(Kind.POLICY, met.policy.id)
    found = _visitors(review, met)
    return verdict(
        review,
        CODE,
        severity,
        summary,
        about=change,
        path="grant.authenticationStrength",
        address=address_of(change, Kind.POLICY, met.policy.name),
        is_touched=touches(review, (met.policy,)),
        is_unknown=found is None and not met.is_explicit,
        detail=detail,
        hint=hint,
        value=value_of(sorted(met.types)),
        affected=affected or (people_words(found) if found is not None else UNREAD),
    )

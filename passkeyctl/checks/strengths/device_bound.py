"""STR302: no strength can say "device-bound": what privileged people may register decides what they sign in with."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import joined, quoted
from passkeyctl.checks.conditional_access.judged import touches
from passkeyctl.checks.profiles.planned import (
    SYNCED,
    PlannedProfile,
    people_read,
    planned_profiles,
    reach_of,
    rows_with,
)
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths.demanding import Demanded, demanded_strengths
from passkeyctl.checks.verdict import verdict, without_people
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.methods import FIDO2
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People
from passkeyctl.model.roles import PRIVILEGED

CODE = "STR302"
PASSES = frozenset({"temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"})
RESISTANT = frozenset({FIDO2, "windowsHelloForBusiness", "x509CertificateMultiFactor"}) | PASSES
"""Of a strength that takes more than these nobody expects that it keeps phishing out."""


def any_passkey_for_privileged(review: Review) -> Iterator[Finding]:
    """STR302: any passkey counts for privileged roles, and a profile lets them have synced or unattested ones."""
    asked = [(each, policy) for each in demanded_strengths(review) for policy in _privileged_policies(each)]
    loose = [each for each in planned_profiles(review) if _looseness(each) and rows_with(review.after, each.held.id)]
    if not asked or not loose:
        return
    people = people_read(review)
    is_proven = False
    for strength, policy in asked:
        found = _by_people(review, policy, loose, people) if people is not None else _for_everybody(review, loose)
        if found:
            is_proven = True
            yield _finding(review, strength, policy, found, _affected(review, policy, found, people))
    if people is None and not is_proven and not review.is_of_files_alone:
        yield from without_people(review, CODE)


def _privileged_policies(strength: Demanded) -> Iterator[Held]:
    combinations = members(strength.strength.fields, "allowedCombinations")
    if FIDO2 not in combinations or not combinations <= RESISTANT:
        return
    if not members(strength.strength.fields, "fido2.allowedAAGUIDs"):
        for policy in strength.without_alternative:
            if members(policy.fields, "users.include.roles") & PRIVILEGED:
                yield policy


def _looseness(profile: PlannedProfile) -> str:
    words = []
    if profile.has_type(SYNCED):
        words.append("synced")
    if profile.attests is False:
        words.append("unattested")
    return " and ".join(words)


def _for_everybody(review: Review, loose: list[PlannedProfile]) -> list[PlannedProfile]:
    return [each for each in loose if any(row.id == EVERYONE for row in rows_with(review.after, each.held.id))]


def _by_people(review: Review, policy: Held, loose: list[PlannedProfile], people: People) -> list[PlannedProfile]:
    scope = _privileged_in_scope(policy, people)
    return [each for each in loose if (reach_of(review.after, people, each.held.id) & scope).surely]


def _privileged_in_scope(policy: Held, people: People) -> Reach:
    roles = sorted(members(policy.fields, "users.include.roles") & PRIVILEGED)
    return in_scope(policy.fields, people) & union(people.holders(each) for each in roles)


def _affected(review: Review, policy: Held, found: list[PlannedProfile], people: People | None) -> str:
    if people is None:
        return "everybody with these roles"
    reached = union(reach_of(review.after, people, each.held.id) for each in found)
    return people_words(reached & _privileged_in_scope(policy, people))


def _finding(review: Review, strength: Demanded, policy: Held, found: list[PlannedProfile], affected: str) -> Finding:
    change = review.change_of(Kind.POLICY, policy.id)
    profiles = [review.change_of(Kind.PROFILE, each.held.id) for each in found]
    is_touched = touches(review, (policy,)) or any(each in review.active for each in profiles if each is not None)
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"`{policy.name}` protects privileged roles with `{strength.name}`, which any passkey satisfies",
        about=change or strength.change,
        address="" if change is not None else strength.address,
        path="grant.authenticationStrength",
        is_touched=is_touched,
        detail=[f"the profile `{each.name}` reaches them and admits {_looseness(each)} passkeys" for each in found],
        hint="list the models that count under `fido2.allowedAAGUIDs`, and target administrators with an attested "
        f"profile instead of {joined([quoted([each.name]) for each in found])}",
        value=strength.name,
        affected=affected,
    )

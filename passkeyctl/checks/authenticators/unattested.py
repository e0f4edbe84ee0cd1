"""A list of models binds nobody without attestation: whoever is privileged should not rely on it (AAG208).

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-passkey-profiles
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.lists import ModelList, model_lists
from passkeyctl.checks.profiles.planned import affected, people_read, reach_of, rows_with
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict, without_people
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.model.crowds import Crowd, Reach, union
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import PRIVILEGED

CODE = "AAG208"


def lists_without_attestation(review: Review) -> Iterator[Finding]:
    """AAG208: people with privileged roles are reached by a profile that believes what a key says of itself."""
    asked = [
        each
        for each in model_lists(review)
        if each.profile is not None and each.profile.attests is False and rows_with(review.after, each.id)
    ]
    people = people_read(review)
    unproven = [each for each in asked if not _evidence(review, each)]
    for models in asked:
        if models not in unproven:
            yield _finding(review, models, _evidence(review, models), affected(review, models.id))
    if people is not None:
        for models in unproven:
            yield from _by_people(review, models, people)
    elif unproven and not review.is_of_files_alone:
        yield from without_people(review, CODE)


def _evidence(review: Review, models: ModelList) -> str:
    """What the files and the rows themselves show: everybody is reached, or a group that can hold roles."""
    for row in rows_with(review.after, models.id):
        if row.id == EVERYONE:
            return "it is for everybody, holders of privileged roles included"
        if _can_hold_roles(review, row.id):
            return f"it is for {review.name_of_target(row.id)}, a group that can hold roles"
    return ""


def _can_hold_roles(review: Review, group: str) -> bool:
    """As the files expect it, or as the tenant says where it was asked."""
    traits = review.facts.groups.get(group)
    if traits is not None and traits.is_role_assignable is not None:
        return traits.is_role_assignable
    names = {group, review.directory.name_of(RefKind.GROUP, group)}
    expected = review.configuration.expectations.groups
    aliases = (alias for alias, each in expected.items() if each.is_role_assignable)
    meant = (review.configuration.groups[alias] for alias in aliases if alias in review.configuration.groups)
    return any(not names.isdisjoint({each.id, each.name} - {None}) for each in meant)


def _by_people(review: Review, models: ModelList, people: People) -> Iterator[Finding]:
    privileged = reach_of(review.after, people, models.id) & _privileged(people)
    if privileged.surely:
        words = "it reaches people with privileged roles"
        yield _finding(review, models, words, people_words(privileged))
    elif privileged.possibly:
        why = people.gaps[0].why if people.gaps else "who holds roles, or who is in its groups, is not fully known"
        yield unchecked(CODE, f"whether {models} reaches people with privileged roles is unknown: {why}")


def _privileged(people: People) -> Reach:
    """Where roles were not read, the report's administrators may be privileged ones."""
    if people.roles is None:
        return Reach.exactly(people.administrators) if people.administrators else Reach(Crowd(), people.unreported)
    return union(people.holders(each) for each in sorted(PRIVILEGED))


def _finding(review: Review, models: ModelList, evidence: str, whom: str) -> Finding:
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"{models} lists models without attestation, and {evidence}",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=["without attestation an AAGUID is what the authenticator says of itself: software can say any"],
        hint="enforce attestation in the profile of privileged people, or take the list for guidance and waive this",
        value=models.name,
        affected=whom,
    )

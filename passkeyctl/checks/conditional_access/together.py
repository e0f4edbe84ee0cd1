"""CAP410: policies that meet one person in one sign-in and share no combination."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from passkeyctl.checks.conditional_access.judged import (
    about,
    emergency_ids,
    judged_policies,
    known_strengths,
    names_of,
    touches,
    touches_passkeys,
)
from passkeyctl.checks.profiles.planned import people_read
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths.offer import offer_of
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.joint.audience import words_of
from passkeyctl.insight.joint.joint import Conflict, Settings, conflicts
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.grants import Ability
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People

PEOPLE_UNREAD = "unknown, because people were not read"


def no_shared_combination(review: Review) -> Iterator[Finding]:
    """CAP410: each policy must be met, and no combination of methods meets them all."""
    settings = Settings(
        tuple(judged_policies(review)),
        known_strengths(review),
        {each.id: each.fields["trusted"] is True for each in review.after.of(Kind.LOCATION)},
        offer_of(review),
        emergency_ids(review),
    )
    people = people_read(review)
    worlds = [access(review.after, people, each) for each in Nesting] if people is not None else []
    ability = Ability(review.after, people, worlds[0]) if people is not None else None
    for conflict in conflicts(settings, people, [each for one in worlds for each in one.profiles]):
        meeting = _meeting(people, conflict) if people is not None else None
        yield _finding(
            review, conflict, meeting, [*_demands(review, conflict), *_who(review, conflict, meeting, ability)]
        )


def _finding(review: Review, conflict: Conflict, meeting: Reach | None, detail: list[str]) -> Finding:
    is_of_nobody = meeting is not None and not meeting.possibly
    is_enforced = all(each.fields["state"] == "enabled" for each in conflict.policies)
    names = " and ".join(f"`{each.name}`" for each in conflict.policies)
    later = "" if is_enforced else ", once they are all enforced"
    at_all = "share no combination" if conflict.is_of_strengths else "share no combination that anybody can have"
    is_touched = touches(review, conflict.policies) or (not conflict.is_of_strengths and touches_passkeys(review))
    change = about(review, conflict.policies)
    return verdict(
        review,
        "CAP410",
        Severity.ERROR if is_enforced and not is_of_nobody else Severity.WARNING,
        f"{names} {at_all}: nobody can satisfy {_all(conflict)} with one method{later}",
        about=change,
        address="" if change is not None else "conditionalAccess",
        path="grant.authenticationStrength",
        is_touched=is_touched,
        detail=detail,
        hint="let the strengths share a combination, or leave these people out of all but one of the policies",
        value=" + ".join(each.name for each in conflict.policies),
        affected=people_words(meeting) if meeting is not None else PEOPLE_UNREAD,
    )


def _all(conflict: Conflict) -> str:
    return "both" if len(conflict.policies) == 2 else f"all {len(conflict.policies)}"


def _demands(review: Review, conflict: Conflict) -> Iterator[str]:
    for policy, strength, combinations in zip(
        conflict.policies, conflict.strengths, conflict.combinations, strict=True
    ):
        held = review.after.by_id(Kind.STRENGTH, strength)
        named = f" (`{held.name}`)" if held is not None else ""
        models = " of certain models" if held is not None and held.fields["fido2.allowedAAGUIDs"] else ""
        words = (f"{each}{models}" if each == "fido2" else each.replace(",", " + ") for each in combinations)
        yield f"`{policy.name}` takes{named}: {', '.join(words)}"


def _who(review: Review, conflict: Conflict, meeting: Reach | None, ability: Ability | None) -> Iterator[str]:
    if conflict.named is not None:
        yield f"{_all(conflict)} are for {words_of(conflict.named, names_of(review))}"
    if meeting is not None and ability is not None:
        able = reduce(Reach.__and__, (ability.of(each.fields) for each in conflict.policies), meeting)
        yield f"who registered something for each, one method after the other: {people_words(able)}"


def _meeting(people: People, conflict: Conflict) -> Reach | None:
    """The people whom all the policies are for. None where none is known and there may be others."""
    found = reduce(Reach.__and__, (in_scope(each.fields, people) for each in conflict.policies), people.enabled)
    return found if found.possibly or people.is_complete else None

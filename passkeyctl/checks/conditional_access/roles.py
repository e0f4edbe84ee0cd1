"""CAP411: who holds power in the directory and is in no policy by role."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.conditional_access.judged import about, judged_policies, touches
from passkeyctl.checks.profiles.planned import people_read
from passkeyctl.checks.review import Review, address_of
from passkeyctl.checks.verdict import unchecked, verdict, without_people
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES, PRIVILEGED

CODE = "CAP411"
BUILT_IN = {id: name for name, id in BUILT_IN_ROLES.items()}
NOT_READ = "roles over an administrative unit or one application are not read: no policy by role covers them either"


def outside_policies_by_role(review: Review) -> Iterator[Finding]:
    """CAP411: holders of custom roles, and people who activate a role without being asked for anything."""
    by_role = [each for each in judged_policies(review) if _is_by_role(each)]
    if not by_role:
        return
    people = people_read(review)
    if people is None:
        if touches(review, by_role):
            yield from without_people(review, CODE)
    elif people.roles is None:
        yield unchecked(CODE, "who holds directory roles could not be read", "docs/permissions.md says what it takes")
    else:
        yield from _custom(review, by_role, people)
        yield from _eligible(review, by_role, people)


def _is_by_role(policy: Held) -> bool:
    return bool(members(policy.fields, "users.include.roles") & PRIVILEGED) and grant_requirements(policy.fields) > 0


def _custom(review: Review, by_role: list[Held], people: People) -> Iterator[Finding]:
    """A policy by role names built-in roles only."""
    named = union(in_scope(each.fields, people) for each in _asking_as_much(review, by_role))
    outside = {role: _outside(people, role, named) for role in sorted(people.roles or {}) if role not in BUILT_IN}
    missed = {role: reach for role, reach in outside.items() if reach.surely}
    if missed:
        roles = [review.directory.name_of(RefKind.ROLE, role) or role for role in missed]
        found = union(missed.values())
        yield _finding(
            review,
            by_role,
            f"{people_words(found)} with custom roles ({quoted(roles)}) are in none of the policies by role",
            found,
            value_of(roles),
            "include the group that holds the custom role, or its people",
        )


def _outside(people: People, role: str, named: Reach) -> Reach:
    held = (people.roles or {})[role]
    return (Reach.exactly(held.active | held.eligible) & people.enabled) - named


def _asking_as_much(review: Review, by_role: list[Held]) -> list[Held]:
    """The policies by role, and whatever demands the same strengths of anybody."""
    strengths = {each.fields["grant.authenticationStrength"] for each in by_role} - {None}
    others = [each for each in judged_policies(review) if each.fields["grant.authenticationStrength"] in strengths]
    return [*by_role, *others]


def _eligible(review: Review, by_role: list[Held], people: People) -> Iterator[Finding]:
    """Who has yet to activate a role is not in scope, and is asked again only where a context is asked for."""
    if any(members(each.fields, "target.authenticationContexts") for each in judged_policies(review)):
        return
    roles = sorted(set().union(*(members(each.fields, "users.include.roles") for each in by_role)) & PRIVILEGED)
    waiting = {role: people.holders(role).unsure & people.enabled.surely for role in roles}
    held = people.roles or {}
    eligible = {role: crowd & held[role].eligible for role, crowd in waiting.items() if role in held}
    found = union(Reach.exactly(crowd) for crowd in eligible.values())
    if found.surely:
        names = [
            review.directory.name_of(RefKind.ROLE, role) or BUILT_IN.get(role, role)
            for role, crowd in eligible.items()
            if crowd
        ]
        yield _finding(
            review,
            by_role,
            f"{people_words(found)} may activate {quoted(names)}, and no policy asks for anything at activation",
            found,
            value_of(names),
            "let role activation ask for an authentication context, and write a policy for that context",
        )


def _finding(review: Review, by_role: list[Held], summary: str, whom: Reach, value: str, hint: str) -> Finding:
    change = about(review, by_role)
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        summary,
        about=change,
        path="users.include.roles",
        address=address_of(change, Kind.POLICY, by_role[0].name),
        is_touched=touches(review, by_role),
        detail=[f"policies by role: {quoted(sorted(each.name for each in by_role))}", NOT_READ],
        hint=hint,
        value=value,
        affected=people_words(whom),
    )

"""The Conditional Access policies that concern one person, and what they make of a sign-in of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.person.evidence import Statement
from passkeyctl.insight.person.passkeys import World
from passkeyctl.insight.person.scope import scope_of
from passkeyctl.insight.policies.grants import Ability, requirement_words
from passkeyctl.insight.sign_in.applicability import Applicability, applicability
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind

NOTHING_SAID = SignIn()


@dataclass(frozen=True, slots=True)
class PolicyOfPerson:
    """One policy at one moment. `in_scope` is about its users alone, `applicability` about all of it.

    Its state is not looked at in either. `can_satisfy` is what the person could do with what they registered.
    """

    policy: Held
    in_scope: Statement
    applicability: Applicability
    requirement: str
    can_satisfy: bool | None

    @property
    def state(self) -> str:
        return str(self.policy.fields["state"])

    @property
    def concerns(self) -> bool:
        return self.in_scope.holds is not False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a sign-in: every policy in force that applies has to be satisfied, and one that blocks wins.

    `passes_unless_blocked` is what is left to say while it is open whether one that blocks applies.
    """

    is_blocked: bool | None
    passes: bool | None
    passes_unless_blocked: bool | None
    demands: tuple[PolicyOfPerson, ...]


def policies_of(pair: tuple[World, World], sign_in: SignIn = NOTHING_SAID) -> tuple[PolicyOfPerson, ...]:
    """All policies by name, also those that are for others."""
    found = sorted(pair[0].state.of(Kind.POLICY), key=lambda each: (each.name.casefold(), each.id))
    distinct = pair if pair[0] is not pair[1] else pair[:1]
    abilities = tuple(Ability(each.state, each.people, each.access) for each in distinct)
    return tuple(_policy(each, pair[0], abilities, sign_in) for each in found)


def _policy(policy: Held, world: World, abilities: tuple[Ability, ...], sign_in: SignIn) -> PolicyOfPerson:
    scope = scope_of(policy.fields, world.people, world.ordinal)
    # Where it hangs on nested membership whether they could, nobody can tell.
    could = {each.of(policy.fields).of(world.ordinal) for each in abilities}
    return PolicyOfPerson(
        policy,
        scope,
        applicability(policy, sign_in, scope.holds, world.state),
        requirement_words(policy.fields, world.state),
        could.pop() if len(could) == 1 else None,
    )


def outcome_of(policies: tuple[PolicyOfPerson, ...], state: TenantState) -> Outcome:
    """Of what is enabled: report-only demands nothing. A policy that nobody could read may block or demand anything."""
    enabled = [each for each in policies if each.state == "enabled"]
    demands = tuple(each for each in enabled if each.applicability.applies is not False)
    unread = [None] if state.unread_policies or Kind.POLICY in state.unread_kinds else []
    return Outcome(
        is_blocked=some((*(each.applicability.applies for each in enabled if each.requirement == "block"), *unread)),
        passes=every((*map(_passes, demands), *unread)),
        passes_unless_blocked=every((*(_passes(each) for each in demands if each.requirement != "block"), *unread)),
        demands=demands,
    )


def _passes(each: PolicyOfPerson) -> bool | None:
    applies = each.applicability.applies
    outside = None if applies is None else not applies
    return some((outside, each.can_satisfy))


@dataclass(frozen=True, slots=True)
class PolicyVerdict:
    """One policy before a plan and after it; None where it is not there."""

    before: PolicyOfPerson | None
    after: PolicyOfPerson | None

    @property
    def name(self) -> str:
        found = self.after or self.before
        return found.policy.name if found is not None else ""

    @property
    def id(self) -> str:
        found = self.after or self.before
        return found.policy.id if found is not None else ""


def side_by_side(before: tuple[PolicyOfPerson, ...], after: tuple[PolicyOfPerson, ...]) -> tuple[PolicyVerdict, ...]:
    return tuple(_pairs(before, after))


def _pairs(before: tuple[PolicyOfPerson, ...], after: tuple[PolicyOfPerson, ...]) -> Iterator[PolicyVerdict]:
    earlier = {each.policy.id: each for each in before}
    for each in after:
        yield PolicyVerdict(earlier.pop(each.policy.id, None), each)
    yield from (PolicyVerdict(each, None) for each in earlier.values())

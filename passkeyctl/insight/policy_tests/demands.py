"""What the grant of a policy asks of one person, part by part, and which parts they could do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.kleene import some
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.person.passkeys import World
from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.insight.policies.grants import Ability
from passkeyctl.insight.policy_tests.tested import Demand, Options
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS

MFA, BLOCK = "mfa", "block"
ALWAYS = frozenset({"termsOfUse"})
"""What everybody can do when they are asked."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one policy asks: one of `options`. `holds`: the person can do it with what they have."""

    policy: PolicyOfPerson
    options: Options
    holds: bool | None


class Judgement:
    """Who can do what, of one person in one state, with the controls that device and app meet.

    What is not said of a device is not so: nobody gets in by a device that no test describes.
    """

    def __init__(self, pair: tuple[World, World], meets: frozenset[str]) -> None:
        distinct = pair if pair[0] is not pair[1] else pair[:1]
        self._ordinal = pair[0].ordinal
        self._meets = meets
        self._counts_unseen = not pair[0].people.is_described
        self._abilities = tuple(Ability(each.state, each.people, each.access) for each in distinct)

    def requirements(self, policy: PolicyOfPerson) -> Iterator[Requirement]:
        demands = [*_demands(policy.policy.fields)]
        if policy.policy.fields["grant.require"] == "all":
            yield from (Requirement(policy, frozenset({each}), self._can(each)) for each in demands)
        elif demands:
            yield Requirement(policy, frozenset(demands), some(self._can(each) for each in demands))

    def _can(self, demand: Demand) -> bool | None:
        if demand.is_strength or demand.word == MFA:
            answers = {self._ability(each, demand) for each in self._abilities}
            return answers.pop() if len(answers) == 1 else None
        return demand.word in self._meets or demand.word in ALWAYS

    def _ability(self, ability: Ability, demand: Demand) -> bool | None:
        if demand.is_strength:
            return ability.strength(demand.word, counts_unseen=self._counts_unseen).of(self._ordinal)
        return ability.mfa(counts_unseen=self._counts_unseen).of(self._ordinal)


def blocks(policy: PolicyOfPerson) -> bool:
    return BLOCK in members(policy.policy.fields, "grant.controls")


def _demands(fields: Fields) -> Iterator[Demand]:
    strength = fields["grant.authenticationStrength"]
    if isinstance(strength, str):
        yield Demand(strength, is_strength=True)
    yield from (Demand(each) for each in sorted(members(fields, "grant.controls")))
    yield from (Demand(each) for each in ("termsOfUse", "customControls") if members(fields, f"grant.{each}"))


def demand_words(options: Options, state: TenantState) -> str:
    """`Phishing-resistant MFA or compliantDevice`."""
    return " or ".join(sorted(_name(each, state) for each in options))


def _name(demand: Demand, state: TenantState) -> str:
    if not demand.is_strength:
        return demand.word
    held = state.by_id(Kind.STRENGTH, demand.word)
    return held.name if held is not None else BUILT_IN_STRENGTHS.get(demand.word, demand.word)

"""Which strengths policies demand, in force or in report-only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.checks.conditional_access.judged import judged_policies, known_strengths, touches
from passkeyctl.checks.review import Review, address_of
from passkeyctl.insight.joint.conflicts import demanded
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange


@dataclass(frozen=True, slots=True)
class Demanded:
    """A strength and the policies that demand it; `without_alternative` are those whose grant has no other way."""

    strength: Held
    change: ResourceChange | None
    policies: tuple[Held, ...]
    without_alternative: tuple[Held, ...]

    @property
    def name(self) -> str:
        return self.strength.name

    @property
    def address(self) -> str:
        kind = Kind.STRENGTH
        return address_of(self.change, kind, self.name)

    def is_touched(self, review: Review) -> bool:
        return touches(review, self.policies)


def demanded_strengths(review: Review) -> Iterator[Demanded]:
    """In order of their names; of files alone those that say what they take."""
    known = known_strengths(review)
    policies: dict[str, list[Held]] = {}
    for policy in judged_policies(review):
        strength = policy.fields["grant.authenticationStrength"]
        if isinstance(strength, str) and "block" not in members(policy.fields, "grant.controls"):
            policies.setdefault(strength, []).append(policy)
    for held in sorted(review.after.of(Kind.STRENGTH), key=lambda each: (each.name, each.id)):
        asking = tuple(policies.get(held.id, ()))
        if asking and held.id in known:
            only = tuple(each for each in asking if demanded(each.fields) is not None)
            yield Demanded(held, review.change_of(Kind.STRENGTH, held.id), asking, only)

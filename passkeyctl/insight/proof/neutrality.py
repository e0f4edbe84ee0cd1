"""Whether a plan leaves everybody's passkey access as it is, moves from one setting to profiles included.

Before a tenant opts in, its one setting knows no passkey types, and Microsoft does not say whether it admits synced
passkeys; what opting in makes of it is said (docs/graph-facts.md, "Opting in"). So a plan that opts in is proven with
what opting in makes of the setting, and judged once more with the other reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from passkeyctl.insight.proof.proof import Proof, Verdict, prove_equal
from passkeyctl.insight.tenant_state import Held, TenantState, after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, OPT_IN, PASSKEY_TYPES
from passkeyctl.model.people import People
from passkeyctl.model.state import PriorState

CONCERNED = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)
NEED_PROFILES = (Kind.PROFILE, Kind.TARGET)
EITHER, DEVICE_BOUND = frozenset(PASSKEY_TYPES), frozenset({PASSKEY_TYPES[0]})


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The proof where the one setting of today admits these `types` of passkeys, which nobody documents."""

    types: frozenset[str]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Neutrality:
    """`is_untouched`: the plan changes nothing about passkeys. `besides` counts the plan's other changes."""

    proof: Proof
    otherwise: Otherwise | None = None
    is_untouched: bool = False
    opts_in: bool = False
    besides: int = 0


def neutrality_of(prior: PriorState, changes: Iterable[ResourceChange], people: People | None) -> Neutrality:
    active = [each for each in changes if each.action is not Action.NO_OP]
    concerned = [each for each in active if each.address.kind in CONCERNED]
    besides = len(active) - len(concerned)
    if not concerned:
        return Neutrality(Proof(Verdict.EQUAL, (), (), is_off=False), is_untouched=True, besides=besides)
    earlier, later = before(prior), after(prior, active)
    moves = opts_in(prior, active)
    otherwise = _otherwise(earlier, later, people) if moves else None
    return Neutrality(prove_equal(earlier, later, people), otherwise, opts_in=moves, besides=besides)


def opts_in(prior: PriorState, changes: Iterable[ResourceChange]) -> bool:
    """The first change of a profile or a row opts a tenant in, asked for or not."""
    active = (each for each in changes if each.action is not Action.NO_OP)
    return not prior.has_profiles and any(
        each.address.kind in NEED_PROFILES or each.changed(OPT_IN) is not None for each in active
    )


def _otherwise(earlier: TenantState, later: TenantState, people: People | None) -> Otherwise | None:
    made = earlier.by_id(Kind.PROFILE, DEFAULT_PROFILE_ID)
    if made is None:
        return None
    types = DEVICE_BOUND if made.fields["passkeyTypes"] == EITHER else EITHER
    read = Held(made.kind, made.id, made.name, {**made.fields, "passkeyTypes": types})
    objects = tuple(read if each is made else each for each in earlier.objects)
    return Otherwise(types, prove_equal(replace(earlier, objects=objects), later, people))

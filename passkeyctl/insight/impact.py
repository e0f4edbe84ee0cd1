"""Who is affected by a plan: per change and in total, with both bounds of every figure."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.insight.effect import Demand, Effect, LostKey, LostProfile, Standing
from passkeyctl.model.address import Address
from passkeyctl.model.crowds import EMPTY, Crowd


@dataclass(frozen=True, slots=True)
class Impact:
    """`by_change` has only the changes that affect anybody. `hangs_on_nesting` names figures of `total` that depend
    on whether members of nested groups count for passkeys. `disabled` are accounts that would be affected were they
    enabled.
    """

    total: Effect
    by_change: tuple[tuple[Address, Effect], ...]
    before: Standing
    after: Standing
    lost_keys: tuple[LostKey, ...] = ()
    lost_profiles: tuple[LostProfile, ...] = ()
    demands: tuple[Demand, ...] = ()
    hangs_on_nesting: frozenset[str] = frozenset()
    disabled: Crowd = EMPTY

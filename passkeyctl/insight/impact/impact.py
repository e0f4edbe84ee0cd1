"""Who is affected by a plan: per change and in total, with both bounds of every figure.

A change's own figures hold those affected in total whom this change affects by itself, or who would not be affected
without it. So two changes that take the same key from somebody both show it, and one that another makes good shows
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from passkeyctl.insight.impact.effect import Demand, Effect, LostKey, LostProfile, Standing
from passkeyctl.insight.impact.nested_world import World, Worldmaker
from passkeyctl.insight.passkeys.access import Nesting, nesting_matters
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Address
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import People

NO_PEOPLE = People(
    everyone=EMPTY,
    is_complete=True,
    enabled=NONE,
    guests=NONE,
    external=NONE,
    administrators=EMPTY,
    registered={},
    unreported=EMPTY,
    keys={},
    keys_unread=EMPTY,
    groups={},
    roles={},
)
"""For changes that decide about nobody."""


@dataclass(frozen=True, slots=True)
class Impact:
    """`by_change` has only the changes that affect anybody. `hangs_on_nesting` names figures of `total` that depend
    on whether members of nested groups count for passkeys. `disabled` are accounts that would be affected were they
    enabled. `emergency` are the emergency accounts, `emergency_unread` the names of those of whom nothing was read.
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
    emergency: Crowd = EMPTY
    emergency_unread: tuple[str, ...] = ()

    @property
    def affects_anybody(self) -> bool:
        return bool(self.total.anybody)


def impact_of(
    prior_state: TenantState, planned_state: TenantState, changes: Iterable[ResourceChange], people: People
) -> Impact:
    maker = Worldmaker(prior_state, planned_state, changes, people)
    world = maker.world(Nesting.COUNTS)
    if not any(nesting_matters(state, people) for state in (prior_state, planned_state)):
        return _impact(world, world, people)
    return _impact(world, maker.world(Nesting.DOES_NOT_COUNT), people)


def _impact(world: World, other: World, people: People) -> Impact:
    """Of both worlds: sure is what is sure in both."""
    theirs = other.total.reaches
    by_change = ((each, effect.either(other.by_change[each])) for each, effect in world.by_change.items())
    affected = world.total.either(other.total)
    return Impact(
        total=affected.among(people.enabled),
        by_change=tuple((each, found) for each, effect in by_change if (found := effect.among(people.enabled)).anybody),
        before=world.before.either(other.before).among(people.enabled),
        after=world.after.either(other.after).among(people.enabled),
        lost_keys=_either(world.lost_keys, other.lost_keys, people.enabled),
        lost_profiles=_either(world.lost_profiles, other.lost_profiles, people.enabled),
        demands=_either(world.demands, other.demands, people.enabled),
        hangs_on_nesting=frozenset(name for name, reach in world.total.reaches.items() if reach != theirs[name]),
        disabled=affected.anybody - people.enabled.possibly,
    )


class _Part(Protocol):
    """A figure that was found in one world, and perhaps in the other."""

    def among(self: P, people: Reach) -> P: ...
    def either(self: P, other: P) -> P: ...


P = TypeVar("P", bound=_Part)


def _either(one: Mapping[K, P], other: Mapping[K, P], enabled: Reach) -> tuple[P, ...]:
    found = []
    for key in (*one, *(each for each in other if each not in one)):
        both = [each[key] for each in (one, other) if key in each]
        found.append(both[0].either(both[1] if len(both) == 2 else both[0].among(NONE)).among(enabled))
    return tuple(found)


K = TypeVar("K")

"""What a plan does to people in one of the two worlds of `Nesting`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from passkeyctl.insight.impact.comparison import Comparison, Side, held, remembering, side, takes
from passkeyctl.insight.impact.demands import Moment, demands, is_in_force
from passkeyctl.insight.impact.effect import NOTHING, Demand, Effect, LostKey, LostProfile, Standing
from passkeyctl.insight.impact.losses import Losses, by_profile, losses, lost_through, with_other_methods
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.passkeys.sorts import Sort, admits_some, model_types
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.policies.temporary_access import passes_that_count
from passkeyctl.insight.tenant_state import Held, TenantState, applied
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.people import KeyModel, People

ACCESS = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that an `Impact` is made of, as it is if nested members count, or if they don't."""

    total: Effect
    by_change: Mapping[Address, Effect]
    before: Standing
    after: Standing
    lost_keys: Mapping[KeyModel, LostKey]
    lost_profiles: Mapping[str, LostProfile]
    demands: Mapping[str, Demand]


class Worldmaker:
    """Works out both worlds of one plan; what they share is found once."""

    def __init__(
        self, before: TenantState, after: TenantState, changes: Iterable[ResourceChange], people: People
    ) -> None:
        self._before = before
        self._after = after
        self._active = tuple(each for each in changes if each.action is not Action.NO_OP)
        self._people = people
        self._others = with_other_methods(people)
        # Whose keys are accepted is not asked of states in between, and would take most of the time.
        self._keyless = replace(people, keys={}, keys_unread=EMPTY)
        types = model_types()
        self._sorts = {sort: remembering(partial(admits_some, sort=sort, types=types)) for sort in Sort}
        self._takes = {key: takes(key) for key in people.keys}

    def world(self, nesting: Nesting) -> World:
        earlier, later = (side(each, self._people, nesting) for each in (self._before, self._after))
        comparison = Comparison(earlier, later, self._people, nesting)
        lost = losses(comparison, self._people, self._others, self._takes)
        total = replace(
            self._access_effect(comparison),
            lose_keys=lost.lose_keys,
            no_other_passkey=lost.no_other_passkey,
            no_other_method=lost.no_other_method,
        )
        asked = self._demands(earlier, later, lost.lose_keys | self._lose_passes())
        total = replace(
            total, required=union(each.required for each in asked), unable=union(each.unable for each in asked)
        )
        names = {each.id: each.name for each in self._before.of(Kind.PROFILE)}
        return World(
            total,
            {each.address: self._of_change(each, total, asked, lost, nesting) for each in self._active},
            self._standing(self._before, earlier),
            self._standing(self._after, later),
            {each.key: each for each in lost.by_key},
            {each.id: each for each in by_profile(lost.by_key, comparison, names)},
            {each.id: each for each in asked},
        )

    def _access_effect(self, comparison: Comparison) -> Effect:
        back = comparison.backwards()
        return Effect(
            may_register_synced=back.lost_setup(self._sorts[Sort.SYNCED]),
            may_register_unattested=back.lost_setup(self._sorts[Sort.UNATTESTED]),
            gain_access=back.lost_setup(self._sorts[Sort.ANY]),
            lose_access=comparison.lost_setup(self._sorts[Sort.ANY]),
        )

    def _lose_passes(self) -> Reach:
        """Whose pass on record, if it has not run out, counts today and not afterwards."""
        today, later = (passes_that_count(each, self._people) for each in (self._before, self._after))
        return today - Reach.exactly(later.possibly)

    def _demands(self, earlier: Side, later: Side, lose_keys: Reach) -> tuple[Demand, ...]:
        before = Moment.of(self._before, self._people, earlier.access)
        after = Moment.of(self._after, self._people, later.access)
        return tuple(demands(before, after, self._active, self._people, lose_keys))

    def _of_change(
        self, change: ResourceChange, total: Effect, asked: tuple[Demand, ...], lost: Losses, nesting: Nesting
    ) -> Effect:
        """See `impact`: by itself, or what would not be without it, among those affected in total."""
        if change.address.kind in ACCESS:
            found = self._access_of(change, total, lost, nesting)
            return replace(found, unable=_through_passkeys(asked) & (found.lose_keys | found.lose_access))
        own = [each for each in asked if _is_cause(change, each)]
        return replace(
            NOTHING, required=union(each.required for each in own), unable=union(each.unable for each in own)
        )

    def _access_of(self, change: ResourceChange, total: Effect, lost: Losses, nesting: Nesting) -> Effect:
        among = replace(total, required=NONE, unable=NONE)
        if sum(each.address.kind in ACCESS for each in self._active) == 1:
            return among
        rest = [each for each in self._active if each is not change]
        asked = {each.key: self._takes[each.key] for each in lost.by_key if each.key in self._takes}
        found = NOTHING
        for before, after in ((self._before, self._with([change])), (self._with(rest), self._after)):
            earlier, later = (side(each, self._keyless, nesting) for each in (before, after))
            comparison = Comparison(earlier, later, self._people, nesting)
            lose = lost_through(comparison, self._people, asked)
            found |= replace(
                self._access_effect(comparison), lose_keys=lose, no_other_passkey=lose, no_other_method=lose
            )
        return found & among

    def _with(self, changes: list[ResourceChange]) -> TenantState:
        """Some of the changes; rows leave out profiles that are not made yet, or are deleted already."""
        state = applied(self._before, changes)
        there = {each.id for each in state.of(Kind.PROFILE)}
        missing = {each.id for each in self._active if each.address.kind is Kind.PROFILE} - there
        if not missing:
            return state
        return replace(state, objects=tuple(_without(each, missing) for each in state.objects))

    def _standing(self, state: TenantState, at: Side) -> Standing:
        people, allowed = self._people, at.access
        sorts = {sort: held(at, self._sorts[sort]) & allowed.may_set_up for sort in Sort}
        members_here = Reach.exactly(people.everyone) - people.guests
        holders = union(Reach.exactly(each) for each in people.keys.values())
        some_key = Reach(holders.surely, holders.possibly | people.keys_unread)
        return Standing(
            may_register_synced=sorts[Sort.SYNCED],
            may_register_device_bound=sorts[Sort.DEVICE_BOUND],
            may_register_unattested=sorts[Sort.UNATTESTED],
            reached_by_no_profile=members_here - allowed.reached,
            excluded=allowed.excluded,
            hold_accepted=allowed.with_key,
            hold_only_refused=some_key - allowed.with_key,
            required=union(in_scope(each.fields, people) for each in self._policies(state)),
        )

    def _policies(self, state: TenantState) -> Iterator[Held]:
        changed = {(each.address.kind, each.id) for each in self._active}
        for policy in state.of(Kind.POLICY):
            strength = (Kind.STRENGTH, policy.fields["grant.authenticationStrength"])
            if is_in_force(policy) and ((Kind.POLICY, policy.id) in changed or strength in changed):
                yield policy


def _is_cause(change: ResourceChange, demand: Demand) -> bool:
    return demand.cause == change.address or (change.address.kind is Kind.STRENGTH and demand.strength == change.id)


def _through_passkeys(asked: tuple[Demand, ...]) -> Reach:
    return union(each.unable for each in asked if each.cause is None)


def _without(held: Held, profiles: set[str]) -> Held:
    if held.kind is not Kind.TARGET:
        return held
    return replace(held, fields={**held.fields, "profiles": members(held.fields, "profiles") - profiles})

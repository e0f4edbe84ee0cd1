"""What policies come to ask of people, and who could not do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from passkeyctl.insight.impact.effect import Demand
from passkeyctl.insight.impact.moved_places import brings_about
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Access
from passkeyctl.insight.policies.grants import Ability, requirement_words
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.crowds import NONE, Reach
from passkeyctl.model.directions import Direction, of_policy, of_strength
from passkeyctl.model.fields import NOBODY, Fields
from passkeyctl.model.people import People
from passkeyctl.model.values import Value

LISTS = ("users", "groups", "roles")
OCCASIONS = ("target.", "conditions.")
"""What decides when a policy applies to somebody."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a plan: the settings, and what they let people use."""

    state: TenantState
    access: Access
    ability: Ability

    @classmethod
    def of(cls, state: TenantState, people: People, access: Access) -> Moment:
        return cls(state, access, Ability(state, people, access))

    def in_force(self, id: str) -> Held | None:
        found = self.state.by_id(Kind.POLICY, id)
        return found if found is not None and is_in_force(found) else None


def is_in_force(policy: Held) -> bool:
    return policy.fields["state"] == "enabled" and not is_for_workloads(policy.fields)


def demands(
    earlier: Moment, later: Moment, changes: Iterable[ResourceChange], people: People, lose_keys: Reach
) -> Iterator[Demand]:
    """Of every policy in force afterwards that asks more than before, or that people could satisfy before."""
    active = tuple(each for each in changes if each.action is not Action.NO_OP)
    changed = {(each.address.kind, each.id): each for each in active}
    for policy in later.state.of(Kind.POLICY):
        if not is_in_force(policy):
            continue
        change = changed.get((Kind.POLICY, policy.id))
        strength = changed.get((Kind.STRENGTH, str(policy.fields["grant.authenticationStrength"])))
        place = brings_about(policy.fields, active)
        if change is not None or place is not None or (strength is not None and _is_tighter_strength(strength)):
            found = _demanded(policy, earlier, later, _Changes(change, strength, place), people, lose_keys)
        elif lose_keys.possibly and is_about_methods(policy.fields):
            found = _out_of_reach(policy, earlier, later, people, lose_keys)
        else:
            continue
        if found.required.possibly or found.unable.possibly:
            yield found


@dataclass(frozen=True, slots=True)
class _Changes:
    """What of a policy changes: itself, its strength, or a location by which it applies on more occasions."""

    policy: ResourceChange | None
    strength: ResourceChange | None
    place: ResourceChange | None

    @property
    def cause(self) -> ResourceChange | None:
        return self.policy or self.strength or self.place


def _demanded(
    policy: Held,
    earlier: Moment,
    later: Moment,
    changes: _Changes,
    people: People,
    lose_keys: Reach,
) -> Demand:
    change, strength, place = changes.policy, changes.strength, changes.place
    before = earlier.in_force(policy.id)
    scope = in_scope(policy.fields, people)
    new = scope if before is None else _newly_in_scope(before.fields, policy.fields, people)
    on_more_occasions = place is not None or (change is not None and _tightens(change, OCCASIONS))
    more_asked = scope if on_more_occasions or _is_tighter_grant(change, strength) else new
    stuck = NONE if before is None or on_more_occasions else _stuck(before, earlier, people)
    cause = changes.cause
    return Demand(
        cause.address if cause is not None else None,
        policy.id,
        policy.name,
        requirement_words(policy.fields, later.state),
        scope if on_more_occasions or _is_tighter(change, strength) else new,
        _unable(policy, later, more_asked | (scope & lose_keys)) - stuck,
        is_about_methods(policy.fields),
        strength.id if strength is not None else None,
    )


def _unable(policy: Held, later: Moment, affected: Reach) -> Reach:
    return affected - later.ability.by_report(policy.fields) if is_about_methods(policy.fields) else NONE


def _stuck(before: Held, earlier: Moment, people: People) -> Reach:
    """Who couldn't satisfy a policy before the plan either."""
    return _unable(before, earlier, in_scope(before.fields, people))


def _out_of_reach(policy: Held, earlier: Moment, later: Moment, people: People, lose_keys: Reach) -> Demand:
    """Nothing about the policy changes: what does is what people have to satisfy it with."""
    scope = in_scope(policy.fields, people) & lose_keys
    could = earlier.ability.by_report(policy.fields)
    unable = scope & (could - later.ability.by_report(policy.fields))
    words = requirement_words(policy.fields, later.state)
    return Demand(None, policy.id, policy.name, words, NONE, unable, is_about_methods=True)


def is_about_methods(policy: Fields) -> bool:
    """Whether registered methods decide: who is blocked is blocked on purpose, and devices are not read."""
    controls = members(policy, "grant.controls")
    return "block" not in controls and (policy["grant.authenticationStrength"] is not None or "mfa" in controls)


def _is_tighter(change: ResourceChange | None, strength: ResourceChange | None) -> bool:
    """Whether more is asked of the same people, or on more occasions."""
    if _is_tighter_grant(change, strength):
        return True
    return change is not None and _tightens(change, (*OCCASIONS, "session."))


def _is_tighter_grant(change: ResourceChange | None, strength: ResourceChange | None) -> bool:
    if strength is not None and _is_tighter_strength(strength):
        return True
    if change is None or _asks_for_any_second_factor_instead(change):
        return False
    return _tightens(change, ("grant.",))


def _tightens(change: ResourceChange, paths: tuple[str, ...]) -> bool:
    """Whether what changes of these paths does, whatever else changes."""
    counting = tuple(each for each in change.changes if each.path.startswith(paths))
    return bool(of_policy(replace(change, changes=counting)) & Direction.TIGHTENS)


def _asks_for_any_second_factor_instead(change: ResourceChange) -> bool:
    """Whatever a strength takes satisfies the control `mfa`, so that one in place of the other asks for less."""
    planned, prior = change.planned, change.prior_fields
    if planned is None or not prior or prior["grant.authenticationStrength"] is None:
        return False
    return _demands_of(planned) == {"controls": frozenset({"mfa"})} and set(_demands_of(prior)) == {
        "authenticationStrength"
    }


def _demands_of(policy: Fields) -> dict[str, Value]:
    paths = ("controls", "authenticationStrength", "termsOfUse", "customControls")
    return {each: policy[f"grant.{each}"] for each in paths if policy[f"grant.{each}"]}


def _is_tighter_strength(change: ResourceChange) -> bool:
    """Whether some way to satisfy it goes, or becomes narrower."""
    planned, prior = change.planned, change.prior_fields
    return planned is not None and bool(prior) and Direction.TIGHTENS in of_strength(prior, planned)


def _newly_in_scope(before: Fields, after: Fields, people: People) -> Reach:
    """Only who was added to the includes, or taken out of the excludes, can be new: see `comparison`."""
    added = _only(after, {f"users.include.{each}": _more(before, after, f"users.include.{each}") for each in LISTS})
    if after["users.include"] == "all" != before["users.include"]:
        added = {**added, "users.include": "all"}
    if after["users.include.guests"] != before["users.include.guests"]:
        added = {**added, "users.include.guests": after["users.include.guests"]}
    freed = _only(after, {f"users.include.{each}": _more(after, before, f"users.exclude.{each}") for each in LISTS})
    if after["users.exclude.guests"] != before["users.exclude.guests"]:
        freed = {**freed, "users.include.guests": before["users.exclude.guests"]}
    candidates = in_scope(added, people) | in_scope(freed, people)
    new = in_scope(after, people) - in_scope(before, people)
    return Reach(new.surely, new.possibly & candidates.possibly)


def _only(policy: Fields, includes: Mapping[str, frozenset[str]]) -> Fields:
    """A policy for nobody but these."""
    nobody = {f"users.exclude.{each}": NOBODY for each in LISTS}
    guests = {"users.include.guests": None, "users.exclude.guests": None}
    return {**policy, "users.include": "selected", **nobody, **guests, **includes}


def _more(before: Fields, after: Fields, path: str) -> frozenset[str]:
    return members(after, path) - members(before, path)

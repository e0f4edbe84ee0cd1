"""The states of an apply as moments: what is demanded and what is allowed, in bits that all of them share.

Most of a tenant stays as it is from one request to the next, so everything is worked out once for each version of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from passkeyctl.insight.between.allowed import Allowed, allowed, missing_profiles
from passkeyctl.insight.between.demands import Clause, Demand, Demands
from passkeyctl.insight.between.folk import Folk
from passkeyctl.insight.between.scenes import Scenes
from passkeyctl.insight.between.ways import Ways
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.fields import Fields

NOT_IN_FORCE = ("reportOnly", "disabled")
GOVERNING = frozenset({Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE, Kind.TEMPORARY_ACCESS_PASS})


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """`demands` with the names of the policies that make them; `strengths` are the ways that each takes.

    Two moments may be like one another, and are two.
    """

    demands: Mapping[Demand, tuple[str, ...]]
    allowed: Allowed
    strengths: Mapping[str, int]
    _by_clause: dict[Clause, list[Demand]] = field(default_factory=dict)

    @property
    def by_clause(self) -> Mapping[Clause, Sequence[Demand]]:
        """The demands that have each clause: there are few different ones."""
        if not self._by_clause:
            for demand in self.demands:
                for clause in demand.clauses:
                    self._by_clause.setdefault(clause, []).append(demand)
        return self._by_clause

    def is_like(self, other: Moment) -> bool:
        """Whether everybody passes here who passes there, and the other way round."""
        return self.allowed == other.allowed and self.demands.keys() == other.demands.keys()


@dataclass(frozen=True, slots=True)
class Course:
    """Every moment, and what their bits mean."""

    moments: tuple[Moment, ...]
    ways: Ways
    folk: Folk
    scenes: Scenes


def course_of(states: Sequence[TenantState]) -> Course:
    policies = [each.fields for each in _versions(states, Kind.POLICY) if _counts(each)]
    strengths = [each.fields for each in _versions(states, Kind.STRENGTH)]
    profiles = [each.fields for each in _versions(states, Kind.PROFILE)]
    ways = Ways(strengths, profiles, {each for state in _governing(states) for each in missing_profiles(state)})
    folk = Folk(policies, {each for fields in _passes(states) for each in _users_of_pass(fields)})
    scenes = Scenes(policies, states)
    return Course(tuple(_Moments(ways, folk, scenes).of(states)), ways, folk, scenes)


def _counts(policy: Held) -> bool:
    return policy.fields["state"] not in NOT_IN_FORCE and not is_for_workloads(policy.fields)


def _versions(states: Iterable[TenantState], kind: Kind) -> list[Held]:
    """Each object once for each content that it has."""
    found = {id(each.fields): each for state in states for each in state.objects if each.kind is kind}
    return list(found.values())


def _governing(states: Iterable[TenantState]) -> list[TenantState]:
    """The states in which passkeys or passes differ from the state before."""
    return list({_key(each): each for each in states}.values())


def _key(state: TenantState) -> Hashable:
    return tuple(id(each.fields) for each in state.objects if each.kind in GOVERNING)


def _passes(states: Iterable[TenantState]) -> list[Fields]:
    return [each.fields for each in _versions(states, Kind.TEMPORARY_ACCESS_PASS)]


def _users_of_pass(fields: Fields) -> Iterator[str]:
    yield from members(fields, "targets.users")
    yield from members(fields, "exclude.users")


class _Moments:
    def __init__(self, ways: Ways, folk: Folk, scenes: Scenes) -> None:
        self._ways, self._folk, self._scenes = ways, folk, scenes
        self._demands = Demands(ways, folk, scenes)
        self._allowed: dict[Hashable, Allowed] = {}
        self._same: dict[Allowed, Allowed] = {}
        self._strengths: dict[int, int] = {}
        self._found: dict[Hashable, tuple[Held, Demand | None]] = {}

    def of(self, states: Sequence[TenantState]) -> Iterator[Moment]:
        for state in states:
            demands: dict[Demand, tuple[str, ...]] = {}
            strengths = {each.id: self._taken(each) for each in state.objects if each.kind is Kind.STRENGTH}
            for policy, demand in self._each(state, strengths):
                demands[demand] = (*demands.get(demand, ()), policy.name)
            yield Moment(demands, self._allow(state), strengths)

    def _allow(self, state: TenantState) -> Allowed:
        key = _key(state)
        if key not in self._allowed:
            made = allowed(state, self._ways, self._folk)
            self._allowed[key] = self._same.setdefault(made, made)
        return self._allowed[key]

    def _each(self, state: TenantState, strengths: Mapping[str, int]) -> Iterator[tuple[Held, Demand]]:
        view = self._scenes.places.view(state)
        for policy in state.objects:
            if policy.kind is Kind.POLICY and _counts(policy):
                strength = policy.fields["grant.authenticationStrength"]
                taken = strengths.get(strength) if isinstance(strength, str) else None
                key = (id(policy.fields), taken, id(view))
                if key not in self._found:
                    box = self._scenes.box(policy.id, policy.fields, view)
                    self._found[key] = (policy, self._demands.of(policy, box, strengths))
                if (demand := self._found[key][1]) is not None:
                    yield policy, demand

    def _taken(self, strength: Held) -> int:
        if id(strength.fields) not in self._strengths:
            self._strengths[id(strength.fields)] = self._ways.taken(strength.fields)
        return self._strengths[id(strength.fields)]

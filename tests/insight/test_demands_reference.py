"""Who comes under a policy, and who can't do what it asks, agrees with one person after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.impact.impact import Impact, impact_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.state import LiveObject, PriorState
from tests.insight.plans import Planned, changes_between, plans
from tests.insight.reference import Tenant, has_working_key, is_in
from tests.insight.tenants import GROUPS, Known, known_in_part, known_whole, prior
from tests.states import live

STRENGTH = live(Kind.STRENGTH, "keys", "Keys", allowedCombinations=frozenset({"fido2"}))
PLACES = frozenset({"trusted"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A Conditional Access policy: whom it is for, and whether it asks for a passkey or any second factor."""

    state: str
    for_all: bool
    groups: frozenset[str]
    excluded: frozenset[str]
    asks_for_key: bool
    except_in: frozenset[str] = frozenset()

    def live(self) -> LiveObject:
        return live(
            Kind.POLICY,
            "policy",
            "Policy",
            state=self.state,
            users__include="all" if self.for_all else "selected",
            users__include__groups=frozenset() if self.for_all else self.groups,
            users__exclude__groups=self.excluded,
            grant__authenticationStrength="keys" if self.asks_for_key else None,
            grant__controls=frozenset() if self.asks_for_key else frozenset({"mfa"}),
            conditions__locations__exclude=self.except_in,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan for passkeys and perhaps for one policy; `phones` are those with a second factor beside passkeys."""

    planned: Planned
    earlier: Rule | None
    later: Rule | None
    phones: frozenset[int]

    @property
    def known(self) -> Known:
        return self.planned.known

    def impact(self) -> Impact:
        was, will = (
            replace(state, objects=(*state.objects, STRENGTH, *(each.live() for each in (rule,) if each)))
            for state, rule in self._sides()
        )
        changes = tuple(changes_between(was.objects, will.objects))
        people = self.known.people()
        people = replace(people, registered={**people.registered, "mobilePhone": Crowd.of(self.phones)})
        return impact_of(before(was), after(was, changes), changes, people)

    def _sides(self) -> Iterator[tuple[PriorState, Rule | None]]:
        yield prior(self.known.tenant), self.earlier
        yield prior(self.planned.later), self.later


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one person; guests may have something at home that satisfies any policy."""

    asked: Asked
    person: int
    earlier: Tenant
    later: Tenant
    nested: bool
    has_more_at_home: bool

    def is_required(self) -> bool:
        """Newly under a demand, or under a stricter one."""
        if not self._is_under(self.asked.later):
            return False
        if not self._is_under(self.asked.earlier):
            return True
        was, will = self.asked.earlier, self.asked.later
        assert was
        assert will
        return (will.asks_for_key and not was.asks_for_key) or self._is_on_more_occasions()

    def is_newly_stuck(self) -> bool:
        """On all occasions, or on more than before."""
        was = self._is_under(self.asked.earlier) and not self._can(self.asked.earlier, self.earlier)
        will = self._is_under(self.asked.later) and not self._can(self.asked.later, self.later)
        return will and (not was or self._is_on_more_occasions())

    def _is_on_more_occasions(self) -> bool:
        was, will = self.asked.earlier, self.asked.later
        return was is not None and will is not None and will.except_in < was.except_in

    def _is_under(self, rule: Rule | None) -> bool:
        """Nested members always count for Conditional Access."""
        if rule is None or rule.state != "enabled" or self.person in self.asked.known.disabled:
            return False
        included = rule.for_all or any(map(self._is_in, rule.groups))
        return included and not any(map(self._is_in, rule.excluded))

    def _is_in(self, group: str) -> bool:
        if group in self.asked.known.unread_groups:
            return self.person in self.earlier.groups[group]
        return is_in(self.asked.known.tenant, self.person, group, nested=True)

    def _can(self, rule: Rule | None, tenant: Tenant) -> bool:
        assert rule
        has_key = has_working_key(tenant, self.person, self.nested)
        has_phone = self.person in self.asked.phones and not rule.asks_for_key
        return has_key or has_phone or self.has_more_at_home


groups = st.frozensets(st.sampled_from(GROUPS), max_size=2)
rules = st.builds(
    Rule,
    st.sampled_from([*["enabled"] * 6, "enabledForReportingButNotEnforced", "disabled"]),
    st.sampled_from([True, True, False]),
    groups,
    st.frozensets(st.sampled_from(GROUPS), max_size=1),
    st.booleans(),
    st.sampled_from([frozenset[str](), PLACES]),
)


@st.composite
def asked(draw: st.DrawFn, known: st.SearchStrategy[Known]) -> Asked:
    """The policy stays, comes, goes, or changes in one respect or in all."""
    earlier, other = draw(rules), draw(rules)
    later = draw(
        st.sampled_from(
            [
                earlier,
                other,
                None,
                replace(earlier, state="enabled"),
                replace(earlier, excluded=other.excluded),
                replace(earlier, groups=other.groups),
                replace(earlier, for_all=other.for_all),
                *[replace(earlier, asks_for_key=not earlier.asks_for_key)] * 3,
                replace(earlier, except_in=PLACES - earlier.except_in),
            ]
        )
    )
    is_new = later == other and draw(st.booleans())
    phones = draw(st.frozensets(st.integers(0, 3), max_size=2))
    return Asked(draw(plans(known)), None if is_new else earlier, later, phones)


@settings(max_examples=150, deadline=None)
@given(asked(known_whole()))
def test_what_is_known_whole_is_asked_of_whom_it_is_by_hand(given_: Asked) -> None:
    found = given_.impact()
    for person in range(given_.known.tenant.count):
        told = (found.total.required.of(person), found.total.unable.of(person))
        required, stuck = (None if len(seen) > 1 else seen.copy().pop() for seen in by_hand(given_, person))
        assert told == (required, stuck if person not in given_.known.tenant.guests else told[1] and stuck)


@settings(max_examples=100, deadline=None)
@given(asked(known_in_part()))
def test_a_demand_is_sure_only_where_every_truth_agrees(given_: Asked) -> None:
    found = given_.impact()
    for person in range(given_.known.tenant.count):
        told = (found.total.required.of(person), found.total.unable.of(person))
        for answer, seen in zip(told, by_hand(given_, person), strict=True):
            assert answer is None or {answer} == seen


def by_hand(given_: Asked, person: int) -> tuple[set[bool], set[bool]]:
    required, stuck = set(), set()
    for nested in (True, False):
        versions = (given_.known.tenant, given_.planned.later)
        for earlier, later in given_.known.truths_of(versions, person, nested):
            for has_more in [False, True] if person in earlier.guests else [False]:
                truth = Truth(given_, person, earlier, later, nested, has_more)
                required.add(truth.is_required())
                stuck.add(truth.is_newly_stuck())
    return required, stuck

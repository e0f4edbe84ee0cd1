"""Looks for somebody, in some sign-in, who fails what is named and passes everything at certain moments.

Whoever is to fail a clause has everything but what satisfies it, so that what they have is no choice: it follows from
who they are. The search begins with the least that makes the clauses apply. Where a demand stands in the way, somebody
who gets past it differs in one of a few respects: they are in a group that the demand leaves out, are another person,
sign in otherwise, or are in a group whose members may use something more. Each is followed; groups are only ever
joined, so the search ends, and it misses nobody (docs/concepts.md, "Order of writing").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from passkeyctl.insight.between.allowed import Allowed
from passkeyctl.insight.between.demands import Clause, Demand
from passkeyctl.insight.between.folk import Folk
from passkeyctl.insight.between.moments import Course, Moment
from passkeyctl.insight.between.ways import Ways, bits

MOST_STEPS = 1500


@dataclass(frozen=True, slots=True)
class Failing:
    """A clause that is not satisfied at a moment; without a demand it is the need to have any way at all."""

    moment: Moment
    demand: Demand | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class Question:
    """Is there anybody who fails these, and passes at those moments?

    `at_once`: what they have must be one way that satisfies all demands together; then a way fails where it is outside
    of any of the `failing` clauses.
    """

    failing: tuple[Failing, ...]
    passing: tuple[Moment, ...]
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody in a sign-in: in `groups`, one of `who`, on the axes of `box`."""

    groups: int
    who: int
    box: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Demands at a moment that someone does not pass, not all of them at least; a way in `wanted` would do."""

    moment: Moment
    demands: tuple[Demand, ...]
    wanted: int


class Search:
    def __init__(self, course: Course) -> None:
        self._ways: Ways = course.ways
        self._folk: Folk = course.folk
        self._full = course.scenes.full
        self.gave_up = False
        """Whether the last answer is none because the search was taking too many steps."""
        self._steps = 0
        self._seen: set[tuple[int, int, frozenset[tuple[int, int]]]] = set()

    def answer(self, question: Question) -> Case | None:
        """The first case that is found, with as few groups as the search can do with."""
        self._steps, self._seen, self.gave_up = 0, set(), False
        for start in self._starts(question):
            found = self._followed(question, start)
            if found is not None or self.gave_up:
                return found
        return None

    def lacking(self, question: Question, case: Case) -> Clause:
        """What such a person must not have."""
        ways, tokens = (-1 if question.at_once else 0), 0
        for each in question.failing:
            satisfying = each.clause.ways & self.usable(each.moment.allowed, case)
            ways = ways & satisfying if question.at_once else ways | satisfying
            tokens |= each.clause.tokens
        return Clause(ways, tokens)

    def usable(self, allowed: Allowed, case: Case) -> int:
        """What guests have at home counts as it did, whatever this tenant allows."""
        if not case.who & self._folk.members:
            return self._ways.everything
        return allowed.usable(case.groups, case.who)

    def _starts(self, question: Question) -> Iterator[Case]:
        """The least that makes every failing clause apply: they are among the users, and the sign-in is meant."""
        box: dict[int, int] = {}
        demands = [each.demand for each in question.failing if each.demand is not None]
        for demand in demands:
            for axis, mask in demand.box:
                box[axis] = box.get(axis, self._full(axis)) & mask
        if not all(box.values()):
            return
        left_out = 0
        for demand in demands:
            left_out |= demand.scope.not_groups
        for groups, who in self._named(demands, 0, self._folk.anybody):
            if not groups & left_out:
                for alike in self._alike(who, question):
                    yield Case(groups, alike, box)

    def _named(self, demands: Sequence[Demand], groups: int, who: int) -> Iterator[tuple[int, int]]:
        if not demands:
            yield groups, who
            return
        scope, rest = demands[0].scope, demands[1:]
        left = who & ~scope.not_who
        if not left:
            return
        if scope.has_everybody or scope.groups & groups:
            yield from self._named(rest, groups, left)
            return
        for each in bits(scope.groups):
            yield from self._named(rest, groups | 1 << each, left)
        if left & scope.who:
            yield from self._named(rest, groups, left & scope.who)

    def _alike(self, who: int, question: Question) -> Iterator[int]:
        """Parts of `who` for whom the same is allowed: members apart from guests, those whom passes name one by one."""
        parts = [who & self._folk.members, who & ~self._folk.members]
        for moment in self._moments(question):
            for listed in (moment.allowed.passes.who, moment.allowed.passes.not_who):
                parts = [part for each in parts for part in (each & ~listed, each & listed)]
        return (each for each in parts if each)

    def _moments(self, question: Question) -> list[Moment]:
        return [*(each.moment for each in question.failing), *question.passing]

    def _followed(self, question: Question, case: Case) -> Case | None:
        key = (case.groups, case.who, frozenset(case.box.items()))
        if key in self._seen:
            return None
        self._seen.add(key)
        self._steps += 1
        self.gave_up = self._steps > MOST_STEPS
        if self.gave_up:
            return None
        best: list[Case] | None = None
        for obstacle in self._obstacles(question, case):
            around = list(self._around(question, case, obstacle))
            if best is None or len(around) < len(best):
                best = around
            if len(best) < 2:
                break
        if best is None:
            return case
        for each in best:
            found = self._followed(question, each)
            if found is not None or self.gave_up:
                return found
        return None

    def _obstacles(self, question: Question, case: Case) -> Iterator[Obstacle]:
        lacking = self.lacking(question, case)
        for moment in question.passing:
            having = self.usable(moment.allowed, case) & ~lacking.ways
            if not having:
                yield Obstacle(moment, (), self._ways.everything & ~lacking.ways)
            elif question.at_once:
                yield from self._at_once(moment, case, having, lacking)
            else:
                yield from self._one_by_one(moment, case, having, lacking)

    def _one_by_one(self, moment: Moment, case: Case, having: int, lacking: Clause) -> Iterator[Obstacle]:
        """`may_fail` remembers clauses: there are few different ones."""
        fails: dict[Clause, bool] = {}
        for demand in moment.demands:
            for clause in demand.clauses:
                if clause not in fails:
                    fails[clause] = not (clause.ways & having or clause.tokens & ~lacking.tokens)
                if fails[clause] and meets(demand, case):
                    yield Obstacle(moment, (demand,), clause.ways & ~lacking.ways)

    def _at_once(self, moment: Moment, case: Case, having: int, lacking: Clause) -> Iterator[Obstacle]:
        deciding: list[Demand] = []
        wanted = self._ways.everything & ~lacking.ways
        for demand in moment.demands:
            asked = [each for each in demand.clauses if not each.tokens & ~lacking.tokens]
            if all(not having & ~each.ways for each in asked) or not meets(demand, case):
                continue
            deciding.append(demand)
            for each in asked:
                having, wanted = having & each.ways, wanted & each.ways
            if not having:
                yield Obstacle(moment, tuple(deciding), wanted)
                return

    def _around(self, question: Question, case: Case, obstacle: Obstacle) -> Iterator[Case]:
        """The next cases: each differs in one respect that may help."""
        seen: set[tuple[int, int, frozenset[tuple[int, int]]]] = set()
        for each in (
            *self._elsewhere(case, obstacle),
            *self._joining(question, case, obstacle),
        ):
            key = (each.groups, each.who, frozenset(each.box.items()))
            if key not in seen:
                seen.add(key)
                yield each

    def _elsewhere(self, case: Case, obstacle: Obstacle) -> Iterator[Case]:
        for demand in obstacle.demands:
            others = demand.scope.leaves_out(case.groups, case.who)
            if others:
                yield Case(case.groups, others, case.box)
            for axis, mask in demand.box:
                rest = case.box.get(axis, self._full(axis)) & ~mask
                if rest:
                    yield Case(case.groups, case.who, {**case.box, axis: rest})

    def _joining(self, question: Question, case: Case, obstacle: Obstacle) -> Iterator[Case]:
        barred = case.groups
        for failing in question.failing:
            barred |= failing.demand.scope.not_groups if failing.demand is not None else 0
        groups = 0
        for demand in obstacle.demands:
            groups |= demand.scope.not_groups
        if case.who & self._folk.members:
            groups |= self._giving(question, obstacle)
        yield from (Case(case.groups | 1 << each, case.who, case.box) for each in bits(groups & ~barred))

    def _giving(self, question: Question, obstacle: Obstacle) -> int:
        """Groups whose members may use one of the ways that are wanted, or can't use what they are to fail with."""
        found = 0
        allowed = obstacle.moment.allowed
        for bit, row in allowed.rows:
            found |= bit if row.ways & obstacle.wanted else 0
        found |= allowed.passes.groups if allowed.passes.ways & obstacle.wanted else 0
        for each in question.failing:
            found |= each.moment.allowed.not_groups & ~allowed.not_groups
            found |= each.moment.allowed.passes.not_groups & ~allowed.passes.not_groups
        return found


def meets(demand: Demand, case: Case) -> bool:
    """Whether some sign-in of the case meets the demand."""
    if demand.scope.leaves_out(case.groups, case.who) == case.who:
        return False
    return all(case.box.get(axis, mask) & mask for axis, mask in demand.box)

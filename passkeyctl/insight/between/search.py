"""Looks for somebody, in some sign-in, who fails what is named and passes everything at certain moments.

Whoever is to fail a clause has everything but what satisfies it, so that what they have is no choice: it follows from
who they are. The search begins with the least that makes the clauses apply. Where a demand stands in the way, somebody
who gets past it differs in one of a few respects: they sign in otherwise, are in a group that the demand leaves out or
whose members may use more, or are another person. Each way out is followed, and once it has been, nobody who took it is
looked at again; groups are only ever joined, so the search ends, and it misses nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeAlias

from passkeyctl.insight.between.allowed import Allowed
from passkeyctl.insight.between.demands import Clause, Demand
from passkeyctl.insight.between.folk import Folk
from passkeyctl.insight.between.moments import Course, Moment
from passkeyctl.insight.between.ways import Ways, bits

MOST_STEPS = 600


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
    """Somebody in a sign-in: in `groups` and in none of `barred`, one of `who`, on the axes of `box`."""

    groups: int
    barred: int
    who: int
    box: Mapping[int, int]

    def joined(self, group: int) -> Case:
        return replace(self, groups=self.groups | group)

    def on(self, axis: int, mask: int) -> Case:
        return replace(self, box={**self.box, axis: mask})


Turn: TypeAlias = "tuple[Case, Case]"
"""A way out of an obstacle, and all that it leaves over."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Demands at a moment that stand in the way together; a way in `wanted` would do."""

    moment: Moment
    demands: tuple[Demand, ...]
    wanted: int


class Search:
    def __init__(self, course: Course) -> None:
        self.gave_up = False
        """Whether the last answer is none because the search was taking too many steps."""
        self._ways: Ways = course.ways
        self._folk: Folk = course.folk
        self._full = course.scenes.full
        self._steps = 0

    def answer(self, question: Question) -> Case | None:
        """The first case that is found, in as few groups as it can do with."""
        self._steps, self.gave_up = 0, False
        for start in self._starts(question):
            found = self._followed(question, start)
            if found is not None:
                return self._smallest(question, found)
            if self.gave_up:
                return None
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

    # Where to begin

    def _starts(self, question: Question) -> Iterator[Case]:
        """The least that makes every failing clause apply: they are among the users, and the sign-in is meant."""
        demands = [each.demand for each in question.failing if each.demand is not None]
        box = self._shared(demands)
        if box is None:
            return
        left_out = reduce(int.__or__, (each.scope.not_groups for each in demands), 0)
        for groups, barred, who in self._named(demands, 0, left_out, self._folk.anybody):
            for alike in self._alike(who, question):
                yield Case(groups, barred, alike, box)

    def _shared(self, demands: Sequence[Demand]) -> dict[int, int] | None:
        """The sign-ins that all of them are for; None where there are none."""
        box: dict[int, int] = {}
        for demand in demands:
            for axis, mask in demand.box:
                box[axis] = box.get(axis, mask) & mask
        return box if all(box.values()) else None

    def _named(self, demands: Sequence[Demand], groups: int, barred: int, who: int) -> Iterator[tuple[int, int, int]]:
        if not demands:
            yield groups, barred, who
            return
        scope, rest = demands[0].scope, demands[1:]
        left = who & ~scope.not_who
        if not left:
            return
        if scope.has_everybody or scope.groups & groups:
            yield from self._named(rest, groups, barred, left)
            return
        for each in bits(scope.groups & ~barred):
            yield from self._named(rest, groups | 1 << each, barred, left)
            barred |= 1 << each
        if left & scope.who:
            yield from self._named(rest, groups, barred, left & scope.who)

    def _alike(self, who: int, question: Question) -> Iterator[int]:
        """Parts of `who` for whom the same is allowed: members apart from guests, those whom passes name one by one."""
        parts = [who & self._folk.members, who & ~self._folk.members]
        for moment in (*(each.moment for each in question.failing), *question.passing):
            for listed in (moment.allowed.passes.who, moment.allowed.passes.not_who):
                parts = [part for each in parts for part in (each & ~listed, each & listed)]
        return (each for each in parts if each)

    # Getting around what stands in the way

    def _followed(self, question: Question, case: Case) -> Case | None:
        self._steps += 1
        self.gave_up = self._steps > MOST_STEPS
        if self.gave_up:
            return None
        turns: list[Turn] | None = None
        for obstacle in self._obstacles(question, case):
            found = self._turns(question, case, obstacle)
            if turns is None or len(found) < len(turns):
                turns = found
            if len(turns) < 2:
                break
        if turns is None:
            return case
        for out, _ in turns:
            reached = self._followed(question, out)
            if reached is not None or self.gave_up:
                return reached
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
        for clause, demands in moment.by_clause.items():
            if not (clause.ways & having or clause.tokens & ~lacking.tokens):
                for demand in demands:
                    if meets(demand, case):
                        yield Obstacle(moment, (demand,), clause.ways & ~lacking.ways)

    def _at_once(self, moment: Moment, case: Case, having: int, lacking: Clause) -> Iterator[Obstacle]:
        """Those that are hardest to get around come first, so that few are needed to leave nothing."""
        asking: list[tuple[int, int, Demand]] = []
        for clause, demands in moment.by_clause.items():
            if having & ~clause.ways and not clause.tokens & ~lacking.tokens:
                asking += [(self._room(demand, case), clause.ways, demand) for demand in demands if meets(demand, case)]
        deciding: list[tuple[int, Demand]] = []
        left = having
        for _, ways, demand in sorted(asking, key=lambda each: each[0]):
            if left & ~ways:
                left &= ways
                deciding.append((ways, demand))
            if not left:
                kept = _needed(deciding, having)
                wanted = reduce(int.__and__, (each for each, _ in kept), self._ways.everything & ~lacking.ways)
                yield Obstacle(moment, tuple(demand for _, demand in kept), wanted)
                return

    def _room(self, demand: Demand, case: Case) -> int:
        """In how many ways somebody may get around a demand."""
        room = (demand.scope.not_groups & ~case.barred).bit_count()
        room += bool(demand.scope.leaves_out(case.groups, case.who))
        return room + sum(bool(case.box.get(axis, self._full(axis)) & ~mask) for axis, mask in demand.box)

    def _turns(self, question: Question, case: Case, obstacle: Obstacle) -> list[Turn]:
        found: list[Turn] = []
        rest = case
        for demand in obstacle.demands:
            if not meets(demand, rest):
                # What the demands before it leave over is a way out itself.
                return [*found, (rest, rest)]
            found += self._elsewhere(demand, rest)
            rest = found[-1][1] if found else rest
        for each in bits(self._joining(question, case, obstacle) & ~(case.groups | case.barred)):
            found.append((rest.joined(1 << each), replace(rest, barred=rest.barred | 1 << each)))
            rest = found[-1][1]
        return found

    def _elsewhere(self, demand: Demand, case: Case) -> Iterator[Turn]:
        """In another sign-in, or as somebody else."""
        for axis, mask in demand.box:
            values = case.box.get(axis, self._full(axis))
            if values & ~mask:
                yield case.on(axis, values & ~mask), case.on(axis, values & mask)
                case = case.on(axis, values & mask)
        if others := demand.scope.leaves_out(case.groups, case.who):
            yield replace(case, who=others), replace(case, who=case.who & ~others)

    def _joining(self, question: Question, case: Case, obstacle: Obstacle) -> int:
        """Groups that the demands leave out, or whose members may use what is wanted, or not what they fail with."""
        found = reduce(int.__or__, (each.scope.not_groups for each in obstacle.demands), 0)
        if not case.who & self._folk.members:
            return found
        allowed = obstacle.moment.allowed
        for bit, row in allowed.rows:
            found |= bit if row.ways & obstacle.wanted else 0
        found |= allowed.passes.groups if allowed.passes.ways & obstacle.wanted else 0
        for each in question.failing:
            found |= each.moment.allowed.not_groups & ~allowed.not_groups
            found |= each.moment.allowed.passes.not_groups & ~allowed.passes.not_groups
        return found

    def _smallest(self, question: Question, case: Case) -> Case:
        """Without the groups that make no difference after all."""
        for each in bits(case.groups):
            fewer = replace(case, groups=case.groups & ~(1 << each))
            demands = (failing.demand for failing in question.failing if failing.demand is not None)
            if all(not demand.scope.leaves_out(fewer.groups, fewer.who) for demand in demands) and not any(
                self._obstacles(question, fewer)
            ):
                case = fewer
        return case


def meets(demand: Demand, case: Case) -> bool:
    """Whether some sign-in of the case meets the demand."""
    for axis, mask in demand.box:
        if not case.box.get(axis, mask) & mask:
            return False
    return demand.scope.leaves_out(case.groups, case.who) != case.who


def _needed(deciding: list[tuple[int, Demand]], having: int) -> list[tuple[int, Demand]]:
    """Those without which something would be left."""
    kept = deciding
    for each in deciding[::-1]:
        others = [one for one in kept if one is not each]
        if not reduce(int.__and__, (ways for ways, _ in others), having):
            kept = others
    return kept

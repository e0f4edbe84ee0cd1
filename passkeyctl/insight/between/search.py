"""Looks for somebody, in some sign-in, who fails what is named and passes everything at certain moments.

Whoever is to fail a clause has everything but what satisfies it, so that what they have is no choice: it follows from
who they are. The search begins with the least that makes the clauses apply. Where a demand stands in the way, somebody
who gets past it differs in one of a few respects: they sign in otherwise, are in a group that the demand leaves out or
whose members may use more, or are another person. Each way out is followed, and once it has been, nobody who took it is
looked at again; groups are only ever joined, so the search ends, and it misses nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import TypeAlias

from passkeyctl.insight.between.cases import Case, Obstacle, Question, leaves_over, meets, shared_box
from passkeyctl.insight.between.demands import Demand
from passkeyctl.insight.between.moments import Course
from passkeyctl.insight.between.obstacles import Obstacles
from passkeyctl.insight.between.ways import bits

MOST_STEPS = 600

Turn: TypeAlias = "tuple[Case, Case]"
"""A way out of an obstacle, and all that it leaves over."""


class Search:
    def __init__(self, course: Course) -> None:
        self.gave_up = False
        """Whether the last answer is none because the search was taking too many steps."""
        self.standing: set[tuple[int, Demand]] = set()
        """The demands that stood in the way in the last search, with the place of the moment when they do."""
        self._is_open = False
        """Whether sign-ins count of which nobody knows whether there are such."""
        self._has_left_out = False
        self._course = course
        self._unsure = {axis: each.unsure for axis, each in enumerate(course.scenes.axes) if each.unsure}
        self._folk = course.folk
        self._full = course.scenes.full
        self._steps = 0

    def answer(self, question: Question) -> Case | None:
        """The first case that is found, in as few groups as it can do with; one that is sure, if there is any."""
        self.standing.clear()
        self._is_open, self._has_left_out = False, False
        found = self._sought(question)
        if found is None and self._has_left_out:
            self._is_open = True
            found = self._sought(question)
        return found

    def _sought(self, question: Question) -> Case | None:
        self._steps, self.gave_up = 0, False
        obstacles = Obstacles(question, self._course)
        for start in self._starts(question):
            found = self._followed(obstacles, start)
            if found is not None:
                return self._smallest(obstacles, found)
            if self.gave_up:
                return None
        return None

    def still_holds(self, question: Question, case: Case) -> bool:
        """Whether somebody who fails what they are to fail passes everything at these moments too."""
        return Obstacles(question, self._course).hardest(case) is None

    # Where to begin

    def _starts(self, question: Question) -> Iterator[Case]:
        """The least that makes every failing clause apply: they are among the users, and the sign-in is meant."""
        demands = [each.demand for each in question.failing if each.demand is not None]
        shared = shared_box(demands)
        box = self._sure | {axis: self._known(axis, mask) for axis, mask in shared.items()}
        if not all(box.values()):
            return
        left_out = reduce(int.__or__, (each.scope.not_groups for each in demands), 0)
        for groups, barred, who in self._named(demands, 0, left_out, self._folk.anybody):
            for alike in self._alike(who, question):
                yield Case(groups, barred, alike, box)

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

    def _followed(self, obstacles: Obstacles, case: Case) -> Case | None:
        self._steps += 1
        self.gave_up = self._steps > MOST_STEPS
        if self.gave_up:
            return None
        obstacle = obstacles.hardest(case)
        if obstacle is None:
            return case
        self.standing.update((obstacle.place, each) for each in obstacle.demands)
        for out, _ in self._turns(case, obstacle):
            reached = self._followed(obstacles, out)
            if reached is not None or self.gave_up:
                return reached
        return None

    def _turns(self, case: Case, obstacle: Obstacle) -> list[Turn]:
        found: list[Turn] = []
        rest = case
        for demand in obstacle.demands:
            if not meets(demand, rest):
                # What the demands before it leave over is a way out itself.
                return [*found, (rest, rest)]
            found += self._elsewhere(demand, rest)
            rest = found[-1][1] if found else rest
        for each in bits(obstacle.joining & ~(case.groups | case.barred)):
            found.append((rest.joined(1 << each), rest.without(1 << each)))
            rest = found[-1][1]
        return found

    def _elsewhere(self, demand: Demand, case: Case) -> Iterator[Turn]:
        """In another sign-in, or as somebody else."""
        for axis, mask in demand.box:
            values = case.box.get(axis, self._full(axis))
            # Asked of all values, so that it shows where the sure ones are not all.
            if others := values & self._known(axis, self._full(axis) & ~mask):
                yield case.on(axis, others), case.on(axis, values & mask)
                case = case.on(axis, values & mask)
        if left := leaves_over(demand.scope, case):
            yield case.among(left), case.among(case.who & ~left)

    def _known(self, axis: int, mask: int) -> int:
        """The values of which it is known that there are such sign-ins, or all of them."""
        unsure = 0 if self._is_open else self._unsure.get(axis, 0)
        self._has_left_out |= bool(mask & unsure)
        return mask & ~unsure

    @property
    def _sure(self) -> dict[int, int]:
        """Axes on which some sign-ins are sure and some are not."""
        found = {axis: self._full(axis) & ~unsure for axis, unsure in self._unsure.items()}
        return {} if self._is_open else {axis: mask for axis, mask in found.items() if mask}

    def _smallest(self, obstacles: Obstacles, case: Case) -> Case:
        """Without the groups that make no difference after all."""
        for each in bits(case.groups):
            fewer = case.leaving(1 << each)
            demands = (failing.demand for failing in obstacles.question.failing if failing.demand is not None)
            if all(not leaves_over(each.scope, fewer) for each in demands) and obstacles.hardest(fewer) is None:
                case = fewer
        return case

"""What stands in the way of a case, and how much room there is around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from passkeyctl.insight.between.allowed import Allowed
from passkeyctl.insight.between.cases import (
    Case,
    Obstacle,
    Question,
    lacking,
    leaves_over,
    may_meet,
    meets,
    shared_box,
    usable,
)
from passkeyctl.insight.between.demands import Clause, Demand
from passkeyctl.insight.between.moments import Course, Moment


class Obstacles:
    """Of one question."""

    def __init__(self, question: Question, course: Course) -> None:
        self.question = question
        self._course = course
        self._full = course.scenes.full
        self._helping = [_Helping(question, each.allowed) for each in question.passing]
        start = Case(0, 0, course.folk.anybody, shared_box(each.demand for each in question.failing if each.demand))
        self._open = [_open(each, start) for each in question.passing]

    def hardest(self, case: Case) -> Obstacle | None:
        """The obstacle with the least room around it: where there is none, all is said."""
        hardest, least = None, 0
        for obstacle in self._of(case):
            room = sum(self._room(each, case) for each in obstacle.demands)
            room += (obstacle.joining & ~(case.groups | case.barred)).bit_count()
            if hardest is None or room < least:
                hardest, least = obstacle, room
            if least < 2:
                break
        return hardest

    def _room(self, demand: Demand, case: Case) -> int:
        """In how many ways somebody may get around a demand, groups aside."""
        room = 1 if leaves_over(demand.scope, case) else 0
        for axis, mask in demand.box:
            if case.box.get(axis, self._full(axis)) & ~mask:
                room += 1
        return room

    def _of(self, case: Case) -> Iterator[Obstacle]:
        lacks = lacking(self.question, case, self._course)
        for place, moment in enumerate(self.question.passing):
            having = usable(moment.allowed, case, self._course) & ~lacks.ways
            if not having:
                yield Obstacle(place, (), self._joining(place, (), self._course.ways.everything & ~lacks.ways, case))
            elif self.question.at_once:
                yield from self._at_once(place, case, having, lacks)
            else:
                yield from self._one_by_one(place, case, having, lacks)

    def _one_by_one(self, place: int, case: Case, having: int, lacks: Clause) -> Iterator[Obstacle]:
        for clause, demands in self._open[place]:
            if not (clause.ways & having or clause.tokens & ~lacks.tokens):
                helping = self._joining(place, (), clause.ways & ~lacks.ways, case)
                for demand in demands:
                    if meets(demand, case):
                        yield Obstacle(place, (demand,), helping | demand.scope.not_groups)

    def _at_once(self, place: int, case: Case, having: int, lacks: Clause) -> Iterator[Obstacle]:
        """Those that are hardest to get around come first, so that few are needed to leave nothing."""
        asking: list[tuple[int, int, Demand]] = []
        for clause, demands in self._open[place]:
            if having & ~clause.ways and not clause.tokens & ~lacks.tokens:
                for demand in demands:
                    if meets(demand, case):
                        room = self._room(demand, case) + (demand.scope.not_groups & ~case.barred).bit_count()
                        asking.append((room, clause.ways, demand))
        deciding: list[tuple[int, Demand]] = []
        left = having
        for _, ways, demand in sorted(asking, key=lambda each: each[0]):
            if left & ~ways:
                left &= ways
                deciding.append((ways, demand))
            if not left:
                kept = _needed(deciding, having)
                wanted = reduce(int.__and__, (each for each, _ in kept), self._course.ways.everything & ~lacks.ways)
                standing = tuple(dict.fromkeys(demand for _, demand in kept))
                yield Obstacle(place, standing, self._joining(place, standing, wanted, case))
                return

    def _joining(self, place: int, demands: Iterable[Demand], wanted: int, case: Case) -> int:
        """Groups that the demands leave out, or that help: nothing that guests have hangs on groups."""
        found = reduce(int.__or__, (each.scope.not_groups for each in demands), 0)
        if case.who & self._course.folk.members:
            found |= self._helping[place].groups(wanted, case.barred)
        return found


class _Helping:
    """Groups whose members may use more at a moment when they are to pass, or less where they are to fail."""

    def __init__(self, question: Question, allowed: Allowed) -> None:
        self._allowed = allowed
        self._barring = 0
        for each in question.failing:
            self._barring |= each.moment.allowed.not_groups & ~allowed.not_groups
            self._barring |= each.moment.allowed.passes.not_groups & ~allowed.passes.not_groups
        self._rows = [(bit, row.ways, row.ways & ~_given(question, bit)) for bit, row in allowed.rows]

    def groups(self, wanted: int, barred: int) -> int:
        barring = self._barring & ~barred
        found = barring
        for bit, ways, new in self._rows:
            found |= bit if (ways if barring else new) & wanted else 0
        return found | (self._allowed.passes.groups if self._allowed.passes.ways & wanted else 0)


def _given(question: Question, group: int) -> int:
    """What members of a group may use where they are to fail with it: it gets them no further."""
    ways = -1 if question.at_once else 0
    for each in question.failing:
        satisfying = each.clause.ways & each.moment.allowed.row_of(group).ways
        ways = ways & satisfying if question.at_once else ways | satisfying
    return ways


def _open(moment: Moment, start: Case) -> list[tuple[Clause, list[Demand]]]:
    """The demands that any case may meet, by their clauses."""
    listed = (
        (clause, [each for each in demands if may_meet(each, start)]) for clause, demands in moment.by_clause.items()
    )
    return [(clause, demands) for clause, demands in listed if demands]


def _needed(deciding: list[tuple[int, Demand]], having: int) -> list[tuple[int, Demand]]:
    """Those without which something would be left."""
    kept = deciding
    for each in deciding[::-1]:
        others = [one for one in kept if one is not each]
        if not reduce(int.__and__, (ways for ways, _ in others), having):
            kept = others
    return kept

"""What is asked, and who is looked at: questions, and the cases that may answer them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passkeyctl.insight.between.allowed import Allowed
from passkeyctl.insight.between.demands import Clause, Demand, Scope
from passkeyctl.insight.between.moments import Course, Moment


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
        return Case(self.groups | group, self.barred, self.who, self.box)

    def without(self, group: int) -> Case:
        return Case(self.groups, self.barred | group, self.who, self.box)

    def leaving(self, group: int) -> Case:
        return Case(self.groups & ~group, self.barred, self.who, self.box)

    def on(self, axis: int, mask: int) -> Case:
        return Case(self.groups, self.barred, self.who, {**self.box, axis: mask})

    def among(self, who: int) -> Case:
        return Case(self.groups, self.barred, who, self.box)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Demands that stand in the way together, at one of the moments; `joining` are groups that it helps to be in."""

    place: int
    demands: tuple[Demand, ...]
    joining: int


def leaves_over(scope: Scope, case: Case) -> int:
    """Those of a case whom a policy is not for."""
    return scope.leaves_out(case.groups, case.who)


def may_meet(demand: Demand, case: Case) -> bool:
    """Whether the case meets it, or would in more groups."""
    scope, box = demand.scope, case.box
    if scope.not_groups & case.groups or not case.who & ~scope.not_who:
        return False
    return all(box[axis] & mask for axis, mask in demand.box if axis in box)


def meets(demand: Demand, case: Case) -> bool:
    """Whether some sign-in of the case meets the demand."""
    return may_meet(demand, case) and leaves_over(demand.scope, case) != case.who


def usable(allowed: Allowed, case: Case, course: Course) -> int:
    """What guests have at home counts as it did, whatever this tenant allows."""
    if not case.who & course.folk.members:
        return course.ways.everything
    return allowed.usable(case.groups, case.who)


def lacking(question: Question, case: Case, course: Course) -> Clause:
    """What somebody must not have who is to fail."""
    ways, tokens = (-1 if question.at_once else 0), 0
    for each in question.failing:
        satisfying = each.clause.ways & usable(each.moment.allowed, case, course)
        ways = ways & satisfying if question.at_once else ways | satisfying
        tokens |= each.clause.tokens
    return Clause(ways, tokens)


def shared_box(demands: Iterable[Demand]) -> dict[int, int]:
    """The sign-ins that all of them are for; none where they have no value in common on some axis."""
    box: dict[int, int] = {}
    for demand in demands:
        for axis, mask in demand.box:
            box[axis] = box.get(axis, mask) & mask
    return box

"""Who of the people who are known is like a witness, as far as groups, roles and names of people go.

What they have registered is not asked: a witness has what it takes, and so may they by tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.insight.between.cases import Case, Question, lacking, usable
from passkeyctl.insight.between.moments import Course, Moment
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.people import People
from passkeyctl.model.reference import RefKind


class Known:
    def __init__(self, course: Course, people: People) -> None:
        self._course = course
        self._people = people

    def like(self, question: Question, case: Case) -> Reach:
        """Possibly: in its groups, and not left out by what they are to fail. Surely: in no group that may matter."""
        outside = other = 0
        for failing in question.failing:
            outside |= failing.demand.scope.not_groups if failing.demand is not None else 0
        for groups in self._standing_in_the_way(question, case):
            other |= groups
        for moment in (*(each.moment for each in question.failing), *question.passing):
            other |= self._governing(moment)
        return self._members(case, outside, other & ~case.groups)

    def registering(self, groups: int, moments: Iterable[Moment]) -> Reach:
        other = 0
        for each in moments:
            other |= self._governing(each)
        members = Case(groups, 0, 1, {})
        return self._members(members, 0, other & ~groups)

    def _standing_in_the_way(self, question: Question, case: Case) -> Iterator[int]:
        lacks = lacking(question, case, self._course)
        for moment in question.passing:
            having = usable(moment.allowed, case, self._course) & ~lacks.ways
            for clause, demands in moment.by_clause.items():
                if question.at_once or not (clause.ways & having or clause.tokens & ~lacks.tokens):
                    yield from (each.scope.groups for each in demands)

    def _governing(self, moment: Moment) -> int:
        """The groups that passkeys and passes are given to or kept from."""
        allowed = moment.allowed
        return allowed.row_groups | allowed.not_groups | allowed.passes.groups | allowed.passes.not_groups

    def _members(self, case: Case, outside: int, other: int) -> Reach:
        choice = self._course.folk.choices[(case.who & -case.who).bit_length() - 1]
        visitors = self._people.guests | self._people.external
        found = self._people.enabled
        found = found & visitors if choice.guest is not None else found - visitors
        if choice.user is not None:
            found &= Reach.exactly(self._people.those([choice.user]))
        for each in self._reaches(case.groups):
            found &= each
        found -= union(self._reaches(outside & ~case.groups))
        return Reach(found.surely - union(self._reaches(other)).possibly, found.possibly)

    def _reaches(self, groups: int) -> Iterator[Reach]:
        """Whether members of groups within a group count for passkeys Microsoft doesn't say."""
        for kind, id in self._course.folk.named(groups):
            if kind is RefKind.ROLE:
                yield self._people.holders(id)
            else:
                yield self._people.members(id).either(self._people.members(id, nested=False))

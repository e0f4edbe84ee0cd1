"""Answers that are remembered from one state to the next, since little changes between them.

Nobody was found because certain demands stand in the way of everybody: as long as they stand, nobody will be. Somebody
who was found is looked at again first.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from passkeyctl.insight.between.cases import Case, Question
from passkeyctl.insight.between.demands import Demand
from passkeyctl.insight.between.moments import Course
from passkeyctl.insight.between.search import Search


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody, nobody, or nobody so far because `gave_up`."""

    case: Case | None
    gave_up: bool = False


class Answers:
    def __init__(self, course: Course) -> None:
        self._search = Search(course)
        self._found: dict[Hashable, Case] = {}
        self._refuted: dict[Hashable, frozenset[tuple[int, Demand]]] = {}

    def to(self, question: Question) -> Answer:
        key = _key(question)
        known = self._found.get(key)
        if known is not None and self._search.still_holds(question, known):
            return Answer(known)
        refuted = self._refuted.get(key)
        if refuted is not None and all(demand in question.passing[place].demands for place, demand in refuted):
            return Answer(None)
        return self._new(question, key)

    def _new(self, question: Question, key: Hashable) -> Answer:
        case = self._search.answer(question)
        if case is not None:
            self._found[key] = case
        elif not self._search.gave_up:
            self._refuted[key] = frozenset(self._search.standing)
        return Answer(case, self._search.gave_up)


def _key(question: Question) -> Hashable:
    """All that an answer hangs on, but for the demands of the moments when they are to pass."""
    failing = tuple((each.demand, each.clause, id(each.moment.allowed)) for each in question.failing)
    return failing, tuple(id(each.allowed) for each in question.passing), question.at_once

"""Which questions a moment on the way raises: as few as can't be answered at once.

A clause that somebody fails on the way harms nobody who surely meets, before or after, a clause that takes no more:
they fail there as well. Likewise nobody is let in past a clause before where something at least as strict still stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from passkeyctl.insight.between.demands import Clause, Demand
from passkeyctl.insight.between.moments import Moment
from passkeyctl.insight.between.search import Failing, Question
from passkeyctl.insight.between.ways import Ways


class Questions:
    """About moments between `first` and `last`."""

    def __init__(self, first: Moment, last: Moment, ways: Ways) -> None:
        self._first = first
        self._last = last
        self._any_way = Clause(ways.everything)
        self._within: dict[tuple[Demand, Demand], bool] = {}

    def shut_out(self, moment: Moment) -> Iterator[Question]:
        """Who passes before and after, and fails a clause here."""
        before, after = _Cover(self, moment, self._first), _Cover(self, moment, self._last)
        for failing in self._failing(moment):
            if not before.covers(failing) and not after.covers(failing):
                yield Question((failing,), (self._first, self._last))

    def shut_out_at_once(self, moment: Moment) -> Iterator[Question]:
        """The same where one way must do for all that is demanded: two clauses that share less than each takes."""
        covers = [_Cover(self, moment, each) for each in (self._first, self._last)]
        alike: dict[int, list[Failing]] = {}
        for each in self._failing(moment):
            if each.demand is not None:
                alike.setdefault(each.clause.ways, []).append(each)
        for ways, others in combinations(sorted(alike), 2):
            shared = ways & others
            if shared not in (ways, others):
                for one, other in product(alike[ways], alike[others]):
                    if all(shared & each.lost or not (each.matches(one) and each.matches(other)) for each in covers):
                        yield Question((one, other), (self._first, self._last), at_once=True)

    def let_in(self, moment: Moment) -> Iterator[Question]:
        """Who fails a clause before and one after, and passes here."""
        before, after = _Cover(self, self._first, moment), _Cover(self, self._last, moment)
        missing = [each for each in self._failing(self._last) if not after.covers(each)]
        if not missing:
            return
        for one in self._failing(self._first):
            if not before.covers(one):
                for other in missing:
                    yield Question((one, other), (moment,))

    def _failing(self, moment: Moment) -> Iterator[Failing]:
        yield Failing(moment, None, self._any_way)
        for demand in moment.demands:
            for clause in demand.clauses:
                yield Failing(moment, demand, clause)

    def is_within(self, one: Demand, other: Demand) -> bool:
        key = (one, other)
        if key not in self._within:
            self._within[key] = one.is_within(other)
        return self._within[key]


class _Cover:
    """What one moment's clauses are matched by at another. `lost` are ways that are allowed there and not here."""

    def __init__(self, questions: Questions, here: Moment, there: Moment) -> None:
        self._questions = questions
        self._there = there
        self.lost = there.allowed.lost(here.allowed)
        self._others = [each for each in there.demands if each not in here.demands]
        self._matches: dict[Failing, bool] = {}

    def covers(self, failing: Failing) -> bool:
        """Whether whoever fails it here surely fails something there."""
        if not failing.clause.ways & self.lost and self.matches(failing):
            return True
        return any(not clause.ways & self.lost for clause in self._stricter(failing))

    def matches(self, failing: Failing) -> bool:
        """The same if the same is allowed in both."""
        if failing not in self._matches:
            is_there = failing.demand is None or failing.demand in self._there.demands
            self._matches[failing] = is_there or next(self._stricter(failing), None) is not None
        return self._matches[failing]

    def _stricter(self, failing: Failing) -> Iterator[Clause]:
        demand = failing.demand
        if demand is not None:
            for each in self._others:
                clauses = [clause for clause in each.clauses if clause.is_within(failing.clause)]
                if clauses and self._questions.is_within(demand, each):
                    yield from clauses

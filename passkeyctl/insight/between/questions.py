"""Which questions a moment on the way raises: as few as can't be answered at once.

A clause that somebody fails on the way harms nobody who surely meets, before or after, a clause that takes no more:
they fail there as well. Likewise nobody is let in past a clause before where something at least as strict still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from passkeyctl.insight.between.cases import Failing, Question
from passkeyctl.insight.between.demands import Clause, Demand
from passkeyctl.insight.between.moments import Moment
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
        for failing in self._failing(before.unmatched if not before.lost else after.unmatched, moment):
            if not before.covers(failing) and not after.covers(failing):
                yield Question((failing,), (self._first, self._last))

    def shut_out_at_once(self, moment: Moment) -> Iterator[Question]:
        """The same where one way must do for all that is demanded: two clauses that share less than each takes."""
        before, after = _Cover(self, moment, self._first), _Cover(self, moment, self._last)
        seen = set[frozenset[Failing]]()
        new, old = (list(self._asking(each.unmatched, moment)) for each in (before, after))
        for one, other in product(new, old):
            shared = one.clause.ways & other.clause.ways
            pair = frozenset((one, other))
            if shared in (one.clause.ways, other.clause.ways) or pair in seen:
                continue
            seen.add(pair)
            if not any(each.covers_both(one, other, shared) for each in (before, after)):
                yield Question((one, other), (self._first, self._last), at_once=True)

    def let_in(self, moment: Moment) -> Iterator[Question]:
        """Who fails a clause before and one after, and passes here."""
        before, after = _Cover(self, self._first, moment), _Cover(self, self._last, moment)
        missing = [each for each in self._failing(after.unmatched, self._last) if not after.covers(each)]
        if not missing:
            return
        for one in self._failing(before.unmatched, self._first):
            if not before.covers(one):
                for other in missing:
                    if before.may_open(one, other, after) and after.may_open(other, one, before):
                        yield Question((one, other), (moment,))

    def _failing(self, demands: Iterable[Demand], moment: Moment) -> Iterator[Failing]:
        yield Failing(moment, None, self._any_way)
        yield from (Failing(moment, demand, clause) for demand in demands for clause in demand.clauses)

    def _asking(self, demands: Iterable[Demand], moment: Moment) -> Iterator[Failing]:
        """Clauses that some way satisfies: no way satisfies two of them more than another that takes none."""
        return (each for each in self._failing(demands, moment) if each.demand is not None and each.clause.ways)

    def is_within(self, one: Demand, other: Demand) -> bool:
        key = (one, other)
        if key not in self._within:
            self._within[key] = one.is_within(other)
        return self._within[key]


class _Cover:
    """What the clauses of one moment are matched by at another. `lost` are ways that are allowed there and not here.

    `unmatched` are demands of which a clause may have no match: those that are not there, or with ways that are lost
    all of them.
    """

    def __init__(self, questions: Questions, here: Moment, there: Moment) -> None:
        self._questions = questions
        self._there = there
        self.lost = there.allowed.lost(here.allowed)
        self._others = [each for each in there.demands if each not in here.demands]
        self.unmatched = [each for each in here.demands if self.lost or each not in there.demands]
        self._matches: dict[Failing, bool] = {}

    def covers(self, failing: Failing) -> bool:
        """Whether whoever fails it here surely fails something there."""
        if not failing.clause.ways & self.lost and self.matches(failing):
            return True
        return bool(self.lost) and any(not clause.ways & self.lost for clause in self._stricter(failing))

    def covers_both(self, one: Failing, other: Failing, shared: int) -> bool:
        """Whether no way that both refuse here satisfies all that is demanded there."""
        return not shared & self.lost and self.matches(one) and self.matches(other)

    def may_open(self, failing: Failing, other: Failing, cover: _Cover) -> bool:
        """Whether a way may get somebody past this clause there that does not satisfy the other one either.

        Where something as strict stands there, that is a way which is allowed there and not here.
        """
        if not self.matches(failing):
            return True
        return bool(failing.clause.ways & self.lost & ~(other.clause.ways & ~cover.lost))

    def matches(self, failing: Failing) -> bool:
        """The same as `covers` if the same is allowed in both."""
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

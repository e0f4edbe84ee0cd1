"""The same question for the people who are in the groups today: who has access in one state only.

Rows and excludes that both states share hide nothing: whoever is in such a group is in it on both sides, so that only
what differs has to be known. Members of an unread group that is targeted before and after are no doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from passkeyctl.insight.passkeys.access import Nesting, members_of_row
from passkeyctl.insight.proof.regions import Cell, Region, Unclear
from passkeyctl.insight.proof.symbolic import Doubt, Phase, Side, Symbolic, region
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import People


@dataclass(frozen=True, slots=True)
class Affected:
    """Who gains and who loses something in one phase, whether or not nested membership counts.

    `hangs_on_nesting` are people of whom the answer differs with it.
    """

    phase: Phase
    gaining: Reach
    losing: Reach
    hangs_on_nesting: Crowd = EMPTY

    @property
    def is_none(self) -> bool:
        return not self.gaining.possibly and not self.losing.possibly

    @property
    def is_sure(self) -> bool:
        return bool(self.gaining.surely or self.losing.surely)


def affected(symbolic: Symbolic, people: People) -> tuple[Affected, ...]:
    """One answer for each phase."""
    worlds = [
        _World(symbolic, people, each) for each in (Nesting if _is_any_nested(symbolic, people) else [*Nesting][:1])
    ]
    found: list[Affected] = []
    for phase in Phase:
        alike = next((each for each in found if _is_alike(symbolic, each.phase, phase)), None)
        found.append(_in_all_worlds(phase, worlds) if alike is None else replace(alike, phase=phase))
    return tuple(found)


def _is_any_nested(symbolic: Symbolic, people: People) -> bool:
    sides = (symbolic.before, symbolic.after)
    named = {row for side in sides for row in (*side.rows, *side.excluded)}
    return any(people.groups[each].has_nested for each in named if each in people.groups)


def _is_alike(symbolic: Symbolic, one: Phase, other: Phase) -> bool:
    """Registering oneself is mostly just what registering is."""
    sides = (symbolic.before, symbolic.after)
    return all(region(held, one) == region(held, other) for side in sides for held in side.rows.values())


def _in_all_worlds(phase: Phase, worlds: list[_World]) -> Affected:
    gaining, losing = [each.gaining(phase) for each in worlds], [each.losing(phase) for each in worlds]
    return Affected(
        phase,
        gaining[0].either(gaining[-1]),
        losing[0].either(losing[-1]),
        _apart(gaining[0], gaining[-1]) | _apart(losing[0], losing[-1]),
    )


def _apart(one: Reach, other: Reach) -> Crowd:
    return (one.surely - other.possibly) | (other.surely - one.possibly)


@dataclass(frozen=True, slots=True)
class _World:
    """One answer to whether nested membership counts."""

    symbolic: Symbolic
    people: People
    nesting: Nesting
    united: dict[frozenset[str], Reach] = field(default_factory=dict)
    """Unions of rows, each made once: a union of a million people takes longer than finding it again."""

    def gaining(self, phase: Phase) -> Reach:
        return self._only_in(self.symbolic.after, self.symbolic.before, phase)

    def losing(self, phase: Phase) -> Reach:
        return self._only_in(self.symbolic.before, self.symbolic.after, phase)

    def _only_in(self, one: Side, other: Side, phase: Phase) -> Reach:
        """Who has in `one` what they don't have in `other`; where an unclear profile covers it, perhaps not."""
        if one.is_shut:
            return NONE
        clear, unclear = (self._beyond(one, other, phase, each) for each in (_cells, _unclear))
        found = clear - self._covered(phase, one, other)
        match self.symbolic.doubt:
            case Doubt.NONE:
                return Reach(found.surely, clear.possibly | unclear.possibly)
            case Doubt.HOW_MUCH:
                return Reach(EMPTY, clear.possibly | unclear.possibly)
            case Doubt.WHETHER:
                return Reach(EMPTY, (self._members(one.rows) - self._members(one.excluded)).possibly)

    def _beyond(self, one: Side, other: Side, phase: Phase, read: Callable[[Region], frozenset[Part]]) -> Reach:
        """Parts that the same rows accept are looked at once: parts are many, rows few."""
        have, others = _rows_by_part(one, phase, read), _rows_by_part(other, phase, read)
        freed = NONE if other.is_shut else self._members(other.excluded - one.excluded)
        found = NONE
        for rows, covering in {(rows, others.get(each, _NO_ROWS)) for each, rows in have.items()}:
            if not rows <= covering:
                found |= self._members(rows - covering) - self._members(covering)
            if freed.possibly:
                found |= self._members(rows) & freed
        return found - self._members(one.excluded) - self.people.guests

    def _covered(self, phase: Phase, *sides: Side) -> Reach:
        """Whom an unclear profile reaches, on either side."""
        return self._members(row for side in sides for row, held in side.rows.items() if region(held, phase).unclear)

    def _members(self, rows: Iterable[str]) -> Reach:
        named = frozenset(rows)
        if named not in self.united:
            found = NONE
            for each in sorted(named):
                found |= members_of_row(each, self.people, self.nesting)
            self.united[named] = found
        return self.united[named]


def _rows_by_part(side: Side, phase: Phase, read: Callable[[Region], frozenset[Part]]) -> dict[Part, frozenset[str]]:
    """The row of a group that is excluded as well brings nothing."""
    found: dict[Part, set[str]] = {}
    for row, held in ({} if side.is_shut else side.rows).items():
        for each in read(region(held, phase)) if row not in side.excluded else ():
            found.setdefault(each, set()).add(row)
    return {part: frozenset(rows) for part, rows in found.items()}


Part: TypeAlias = "Cell | Unclear"
_NO_ROWS: frozenset[str] = frozenset()


def _cells(held: Region) -> frozenset[Part]:
    return frozenset(held.cells)


def _unclear(held: Region) -> frozenset[Part]:
    return frozenset(held.unclear)

"""Whether an assertion about people holds: by the settings alone where they settle it, else by who is in which row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from passkeyctl.insight.passkeys.access import Nesting, access, nesting_matters
from passkeyctl.insight.passkeys.unions import (
    SYNCED,
    UNATTESTED,
    Row,
    Rows,
    is_synced,
    is_unattested,
    models,
)
from passkeyctl.insight.proof.regions import OTHER, Accepted
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.desired import Assertion
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People

ANY_MODEL = "any model"


class Verdict(Enum):
    HOLDS = auto()
    BROKEN = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`offences` are `synced`, `unattested`, AAGUIDs and `any model`, each with the row that brings it.

    Where nothing is certain they are what might break it. `reach` is None where nobody was counted.
    """

    verdict: Verdict
    offences: frozenset[tuple[str, str]] = frozenset()
    reach: Reach | None = None

    @property
    def what(self) -> frozenset[str]:
        return frozenset(offence for _, offence in self.offences)

    @property
    def rows(self) -> frozenset[str]:
        return frozenset(row for row, _ in self.offences)


_HOLDS = Outcome(Verdict.HOLDS)


def by_settings(rows: Rows, asserted: Asserted, *, is_whole: bool = True) -> Outcome:
    """For whatever people there are. `is_whole`: these are all rows that there can be."""
    offences = {each.group: frozenset(_offences(each, asserted.assertion)) for each in rows.rows}
    if rows.is_shut or (is_whole and not any(offences.values()) and not any(each.unclear for each in rows.rows)):
        return _HOLDS
    certain = {(group, each) for group in _certain_rows(rows, asserted) for each in offences.get(group, ())}
    if certain:
        return Outcome(Verdict.BROKEN, frozenset(certain))
    possible = ((group, each) for group, found in offences.items() for each in found)
    return Outcome(Verdict.UNKNOWN, frozenset(possible))


def _certain_rows(rows: Rows, asserted: Asserted) -> Iterator[str]:
    """Rows that bring what they bring to somebody the assertion is for, whoever is in which group."""
    if asserted.assertion.is_for_everyone:
        yield from (each.group for each in rows.rows)
    yield from asserted.groups - rows.excluded
    if not rows.excluded:
        yield EVERYONE


def _offences(row: Row, assertion: Assertion) -> Iterator[str]:
    for each in row.by_profile.values():
        yield from offences(each, assertion)


def offences(held: Accepted, assertion: Assertion) -> Iterator[str]:
    """What is admitted and must not be."""
    if assertion.forbids_synced and is_synced(held):
        yield SYNCED
    if assertion.forbids_unattested and is_unattested(held):
        yield UNATTESTED
    if assertion.authenticators is not None:
        strangers = models(held) - assertion.authenticators
        yield from (ANY_MODEL,) if OTHER in strangers else sorted(strangers)


def among(rows: Rows, state: TenantState, asserted: Asserted, people: People) -> Outcome:
    """For the people who are known, whether or not members of nested groups count."""
    worlds = [*Nesting] if _is_nested(state, asserted, people) else [*Nesting][:1]
    found = [_offended(rows, state, asserted, people, each) for each in worlds]
    reach = found[0][0].either(found[-1][0])
    named = found[0][1] | found[-1][1]
    if reach.surely:
        return Outcome(Verdict.BROKEN, named, reach)
    is_complete = people.is_complete and all(each in people.ids for each in asserted.users)
    if reach.possibly or (not is_complete and not rows.is_shut and any(_breaks(each, asserted) for each in rows.rows)):
        return Outcome(Verdict.UNKNOWN, named, reach)
    return _HOLDS


def _is_nested(state: TenantState, asserted: Asserted, people: People) -> bool:
    groups = (people.groups[each] for each in asserted.groups if each in people.groups)
    return nesting_matters(state, people) or any(each.has_nested for each in groups)


def _breaks(row: Row, asserted: Asserted) -> bool:
    return bool(row.unclear) or any(_offences(row, asserted.assertion))


def _offended(
    rows: Rows, state: TenantState, asserted: Asserted, people: People, nesting: Nesting
) -> tuple[Reach, frozenset[tuple[str, str]]]:
    """Of whom it does not hold, and because of what."""
    subjects = _subjects(asserted, people, nesting) & people.enabled
    by_profile = access(state, people, nesting).by_profile
    reach, named = NONE, set[tuple[str, str]]()
    for row in rows.rows:
        for id in {*row.by_profile, *row.unclear}:
            reached = by_profile.get(id, NONE) & subjects
            found = set(offences(row.by_profile[id], asserted.assertion)) if id in row.by_profile else set[str]()
            if found:
                reach |= reached
            elif id in row.unclear:
                reach |= Reach(EMPTY, reached.possibly)
            if reached.possibly:
                named |= {(row.group, each) for each in found}
    return reach, frozenset(named)


def _subjects(asserted: Asserted, people: People, nesting: Nesting) -> Reach:
    """Whoever is eligible for a role counts as a holder: a passkey that is registered before it is activated stays."""
    if asserted.assertion.is_for_everyone:
        return Reach.exactly(people.everyone)
    groups = union(people.members(each, nested=nesting is Nesting.COUNTS) for each in asserted.groups)
    return (
        groups | union(_holders(each, people) for each in asserted.roles) | Reach.exactly(people.those(asserted.users))
    )


def _holders(role: str, people: People) -> Reach:
    found = people.holders(role)
    return found if people.roles is None or people.eligibilities_unread else Reach.exactly(found.possibly)

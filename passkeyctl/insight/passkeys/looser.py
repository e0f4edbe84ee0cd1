"""Rows of the passkey policy whose members get more by other rows than by this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.passkeys.access import Nesting, members_of_row
from passkeyctl.insight.passkeys.unions import (
    SYNCED,
    UNATTESTED,
    Row,
    Rows,
    is_synced,
    is_unattested,
    takes_any_model,
)
from passkeyctl.model.crowds import NONE, Reach, union
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People

UNLISTED = "unlisted models"


@dataclass(frozen=True, slots=True)
class Looser:
    """`group` is the row that says less; `by` are the rows that bring `what`. `reach` is None where nobody counted."""

    group: str
    what: frozenset[str]
    by: frozenset[str]
    reach: Reach | None = None


def looser_by_settings(rows: Rows) -> Iterator[Looser]:
    """Members of a group are members of the tenant as well: what its row and that for everybody come to is certain."""
    everyone = rows.of(EVERYONE)
    if everyone is None or rows.is_shut:
        return
    for row in rows.rows:
        if row is not everyone:
            yield from _looser(row, [everyone])
    yield from _looser(everyone, [each for each in rows.rows if each is not everyone])


def _looser(row: Row, others: list[Row]) -> Iterator[Looser]:
    extra = {each.group: found for each in others if (found := _beyond(each, row))}
    if extra:
        yield Looser(row.group, frozenset[str]().union(*extra.values()), frozenset(extra))


def looser_among(rows: Rows, people: People) -> Iterator[Looser]:
    """For the people who are known."""
    for row in () if rows.is_shut else rows.rows:
        extra = {each.group: found for each in rows.rows if each is not row and (found := _beyond(each, row))}
        reached = {group: _in_both(row.group, group, rows, people) for group in extra}
        by = frozenset(group for group, each in reached.items() if each.possibly)
        if by:
            what = frozenset[str]().union(*(extra[group] for group in by))
            yield Looser(row.group, what, by, union(reached[group] for group in by))


def differing(rows: Rows) -> bool:
    """Whether it matters at all who is in two groups."""
    groups = [each for each in rows.rows if each.group != EVERYONE]
    return not rows.is_shut and any(_beyond(one, other) for one in groups for other in groups if one is not other)


def _in_both(one: str, other: str, rows: Rows, people: People) -> Reach:
    worlds = [_members_of_both(one, other, rows, people, each) for each in Nesting]
    return worlds[0].either(worlds[-1])


def _members_of_both(one: str, other: str, rows: Rows, people: People, nesting: Nesting) -> Reach:
    excluded = NONE
    for each in rows.excluded:
        excluded |= members_of_row(each, people, nesting)
    both = members_of_row(one, people, nesting) & members_of_row(other, people, nesting)
    return (both - excluded) & people.enabled


def _beyond(wide: Row, narrow: Row) -> frozenset[str]:
    """What one row surely admits and the other surely does not."""
    return frozenset() if narrow.unclear or not narrow.by_profile else _traits(wide) - _traits(narrow)


def _traits(row: Row) -> frozenset[str]:
    held = row.admitted
    said = ((SYNCED, is_synced(held)), (UNATTESTED, is_unattested(held)), (UNLISTED, takes_any_model(held)))
    return frozenset(trait for trait, is_so in said if is_so)

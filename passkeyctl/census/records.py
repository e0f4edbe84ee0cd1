"""What the file says beside its sets: when what was read, what could not be, who was given a role."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passkeyctl.census.register import people_by_id
from passkeyctl.model.people import Gap, Knowledge, RoleAssignment

Subject = tuple[Knowledge, str]


@dataclass(frozen=True, slots=True)
class Records:
    """`ordinals` are those of the people with a role of their own, and of people asked for by id."""

    read_at: Mapping[Subject, int]
    gaps: Mapping[Subject, Gap]
    assignments: tuple[RoleAssignment, ...]
    ordinals: Mapping[str, int]

    def was_read(self, part: Knowledge, subject: str = "") -> bool:
        return (part, subject) in self.read_at

    @property
    def unread_principals(self) -> frozenset[str]:
        """Ids with a role that are neither a person's who is known nor a group's that was read."""
        given = frozenset(each.principal_id for each in self.assignments)
        return frozenset(
            each for each in given if each not in self.ordinals and not self.was_read(Knowledge.MEMBERS, each)
        )


def records(connection: sqlite3.Connection, users: Iterable[str]) -> Records:
    readings = connection.execute("SELECT part, subject, read_at FROM readings")
    read_at = {(Knowledge(part), subject): at for part, subject, at in readings}
    rows = connection.execute("SELECT part, why, hint, subject FROM gaps ORDER BY part, subject")
    gaps = [Gap(Knowledge(part), why, hint, subject) for part, why, hint, subject in rows]
    rows = connection.execute("SELECT DISTINCT principal, role, is_eligible FROM assignments ORDER BY role, principal")
    assignments = tuple(RoleAssignment(principal, role, bool(eligible)) for principal, role, eligible in rows)
    ordinals = people_by_id(connection, (*users, *(each.principal_id for each in assignments)))
    return Records(read_at, {(each.part, each.subject): each for each in gaps}, assignments, ordinals)

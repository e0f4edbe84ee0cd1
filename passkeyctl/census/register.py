"""Who has which ordinal. Ordinals are never given again: every set in the file is made of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import Person, PersonRecord, by_sign_in_name

T = TypeVar("T")
AT_ONCE = 5000
"""People in one statement: the memory of it stays small, and another process waits a moment only."""


def ordinals(connection: sqlite3.Connection, records: Sequence[PersonRecord]) -> tuple[int, ...]:
    """Of each record in turn; who is new gets the next one, and a name that is said replaces the one before."""
    known = _known(connection, (each.id.lower() for each in records))
    free = connection.execute("SELECT coalesce(max(ordinal) + 1, 0) FROM people").fetchone()[0]
    told: dict[str, Person] = {}
    found = []
    for record in records:
        id = record.id.lower()
        before = told.get(id) or known.get(id)
        if before is None:
            before, free = Person(free, id, "", ""), free + 1
        told[id] = _renamed(before, record)
        found.append(before.ordinal)
    new = [each for id, each in told.items() if id not in known]
    changed = [each for id, each in told.items() if id in known and each != known[id]]
    _write(connection, new, changed)
    return tuple(found)


def people_by_id(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The ordinals of those of them who were ever seen."""
    return {id: person.ordinal for id, person in _known(connection, (each.lower() for each in ids)).items()}


def matching(connection: sqlite3.Connection, text: str) -> tuple[Person, ...]:
    """Who has it as id, sign-in name or name, whatever the case of plain letters."""
    query = f"""{_PERSON} WHERE id = ? UNION {_PERSON} WHERE sign_in_name = ? COLLATE NOCASE
                UNION {_PERSON} WHERE name = ? COLLATE NOCASE"""
    rows = connection.execute(query, (text.lower(), text, text)) if text else ()
    return tuple(by_sign_in_name(Person(*row) for row in rows))


def people_of(connection: sqlite3.Connection, crowd: Crowd) -> Iterator[Person]:
    """In the order of their ordinals."""
    for some in batches(crowd, AT_ONCE):
        if some[-1] - some[0] < 4 * len(some):
            wanted = frozenset(some)
            rows = connection.execute(f"{_PERSON} WHERE ordinal BETWEEN ? AND ? ORDER BY ordinal", (some[0], some[-1]))
            yield from (Person(*row) for row in rows.fetchall() if row[0] in wanted)
        else:
            query = f"{_PERSON} WHERE ordinal IN (SELECT value FROM json_each(?)) ORDER BY ordinal"
            yield from (Person(*row) for row in connection.execute(query, (json.dumps(some),)).fetchall())


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    some: list[T] = []
    for each in things:
        some.append(each)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


_PERSON = "SELECT ordinal, id, sign_in_name, name FROM people"


def _known(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Person]:
    query = f"{_PERSON} WHERE id IN (SELECT value FROM json_each(?))"
    return {
        row[1]: Person(*row)
        for some in batches(dict.fromkeys(ids), AT_ONCE)
        for row in connection.execute(query, (json.dumps(some),)).fetchall()
    }


def _renamed(person: Person, record: PersonRecord) -> Person:
    sign_in_name, name = record.sign_in_name or person.sign_in_name, record.name or person.name
    if (sign_in_name, name) == (person.sign_in_name, person.name):
        return person
    return Person(person.ordinal, person.id, sign_in_name, name)


def _write(connection: sqlite3.Connection, new: Iterable[Person], changed: Iterable[Person]) -> None:
    connection.executemany(
        "INSERT INTO people (ordinal, id, sign_in_name, name) VALUES (?, ?, ?, ?)",
        [(each.ordinal, each.id, each.sign_in_name, each.name) for each in new],
    )
    connection.executemany(
        "UPDATE people SET sign_in_name = ?, name = ? WHERE ordinal = ?",
        [(each.sign_in_name, each.name, each.ordinal) for each in changed],
    )

"""Where an analysis takes its sets from: the file's, whole, or cut down to one person."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Protocol

from passkeyctl.census.bitmaps import Sets, read_set, sets_with, subjects
from passkeyctl.model.crowds import EMPTY, Crowd
from passkeyctl.model.people import KeyModel

KEY_METHODS = ("passkey", "fido")
"""How Graph's words for registered passkeys start: passKeySynced, passKeyDeviceBound, fido2SecurityKey."""


class Source(Protocol):
    """Sets of people, by the ordinals that its people have."""

    def of(self, kind: Sets, subject: str = "") -> Crowd: ...

    def everyone(self, found: Crowd) -> Crowd:
        """Whom it is about, of whom these are known from lists."""
        ...

    def place(self, ordinal: int) -> int | None:
        """Under which ordinal somebody of the file stands here."""
        ...

    def groups_with_direct(self) -> frozenset[str]:
        """Groups that were read with groups inside them."""
        ...

    def with_subject(self, kind: Sets) -> Mapping[str, Crowd]:
        """Every set of a kind, by what it is about."""
        ...

    def holders(self) -> Mapping[KeyModel, Crowd]: ...

    def keys_read(self, before: int | None = None) -> Crowd:
        """Whose registered passkeys were read at all, or before a moment."""
        ...

    def keys_read_first(self, among: Crowd) -> int | None:
        """When the oldest of these was."""
        ...


class WholeFile:
    """Everybody, under the file's ordinals."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys_read: Crowd | None = None

    def of(self, kind: Sets, subject: str = "") -> Crowd:
        return read_set(self._connection, kind, subject)

    def everyone(self, found: Crowd) -> Crowd:
        return found

    def place(self, ordinal: int) -> int | None:
        return ordinal

    def groups_with_direct(self) -> frozenset[str]:
        return frozenset(subjects(self._connection, Sets.DIRECT))

    def with_subject(self, kind: Sets) -> Mapping[str, Crowd]:
        return {each: self.of(kind, each) for each in subjects(self._connection, kind)}

    def holders(self) -> Mapping[KeyModel, Crowd]:
        held: dict[int, list[int]] = {}
        for model, person in self._connection.execute("SELECT model, person FROM keys"):
            held.setdefault(model, []).append(person)
        names = models(self._connection)
        return {names[model]: Crowd.of(people) for model, people in held.items()}

    def keys_read(self, before: int | None = None) -> Crowd:
        if before is not None:
            rows = self._connection.execute("SELECT person FROM keys_read WHERE read_at < ?", (before,))
            return Crowd.of(person for (person,) in rows)
        if self._keys_read is None:
            self._keys_read = Crowd.of(person for (person,) in self._connection.execute("SELECT person FROM keys_read"))
        return self._keys_read

    def keys_read_first(self, among: Crowd) -> int | None:
        if not self.keys_read() - among:
            (first,) = self._connection.execute("SELECT min(read_at) FROM keys_read").fetchone()
            return first if first is None else int(first)
        marked = among.bits.to_bytes((among.bits.bit_length() + 7) // 8, "little")
        rows = self._connection.execute("SELECT person, read_at FROM keys_read WHERE person < ?", (len(marked) * 8,))
        return min((read_at for person, read_at in rows if marked[person >> 3] >> (person & 7) & 1), default=None)


class OnePerson:
    """Somebody alone, as a set of one with the ordinal 0."""

    def __init__(self, connection: sqlite3.Connection, ordinal: int) -> None:
        self._connection = connection
        self._ordinal = ordinal
        self._sets = sets_with(connection, ordinal)

    def of(self, kind: Sets, subject: str = "") -> Crowd:
        return FIRST if (kind, subject) in self._sets else EMPTY

    def everyone(self, found: Crowd) -> Crowd:
        return FIRST | found

    def place(self, ordinal: int) -> int | None:
        return 0 if ordinal == self._ordinal else None

    def groups_with_direct(self) -> frozenset[str]:
        return frozenset(subjects(self._connection, Sets.DIRECT))

    def with_subject(self, kind: Sets) -> Mapping[str, Crowd]:
        return {subject: FIRST for found, subject in sorted(self._sets) if found == kind}

    def holders(self) -> Mapping[KeyModel, Crowd]:
        rows = self._connection.execute("SELECT model FROM keys WHERE person = ?", (self._ordinal,)).fetchall()
        names = models(self._connection) if rows else {}
        return {names[model]: FIRST for (model,) in rows}

    def keys_read(self, before: int | None = None) -> Crowd:
        found = self.keys_read_first(FIRST)
        return FIRST if found is not None and (before is None or found < before) else EMPTY

    def keys_read_first(self, among: Crowd) -> int | None:
        row = self._connection.execute("SELECT read_at FROM keys_read WHERE person = ?", (self._ordinal,)).fetchone()
        return int(row[0]) if row and among else None


FIRST = Crowd.first(1)


def models(connection: sqlite3.Connection) -> dict[int, KeyModel]:
    rows = connection.execute("SELECT id, aaguid, passkey_type, is_attested FROM models")
    return {
        id: KeyModel(aaguid, kind, None if attested is None else bool(attested)) for id, aaguid, kind, attested in rows
    }

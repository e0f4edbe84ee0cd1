"""What a list says while it is read, page by page: kept as sets in memory, and put into the file when it is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager
from types import TracebackType

from passkeyctl.census.bitmaps import Marks, Sets, drop_sets, read_set, write_set
from passkeyctl.census.register import AT_ONCE, batches, ordinals
from passkeyctl.census.schema import Storage
from passkeyctl.model.people import Knowledge, PersonRecord, Registration

_OPPOSITES = ((Sets.ENABLED, Sets.DISABLED), (Sets.GUEST, Sets.MEMBER), (Sets.EXTERNAL, Sets.INTERNAL))


class Said:
    """What one list says of people's accounts. Where it says both of one person, nothing is known."""

    def __init__(self) -> None:
        self._marks = {kind: Marks() for pair in _OPPOSITES for kind in pair}

    def add(self, ordinal: int, record: PersonRecord) -> None:
        if record.is_enabled is not None:
            self._marks[Sets.ENABLED if record.is_enabled else Sets.DISABLED].add(ordinal)
        if record.is_guest is not None:
            self._marks[Sets.GUEST if record.is_guest else Sets.MEMBER].add(ordinal)
        is_external = _is_external(record)
        if is_external is not None:
            self._marks[Sets.EXTERNAL if is_external else Sets.INTERNAL].add(ordinal)

    def write(self, connection: sqlite3.Connection) -> None:
        """What other lists said of other people stays."""
        for yes, no in _OPPOSITES:
            said, denied = self._marks[yes].crowd(), self._marks[no].crowd()
            write_set(connection, yes, "", (read_set(connection, yes) | said) - denied)
            write_set(connection, no, "", (read_set(connection, no) | denied) - said)


def _is_external(record: PersonRecord) -> bool | None:
    """Invited accounts are named `name_domain#EXT#@tenant`, unless an administrator renamed them.

    https://learn.microsoft.com/entra/external-id/user-properties
    """
    if "#EXT#" in record.sign_in_name.upper():
        return True
    return False if record.sign_in_name and record.is_guest is False else None


class ReportReading(AbstractContextManager["ReportReading"]):
    """Rows of the report of registered methods. Leaving it without an error puts them in place of those before."""

    def __init__(self, storage: Storage, read_at: int) -> None:
        self._storage = storage
        self._read_at = read_at
        self._said = Said()
        self._reported, self._administrators = Marks(), Marks()
        self._methods: dict[str, Marks] = {}

    def add(self, rows: Iterable[Registration]) -> None:
        for some in batches(rows, AT_ONCE):
            with self._storage.writing() as connection:
                found = ordinals(connection, [each.person for each in some])
            for ordinal, row in zip(found, some, strict=True):
                self._note(ordinal, row)

    def _note(self, ordinal: int, row: Registration) -> None:
        self._reported.add(ordinal)
        self._said.add(ordinal, row.person)
        if row.is_administrator:
            self._administrators.add(ordinal)
        for method in row.methods:
            self._methods.setdefault(method, Marks()).add(ordinal)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        with self._storage.writing() as connection:
            drop_sets(connection, Sets.METHOD)
            for method, marks in sorted(self._methods.items()):
                write_set(connection, Sets.METHOD, method, marks.crowd())
            write_set(connection, Sets.REPORTED, "", self._reported.crowd())
            write_set(connection, Sets.ADMINISTRATORS, "", self._administrators.crowd())
            self._said.write(connection)
            note_reading(connection, Knowledge.REGISTRATIONS, "", self._read_at)


class GroupReading(AbstractContextManager["GroupReading"]):
    """The people in a group. Leaving it without an error puts them in place of those before."""

    def __init__(self, storage: Storage, group_id: str, read_at: int) -> None:
        self._storage = storage
        self._group_id = group_id.lower()
        self._read_at = read_at
        self._said = Said()
        self._nested = Marks()
        self._direct: Marks | None = None

    def add(self, records: Iterable[PersonRecord]) -> None:
        """People in the group, or in a group inside it."""
        for some in batches(records, AT_ONCE):
            with self._storage.writing() as connection:
                found = ordinals(connection, some)
            for ordinal, record in zip(found, some, strict=True):
                self._nested.add(ordinal)
                self._said.add(ordinal, record)

    def add_direct(self, ids: Iterable[str]) -> None:
        """Of a group with groups inside it: who is in it without them. Without a call to this, it has none."""
        self._direct = self._direct or Marks()
        for some in batches(ids, AT_ONCE):
            with self._storage.writing() as connection:
                found = ordinals(connection, [PersonRecord(each) for each in some])
            for ordinal in found:
                self._direct.add(ordinal)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        with self._storage.writing() as connection:
            drop_sets(connection, Sets.DIRECT, self._group_id)
            nested = self._nested.crowd()
            if self._direct is not None:
                direct = self._direct.crowd()
                # Two requests, and somebody came between them: a direct member is a member.
                nested |= direct
                write_set(connection, Sets.DIRECT, self._group_id, direct)
            write_set(connection, Sets.NESTED, self._group_id, nested)
            self._said.write(connection)
            note_reading(connection, Knowledge.MEMBERS, self._group_id, self._read_at)


def note_reading(connection: sqlite3.Connection, part: Knowledge, subject: str, read_at: int) -> None:
    """From now on there is no gap."""
    connection.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (part, subject, read_at))
    connection.execute("DELETE FROM gaps WHERE part = ? AND subject = ?", (part, subject))

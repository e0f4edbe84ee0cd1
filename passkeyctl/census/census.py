"""The file of one tenant: parts go in whole as they are read, and come out as sets of people for an analysis."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType

from passkeyctl.census.age import moment, stamp
from passkeyctl.census.assembling import NAMED, assembled, keys_wanted
from passkeyctl.census.bitmaps import Sets, drop_sets, sets_with
from passkeyctl.census.keys import may_hold
from passkeyctl.census.readings import GroupReading, ReportReading, note_reading
from passkeyctl.census.records import records
from passkeyctl.census.register import AT_ONCE, batches, matching, ordinals, people_by_id, people_of
from passkeyctl.census.schema import Storage
from passkeyctl.census.sources import OnePerson, WholeFile, models
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import (
    Gap,
    KeyModel,
    Knowledge,
    KnownPeople,
    ListedRoster,
    People,
    PeopleWanted,
    Person,
    PersonRecord,
    Registration,
    RoleAssignment,
    Roster,
    by_sign_in_name,
)

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Census(AbstractContextManager["Census"]):
    """What is known about people, in an open file. A part is replaced whole or stays as it was, with its age."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @classmethod
    def open(cls, path: Path) -> Census:
        """Open the file, or make one that only its owner can read. What is in it is not looked at yet."""
        return cls(Storage.open(path))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._storage.close()

    def reading_registrations(self, read_at: datetime) -> ReportReading:
        """For the report page by page: `with` it, `.add` rows; they count once it is left without an error."""
        return ReportReading(self._storage, stamp(read_at))

    def reading_members(self, group_id: str, read_at: datetime) -> GroupReading:
        """For a group page by page: `with` it, `.add` people and `.add_direct` ids."""
        return GroupReading(self._storage, group_id, stamp(read_at))

    def add_registrations(self, rows: Iterable[Registration], read_at: datetime) -> None:
        """The whole report: who is not in it any more is not reported any more."""
        with self.reading_registrations(read_at) as reading:
            reading.add(rows)

    def set_members(
        self, group_id: str, nested: Iterable[PersonRecord], direct_ids: Iterable[str] | None, read_at: datetime
    ) -> None:
        """`nested` is everybody in a group, with those in groups inside it; `direct_ids` None: there are none."""
        with self.reading_members(group_id, read_at) as reading:
            reading.add(nested)
            if direct_ids is not None:
                reading.add_direct(direct_ids)

    def set_roles(
        self,
        assignments: Iterable[RoleAssignment],
        part: Knowledge,
        read_at: datetime,
        people: Iterable[PersonRecord] = (),
    ) -> None:
        """All of a part, tenant-wide ones only, without those of service principals.

        `people` are the holders that Graph called users: any other id, unless known as a person's, is a group's.
        A tenant without the licence for eligibilities has none, which is not the same as not being read.
        """
        rows = [(part, each.principal_id.lower(), each.role_id, each.is_eligible) for each in assignments]
        with self._storage.writing() as connection:
            ordinals(connection, tuple(people))
            connection.execute("DELETE FROM assignments WHERE part = ?", (part,))
            connection.executemany("INSERT INTO assignments VALUES (?, ?, ?, ?)", rows)
            note_reading(connection, part, "", stamp(read_at))

    def set_passkeys(self, person_id: str, keys: Iterable[KeyModel], read_at: datetime) -> None:
        """Every passkey that one person registered."""
        self.set_passkeys_of([(person_id, keys)], read_at)

    def set_passkeys_of(self, people: Iterable[tuple[str, Iterable[KeyModel]]], read_at: datetime) -> None:
        """Of several people at once, such as the answers of one batch."""
        with self._storage.writing() as connection:
            known = _Models(connection)
            for some in batches(people, AT_ONCE):
                found = ordinals(connection, [PersonRecord(id) for id, _ in some])
                held = {
                    ordinal: {known.number(each) for each in keys}
                    for ordinal, (_, keys) in zip(found, some, strict=True)
                }
                _write_keys(connection, held, stamp(read_at))
                gaps = [(Knowledge.PASSKEYS, id.lower()) for id, _ in some]
                connection.executemany("DELETE FROM gaps WHERE part = ? AND subject = ?", gaps)

    def set_named(self, people: Iterable[PersonRecord], read_at: datetime) -> None:
        """Those of the people named one by one whom no list has: all of them, in place of those before."""
        self.set_members(NAMED, people, None, read_at)

    def unlisted(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Those of whom neither the report nor a group says anything. What is no id is nobody's."""
        with self._storage.reading() as connection:
            known = people_by_id(connection, ids)
            listed = {id for id, ordinal in known.items() if _is_listed(connection, ordinal)}
        return tuple(sorted(each for each in {id.lower() for id in ids} - listed if _ID.fullmatch(each)))

    def set_gap(self, gap: Gap) -> None:
        """What was read earlier stays, and is said to be that old."""
        row = (gap.part, gap.subject.lower(), gap.why, gap.hint)
        with self._storage.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?)", row)

    def clear_gap(self, part: Knowledge, subject: str = "") -> None:
        """Reading the part does this too."""
        with self._storage.writing() as connection:
            connection.execute("DELETE FROM gaps WHERE part = ? AND subject = ?", (part, subject.lower()))

    def forget_members(self, group_id: str) -> None:
        """Of a group that is not there any more: what was read of it must not be taken for its members."""
        with self._storage.writing() as connection:
            for kind in (Sets.NESTED, Sets.DIRECT):
                drop_sets(connection, kind, group_id.lower())
            row = (Knowledge.MEMBERS, group_id.lower())
            connection.execute("DELETE FROM readings WHERE part = ? AND subject = ?", row)

    def read_at(self, part: Knowledge, subject: str = "") -> datetime | None:
        """When a part was last read whole; of passkeys, those of the person whose id `subject` is."""
        with self._storage.reading() as connection:
            if part is Knowledge.PASSKEYS:
                query = "SELECT read_at FROM keys_read JOIN people ON ordinal = person WHERE id = ?"
                row = connection.execute(query, (subject.lower(),)).fetchone()
            else:
                query = "SELECT read_at FROM readings WHERE part = ? AND subject = ?"
                row = connection.execute(query, (part, subject.lower())).fetchone()
        return moment(row[0]) if row else None

    def keys_to_read(self, wanted: PeopleWanted, older_than: datetime, now: datetime | None = None) -> tuple[str, ...]:
        """Ids of those wanted who may have a passkey and whose were not read since; whoever has a role comes first.

        With `now`, what was read in the future counts as unread: the clock was wrong.
        """
        with self._storage.reading() as connection:
            source = WholeFile(connection)
            people = assembled(source, records(connection, wanted.users), wanted)
            old = source.keys_read(before=stamp(older_than))
            if now is not None:
                old |= source.keys_read() - source.keys_read(before=stamp(now) + 1)
            wanted_keys = (
                keys_wanted(wanted, people.everyone, people.groups, people.roles or {}, people.ids)
                & people.enabled.possibly
            )
            due = wanted_keys & (people.keys_unread | (may_hold(people) & old))
            order = (due & people.administrators, due - people.administrators)
            return tuple(each.id for crowd in order for each in people_of(connection, crowd))

    def people(self, wanted: PeopleWanted, keys_since: datetime | None = None) -> People:
        """Everybody of the report, of the groups wanted and of the roles; gaps say what else was wanted.

        With `keys_since`, passkeys that were read before count as unread.
        """
        since = None if keys_since is None else stamp(keys_since)
        with self._storage.reading() as connection:
            return assembled(WholeFile(connection), records(connection, wanted.users), wanted, since)

    def one(self, person: Person, groups: frozenset[str]) -> KnownPeople:
        """Somebody alone, with the ordinal 0: a set of one that costs one chunk of each set in the file."""
        wanted = PeopleWanted(groups, roles=True, keys_of_everyone=True, users=frozenset((person.id,)))
        with self._storage.reading() as connection:
            people = assembled(OnePerson(connection, person.ordinal), records(connection, wanted.users), wanted)
        return KnownPeople(people, ListedRoster({0: replace(person, ordinal=0)}))

    def find(self, text: str) -> tuple[Person, ...]:
        """Everybody still known who has this sign-in name, id or name, in order of their sign-in names."""
        with self._storage.reading() as connection:
            return tuple(each for each in matching(connection, text) if _is_known(connection, each))

    def roster(self) -> Roster:
        """Good for as long as the file is there, longer than this is open."""
        return KeptRoster(self._storage.path)


@dataclass(frozen=True, slots=True)
class KeptRoster:
    """Names from the file, read when they are asked for."""

    path: Path

    def people(self, crowd: Crowd) -> Iterator[Person]:
        if not crowd:
            return
        with closing(Storage.open(self.path)) as storage, storage.reading() as connection:
            found = by_sign_in_name(people_of(connection, crowd))
        yield from found


def _is_listed(connection: sqlite3.Connection, ordinal: int) -> bool:
    found = sets_with(connection, ordinal)
    return any(kind == Sets.REPORTED or (kind == Sets.NESTED and subject != NAMED) for kind, subject in found)


def _is_known(connection: sqlite3.Connection, person: Person) -> bool:
    """Not only from a report or a group that has been read anew without them."""
    kinds = {kind for kind, _ in sets_with(connection, person.ordinal)}
    query = "SELECT count(*) FROM assignments WHERE principal = ?"
    return bool(kinds & {Sets.REPORTED, Sets.NESTED}) or bool(connection.execute(query, (person.id,)).fetchone()[0])


def _write_keys(connection: sqlite3.Connection, held: Mapping[int, set[int]], read_at: int) -> None:
    connection.executemany("DELETE FROM keys WHERE person = ?", [(each,) for each in held])
    rows = [(person, model) for person, models in held.items() for model in sorted(models)]
    connection.executemany("INSERT INTO keys VALUES (?, ?)", rows)
    connection.executemany("INSERT OR REPLACE INTO keys_read VALUES (?, ?)", [(each, read_at) for each in held])


class _Models:
    """The numbers of key models in the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers = {model: number for number, model in models(connection).items()}

    def number(self, model: KeyModel) -> int:
        if model not in self._numbers:
            row = (model.aaguid, model.passkey_type, model.is_attested)
            added = self._connection.execute(
                "INSERT INTO models (aaguid, passkey_type, is_attested) VALUES (?, ?, ?)", row
            )
            self._numbers[model] = int(added.lastrowid or 0)
        return self._numbers[model]

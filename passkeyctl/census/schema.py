"""The file: its tables, how it is opened and made, and what is said of a file that is none of ours or damaged."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from passkeyctl.errors import PasskeyctlError

APPLICATION_ID = 0x50534B43
"""Stands in the file's header: `purge` deletes by it."""
VERSION = 1

_PATIENCE = 30.0  # seconds to wait for another process that writes
TABLES = (
    """CREATE TABLE people (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sign_in_name TEXT NOT NULL,
       name TEXT NOT NULL)""",
    "CREATE INDEX people_by_sign_in_name ON people (sign_in_name COLLATE NOCASE)",
    "CREATE INDEX people_by_name ON people (name COLLATE NOCASE)",
    "CREATE TABLE sets (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, UNIQUE (kind, subject))",
    "CREATE TABLE chunks (set_id INTEGER NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL, UNIQUE (set_id, chunk))",
    """CREATE TABLE readings (part TEXT NOT NULL, subject TEXT NOT NULL, read_at INTEGER NOT NULL,
       PRIMARY KEY (part, subject)) WITHOUT ROWID""",
    """CREATE TABLE gaps (part TEXT NOT NULL, subject TEXT NOT NULL, why TEXT NOT NULL, hint TEXT NOT NULL,
       PRIMARY KEY (part, subject)) WITHOUT ROWID""",
    "CREATE TABLE assignments (part TEXT NOT NULL, principal TEXT NOT NULL, role TEXT NOT NULL, is_eligible INTEGER)",
    "CREATE TABLE models (id INTEGER PRIMARY KEY, aaguid TEXT, passkey_type TEXT, is_attested INTEGER)",
    "CREATE TABLE keys (person INTEGER NOT NULL, model INTEGER NOT NULL, PRIMARY KEY (person, model)) WITHOUT ROWID",
    "CREATE TABLE keys_read (person INTEGER PRIMARY KEY, read_at INTEGER NOT NULL)",
)


class Storage:
    """An open file. What SQLite has to complain about is said as the fault of this file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Storage:
        """Open the file, or make one that only its owner can read."""
        with blaming(path):
            _touch(path)
            # Callers may read in a thread, though never in two at once.
            connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                _prepare(path, connection)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def close(self) -> None:
        with blaming(self.path):
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file, whatever another process writes meanwhile."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with blaming(self.path):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # what went wrong first is what has to be said
                    self._connection.execute("ROLLBACK")
                raise


def _touch(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as fault:
        raise PasskeyctlError(
            f"`{path}` can't be opened: {fault.strerror or fault}",
            hint="what is known about people is kept there: make its folder writable",
        ) from fault


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    if not _is_ready(path, connection):
        connection.execute("BEGIN IMMEDIATE")
        if not _is_ready(path, connection):  # another process may have been quicker
            for each in TABLES:
                connection.execute(each)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    # With a log beside it, others read on while one writes. Where that can't be had, they wait for each other; it is
    # asked for after the header was written, since a log that is left behind by a crash would have it alone.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _is_ready(path: Path, connection: sqlite3.Connection) -> bool:
    """False: a file that nobody wrote to. Another program's is not touched."""
    application, version = (_number(connection, f"PRAGMA {name}") for name in ("application_id", "user_version"))
    if application == APPLICATION_ID:
        if version == VERSION:
            return True
        raise PasskeyctlError(
            f"`{path}` has format {version}, and this version of passkeyctl knows format {VERSION}",
            hint="update passkeyctl, or delete the file: people are then read anew",
        )
    if application or version or _number(connection, "SELECT count(*) FROM sqlite_master"):
        raise _foreign(path)
    return False


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


@contextmanager
def blaming(path: Path) -> Iterator[None]:
    """SQLite's faults, and those of a damaged set, as what went wrong with this file and what to do."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except (sqlite3.Error, zlib.error) as fault:
        raise _fault(path, fault) from fault


def _fault(path: Path, fault: sqlite3.Error | zlib.error) -> PasskeyctlError:
    """By SQLite's own words, which Python's kinds of errors don't tell apart."""
    words = str(fault)
    if "locked" in words or "busy" in words:
        return PasskeyctlError(
            f"`{path}` is in use by another process", hint="wait until that one is done, then run it again"
        )
    if "not a database" in words:
        return _foreign(path)
    if "full" in words or "readonly" in words or "unable to open" in words:
        return PasskeyctlError(
            f"`{path}` can't be written: {words}", hint="free some space, or make the folder writable"
        )
    return PasskeyctlError(
        f"`{path}` is damaged: {words}",
        hint="delete it: people are then read anew",
    )


def _foreign(path: Path) -> PasskeyctlError:
    return PasskeyctlError(
        f"`{path}` does not hold what is known about people",
        hint="move it away: people are then read anew, into a file of that name",
    )

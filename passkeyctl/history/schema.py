"""The file: its table, how it is opened and made, and what is said of a file that is none of ours or damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from passkeyctl.errors import PasskeyctlError

APPLICATION_ID = 0x50534B48
"""Stands in the file's header: `purge` deletes by it."""
VERSION = 1

PATIENCE = 5.0
"""Seconds to wait for another process that writes: a run that has ended waits for nobody longer than that."""

TABLES = (
    """CREATE TABLE runs (key TEXT PRIMARY KEY, at INTEGER NOT NULL, occasion TEXT NOT NULL,
       exit_code INTEGER NOT NULL, who TEXT NOT NULL, changes INTEGER, deviations INTEGER, waived INTEGER,
       errors INTEGER, warnings INTEGER, ready INTEGER, people INTEGER, digest TEXT NOT NULL,
       receipt TEXT NOT NULL)""",
    "CREATE INDEX runs_by_time ON runs (at)",
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

WITHOUT = "delete it: `passkeyctl history` begins anew, and finds the applies by their receipts"


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it or nothing. Makes the file, which only its owner can read, where there is none."""
    with blaming(path):
        _touch(path)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            # A log beside it is not worth having: each run writes one row, and another one waits that long.
            connection.execute("BEGIN IMMEDIATE")
            if not is_ready(path, connection):
                _make(connection)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # what went wrong first is what has to be said
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """None where nothing was ever written. Makes no file, and changes none."""
    if not path.exists():
        yield None
        return
    with blaming(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
        try:
            yield connection if is_ready(path, connection) else None
        finally:
            connection.close()


def is_ready(path: Path, connection: sqlite3.Connection) -> bool:
    """False: a file that nobody wrote to. Another program's is not touched."""
    application, version = (_number(connection, f"PRAGMA {name}") for name in ("application_id", "user_version"))
    if application == APPLICATION_ID:
        if version == VERSION:
            return True
        raise PasskeyctlError(
            f"`{path}` has format {version}, and this version of passkeyctl knows format {VERSION}",
            hint=f"update passkeyctl, or {WITHOUT}",
        )
    if application or version or _number(connection, "SELECT count(*) FROM sqlite_master"):
        raise _foreign(path)
    return False


def _make(connection: sqlite3.Connection) -> None:
    for each in TABLES:
        connection.execute(each)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _touch(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as fault:
        raise PasskeyctlError(
            f"`{path}` can't be opened: {fault.strerror or fault}",
            hint="the history of a tenant is kept there: make its folder writable",
        ) from fault


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


@contextmanager
def blaming(path: Path) -> Iterator[None]:
    """SQLite's faults as what went wrong with this file and what to do."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as fault:
        raise _fault(path, str(fault)) from fault


def _fault(path: Path, words: str) -> PasskeyctlError:
    """By SQLite's own words, which Python's kinds of errors don't tell apart."""
    if "locked" in words or "busy" in words:
        return PasskeyctlError(f"`{path}` is in use by another process", hint="wait until that one is done")
    if "not a database" in words:
        return _foreign(path)
    if "full" in words or "readonly" in words or "unable to open" in words:
        return PasskeyctlError(
            f"`{path}` can't be written: {words}", hint="free some space, or make the folder writable"
        )
    return PasskeyctlError(f"`{path}` is damaged: {words}", hint=WITHOUT)


def _foreign(path: Path) -> PasskeyctlError:
    return PasskeyctlError(
        f"`{path}` does not hold the history of a tenant",
        hint="move it away: a new one is begun there, and the applies are found by their receipts",
    )


def damaged(path: Path, why: str) -> PasskeyctlError:
    return _fault(path, why)

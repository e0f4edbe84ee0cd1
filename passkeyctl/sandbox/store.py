"""The tenant's state: JSON documents in one SQLite file, changed only in whole requests."""

from __future__ import annotations

import copy
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.defaults import COLLECTIONS, METHODS_POLICY, with_defaults
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from passkeyctl.sandbox.log import LOG_TABLE, Log
from passkeyctl.sandbox.tenant import Tenant

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    collection TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (collection, id)
);
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, json TEXT NOT NULL);
"""
_PATIENCE = 30.0  # seconds to wait for another process that holds the file


class Store:
    """One sandbox tenant in one file. A clock and a source of ids come from outside, so that tests repeat."""

    def __init__(
        self, connection: sqlite3.Connection, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._connection = connection
        # A server answers in one thread while another looks: SQLite knows one transaction per connection.
        self._one_at_a_time = threading.Lock()
        self._cache: dict[str, list[JsonObject]] = {}
        self._version = -1
        self.clock = clock
        self.new_id = new_id
        self.log = Log(connection)

    @classmethod
    def open(cls, path: Path, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> Store:
        """Open the file, or make an empty one that only its owner can read."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            # A crash of the machine may cost the sandbox its state; waiting for the disk would cost every test time.
            connection.execute("PRAGMA synchronous = OFF")
            store = cls.within(connection, clock=clock, new_id=new_id)
        except sqlite3.OperationalError:  # no room, or no leave to write: what kind of file it is nobody knows yet
            connection.close()
            raise
        except sqlite3.DatabaseError as fault:
            connection.close()
            raise PasskeyctlError(
                f"`{path}` is not a sandbox file: {fault}", hint="remove it, or name another file"
            ) from fault
        except BaseException:
            connection.close()
            raise
        return store

    @classmethod
    def within(
        cls, connection: sqlite3.Connection, *, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> Store:
        """A tenant in a database that is open already, such as one in memory."""
        connection.executescript(_TABLES + LOG_TABLE)
        store = cls(connection, clock, new_id)
        store._begin()
        return store

    @staticmethod
    def exists(path: Path) -> bool:
        """Whether a sandbox was ever kept in this file."""
        return path.is_file() and path.stat().st_size > 0

    def now(self) -> datetime:
        """The tenant's time: days that were simulated have passed in it."""
        with self._one_at_a_time:
            return self.clock() + self.ahead()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Tenant]:
        """One request's view: everything it changes becomes visible together, or not at all."""
        with self._one_at_a_time:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._forget_if_changed_elsewhere()
                tenant = Tenant(self)
                yield tenant
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                self._cache.clear()
                raise

    @property
    def seeded(self) -> bool:
        with self.transaction() as tenant:
            return tenant.setting("origin") is not None

    @property
    def behaviour(self) -> Behaviour:
        with self.transaction() as tenant:
            return tenant.behaviour

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        with self.transaction() as tenant:
            tenant.set_setting("behaviour", behaviour.to_json())

    def seed(self, company: JsonObject) -> None:
        """Fill with a company that has been there for a while; `reset` comes back to it."""
        self.load(company, has_history=True)

    def load(self, document: JsonObject, *, has_history: bool = False) -> None:
        """Replace the whole state by collections written down, with defaults for those left out."""
        unknown = sorted(set(document) - set(COLLECTIONS))
        if unknown:
            raise PasskeyctlError(
                f"`{unknown[0]}` is no collection of the sandbox",
                hint=f"the collections are {', '.join(COLLECTIONS)}",
            )
        with self.transaction() as tenant:
            self._fill(with_defaults(document))
            tenant.set_setting("origin", document)
            _begin_log(tenant, has_history)

    def reset(self) -> None:
        """Back to the state last loaded or seeded; the behaviour stays as it is."""
        with self.transaction() as tenant:
            origin, has_history = tenant.setting("origin"), tenant.setting("history") is True
            self._fill(with_defaults({} if origin is None else as_object(origin)))
            tenant.set_setting("origin", origin)
            _begin_log(tenant, has_history)

    def export(self) -> JsonObject:
        """Every collection that holds something, as stored: the shape that `load` takes."""
        with self.transaction() as tenant:
            rows = {name: tenant.rows(name) for name in COLLECTIONS}
            return {name: [*copy.deepcopy(found)] for name, found in rows.items() if found}

    def _begin(self) -> None:
        """Give a new file the defaults, so that every reader finds the singletons."""
        with self.transaction() as tenant:
            if not tenant.rows(METHODS_POLICY):
                self._fill(with_defaults({}))

    def _fill(self, collections: Mapping[str, JsonValue]) -> None:
        kept = self._connection.execute("SELECT json FROM settings WHERE key = 'behaviour'").fetchone()
        self._connection.execute("DELETE FROM objects")
        self._connection.execute("DELETE FROM settings")
        self.log.clear()
        self._cache.clear()
        if kept is not None:
            self._connection.execute("INSERT INTO settings VALUES ('behaviour', ?)", kept)
        for collection, rows in collections.items():
            self._connection.executemany(
                "INSERT INTO objects VALUES (?, ?, ?, ?)",
                [(collection, as_text(row["id"]), place, json.dumps(row)) for place, row in enumerate(objects(rows))],
            )

    # What a Tenant needs of the file. The rows given out are shared: change a copy and put it back.

    def read_rows(self, collection: str) -> list[JsonObject]:
        if collection not in self._cache:
            found = self._connection.execute(
                "SELECT json FROM objects WHERE collection = ? ORDER BY position", (collection,)
            )
            self._cache[collection] = [json.loads(text) for (text,) in found]
        return self._cache[collection]

    def write_rows(self, collection: str, rows: list[JsonObject]) -> None:
        before = {as_text(row["id"]): row for row in self.read_rows(collection)}
        gone = before.keys() - {as_text(row["id"]) for row in rows}
        self._connection.executemany(
            "DELETE FROM objects WHERE collection = ? AND id = ?", [(collection, each) for each in gone]
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)",
            [
                (collection, as_text(row["id"]), place, json.dumps(row))
                for place, row in enumerate(rows)
                if gone or before.get(as_text(row["id"])) is not row
            ],
        )
        self._cache.pop(collection, None)

    def ahead(self) -> timedelta:
        """How far the tenant's clock runs before ours."""
        seconds = self.read_setting("ahead")
        return timedelta(seconds=seconds) if isinstance(seconds, (int, float)) else timedelta()

    def read_setting(self, key: str) -> JsonValue:
        found = self._connection.execute("SELECT json FROM settings WHERE key = ?", (key,)).fetchone()
        return None if found is None else json.loads(found[0])

    def write_setting(self, key: str, value: JsonValue) -> None:
        if value is None:
            self._connection.execute("DELETE FROM settings WHERE key = ?", (key,))
        else:
            self._connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, json.dumps(value)))

    def _forget_if_changed_elsewhere(self) -> None:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._cache.clear()
            self._version = version


def _begin_log(tenant: Tenant, has_history: bool) -> None:
    if has_history:
        from passkeyctl.sandbox.seed_history import write_history

        tenant.set_setting("history", True)
        write_history(tenant)

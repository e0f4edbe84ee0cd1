"""What happened in the tenant, one record after the other: a table beside the objects, for many and small records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.jsonread import as_object

AUDITS = "directoryAudits"
SIGN_INS = "signIns"
OUTCOMES = "outcomes"
"""What the policies came to, written once for all the sign-ins that came to the same."""

LOG_TABLE = """
CREATE TABLE IF NOT EXISTS log (kind TEXT NOT NULL, at TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS log_by_time ON log (kind, at);
CREATE INDEX IF NOT EXISTS log_by_id ON log (kind, id);
"""


@dataclass(frozen=True, slots=True)
class Record:
    """`at` is spelled so that texts sort as moments do."""

    at: str
    id: str
    content: JsonObject


@dataclass(frozen=True, slots=True)
class Span:
    """From and to are both inside."""

    since: str
    until: str
    is_ascending: bool = False


def moment(when: datetime) -> str:
    """Graph's spelling with seven digits, always of the same length."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


class Log:
    """Records by kind and time, in the transaction of whoever writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def append(self, kind: str, records: Iterable[Record]) -> None:
        self._connection.executemany(
            "INSERT INTO log VALUES (?, ?, ?, ?)",
            ((kind, each.at, each.id, json.dumps(each.content, separators=(",", ":"))) for each in records),
        )

    def next_number(self) -> int:
        """One that no record has had, for ids that don't repeat while a clock stands still."""
        (last,) = self._connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM log").fetchone()
        return int(last) + 1

    def find(self, kind: str, key: str) -> JsonObject | None:
        found = self._connection.execute("SELECT json FROM log WHERE kind = ? AND id = ?", (kind, key)).fetchone()
        return None if found is None else as_object(json.loads(found[0]))

    def read(self, kind: str, span: Span, start: int = 0, size: int = -1) -> Iterator[Record]:
        """The records of this time from the `start`-th on; of one moment, in the order in which they were written."""
        order = "ASC" if span.is_ascending else "DESC"
        rows = self._connection.execute(
            f"SELECT at, id, json FROM log WHERE kind = ? AND at BETWEEN ? AND ? ORDER BY at {order}, rowid {order} "
            "LIMIT ? OFFSET ?",
            (kind, span.since, span.until, size, start),
        )
        for at, key, text in rows:
            yield Record(at, key, as_object(json.loads(text)))

    def forget(self, kind: str, before: str) -> None:
        self._connection.execute("DELETE FROM log WHERE kind = ? AND at < ?", (kind, before))

    def clear(self) -> None:
        self._connection.execute("DELETE FROM log")

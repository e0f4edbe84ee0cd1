"""The runs of one tenant: each goes in once, and they come out in the order of their time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from passkeyctl.history.schema import damaged, reading, writing
from passkeyctl.model.recorded import Occasion, Recorded

MOST = 20_000
"""So many runs are kept, the newest: those of two years, where one looks every hour."""

COLUMNS = (
    *("key", "at", "occasion", "exit_code", "who", "changes", "deviations", "waived"),
    *("errors", "warnings", "ready", "people", "digest", "receipt"),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ADD = f"INSERT OR REPLACE INTO runs ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_NAME = "INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)"
_SOME = f"SELECT {', '.join(COLUMNS)} FROM runs WHERE at >= ? ORDER BY at, key"
_FORGET = "DELETE FROM runs WHERE key NOT IN (SELECT key FROM runs ORDER BY at DESC, key DESC LIMIT ?)"


@dataclass(frozen=True, slots=True)
class Book:
    """`path` is the file of one tenant; nothing of it is open between two calls."""

    path: Path

    def add(self, recorded: Iterable[Recorded], about: Mapping[str, str]) -> None:
        """A run that is there already is written anew: it went on since. `about` says which tenant it is, for people.

        Raises PasskeyctlError.
        """
        rows, named = [_row(each) for each in recorded], [*about.items()]
        with writing(self.path) as connection:
            connection.executemany(_ADD, rows)
            connection.executemany(_NAME, named)
            connection.execute(_FORGET, (MOST,))

    def runs(self, since: datetime | None = None) -> tuple[Recorded, ...]:
        """The oldest first; none where there is no file. Raises PasskeyctlError."""
        with reading(self.path) as connection:
            if connection is None:
                return ()
            rows = connection.execute(_SOME, (_stamp(since) if since is not None else -(1 << 62),)).fetchall()
        try:
            return tuple(map(_recorded, rows))
        except (TypeError, ValueError, OverflowError) as fault:
            raise damaged(self.path, str(fault)) from fault

    def about(self) -> Mapping[str, str]:
        """What was last said of the tenant; nothing where there is no file. Raises PasskeyctlError."""
        with reading(self.path) as connection:
            if connection is None:
                return {}
            rows = connection.execute("SELECT name, value FROM about").fetchall()
        return {str(name): str(value) for name, value in rows}


def _row(recorded: Recorded) -> tuple[str | int | None, ...]:
    return (
        recorded.key,
        _stamp(recorded.at),
        recorded.occasion.value,
        int(recorded.exit_code),
        recorded.by,
        recorded.changes,
        recorded.deviations,
        recorded.waived,
        recorded.errors,
        recorded.warnings,
        recorded.ready,
        recorded.people,
        recorded.digest,
        recorded.receipt,
    )


def _recorded(row: sqlite3.Row | tuple[object, ...]) -> Recorded:
    """Raises TypeError or ValueError where a value is not what this column holds."""
    key, at, occasion, exit_code, who, *numbers, digest, receipt = row
    changes, deviations, waived, errors, warnings, ready, people = map(_count, numbers)
    return Recorded(
        key=_text(key),
        at=_EPOCH + timedelta(microseconds=_number(at)),
        occasion=Occasion(_text(occasion)),
        exit_code=_number(exit_code),
        by=_text(who),
        changes=changes,
        deviations=deviations,
        waived=waived,
        errors=errors,
        warnings=warnings,
        ready=ready,
        people=people,
        digest=_text(digest),
        receipt=_text(receipt),
    )


def _stamp(moment: datetime) -> int:
    """Microseconds, so that what is read back is what was written."""
    return (moment - _EPOCH) // _MICROSECOND


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is none")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is none")
    return value


def _count(value: object) -> int | None:
    return None if value is None else _number(value)

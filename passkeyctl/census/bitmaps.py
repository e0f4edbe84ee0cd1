"""Sets of people in the file: a bit for each ordinal, cut into chunks so that one person costs one chunk of each."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum

from passkeyctl.model.crowds import EMPTY, Crowd

PEOPLE_PER_CHUNK = 1 << 16
BYTES_PER_CHUNK = PEOPLE_PER_CHUNK // 8


class Sets(StrEnum):
    """What a set is about; most have a subject: a method, a group."""

    REPORTED = "reported"
    ADMINISTRATORS = "administrators"
    METHOD = "method"
    NESTED = "nested"
    DIRECT = "direct"
    """only of groups that have groups in them"""
    ENABLED = "enabled"
    DISABLED = "disabled"
    GUEST = "guest"
    MEMBER = "member"
    EXTERNAL = "external"
    INTERNAL = "internal"


class Marks:
    """A set that grows: setting a bit in a `Crowd` would copy all of it."""

    def __init__(self) -> None:
        self._marked = bytearray()

    def add(self, ordinal: int) -> None:
        place = ordinal >> 3
        if place >= len(self._marked):
            self._marked.extend(bytes(max(place + 1 - len(self._marked), BYTES_PER_CHUNK)))
        self._marked[place] |= 1 << (ordinal & 7)

    def crowd(self) -> Crowd:
        return Crowd(int.from_bytes(self._marked, "little"))


def write_set(connection: sqlite3.Connection, kind: Sets, subject: str, crowd: Crowd) -> None:
    """In place of what stood there. Chunks without people take no space; zlib also finds out if one is damaged."""
    connection.execute("INSERT OR IGNORE INTO sets (kind, subject) VALUES (?, ?)", (kind, subject))
    number = connection.execute("SELECT id FROM sets WHERE kind = ? AND subject = ?", (kind, subject)).fetchone()[0]
    connection.execute("DELETE FROM chunks WHERE set_id = ?", (number,))
    rows = ((number, place, zlib.compress(each, 1)) for place, each in _chunks(crowd))
    connection.executemany("INSERT INTO chunks (set_id, chunk, bits) VALUES (?, ?, ?)", rows)


def drop_sets(connection: sqlite3.Connection, kind: Sets, subject: str | None = None) -> None:
    """One set, or all of a kind."""
    which = (kind, subject, subject)
    matching = "SELECT id FROM sets WHERE kind = ? AND (? IS NULL OR subject = ?)"
    connection.execute(f"DELETE FROM chunks WHERE set_id IN ({matching})", which)
    connection.execute(f"DELETE FROM sets WHERE id IN ({matching})", which)


def read_set(connection: sqlite3.Connection, kind: Sets, subject: str = "") -> Crowd:
    """Nobody, if there is no such set."""
    query = "SELECT chunk, bits FROM chunks JOIN sets ON set_id = id WHERE kind = ? AND subject = ? ORDER BY chunk"
    return _joined(connection.execute(query, (kind, subject)))


def subjects(connection: sqlite3.Connection, kind: Sets) -> tuple[str, ...]:
    rows = connection.execute("SELECT subject FROM sets WHERE kind = ? ORDER BY subject", (kind,))
    return tuple(subject for (subject,) in rows)


def sets_with(connection: sqlite3.Connection, ordinal: int) -> frozenset[tuple[str, str]]:
    """Kind and subject of every set that somebody is in, from one chunk of each."""
    chunk, rest = divmod(ordinal, PEOPLE_PER_CHUNK)
    place, bit = rest >> 3, 1 << (rest & 7)
    query = "SELECT kind, subject, bits FROM sets JOIN chunks ON set_id = id WHERE chunk = ?"
    rows = connection.execute(query, (chunk,))
    return frozenset((kind, subject) for kind, subject, bits in rows if _whole(bits)[place] & bit)


def _chunks(crowd: Crowd) -> Iterator[tuple[int, bytes]]:
    marked = crowd.bits.to_bytes((crowd.bits.bit_length() + 7) // 8, "little")
    for start in range(0, len(marked), BYTES_PER_CHUNK):
        chunk = marked[start : start + BYTES_PER_CHUNK]
        if any(chunk):
            yield start // BYTES_PER_CHUNK, chunk.ljust(BYTES_PER_CHUNK, b"\0")


def _joined(rows: Iterable[tuple[int, bytes]]) -> Crowd:
    marked = bytearray()
    for chunk, bits in rows:
        marked.extend(bytes(chunk * BYTES_PER_CHUNK - len(marked)))
        marked += _whole(bits)
    return Crowd(int.from_bytes(marked, "little")) if marked else EMPTY


def _whole(bits: bytes) -> bytes:
    chunk = zlib.decompress(bits)
    if len(chunk) != BYTES_PER_CHUNK:
        raise zlib.error(f"a set has a chunk of {len(chunk)} bytes")
    return chunk

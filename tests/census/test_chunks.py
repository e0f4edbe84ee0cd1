"""Sets are cut into chunks: nobody gets lost at a border, and what is empty takes no space."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.census.bitmaps import (
    BYTES_PER_CHUNK,
    PEOPLE_PER_CHUNK,
    Marks,
    Sets,
    drop_sets,
    read_set,
    sets_with,
    subjects,
    write_set,
)
from passkeyctl.census.schema import TABLES
from passkeyctl.model.crowds import EMPTY, Crowd

BORDERS = [each + step for each in (0, PEOPLE_PER_CHUNK, 3 * PEOPLE_PER_CHUNK) for step in (-8, -1, 0, 1, 7)][2:]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(made()) as opened:
        yield opened


def made() -> sqlite3.Connection:
    opened = sqlite3.connect(":memory:")
    for each in TABLES:
        opened.execute(each)
    return opened


def chunks(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute("SELECT chunk, length(bits) FROM chunks ORDER BY chunk").fetchall()


@pytest.mark.parametrize("ordinal", BORDERS)
def test_somebody_at_a_border_is_found(connection: sqlite3.Connection, ordinal: int) -> None:
    write_set(connection, Sets.NESTED, "g", Crowd(1 << ordinal))
    assert read_set(connection, Sets.NESTED, "g") == Crowd(1 << ordinal)
    assert sets_with(connection, ordinal) == {("nested", "g")}
    assert sets_with(connection, ordinal + 1) == frozenset()
    assert [chunk for chunk, _ in chunks(connection)] == [ordinal // PEOPLE_PER_CHUNK]


@given(st.frozensets(st.sampled_from(BORDERS) | st.integers(0, 4 * PEOPLE_PER_CHUNK)))
def test_what_is_written_is_read(ordinals: frozenset[int]) -> None:
    with closing(made()) as connection:
        write_set(connection, Sets.REPORTED, "", Crowd.of(ordinals))
        assert set(read_set(connection, Sets.REPORTED)) == ordinals
        for each in sorted(ordinals)[:3]:
            assert sets_with(connection, each) == {("reported", "")}


@given(st.lists(st.integers(0, 3 * PEOPLE_PER_CHUNK)))
def test_marks_are_a_crowd(ordinals: list[int]) -> None:
    marks = Marks()
    for each in ordinals:
        marks.add(each)
    assert marks.crowd() == Crowd.of(ordinals)


def test_a_set_replaces_the_one_before(connection: sqlite3.Connection) -> None:
    write_set(connection, Sets.METHOD, "email", Crowd(1 << (2 * PEOPLE_PER_CHUNK)))
    write_set(connection, Sets.METHOD, "email", Crowd(1))
    assert read_set(connection, Sets.METHOD, "email") == Crowd(1)
    assert len(chunks(connection)) == 1
    write_set(connection, Sets.METHOD, "email", EMPTY)
    assert (chunks(connection), subjects(connection, Sets.METHOD)) == ([], ("email",))


def test_few_people_take_little_space(connection: sqlite3.Connection) -> None:
    write_set(connection, Sets.METHOD, "qrCode", Crowd.of([5, 10 * PEOPLE_PER_CHUNK]))
    assert [chunk for chunk, _ in chunks(connection)] == [0, 10]
    assert all(size < BYTES_PER_CHUNK // 50 for _, size in chunks(connection))


def test_one_set_or_all_of_a_kind_are_dropped(connection: sqlite3.Connection) -> None:
    for name in ("email", "fido", "qrCode"):
        write_set(connection, Sets.METHOD, name, Crowd(1))
    write_set(connection, Sets.NESTED, "email", Crowd(2))
    drop_sets(connection, Sets.METHOD, "fido")
    assert subjects(connection, Sets.METHOD) == ("email", "qrCode")
    drop_sets(connection, Sets.METHOD)
    assert subjects(connection, Sets.METHOD) == ()
    assert read_set(connection, Sets.NESTED, "email") == Crowd(2)
    assert len(chunks(connection)) == 1


@pytest.mark.parametrize("bits", [b"", b"nonsense", zlib.compress(b"\1" * 100)])
def test_a_damaged_chunk_is_found_out(connection: sqlite3.Connection, bits: bytes) -> None:
    write_set(connection, Sets.METHOD, "fido", Crowd(1))
    connection.execute("UPDATE chunks SET bits = ?", (bits,))
    with pytest.raises(zlib.error):
        read_set(connection, Sets.METHOD, "fido")
    with pytest.raises(zlib.error):
        sets_with(connection, 0)

"""A file that is damaged, of another program, of a newer version or in use is said to be, and never read as empty."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from passkeyctl.census import schema
from passkeyctl.census.age import is_fresh, moment, stamp
from passkeyctl.census.census import Census
from passkeyctl.errors import PasskeyctlError
from passkeyctl.model.people import Gap, Knowledge, PeopleWanted
from tests.census.tenants import SECURITY_KEY, an_id, hour, ids, person, reported

WANTED = PeopleWanted(frozenset({"g"}), keys_of_everyone=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a tenant with some thousand people."""
    found = tmp_path / "people" / "3f0c1c7e-3a60-4f0b-8a5e-2d6a2f1d9b10.db"
    with Census.open(found) as census:
        census.add_registrations((reported(each, SECURITY_KEY) for each in range(3000)), hour(0))
        census.set_members("g", map(person, range(0, 3000, 3)), None, hour(0))
    return found


def fault(path: Path) -> PasskeyctlError:
    with pytest.raises(PasskeyctlError) as refused:
        read(path)
    assert refused.value.hint
    return refused.value


def read(path: Path) -> None:
    with Census.open(path) as census:
        list(census.roster().people(census.people(WANTED).everyone))


def torn(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096:] = bytes(b ^ 0x5A for b in whole[4096:])
    path.write_bytes(whole)


def blob(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE chunks SET bits = substr(bits, 1, 10)")
        connection.commit()


@pytest.mark.parametrize("harm", [torn, overwritten, blob])
def test_a_damaged_file_is_said_to_be(path: Path, harm: Callable[[Path], None]) -> None:
    harm(path)
    found = fault(path)
    assert f"`{path}` is damaged: " in found.summary
    assert found.hint == "delete it: people are then read anew"


def test_a_file_of_a_newer_version_is_not_touched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
    whole = path.read_bytes()
    assert fault(path).summary == f"`{path}` has format 7, and this version of passkeyctl knows format 1"
    assert path.read_bytes() == whole


def test_text_is_not_a_census(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("my own notes\n" * 100, encoding="utf-8")
    assert fault(path).summary == f"`{path}` does not hold what is known about people"
    assert path.read_text(encoding="utf-8").startswith("my own notes")


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE people (name)")
    whole = path.read_bytes()
    assert fault(path).summary == f"`{path}` does not hold what is known about people"
    assert path.read_bytes() == whole


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "people").write_text("", encoding="utf-8")
    path = tmp_path / "people" / "t.db"
    assert f"`{path}` can't be opened" in fault(path).summary


def test_a_full_disk_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        opened: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        opened.execute("PRAGMA max_page_count = 1")
        return opened

    monkeypatch.setattr(sqlite3, "connect", small)
    with Census.open(path) as census, pytest.raises(PasskeyctlError) as refused:
        census.add_registrations((reported(each) for each in range(3000, 9000)), hour(1))
    assert refused.value.summary == f"`{path}` can't be written: database or disk is full"
    monkeypatch.undo()
    with Census.open(path) as census:
        assert census.read_at(Knowledge.REGISTRATIONS) == hour(0)
        assert len(census.people(WANTED).everyone) == 3000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_can_read_it(path: Path) -> None:
    with Census.open(path) as census:
        census.set_gap(Gap(Knowledge.ROLES, "no permission"))
        for each in path.parent.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_somebody_else_may_write_while_one_reads(path: Path) -> None:
    with Census.open(path) as one, Census.open(path) as other:
        with one._storage.reading() as connection:
            connection.execute("SELECT count(*) FROM people").fetchone()
            other.add_registrations([reported(0)], hour(1))
            assert connection.execute("SELECT read_at FROM readings WHERE part = 'registrations'").fetchone()[0] == (
                stamp(hour(0))
            )
        assert one.read_at(Knowledge.REGISTRATIONS) == hour(1)


def test_a_file_that_another_process_holds_is_said_to_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_PATIENCE", 0.05)
    with Census.open(path) as one, Census.open(path) as other, one._storage.writing():
        with pytest.raises(PasskeyctlError) as refused:
            other.set_gap(Gap(Knowledge.ROLES, "no permission"))
        assert refused.value.summary == f"`{path}` is in use by another process"


def fill(path: Path, first: int) -> None:
    with Census.open(path) as census:
        for step in range(5):
            numbers = range(first + step * 100, first + step * 100 + 150)
            census.set_members(f"g{first}", map(person, numbers), None, hour(step))
            census.set_passkeys(an_id(first + step), [], hour(step))


def test_two_processes_may_make_and_fill_one_file(tmp_path: Path) -> None:
    path = tmp_path / "people" / "t.db"
    spawning = multiprocessing.get_context("spawn")
    both = [spawning.Process(target=fill, args=(path, first)) for first in (0, 300)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [each.exitcode for each in both] == [0, 0]
    with Census.open(path) as census:
        groups = census.people(PeopleWanted(frozenset({"g0", "g300"}))).groups
        assert ids(census, groups["g0"].nested) == set(range(400, 550))
        assert ids(census, groups["g300"].nested) == set(range(700, 850))


def test_times_come_back_as_they_were() -> None:
    at = datetime(2026, 11, 23, 13, 5, 7, 654321, timezone(timedelta(hours=5, minutes=30)))
    assert moment(stamp(at)) == at
    assert moment(stamp(at)).tzinfo is UTC


@pytest.mark.parametrize(
    ("read", "is_young"), [(None, False), (-25, False), (-24, True), (-1, True), (0, True), (0.001, False)]
)
def test_the_future_is_no_age(read: float | None, is_young: bool) -> None:
    assert is_fresh(None if read is None else hour(read), hour(0), timedelta(hours=24)) is is_young

"""What goes into the history of a tenant comes out of it, whatever else happens to the file."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.errors import PasskeyctlError
from passkeyctl.history import Book, book
from passkeyctl.history.schema import APPLICATION_ID
from passkeyctl.model.recorded import Occasion, Recorded

AT = datetime(2026, 11, 23, 14, 2, 3, 456789, tzinfo=UTC)
RUN = Recorded(
    "20261123T140203Z-1f3a", AT, Occasion.APPLY, 5, "ann@contoso.com", 3, None, None, 1, 0, None, None, "3f1c", "r.json"
)
LOOKED = Recorded("d", AT + timedelta(hours=1), Occasion.DRIFT, 2, deviations=2, waived=1, errors=0, warnings=4)
READY = Recorded("e", AT - timedelta(days=40), Occasion.READINESS, 0, ready=0, people=0)
ABOUT = {"tenant_id": "t", "domain": "contoso.com"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history" / "contoso.db"


def test_runs_come_back_as_they_went_in_the_oldest_first(path: Path) -> None:
    Book(path).add((RUN, LOOKED), ABOUT)
    Book(path).add((READY,), {"tenant_name": "Contoso"})
    assert Book(path).runs() == (READY, RUN, LOOKED)
    assert Book(path).runs(AT) == (RUN, LOOKED)
    assert Book(path).about() == {**ABOUT, "tenant_name": "Contoso"}


def test_a_run_that_went_on_stands_there_once_as_it_ended(path: Path) -> None:
    Book(path).add((RUN,), ABOUT)
    done = replace(RUN, exit_code=0, at=AT + timedelta(days=1))
    Book(path).add((done,), ABOUT)
    assert Book(path).runs() == (done,)


def test_reading_makes_no_file(path: Path) -> None:
    assert (Book(path).runs(), Book(path).about()) == ((), {})
    assert not path.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_can_read_it(path: Path) -> None:
    Book(path).add((RUN,), ABOUT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_left_beside_it(path: Path) -> None:
    Book(path).add((RUN,), ABOUT)
    assert [each.name for each in path.parent.iterdir()] == ["contoso.db"]


def test_the_newest_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST", 2)
    Book(path).add((RUN, LOOKED, READY), ABOUT)
    assert Book(path).runs() == (RUN, LOOKED)


def test_a_file_that_is_empty_is_begun(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert Book(path).runs() == ()
    Book(path).add((RUN,), ABOUT)
    assert Book(path).runs() == (RUN,)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be none" * 20, b"x" * 600])
def test_a_file_that_is_something_else_is_said_and_stays(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(PasskeyctlError, match="does not hold the history of a tenant"):
        Book(path).add((RUN,), ABOUT)
    with pytest.raises(PasskeyctlError, match="does not hold the history of a tenant"):
        Book(path).runs()
    assert path.read_bytes() == content


def test_another_programs_database_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(PasskeyctlError, match="does not hold the history"):
        Book(path).add((RUN,), ABOUT)
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_left_as_it_is(path: Path) -> None:
    Book(path).add((RUN,), ABOUT)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
    for call in (lambda: Book(path).add((RUN,), ABOUT), Book(path).runs):
        with pytest.raises(PasskeyctlError, match="has format 7, and this version of passkeyctl knows format 1"):
            call()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE runs SET occasion = 'lunch'",
        "UPDATE runs SET at = 'yesterday'",
        "UPDATE runs SET at = 9000000000000000000",
        "UPDATE runs SET errors = x'00'",
        "UPDATE runs SET who = x'ff'",
        "DROP TABLE runs",
    ],
)
def test_a_damaged_row_is_said_and_is_no_run(path: Path, damage: str) -> None:
    Book(path).add((RUN,), ABOUT)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(damage)
    with pytest.raises(PasskeyctlError, match="is damaged"):
        Book(path).runs()


def test_a_page_that_was_overwritten_is_said(path: Path) -> None:
    Book(path).add((replace(RUN, key=f"{number:04}") for number in range(400)), ABOUT)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 12288)
    with pytest.raises(PasskeyctlError, match="is damaged"):
        Book(path).runs()


def test_whoever_writes_meanwhile_is_waited_for_and_then_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Book(path).add((RUN,), ABOUT)
    monkeypatch.setattr("passkeyctl.history.schema.PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PasskeyctlError, match="in use by another process"):
            Book(path).add((LOOKED,), ABOUT)
        other.execute("ROLLBACK")
    Book(path).add((LOOKED,), ABOUT)
    assert Book(path).runs() == (RUN, LOOKED)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from passkeyctl.history import Book
from passkeyctl.model.recorded import Occasion, Recorded
for number in range(25):
    run = Recorded(f"{sys.argv[2]}-{number}", datetime(2026, 11, 23, tzinfo=UTC), Occasion.PLAN, 0, changes=number)
    Book(Path(sys.argv[1])).add((run,), {"tenant_id": "t"})
"""


def test_two_processes_write_at_once_into_a_file_that_neither_found(path: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("a", "b")]
    assert [each.wait(60) for each in both] == [0, 0]
    assert {each.key for each in Book(path).runs()} == {f"{name}-{number}" for name in "ab" for number in range(25)}


def test_the_header_says_whose_it_is(path: Path) -> None:
    Book(path).add((RUN,), ABOUT)
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big") == b"PSKH"

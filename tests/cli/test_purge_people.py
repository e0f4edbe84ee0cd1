"""`purge` deletes what is kept about people, of all tenants or of one, damaged or not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.census.census import Census
from passkeyctl.cli.kept import kept
from passkeyctl.cli.places import state_folder
from passkeyctl.errors import PasskeyctlError
from passkeyctl.model.people import PeopleWanted, PersonRecord, Registration
from tests.cli.running import Cli

CONTOSO = "3f0c1c7e-3a60-4f0b-8a5e-2d6a2f1d9b10"
FABRIKAM = "7d1bb1a5-2f4c-4d8e-9f57-0a1b2c3d4e5f"


def filled(tenant: str) -> Path:
    path = state_folder() / "people" / f"{tenant}.db"
    with Census.open(path) as census:
        row = Registration(PersonRecord("00000000-0000-4000-8000-000000000001", "ada@contoso.com"), frozenset())
        census.add_registrations([row], datetime(2026, 11, 23, tzinfo=UTC))
    return path


def test_people_are_listed_and_deleted(cli: Cli) -> None:
    path = filled(CONTOSO)
    listed = cli("purge", "--dry-run")
    assert listed.out.startswith("people cache  ")
    assert f"UTC  {CONTOSO}\n  {path}\n" in listed.out
    assert cli("purge", "--yes").err == "deleted 1 file\n"
    assert list(path.parent.iterdir()) == []


def test_what_is_left_of_a_log_goes_too(cli: Cli) -> None:
    path = filled(CONTOSO)
    with Census.open(path) as census:
        census.people(PeopleWanted())
        assert path.with_name(f"{path.name}-wal").exists()
        assert cli("purge", "--yes").code == 0
    assert list(path.parent.iterdir()) == []


def test_only_those_of_one_tenant_and_its_rehearsals(cli: Cli) -> None:
    other, gone, rehearsed = filled(FABRIKAM), filled(CONTOSO), filled(f"sandbox-{CONTOSO}")
    assert cli("purge", "--tenant", CONTOSO.upper(), "--yes").code == 0
    assert [each.path for each in kept()] == [other]
    assert not gone.exists()
    assert not rehearsed.exists()


@pytest.mark.parametrize("kept_bytes", [0, 100, 5000])
def test_a_damaged_file_goes(cli: Cli, kept_bytes: int) -> None:
    path = filled(CONTOSO)
    path.write_bytes(path.read_bytes()[:kept_bytes])
    assert cli("purge", "--tenant", CONTOSO, "--yes").code == 0
    assert not path.exists()


def test_a_file_of_a_newer_version_is_told_and_goes_with_the_rest(cli: Cli) -> None:
    path = filled(CONTOSO)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(PasskeyctlError) as refused:
        Census.open(path)
    assert "delete the file" in refused.value.hint
    assert cli("purge", "--tenant", CONTOSO, "--yes").code == 0
    assert not path.exists()


def test_what_another_program_put_there_stays(cli: Cli) -> None:
    folder = state_folder() / "people"
    folder.mkdir(parents=True)
    (folder / "notes.db").write_text("my own notes\n", encoding="utf-8")
    with closing(sqlite3.connect(folder / "other.db")) as connection:
        connection.execute("CREATE TABLE notes (text)")
    assert cli("purge", "--yes").out == "nothing is kept that fits\n"
    assert sorted(each.name for each in folder.iterdir()) == ["notes.db", "other.db"]

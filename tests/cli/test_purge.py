"""`purge` finds what the tool keeps about people, and deletes that and nothing else."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from passkeyctl.cli.kept import INDEX, SIGN_IN, SNAPSHOT, kept, remember
from passkeyctl.cli.places import state_folder
from passkeyctl.sandbox.places import identity_of
from tests.cli.running import Cli

DOMAIN = "contoso.onmicrosoft.com"


@pytest.fixture
def home() -> Path:
    return state_folder()


@pytest.fixture
def saved(cli: Cli, small: Path, tmp_path: Path) -> Path:
    """A plan that was saved, beside the sandbox that it was made in."""
    out = tmp_path / "contoso.plan.json"
    assert cli("plan", "--tenant", "sandbox", small, "--out", out).code == 0
    return out


def test_saved_plans_and_sandboxes_are_found_and_deleted(cli: Cli, saved: Path, home: Path) -> None:
    listed = cli("purge", "--dry-run")
    assert listed.code == 0
    assert str(saved) in listed.out
    assert sorted(each.what for each in kept()) == ["history of runs", "sandbox", "saved plan"]
    assert saved.exists()
    ran = cli("purge", "--yes")
    assert ran.code == 0
    assert ran.err.endswith("deleted 3 files\n")
    assert not saved.exists()
    assert list((home / "sandbox").iterdir()) == []
    assert cli("purge", "--yes").out == "nothing is kept that fits\n"
    assert not (home / INDEX).exists()


def test_without_a_terminal_and_without_yes_nothing_is_deleted(cli: Cli, saved: Path) -> None:
    ran = cli("purge")
    assert ran.code == 64
    assert "--yes" in ran.err
    assert saved.exists()


def test_another_file_of_that_name_stays(cli: Cli, saved: Path) -> None:
    saved.write_text("my own notes\n", encoding="utf-8")
    assert cli("purge", "--yes").code == 0
    assert saved.read_text(encoding="utf-8") == "my own notes\n"


def test_only_what_is_old(cli: Cli, saved: Path) -> None:
    long_ago = time.time() - 40 * 86400
    os.utime(saved, (long_ago, long_ago))
    assert cli("purge", "--older-than", "30d", "--yes").code == 0
    assert not saved.exists()
    assert [each.what for each in kept()] == ["history of runs", "sandbox"]


@pytest.mark.parametrize("written", [DOMAIN, DOMAIN.upper(), identity_of(None, DOMAIN, "").tenant_id])
def test_only_of_one_tenant(cli: Cli, saved: Path, tmp_path: Path, written: str) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"kind": "passkeyctl snapshot"}', encoding="utf-8")
    remember(other, SNAPSHOT, None, "fabrikam.example")
    assert cli("purge", "--tenant", written, "--yes").code == 0
    assert not saved.exists()
    assert [each.path for each in kept()] == [other.resolve()]


def test_json_for_machines(cli: Cli, saved: Path) -> None:
    document = cli("purge", "--dry-run", "--json").json()
    assert document["kind"] == "kept"
    assert str(saved) in json.dumps(document)


def test_a_slip_in_the_age_deletes_nothing(cli: Cli, saved: Path) -> None:
    assert cli("purge", "--older-than", "soon", "--yes").code == 64
    assert saved.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_list_is_for_its_owner_only(saved: Path, home: Path) -> None:
    assert saved.exists()
    assert stat.S_IMODE((home / INDEX).stat().st_mode) == 0o600


def test_a_broken_line_of_the_list_hides_nothing(cli: Cli, saved: Path, home: Path) -> None:
    with (home / INDEX).open("a", encoding="utf-8") as file:
        file.write('{"path": \n[]\nnull\n{"what": "x"}\n')
    assert str(saved) in cli("purge", "--dry-run").out


def test_the_place_is_the_users_own() -> None:
    assert state_folder().name == "passkeyctl"


def test_a_snapshot_is_found_by_its_tenant(cli: Cli, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "contoso.snapshot"
    assert cli("snapshot", "save", out, small, "--tenant=sandbox").code == 0
    assert str(out) in cli("purge", "--dry-run", "--tenant", DOMAIN).out
    assert cli("purge", "--tenant", "fabrikam.example", "--yes").code == 0
    assert out.exists()
    assert cli("purge", "--tenant", DOMAIN, "--yes").code == 0
    assert not out.exists()


def test_another_programs_database_stays(cli: Cli, small: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    assert cli("plan", f"--tenant=sandbox:{path}", small).code == 0
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    assert cli("purge", "--yes").code == 0
    assert path.exists()


def test_only_our_own_folder_has_sign_in_records(cli: Cli, tmp_path: Path) -> None:
    """The list is a file like others: what stands in it is looked at before it is believed."""
    notes = tmp_path / "notes.json"
    notes.write_text("{}", encoding="utf-8")
    remember(notes, SIGN_IN, None)
    assert cli("purge", "--yes").code == 0
    assert notes.exists()

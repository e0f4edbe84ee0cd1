"""`purge` and what applies leave: journals and receipts go by tenant and age, unfinished ones where they are meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from passkeyctl.cli.apply.runs import RunFolder, runs, runs_folder
from passkeyctl.cli.kept import JOURNAL, RECEIPT, kept
from tests.cli.conftest import IDENTITY
from tests.cli.running import DOMAIN, Cli

TENANT = IDENTITY.tenant_id


@pytest.fixture
def done(cli: Cli, sandbox: str, small: Path) -> RunFolder:
    assert cli("apply", "--auto-approve", sandbox, small).code == 0
    (folder,) = runs(TENANT)
    return folder


@pytest.fixture
def cut_off(done: RunFolder) -> RunFolder:
    done.receipt.unlink()
    lines = done.journal.read_bytes().splitlines(keepends=True)
    done.journal.write_bytes(b"".join(lines[:2]))
    return done


def test_runs_are_listed_and_deleted(cli: Cli, done: RunFolder) -> None:
    listed = cli("purge", "--dry-run").out
    assert str(done.journal) in listed
    assert str(done.receipt) in listed
    assert {each.what for each in kept() if each.path.parent == done.path} == {JOURNAL, RECEIPT}
    assert cli("purge", "--yes").code == 0
    assert not done.path.exists()
    assert runs(TENANT) == ()


@pytest.mark.parametrize(("tenant", "goes"), [(TENANT, True), (DOMAIN, True), ("fabrikam.onmicrosoft.com", False)])
def test_only_those_of_one_tenant(cli: Cli, done: RunFolder, tenant: str, goes: bool) -> None:
    assert cli("purge", "--yes", "--tenant", tenant).code == 0
    assert done.path.exists() != goes


def test_only_those_that_are_old(cli: Cli, done: RunFolder) -> None:
    assert cli("purge", "--yes", "--older-than", "1d").code == 0
    assert done.journal.exists()
    for path in (done.journal, done.receipt):
        os.utime(path, (0, 0))
    assert cli("purge", "--yes", "--older-than", "1d").code == 0
    assert not done.path.exists()


def test_an_unfinished_run_stays(cli: Cli, cut_off: RunFolder) -> None:
    ran = cli("purge", "--yes")
    assert ran.code == 0
    assert "1 file of applies that were not finished left out: --unfinished takes them" in ran.err
    assert str(cut_off.journal) not in ran.out
    assert cut_off.journal.exists()


def test_an_unfinished_run_goes_where_it_is_meant(cli: Cli, cut_off: RunFolder) -> None:
    ran = cli("purge", "--yes", "--unfinished")
    assert ran.code == 0
    assert not cut_off.path.exists()


def test_other_files_in_the_folder_stay(cli: Cli, done: RunFolder) -> None:
    (done.path / "notes.txt").write_text("mine", encoding="utf-8")
    assert cli("purge", "--yes").code == 0
    assert [each.name for each in done.path.iterdir()] == ["notes.txt"]


def test_a_journal_elsewhere_is_not_ours(cli: Cli, done: RunFolder, tmp_path: Path) -> None:
    copy = tmp_path / "a" / "b" / "journal.jsonl"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(done.journal.read_bytes())
    assert cli("purge", "--yes").code == 0
    assert copy.exists()
    assert runs_folder(TENANT).is_dir()

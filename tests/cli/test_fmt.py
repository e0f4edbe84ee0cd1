"""`fmt` at the command line."""

from __future__ import annotations

import io
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.running import Cli

UGLY = "tenant: {domain: contoso.onmicrosoft.com}  # ours\napiVersion: passkeyctl/v1\n"
TIDY = "apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}  # ours\n"


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    path = tmp_path / "ugly.yaml"
    path.write_text(UGLY, encoding="utf-8")
    return path


def test_a_file_is_written_in_place_and_keeps_its_mode(cli: Cli, ugly: Path) -> None:
    ugly.chmod(0o644)
    ran = cli("fmt", ugly)
    assert (ran.code, ran.out) == (0, "")
    assert "formatted: " in ran.err
    assert ugly.read_text(encoding="utf-8") == TIDY
    assert stat.S_IMODE(ugly.stat().st_mode) & 0o044 == (0 if sys.platform == "win32" else 0o044)
    assert cli("fmt", ugly).err == ""


def test_check_writes_nothing_and_says_2(cli: Cli, ugly: Path) -> None:
    ran = cli("fmt", "--check", ugly)
    assert ran.code == 2
    assert "would change: " in ran.err
    assert ugly.read_text(encoding="utf-8") == UGLY
    ugly.write_text(TIDY, encoding="utf-8")
    assert cli("fmt", "--check", ugly).code == 0


def test_a_diff_shows_what_would_change(cli: Cli, ugly: Path) -> None:
    ran = cli("fmt", "--diff", ugly)
    assert ran.code == 0
    assert "+apiVersion: passkeyctl/v1\n tenant: {domain: contoso.onmicrosoft.com}  # ours\n-apiVersion" in ran.out
    assert ugly.read_text(encoding="utf-8") == UGLY


def test_a_folder_stands_for_its_own_files_of_this_tool(cli: Cli, ugly: Path) -> None:
    other = ugly.parent / "other.yml"
    text = "kind:   Pod\napiVersion:   v1\n"
    other.write_text(text, encoding="utf-8")
    assert cli("fmt", ugly.parent).code == 0
    assert ugly.read_text(encoding="utf-8") == TIDY
    assert other.read_text(encoding="utf-8") == text


def test_one_broken_file_leaves_the_others_done(cli: Cli, ugly: Path) -> None:
    broken = ugly.parent / "broken.yaml"
    broken.write_text("apiVersion: passkeyctl/v1\nmanage: [\n", encoding="utf-8")
    ran = cli("fmt", ugly.parent, ugly.parent / "missing.yaml")
    assert ran.code == 1
    assert "broken.yaml:" in ran.err
    assert "missing.yaml" in ran.err
    assert ugly.read_text(encoding="utf-8") == TIDY


def test_utf16_becomes_utf8(cli: Cli, ugly: Path) -> None:
    ugly.write_bytes(TIDY.encode("utf-16"))
    assert cli("fmt", ugly).code == 0
    assert ugly.read_bytes() == TIDY.encode()


def test_a_link_stays_a_link(cli: Cli, ugly: Path) -> None:
    link = ugly.parent / "link.yaml"
    try:
        link.symlink_to(ugly)
    except OSError:  # Windows without the right to make links
        return
    assert cli("fmt", link).code == 0
    assert link.is_symlink()
    assert ugly.read_text(encoding="utf-8") == TIDY


def test_standard_input_is_printed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(UGLY.encode())))
    ran = cli("fmt", "-")
    assert (ran.code, ran.out) == (0, TIDY)


def test_windows_line_ends_stay_where_a_file_has_them(cli: Cli, ugly: Path) -> None:
    ugly.write_bytes(TIDY.replace("\n", "\r\n").encode())
    ran = cli("fmt", "--check", ugly)
    assert (ran.code, ran.err) == (0, "in order: 1 file\n")
    ugly.write_bytes(UGLY.replace("\n", "\r\n").encode())
    assert cli("fmt", ugly).code == 0
    assert ugly.read_bytes() == TIDY.replace("\n", "\r\n").encode()


def test_a_folder_without_a_file_of_ours_is_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("fmt", tmp_path)
    assert (ran.code, ran.err) == (0, "no file of passkeyctl here: name a file or a folder with one\n")

"""Ours or another tool's: told by what is in the file, never by its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.cli.snapshot.against import opened_whole
from passkeyctl.errors import SnapshotRejected, UserFault
from passkeyctl.foreign.opening import open_snapshot
from passkeyctl.snapshot.document import Part
from passkeyctl.snapshot.file import snapshot_text
from tests.sandbox.tenants import policy
from tests.snapshot.shapes import small

ID = "60000000-0000-4000-8000-000000000001"


def test_ours_is_known_whatever_it_is_called(tmp_path: Path) -> None:
    file = tmp_path / "policies.json"
    file.write_text(snapshot_text(small()), encoding="utf-8")
    found = open_snapshot([file])
    assert (found.snapshot, found.faults) == (small(), ())


def test_another_tools_file_is_an_import(tmp_path: Path) -> None:
    file = tmp_path / "snapshot.json"
    file.write_text(json.dumps({**policy(), "id": ID}), encoding="utf-8")
    found = open_snapshot([file])
    assert found.snapshot.endpoint == "import"
    assert [each["id"] for each in found.snapshot.read(Part.POLICIES)] == [ID]
    assert open_snapshot([tmp_path]).snapshot.read(Part.POLICIES) == found.snapshot.read(Part.POLICIES)


def test_half_of_ours_is_no_import(tmp_path: Path) -> None:
    file = tmp_path / "half"
    file.write_text(snapshot_text(small())[:-9], encoding="utf-8")
    with pytest.raises(SnapshotRejected, match="is not whole"):
        open_snapshot([file])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SnapshotRejected, match="can't be read") as raised:
        open_snapshot([tmp_path / "nowhere"])
    assert "nowhere" in raised.value.summary


def test_a_folder_with_one_broken_file_is_not_whole(tmp_path: Path) -> None:
    """An export goes on with the rest; a comparison would take what the file held for gone."""
    (tmp_path / "good.json").write_text(json.dumps({**policy(), "id": ID}), encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"displayName": ', encoding="utf-8")
    assert len(open_snapshot([tmp_path]).snapshot.read(Part.POLICIES)) == 1
    with pytest.raises(UserFault) as raised:
        opened_whole(str(tmp_path))
    assert "broken.json" in "".join(each.summary for each in raised.value.diagnostics())


def test_an_empty_folder_is_no_empty_tenant(tmp_path: Path) -> None:
    with pytest.raises(UserFault):
        opened_whole(str(tmp_path))


@pytest.mark.parametrize(
    ("after", "words"),
    [(None, "can't be read"), (b"", "was changed while"), (b"x" * 100_000, "was changed while")],
)
def test_a_part_that_is_no_longer_there_is_no_empty_one(tmp_path: Path, after: bytes | None, words: str) -> None:
    file = tmp_path / "contoso.snapshot"
    file.write_text(snapshot_text(small()), encoding="utf-8")
    found = open_snapshot([file]).snapshot
    assert found.read(Part.CONTEXTS) == ()
    file.unlink()
    if after is not None:
        file.write_bytes(after)
    with pytest.raises(SnapshotRejected, match=words):
        found.read(Part.LOCATIONS)


def test_line_ends_of_another_system_move_no_part(tmp_path: Path) -> None:
    file = tmp_path / "contoso.snapshot"
    file.write_bytes(snapshot_text(small()).replace("\n", "\r\n").encode("utf-8-sig"))
    assert open_snapshot([file]).snapshot == small()

"""A receipt tells how far a run had come when it was written: where the run went on since, its journal tells more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from passkeyctl.sandbox.defaults import POLICIES as POLICIES_HELD
from passkeyctl.sandbox.store import Store
from tests.cli.running import Cli
from tests.cli.test_live import names
from tests.cli.test_resume import APPLY, REFUSED, RESUME, Live, live, stopped

__all__ = ["live"]


def went_on(cli: Cli, live: Live, pilot: Path, copy: Path) -> Path:
    """The folder of a run that ended open, was taken up again, and was killed then; `copy` is its first receipt."""
    folder = stopped(cli, live, pilot, REFUSED)
    shutil.copy(folder.receipt, copy)
    assert cli(*RESUME).code == 0
    whole = folder.journal.read_bytes().splitlines(keepends=True)
    folder.journal.write_bytes(b"".join(whole[:-1]))  # all but how it ended
    return folder.path


def test_an_undo_takes_back_what_was_written_after_the_receipt(
    cli: Cli, live: Live, pilot: Path, store: Store, tmp_path: Path
) -> None:
    before = names(store, POLICIES_HELD)
    folder = went_on(cli, live, pilot, tmp_path / "first.json")
    shutil.copy(tmp_path / "first.json", folder / "receipt.json")
    assert len(names(store, POLICIES_HELD)) == len(before) + 2
    ran = cli("undo", folder, "--plan-only", "--json")
    assert ran.code == 3, ran.err  # what it deletes would be asked about
    deleted = [each for each in ran.json()["changes"] if each["action"] == "delete"]  # type: ignore[union-attr,index,call-overload]
    assert sum(str(each["address"]).startswith("conditionalAccess.") for each in deleted) == 2  # type: ignore[index,call-overload]


def test_a_copy_of_a_receipt_that_is_overtaken_is_refused(
    cli: Cli, live: Live, pilot: Path, store: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "first.json"
    folder = went_on(cli, live, pilot, copy)
    before = store.export()
    ran = cli("undo", copy, "--plan-only")
    assert (ran.code, ran.out) == (4, "")
    assert "error: OPS904 the run went on after this receipt was written" in ran.err
    assert f"hint: name the run: `passkeyctl undo {folder.name}`" in ran.err
    assert store.export() == before


def test_showing_the_folder_tells_of_what_came_after_the_receipt(
    cli: Cli, live: Live, pilot: Path, tmp_path: Path
) -> None:
    folder = went_on(cli, live, pilot, tmp_path / "first.json")
    shutil.copy(tmp_path / "first.json", folder / "receipt.json")
    ran = cli("show", folder, "--json")
    assert ran.code == 0
    assert ran.json()["document"]["outcome"] is None  # type: ignore[index,call-overload]


def test_a_receipt_that_is_not_overtaken_is_taken_as_it_is(cli: Cli, live: Live, small: Path, tmp_path: Path) -> None:
    live()
    kept = tmp_path / "kept.json"
    assert cli(*APPLY, "--receipt", kept, small).code == 0
    digest = json.loads(kept.read_text(encoding="utf-8"))["digest"]
    ran = cli("undo", kept, "--auto-approve", "--digest", digest, "--override", "OPS907=change 4711")
    assert ran.code == 0, ran.err

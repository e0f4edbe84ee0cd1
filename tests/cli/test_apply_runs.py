"""The runs of this machine: their folders, which of them are open, and that one of them writes at a time."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.apply.journal import Journal
from passkeyctl.cli.apply.runs import RunFolder, locked, new_run, runs, runs_folder, unfinished
from passkeyctl.errors import ExitCode, JournalFailed, JournalRejected, Locked
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached, Resumed
from passkeyctl.plan.record.receipt import load_receipt

TENANT = "8c2b8a60-0000-4000-8000-000000000001"
HERE = Destination("sandbox", TENANT, "Contoso")
ACTOR = Actor("", "ada", "laptop")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDING = Reached("at 1", 0, "sending")


def begun(endpoint: str = "sandbox") -> Begun:
    where = Destination(endpoint, TENANT, "Contoso")
    return Begun("run", "at 0", "0.6.0", ACTOR, where, "3f1c", {"operations": [{"method": "POST"}]}, {})


def kept(chance: str, *entries: Entry) -> RunFolder:
    folder = new_run(TENANT, NOON, chance)
    with Journal.begin(folder.journal) as journal:
        for each in entries:
            journal.write(each)
    return folder


def test_a_run_has_a_folder_of_its_own() -> None:
    folder = new_run(TENANT, NOON, "1f2e")
    assert folder.path == runs_folder(TENANT) / "20261123T120000Z-1f2e"
    assert folder.path.parent.parent.name == "applies"
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.path.parent.stat().st_mode) == 0o700
    with pytest.raises(JournalFailed, match="can't be made"):
        new_run(TENANT, NOON, "1f2e")


@pytest.mark.parametrize("tenant", ["", "../../etc", "contoso.onmicrosoft.com", f"{TENANT}/x"])
def test_what_is_no_id_names_no_folder(tenant: str) -> None:
    assert runs_folder(tenant).name == "unknown"


def test_a_state_folder_that_can_not_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("XDG_STATE_HOME", "HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    with pytest.raises(JournalFailed, match="can't be made"):
        new_run(TENANT, NOON, "1f2e")
    with pytest.raises(JournalFailed, match="can't be made"), locked(TENANT, NOON):
        pass


OPEN_END = Ended("at 2", Outcome.OPEN, {})
CASES: dict[str, tuple[tuple[Entry, ...], bool]] = {
    "cut off": ((begun(), SENDING), True),
    "nothing sent yet": ((begun(),), True),
    "open": ((begun(), SENDING, OPEN_END), True),
    "taken up again and cut off": ((begun(), SENDING, OPEN_END, Resumed("at 3", ACTOR, ())), True),
    "done": ((begun(), SENDING, Ended("at 2", Outcome.DONE, {})), False),
    "nothing written": ((begun(), Ended("at 2", Outcome.NOTHING_WRITTEN, {})), False),
    "superseded": ((begun(), SENDING, OPEN_END, Ended("at 3", Outcome.SUPERSEDED, {})), False),
    "at another endpoint": ((begun("global"), SENDING), False),
}


@pytest.mark.parametrize(("entries", "is_open"), CASES.values(), ids=CASES)
def test_which_runs_are_open(entries: tuple[Entry, ...], is_open: bool) -> None:
    folder = kept("1f2e", *entries)
    assert unfinished(HERE) == ((folder,) if is_open else ())
    assert runs(TENANT) == (folder,)


def test_a_run_whose_last_line_is_torn_is_open() -> None:
    folder = kept("1f2e", *CASES["done"][0])
    folder.journal.write_bytes(folder.journal.read_bytes()[:-3])
    assert unfinished(HERE) == (folder,)


def test_a_run_whose_first_line_is_torn_has_sent_nothing() -> None:
    folder = kept("1f2e", begun())
    folder.journal.write_bytes(folder.journal.read_bytes()[:-3])
    assert unfinished(HERE) == ()


def test_a_damaged_journal_is_open_until_there_is_a_receipt() -> None:
    folder = kept("1f2e", begun(), SENDING)
    folder.journal.write_bytes(b"{}\n" + folder.journal.read_bytes())
    assert unfinished(HERE) == (folder,)
    with pytest.raises(JournalRejected, match="line 1"):
        folder.kept()
    folder.receipt.write_text("", encoding="utf-8")
    assert unfinished(HERE) == ()


def test_the_oldest_comes_first_and_other_folders_are_none() -> None:
    later, earlier = kept("ffff", begun(), SENDING), kept("0000", begun(), SENDING)
    (runs_folder(TENANT) / "notes").mkdir()
    (runs_folder(TENANT) / "20261123T120000Z-aaaa").mkdir()
    assert unfinished(HERE) == (earlier, later)


def test_the_receipt_is_what_the_journal_says() -> None:
    folder = kept("1f2e", *CASES["done"][0])
    assert folder.write_receipt() == folder.receipt
    assert load_receipt(folder.receipt.read_text(encoding="utf-8")) == folder.told()
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.receipt.stat().st_mode) == 0o600


def test_one_at_a_time() -> None:
    with locked(TENANT, NOON):
        with pytest.raises(Locked) as second, locked(TENANT, NOON):
            pass
        with locked("unknown", NOON):
            pass  # another tenant is another matter
    assert f"(process {os.getpid()}, since 2026-11-23T12:00:00+00:00)" in second.value.summary
    assert second.value.exit_code is ExitCode.FAILED
    with locked(TENANT, NOON):
        pass


def test_a_holder_that_does_not_say_who_it_is() -> None:
    with locked(TENANT, NOON):
        (runs_folder(TENANT) / "holder.json").write_text("{", encoding="utf-8")
        with pytest.raises(Locked, match="does not say who it is"), locked(TENANT, NOON):
            pass


def test_a_name_that_can_not_be_taken_away_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows deletes no file that somebody is just reading, as whoever comes second does."""

    def refused(_path: Path, *, missing_ok: bool = False) -> None:
        assert missing_ok
        raise PermissionError(13, "used by another process")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with locked(TENANT, NOON):
            assert (runs_folder(TENANT) / "holder.json").is_file()
    with locked(TENANT, NOON):
        assert (runs_folder(TENANT) / "holder.json").is_file()


KILLED = """\
import os, sys
from datetime import UTC, datetime
from passkeyctl.cli.apply.runs import locked
with locked(sys.argv[1], datetime.now(UTC)):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_killed_holds_nothing() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", KILLED, TENANT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "locked\n"
    with pytest.raises(Locked, match=f"process {holder.pid}, since"), locked(TENANT, NOON):
        pass
    holder.kill()
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    with locked(TENANT, NOON):
        signed = json.loads((runs_folder(TENANT) / "holder.json").read_text(encoding="utf-8"))
        assert signed["pid"] == os.getpid()

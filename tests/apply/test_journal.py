"""The journal on disk: every line whole and flushed before anything goes on, a torn end recognised, damage refused."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.journal import Journal, Kept, read_journal, recorder
from passkeyctl.errors import JournalFailed, JournalRejected
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached, Resumed
from tests.apply.plans import content, everything

ACTOR = Actor("ada@contoso.com", "ada", "laptop")
BEGUN = Begun(
    "20261123T120000Z-1f2e",
    "2026-11-23T12:00:00+00:00",
    "0.6.0",
    ACTOR,
    Destination("sandbox", "8c2b8a60-0000-4000-8000-000000000001", "Contoso"),
    "3f1c",
    {"operations": [{"method": "POST"}, {"method": "PATCH"}]},
    {"conditionalAccess": []},
)
SENDING = Reached("2026-11-23T12:00:01+00:00", 0, "sending")
SENT = Reached("2026-11-23T12:00:02+00:00", 0, "sent", (), {"conditionalAccess.é": "id-1"}, ("r-1", "r-2"))
ENDED = Ended("2026-11-23T12:00:03+00:00", Outcome.OPEN, {}, ("interrupted",))
ENTRIES: tuple[Entry, ...] = (BEGUN, SENDING, SENT, Resumed("2026-11-23T12:00:04+00:00", ACTOR, ({"m": 1},)), ENDED)


def written(path: Path, *entries: Entry) -> Path:
    with Journal.begin(path) as journal:
        for each in entries:
            journal.write(each)
    return path


def test_what_was_written_reads_back(tmp_path: Path) -> None:
    assert read_journal(written(tmp_path / "j", *ENTRIES)) == Kept(ENTRIES, is_torn=False)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Windows keeps rights in another way."""
    mode = stat.S_IMODE(written(tmp_path / "j", BEGUN).stat().st_mode)
    assert mode == (0o666 if sys.platform == "win32" else 0o600)


def test_a_line_is_on_disk_before_writing_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    fsync = os.fsync

    def seen(descriptor: int) -> None:
        fsync(descriptor)
        flushed.append(os.fstat(descriptor).st_size)

    with Journal.begin(tmp_path / "j") as journal:
        monkeypatch.setattr(os, "fsync", seen)
        for number, each in enumerate(ENTRIES, start=1):
            journal.write(each)
            assert len(flushed) == number
            assert flushed[-1] == (tmp_path / "j").stat().st_size


def test_no_journal_is_written_over(tmp_path: Path) -> None:
    written(tmp_path / "j", BEGUN)
    with pytest.raises(JournalFailed) as fault:
        Journal.begin(tmp_path / "j")
    assert fault.value.summary == f"the journal `{tmp_path / 'j'}` can't be written: {os.strerror(errno.EEXIST)}"
    assert read_journal(tmp_path / "j").entries == (BEGUN,)


@given(cut=st.integers(min_value=0), count=st.integers(min_value=1, max_value=len(ENTRIES)))
@settings(max_examples=60)
def test_killed_at_any_byte_of_the_last_line(tmp_path_factory: pytest.TempPathFactory, cut: int, count: int) -> None:
    """All lines before it count, the torn one does not; and whoever goes on writes after the last whole one."""
    path = written(tmp_path_factory.mktemp("torn") / "j", *ENTRIES[:count])
    whole = path.read_bytes()
    before = whole.rfind(b"\n", 0, -1) + 1
    path.write_bytes(whole[: before + cut % (len(whole) - before)])
    is_torn = path.stat().st_size > before
    assert read_journal(path) == Kept(ENTRIES[: count - 1], is_torn)
    with Journal.reopened(path) as journal:
        journal.write(BEGUN if count == 1 else ENDED)
    assert read_journal(path) == Kept((*ENTRIES[: count - 1], BEGUN if count == 1 else ENDED), is_torn=False)


@pytest.mark.parametrize("rest", [b"\0\0\0\0", b"\0\0\n", b'{"entry": "rea\n', b"\xff\xfe", b"7", b"\n"])
def test_what_a_crash_of_the_machine_leaves_behind_the_last_line(tmp_path: Path, rest: bytes) -> None:
    path = written(tmp_path / "j", BEGUN, SENDING)
    path.write_bytes(path.read_bytes() + rest)
    assert read_journal(path) == Kept((BEGUN, SENDING), is_torn=True)
    with Journal.reopened(path) as journal:
        journal.write(SENT)
    assert read_journal(path) == Kept((BEGUN, SENDING, SENT), is_torn=False)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("line", [b"{", b"{}", b'{"entry": "later", "at": ""}', b"[]", b"7", b""])
def test_damage_that_no_interruption_can_explain(tmp_path: Path, number: int, line: bytes) -> None:
    path = written(tmp_path / "j", BEGUN, SENDING, SENT)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:number], line + b"\n", *lines[number + 1 :]]))
    with pytest.raises(JournalRejected, match=f"line {number + 1} can't be understood") as fault:
        read_journal(path)
    assert "move `" in fault.value.hint


def test_a_last_line_that_is_whole_and_no_entry_is_damage_too(tmp_path: Path) -> None:
    path = written(tmp_path / "j", BEGUN)
    path.write_bytes(path.read_bytes() + b'{"entry": "later"}\n')
    with pytest.raises(JournalRejected, match="line 2"):
        read_journal(path)


def test_a_journal_without_a_beginning(tmp_path: Path) -> None:
    with pytest.raises(JournalRejected, match="no beginning") as fault:
        read_journal(written(tmp_path / "j", SENDING))
    assert f"move `{tmp_path}` away" in fault.value.hint


def test_no_journal_at_all(tmp_path: Path) -> None:
    journal, words = f"the journal `{tmp_path / 'j'}`", os.strerror(errno.ENOENT)
    with pytest.raises(JournalRejected) as unread:
        read_journal(tmp_path / "j")
    assert unread.value.summary == f"{journal} can't be read: {words}"
    with pytest.raises(JournalFailed) as unwritten:
        Journal.reopened(tmp_path / "j")
    assert unwritten.value.summary == f"{journal} can't be written: {words}"


def test_a_journal_that_is_there_and_empty(tmp_path: Path) -> None:
    """Its first line was to be written."""
    written(tmp_path / "j")
    assert read_journal(tmp_path / "j") == Kept((), is_torn=False)
    with Journal.reopened(tmp_path / "j") as journal:
        journal.write(BEGUN)
    assert read_journal(tmp_path / "j").entries == (BEGUN,)


def test_a_line_is_one_line_of_compact_ascii(tmp_path: Path) -> None:
    last = written(tmp_path / "j", BEGUN, SENT).read_bytes().splitlines(keepends=True)[-1]
    assert last == (
        b'{"entry":"reached","at":"2026-11-23T12:00:02+00:00","operation":0,"status":"sent","detail":[],'
        b'"created":{"conditionalAccess.\\u00e9":"id-1"},"requests":["r-1","r-2"]}\n'
    )


def test_a_folder_that_can_not_be_flushed_is_none_the_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows opens no folders."""
    opened = os.open

    def no_folders(path: str | Path, *arguments: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", no_folders)
    assert read_journal(written(tmp_path / "j", BEGUN)).entries == (BEGUN,)


def test_closing_twice_does_nothing(tmp_path: Path) -> None:
    with Journal.begin(tmp_path / "j") as journal:
        journal.write(BEGUN)
        journal.close()
    assert read_journal(tmp_path / "j").entries == (BEGUN,)


def no_room(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("is_reopened", [False, True])
def test_a_line_that_found_no_room_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, is_reopened: bool
) -> None:
    """Else the next one would stand behind half a line."""
    path, before = tmp_path / "j", (BEGUN, SENDING)[:count]
    if is_reopened:
        written(path, *before)
    with Journal.reopened(path) if is_reopened else Journal.begin(path) as journal:
        for each in before if not is_reopened else ():
            journal.write(each)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", no_room)
            with pytest.raises(JournalFailed) as full:
                journal.write(SENT)
        assert full.value.summary == f"the journal `{path}` can't be written: {os.strerror(errno.ENOSPC)}"
        assert "free some space" in full.value.hint
        assert read_journal(path) == Kept(before, is_torn=False)
        journal.write(BEGUN if count == 0 else ENDED)
    assert read_journal(path) == Kept((*before, BEGUN if count == 0 else ENDED), is_torn=False)


def test_what_can_not_be_taken_back_ends_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(_descriptor: int, _length: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with Journal.begin(tmp_path / "j") as journal:
        journal.write(BEGUN)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", no_room)
            patch.setattr(os, "ftruncate", stuck)
            with pytest.raises(JournalFailed):
                journal.write(SENDING)
        with pytest.raises(JournalFailed, match="could not be written before") as fault:
            journal.write(ENDED)
        assert "free some space" in fault.value.hint
    assert ENDED not in read_journal(tmp_path / "j").entries


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_line_that_is_interrupted_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Ctrl-C in the middle of it: what is written at the end must not follow half a line."""
    write = os.write

    def half(descriptor: int, rest: bytes) -> int:
        write(descriptor, bytes(rest[:7]))
        raise KeyboardInterrupt

    def late(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with Journal.begin(tmp_path / "j") as journal:
        journal.write(BEGUN)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, half if call == "write" else late)
            with pytest.raises(KeyboardInterrupt):
                journal.write(SENDING)
        journal.write(ENDED)
    assert read_journal(tmp_path / "j") == Kept((BEGUN, ENDED), is_torn=False)


def test_half_writes_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with Journal.begin(tmp_path / "j") as journal:
        monkeypatch.setattr(os, "write", lambda descriptor, rest: write(descriptor, bytes(rest[:7])))
        journal.write(BEGUN)
    assert read_journal(tmp_path / "j").entries == (BEGUN,)


def test_events_become_lines(tmp_path: Path) -> None:
    operation = everything(content().state())[0]
    with Journal.begin(tmp_path / "j") as journal:
        journal.write(BEGUN)
        record = recorder(journal, iter(["one", "two"]).__next__)
        record(Event(operation, Status.SENDING, number=3))
        record(Event(operation, Status.SENT, ("word",), 3, ("r-1",), {"authenticationStrengths.keys": "id-1"}))
    assert read_journal(tmp_path / "j").entries[1:] == (
        Reached("one", 3, "sending"),
        Reached("two", 3, "sent", ("word",), {"authenticationStrengths.keys": "id-1"}, ("r-1",)),
    )


def test_the_order_of_lines_counts_and_not_their_times(tmp_path: Path) -> None:
    """A clock that jumps back changes nothing."""
    early = Reached("1999-01-01T00:00:00+00:00", 0, "verified")
    assert read_journal(written(tmp_path / "j", BEGUN, SENT, early)).entries[-1] == early

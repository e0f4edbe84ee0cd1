"""The file that an apply writes while it runs: one line of JSON for each entry, on disk before it goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from passkeyctl.apply.events import Event, Listener
from passkeyctl.errors import JournalFailed, JournalRejected
from passkeyctl.plan.record.journal import Begun, Entry, Reached, entry_json, entry_of

APPEND = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
NO_ROOM = "free some space, or set XDG_STATE_HOME to another place; then `passkeyctl plan` shows what is left"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a journal holds; `is_torn`: its last line was not written whole, so what it would say never counted."""

    entries: tuple[Entry, ...]
    is_torn: bool


class Journal:
    """A journal that is open for writing, to be used as `with Journal.begin(path) as journal`.

    A line that could not be written whole is taken back, so that a later one does not follow half of it.
    """

    def __init__(self, path: Path, descriptor: int, end: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self._end = end
        self._is_broken = False

    @classmethod
    def begin(cls, path: Path) -> Journal:
        """A new one; its folder must be there, and is flushed too so that the file outlives the machine's fall."""
        try:
            descriptor = os.open(path, APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _failed(path, error) from error
        _flush_folder(path.parent)
        return cls(path, descriptor, 0)

    @classmethod
    def reopened(cls, path: Path) -> Journal:
        """One that is there, to go on after its last whole line; a torn one is cut off."""
        try:
            end = len(_whole_lines(path.read_bytes()))
            descriptor = os.open(path, APPEND)
            os.truncate(path, end)
        except OSError as error:
            raise _failed(path, error) from error
        return cls(path, descriptor, end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, entry: Entry) -> None:
        """Returns once the line is on disk; raises JournalFailed where it is not."""
        line = json.dumps(entry_json(entry), separators=(",", ":")).encode() + b"\n"
        if self._is_broken:
            raise JournalFailed(f"the journal `{self.path}` could not be written before", hint=NO_ROOM)
        try:
            self._append(line)
            self._end += len(line)
        except OSError as error:
            self._take_back()
            raise _failed(self.path, error) from error
        except BaseException:  # Ctrl-C in the middle of it: how the run ended is still to follow
            self._take_back()
            raise

    def _append(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        os.fsync(self._descriptor)

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self._end)
        except OSError:
            self._is_broken = True

    def close(self) -> None:
        with suppress(OSError):  # every line is on disk already
            os.close(self._descriptor)


def recorder(journal: Journal, now: Callable[[], str]) -> Listener:
    """For a ledger: puts down what each operation reaches; raises JournalFailed where it can't."""

    def record(event: Event) -> None:
        journal.write(Reached(now(), event.number, event.status.value, event.detail, event.created, event.requests))

    return record


def read_journal(path: Path) -> Kept:
    """Every whole line. Only the last one may be torn; damage elsewhere raises JournalRejected."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JournalRejected(f"the journal `{path}` can't be read: {error.strerror or error}") from error
    whole = _whole_lines(content)
    lines = whole.splitlines()
    entries = tuple(_entry(line, number, path) for number, line in enumerate(lines, start=1))
    if entries and not isinstance(entries[0], Begun):
        raise JournalRejected(f"the journal `{path}` has no beginning", hint=_look(path))
    return Kept(entries, len(whole) < len(content))


def _whole_lines(content: bytes) -> bytes:
    """Without a last line that was not written to its end: by its missing line break, or because it is no JSON."""
    whole = content[: content.rfind(b"\n") + 1]
    begin = whole[:-1].rfind(b"\n") + 1
    try:
        json.loads(whole[begin:])
    except ValueError:
        return whole[:begin]
    return whole


def _entry(line: bytes, number: int, path: Path) -> Entry:
    try:
        return entry_of(json.loads(line))
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise JournalRejected(
            f"the journal `{path}` is damaged, or of another version: line {number} can't be understood",
            hint=_look(path),
        ) from fault


def _look(path: Path) -> str:
    return f"`passkeyctl plan` reads what the tenant holds now; move `{path.parent}` away to be rid of it"


def _failed(path: Path, error: OSError) -> JournalFailed:
    return JournalFailed(f"the journal `{path}` can't be written: {error.strerror or error}", hint=NO_ROOM)


def _flush_folder(folder: Path) -> None:
    """So that the file's name is on disk too; Windows opens no folder, and needs none opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

"""Where passes go: a table that only its owner can read, or the input of a command; each is handed over at once."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import stat
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from passkeyctl.cli.console import say
from passkeyctl.cli.kept import TABLE_START
from passkeyctl.errors import OutputFailed, UsageError
from passkeyctl.json_types import JsonObject
from passkeyctl.model.passes import HIDDEN, Pass
from passkeyctl.model.people import Person
from passkeyctl.render.csv_text import harmless

COLUMNS = ("signInName", "name", "id", "temporaryAccessPass", "startDateTime", "lifetimeInMinutes", "isUsableOnce")
HEAD = (",".join(COLUMNS) + "\r\n").encode()
OF_ITS_OWN = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""Ctrl-C is for us: the command still has to take the pass that is under way. Elsewhere a session does that."""
ERRORS_WITHIN = 5.0
"""Seconds that the command's last errors are waited for: what it left running may keep them open."""


class PassTaker(Protocol):
    """`put` raises OutputFailed where the pass did not get through; nothing it raises holds a pass."""

    def put(self, person: Person, given: Pass) -> None: ...

    def close(self) -> str:
        """What is wrong with all that was handed over; empty: nothing."""
        ...


class PassTable:
    """A CSV file that has been its owner's alone from its first byte on. Every row is on the disk before the next."""

    def __init__(self, path: Path, *, resumes: bool) -> None:
        self._path = path
        self._file = _opened(path, resumes=resumes)

    def put(self, person: Person, given: Pass) -> None:
        record = given.record
        starts = record.starts or record.created
        # The pass stands as it is, whatever a spreadsheet makes of its first sign: changed, it would open nothing.
        cells = [
            *(harmless(each) for each in (person.sign_in_name, person.name, person.id)),
            given.secret.reveal(),
            starts.isoformat() if starts is not None else "",
            str(record.lifetime_minutes or ""),
            "" if record.is_one_time is None else str(record.is_one_time).lower(),
        ]
        try:
            _append(self._file, _row(cells))
        except OSError as error:
            raise OutputFailed(
                f"`{self._path}` could not be written: {error.strerror or 'no reason given'}",
                hint="free some space; then run it again with `--resume`, and `--replace` for the pass that is lost",
            ) from None

    def close(self) -> str:
        os.close(self._file)
        return ""


def _row(cells: list[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode()


def _append(file: int, row: bytes) -> None:
    """Whole or not at all: a row that got half-way is taken back."""
    before = os.lseek(file, 0, os.SEEK_END)
    left = memoryview(row)
    try:
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, before)
        raise


def _opened(path: Path, *, resumes: bool) -> int:
    if resumes and path.exists():
        return _reopened(path)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        file = os.open(path, flags, 0o600)
        _append(file, HEAD)
    except FileExistsError:
        raise UsageError(
            f"`{path}` is there already, and passes overwrite nothing",
            hint="choose another name; --resume goes on with the table of a run that was cut off",
        ) from None
    except OSError as error:
        raise OutputFailed(
            f"`{path}` could not be made: {error.strerror or error}", hint="choose another place for --out"
        ) from error
    return file


def _reopened(path: Path) -> int:
    """Only a table of passes that nobody else can read; a row that a crash cut off ends where it was cut."""
    flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        file = os.open(path, flags)
        status = os.fstat(file)
        start = os.read(file, len(HEAD)) if stat.S_ISREG(status.st_mode) else b"-"  # a pipe would be waited for
    except OSError as error:
        raise OutputFailed(f"`{path}` could not be opened: {error.strerror or error}", hint="look at it") from error
    if start and not HEAD.startswith(start):
        os.close(file)
        raise UsageError(f"`{path}` is no table of passes", hint="name the --out of the run that was cut off")
    if os.name != "nt" and (status.st_mode & 0o077 or status.st_uid != os.getuid()):
        os.close(file)
        raise UsageError(f"`{path}` can be read by others than you", hint="make it yours alone: chmod 600")
    os.lseek(file, max(0, status.st_size - 1), os.SEEK_SET)
    if len(start) < len(HEAD):
        os.ftruncate(file, 0)
        _append(file, HEAD)
    elif os.read(file, 1) != b"\n":
        _append(file, b"\r\n")
    return file


class PassCommand:
    """One process, started without a shell, that reads a JSON line for each pass."""

    def __init__(self, written: str) -> None:
        words = shlex.split(written, posix=os.name != "nt")
        if not words:
            raise UsageError("--to-command names no command", hint="write it like --to-command 'send-passes --by sms'")
        self._name = words[0]
        self._lines = 0
        self._given: list[str] = []
        try:
            # What it prints may hold passes, and stdout is for our own document: only its errors are shown.
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
                creationflags=OF_ITS_OWN,
            )
        except OSError as error:
            raise OutputFailed(
                f"`{self._name}` could not be started: {error.strerror or error}", hint="no pass was made"
            ) from error
        self._errors = threading.Thread(target=self._tell_errors, daemon=True)
        self._errors.start()

    def put(self, person: Person, given: Pass) -> None:
        self._given.append(given.secret.reveal())
        line = json.dumps(_document(person, given)).encode() + b"\n"
        pipe = self._process.stdin
        assert pipe is not None
        try:
            if self._process.poll() is not None:
                raise BrokenPipeError
            pipe.write(line)
            pipe.flush()
        except OSError:
            raise OutputFailed(
                f"`{self._name}` ended before it took every pass",
                hint="run it again with `--resume`, and `--replace` for the pass that is lost",
            ) from None
        self._lines += 1

    def _tell_errors(self) -> None:
        """Whoever fails over a line likes to show that line."""
        errors = self._process.stderr
        assert errors is not None
        with errors:
            for line in errors:
                text = line.decode(errors="replace").rstrip()
                for each in self._given:
                    text = text.replace(each, HIDDEN)
                say(text)

    def close(self) -> str:
        """Waits for it: what it has not read by now it may still read."""
        pipe = self._process.stdin
        assert pipe is not None
        is_early = self._process.poll() is not None
        with suppress(OSError):
            pipe.close()
        code = self._process.wait()
        self._errors.join(ERRORS_WITHIN)
        if not self._lines or (code == 0 and not is_early):
            return ""
        if code == 0:
            return f"`{self._name}` ended before the last pass: which of {self._lines} it took only it can tell"
        return f"`{self._name}` ended with {code}: which of the {self._lines} passes it took only it can tell"


def _document(person: Person, given: Pass) -> JsonObject:
    record = given.record
    starts = record.starts or record.created
    return {
        "signInName": person.sign_in_name,
        "name": person.name,
        "id": person.id,
        "temporaryAccessPass": given.secret.reveal(),
        "startDateTime": starts.isoformat() if starts is not None else None,
        "lifetimeInMinutes": record.lifetime_minutes,
        "isUsableOnce": record.is_one_time,
    }


def open_taker(out: str, to_command: str, *, resumes: bool) -> PassTaker:
    assert HEAD.startswith(TABLE_START)  # by which `purge` knows it
    return PassTable(Path(out), resumes=resumes) if out else PassCommand(to_command)

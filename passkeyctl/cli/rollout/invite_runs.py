"""Who was given a pass by which run: a file on this machine that holds no pass, for going on after an interruption."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from passkeyctl.cli.people.reading_people import mark_of
from passkeyctl.cli.places import INVITES, state_folder
from passkeyctl.errors import JournalFailed, Locked
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.destination import Destination

LOCK = "lock"


@dataclass(slots=True)
class InviteRun:
    """`issued` are the people whose pass was handed over, `asked` those for whom one was asked and is not settled."""

    path: Path
    group_id: str
    issued: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    is_ended: bool = False

    @property
    def name(self) -> str:
        return self.path.stem

    def note(self, word: str, person_id: str = "") -> None:
        """Before a request leaves (`asked`), once the pass is handed over (`issued`), at the `end`."""
        self._write({"what": word, **({"id": person_id} if person_id else {})})
        self._learn(word, person_id)

    def _learn(self, word: str, person_id: str) -> None:
        match word:
            case "asked":
                self.asked.add(person_id)
            case "issued":
                self.asked.discard(person_id)
                self.issued.add(person_id)
            case "refused":
                self.asked.discard(person_id)
            case "end":
                self.is_ended = True

    def _write(self, entry: JsonObject) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                # A line that a crash cut off must not swallow this one.
                os.write(file, b"\n" + json.dumps(entry).encode() + b"\n")
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise JournalFailed(
                f"`{self.path}` could not be written: {error.strerror or error}",
                hint="free some space, or look at the rights of the folder; no more passes were made",
            ) from error


@contextmanager
def only_one(destination: Destination) -> Iterator[None]:
    """Nobody else on this machine makes passes there meanwhile: the second pass of a person ends the first."""
    from filelock import FileLock, Timeout

    path = _folder(destination) / LOCK
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout:
        raise Locked(
            "another run is making passes in this tenant from this machine; no pass was made",
            hint="wait until it has ended, then run again",
        ) from None
    except OSError as error:
        raise JournalFailed(
            f"the lock `{path}` can't be made: {error.strerror or error}",
            hint="free some space, or set XDG_STATE_HOME to another place",
        ) from error
    try:
        yield
    finally:
        lock.release()


def begin(destination: Destination, group_id: str, now: datetime) -> InviteRun:
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    run = InviteRun(_folder(destination) / f"{name}.jsonl", group_id)
    run._write({"what": "begin", "group": group_id})
    return run


def unfinished(destination: Destination, group_id: str) -> InviteRun | None:
    """The newest run about this group, unless it came to its end."""
    runs = (_read(path) for path in sorted(_folder(destination).glob("*.jsonl"), reverse=True))
    newest = next((each for each in runs if each is not None and each.group_id == group_id), None)
    return newest if newest is not None and not newest.is_ended else None


def _folder(destination: Destination) -> Path:
    return state_folder() / INVITES / f"{mark_of(destination.endpoint)}{destination.tenant_id.lower()}"


def _read(path: Path) -> InviteRun | None:
    run: InviteRun | None = None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if not isinstance(entry, dict):
            continue
        if entry.get("what") == "begin":
            run = InviteRun(path, str(entry.get("group")))
        elif run is not None:
            run._learn(str(entry.get("what")), str(entry.get("id", "")))
    return run

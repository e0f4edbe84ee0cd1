"""The runs of this machine: a folder for each apply, and the lock that lets one of them write to a tenant at a time."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from passkeyctl.apply.journal import Kept, read_journal
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.places import RUNS, state_folder
from passkeyctl.errors import JournalFailed, JournalRejected, Locked, OutputFailed, PasskeyctlError
from passkeyctl.json_types import JsonValue
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Begun, Outcome
from passkeyctl.plan.record.receipt import Receipt, load_receipt, receipt_of, receipt_text

FOLDER = RUNS
UNKNOWN = "unknown"
LOCK, HOLDER = "lock", "holder.json"
_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
_TENANT = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where one run keeps its journal and, once it has ended, its receipt."""

    path: Path

    @property
    def run(self) -> str:
        return self.path.name

    @property
    def journal(self) -> Path:
        return self.path / "journal.jsonl"

    @property
    def receipt(self) -> Path:
        return self.path / "receipt.json"

    def kept(self) -> Kept:
        """Raises JournalRejected where the journal is damaged."""
        return read_journal(self.journal)

    def told(self) -> Receipt:
        """By its journal, whether there is a receipt or not."""
        return receipt_of(self.kept().entries)

    def told_by_either(self) -> Receipt:
        """By the journal, which tells more; by the receipt where that is damaged."""
        try:
            return self.told()
        except PasskeyctlError:
            if not self.receipt.is_file():
                raise
            return load_receipt(self.receipt.read_text(encoding="utf-8"))

    def goes_beyond(self, receipt: Receipt) -> bool:
        """Whether its journal tells more than this receipt: the run was taken up again since, or closed."""
        try:
            entries = self.kept().entries
        except JournalRejected:
            return False  # the receipt is what there is
        return len(entries) > len(receipt.entries) and entries[0] == receipt.begun

    def write_receipt(self) -> Path:
        """From the journal as it stands on disk; raises OutputFailed where it can't be written."""
        replace_file(self.receipt, receipt_text(self.told()))
        return self.receipt


def runs_folder(tenant_id: str) -> Path:
    name = tenant_id.lower()
    return state_folder() / FOLDER / (name if _TENANT.fullmatch(name) else UNKNOWN)


def new_run(tenant_id: str, now: datetime, chance: str) -> RunFolder:
    """A folder that only its owner can look into; `chance` are four hexadecimal digits."""
    folder = RunFolder(runs_folder(tenant_id) / f"{now:%Y%m%dT%H%M%SZ}-{chance}")
    try:
        folder.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.path.mkdir(mode=0o700)
    except OSError as error:
        raise JournalFailed(
            f"the folder of this run can't be made: `{folder.path}`: {error.strerror or error}",
            hint="free some space, or set XDG_STATE_HOME to another place",
        ) from error
    return folder


def runs(tenant_id: str) -> tuple[RunFolder, ...]:
    """Every run of a tenant, the oldest first."""
    return tuple(
        RunFolder(each)
        for each in sorted(runs_folder(tenant_id).glob("*"))
        if _RUN.fullmatch(each.name) and (each / "journal.jsonl").is_file()
    )


def unfinished(destination: Destination) -> tuple[RunFolder, ...]:
    """Runs there without an end, or that ended open and were not superseded; the oldest first.

    One whose journal is damaged is among them unless it has a receipt: reading it says what is wrong. A run whose
    first line was not written whole has sent nothing, and is none.
    """
    return tuple(each for each in runs(destination.tenant_id) if _is_unfinished(each, destination))


def is_open(folder: RunFolder) -> bool:
    """Whether it may still be taken up again, wherever it wrote to."""
    return _is_unfinished(folder, None)


def _is_unfinished(folder: RunFolder, destination: Destination | None) -> bool:
    if _has_closed(folder):
        return False
    try:
        entries = folder.kept().entries
    except JournalRejected:
        return not folder.receipt.is_file()
    if not entries or not isinstance(entries[0], Begun):
        return False
    return destination is None or entries[0].destination.endpoint == destination.endpoint


def _has_closed(folder: RunFolder) -> bool:
    """By its last line alone: the first may be long."""
    try:
        lines = folder.journal.read_bytes().rsplit(b"\n", 2)
        last: JsonValue = json.loads(lines[-2]) if len(lines) > 1 else None
    except (OSError, ValueError):
        return False
    return isinstance(last, dict) and last.get("entry") == "ended" and last.get("outcome") != Outcome.OPEN.value


@contextmanager
def locked(tenant_id: str, now: datetime) -> Iterator[None]:
    """Nobody else on this machine applies to that tenant meanwhile; raises Locked where somebody does already."""
    from filelock import FileLock, Timeout

    folder = runs_folder(tenant_id)
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout:
        raise _locked(folder) from None
    except OSError as error:
        raise JournalFailed(
            f"the lock `{folder / LOCK}` can't be made: {error.strerror or error}",
            hint="free some space, or set XDG_STATE_HOME to another place",
        ) from error
    try:
        _sign(folder, now)
        yield
    finally:
        with suppress(OSError):  # Windows deletes nothing that whoever came second is just reading
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _sign(folder: Path, now: datetime) -> None:
    """Who holds it, for whoever comes second; not being able to say so is no reason to fail."""
    try:
        replace_file(folder / HOLDER, json.dumps({"pid": os.getpid(), "since": now.isoformat(timespec="seconds")}))
    except OutputFailed:
        return


def _locked(folder: Path) -> Locked:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        who = f"process {holder['pid']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "it does not say who it is"
    return Locked(
        f"another apply is writing to this tenant from this machine ({who}); nothing was sent",
        hint="wait until it has ended, then run again",
    )

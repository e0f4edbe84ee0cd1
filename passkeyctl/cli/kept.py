"""What the tool keeps on this machine about a tenant and its people, and where: `purge` deletes by this list."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.places import (
    HISTORY,
    INVITES,
    MEASUREMENTS,
    RUNS,
    is_census_file,
    is_history_file,
    is_sandbox_file,
    model_list_file,
    state_folder,
)
from passkeyctl.errors import OutputFailed

SNAPSHOT, PLAN, SANDBOX, SIGN_IN = "snapshot", "saved plan", "sandbox", "sign-in record"
RECEIPT, JOURNAL = "receipt", "journal of an apply"
PEOPLE = "people cache"
MEASURED = "measurements of gates"
MODELS = "model list"
INVITED = "record of passes"
RUNS_OF_TENANT = "history of runs"
EVIDENCE = "evidence"
GUID_LENGTH = 36
TABLE = "table of people"
TABLE_START = b"signInName,"
"""How every table of people begins, after a byte order mark."""
INDEX = "kept.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file. `tenants` are the id and the domain that are known of it, lower case; `changed` is when it was last.

    `is_open`: it belongs to an apply that was not finished, and is needed to go on with it.
    """

    path: Path
    what: str
    tenants: frozenset[str]
    changed: datetime
    is_open: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it still is what was written there: another file of that name is not ours to delete."""
        if self.what in (SIGN_IN, MODELS):
            return self.path.parent == state_folder()
        if self.what == JOURNAL:
            return is_of_a_run(self.path)
        if self.what == INVITED:
            return self.path.parent.parent == state_folder() / INVITES
        if self.what == MEASURED:
            return self.path.parent == state_folder() / MEASUREMENTS
        try:
            with self.path.open("rb") as file:
                start = file.read(4096)
        except OSError:
            return False
        if self.what == TABLE:
            return start.removeprefix(b"\xef\xbb\xbf").startswith(TABLE_START)
        if self.what == PEOPLE:
            return self.path.parent == state_folder() / "people" and is_census_file(start)
        if self.what == RUNS_OF_TENANT:
            return self.path.parent == state_folder() / HISTORY and is_history_file(start)
        return is_sandbox_file(self.path) if self.what == SANDBOX else b'"passkeyctl ' in start


def remember(path: Path, what: str, *tenants: str | None) -> None:
    """Note a file that was written outside of the tool's own folder. Not being able to is no reason to fail."""
    line = json.dumps({"path": str(path.resolve()), "what": what, "tenants": [each for each in tenants if each]})
    folder = state_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / INDEX, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(line + "\n")


def kept() -> tuple[Kept, ...]:
    """Everything that is still there, by place."""
    found: dict[Path, Kept] = {}
    for path, what, tenants in (*_own(state_folder()), *_noted(state_folder() / INDEX)):
        with suppress(OSError):
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            before = found[path].tenants if path in found else frozenset[str]()
            found[path] = Kept(path, what, before | {each.lower() for each in tenants}, changed, _is_open(path))
    return tuple(found[path] for path in sorted(found))


def is_of_a_run(path: Path) -> bool:
    return path.resolve().parent.parent.parent == (state_folder() / RUNS).resolve()


def _is_open(path: Path) -> bool:
    if not is_of_a_run(path):
        return False
    from passkeyctl.cli.apply.runs import RunFolder, is_open

    return is_open(RunFolder(path.parent))


def forget_missing() -> None:
    """Take out of the list what is not there any more."""
    index = state_folder() / INDEX
    lines = [json.dumps({"path": str(path), "what": what, "tenants": list(tenants)})
             for path, what, tenants in _noted(index) if path.exists()]  # fmt: skip
    with suppress(OSError, OutputFailed):
        if lines:
            replace_file(index, "\n".join(lines) + "\n")
        else:
            index.unlink(missing_ok=True)


def _own(folder: Path) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for path in (folder / "sandbox").glob("*.db"):
        yield path, SANDBOX, (path.stem,)
    for path in (folder / "people").glob("*.db"):
        yield path, PEOPLE, (path.stem[-GUID_LENGTH:],)  # before it may stand which Graph it is
    for path in (folder / MEASUREMENTS).glob("*.jsonl"):
        yield path, MEASURED, (path.stem[-GUID_LENGTH:],)
    for path in (folder / INVITES).glob("*/*.jsonl"):
        yield path, INVITED, (path.parent.name[-GUID_LENGTH:],)
    for path in (folder / HISTORY).glob("*.db"):
        yield path, RUNS_OF_TENANT, (path.stem[-GUID_LENGTH:],)
    for path in folder.glob("sign-in-*.json"):
        yield path, SIGN_IN, (path.stem.removeprefix("sign-in-").rsplit("-", 5)[0],)
    for path in (folder / RUNS).glob("*/*/journal.jsonl"):
        yield path, JOURNAL, (path.parent.parent.name,)
    for path in (folder / RUNS).glob("*/*/receipt.json"):
        yield path, RECEIPT, (path.parent.parent.name,)
    yield model_list_file(), MODELS, ()


def _noted(index: Path) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    try:
        lines = index.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in dict.fromkeys(lines):
        with suppress(ValueError, KeyError, TypeError):
            entry = json.loads(line)
            yield Path(entry["path"]), str(entry["what"]), tuple(str(each) for each in entry["tenants"])

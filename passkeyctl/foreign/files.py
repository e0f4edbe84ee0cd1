"""Which files of a folder another tool's export may be made of, in an order that does not depend on the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from passkeyctl.diagnostics import Diagnostic
from passkeyctl.foreign.text import unreadable

SUFFIXES = (".json", ".jsonc", ".ps1")


class ForeignFile(NamedTuple):
    """`label` is what messages say; `key` is the place below the folder that was named, the same on every machine."""

    path: Path
    label: str
    key: str


def foreign_files(paths: Sequence[Path]) -> Iterator[ForeignFile | Diagnostic]:
    """Each file once, whatever its name where it was named itself; a path that is not there is a fault."""
    seen: set[Path] = set()
    for path in paths:
        for found in _below(path):
            if isinstance(found, Diagnostic):
                yield found
            elif (place := found.path.absolute()) not in seen:
                seen.add(place)
                yield found


def _below(path: Path) -> Iterator[ForeignFile | Diagnostic]:
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.is_file():
            yield ForeignFile(path, path.as_posix(), path.name)
        else:
            yield unreadable(f"there is no file or folder `{path.as_posix()}`", path.as_posix(), "check the name")
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "not a usable name"
        yield unreadable(
            f"`{path.as_posix()}` can't be read: {reason.lower()}", path.as_posix(), "check its permissions"
        )


def _in_folder(folder: Path) -> Iterator[ForeignFile | Diagnostic]:
    faults: list[OSError] = []
    keys: list[str] = []
    for place, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = [each for each in folders if not each.startswith(".")]
        below = Path(place).relative_to(folder)
        keys += [
            (below / name).as_posix() for name in names if name.lower().endswith(SUFFIXES) and not name.startswith(".")
        ]
    for problem in faults:
        place = Path(str(problem.filename)).as_posix()
        reason = (problem.strerror or "not readable").lower()
        yield unreadable(f"`{place}` can't be read: {reason}", place, "check its permissions")
    for key in sorted(keys):
        if (folder / key).is_file():
            yield ForeignFile(folder / key, (folder / key).as_posix(), key)


def content(file: ForeignFile) -> bytes | Diagnostic:
    try:
        return file.path.read_bytes()
    except OSError as problem:
        reason = (problem.strerror or "not readable").lower()
        return unreadable(f"`{file.label}` can't be read: {reason}", file.label, "check its permissions")

"""Which files `fmt` is about, as they stand on disk."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from passkeyctl.config.source import Place, decode, place_of, yaml_files
from passkeyctl.diagnostics import Diagnostic, SourceRange, error

STDIN = "-"
_MARK = re.compile(r"""\bapiVersion["']?\s*:\s*["']?passkeyctl/""")
"""Other tools have an `apiVersion` too: their manifests are not ours to rewrite."""


@dataclass(frozen=True, slots=True)
class FileText:
    """`path` is None for standard input; `raw` is what stands on disk, byte order mark included."""

    path: Path | None
    label: str
    raw: bytes
    text: str


def texts_of(paths: Sequence[str], cwd: Path, stdin: BinaryIO) -> tuple[list[FileText], list[Diagnostic]]:
    """The files that are named, and of folders those that are this tool's; what can't be read is told."""
    texts: list[FileText] = []
    faults: list[Diagnostic] = []
    for each in (found for written in dict.fromkeys(paths) for found in _named(written, cwd, stdin)):
        (texts if isinstance(each, FileText) else faults).append(each)  # type: ignore[arg-type]
    return texts, faults


def difference(file: FileText, after: str) -> str:
    """A unified diff, as `diff -u` prints it."""
    lines = difflib.unified_diff(
        file.text.splitlines(keepends=True), after.splitlines(keepends=True), file.label, f"{file.label} (canonical)"
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def as_on_disk(text: str, file: FileText) -> str:
    """With the line ends that the file has: git writes Windows' own where it is told to."""
    windows = file.raw.count(b"\r\n")
    return text.replace("\n", "\r\n") if windows and windows == file.raw.count(b"\n") else text


def _named(written: str, cwd: Path, stdin: BinaryIO) -> Iterator[FileText | Diagnostic]:
    if written == STDIN:
        yield _decoded(None, "<stdin>", stdin.read())
        return
    place = place_of(written, cwd)
    if not place.path.is_dir():
        yield _read(place)
        return
    for each in yaml_files(place):
        found = _read(each)
        # A folder may hold other YAML; what is named is meant.
        if isinstance(found, Diagnostic) or _MARK.search(found.text):
            yield found


def _read(place: Place) -> FileText | Diagnostic:
    try:
        return _decoded(place.path, place.label, place.path.read_bytes())
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        return error("OPS901", f"`{place.label}` can't be read: {reason}", source=SourceRange(place.label))


def _decoded(path: Path | None, label: str, raw: bytes) -> FileText | Diagnostic:
    text = decode(raw, label)
    return text if isinstance(text, Diagnostic) else FileText(path, label, raw, text)

"""Finds and reads the files of one run; what can't be read is a diagnostic with the reason."""

from __future__ import annotations

import codecs
import os
from pathlib import Path
from typing import NamedTuple

from passkeyctl.config.faults import after, fault
from passkeyctl.diagnostics import Diagnostic, SourceRange

LARGEST = 16 * 1024 * 1024
"""A configuration of 50 000 policies is smaller; more is the wrong file."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Place(NamedTuple):
    """Where a file lies, and the name that messages use: relative to the current folder, with forward slashes."""

    path: Path
    label: str


def place_of(written: str, folder: Path, base: str = "") -> Place:
    """The place that `written` means beside a file with the label `base` in `folder`."""
    return Place(Path(os.path.normpath(folder / written)), label_of(written, base))


def label_of(written: str, base: str) -> str:
    """What messages call the file that `written` means beside one with the label `base`."""
    if Path(written).is_absolute():
        return Path(os.path.normpath(written)).as_posix()
    return os.path.normpath(os.path.join(os.path.dirname(base), written)).replace(os.sep, "/")


def yaml_files(folder: Place) -> list[Place]:
    """The folder's own YAML files in name order; subfolders are other configurations."""
    names = sorted(each.name for each in folder.path.iterdir() if each.suffix in (".yaml", ".yml") and each.is_file())
    prefix = "" if folder.label == "." else f"{folder.label}/"
    return [Place(folder.path / name, prefix + name) for name in names]


def read(place: Place, told_at: SourceRange | None = None) -> str | Diagnostic:
    """The file's text. `told_at` is where a fault is told, if not at the file itself."""
    source = told_at or SourceRange(place.label)
    try:
        with place.path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return fault(f"there is no file `{place.label}`", source, "check the name and the folder it is relative to")
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "not a usable name"
        return fault(f"`{place.label}` can't be read: {reason.lower()}", source, "check its permissions")
    return decode(raw, place.label)


def decode(raw: bytes, label: str) -> str | Diagnostic:
    """UTF-8, or UTF-16 with a byte order mark as editors on Windows write it."""
    if len(raw) > LARGEST:
        return fault(
            f"`{label}` is larger than {LARGEST // 1024 // 1024} MB", SourceRange(label), "is it the right file?"
        )
    mark, encoding = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), (b"", "utf-8"))
    body = raw[len(mark) :]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as problem:
        before = body[: problem.start].decode(encoding, "replace")
        hint = "save the file as UTF-8" if encoding == "utf-8" else "save the file again, whole"
        summary = f"not valid {encoding.upper()} text"
        return fault(summary, after(before, label), hint)

"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from passkeyctl.errors import OutputFailed

ESCAPED = "backslashreplace"
"""A file name that is not text holds half characters; as `\\udcff` they are legal in JSON."""


def replace_file(path: Path, text: str, *, keep_mode: bool = False) -> None:
    """Write beside it, flush to disk, then move into place; readable by its owner only, or by whom it was before.

    A device such as /dev/full is written in place: nothing can be moved over it.
    """
    try:
        if path.exists() and not path.is_file():
            _write_in_place(path, text)
        else:
            _write_beside(path, text, keep_mode=keep_mode)
    except OSError as error:
        raise OutputFailed(
            f"`{path}` could not be written: {error.strerror or error}",
            hint=_hint(path),
        ) from error


def _hint(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no folder `{path.parent}`: make it, or choose another place"
    return "nothing of it was kept; free some space or choose another place"


def _write_in_place(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", errors=ESCAPED, newline="\n") as stream:
        stream.write(text)


def _write_beside(path: Path, text: str, *, keep_mode: bool) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors=ESCAPED, newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if keep_mode:
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise

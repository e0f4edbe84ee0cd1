"""Several files that are there all or not at all, and never in the place of others unasked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from passkeyctl.cli.atomic import replace_file
from passkeyctl.errors import OutputFailed, UsageError


def check_free(folder: Path, names: Iterable[str]) -> None:
    """All that are in the way are named at once."""
    taken = [(folder / name).as_posix() for name in names if _is_taken(folder / name)]
    if taken:
        listed = ", ".join(f"`{each}`" for each in taken[:5]) + (f" and {len(taken) - 5} more" if taken[5:] else "")
        are = "is" if len(taken) == 1 else "are"
        raise UsageError(f"{listed} {are} there already", hint="add --overwrite, or choose another place for --out")


def _is_taken(path: Path) -> bool:
    """A device such as /dev/stdout is written to; an empty file holds nothing that could be lost."""
    return path.is_dir() or (path.is_file() and path.stat().st_size > 0)


def write_files(folder: Path, texts: Mapping[str, str], *, overwrites: bool) -> None:
    """Made beside their place first, so that a full disk leaves what was there."""
    if not overwrites:
        check_free(folder, texts)
    if len(texts) == 1 and not (folder / next(iter(texts))).is_file() and (folder / next(iter(texts))).exists():
        replace_file(folder / next(iter(texts)), next(iter(texts.values())))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".export.", dir=folder))
    except OSError as error:
        raise OutputFailed(
            f"`{folder}` could not be written to: {error.strerror or error}", hint="choose another place for --out"
        ) from error
    try:
        for path, text in texts.items():
            (beside / path).parent.mkdir(parents=True, exist_ok=True)
            replace_file(beside / path, text)
        _move(beside, folder, texts)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move(beside: Path, folder: Path, texts: Mapping[str, str]) -> None:
    try:
        for path in texts:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (beside / path).replace(folder / path)
    except OSError as error:
        raise OutputFailed(
            f"`{folder}` could not be written to: {error.strerror or error}", hint="choose another place for --out"
        ) from error

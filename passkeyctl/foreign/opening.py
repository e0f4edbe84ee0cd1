"""A path that holds a tenant: a snapshot of ours, or what another tool exported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from passkeyctl.errors import SnapshotRejected, UserFault
from passkeyctl.snapshot.document import Opened
from passkeyctl.snapshot.file import is_snapshot, load_snapshot


def open_snapshot(paths: Sequence[Path]) -> Opened:
    """One file of ours, or any files and folders of others; raises where nothing can be made of them."""
    content = _ours(paths[0]) if len(paths) == 1 else None
    if content is not None:
        # What a pipe gave can't be had again.
        return Opened(load_snapshot(content, str(paths[0]), paths[0] if paths[0].is_file() else None))
    from passkeyctl.foreign.reading import read_foreign

    opened = read_foreign(paths)
    if not opened.snapshot.parts:
        raise UserFault(opened.faults)
    return opened


def _ours(path: Path) -> bytes | None:
    if path.is_dir():
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SnapshotRejected(
            f"the snapshot `{path}` can't be read: {error.strerror or error}", hint="check its name and its rights"
        ) from error
    return content if is_snapshot(content) else None

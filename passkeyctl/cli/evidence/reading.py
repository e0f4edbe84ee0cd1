"""An evidence folder as it lies there; nothing in it is followed or believed."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.plan.evidence.manifest import MANIFEST, EvidenceRejected, Manifest, load_manifest
from passkeyctl.plan.evidence.verifying import Beside, EvidenceFault, Unread, Wrong, faults_of, sizes

LARGEST_MANIFEST = 4 * 1024 * 1024
NO_FOLLOWING = getattr(os, "O_NOFOLLOW", 0)
"""Windows has no such flag: a link is seen before it is opened."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What an evidence folder holds. `manifest` is None where there is none to be believed; `faults` say why."""

    path: Path
    manifest: Manifest | None
    faults: tuple[EvidenceFault, ...]


def opened(path: Path) -> Folder:
    """Raises EvidenceRejected where there is no folder of that name, or it can't be looked into."""
    try:
        names = sorted(os.listdir(path))
    except OSError as fault:
        raise EvidenceRejected(
            f"the folder `{path}` can't be read: {fault.strerror or fault}",
            hint="name the folder that `--evidence` wrote",
        ) from fault
    found = _content(path / MANIFEST, None, LARGEST_MANIFEST)
    if isinstance(found, Unread):
        why = "there is no manifest" if MANIFEST not in names else found.why
        return Folder(path, None, (EvidenceFault(Wrong.MANIFEST, MANIFEST, why),))
    try:
        manifest = load_manifest(found.decode("utf-8", "replace"))
    except EvidenceRejected as fault:
        return Folder(path, None, (EvidenceFault(Wrong.MANIFEST, MANIFEST, fault.summary),))
    wanted = {each.name: each.size for section in manifest.sections for each in section.files}
    beside: Beside = {
        name: _content(path / name, wanted[name]) if name in wanted else Unread(Wrong.EXTRA, "")
        for name in names
        if name != MANIFEST
    }
    return Folder(path, manifest, faults_of(manifest, beside))


def _content(path: Path, size: int | None, most: int | None = None) -> bytes | Unread:
    """What is longer or shorter than it has to be is not read at all."""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            return Unread(Wrong.NOT_A_FILE, "it is a link" if stat.S_ISLNK(found.st_mode) else "it is no file")
        if size is not None and found.st_size != size:
            return Unread(Wrong.ALTERED, sizes(size, found.st_size))
        if most is not None and found.st_size > most:
            return Unread(Wrong.UNREADABLE, f"it has {found.st_size:,} bytes, and no manifest has so many")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | NO_FOLLOWING)
        with open(descriptor, "rb") as file:
            return file.read(found.st_size + 1)
    except OSError as fault:
        return Unread(Wrong.UNREADABLE, (fault.strerror or str(fault)).lower())

"""Places in files as a reader elsewhere can use them: below one folder, without a word about this machine."""

from __future__ import annotations

import ntpath
import posixpath
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath
from urllib.parse import quote

KEPT = "/-._~!$&'()*+,;=@"
"""Beside letters and digits; not `:`, so that no file name looks like a scheme."""


@dataclass(frozen=True, slots=True)
class Folders:
    """`root` is where paths start for the reader (a checkout), `current` where the given ones start."""

    root: PurePath
    current: PurePath

    def path(self, file: str) -> str:
        """With slashes, seen from `root`; of a file elsewhere on this machine just the name."""
        kind = type(self.root)
        normal = ntpath.normpath if isinstance(self.root, PureWindowsPath) else posixpath.normpath
        whole = kind(normal(str(self.current / file)))
        return whole.relative_to(self.root).as_posix() if whole.is_relative_to(self.root) else whole.name

    def uri(self, file: str) -> str:
        """Percent-encoded; what is not text in a name keeps its bytes."""
        return quote(self.path(file).encode("utf-8", "surrogatepass"), safe=KEPT)

"""Where the texts of a run come from: the disk, or texts that were read before."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from passkeyctl.config import builtin
from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.source import Place, label_of, place_of, read
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import SourceText


class Shelf(Protocol):
    def beside(self, written: str, base: Place) -> Place:
        """The file that `written` means in the file at `base`."""

    def builtin(self, spot: Spot) -> Place | Diagnostic:
        """The file of the shipped library that `builtin:NAME` means."""

    def is_folder(self, place: Place) -> bool: ...

    def text(self, place: Place, told_at: Spot) -> str | Diagnostic:
        """The whole text; a fault is told at the spot that names the file."""


class Disk:
    def __init__(self, library: Path) -> None:
        self._library = library

    def beside(self, written: str, base: Place) -> Place:
        return place_of(written, base.path.parent, base.label)

    def builtin(self, spot: Spot) -> Place | Diagnostic:
        name = spot.text.removeprefix(builtin.PREFIX)
        known = builtin.names(self._library)
        if name in known:
            return Place(self._library / f"{name}.yaml", spot.text)
        offered = [builtin.PREFIX + each for each in known]
        hint = did_you_mean(spot.text, offered) if offered else "this version ships none"
        return fault(f"there is no `{spot.text}`", spot.place, hint)

    def is_folder(self, place: Place) -> bool:
        return place.path.is_dir()

    def text(self, place: Place, told_at: Spot) -> str | Diagnostic:
        return read(place, told_at.place)


class Kept:
    """The files of a saved plan."""

    def __init__(self, files: Sequence[SourceText]) -> None:
        self._texts = {each.file: each.text for each in files}

    def beside(self, written: str, base: Place) -> Place:
        label = label_of(written, base.label)
        if label not in self._texts:
            # A file that was reached by two ways is kept under the first of its names.
            named = [each for each in self._texts if posixpath.basename(each) == posixpath.basename(label)]
            label = named[0] if len(named) == 1 else label
        return self.place(label)

    def builtin(self, spot: Spot) -> Place | Diagnostic:
        return self.place(spot.text)

    def is_folder(self, place: Place) -> bool:  # noqa: ARG002
        return False

    def text(self, place: Place, told_at: Spot) -> str | Diagnostic:
        if place.label in self._texts:
            return self._texts[place.label]
        return fault(f"`{told_at.text}` isn't among the files of this plan", told_at.place, "make the plan again")

    @staticmethod
    def place(label: str) -> Place:
        return Place(Path(label), label)

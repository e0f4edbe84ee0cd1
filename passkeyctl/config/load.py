"""The one entry point: files, or texts that were files once, -> Configuration and everything to say about them."""

from __future__ import annotations

import gc
import posixpath
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from passkeyctl.config import builtin
from passkeyctl.config.documents import FileContent, Skipped, content
from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.parse import parse
from passkeyctl.config.range_files import range_files
from passkeyctl.config.source import Place, decode, label_of, place_of, read, yaml_files
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.diagnostics import Diagnostic, SourceRange, has_errors, in_reading_order
from passkeyctl.model.desired import Configuration, SourceText

STDIN = "-"


class Loaded(NamedTuple):
    """`configuration` is None as soon as one diagnostic is an error."""

    configuration: Configuration | None
    diagnostics: tuple[Diagnostic, ...]
    skipped: tuple[Skipped, ...] = ()


class _Gathered:
    """What has been read so far, in reading order."""

    def __init__(self) -> None:
        self.documents: list[Keys] = []
        self.files: list[SourceText] = []
        self.found: list[Diagnostic] = []
        self.skipped: list[Skipped] = []

    def add(self, source: SourceText, held: FileContent) -> None:
        self.found.extend(held.found)
        self.skipped.extend(held.skipped)
        self.documents.extend(held.documents)
        if held.documents:
            self.files.append(source)

    def loaded(self) -> Loaded:
        configuration = parse(self.documents, self.files, self.found) if self.documents else None
        diagnostics = in_reading_order(self.found)
        return Loaded(None if has_errors(diagnostics) else configuration, diagnostics, tuple(self.skipped))


def load(paths: Sequence[str], *, cwd: Path, stdin: BinaryIO | None = None, library: Path | None = None) -> Loaded:
    """Read files and folders (none: the current folder; `-`: standard input) and what they include."""
    with _collector_at_rest():
        reading = _Reading(cwd, library or builtin.shipped(), stdin)
        for written in paths or (".",):
            reading.root(written)
        return reading.gathered.loaded()


def load_texts(files: Sequence[SourceText]) -> Loaded:
    """The same from texts that were read before; what they include must be among them."""
    gathered = _Gathered()
    with _collector_at_rest():
        for source in files:
            if source.is_ranges:
                gathered.files.append(source)
                continue
            held = content(source, is_named=True)
            gathered.add(source, held)
            gathered.found.extend(_missing_includes(source, held, files))
            gathered.found.extend(_missing_range_files(source, held, files))
        return gathered.loaded()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Everything read from a large file stays alive, so collecting meanwhile costs a fifth of the time for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _missing_includes(source: SourceText, held: FileContent, files: Sequence[SourceText]) -> Iterator[Diagnostic]:
    labels = {each.file for each in files}
    names = {posixpath.basename(each.file) for each in files}
    for spot in _includes(held):
        label = spot.text
        if not label.startswith(builtin.PREFIX):
            label = posixpath.normpath(posixpath.join(posixpath.dirname(source.file), label))
        # A file that was reached by two ways is kept under the first of its names.
        if label not in labels and posixpath.basename(label) not in names:
            yield fault(f"`{spot.text}` isn't among the files of this plan", spot.place, "make the plan again")


def _missing_range_files(source: SourceText, held: FileContent, files: Sequence[SourceText]) -> Iterator[Diagnostic]:
    labels = {each.file for each in files if each.is_ranges}
    for spot in range_files(held.documents):
        if label_of(spot.text, source.file) not in labels:
            yield fault(f"`{spot.text}` isn't among the files of this plan", spot.place, "make the plan again")


def _includes(held: FileContent) -> Iterator[Spot]:
    for document in held.documents:
        yield from document.members("include")


class _Reading:
    """Follows includes from the files named on the command line; reads every file once."""

    def __init__(self, cwd: Path, library: Path, stdin: BinaryIO | None) -> None:
        self.gathered = _Gathered()
        self._cwd = cwd
        self._library = library
        self._stdin = stdin
        self._read: set[str] = set()
        self._open: list[str] = []

    def root(self, written: str) -> None:
        """One argument of the command line."""
        if written == STDIN:
            self._standard_input()
            return
        place = place_of(written, self._cwd)
        if place.path.is_dir():
            self._folder(place)
        else:
            self._file(place, is_named=True)

    def _standard_input(self) -> None:
        label = "<stdin>"
        if label in self._read:
            return
        self._read.add(label)
        text = decode((self._stdin or sys.stdin.buffer).read(), label)
        self._text(text, Place(self._cwd / label, label), is_named=True)

    def _folder(self, folder: Place) -> None:
        try:
            places = yaml_files(folder)
        except OSError as problem:
            reason = (problem.strerror or "unknown reason").lower()
            summary = f"the folder `{folder.label}` can't be read: {reason}"
            self.gathered.found.append(fault(summary, SourceRange(folder.label), "check its permissions"))
            return
        before = len(self.gathered.found), len(self._read), len(self.gathered.documents)
        for place in places:
            self._file(place, is_named=False)
        found, seen, documents = before
        is_silent = len(self.gathered.documents) == documents and not has_errors(self.gathered.found[found:])
        if is_silent and len(self._read) - seen == len(places):
            hint = "name a file, or a folder with a file that begins with `apiVersion: passkeyctl/v1`"
            summary = f"the folder `{folder.label}` has no document of passkeyctl"
            self.gathered.found.append(fault(summary, SourceRange(folder.label), hint))

    def _file(self, place: Place, *, is_named: bool, told_at: SourceRange | None = None) -> None:
        key = str(place.path)
        if key in self._read:
            return
        self._read.add(key)
        self._text(read(place, told_at), place, is_named=is_named)

    def _text(self, text: str | Diagnostic, place: Place, *, is_named: bool, is_builtin: bool = False) -> None:
        if isinstance(text, Diagnostic):
            self.gathered.found.append(text)
            return
        source = SourceText(place.label, text, is_builtin)
        held = content(source, is_named=is_named)
        self.gathered.add(source, held)
        for spot in range_files(held.documents):
            self._ranges(spot, place)
        self._open.append(str(place.path))
        for spot in _includes(held):
            self._include(spot, place)
        self._open.pop()

    def _ranges(self, spot: Spot, base: Place) -> None:
        """A text file that a named location takes its ranges from."""
        place = place_of(spot.text, base.path.parent, base.label)
        key = f"ranges of {place.label}"
        if key in self._read:
            return
        self._read.add(key)
        text = read(place, spot.place)
        if isinstance(text, Diagnostic):
            self.gathered.found.append(text)
        else:
            self.gathered.files.append(SourceText(place.label, text, is_ranges=True))

    def _include(self, spot: Spot, base: Place) -> None:
        if spot.text.startswith(builtin.PREFIX):
            self._builtin(spot)
            return
        place = place_of(spot.text, base.path.parent, base.label)
        if str(place.path) in self._open:
            summary = f"`{spot.text}` includes itself, directly or through another file"
            self.gathered.found.append(fault(summary, spot.place, "take one of the includes out"))
        elif place.path.is_dir():
            summary = f"`{spot.text}` is a folder"
            self.gathered.found.append(fault(summary, spot.place, "include its files by name"))
        else:
            self._file(place, is_named=True, told_at=spot.place)

    def _builtin(self, spot: Spot) -> None:
        name = spot.text.removeprefix(builtin.PREFIX)
        known = builtin.names(self._library)
        if name not in known:
            offered = [builtin.PREFIX + each for each in known]
            hint = did_you_mean(spot.text, offered) if offered else "this version ships none"
            self.gathered.found.append(fault(f"there is no `{spot.text}`", spot.place, hint))
        elif spot.text not in self._read:
            self._read.add(spot.text)
            place = Place(self._library / f"{name}.yaml", spot.text)
            self._text(read(place, spot.place), place, is_named=True, is_builtin=True)

"""The one entry point: files, or texts that were files once, -> Configuration and everything to say about them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from passkeyctl.config import builtin
from passkeyctl.config.composition import put_together
from passkeyctl.config.documents import Skipped
from passkeyctl.config.faults import fault
from passkeyctl.config.parse import parse
from passkeyctl.config.proving import described, only_there
from passkeyctl.config.range_files import range_files
from passkeyctl.config.reading import Reach, Reading
from passkeyctl.config.shelves import Disk, Kept
from passkeyctl.config.source import Place, decode, place_of, read, yaml_files
from passkeyctl.config.staging import Asked
from passkeyctl.diagnostics import Diagnostic, SourceRange, has_errors, in_reading_order
from passkeyctl.model.desired import Configuration, SourceText

if TYPE_CHECKING:
    from passkeyctl.model.policy_tests import PolicyTest

STDIN = "-"


class Loaded(NamedTuple):
    """`configuration` is None as soon as one diagnostic is an error, and where there are policy tests only."""

    configuration: Configuration | None
    diagnostics: tuple[Diagnostic, ...]
    skipped: tuple[Skipped, ...] = ()
    tests: tuple[PolicyTest, ...] = ()


def load(
    paths: Sequence[str],
    *,
    cwd: Path,
    stdin: BinaryIO | None = None,
    library: Path | None = None,
    stand_ins: frozenset[str] = frozenset(),
    stage: str = "",
) -> Loaded:
    """Read files and folders (none: the current folder; `-`: standard input) and what they include or extend.

    `stand_ins` are ids that may stand for variables without a value whose description names them. `stage` is the
    wanted stage of the roll-out, "" for the one that the files want; all other steps of the ladder are proved as well.
    """
    with _collector_at_rest():
        reading = Reading(Disk(library or builtin.shipped()))
        roots = _Roots(reading, cwd, stdin)
        for written in paths or (".",):
            roots.read(written)
        return _loaded(reading, stand_ins, stage)


def load_texts(files: Sequence[SourceText], stage: str = "") -> Loaded:
    """The same from texts that were read before; what they include or extend must be among them."""
    with _collector_at_rest():
        return _loaded(_kept(files), stage=stage)


def at_stages(
    files: Sequence[SourceText], names: Collection[str], wanted: str = "", found: list[Diagnostic] | None = None
) -> Configuration:
    """What texts that were found sound say with the settings of exactly these stages, in the order of the files.

    Where a stage is left out, one above it may not fit any more: `found` gets what is to be said of that.
    """
    with _collector_at_rest():
        reading = _kept(files)
        reading.finish()
        together = put_together(reading.layer, reading.tests, reading.found, asked=Asked(wanted, frozenset(names)))
        reading.ranges(range_files(together.documents))
        configuration = parse(together.documents, reading.files, reading.found, staged=together.staged)
        if found is not None:
            found.extend(reading.found)
        return configuration


def by_catalogue(files: Sequence[SourceText], date: str, names: Collection[str] | None = None) -> Configuration | None:
    """What texts that were found sound would say by another catalogue; a name that it does not have means nothing.

    `names` are the stages whose settings are asked for; None: those that the files want.
    """
    with _collector_at_rest():
        reading = _kept(files)
        reading.finish()
        asked = Asked(names=None if names is None else frozenset(names))
        documents, _, staged, _ = put_together(reading.layer, reading.tests, reading.found, asked=asked)
        reading.ranges(range_files(documents))
        return parse(documents, reading.files, reading.found, date, staged=staged) if documents else None


def _kept(files: Sequence[SourceText]) -> Reading:
    reading = Reading(Kept(files))
    for each in files:
        where = Kept.place(each.file)
        if not each.is_ranges and str(where.path) not in reading.seen:
            reading.root(where, each.text, Reach.NAMED, is_builtin=each.builtin)
    return reading


def _loaded(reading: Reading, stand_ins: frozenset[str] = frozenset(), stage: str = "") -> Loaded:
    reading.finish()
    documents, tests, staged, others = put_together(
        reading.layer, reading.tests, reading.found, stand_ins, Asked(stage)
    )
    reading.ranges(range_files([*documents, *(keys for each in others for keys in each.documents)]))
    known = described(each.documents for each in others)
    configuration = None
    if documents:
        configuration = parse(documents, reading.files, reading.found, staged=staged, known=known)
    for each in others:
        parse(each.documents, reading.files, each.found, staged=staged, known=known)
        reading.found.extend(only_there(each, reading.found))
    parsed: tuple[PolicyTest, ...] = ()
    if tests and not has_errors(reading.found):
        from passkeyctl.config.parse_tests import policy_tests  # most runs have none

        parsed = policy_tests(tests, configuration, reading.found)
    diagnostics = in_reading_order(reading.found)
    is_broken = has_errors(diagnostics)
    skipped = tuple(reading.skipped)
    return Loaded(None, diagnostics, skipped) if is_broken else Loaded(configuration, diagnostics, skipped, parsed)


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


class _Roots:
    """Reads what the command line names."""

    def __init__(self, reading: Reading, cwd: Path, stdin: BinaryIO | None) -> None:
        self._reading = reading
        self._cwd = cwd
        self._stdin = stdin

    def read(self, written: str) -> None:
        """One argument."""
        if written == STDIN:
            self._standard_input()
            return
        place = place_of(written, self._cwd)
        if place.path.is_dir():
            self._folder(place)
        else:
            self._file(place, Reach.NAMED)

    def _standard_input(self) -> None:
        place = Place(self._cwd / "<stdin>", "<stdin>")
        if str(place.path) not in self._reading.seen:
            text = decode((self._stdin or sys.stdin.buffer).read(), place.label)
            self._reading.root(place, text, Reach.NAMED)

    def _folder(self, folder: Place) -> None:
        reading = self._reading
        try:
            places = yaml_files(folder)
        except OSError as problem:
            reason = (problem.strerror or "unknown reason").lower()
            summary = f"the folder `{folder.label}` can't be read: {reason}"
            reading.found.append(fault(summary, SourceRange(folder.label), "check its permissions"))
            return
        told, documents = len(reading.found), reading.count
        seen = sum(str(place.path) in reading.seen for place in places)
        for place in places:
            self._file(place, Reach.FOLDER)
        is_silent = reading.count == documents
        if is_silent and not seen and not has_errors(reading.found[told:]):
            hint = "name a file, or a folder with a file that begins with `apiVersion: passkeyctl/v1`"
            summary = f"the folder `{folder.label}` has no document of passkeyctl"
            reading.found.append(fault(summary, SourceRange(folder.label), hint))

    def _file(self, place: Place, reach: Reach) -> None:
        if str(place.path) not in self._reading.seen:
            self._reading.root(place, read(place), reach)

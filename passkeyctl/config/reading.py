"""Follows `include` and `extends` from file to file; every file is read once and belongs to one layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from passkeyctl.config import builtin
from passkeyctl.config.documents import TENANT, Document, FileContent, Skipped, content
from passkeyctl.config.faults import fault
from passkeyctl.config.shelves import Shelf
from passkeyctl.config.source import Place
from passkeyctl.config.spots import Spot, place
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import SourceText


class Reach(Enum):
    """How a file was reached."""

    NAMED = auto()
    FOLDER = auto()
    INCLUDED = auto()
    EXTENDED = auto()


@dataclass(slots=True)
class Layer:
    """Documents that count alike: a tenant's own, or a baseline's; `base` is the layer below that they extend."""

    documents: list[Document] = field(default_factory=list)
    extends: Spot | None = None
    base: Layer | None = None


class _Waiting(NamedTuple):
    """A baseline that was found before anything extends it."""

    place: Place
    held: FileContent
    reach: Reach


class Reading:
    """What has been read so far, in reading order; `layer` is the tenant's."""

    def __init__(self, shelf: Shelf) -> None:
        self.layer = Layer()
        self.files: list[SourceText] = []
        self.found: list[Diagnostic] = []
        self.skipped: list[Skipped] = []
        self.tests: list[Document] = []
        self.waiting: list[_Waiting] = []
        self.seen: set[str] = set()
        self._shelf = shelf
        self._places: dict[str, Place] = {}
        self._open: list[str] = []

    @property
    def count(self) -> int:
        """How many documents were found so far, those that wait included."""
        return len(self.layer.documents) + len(self.waiting) + len(self.tests)

    def root(self, where: Place, text: str | Diagnostic, reach: Reach, *, is_builtin: bool = False) -> None:
        """One file of the command line, or of a folder."""
        if isinstance(text, Diagnostic):
            self.found.append(text)
        else:
            self._take(SourceText(where.label, text, is_builtin), where, self.layer, reach, None)

    def finish(self) -> None:
        """Say what becomes of the baselines that nothing extends."""
        for where, held, reach in self.waiting:
            if where.label in self._places:
                continue
            told = held.documents[0].place
            if reach is Reach.FOLDER and self.layer.documents:
                self.skipped.append(Skipped(told, "a baseline, which is only read through `extends`"))
                continue
            hint = f"name a tenant's file that says `extends: {where.label}`"
            self.found.append(fault(f"`{where.label}` is a baseline: it is only read through `extends`", told, hint))

    def ranges(self, spots: Iterable[Spot]) -> None:
        """The text files that named locations take their IP ranges from."""
        for spot in spots:
            where = self._shelf.beside(spot.text, self._places[spot.at.name])
            if where.label in self.seen:
                continue
            self.seen.add(where.label)
            text = self._shelf.text(where, spot)
            if isinstance(text, Diagnostic):
                self.found.append(text)
            else:
                self.files.append(SourceText(where.label, text, is_ranges=True))

    def _take(self, source: SourceText, where: Place, layer: Layer, reach: Reach, told_at: Spot | None) -> None:
        held = content(source, is_named=reach is not Reach.FOLDER)
        is_root = reach in (Reach.NAMED, Reach.FOLDER)
        if is_root and held.documents and all(each.is_baseline for each in held.documents):
            self.waiting.append(_Waiting(where, held, reach))
            return
        self.seen.add(str(where.path))
        self._places[where.label] = where
        self.found.extend(held.found)
        self.skipped.extend(held.skipped)
        self.tests.extend(held.tests)
        documents = [each for each in held.documents if self._fits(each, source, layer, reach, told_at)]
        layer.documents.extend(documents)
        if held.documents:
            self.files.append(source)
        self._open.append(str(where.path))
        for document in documents:
            self._extend(document, layer, where)
        for document in documents:
            for spot in document.includes():
                self._follow(spot, where, layer, Reach.INCLUDED)
        self._open.pop()

    def _extend(self, document: Document, layer: Layer, where: Place) -> None:
        spot = document.extends()
        if spot is None:
            return
        if layer.extends is not None:
            summary = f"`extends` stands twice, first at {layer.extends.source}"
            hint = "keep one of them; a baseline may extend another one itself"
            self.found.append(fault(summary, spot.source, hint))
            return
        layer.extends, layer.base = spot, Layer()
        self._follow(spot, where, layer.base, Reach.EXTENDED)

    def _follow(self, spot: Spot, base: Place, layer: Layer, reach: Reach) -> None:
        if "${" in spot.text:
            return  # no variable can stand here, which is told with all other places
        is_builtin = spot.text.startswith(builtin.PREFIX)
        where = self._shelf.builtin(spot) if is_builtin else self._shelf.beside(spot.text, base)
        if isinstance(where, Diagnostic):
            self.found.append(where)
            return
        told = self._why_not(where, spot, reach)
        if told is not None:
            self.found.append(told)
        elif str(where.path) not in self.seen:
            self.seen.add(str(where.path))
            text = self._shelf.text(where, spot)
            if isinstance(text, Diagnostic):
                self.found.append(text)
            else:
                self._take(SourceText(where.label, text, is_builtin), where, layer, reach, spot)

    def _why_not(self, where: Place, spot: Spot, reach: Reach) -> Diagnostic | None:
        verb = "includes" if reach is Reach.INCLUDED else "extends"
        if str(where.path) in self._open:
            summary = f"`{spot.text}` {verb} itself, directly or through another file"
            return fault(summary, spot.place, f"take one of the {verb if verb == 'includes' else '`extends`'} out")
        if self._shelf.is_folder(where):
            hint = "include its files by name" if reach is Reach.INCLUDED else "name the baseline's file"
            return fault(f"`{spot.text}` is a folder", spot.place, hint)
        if reach is Reach.EXTENDED and str(where.path) in self.seen:
            summary = f"`{spot.text}` is read as a part of these files already"
            return fault(summary, spot.place, "a file is either included or extended: keep one of them")
        return None

    def _fits(self, document: Document, source: SourceText, layer: Layer, reach: Reach, told_at: Spot | None) -> bool:
        """Whether a document of this kind may stand in this layer; says why not."""
        told = self._misplaced(document, source, layer, reach, told_at)
        if told is not None:
            self.found.append(told)
        elif layer is self.layer:
            self.found.extend(_foreign(document, "version", "only a baseline has a version"))
        else:
            self.found.extend(_foreign(document, "tenant", "a baseline is for many tenants and names none"))
        return told is None

    def _misplaced(
        self, document: Document, source: SourceText, layer: Layer, reach: Reach, told_at: Spot | None
    ) -> Diagnostic | None:
        at = told_at.place if told_at is not None else document.place
        if layer is self.layer:
            if document.is_baseline and reach is Reach.INCLUDED:
                hint = f"write `extends: {told_at.text if told_at else source.file}` instead"
                return fault(f"`{source.file}` is a baseline and can't be included", at, hint)
            if document.is_baseline:
                return fault("a baseline stands beside other documents", at, "give it a file of its own")
            return None
        if document.kind == TENANT or (reach is Reach.EXTENDED and not document.is_baseline and not source.builtin):
            hint = "begin it with `kind: Baseline`, or use `include`"
            return fault(f"`{source.file}` is no baseline", at, hint)
        return None


def _foreign(document: Document, name: str, summary: str) -> Iterator[Diagnostic]:
    pair = document.head.get(name)
    if pair is not None:
        yield fault(summary, place(pair[0].start_mark), f"take `{name}` out")

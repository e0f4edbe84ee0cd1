"""One file's text -> its documents of this tool, walked; other documents are skipped and listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode

from passkeyctl.config.composing import compose
from passkeyctl.config.faults import fault
from passkeyctl.config.pairs import OverLimit
from passkeyctl.config.schema import API_VERSION, DOCUMENT
from passkeyctl.config.spots import Keys, place
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic, SourceRange, notice
from passkeyctl.model.desired import SourceText

_OURS = "passkeyctl/"


class Skipped(NamedTuple):
    """A document, or a whole file, that isn't this tool's."""

    source: SourceRange
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class FileContent(NamedTuple):
    documents: tuple[Keys, ...]
    found: tuple[Diagnostic, ...]
    skipped: tuple[Skipped, ...]


def content(source: SourceText, *, is_named: bool) -> FileContent:
    """What a file holds. A file that was named (not found in a folder) must hold a document of this tool."""
    walk = Walk()
    documents: list[Keys] = []
    skipped: list[Skipped] = []
    has_ours = False
    for each in compose(source.text, source.file):
        if isinstance(each, Diagnostic):
            if not is_named and not has_ours and _OURS not in source.text:
                skipped.append(Skipped(SourceRange(source.file), "not YAML that mentions passkeyctl"))
            else:
                has_ours = True
                walk.found.append(each)
        elif _is_ours(each):
            has_ours = True
            documents.extend(_walked(each, walk))
        elif not _is_empty(each):
            skipped.append(Skipped(place(each.start_mark), "no `apiVersion: passkeyctl/v1`"))
    if not has_ours and is_named:
        return FileContent((), (_not_ours(source.file, skipped),), ())
    told = [_notice(each) for each in skipped]
    return FileContent(tuple(documents), (*walk.found, *told), tuple(skipped))


def _walked(node: Node, walk: Walk) -> Iterator[Keys]:
    try:
        spot = walk.spot(node, DOCUMENT, "")
    except OverLimit:
        return
    if spot is not None:
        yield spot.keys


def _is_ours(node: Node) -> bool:
    """Whether the document says so, or nearly: a slip in `apiVersion` must not make a file silently unread."""
    if not isinstance(node, MappingNode):
        return False
    for key, value in node.value:
        if isinstance(key, ScalarNode) and isinstance(value, ScalarNode) and _says_ours(key.value, value.value):
            return True
    return False


def _says_ours(key: str, value: str) -> bool:
    return value.startswith(_OURS) or (key.casefold() == "apiversion" and "passkeyctl" in value)


def _is_empty(node: Node) -> bool:
    """Whether it is what stands after a last `---`."""
    return isinstance(node, ScalarNode) and not node.value and not node.style


def _not_ours(file: str, skipped: list[Skipped]) -> Diagnostic:
    where = skipped[0].source if skipped else SourceRange(file, 1, 1)
    return fault(f"`{file}` has no document of passkeyctl", where, f"begin it with `apiVersion: {API_VERSION}`")


def _notice(skipped: Skipped) -> Diagnostic:
    return notice("OPS901", f"skipped: {skipped.reason}", source=skipped.source)

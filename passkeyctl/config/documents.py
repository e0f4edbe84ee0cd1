"""One file's text -> its documents of this tool, as nodes with their heads read; others are skipped and listed."""

from __future__ import annotations

from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode

from passkeyctl.config.composing import compose
from passkeyctl.config.faults import fault
from passkeyctl.config.pairs import OverLimit, Pair, Pairs
from passkeyctl.config.schema import API_VERSION, DOCUMENT
from passkeyctl.config.schema_entries import TEXT, TEXTS
from passkeyctl.config.schema_tests import TEST_KIND
from passkeyctl.config.shape import Shape
from passkeyctl.config.spots import Spot, place
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic, SourceRange, notice
from passkeyctl.model.desired import SourceText

_OURS = "passkeyctl/"
BASELINE = "Baseline"
TENANT = "Tenant"


class Skipped(NamedTuple):
    """A document, or a whole file, that isn't this tool's."""

    source: SourceRange
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class Document(NamedTuple):
    """One document before anything is put together. What is wrong with its head is told when all of it is walked."""

    node: MappingNode
    head: dict[str, Pair]
    is_plain: bool
    """Whether it has neither variables nor anything to put together: then it is walked as it stands."""

    @property
    def kind(self) -> str:
        pair = self.head.get("kind")
        return pair[1].value if pair is not None and isinstance(pair[1], ScalarNode) else ""

    @property
    def is_baseline(self) -> bool:
        return self.kind == BASELINE

    @property
    def place(self) -> SourceRange:
        """Where it says what it is, else where it begins."""
        pair = self.head.get("kind")
        return place(self.node.start_mark if pair is None else pair[0].start_mark)

    def includes(self) -> list[Spot]:
        spot = self._understood("include", TEXTS)
        return spot.members if spot is not None else []

    def extends(self) -> Spot | None:
        return self._understood("extends", TEXT)

    def _understood(self, name: str, shape: Shape) -> Spot | None:
        pair = self.head.get(name)
        return Walk().spot(pair[1], shape, name, pair[0].start_mark) if pair is not None else None


class FileContent(NamedTuple):
    """`tests` hold policy tests: they are beside the configuration and no part of it."""

    documents: tuple[Document, ...]
    found: tuple[Diagnostic, ...]
    skipped: tuple[Skipped, ...]
    tests: tuple[Document, ...] = ()


_COMPOSED = ("variables", "extends", "overlay")


def content(source: SourceText, *, is_named: bool) -> FileContent:
    """What a file holds. A file that was named (not found in a folder) must hold a document of this tool."""
    found: list[Diagnostic] = []
    documents: list[Document] = []
    skipped: list[Skipped] = []
    has_ours = False
    uses_variables = "${" in source.text
    for each in compose(source.text, source.file):
        if isinstance(each, Diagnostic):
            if not is_named and not has_ours and _OURS not in source.text:
                skipped.append(Skipped(SourceRange(source.file), "not YAML that mentions passkeyctl"))
            else:
                has_ours = True
                found.append(each)
        elif isinstance(each, MappingNode) and _is_ours(each):
            has_ours = True
            head = _head(each)
            is_plain = not uses_variables and not any(name in head for name in _COMPOSED)
            documents.append(Document(each, head, is_plain))
        elif not _is_empty(each):
            skipped.append(Skipped(place(each.start_mark), "no `apiVersion: passkeyctl/v1`"))
    if not has_ours and is_named:
        return FileContent((), (_not_ours(source.file, skipped),), ())
    told = [_notice(each) for each in skipped]
    tests = tuple(each for each in documents if each.kind == TEST_KIND)
    others = tuple(each for each in documents if each.kind != TEST_KIND)
    return FileContent(others, (*found, *told), tuple(skipped), tests)


def _head(node: MappingNode) -> dict[str, Pair]:
    try:
        return Pairs([]).of(node, DOCUMENT.by_name)
    except OverLimit:
        return {}


def _is_ours(node: MappingNode) -> bool:
    """Whether the document says so, or nearly: a slip in `apiVersion` must not make a file silently unread."""
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

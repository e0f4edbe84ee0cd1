"""Documents of all layers -> the documents that count: baselines with their overlays, variables filled in, walked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from yaml import MappingNode, Node

from passkeyctl.config.declarations import Declarations
from passkeyctl.config.documents import Document
from passkeyctl.config.faults import fault
from passkeyctl.config.overlays import Overlay
from passkeyctl.config.pairs import OverLimit, Pair
from passkeyctl.config.reading import Layer
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.schema_tests import TEST_DOCUMENT
from passkeyctl.config.shape import Record
from passkeyctl.config.spots import Keys, place
from passkeyctl.config.stacking import HEAD, stacked
from passkeyctl.config.staging import NOTHING_ASKED, NOTHING_STAGED, Asked, Staged, stage_documents
from passkeyctl.config.substitution import Substitution
from passkeyctl.config.variables import Variables
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic


class Step(NamedTuple):
    """The documents with the settings of some stages; `found` is what is wrong with them there."""

    included: tuple[str, ...]
    documents: list[Keys]
    found: list[Diagnostic]


class PutTogether(NamedTuple):
    """The documents that count, walked: those of the configuration, a baseline's first, and those of policy tests.

    `staged` says which stages they have; `others` are the other steps of the ladder, which have to be sound as well.
    """

    documents: list[Keys]
    tests: list[Keys]
    staged: Staged = NOTHING_STAGED
    others: tuple[Step, ...] = ()


def put_together(
    layer: Layer,
    tests: Sequence[Document],
    found: list[Diagnostic],
    stand_ins: frozenset[str] = frozenset(),
    asked: Asked = NOTHING_ASKED,
) -> PutTogether:
    """Every document of the run; those that need nothing put together are walked as they stand."""
    nodes: Sequence[Node] = _nodes(tests)
    try:
        if layer.base is None and all(document.is_plain for document in (*layer.documents, *tests)):
            staged, others = stage_documents(_nodes(layer.documents), asked, found)
            plain: Sequence[Node] = staged.documents
            further: list[Sequence[Node]] = [each.documents for each in others]
        else:
            variables = Variables(Declarations(layer, found), found, stand_ins)
            substitution = Substitution(variables, found)
            staged, others = stage_documents(_effective(layer, found), asked, found)
            plain = [substitution.rewritten(node, DOCUMENT) for node in staged.documents]
            further = [[substitution.rewritten(node, DOCUMENT) for node in each.documents] for each in others]
            nodes = [substitution.rewritten(node, TEST_DOCUMENT) for node in nodes]
            variables.finish()
    except OverLimit:  # which has been told
        return PutTogether([], [])
    return PutTogether(
        [keys for node in plain for keys in _walked(node, DOCUMENT, found)],
        [keys for node in nodes for keys in _walked(node, TEST_DOCUMENT, found)],
        staged,
        tuple(_step(each.included, documents) for each, documents in zip(others, further, strict=True)),
    )


def _step(included: tuple[str, ...], nodes: Sequence[Node]) -> Step:
    found: list[Diagnostic] = []
    return Step(included, [keys for node in nodes for keys in _walked(node, DOCUMENT, found)], found)


def _nodes(documents: Sequence[Document]) -> list[MappingNode]:
    return [document.node for document in documents]


def _effective(layer: Layer, found: list[Diagnostic]) -> list[MappingNode]:
    """The documents of this layer on top of what its baseline comes to."""
    own = [document.node for document in layer.documents]
    overlay = _overlay(layer, found)
    if layer.base is None:
        return own
    below = _effective(layer.base, found)
    if overlay is None or not below:
        return [*below, *own]
    heads, body = stacked(below)
    return [*heads, Overlay(found).over(body, overlay, DOCUMENT), *own]


def _overlay(layer: Layer, found: list[Diagnostic]) -> MappingNode | None:
    """The one overlay of this layer, with the keys that can differ from the baseline's."""
    written = [pair for document in layer.documents if (pair := document.head.get("overlay")) is not None]
    if not written:
        return None
    key, value = written[0]
    for other, _ in written[1:]:
        summary = f"`overlay` stands twice, first at {place(key.start_mark)}"
        found.append(fault(summary, place(other.start_mark), "put them together"))
    if layer.base is None:
        hint = "add `extends:` with the baseline, or take `overlay` away and write its sections themselves"
        found.append(fault("`overlay` without a baseline below it", place(key.start_mark), hint))
        return None
    if not isinstance(value, MappingNode) or value.tag:
        found.append(fault("`overlay` is a map", place(key.start_mark), "write the baseline's sections under it"))
        return None
    kept = list(_kept(value.value, found))
    return MappingNode("", kept, value.start_mark, value.end_mark, value.flow_style)


def _kept(pairs: Iterable[Pair], found: list[Diagnostic]) -> Iterator[Pair]:
    for key, value in pairs:
        if key.value in HEAD:
            hint = "write it beside `overlay`, not under it"
            found.append(fault(f"an overlay can't have `{key.value}`", place(key.start_mark), hint))
        else:
            yield key, value


def _walked(node: Node, shape: Record, found: list[Diagnostic]) -> Iterator[Keys]:
    walk = Walk()
    try:
        spot = walk.spot(node, shape, "")
    except OverLimit:
        spot = None
    found.extend(walk.found)
    if spot is not None:
        yield spot.keys

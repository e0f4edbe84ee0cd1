"""The documents of one baseline as one, so that an overlay finds every value in the one place where it can stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.merging import LISTS, MAPS
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.shape import Aside

HEAD = frozenset(key.name for key in DOCUMENT.keys if key.is_fixed or isinstance(key.shape, Aside))
"""What every document says about itself, and what is read from it before."""

_SHARED = frozenset({*MAPS, *LISTS, "profiles", "targets", "exclude", "assert", "effective"})
"""Maps and lists that several documents may have a part of."""


def stacked(documents: Sequence[MappingNode]) -> tuple[list[MappingNode], MappingNode]:
    """The heads, to be walked as documents of their own, and one body. What stands twice stays so, and is told."""
    if len(documents) == 1:
        return [], documents[0]
    first = documents[0]
    heads = [_like(each, [pair for pair in each.value if _name(pair[0]) in HEAD]) for each in documents]
    marker = [pair for pair in first.value if _name(pair[0]) == "apiVersion"]
    rest = (pair for each in documents for pair in each.value if _name(pair[0]) not in HEAD)
    return heads, _like(first, [*marker, *_joined(rest)])


def _joined(pairs: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    out: list[tuple[Node, Node]] = []
    places: dict[str, int] = {}
    for key, value in pairs:
        name = _name(key)
        at = places.get(name)
        if at is None:
            places[name] = len(out)
            out.append((key, value))
            continue
        together = _together(name, out[at][1], value)
        if together is None:
            out.append((key, value))
        else:
            out[at] = out[at][0], together
    return out


def _together(name: str, one: Node, other: Node) -> Node | None:
    """Both parts in one node, or None where they can't stand beside each other."""
    if one.tag or other.tag:
        return None
    if isinstance(one, MappingNode) and isinstance(other, MappingNode):
        if name in ("passkeys", "assert"):
            return _like(one, _joined([*one.value, *other.value]))
        return _like(one, [*one.value, *other.value]) if name in _SHARED else None
    if isinstance(one, SequenceNode) and isinstance(other, SequenceNode) and name in _SHARED:
        return SequenceNode("", [*one.value, *other.value], one.start_mark, one.end_mark, one.flow_style)
    return None


def _like(node: MappingNode, pairs: list[tuple[Node, Node]]) -> MappingNode:
    return MappingNode("", pairs, node.start_mark, node.end_mark, node.flow_style)


def _name(key: Node) -> str:
    return key.value if isinstance(key, ScalarNode) else ""

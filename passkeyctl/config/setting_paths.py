"""Where in a file's documents a value stands: paths of keys and numbers, found by a place and followed to a node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import TypeAlias

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.composing import compose
from passkeyctl.config.scalars import reads_as
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.shape import ListOf, MapOf, OneOf, Record, Shape
from passkeyctl.diagnostics import Diagnostic, SourceRange

Path: TypeAlias = "tuple[str | int, ...]"
"""The number of the document, then keys, and numbers of list members."""

YamlNode: TypeAlias = Node
OVERLAY = "overlay"


def documents(text: str, label: str) -> tuple[Node, ...] | Diagnostic:
    """All documents of a file, or the fault of syntax that ends them."""
    found: list[Node] = []
    for each in compose(text, label):
        if isinstance(each, Diagnostic):
            return each
        found.append(each)
    return tuple(found)


def node_at(nodes: tuple[Node, ...], path: Path) -> Node | None:
    at: Node | None = nodes[path[0]] if path and isinstance(path[0], int) and path[0] < len(nodes) else None
    for each in path[1:]:
        at = _below(at, each)
    return at


def _below(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def paths_at(nodes: tuple[Node, ...], place: SourceRange) -> list[Path]:
    """Every path whose key, or else whose value, begins there: several where an alias repeats it."""
    every = [pair for number, each in enumerate(nodes) for pair in _every(each, (number,))]
    by_key = [path for path, key, _ in every if key is not None and _begins(key, place)]
    return by_key or [path for path, _, value in every if _begins(value, place)][:1]


def _begins(node: Node, place: SourceRange) -> bool:
    mark = node.start_mark
    return mark.line + 1 == place.line and (not place.column or mark.column + 1 == place.column)


def _every(node: Node, path: Path) -> Iterator[tuple[Path, ScalarNode | None, Node]]:
    for step, key, value in _members(node):
        here = (*path, step)
        yield here, key, value
        yield from _every(value, here)


def _members(node: Node) -> Iterator[tuple[str | int, ScalarNode | None, Node]]:
    if isinstance(node, MappingNode):
        yield from ((key.value, key, value) for key, value in node.value if isinstance(key, ScalarNode))
    elif isinstance(node, SequenceNode):
        yield from ((number, None, each) for number, each in enumerate(node.value))


def is_shared(nodes: tuple[Node, ...], path: Path) -> bool:
    """Whether something on the way is shown elsewhere too, by an alias or `<<`: a change would change both."""
    seen: Counter[int] = Counter()
    for each in nodes:
        _count(each, seen)
    way = [node_at(nodes, path[: length + 1]) for length in range(len(path))]
    return any(seen[id(each)] > 1 for each in way if each is not None) or any(
        isinstance(each, MappingNode) and any(key.value == "<<" for key, _ in each.value) for each in way[1:]
    )


def _count(node: Node, seen: Counter[int]) -> None:
    seen[id(node)] += 1
    if seen[id(node)] > 1:
        return
    for _, _, value in _members(node):
        _count(value, seen)


def shape_at(path: Path) -> Shape | None:
    """What the language has there; None where anything goes."""
    shape: Shape | None = DOCUMENT
    for each in path[1:]:
        if each == OVERLAY and shape is DOCUMENT:
            continue
        shape = _shape_below(shape, each)
    return shape


def _shape_below(shape: Shape | None, step: str | int) -> Shape | None:
    if isinstance(shape, OneOf):
        shape = shape.sequence if isinstance(step, int) else shape.mapping
    match shape:
        case MapOf():
            return shape.member
        case Record():
            known = shape.by_name.get(step) if isinstance(step, str) else None
            return known.shape if known is not None else None
        case ListOf():
            return shape.member
    return None


def names_in_order(path: Path) -> tuple[str, ...]:
    """The keys of the map at a path in the order of the language; none where they are of the user's choosing."""
    shape = shape_at(path)
    record = shape.mapping if isinstance(shape, OneOf) else shape
    return tuple(record.by_name) if isinstance(record, Record) else ()


def meant(node: Node) -> Hashable:
    """A node as a value in which neither the order of keys nor that of list members counts, nor quotes."""
    match node:
        case MappingNode():
            pairs = Counter((meant(key), meant(value)) for key, value in node.value)
            return ("map", node.tag or "", frozenset(pairs.items()))
        case SequenceNode():
            return ("list", node.tag or "", frozenset(Counter(map(meant, node.value)).items()))
        case ScalarNode():
            return ("", node.tag or "", node.value, "" if node.style else reads_as(node.value))
    return ()


def members(node: Node | None) -> list[Node] | None:
    """Of a list without a tag; None for anything else."""
    return list(node.value) if isinstance(node, SequenceNode) and not node.tag else None


def pairs(node: Node | None) -> list[tuple[str, Node]]:
    """Of a map; none of anything else."""
    found = node.value if isinstance(node, MappingNode) else ()
    return [(key.value, value) for key, value in found if isinstance(key, ScalarNode)]


def word(node: Node) -> str | None:
    """A single value without a tag, as text."""
    return str(node.value) if isinstance(node, ScalarNode) and not node.tag else None

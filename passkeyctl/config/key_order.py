"""Keys in the order of the language: lines are moved as they are, each with the comments above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.shape import ListOf, MapOf, OneOf, Record, Shape


class _Entry(NamedTuple):
    """One entry of a block mapping: its lines, the first of which with a key is `lines[above]`."""

    rank: int
    above: int
    lines: list[str]


def in_order(root: Node, shape: Shape, text: str) -> str:
    """The text of one document with the keys of every block mapping in the order in which the language has them."""
    lines = text.split("\n")
    if not isinstance(root, MappingNode) or root.flow_style or not root.value:
        return text
    first = root.value[0][0].start_mark.line
    last = _end(root)
    # What stands above the first key is about the whole file, and what stands below the last one may be as well.
    return "\n".join([*lines[:first], *_mapping(root, shape, lines, first, last), *lines[last:]])


def _mapping(node: MappingNode, shape: Shape, lines: Sequence[str], start: int, end: int) -> list[str]:
    """The lines of a block mapping that stands between two lines."""
    column = node.value[0][0].start_mark.column
    indent = lines[node.value[0][0].start_mark.line][:column]
    record = _record(shape)
    entries: list[_Entry] = []
    for position, (key, value) in enumerate(node.value):
        above = key.start_mark.line - start
        following = node.value[position + 1][0].start_mark.line if position + 1 < len(node.value) else end
        stop = _boundary(lines, _end(value, key), following, column) if position + 1 < len(node.value) else end
        rank = _rank(record, key.value, position)
        held = _value(value, _below(shape, key.value), lines, key.start_mark.line, stop)
        entries.append(_Entry(rank, above, [*lines[start : key.start_mark.line], *held]))
        start = stop
    _set_indent(entries[0], column, " " * column)
    entries.sort(key=lambda each: each.rank)
    _set_indent(entries[0], column, indent)
    return [line for each in entries for line in each.lines]


def _set_indent(entry: _Entry, column: int, indent: str) -> None:
    """A mapping in a list begins beside its dash, whichever key comes first."""
    entry.lines[entry.above] = indent + entry.lines[entry.above][column:]


def _rank(record: Record | None, key: str, position: int) -> int:
    """Entries under names of the user's choosing stay as they are; what the language doesn't know comes last."""
    if record is None:
        return position
    names = list(record.by_name)
    return names.index(key) if key in record.by_name else len(names) + position


def _value(node: Node, shape: Shape | None, lines: Sequence[str], start: int, end: int) -> list[str]:
    """The lines from a key (or dash) up to `end`, with everything below it in order."""
    if shape is None or not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return list(lines[start:end])
    if isinstance(node, MappingNode):
        first = node.value[0][0].start_mark.line
        if first == start:  # beside a dash
            return _mapping(node, shape, lines, first, end)
        opening = _first_own_line(lines, start, first)
        return [*lines[start:opening], *_mapping(node, shape, lines, opening, end)]
    return _sequence(node, shape, lines, start, end)


def _sequence(node: SequenceNode, shape: Shape, lines: Sequence[str], start: int, end: int) -> list[str]:
    member = _member(shape)
    found: list[str] = []
    for position, each in enumerate(node.value):
        begin = each.start_mark.line
        follows = node.value[position + 1].start_mark.line if position + 1 < len(node.value) else end
        stop = min(_end(each), follows)
        found += lines[start:begin]
        found += _value(each, member, lines, begin, stop) if begin < stop else []
        start = stop
    return [*found, *lines[start:end]]


def _first_own_line(lines: Sequence[str], above: int, first: int) -> int:
    """Comments between a key and the first key below it belong to the latter."""
    return next((n for n in range(above + 1, first) if lines[n].strip()), first)


def _boundary(lines: Sequence[str], begin: int, end: int, column: int) -> int:
    """Where one entry ends and the next one's comments begin: what is indented deeper belongs to the first."""
    for number in range(begin, end):
        stripped = lines[number].lstrip()
        if not stripped or len(lines[number]) - len(stripped) <= column:
            return number
    return end


def _end(node: Node, key: Node | None = None) -> int:
    """The line after the last one that holds something of a node."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        return max(_end(each) for each in _parts(node))
    # The mark of a text in several lines stands at the start of the line after it, of anything else within the line.
    is_block_text = isinstance(node, ScalarNode) and node.style in ("|", ">")
    end: int = node.end_mark.line + (0 if is_block_text and node.end_mark.column == 0 else 1)
    return max(end, key.end_mark.line + 1) if key is not None else end


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    else:
        yield from node.value


def _record(shape: Shape) -> Record | None:
    if isinstance(shape, OneOf):
        return shape.mapping
    return shape if isinstance(shape, Record) else None


def _below(shape: Shape, key: str) -> Shape | None:
    if isinstance(shape, MapOf):
        return shape.member
    record = _record(shape)
    known = record.by_name.get(key) if record is not None else None
    return known.shape if known is not None else None


def _member(shape: Shape) -> Shape:
    if isinstance(shape, OneOf) and shape.sequence is not None:
        return shape.sequence.member
    return shape.member if isinstance(shape, ListOf) else shape

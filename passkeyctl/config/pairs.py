"""The keys and values of a YAML mapping: merge keys resolved, duplicates told, aliases bounded."""

from __future__ import annotations

from collections.abc import Container, Iterator

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.faults import fault
from passkeyctl.config.scalars import reads_as
from passkeyctl.config.spots import place
from passkeyctl.diagnostics import Diagnostic

MOST_VISITS = 600_000
"""Aliases let a few lines stand for billions of values; a file of 6000 lines has about 20 000, and one that lists every
IP range that a tenant can have some 400 000."""

DEEPEST_MERGE = 8

Pair = tuple[ScalarNode, Node]


class OverLimit(Exception):
    """The aliases of a file stand for too much; what is wrong has been told."""


class Pairs:
    """Reads mappings of one file; tells what is wrong with their keys."""

    def __init__(self, found: list[Diagnostic]) -> None:
        self._found = found
        self._visits = 0

    def of(self, node: MappingNode, known: Container[str] = ()) -> dict[str, Pair]:
        """The pairs that count, in file order; merged ones after the mapping's own. `known` are keys that are text."""
        self.count(len(node.value), node)
        seen: dict[str, Pair] = {}
        merges: list[Node] = []
        for pair in node.value:
            key = pair[0]
            name = key.value
            # Nearly every key takes this way; the others may be lists, which are in no table.
            if type(key) is ScalarNode and name in known and name not in seen and not key.tag:
                seen[name] = pair
            elif not self._is_usable(key):
                continue
            elif name == "<<" and not key.style:
                merges.append(pair[1])
            elif name in seen:
                self._tell_duplicate(key, seen[name][0])
            else:
                seen[name] = pair
        for merge in merges:
            for pair in self._merged(merge, depth=0):
                seen.setdefault(pair[0].value, pair)
        return seen

    def count(self, visits: int, node: Node) -> None:
        """So many more values are visited; the walk of a file that is over its limit ends."""
        self._visits += visits
        if self._visits > MOST_VISITS:
            summary = f"the aliases of this file stand for more than {MOST_VISITS} values"
            self._found.append(fault(summary, place(node.start_mark), "write the values out, or use fewer aliases"))
            raise OverLimit

    def _merged(self, value: Node, depth: int) -> Iterator[Pair]:
        """The pairs of one map, or of a list of maps: the earlier map wins."""
        for node in value.value if isinstance(value, SequenceNode) else [value]:
            if isinstance(node, MappingNode):
                yield from self._pairs_of_merged(node, depth)
            else:
                hint = "write `<<: *name`, or `<<: [*one, *two]`"
                self._found.append(fault("`<<` merges maps only", place(node.start_mark), hint))

    def _pairs_of_merged(self, node: MappingNode, depth: int) -> Iterator[Pair]:
        self._count_merge(node, depth)
        inner = []
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == "<<" and not key.style:
                inner.append(value)
            elif isinstance(key, ScalarNode):
                yield key, value
        for each in inner:
            yield from self._merged(each, depth + 1)

    def _count_merge(self, node: MappingNode, depth: int) -> None:
        self.count(len(node.value), node)
        if depth > DEEPEST_MERGE:
            summary = f"`<<` goes through more than {DEEPEST_MERGE} maps, or in a circle"
            self._found.append(fault(summary, place(node.start_mark), "merge fewer maps"))
            raise OverLimit

    def _is_usable(self, key: Node) -> bool:
        if not isinstance(key, ScalarNode) or key.tag:
            self._found.append(fault("a key must be plain text", place(key.start_mark), "write `key: value`"))
            return False
        meaning = "" if key.style else reads_as(key.value)
        if not meaning:
            return True
        source = place(key.start_mark)
        if meaning == "nothing":
            self._found.append(fault("a key is missing before the colon", source, "write `key: value`"))
        else:
            summary = f"YAML may read the key `{key.value}` as {meaning}"
            self._found.append(fault(summary, source, f'quote it: "{key.value}"'))
        return False

    def _tell_duplicate(self, key: ScalarNode, first: ScalarNode) -> None:
        summary = f"`{key.value}` stands twice in this map, first at {place(first.start_mark)}"
        self._found.append(fault(summary, place(key.start_mark), "keep one of them"))

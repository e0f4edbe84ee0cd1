"""One setting of a stage laid over the documents: the path followed, the value put there, what doesn't fit told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.faults import CODE, did_you_mean, fault, listed
from passkeyctl.config.overlays import OF_ABSENT, below, mapping_of, spelled
from passkeyctl.config.pairs import Pair, Pairs
from passkeyctl.config.parse_top import SECTIONS
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.shape import MapOf, Record, Shape
from passkeyctl.config.spots import Via, place
from passkeyctl.config.variables import plain
from passkeyctl.diagnostics import Diagnostic, Origin, SourceRange, notice

_BESIDE_ABSENT = frozenset({"name", "id", "note", "ensure"})


class Change(NamedTuple):
    """What a stage sets, or adds, under a dotted path; `key` is the path as it is written."""

    key: ScalarNode
    value: Node
    stage: str
    is_added: bool

    @property
    def segments(self) -> list[str]:
        return str(self.key.value).split(".")

    @property
    def place(self) -> SourceRange:
        return place(self.key.start_mark)


class Changing:
    """Changes documents into new ones: no node is changed, because an alias may show it elsewhere too."""

    def __init__(self, found: list[Diagnostic], pairs: Pairs, home: int) -> None:
        """`home` is the number of the document that describes the stages: what no document has is made there."""
        self._found = found
        self._pairs = pairs
        self._home = home

    def changed(self, documents: tuple[MappingNode, ...], change: Change) -> tuple[MappingNode, ...]:
        """The documents with this change; as they are where it doesn't fit."""
        section = change.segments[0]
        told = _foreign(section, change)
        if told is not None:
            self._found.append(told)
            return documents
        depths = [self._depth(each, DOCUMENT, change.segments) for each in documents]
        whole = [n for n, depth in enumerate(depths) if depth == len(change.segments)]
        if len(whole) > 1 and not change.is_added:
            self._found.append(_in_parts(change, [documents[n] for n in whole]))
            return documents
        at = depths.index(max(depths)) if any(depths) else self._home
        outcome = self._under(documents[at], DOCUMENT, change.segments, "", change)
        if isinstance(outcome, Diagnostic):
            self._found.append(outcome)
            return documents
        return (*documents[:at], outcome, *documents[at + 1 :])

    def _depth(self, node: Node, shape: Shape | None, segments: list[str]) -> int:
        """How much of the path stands in this document."""
        if not segments or not isinstance(node, MappingNode):
            return 0
        pairs = self._of(node, shape)
        used = _used(pairs, shape, segments)
        name = ".".join(segments[:used])
        if name not in pairs:
            return 0
        return used + self._depth(pairs[name][1], below(mapping_of(shape), name), segments[used:])

    def _under(
        self, node: MappingNode, shape: Shape | None, segments: list[str], path: str, change: Change
    ) -> MappingNode | Diagnostic:
        """The map with the change made below it."""
        pairs = self._of(node, shape)
        used = _used(pairs, shape, segments)
        name, left = ".".join(segments[:used]), segments[used:]
        under = f"{path}.{name}" if path else name
        told = _misfit(pairs, shape, name, path, change, is_through=bool(left))
        if told is not None:
            return told
        outcome = (
            self._further(pairs.get(name), shape, name, left, under, change)
            if left
            else self._last(pairs.get(name), name, under, change)
        )
        if isinstance(outcome, Diagnostic):
            return outcome
        kept = pairs if left or change.is_added else _standing(pairs, shape, name)
        return MappingNode("", [*{**kept, name: outcome}.values()], node.start_mark, node.end_mark, node.flow_style)

    def _of(self, node: MappingNode, shape: Shape | None) -> dict[str, Pair]:
        return self._pairs.of(node, shape.by_name if isinstance(shape, Record) else ())

    def _further(
        self, stands: Pair | None, shape: Shape | None, name: str, left: list[str], under: str, change: Change
    ) -> Pair | Diagnostic:
        inner = mapping_of(below(mapping_of(shape), name))
        if stands is None:
            key = _made(name, change)
            stands = key, MappingNode("", [], key.start_mark, key.end_mark, flow_style=True)
        key, value = stands
        if not isinstance(value, MappingNode) or value.tag or inner is None:
            what = "a list" if isinstance(value, SequenceNode) else "a single value"
            summary = f"`{under}` is {what}, and `{change.key.value}` goes on below it"
            hint = f"take the rest of the path out, and write the whole value; it stands at {_at(value)}"
            return fault(summary, change.place, hint)
        outcome = self._under(value, inner, left, under, change)
        return outcome if isinstance(outcome, Diagnostic) else (key, outcome)

    def _last(self, stands: Pair | None, name: str, under: str, change: Change) -> Pair | Diagnostic:
        """What stands at the end of the path."""
        if not change.is_added:
            return _made(name, change), change.value
        if not isinstance(change.value, SequenceNode):
            hint = f"write a list: `[{change.value.value}]`" if isinstance(change.value, ScalarNode) else "write a list"
            return fault(f"`adds` needs a list of what joins `{under}`", place(change.value.start_mark), hint)
        if stands is None:
            return _made(name, change), change.value
        key, old = stands
        members = _members(old)
        if members is None:
            summary = f"`{under}` is no list that members can be added to, at {_at(old)}"
            return fault(summary, change.place, "replace it under `sets`")
        return key, self._joined(old, members, under, change)

    def _joined(self, old: Node, members: list[Node], under: str, change: Change) -> SequenceNode:
        known = {spelled(each): each for each in members}
        for each in change.value.value:
            first = known.setdefault(spelled(each), each)
            if first is each:
                members.append(each)
                continue
            summary = f"this member of `{under}` stands there already, at {_at(first)}"
            self._found.append(notice(CODE, summary, source=place(each.start_mark), hint="take it out of the stage"))
        origin = Origin(f"adds of {change.stage}", plain(change.value.start_mark))
        earlier = old.start_mark.origins if isinstance(old.start_mark, Via) else ()
        return SequenceNode("", members, Via(old.start_mark, (*earlier, origin), is_whole=False), old.end_mark)


def _foreign(section: str, change: Change) -> Diagnostic | None:
    """A stage changes what the tenant is to be, and nothing that the files say about themselves."""
    if section not in SECTIONS:
        if section in DOCUMENT.by_name:
            hint = f"a stage can change {listed(SECTIONS)}"
            return fault(f"a stage can't change `{section}`", change.place, hint)
        return fault(f"`{section}` isn't a section", change.place, did_you_mean(section, SECTIONS))
    if len(change.segments) == 1:
        summary = f"a stage can't set `{section}` as a whole"
        return fault(summary, change.place, f"name what it changes: `{section}.{_example(section)}`")
    return None


def _in_parts(change: Change, documents: Sequence[MappingNode]) -> Diagnostic:
    files = " and ".join(dict.fromkeys(f"`{each.start_mark.name}`" for each in documents))
    summary = f"parts of `{change.key.value}` stand in several documents, in {files}"
    return fault(summary, change.place, "put them together, or add to the list under `adds`")


def _example(section: str) -> str:
    shape = DOCUMENT.by_name[section].shape
    return "pilot.state" if isinstance(shape, MapOf) else "state"


def _used(pairs: dict[str, Pair], shape: Shape | None, segments: list[str]) -> int:
    """How many segments make the next key: local ids may hold dots, and the longest key that exists wins."""
    for count in range(len(segments), 0, -1):
        if ".".join(segments[:count]) in pairs:
            return count
    if not isinstance(shape, MapOf):
        return 1
    member = mapping_of(shape.member)
    known = member.by_name if isinstance(member, Record) else {}
    return next((n for n in range(1, len(segments)) if segments[n] in known), len(segments))


def _misfit(
    pairs: dict[str, Pair], shape: Shape | None, name: str, path: str, change: Change, *, is_through: bool
) -> Diagnostic | None:
    if isinstance(shape, Record) and name not in shape.by_name:
        hint = shape.instead.get(name) or did_you_mean(name, shape.by_name)
        return fault(f"`{name}` isn't a key of `{path}`", change.place, hint)
    if "ensure" in pairs and name not in _BESIDE_ABSENT:
        summary = f"`{path}` is `ensure: absent`, and a stage sets `{name}` beside it"
        return fault(summary, change.place, f"take the path out, or `ensure` at {_at(pairs['ensure'][0])}")
    if isinstance(shape, MapOf) and name not in pairs and is_through:
        summary = f"these files describe no `{path}.{name}`"
        hint = did_you_mean(name, pairs, f"describe it under `{path}`, or set all of it: `{path}.{name}: {{...}}`")
        return fault(summary, change.place, hint)
    return None


def _standing(pairs: dict[str, Pair], shape: Shape | None, name: str) -> dict[str, Pair]:
    """What stays beside a value that is set: an entry that goes keeps its name, a choice gives way."""
    if name == "ensure":
        return {each: pair for each, pair in pairs.items() if each in OF_ABSENT}
    return {} if isinstance(shape, Record) and shape.most == 1 else pairs


def _made(name: str, change: Change) -> ScalarNode:
    """The key where the stage writes its path; quoted, so that nobody takes it for a number."""
    return ScalarNode("", name, change.key.start_mark, change.key.end_mark, style='"')


def _members(node: Node) -> list[Node] | None:
    """A list; a variable or a set of roles that stands for one can be added to as well."""
    if isinstance(node, SequenceNode) and not node.tag:
        return list(node.value)
    return [node] if isinstance(node, ScalarNode) and node.value.startswith(("${", "@")) else None


def _at(node: Node) -> SourceRange:
    return plain(node.start_mark)

"""An overlay over the values of a baseline: maps key by key, texts and lists replaced, lists changed by their tags.

It works on nodes, each of which keeps the mark of the file that it was written in.
"""

from __future__ import annotations

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.faults import CODE, fault
from passkeyctl.config.pairs import Pair, Pairs
from passkeyctl.config.scalars import composed
from passkeyctl.config.shape import MapOf, OneOf, Record, Shape
from passkeyctl.config.spots import Via, place
from passkeyctl.config.variables import broken, plain
from passkeyctl.diagnostics import Diagnostic, Origin, notice

APPEND, REMOVE = "!append", "!remove"
OF_ABSENT = frozenset({"name", "id"})
_DEEPEST_MEMBER = 8


class Overlay:
    """Lays one overlay over one document; what doesn't fit is told and left out."""

    def __init__(self, found: list[Diagnostic]) -> None:
        self._found = found
        self._pairs = Pairs(found)

    def over(self, base: MappingNode, overlay: MappingNode, shape: Shape, path: str = "") -> MappingNode:
        """A new mapping; neither node is changed, because an alias may show them elsewhere too."""
        changes = self._pairs.of(overlay)
        pairs = self._standing(base, changes, shape)
        for name, (key, value) in changes.items():
            under = f"{path}.{name}" if path else name
            stands = pairs.get(name)
            if _is_dropping(value):
                self._drop(pairs, name, value, under)
            elif stands is None:
                pairs[name] = key, self._alone(value, under)
            else:
                pairs[name] = self._changed(stands, (key, value), below(shape, name), under)
        return _mapping(base, pairs)

    def _standing(self, base: MappingNode, changes: dict[str, Pair], shape: Shape) -> dict[str, Pair]:
        """What stays of the baseline's keys beside these: an entry that goes keeps its name, a choice gives way."""
        pairs = self._pairs.of(base)
        if "ensure" in changes:
            return {name: pair for name, pair in pairs.items() if name in OF_ABSENT}
        if isinstance(shape, Record) and shape.most == 1 and changes:
            return {name: pair for name, pair in pairs.items() if name in changes}
        return pairs

    def _drop(self, pairs: dict[str, Pair], name: str, value: Node, path: str) -> None:
        """`key: !remove` leaves a key of the baseline out."""
        if pairs.pop(name, None) is None:
            summary = f"the baseline has no `{path}` that could be removed"
            self._found.append(fault(summary, place(value.start_mark), "take it out"))

    def _alone(self, value: Node, path: str) -> Node:
        if value.tag in (APPEND, REMOVE):
            verb = "add to" if value.tag == APPEND else "remove from"
            summary = f"the baseline has no list `{path}` to {verb}"
            self._found.append(fault(summary, place(value.start_mark), f"take `{value.tag}` out, or check the key"))
            return broken(value)
        return value

    def _changed(self, base: Pair, change: Pair, shape: Shape | None, path: str) -> Pair:
        (base_key, old), (key, new) = base, change
        if new.tag in (APPEND, REMOVE):
            return base_key, self._list(old, new, path)
        inner = mapping_of(shape)
        if isinstance(old, MappingNode) and isinstance(new, MappingNode) and inner is not None:
            return base_key, self.over(old, new, inner, path)
        if isinstance(new, ScalarNode) and isinstance(old, ScalarNode) and spelled(old) == spelled(new):
            summary = f"`{path}` is `{new.value}` in the baseline already, at {place(old.start_mark)}"
            self._found.append(notice(CODE, summary, source=place(key.start_mark), hint="take it out of the overlay"))
        return key, new

    def _list(self, old: Node, new: Node, path: str) -> Node:
        members = self._members(old, path, new)
        if not isinstance(new, SequenceNode):
            hint = f"write a list: `{new.tag} [{new.value}]`" if isinstance(new, ScalarNode) else "write a list"
            self._found.append(fault(f"`{new.tag}` needs a list", place(new.start_mark), hint))
            return broken(new)
        if members is None:
            return broken(new)
        changed = self._appended(members, new, path) if new.tag == APPEND else self._removed(members, new, path)
        mark = Via(old.start_mark, (Origin(new.tag, plain(new.start_mark)),), is_whole=False)
        return SequenceNode("", changed, mark, old.end_mark)

    def _members(self, old: Node, path: str, new: Node) -> list[Node] | None:
        """The baseline's list; a variable or a set of roles that stands for one can be added to as well."""
        if isinstance(old, SequenceNode):
            return list(old.value)
        if isinstance(old, ScalarNode) and old.value.startswith(("${", "@")) and new.tag == APPEND:
            return [old]
        summary = f"`{path}` is no list in the baseline, at {place(old.start_mark)}"
        self._found.append(fault(summary, place(new.start_mark), f"take `{new.tag}` out to replace it"))
        return None

    def _appended(self, members: list[Node], new: SequenceNode, path: str) -> list[Node]:
        known = {spelled(each): each for each in members}
        for each in new.value:
            first = known.get(spelled(each))
            if first is None:
                members.append(each)
                continue
            summary = f"this member of `{path}` stands in the baseline already, at {place(first.start_mark)}"
            self._found.append(notice(CODE, summary, source=place(each.start_mark), hint="take it out of the overlay"))
        return members

    def _removed(self, members: list[Node], new: SequenceNode, path: str) -> list[Node]:
        gone = set()
        known = {_named(each): each for each in members}
        for each in new.value:
            if _named(each) in known:
                gone.add(_named(each))
                continue
            said = f"`{each.value}` " if isinstance(each, ScalarNode) else ""
            summary = f"the baseline's `{path}` has no such member {said}to remove"
            self._found.append(fault(summary, place(each.start_mark), "write it as the baseline does, or take it out"))
        return [each for each in members if _named(each) not in gone]


def _is_dropping(value: Node) -> bool:
    return value.tag == REMOVE and isinstance(value, ScalarNode) and not value.value


def below(shape: Shape | None, name: str) -> Shape | None:
    if isinstance(shape, MapOf):
        return shape.member
    if isinstance(shape, Record) and name in shape.by_name:
        return shape.by_name[name].shape
    return None


def mapping_of(shape: Shape | None) -> Record | MapOf | None:
    """The shape of a mapping that can stand here."""
    if isinstance(shape, OneOf):
        return MapOf(shape) if shape.is_by_stage else shape.mapping
    return shape if isinstance(shape, Record | MapOf) else None


def _mapping(base: MappingNode, pairs: dict[str, Pair]) -> MappingNode:
    return MappingNode(base.tag, list(pairs.values()), base.start_mark, base.end_mark, base.flow_style)


def _named(node: Node) -> object:
    """A row of `targets` and an exclude group are named by their group; every other member by all of it."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value in ("group", "everyone") and isinstance(value, ScalarNode):
                return key.value, composed(value.value)
    elif isinstance(node, ScalarNode):
        return "group", composed(node.value)
    return spelled(node)


def spelled(node: Node, depth: int = 0) -> object:
    """The value without its place and quotes; two lists of the same members in another order differ."""
    if isinstance(node, ScalarNode):
        return composed(node.value)
    if depth > _DEEPEST_MEMBER:
        return id(node)
    if isinstance(node, MappingNode):
        pairs = [(spelled(key, depth + 1), spelled(value, depth + 1)) for key, value in node.value]
        return "map", *sorted(pairs, key=str)
    return "list", *(spelled(each, depth + 1) for each in node.value)

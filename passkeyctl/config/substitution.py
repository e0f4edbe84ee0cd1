"""Fills the variables of a document in, and takes the value of the wanted stage, before the document is walked."""

from __future__ import annotations

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.pairs import Pair, Pairs
from passkeyctl.config.schema_variables import STRING
from passkeyctl.config.shape import Anything, Key, ListOf, MapOf, OneOf, Record, Shape
from passkeyctl.config.spots import Via, place
from passkeyctl.config.variables import Value, Variables, broken, sequence, through
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic


class Substitution:
    """Follows the shape of the language, which ends; nodes that nothing changes in are kept as they are."""

    def __init__(self, variables: Variables, found: list[Diagnostic]) -> None:
        self._variables = variables
        self._found = found
        self._done: dict[tuple[int, int], Node] = {}

    def rewritten(self, node: Node, shape: Shape, path: str = "", key: str = "") -> Node:
        """The same value with everything filled in. What an alias repeats is done once."""
        if isinstance(node, ScalarNode):
            return self._variables.fill(node, key)
        known = (id(node), id(shape))
        if known not in self._done:
            self._done[known] = node  # an alias may stand inside of what it stands for
            self._done[known] = self._collection(node, shape, path, key)
        return self._done[known]

    def _collection(self, node: Node, shape: Shape, path: str, key: str) -> Node:
        if isinstance(node, MappingNode):
            return self._mapping(node, shape, path)
        member = _member(shape)
        if not isinstance(node, SequenceNode) or member is None:
            return node
        members = [self.rewritten(each, member, path, key) for each in node.value]
        is_same = all(old is new for old, new in zip(node.value, members, strict=True))
        return node if is_same else sequence(node, members)

    def _mapping(self, node: MappingNode, shape: Shape, path: str) -> Node:
        usable = [pair for pair in node.value if self._has_plain_key(pair[0])]
        pairs = [self._pair(key, value, shape, path) for key, value in usable]
        if len(usable) == len(node.value) and all(old[1] is new[1] for old, new in zip(usable, pairs, strict=True)):
            return node
        mark = through(node.start_mark, [value for _, value in pairs if isinstance(value, ScalarNode)])
        return MappingNode(node.tag, pairs, mark, node.end_mark, node.flow_style)

    def _has_plain_key(self, key: Node) -> bool:
        if not isinstance(key, ScalarNode) or "${" not in key.value:
            return True
        summary = f"no variable can stand in a key: `{key.value}`"
        self._found.append(fault(summary, place(key.start_mark), "write the key out"))
        return False

    def _pair(self, key: Node, value: Node, shape: Shape, path: str) -> tuple[Node, Node]:
        if not isinstance(key, ScalarNode):
            return key, value
        name: str = key.value
        if name == "<<" and not key.style:
            return key, self._merged(value, shape, path)
        under = f"{path}.{name}" if path else name
        match shape:
            case Anything():
                return key, self.rewritten(value, shape, under, name)
            case MapOf():
                return key, self.rewritten(value, shape.member, under, name)
            case OneOf(mapping=Record() as record) | (Record() as record) if name in record.by_name:
                return key, self._known(record.by_name[name], value, under)
            case _:
                return key, value

    def _merged(self, value: Node, shape: Shape, path: str) -> Node:
        if isinstance(value, SequenceNode):
            members: list[Node] = [self.rewritten(each, shape, path) for each in value.value]
            return SequenceNode(value.tag, members, value.start_mark, value.end_mark)
        return self.rewritten(value, shape, path)

    def _known(self, key: Key, value: Node, path: str) -> Node:
        if key.is_fixed:
            return broken(value) if self._has_variable(value, path) else value
        if isinstance(value, MappingNode) and isinstance(key.shape, OneOf) and key.shape.is_by_stage:
            return self._by_stage(value, key.shape, path)
        return self.rewritten(value, key.shape, path, key.name)

    def _has_variable(self, value: Node, path: str, depth: int = 0) -> bool:
        if isinstance(value, ScalarNode):
            if "${" not in value.value:
                return False
            summary = f"no variable can stand in `{path}`"
            self._found.append(fault(summary, place(value.start_mark), "write the value out"))
            return True
        members = [each[1] if isinstance(each, tuple) else each for each in value.value] if depth < 3 else []
        having = [self._has_variable(each, path, depth + 1) for each in members]  # all of them, not the first only
        return any(having)

    def _by_stage(self, node: MappingNode, shape: OneOf, path: str) -> Node:
        """`state: {observe: disabled, enforce: enabled}`: the value of the stage that the variable names."""
        if not self._variables.declares("stage"):
            return node  # the walk says what is missing
        stage = self._variables.stage(place(node.start_mark))
        if stage is None or not self._is_text(stage, node):
            return broken(node)
        told = len(self._found)
        pairs = Pairs(self._found).of(node)
        values = {name: self._stage_value(pair, shape, f"{path}.{name}") for name, pair in pairs.items()}
        self._check_stages(node, pairs, stage, path)
        chosen = values.get(stage.node.value)
        if chosen is None or len(self._found) > told:
            return broken(node)
        own = chosen.start_mark.origins if isinstance(chosen.start_mark, Via) else ()
        mark = Via(chosen.start_mark, (*stage.origins, *own))
        return ScalarNode("", chosen.value, mark, chosen.end_mark, chosen.style)

    def _is_text(self, stage: Value, node: MappingNode) -> bool:
        if stage.declared.type == STRING:
            return True
        summary = f"`stage` is of type `{stage.declared.type}`, and stages are named by a `string`"
        self._found.append(fault(summary, place(node.start_mark), f"change its type at {stage.declared.place}"))
        return False

    def _stage_value(self, pair: Pair, shape: OneOf, path: str) -> ScalarNode | None:
        """Also a value of another stage is looked at: a slip in it is better known now."""
        value = self.rewritten(pair[1], shape, path)
        walk = Walk()
        assert shape.scalar is not None
        spot = walk.spot(value, shape.scalar, path)
        self._found.extend(walk.found)
        return value if spot is not None and isinstance(value, ScalarNode) else None

    def _check_stages(self, node: MappingNode, pairs: dict[str, Pair], stage: Value, path: str) -> None:
        allowed = [each.text for each in stage.declared.allowed]
        for name, (key, _) in pairs.items():
            if allowed and name not in allowed:
                hint = did_you_mean(name, allowed)
                self._found.append(fault(f"`{name}` isn't a stage", place(key.start_mark), hint))
        for name in allowed or [stage.node.value]:
            if name not in pairs:
                summary = f"`{path}` says nothing for the stage `{name}`"
                self._found.append(fault(summary, place(node.start_mark), f"add `{name}:`"))


def _member(shape: Shape) -> Shape | None:
    """The shape of a list's members, where a list can stand."""
    if isinstance(shape, Anything):
        return shape
    inner = shape.sequence if isinstance(shape, OneOf) else shape
    return inner.member if isinstance(inner, ListOf) else None

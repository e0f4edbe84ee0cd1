"""Variables: `${name}` becomes its value, typed where it stands alone, as text inside a text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from yaml import Mark, Node, ScalarNode, SequenceNode

from passkeyctl.config.declarations import Declarations, Declared
from passkeyctl.config.faults import CODE, did_you_mean, fault, listed
from passkeyctl.config.schema_variables import STRING, TYPES, singular
from passkeyctl.config.shape import GUID, LOCAL_ID, Flag, Number
from passkeyctl.config.spots import Spot, Via, place
from passkeyctl.config.walk import BROKEN, Walk
from passkeyctl.diagnostics import Diagnostic, Origin, SourceRange, error, warning

STAGE = "stage"
LONGEST = 20_000
"""No text of a file needs more; variables made of variables could grow without end."""

DEEPEST = 24
"""So many variables may be made of one another."""

_PARTS = re.compile(r"\$\$\{|\$\{(?P<name>[^{}]*)\}|\$\{")
_GUID = re.compile(GUID)
_WHOLE = re.compile(r"\$\{(?P<name>[^{}]*)\}")
_ABOUT = {
    "group": "group",
    "groups": "group",
    "user": "user",
    "users": "user",
    "accounts": "user",
    "roles": "role",
    "authenticators": "authenticator",
    "allowedAAGUIDs": "authenticator",
    "authenticationStrength": "strength",
    "locations": "location",
}
"""Keys that hold one kind of name only; a `string` may stand everywhere."""
_KINDS = frozenset({"group", "user", "role", "application", "location", "strength", "authenticator"})


class Value(NamedTuple):
    """The value of a variable as a node of its own file, and all that it came through."""

    declared: Declared
    node: ScalarNode | SequenceNode
    origins: tuple[Origin, ...]


class Variables:
    """Each is worked out once; one that can't be is told once, and leaves a node that nothing more is said about."""

    def __init__(
        self, declarations: Declarations, found: list[Diagnostic], stand_ins: frozenset[str] = frozenset()
    ) -> None:
        self._all = declarations
        self._stand_ins = stand_ins
        self._found = found
        self._known: dict[str, Value | None] = {}
        self._open: list[str] = []
        self._used: set[str] = set()

    def fill(self, node: ScalarNode, key: str) -> Node:
        """The scalar with its variables filled in; `key` is the one it stands under, however deep in a list."""
        text: str = node.value
        if "${" not in text or node.tag:
            return node
        whole = _WHOLE.fullmatch(text)
        return self._whole(whole["name"], node, key) if whole else self._text(node)

    def stage(self, use: SourceRange) -> Value | None:
        return self.value(STAGE, use)

    def declares(self, name: str) -> bool:
        return name in self._all.declared or name in self._all.broken

    def value(self, name: str, use: SourceRange) -> Value | None:
        """What the variable holds; why it holds nothing is told at the first place that uses it."""
        self._used.add(name)
        if name in self._open:
            circle = " -> ".join((*self._open[self._open.index(name) :], name))
            self._found.append(fault(f"`${{{name}}}` is made of itself: {circle}", use, "write one of them out"))
            return None
        if len(self._open) == DEEPEST:
            summary = f"`${{{name}}}` is made of variables that are made of variables, {DEEPEST} levels deep"
            self._found.append(fault(summary, use, "write some of them out"))
            return None
        if name not in self._known or (self._known[name] is None and not self.declares(name)):
            self._open.append(name)
            self._known[name] = self._work_out(name, use)
            self._open.pop()
        return self._known[name]

    def finish(self) -> None:
        """Look at the variables that nothing uses as well: their values may be wrong, or they may be left over."""
        unused = [each for name, each in self._all.declared.items() if name not in self._used]
        for each in unused:
            given = self._all.given.get(each.name)
            if each.is_of_tenant or (given is not None and given.is_of_tenant):
                where = given.place if given is not None and given.is_of_tenant else each.place
                self._found.append(
                    warning(CODE, f"nothing uses the variable `{each.name}`", source=where, hint="take it out")
                )
        for each in unused:
            self.value(each.name, each.place)

    def _work_out(self, name: str, use: SourceRange) -> Value | None:
        declared = self._all.declared.get(name)
        if declared is None:
            if name not in self._all.broken and self._all.is_complete:
                otherwise = f"declare it: `variables: {{{name}: {{type: string, default: ...}}}}`"
                hint = did_you_mean(name, self._all.declared, otherwise)
                self._found.append(fault(f"there is no variable `{name}`", use, hint))
            return None
        given = self._all.given.get(name)
        node = given.node if given is not None else declared.default or self._stand_in(declared)
        if node is None:
            hint = f"add it to the tenant's file: `variables: {{{name}: ...}}`"
            self._tell(f"`${{{name}}}` has no value", use, declared, hint)
            return None
        return self._checked(declared, self._filled(node))

    def _stand_in(self, declared: Declared) -> ScalarNode | None:
        """The id that an import was read with in a placeholder's place; `export` writes it into the description."""
        described = declared.description
        if not self._stand_ins or not isinstance(described, ScalarNode):
            return None
        id = next((each for each in _GUID.findall(described.value) if each in self._stand_ins), None)
        return ScalarNode("", id, described.start_mark, described.end_mark, style="'") if id is not None else None

    def _filled(self, node: Node) -> Node:
        """A value may be made of other variables."""
        if isinstance(node, ScalarNode):
            return self.fill(node, "")
        if isinstance(node, SequenceNode) and not node.tag:
            members = [self.fill(each, "") if isinstance(each, ScalarNode) else each for each in node.value]
            return sequence(node, members)
        return node

    def _checked(self, declared: Declared, node: Node) -> Value | None:
        shape = TYPES[declared.type]
        walk = Walk()
        spot = walk.spot(node, shape, f"variables.{declared.name}")
        for each in walk.found:
            detail = f"`{declared.name}` is declared as `{declared.type}` at {declared.place}"
            self._found.append(replace(each, detail=(*each.detail, detail)))
        if spot is None or not isinstance(node, ScalarNode | SequenceNode):
            return None
        if not self._is_allowed(declared, spot):
            return None
        through = node.start_mark.origins if isinstance(node.start_mark, Via) else ()
        origin = Origin(f"${{{declared.name}}}", plain(node.start_mark), declared.place)
        return Value(declared, node, (origin, *through))

    def _is_allowed(self, declared: Declared, spot: Spot) -> bool:
        allowed = [each.value for each in declared.allowed]
        if not allowed or spot.value in allowed:
            return True
        words = [str(each) for each in allowed]
        hint = did_you_mean(str(spot.value), words, f"use {listed(words)}")
        self._tell(f"`{spot.value}` isn't a value of `variables.{declared.name}`", spot.place, declared, hint)
        return False

    def _whole(self, name: str, node: ScalarNode, key: str) -> Node:
        value = self._named(name, node)
        if value is None or self._is_misused(value, node, key):
            return broken(node)
        mark = Via(node.start_mark, value.origins)
        if isinstance(value.node, SequenceNode):
            members = [_at(each, node, value) for each in value.node.value]
            return SequenceNode("", members, mark, node.end_mark)
        style = None if isinstance(TYPES[value.declared.type], Number | Flag) else '"'
        return ScalarNode("", value.node.value, mark, node.end_mark, style)

    def _is_misused(self, value: Value, node: ScalarNode, key: str) -> bool:
        about, wanted = singular(value.declared.type), _ABOUT.get(key)
        if wanted is None or about == wanted or about not in _KINDS:
            return False
        name = value.declared.name
        summary = f"`${{{name}}}` is of type `{value.declared.type}`, and `{key}` takes another kind of name"
        self._tell(summary, place(node.start_mark), value.declared, f"use a variable of type `{wanted}`, or `string`")
        return True

    def _text(self, node: ScalarNode) -> Node:
        origins: list[Origin] = []
        parts: list[str] = []
        at = 0
        for match in _PARTS.finditer(node.value):
            parts.append(node.value[at : match.start()])
            at = match.end()
            if match.group() == "$${":
                parts.append("${")
                continue
            if match["name"] is None:
                self._tell_unfinished(node)
                return broken(node)
            value = self._inside(match["name"], node)
            if value is None:
                return broken(node)
            parts.append(str(value.node.value))
            origins.extend(value.origins)
        text = "".join((*parts, node.value[at:]))
        if len(text) > LONGEST:
            summary = f"with its variables this text is longer than {LONGEST} characters"
            self._found.append(fault(summary, place(node.start_mark), "use fewer variables"))
            return broken(node)
        mark = Via(node.start_mark, tuple(origins)) if origins else node.start_mark
        return ScalarNode("", text, mark, node.end_mark, node.style or '"')

    def _inside(self, name: str, node: ScalarNode) -> Value | None:
        value = self._named(name, node)
        if value is None or value.declared.type == STRING:
            return value
        summary = f"`${{{name}}}` is of type `{value.declared.type}` and can't be a part of a text"
        self._tell(summary, place(node.start_mark), value.declared, "only a `string` can; others stand alone")
        return None

    def _named(self, name: str, node: ScalarNode) -> Value | None:
        if re.fullmatch(LOCAL_ID, name):
            return self.value(name, place(node.start_mark))
        summary = f"`{name}` can't be the name of a variable"
        hint = "write `${name}`, or `$${` for these two characters themselves"
        self._found.append(fault(summary, place(node.start_mark), hint))
        return None

    def _tell_unfinished(self, node: ScalarNode) -> None:
        hint = "write `${name}`, or `$${` for these two characters themselves"
        self._found.append(fault("`${` begins a variable and has no `}`", place(node.start_mark), hint))

    def _tell(self, summary: str, at: SourceRange, declared: Declared, hint: str) -> None:
        detail = (f"`{declared.name}` is declared at {declared.place}",)
        self._found.append(error(CODE, summary, source=at, hint=hint, detail=detail))


def plain(mark: Mark) -> SourceRange:
    """The place without what the value came through."""
    return SourceRange(mark.name, mark.line + 1, mark.column + 1)


def broken(node: Node) -> ScalarNode:
    """What stands for a value that could not be made."""
    return ScalarNode(BROKEN, "", node.start_mark, node.end_mark)


def sequence(node: SequenceNode, members: list[Node]) -> SequenceNode:
    """The list with these members; a list among them stands for its own members."""
    flat: list[Node] = []
    for each in members:
        flat.extend(each.value if isinstance(each, SequenceNode) else [each])
    return SequenceNode(node.tag, flat, through(node.start_mark, flat), node.end_mark, node.flow_style)


def through(mark: Mark, members: list[Node]) -> Mark:
    """The mark of a collection that remembers what its members came through."""
    marks = [mark, *(each.start_mark for each in members)]
    origins = dict.fromkeys(origin for each in marks if isinstance(each, Via) for origin in each.origins)
    return Via(mark, tuple(origins), is_whole=False) if origins else mark


def _at(member: Node, use: ScalarNode, value: Value) -> Node:
    """One member of a list as it stands where the list is used."""
    assert isinstance(member, ScalarNode)
    own = replace(value.origins[0], place=plain(member.start_mark))
    mark = Via(use.start_mark, (own, *value.origins[1:]))
    return ScalarNode(member.tag, member.value, mark, use.end_mark, member.style)

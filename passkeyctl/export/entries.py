"""One entry of a file: what identifies the object, what is said of it, and what stays unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from passkeyctl.export.nodes import Mapped, Node, Pair, Scalar
from passkeyctl.export.options import ExportOptions
from passkeyctl.export.wording import Wording, shown, words
from passkeyctl.export.yaml_text import can_say, remark, scalar
from passkeyctl.identity import exact
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Field
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import NAME_LIMIT
from passkeyctl.model.values import Value
from passkeyctl.wire.canonical import holds_unreadable
from passkeyctl.wire.unmanaged import unknown_members

LONGEST_SHOWN = 300
Tree: TypeAlias = "dict[str, Tree | Node]"


@dataclass(slots=True)
class Draft:
    """The keys of one entry by field path. What is `unsaid` is left to whoever owns it, with the reason beside it."""

    live: LiveObject
    said: dict[str, Node] = field(default_factory=dict)
    unsaid: dict[str, str] = field(default_factory=dict)

    def leave(self, path: str, why: str = "") -> None:
        """Say nothing under `path`, and let a plan pass over it."""
        self.forget(path)
        self.unsaid[path] = why or self._values(path)

    def forget(self, path: str) -> None:
        for each in [each for each in (*self.said, *self.unsaid) if each == path or each.startswith(path + ".")]:
            self.said.pop(each, None)
            self.unsaid.pop(each, None)

    def _values(self, path: str) -> str:
        under = [each for each in FIELDS[self.live.kind] if each.is_under(path)]
        held = [self.live.fields[each.path] for each in under if self.live.fields[each.path] != each.default]
        return "; ".join(shown(each) for each in held)


@dataclass(frozen=True, slots=True)
class Writing:
    """What all entries of an export share."""

    state: PriorState
    options: ExportOptions
    wording: Wording
    called: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    """How many objects of a kind have a name."""

    def draft(self, live: LiveObject, *, always: frozenset[str] = frozenset()) -> Draft:
        """Every field that is not Graph's default, and those in `always`."""
        draft = Draft(live)
        for each in FIELDS[live.kind]:
            value = live.fields[each.path]
            if each.path != "name" and (value != each.default or each.path in always):
                self.put(draft, each, value)
        return draft

    def put(self, draft: Draft, field: Field, value: Value) -> None:
        node = self.wording.node(field, value)
        if node is None:
            draft.leave(field.path)
        else:
            draft.said[field.path] = node

    def entry(self, local: str, draft: Draft, *notes: str) -> Pair:
        """The finished entry with comments on what it leaves out."""
        pairs = (*self.identity(draft.live), *unmanaged(draft), *nested(draft.said))
        above = (*notes, *left_out(draft), *beyond(draft.live))
        return Pair(scalar(local), Mapped(pairs, is_open=True), above)

    def identity(self, live: LiveObject) -> tuple[Pair, ...]:
        """The name; the id beside it where the name alone would not find just this object."""
        is_sayable = can_say(exact(live.name)) and not (live.kind is Kind.STRENGTH and len(live.name) > NAME_LIMIT)
        name = [Pair("name", Scalar(scalar(exact(live.name))))] if is_sayable else []
        if is_sayable and self._is_only(live) and not self.options.is_pinned:
            return tuple(name)
        return (*name, Pair("id", Scalar(scalar(live.id), "" if is_sayable else f"called {live.name!r}")))

    def _is_only(self, live: LiveObject) -> bool:
        if not self.called:
            unread = [(Kind.POLICY, name) for _, name in self.state.unread_policies]
            every = [*((each.kind, each.name) for each in self.state.objects), *unread]
            self.called.update(Counter((kind, exact(name)) for kind, name in every))
        return self.called[live.kind, exact(live.name)] == 1


def nested(said: Mapping[str, Node]) -> tuple[Pair, ...]:
    """`users.include.groups` as keys within keys, in the order of the fields."""
    tree: Tree = {}
    for path, node in said.items():
        *parents, last = path.split(".")
        at = tree
        for parent in parents:
            below = at.setdefault(parent, {})
            assert isinstance(below, dict)
            at = below
        at[last] = node
    return _pairs(tree)


def _pairs(tree: Tree) -> tuple[Pair, ...]:
    return tuple(
        Pair(scalar(key), Mapped(_pairs(below)) if isinstance(below, dict) else below) for key, below in tree.items()
    )


def unmanaged(draft: Draft) -> tuple[Pair, ...]:
    return (Pair("unmanaged", words(draft.unsaid)),) if draft.unsaid else ()


def left_out(draft: Draft) -> tuple[str, ...]:
    """Comments on what this version can't say."""
    return tuple(
        f"not managed by this version: {path}" + (f" ({_cut(why)})" if why else "")
        for path, why in draft.unsaid.items()
        if why != UNSAID_ON_PURPOSE
    )


UNSAID_ON_PURPOSE = "-"


def beyond(live: LiveObject) -> tuple[str, ...]:
    """Members of Graph's answer that no field stands for: a write keeps them, a plan does not compare them."""
    found = [f"not managed by this version: {path}, which only Graph has" for path in unknown_members(live)]
    # A list of thousands of ranges is not walked through for a word that a range can't hold.
    if live.kind is not Kind.LOCATION and holds_unreadable(live.original):
        found.append("Graph keeps a part of it to itself (`unknownFutureValue`): change it in the admin centre")
    return tuple(found)


def _cut(text: str) -> str:
    plain = remark(text)
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + " ..."

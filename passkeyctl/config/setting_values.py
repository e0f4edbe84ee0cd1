"""One value in a file's text changed, added or taken out, and every other byte left as it is.

Only what is proved leaves this module: the new text is read again, and apart from that value it says the same.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.composing import compose
from passkeyctl.config.faults import fault
from passkeyctl.config.setting_edits import Document, Edit, New, Unwritable, added_key, changed, taken_out
from passkeyctl.config.setting_paths import Path, documents, is_shared, meant, node_at
from passkeyctl.diagnostics import Diagnostic, SourceRange

_BOM = "\ufeff"
_OTHER_BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_VALUE = "value"


def with_value(text: str, label: str, path: Path, yaml_lines: Sequence[str]) -> str | Diagnostic:
    """The file with this value at a path; keys on the way that are missing are written as well.

    `yaml_lines` are the value without indentation. Of a list that stands, members that stay keep their place and their
    comments. A diagnostic where it can't be written safely.
    """
    return _proved(text, label, path, _read(yaml_lines))


def without_value(text: str, label: str, path: Path) -> str | Diagnostic:
    """The file without a key or a list member; what would be left empty by it goes as well."""
    return _proved(text, label, path, None)


def _read(lines: Sequence[str]) -> New:
    text = "\n".join(lines) + "\n"
    (node,) = (each for each in compose(text, _VALUE) if isinstance(each, Node))
    return New(node, text)


def _proved(text: str, label: str, path: Path, new: New | None) -> str | Diagnostic:
    bom, whole = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    nodes = documents(whole, label)
    if isinstance(nodes, Diagnostic):
        return nodes
    if _OTHER_BREAKS.search(whole):
        return _unsafe(label, nodes, path, "its lines end in a way that can't be told apart")
    if is_shared(nodes, path):
        return _unsafe(label, nodes, path, "an alias, or `<<`, shows it elsewhere too")
    try:
        at, edits = _edits(Document.of(whole), nodes, path, new)
    except (Unwritable, ValueError, IndexError):
        return _unsafe(label, nodes, path, "the way it is written")
    edited = whole
    for each in sorted(edits, key=lambda each: (each.start, each.end), reverse=True):
        edited = edited[: each.start] + each.text + edited[each.end :]
    after = documents(edited, label)
    if isinstance(after, Diagnostic) or not _is_same_but_there(nodes, after, at, path, new):
        return _unsafe(label, nodes, path, "the way it is written")
    return bom + edited


def _edits(doc: Document, nodes: tuple[Node, ...], path: Path, new: New | None) -> tuple[Path, list[Edit]]:
    """With the path of what is another afterwards: one further up where keys come or go on the way."""
    if new is None:
        return _removal(doc, nodes, path)
    length = next(n for n in range(len(path), 0, -1) if node_at(nodes, path[:n]) is not None)
    at, missing = path[:length], path[length:]
    old, key = node_at(nodes, at), _key(nodes, at)
    assert old is not None
    in_flow = _in_flow(nodes, at)
    if not missing:
        return at, changed(doc, key, old, new, at, in_flow=in_flow)
    name, *further = missing
    below = _wrapped(new, further)
    if isinstance(old, SequenceNode) or not isinstance(name, str):
        raise Unwritable
    if isinstance(old, MappingNode) and not old.tag and (old.value or old.flow_style):
        return (*at, name), [added_key(doc, key, old, name, below, at)]
    if isinstance(old, ScalarNode) and not old.value and not old.style and not old.tag:
        return at, changed(doc, key, old, _wrapped(below, [name]), at, in_flow=in_flow)
    raise Unwritable


def _wrapped(new: New, names: Sequence[str | int]) -> New:
    for name in reversed(names):
        lines = [f"{name}: {new.flow}{new.remark}"] if new.is_inline else [f"{name}:", *(f"  {x}" for x in new.lines())]
        new = _read(lines)
    return new


def _removal(doc: Document, nodes: tuple[Node, ...], path: Path) -> tuple[Path, list[Edit]]:
    while True:
        parent = node_at(nodes, path[:-1])
        if len(path) < 2 or not isinstance(parent, MappingNode | SequenceNode):
            raise Unwritable
        steps = [each[0].value for each in parent.value] if isinstance(parent, MappingNode) else None
        number = steps.index(path[-1]) if steps is not None else path[-1]
        if not isinstance(number, int):
            raise Unwritable
        if len(parent.value) > 1:
            return path, list(taken_out(doc, parent, [number]))
        path = path[:-1]


def _key(nodes: tuple[Node, ...], path: Path) -> ScalarNode | None:
    parent = node_at(nodes, path[:-1]) if len(path) > 1 else None
    if not isinstance(parent, MappingNode):
        return None
    return next((key for key, _ in parent.value if key.value == path[-1]), None)


def _in_flow(nodes: tuple[Node, ...], path: Path) -> bool:
    way = (node_at(nodes, path[:length]) for length in range(1, len(path)))
    return any(isinstance(each, MappingNode | SequenceNode) and each.flow_style for each in way)


def _is_same_but_there(
    before: tuple[Node, ...], after: tuple[Node, ...], at: Path, path: Path, new: New | None
) -> bool:
    if new is None and isinstance(at[-1], int):
        return _is_one_member_less(before, after, at)
    if len(before) != len(after) or _reduced(before, at) != _reduced(after, at):
        return False
    found = node_at(after, path)
    return found is None if new is None else found is not None and meant(found) == meant(new.node)


def _is_one_member_less(before: tuple[Node, ...], after: tuple[Node, ...], at: Path) -> bool:
    old, new = node_at(before, at[:-1]), node_at(after, at[:-1])
    if len(before) != len(after) or _reduced(before, at[:-1]) != _reduced(after, at[:-1]):
        return False
    if not isinstance(old, SequenceNode) or not isinstance(new, SequenceNode):
        return False
    left = [each for number, each in enumerate(old.value) if number != at[-1]]
    return [meant(each) for each in left] == [meant(each) for each in new.value]


def _reduced(nodes: tuple[Node, ...], path: Path) -> tuple[Hashable, ...]:
    """What all documents say but for what is at the path."""
    return tuple(_less(each, path[1:]) if number == path[0] else meant(each) for number, each in enumerate(nodes))


def _less(node: Node, path: Path) -> Hashable:
    if not path:
        return ()
    if isinstance(node, MappingNode):
        pairs = frozenset(
            (meant(key), _less(value, path[1:]) if key.value == path[0] else meant(value))
            for key, value in node.value
            if key.value != path[0] or len(path) > 1
        )
        return (node.tag or "", pairs)
    members = enumerate(node.value if isinstance(node, SequenceNode) else ())
    return tuple(_less(each, path[1:]) if number == path[0] else meant(each) for number, each in members)


def _unsafe(label: str, nodes: tuple[Node, ...], path: Path, why: str) -> Diagnostic:
    found = [each for length in range(1, len(path) + 1) if (each := node_at(nodes, path[:length])) is not None]
    mark = found[-1].start_mark if found else None
    where = SourceRange(label, mark.line + 1, mark.column + 1) if mark is not None else SourceRange(label)
    name = ".".join(str(each) for each in path[1:])
    return fault(f"`{name}` can't be changed here without changing more than that: {why}", where, "write it by hand")

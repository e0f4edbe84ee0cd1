"""Changes to `rollout` in a file's text that touch nothing else: the wanted stage, and one approval more.

Only what is proved leaves this module: the new text is read again, and apart from the change it says the same.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.composing import compose
from passkeyctl.config.faults import fault
from passkeyctl.config.meaning import spelled_plainly
from passkeyctl.config.scalars import quoted, reads_as
from passkeyctl.diagnostics import Diagnostic, SourceRange

_BOM = "\ufeff"
_ROLLOUT, _OVERLAY, _STAGE, _APPROVED = "rollout", "overlay", "stage", "approved"


class _Section(NamedTuple):
    """`rollout` in a file: the key that it stands under, its map, and the documents of the whole file."""

    key: ScalarNode
    node: MappingNode
    documents: tuple[Node, ...]

    def get(self, name: str) -> tuple[ScalarNode, Node] | None:
        return next(((key, value) for key, value in self.node.value if key.value == name), None)

    def without(self, name: str) -> list[Hashable]:
        """What all documents say but for this key of the section."""
        return [spelled_plainly(_reduced(each, self.node, name)) for each in self.documents]

    @property
    def place(self) -> SourceRange:
        mark = self.key.start_mark
        return SourceRange(mark.name, mark.line + 1, mark.column + 1)


class _Edit(NamedTuple):
    """Text that takes the place of what stands between two positions."""

    start: int
    end: int
    text: str


def with_stage(text: str, label: str, name: str) -> str | Diagnostic:
    """The file with `rollout.stage: name`; a diagnostic where that can't be written safely."""
    bom, whole = _parted(text)
    section = _section(whole, label)
    if isinstance(section, Diagnostic):
        return section
    edited = _edited(whole, _stage_edit(whole, section, _scalar(name)))
    wanted = spelled_plainly(ScalarNode("", name, None, None, style="" if _scalar(name) == name else '"'))
    if edited is None or not _is_proved(section, edited, label, _STAGE, wanted):
        return _unsafe(section, f"write `stage: {name}` under `{_ROLLOUT}` by hand")
    return bom + edited


def with_approval(text: str, label: str, *, stage: str, by: str, on: date, of: str, note: str = "") -> str | Diagnostic:
    """The file with one entry more under `rollout.approved`; a diagnostic where that can't be written safely."""
    bom, whole = _parted(text)
    section = _section(whole, label)
    if isinstance(section, Diagnostic):
        return section
    entry = approval_entry(stage, by, on, of, note)
    edited = _edited(whole, _approval_edit(whole, section, entry))
    written = section.get(_APPROVED)
    earlier = written[1].value if written is not None and isinstance(written[1], SequenceNode) else []
    (new,) = (each for each in compose(entry, label) if isinstance(each, Node))
    wanted = spelled_plainly(SequenceNode("", [*earlier, new]))
    if edited is None or not _is_proved(section, edited, label, _APPROVED, wanted):
        return _unsafe(section, f"add `- {entry}` under `{_ROLLOUT}.{_APPROVED}` by hand")
    return bom + edited


def approval_entry(stage: str, by: str, on: date, of: str, note: str) -> str:
    """One member of `approved`, as it is written."""
    parts = [f"stage: {_scalar(stage)}", f"by: {_literal(by)}", f"on: {on.isoformat()}", f"of: {quoted(of)}"]
    return f"{{{', '.join([*parts, *([f'note: {_literal(note)}'] if note else [])])}}}"


def _literal(text: str) -> str:
    """What somebody says of themselves never names a variable of the file."""
    return quoted(text.replace("${", "$${"))


def _parted(text: str) -> tuple[str, str]:
    return (_BOM, text.removeprefix(_BOM)) if text.startswith(_BOM) else ("", text)


def _scalar(name: str) -> str:
    """Without quotes where no reader of YAML takes it for anything but text."""
    is_plain = name.replace("-", "").replace("_", "").replace(".", "").isalnum() and name.isascii()
    return name if is_plain and not reads_as(name) else quoted(name)


def _section(text: str, label: str) -> _Section | Diagnostic:
    """The one `rollout` of a file, or of the overlay in it."""
    nodes: list[Node] = []
    for each in compose(text, label):
        if isinstance(each, Diagnostic):
            return each
        nodes.append(each)
    found = [pair for each in nodes for pair in _rollouts(each)]
    if len(found) == 1:
        key, value = found[0]
        if isinstance(value, MappingNode):
            return _Section(key, value, tuple(nodes))
    if not found:
        return fault(f"`{label}` has no `rollout`", SourceRange(label), "name the file that has it")
    mark = found[-1][0].start_mark
    where = SourceRange(label, mark.line + 1, mark.column + 1)
    return fault(f"`{label}` has more than one `rollout`, or one that is no map", where, "keep one of them")


def _rollouts(document: Node) -> list[tuple[ScalarNode, Node]]:
    pairs = document.value if isinstance(document, MappingNode) else []
    own = [(key, value) for key, value in pairs if key.value == _ROLLOUT]
    laid = [value for key, value in pairs if key.value == _OVERLAY]
    return [*own, *(pair for each in laid for pair in _rollouts(each))]


def _reduced(node: Node, section: MappingNode, name: str) -> Node:
    """The document with the section less one key; the section stands at the top, or in the overlay there."""
    if not isinstance(node, MappingNode):
        return node
    if node is section:
        return MappingNode(node.tag, [pair for pair in node.value if pair[0].value != name])
    pairs = [
        (key, _reduced(value, section, name) if key.value in (_ROLLOUT, _OVERLAY) else value)
        for key, value in node.value
    ]
    return MappingNode(node.tag, pairs)


def _stage_edit(text: str, section: _Section, written: str) -> _Edit | None:
    pair = section.get(_STAGE)
    if pair is None:
        return _inserted(text, section, f"{_STAGE}: {written}", None)
    key, value = pair
    if not isinstance(value, ScalarNode) or value.start_mark.index < key.end_mark.index:
        return None  # an alias: what it repeats stands above
    blank = " " if value.start_mark.index == value.end_mark.index else ""
    return _Edit(value.start_mark.index, value.end_mark.index, blank + written)


def _approval_edit(text: str, section: _Section, entry: str) -> _Edit | None:
    pair = section.get(_APPROVED)
    if pair is None:
        is_flow = bool(section.node.flow_style)
        line = f"{_APPROVED}: [{entry}]" if is_flow else f"{_APPROVED}:\n  - {entry}"
        return _inserted(text, section, line, section.get(_STAGE))
    key, value = pair
    if not isinstance(value, SequenceNode) or value.start_mark.index < key.end_mark.index:
        return None
    if value.flow_style:
        at = value.value[-1].end_mark.index if value.value else value.start_mark.index + 1
        return _Edit(at, at, f", {entry}" if value.value else entry)
    return _below(text, value.value[-1], f"- {entry}", value.start_mark.column)


def _inserted(text: str, section: _Section, line: str, after: tuple[ScalarNode, Node] | None) -> _Edit | None:
    """As a key of its own: below the one named, else above all others, and above the comments that are about them."""
    node = section.node
    if not node.value or node.start_mark.index < section.key.end_mark.index:
        return None
    if node.flow_style:
        at = after[1].end_mark.index if after is not None else node.start_mark.index + 1
        return _Edit(at, at, f", {line}" if after is not None else f"{line}, ")
    column = node.value[0][0].start_mark.column
    return _below(text, after[1] if after is not None else section.key, line, column)


def _below(text: str, node: Node, lines: str, column: int) -> _Edit:
    """New lines below the last line of a node, comments beside it included."""
    end = _last(node).end_mark
    at = text.find("\n", end.index) + 1 if end.column else end.index
    ending = "\r\n" if "\r\n" in text else "\n"
    body = "".join(f"{' ' * column}{line}{ending}" for line in lines.split("\n"))
    return _Edit(at, at, body) if at else _Edit(len(text), len(text), ending + body)


def _last(node: Node) -> Node:
    """The last node with a text of its own: a block's mark stands where the next one begins."""
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return node
    last = node.value[-1]
    return _last(last[1] if isinstance(last, tuple) else last)


def _edited(text: str, edit: _Edit | None) -> str | None:
    return None if edit is None else text[: edit.start] + edit.text + text[edit.end :]


def _is_proved(before: _Section, edited: str, label: str, name: str, wanted: Hashable) -> bool:
    """Whether the new text says what it is to say, and everything else as before."""
    after = _section(edited, label)
    if isinstance(after, Diagnostic):
        return False
    pair = after.get(name)
    if pair is None or spelled_plainly(pair[1]) != wanted:
        return False
    return after.without(name) == before.without(name)


def _unsafe(section: _Section, hint: str) -> Diagnostic:
    return fault(f"`{_ROLLOUT}` can't be changed here without changing more than that", section.place, hint)

"""Which stretches of a text have to change for a map, a list or a value in it to become another one, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.setting_paths import Path, meant, names_in_order


class Edit(NamedTuple):
    """Text that takes the place of what stands between two positions."""

    start: int
    end: int
    text: str


class Unwritable(Exception):
    """No edit that is known to be safe makes this change."""


class New(NamedTuple):
    """A value to be written: as a node, and the text that it was read from."""

    node: Node
    text: str

    def below(self, node: Node) -> New:
        return New(node, self.text)

    @property
    def is_inline(self) -> bool:
        return not isinstance(self.node, MappingNode | SequenceNode) or bool(self.node.flow_style)

    @property
    def flow(self) -> str:
        return flow_text(self.node, self.text)

    @property
    def remark(self) -> str:
        """The comment behind it, with the blanks in front."""
        line, _, _ = self.text[self.node.end_mark.index :].partition("\n")
        return f"  {line.strip()}" if line.strip().startswith("#") else ""

    def lines(self) -> list[str]:
        """In lines of its own, without indentation."""
        if self.is_inline:
            return [self.flow + self.remark]
        own = self.text.split("\n")
        column = self.node.start_mark.column
        first = own[self.node.start_mark.line][column:]
        return [first, *(each[column:] for each in own[self.node.start_mark.line + 1 : end_line(self.node)])]


class Document(NamedTuple):
    """The text that is changed, and where its lines begin."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Document:
        starts = [0, *(place + 1 for place, each in enumerate(text) if each == "\n")]
        return cls(text, tuple(starts))

    def line(self, number: int) -> int:
        return self.starts[number] if number < len(self.starts) else len(self.text)

    @property
    def ending(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def put(self, line: int, column: int, lines: Sequence[str]) -> Edit:
        """New lines above a line, or at the end of the file."""
        at = self.line(line)
        body = "".join(f"{' ' * column}{each}{self.ending}" if each else self.ending for each in lines)
        is_open = at == len(self.text) and self.text and not self.text.endswith("\n")
        return Edit(at, at, self.ending + body if is_open else body)

    def cut(self, first: int, end: int) -> Edit:
        """Whole lines taken out."""
        return Edit(self.line(first), self.line(end), "")


def end_line(node: Node) -> int:
    """The line below the last one that holds something of a node."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_line(last[1]) if isinstance(last, tuple) else end_line(last)
    is_block_text = isinstance(node, ScalarNode) and node.style in ("|", ">") and node.end_mark.column == 0
    return int(node.end_mark.line) + (0 if is_block_text else 1)


def flow_text(node: Node, text: str) -> str:
    """On one line, with the spelling of every scalar as it stands."""
    match node:
        case MappingNode():
            inner = ", ".join(f"{flow_text(key, text)}: {flow_text(value, text)}" for key, value in node.value)
            return f"{{{inner}}}"
        case SequenceNode():
            return f"[{', '.join(flow_text(each, text) for each in node.value)}]"
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        raise Unwritable
    written = text[node.start_mark.index : node.end_mark.index]
    if "\n" in written or node.tag:
        raise Unwritable
    return written


def written_pair(key: str, new: New) -> list[str]:
    """A key with its value as lines of a block."""
    if new.is_inline:
        return [f"{key}: {new.flow}{new.remark}"]
    return [f"{key}:", *(f"  {each}" if each else "" for each in new.lines())]


def changed(doc: Document, key: ScalarNode | None, old: Node, new: New, path: Path, *, in_flow: bool) -> list[Edit]:
    """What makes `old`, which stands under `key`, become `new`; members and keys that stay are not touched."""
    if old.tag:
        raise Unwritable
    if meant(old) == meant(new.node):
        return []
    inner = in_flow or bool(getattr(old, "flow_style", False))
    if isinstance(old, MappingNode) and isinstance(new.node, MappingNode) and old.value:
        edits = list(_changed_map(doc, old, new, path, in_flow=inner))
        if edits:
            return edits
    if isinstance(old, SequenceNode) and isinstance(new.node, SequenceNode) and _stays(old, new.node):
        return list(_changed_list(doc, old, new))
    return _replaced(doc, key, old, new, in_flow=in_flow)


def _changed_map(doc: Document, old: MappingNode, new: New, path: Path, *, in_flow: bool) -> Iterator[Edit]:
    assert isinstance(new.node, MappingNode)
    wanted = {key.value: (key, value) for key, value in new.node.value}
    stays = [pair for pair in old.value if pair[0].value in wanted]
    if not stays:
        return
    standing = {pair[0].value for pair in stays}
    for key, value in stays:
        below = new.below(wanted[key.value][1])
        yield from changed(doc, key, value, below, (*path, key.value), in_flow=in_flow)
    yield from taken_out(doc, old, [n for n, pair in enumerate(old.value) if pair[0].value not in wanted])
    for name, (key, value) in wanted.items():
        if name not in standing:
            yield added_key(doc, None, old, flow_text(key, new.text), new.below(value), path)


def added_key(doc: Document, above: ScalarNode | None, old: MappingNode, key: str, new: New, path: Path) -> Edit:
    """A pair at its place in the order of the language: below the last key that comes before it."""
    order = names_in_order(path)
    name = key.strip("\"'")
    rank = {each: number for number, each in enumerate(order)}
    before = [pair for pair in old.value if rank.get(pair[0].value, len(rank)) <= rank.get(name, len(rank))]
    if old.flow_style:
        written = f"{key}: {new.flow}"
        if not old.value:
            return Edit(old.start_mark.index + 1, old.start_mark.index + 1, written)
        if before:
            at = _end_of(before[-1][1])
            return Edit(at, at, f", {written}")
        at = old.value[0][0].start_mark.index
        return Edit(at, at, f"{written}, ")
    first = old.value[0][0].start_mark
    lines = written_pair(key, new)
    if before:
        return doc.put(end_line(before[-1][1]), first.column, lines)
    if above is not None and above.start_mark.line < first.line:
        return doc.put(above.start_mark.line + 1, first.column, lines)
    return doc.put(end_line(old.value[0][1]), first.column, lines)


def _stays(old: SequenceNode, new: SequenceNode) -> bool:
    known = {meant(each) for each in new.value}
    return any(meant(each) in known for each in old.value) and not any(each.tag for each in old.value)


def _changed_list(doc: Document, old: SequenceNode, new: New) -> Iterator[Edit]:
    assert isinstance(new.node, SequenceNode)
    left = Counter(meant(each) for each in new.node.value)
    gone, kept = [], []
    for number, each in enumerate(old.value):
        if left[meant(each)] > 0:
            left[meant(each)] -= 1
            kept.append(each)
        else:
            gone.append(number)
    yield from taken_out(doc, old, gone)
    joining: list[New] = []
    for each in reversed(new.node.value):  # what stands twice in the new list is added once where one stood
        if left[meant(each)] > 0:
            left[meant(each)] -= 1
            joining.insert(0, new.below(each))
    if not joining:
        return
    if old.flow_style:
        at = _end_of(kept[-1])
        yield Edit(at, at, "".join(f", {each.flow}" for each in joining))
        return
    lines = [line for each in joining for line in _member_lines(each)]
    yield doc.put(end_line(kept[-1]), old.start_mark.column, lines)


def _member_lines(new: New) -> list[str]:
    first, *others = new.lines()
    return [f"- {first}", *(f"  {each}" if each else "" for each in others)]


def taken_out(doc: Document, old: MappingNode | SequenceNode, numbers: Sequence[int]) -> Iterator[Edit]:
    """Without some of its pairs or members; at least one stays."""
    parts = [each if isinstance(each, tuple) else (each, each) for each in old.value]
    if not numbers:
        return
    if len(numbers) == len(parts):
        raise Unwritable
    if not old.flow_style:
        for number in numbers:
            start, end = parts[number]
            yield doc.cut(start.start_mark.line, end_line(end))
        return
    last_kept = max(number for number in range(len(parts)) if number not in numbers)
    for number in numbers:
        if number < last_kept:
            yield _without_member(doc, parts[number], parts[number + 1][0].start_mark.index)
    if last_kept < len(parts) - 1:
        start, end = _end_of(parts[last_kept][1]), _end_of(parts[-1][1])
        if "#" in doc.text[start:end]:
            raise Unwritable
        yield Edit(start, end, "")


def _without_member(doc: Document, part: tuple[Node, Node], following: int) -> Edit:
    """A comment between it and the next one stays."""
    start, end = part[0].start_mark.index, _end_of(part[1])
    if "#" not in doc.text[end:following]:
        return Edit(start, following, "")
    comma = doc.text.index(",", end) + 1
    return Edit(start, comma, "")


def _end_of(node: Node) -> int:
    return int(node.end_mark.index)


def _replaced(doc: Document, key: ScalarNode | None, old: Node, new: New, *, in_flow: bool) -> list[Edit]:
    """One whole value for another."""
    is_block = isinstance(old, MappingNode | SequenceNode) and not old.flow_style
    start, end = old.start_mark.index, _end_of(old)
    if isinstance(old, ScalarNode) and old.style in ("|", ">"):
        raise Unwritable
    if in_flow:
        return [Edit(start, end, new.flow)]
    if not is_block and new.is_inline:
        blank = " " if start == end else ""
        rest = doc.text[end : doc.text.find("\n", end) if "\n" in doc.text[end:] else len(doc.text)]
        return [Edit(start, end, blank + new.flow + ("" if rest.strip() else new.remark))]
    if key is None:
        raise Unwritable
    column = key.start_mark.column
    if not is_block:
        return [Edit(key.end_mark.index + 1, end, ""), doc.put(end_line(old), column + 2, new.lines())]
    first, below = old.start_mark.line, end_line(old)
    if first == key.start_mark.line:
        raise Unwritable
    if new.is_inline:
        colon = doc.text.index(":", key.end_mark.index) + 1
        return [Edit(colon, colon, f" {new.flow}"), doc.cut(first, below)]
    return [doc.cut(first, below), doc.put(first, old.start_mark.column, new.lines())]

"""A document as a tree, and the tree as lines: in brackets what is short, in lines of its own what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from passkeyctl.export.yaml_text import remark

WIDTH = 110


class Scalar(NamedTuple):
    """`text` as it stands in the file, quoted where need be."""

    text: str
    comment: str = ""


class Listed(NamedTuple):
    """`is_open`: each member on a line of its own, however short."""

    members: tuple[Node, ...]
    comment: str = ""
    is_open: bool = False


class Mapped(NamedTuple):
    """`is_open`: never in brackets, however short."""

    pairs: tuple[Pair, ...]
    comment: str = ""
    is_open: bool = False


class Pair(NamedTuple):
    """`above` are comments in lines of their own, before the key."""

    key: str
    value: Node
    above: tuple[str, ...] = ()


Node: TypeAlias = "Scalar | Listed | Mapped"


def document(pairs: Iterable[Pair], indent: int = 0) -> Iterator[str]:
    """The lines of a mapping."""
    pad = " " * indent
    for pair in pairs:
        yield from comment_lines(pair.above, indent)
        yield from _value(f"{pad}{pair.key}:", pair.value, indent)


def comment_lines(comments: Iterable[str], indent: int = 0) -> Iterator[str]:
    pad = " " * indent
    for each in comments:
        yield f"{pad}# {remark(each)}" if each else ""


def _value(start: str, node: Node, indent: int) -> Iterator[str]:
    """A key or a dash with what belongs to it."""
    short = _short(node, WIDTH - len(start))
    if short is not None:
        yield f"{start} {short}{_trailing(node.comment)}"
        return
    yield start + _trailing(node.comment)
    if isinstance(node, Mapped):
        yield from document(node.pairs, indent + 2)
    elif isinstance(node, Listed):
        for member in node.members:
            yield from _member(member, indent + 2)


def _member(node: Node, indent: int) -> Iterator[str]:
    pad = " " * indent
    short = _short(node, WIDTH - indent - 2)
    if short is not None:
        yield f"{pad}- {short}{_trailing(node.comment)}"
    elif isinstance(node, Mapped):
        yield from comment_lines([node.comment] if node.comment else [], indent)
        lines = list(document(node.pairs, indent + 2))
        yield f"{pad}- {lines[0].lstrip()}"
        yield from lines[1:]
    else:
        yield from _value(f"{pad}-", node, indent)


def _trailing(comment: str) -> str:
    return f"  # {remark(comment)}" if comment else ""


def _short(node: Node, room: int) -> str | None:
    """On one line, or None where it is too long, open, or holds a comment further down."""
    if isinstance(node, Scalar):
        return node.text
    text = _bracketed(node, room)
    return text if text is not None and len(text) <= room else None


def _bracketed(node: Node, room: int) -> str | None:
    if isinstance(node, Scalar):
        return node.text
    members = list(_members(node))
    if node.is_open and members:
        return None
    parts: list[str] = []
    for key, each in members:
        inner = None if each.comment or room < 0 else _bracketed(each, room)
        if inner is None:
            return None
        parts.append(key + inner)
        room -= len(parts[-1]) + 2
    joined = ", ".join(parts)
    return f"[{joined}]" if isinstance(node, Listed) else f"{{{joined}}}"


def _members(node: Listed | Mapped) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Listed):
        yield from (("", each) for each in node.members)
    else:
        # A comment above a key has no place within brackets.
        yield from (
            (f"{key}: ", value._replace(comment=above[0]) if above else value) for key, value, above in node.pairs
        )

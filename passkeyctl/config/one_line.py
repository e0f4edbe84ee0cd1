"""A node as one line of YAML, and as a value in which quotes, comments and the order of keys don't count."""

from __future__ import annotations

from collections.abc import Callable

from yaml import MappingNode, Node, ScalarNode

from passkeyctl.config.scalars import composed, quoted, reads_as
from passkeyctl.json_types import JsonValue

_DEEPEST = 40
_NEEDS_QUOTES = frozenset("{}[],:#&*!|>'\"%@`\\ \t\n")
"""Not each of them everywhere; a blank within a text is let pass below."""


def in_one_line(node: Node, count: Callable[[int, Node], None], depth: int = 0) -> str:
    """`count` is told of every value, because aliases may stand for billions of them."""
    if isinstance(node, ScalarNode):
        return _scalar(node)
    count(len(node.value), node)
    if depth > _DEEPEST:
        return "..."
    if isinstance(node, MappingNode):
        pairs = (f"{_key(key)}: {in_one_line(value, count, depth + 1)}" for key, value in node.value)
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(in_one_line(each, count, depth + 1) for each in node.value)}]"


def meant(node: Node, depth: int = 0) -> JsonValue:
    """What the node says, ready for a digest; a number or a boolean is told from text that looks like one."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, ScalarNode):
        kind = "" if node.style else reads_as(node.value)
        return {f"{kind}:": node.value} if kind else composed(node.value)
    if isinstance(node, MappingNode):
        return {str(key.value): meant(value, depth + 1) for key, value in node.value}
    return [meant(each, depth + 1) for each in node.value]


def _key(node: Node) -> str:
    return _scalar(node) if isinstance(node, ScalarNode) else "?"


def _scalar(node: ScalarNode) -> str:
    """Quoted where it has to be, and where quotes say that it is text."""
    text = composed(node.value)
    meaning = reads_as(text)
    if meaning and not node.style:
        return text or "null"
    is_plain = text.isprintable() and text.strip() == text and not meaning and text[:1] not in ("-", "?")
    return text if is_plain and not (_NEEDS_QUOTES - {" "}).intersection(text) else quoted(text)

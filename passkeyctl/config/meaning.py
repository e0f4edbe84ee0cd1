"""What a text says, and its comments: enough to prove that a change of its form changed nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.composing import compose

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")


def comments(text: str) -> Counter[str]:
    """Every comment, and whatever looks like one."""
    found = (_COMMENT.search(line) for line in text.split("\n"))
    return Counter(each.group().strip() for each in found if each is not None)


def spelled_plainly(node: Node) -> Hashable:
    """A node as a value in which the order of keys does not count, and quotes, anchors and line breaks don't either."""
    match node:
        case MappingNode():
            pairs = ((spelled_plainly(key), spelled_plainly(value)) for key, value in node.value)
            return (node.tag or "", frozenset(pairs))
        case SequenceNode():
            return (node.tag or "", tuple(map(spelled_plainly, node.value)))
        case ScalarNode():
            # Quotes decide whether `2026.10` is a number; which quotes they are decides nothing.
            return (node.tag or "", node.value, not node.style)
    return ()


def meanings(text: str, label: str) -> list[Hashable]:
    """What each document of a text says; of a fault of syntax, its message."""
    return [spelled_plainly(each) if isinstance(each, Node) else each.summary for each in compose(text, label)]

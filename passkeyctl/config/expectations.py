"""How a shape is called in a message, and what to write where another one stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from yaml import Node, ScalarNode, SequenceNode

from passkeyctl.config.faults import listed
from passkeyctl.config.shape import (
    Anything,
    Aside,
    Choice,
    Day,
    Flag,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Shape,
    Text,
)


def expected(shape: Shape) -> Iterator[str]:
    """The forms that this shape takes, in words."""
    match shape:
        case Text():
            yield "text"
        case Choice():
            yield listed(shape.words)
        case Flag():
            yield "`true` or `false`"
        case Day():
            yield "a day such as `2027-03-31`"
        case Number():
            yield "a whole number"
        case Anything():
            yield "a value"
        case ListOf():
            yield "a list"
        case MapOf() | Record() | Aside():
            yield "a map"
        case OneOf():
            for each in (shape.scalar, shape.sequence, shape.mapping):
                if each is not None:
                    yield from expected(each)
        case _:
            assert_never(shape)


def hint_for(node: Node, shape: Shape) -> str:
    """What to write instead, where that is clear."""
    wants_list = isinstance(shape, ListOf) or (isinstance(shape, OneOf) and shape.sequence is not None)
    if isinstance(node, ScalarNode) and wants_list and node.value:
        return f"write a list: `[{node.value}]`"
    if isinstance(node, ScalarNode) and isinstance(shape, Flag | Number):
        return "take the quotes away"
    if isinstance(node, SequenceNode) and isinstance(shape, Text | Choice):
        return "write one value without brackets"
    return ""

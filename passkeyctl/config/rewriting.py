"""A file in its canonical form: keys in the language's order, one indentation, one spelling of quotes; comments stay.

Only what is proved to say the same leaves this module: both texts are read again and compared, comments included.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.composing import compose
from passkeyctl.config.emitting import Emitter
from passkeyctl.config.key_order import in_order
from passkeyctl.config.meaning import comments, meanings
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.schema_tests import TEST_DOCUMENT, TEST_KIND
from passkeyctl.config.shape import Record
from passkeyctl.diagnostics import Diagnostic

WIDTH = 120
_SEPARATOR = re.compile(r"^---(?=[ \t]*(#.*)?$)", re.MULTILINE)
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")


def canonical_text(text: str, label: str) -> str | Diagnostic:
    """The same configuration and the same comments in canonical form; a file with a fault of syntax is left alone."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n")
    broken = next((each for each in compose(whole, label) if isinstance(each, Diagnostic)), None)
    if broken is not None:
        return broken
    if not _nodes(whole, label):
        return whole
    ordered = _proved(whole, "".join(_ordered(part, label) for part in _documents(whole)), label)
    spaced = _proved(ordered, _respaced(ordered), label)
    return _proved(spaced, _aligned(spaced, label), label).rstrip("\n") + "\n"


def _documents(text: str) -> list[str]:
    """The texts of the documents, each with the separator above it."""
    starts = [0, *(found.start() for found in _SEPARATOR.finditer(text) if found.start() > 0), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _ordered(text: str, label: str) -> str:
    if _OTHER_BREAKS.search(text):
        return text  # YAML counts these as line breaks too, and lines could not be told apart
    nodes = _nodes(text, label)
    return in_order(nodes[0], _shape_of(nodes[0]), text) if len(nodes) == 1 else text


def _shape_of(node: Node) -> Record:
    pairs = node.value if isinstance(node, MappingNode) else ()
    kinds = {value.value for key, value in pairs if key.value == "kind" and isinstance(value, ScalarNode)}
    return TEST_DOCUMENT if TEST_KIND in kinds else DOCUMENT


def _nodes(text: str, label: str) -> list[Node]:
    return [each for each in compose(text, label) if isinstance(each, Node)]


def _respaced(text: str) -> str | None:
    """Through ruamel.yaml: mappings by two, lists below their key by two, short flow collections on their line."""
    yaml = YAML()
    yaml.Emitter = Emitter
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    try:
        yaml.dump_all(list(yaml.load_all(text)), stream)
    except (YAMLError, ValueError):  # the latter of a day that no month has
        return None
    return stream.getvalue()


def _aligned(text: str, label: str) -> str:
    """Comments on lines of their own, which ruamel.yaml leaves where they were, moved beside what they are about."""
    if _OTHER_BREAKS.search(text):
        return text
    lines = text.split("\n")
    texts = {number for each in _nodes(text, label) for number in _lines_of_texts(each)}
    said = [n for n, line in enumerate(lines) if n not in texts and line.strip() and not _is_comment(line)]
    for number, line in enumerate(lines):
        if number in texts or not _is_comment(line):
            continue
        position = bisect_left(said, number)
        above = _indent(lines[said[position - 1]]) if position else 0
        below = _indent(lines[said[position]]) if position < len(said) else 0
        if _indent(line) not in (above, below):
            lines[number] = " " * max(above, below) + line.lstrip()
    return "\n".join(lines)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _indent(line: str) -> int:
    """The column of the key: a dash counts as blank."""
    return len(line) - len(line.lstrip(" -"))


def _lines_of_texts(node: Node) -> Iterator[int]:
    """The lines within texts of several lines, where a `#` is no comment."""
    match node:
        case MappingNode():
            for key, value in node.value:
                yield from _lines_of_texts(key)
                yield from _lines_of_texts(value)
        case SequenceNode():
            for each in node.value:
                yield from _lines_of_texts(each)
        case ScalarNode():
            yield from range(node.start_mark.line + 1, node.end_mark.line + (0 if node.style in ("|", ">") else 1))


def _proved(before: str, after: str | None, label: str) -> str:
    """`after` where it says the same and has every comment; `before` where it doesn't."""
    if after is None or comments(before) != comments(after):
        return before
    return after if meanings(before, label) == meanings(after, label) else before

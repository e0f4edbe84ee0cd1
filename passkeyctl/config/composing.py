"""Text -> YAML nodes with marks, as fast as libyaml can and with bounded nesting.

`yaml.load` is never used: it builds objects from tags and keeps the last of two equal keys. Resolving is switched off,
because `walk` judges plain scalars itself; a node's tag is therefore empty unless the file writes one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from typing import Protocol

import yaml
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from passkeyctl.config.faults import after, fault
from passkeyctl.diagnostics import Diagnostic, SourceRange

DEEPEST = 40
"""The language needs 8 levels; libyaml's composer recurses on the C stack, so a deep file could end the process."""


class TooDeep(yaml.YAMLError):
    def __init__(self, mark: yaml.Mark) -> None:
        super().__init__("too deep")
        self.mark = mark


class _Bounded:
    """The hooks that every PyYAML composer calls for each node, in C where that is possible: there are thousands."""

    resolve = "".format
    """Whatever it is asked, there is no tag."""

    def bound(self) -> None:
        levels = [None] * DEEPEST
        deeper = levels.pop

        def descend(parent: yaml.Node | None, index: object) -> None:  # noqa: ARG001
            try:
                deeper()
            except IndexError:
                assert parent is not None
                raise TooDeep(parent.start_mark) from None

        self.descend_resolver = descend
        self.ascend_resolver = partial(levels.append, None)


class _PythonComposer(_Bounded, Reader, Scanner, Parser, Composer):
    def __init__(self, stream: io.StringIO) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        self.bound()


try:
    from yaml._yaml import CParser
except ImportError:  # a PyYAML that was built without libyaml
    _FASTEST: type[_PythonComposer] | type[_CComposer] = _PythonComposer
else:

    class _CComposer(_Bounded, CParser):
        def __init__(self, stream: io.StringIO) -> None:
            CParser.__init__(self, stream)
            self.bound()

    _FASTEST = _CComposer


class _Named(io.StringIO):
    """Marks take their file's name from the stream."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


class NodeSource(Protocol):
    def check_node(self) -> bool: ...
    def get_node(self) -> yaml.Node | None: ...


def _composer(text: str, file: str, *, with_libyaml: bool) -> NodeSource:
    stream = _Named(text, file)
    return _FASTEST(stream) if with_libyaml else _PythonComposer(stream)


def compose(text: str, file: str, *, with_libyaml: bool = True) -> Iterator[yaml.Node | Diagnostic]:
    """The documents of one file in order; a fault of syntax ends them, since nothing after it can be trusted."""
    # Nearly every file passes the first test, which is far quicker than the pattern and lets less pass.
    unprintable = None if text.replace("\n", "").isprintable() else Reader.NON_PRINTABLE.search(text)
    if unprintable is not None:
        yield _unprintable(unprintable, file)
        return
    try:
        composer = _composer(text, file, with_libyaml=with_libyaml)
        while composer.check_node():
            node = composer.get_node()
            if node is not None:
                yield node
    except TooDeep as deep:
        where = _inside(text, file, deep.mark)
        yield fault(f"more than {DEEPEST} levels of nesting", where, "the language needs no more than 8")
    except yaml.MarkedYAMLError as problem:
        yield _syntax(text, file, problem)
    except yaml.YAMLError:
        yield fault("can't be read as YAML", SourceRange(file, 1, 1), "check the file's encoding: UTF-8 is expected")


def _unprintable(found: re.Match[str], file: str) -> Diagnostic:
    summary = f"the character U+{ord(found.group()):04X} may not stand in a YAML file"
    where = after(found.string[: found.start()], file)
    return fault(summary, where, "remove it, or save the file as UTF-8 text")


def _syntax(text: str, file: str, problem: yaml.MarkedYAMLError) -> Diagnostic:
    mark = problem.problem_mark or problem.context_mark
    where = SourceRange(file, 1, 1) if mark is None else _inside(text, file, mark)
    said = (problem.problem or "unexpected text").rstrip(".")
    if mark is not None and _starts_with_tab(text, mark.line):
        return fault("a tab indents this line, which YAML does not allow", where, "indent with spaces")
    context = f" {problem.context.rstrip('.')}" if problem.context else ""
    return fault(f"not valid YAML{context}: {said}", where, _SYNTAX_HINTS.get(said, ""))


_SYNTAX_HINTS = {
    "mapping values are not allowed in this context": "quote the text if it holds a colon, or check the indentation",
    "did not find expected key": "check the indentation of this line and of the one above",
    "could not find expected ':'": "a key needs a colon and a blank after it",
    "found undefined alias": "define it with `&name` above its first use",
    "found character that cannot start any token": "quote text that starts with this character",
}


def _starts_with_tab(text: str, line: int) -> bool:
    lines = text.split("\n")
    return line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]


def _inside(text: str, file: str, mark: yaml.Mark) -> SourceRange:
    """A fault at the end of a file is marked on a line after the last: people look at the last one."""
    lines = text.splitlines() or [""]
    if mark.line < len(lines):
        return SourceRange(file, mark.line + 1, min(mark.column, len(lines[mark.line])) + 1)
    return SourceRange(file, len(lines), len(lines[-1]) + 1)

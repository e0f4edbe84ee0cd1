"""Lines of text with a role for each part: one layout that a terminal colours and a log prints as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

WIDTH = 80

IDEOGRAPHIC_SPACE = "\u3000"
BLANK_LETTERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
"""Letters and marks by category that show nothing: a name made of them looks empty."""

LOG_COMMAND = re.compile(r"##(?=\w*\[)")
"""How a command to the service that runs a pipeline begins, anywhere in a line of its log (`##vso[...]`, `##[...]`).

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
"""

UNIT = re.compile(r'(?:"[^"]*"|`[^`]*`|\((?:known after apply|[0-9]+ AAGUIDs)\)|[^ ])+')
"""What is better not broken: a run without blanks, in which what is quoted or stands for an id may have some."""


class Role(Enum):
    PLAIN = auto()
    HEADING = auto()
    MUTED = auto()
    CREATE = auto()
    UPDATE = auto()
    DELETE = auto()
    ERROR = auto()
    WARNING = auto()
    NOTICE = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """Text with one role. It can't hold a character that moves the cursor, ends the line or can't be seen."""

    text: str
    role: Role = Role.PLAIN

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


Line: TypeAlias = "tuple[Span, ...]"
EMPTY: Line = ()


def visible(text: str) -> str:
    """Control characters, text direction marks and other unseen characters as JSON escapes (`\\u202e`).

    So is the first sign of what a pipeline would obey: it reads the log of a run as well.
    """
    if "##" in text:
        text = LOG_COMMAND.sub(r"\\u0023#", text)
    if text.isprintable() and not BLANK_LETTERS.search(text):
        return text
    return "".join(_shown(each) for each in text)


def no_command(line: str) -> str:
    """GitHub obeys a line that starts with two colons, blanks aside: one that was broken before them does.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    start = line.lstrip()
    return line.replace("::", "\\u003a:", 1) if start.startswith("::") else line


def _shown(character: str) -> str:
    is_seen = character.isprintable() and not BLANK_LETTERS.match(character)
    if is_seen or character == IDEOGRAPHIC_SPACE:
        return character
    if character == "\n":
        return "\\n"
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(each) for each in text)


def _columns_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def line(text: str, role: Role = Role.PLAIN, *, indent: int = 0) -> tuple[Line, ...]:
    """One text, on as many lines as it needs."""
    return hung([Span(text, role)], first=indent, rest=indent + 2)


def hung(spans: Iterable[Span], *, first: int, rest: int) -> tuple[Line, ...]:
    """Spans side by side, broken at blanks; what does not fit goes on at `rest`."""
    listed = tuple(spans)
    text = "".join(each.text for each in listed)
    roles = [each.role for each in listed for _ in each.text]
    ranges = _ranges(text, WIDTH - first, WIDTH - rest)
    return tuple(
        (*_blanks(first if number == 0 else rest), *_spans(text, roles, start, end))
        for number, (start, end) in enumerate(ranges)
    )


def wrapped(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of any length, each broken where it would be too wide and going on two columns further in."""
    return tuple(part for each in lines for part in _wrapped(each))


def _wrapped(whole: Line) -> tuple[Line, ...]:
    text = "".join(span.text for span in whole)
    if columns(text) <= WIDTH:
        return (whole,)
    indent = len(text) - len(text.lstrip(" "))
    first, *rest = whole
    unindented = (Span(first.text[indent:], first.role), *rest)
    return hung(unindented, first=indent, rest=indent + 2)


def _blanks(count: int) -> Line:
    return (Span(" " * count),) if count else ()


def _ranges(text: str, first: int, rest: int) -> list[tuple[int, int]]:
    """Where each line begins and ends in `text`, `first` and `rest` columns wide."""
    found: list[tuple[int, int]] = []
    begin, end = 0, 0
    for start, stop in _units(text, min(first, rest)):
        room = rest if found else first
        if end > begin and columns(text[begin:stop]) > room:
            found.append((begin, end))
            begin = start
        end = stop
    return [*found, (begin, end)]


def _units(text: str, room: int) -> Iterator[tuple[int, int]]:
    for match in UNIT.finditer(text):
        if columns(match[0]) <= room:
            yield match.span()
        else:
            for word in re.finditer("[^ ]+", match[0]):
                yield from _slices(text, match.start() + word.start(), match.start() + word.end(), room)


def _slices(text: str, start: int, stop: int, room: int) -> Iterator[tuple[int, int]]:
    """A word wider than a line is continued on the next: nothing of a name is ever left out."""
    begin, width = start, 0
    for index in range(start, stop):
        width += _columns_of(text[index])
        if width > room:
            yield begin, index
            begin, width = index, _columns_of(text[index])
    yield begin, stop


def _spans(text: str, roles: list[Role], start: int, end: int) -> Iterator[Span]:
    begin = start
    for index in range(start + 1, end + 1):
        if index == end or roles[index] is not roles[begin]:
            yield Span(text[begin:index], roles[begin])
            begin = index

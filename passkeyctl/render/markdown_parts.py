"""Markdown that fits a comment: parts with rows, shortened between two rows and never inside one.

https://docs.github.com/en/rest/issues/comments (a comment takes 65,536 characters)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST = 65_000
NOTE_ROOM = 200
"""What a part may need to say that rows of it are missing."""

LONGEST_TEXT = 4_000
LONGEST_CELL = 8_000
CUT = " …"


@dataclass(frozen=True, slots=True)
class Part:
    """`head` and `foot` stand or go together (a heading and its table, a fold and its end); rows can be left out."""

    head: tuple[str, ...]
    rows: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return _length((*self.head, *self.rows, *self.foot))

    def taken(self, most: int) -> int:
        """At most that much, or what can't be left out."""
        if not self.rows or self.length <= most:
            return self.length
        return max(most, _length((*self.head, *self.foot)) + NOTE_ROOM)

    def within(self, most: int) -> Iterator[str]:
        """The rows that there is room for: one that is long by malice hides no other. How many are missing is said."""
        if not self.rows or self.length <= most:
            yield from (*self.head, *self.rows, *self.foot)
            return
        room = most - _length((*self.head, *self.foot)) - NOTE_ROOM
        kept = []
        for row in self.rows:
            if len(row) < room:
                room -= len(row) + 1
                kept.append(row)
        left = len(self.rows) - len(kept)
        yield from (*self.head, *kept, *_left_out(left), *self.foot)


def fitted(parts: Iterable[Part], most: int = LONGEST) -> str:
    """Every part, the longest shortened until the whole fits."""
    listed = tuple(parts)
    share = _share(listed, most)
    return "".join(f"{line}\n" for each in listed for line in each.within(share))


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """Of a text that is longer than anybody reads: its beginning. Before it is escaped, so that no escape is halved."""
    return text if len(text) <= most else text[:most] + CUT


def shortened_lines(lines: Sequence[str], most: int = LONGEST_CELL) -> Iterator[str]:
    """What a cell has room for; what is left out is never the end of a name that looks whole."""
    room = most
    for number, each in enumerate(lines):
        if room <= 0:
            left = len(lines) - number
            yield f"and {left:,} more line{'' if left == 1 else 's'}"
            return
        yield shortened(each, min(room, LONGEST_TEXT))
        room -= len(each)


def marker(command: str, about: str) -> str:
    """A line that nobody sees, and a job finds its own comment by; nothing in it can end it."""
    words = (re.sub(r"[^A-Za-z0-9._/]+", "-", each).strip("-") or "-" for each in (command, *about.split(" ")))
    return f"<!-- passkeyctl: {' '.join(words)} -->"


def _share(parts: Sequence[Part], most: int) -> int:
    """What each part may have at most, as much as fits: what short ones don't need is the long ones' too."""
    if sum(each.length for each in parts) <= most:
        return most
    return bisect_right(range(most), most, key=lambda share: sum(each.taken(share) for each in parts)) - 1


def _left_out(count: int) -> tuple[str, ...]:
    what = "1 row is" if count == 1 else f"{count:,} rows are"
    return ("", f"_{what} left out here, since a comment can't be longer; the reports in other forms have everything._")


def _length(lines: Iterable[str]) -> int:
    return sum(len(each) + 1 for each in lines)

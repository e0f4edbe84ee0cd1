"""Text as Markdown that shows it and obeys nothing in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from passkeyctl.render.lines import visible

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_MENTION = re.compile(r"@(?=\w)")
_REFERENCE = re.compile(r"(?<=#)(?=\d)|(?<=\bGH-)(?=\d)|(?<=!)(?=\d)", re.I)
"""GitHub and GitLab look for `#1` in what is shown, whatever was escaped, and tell issue 1 that it was mentioned."""

_LINK = re.compile(r"(https?):(?=//)|\bwww\.(?=\w)", re.I)


def escaped(text: str) -> str:
    """Harmless in a table: a name is shown, and never read as markup, calls nobody and links nowhere."""
    plain = _REFERENCE.sub("<!-- -->", _SIGNS.sub(r"\\\1", visible(text)))
    return _LINK.sub(lambda found: f"{found[0][:-1]}<!-- -->{found[0][-1]}", _MENTION.sub("@<!-- -->", plain))


def with_code(text: str) -> str:
    """As `escaped`, but values in backticks stay code where the backticks come in pairs."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(_code(part) if number % 2 else escaped(part) for number, part in enumerate(parts))


def _code(text: str) -> str:
    """A bar would end the cell of a table even here, and a backslash before it would undo the escape."""
    if "|" in text or "\\" in text or not text.strip():
        return escaped(f"`{text}`")
    return f"`{text}`"


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Cells are Markdown already."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def fenced(text: str) -> Iterator[str]:
    """As it stands, whatever stands in it: the fence is longer than any run of backticks inside."""
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield from text.rstrip("\n").split("\n")
    yield fence

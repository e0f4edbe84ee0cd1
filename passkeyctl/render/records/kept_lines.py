"""Lines that were shown, kept as they were: the text to be read and searched, and beside it the role of each part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.lines import Line, Role, Span


def kept_lines(lines: Iterable[Line]) -> JsonObject:
    """`roles` has a text for each line: `muted 10, heading 7`, so many characters each; the rest of it is plain."""
    listed = tuple(lines)
    return {
        "lines": ["".join(span.text for span in each) for each in listed],
        "roles": [_roles(each) for each in listed],
    }


def _roles(line: Line) -> str:
    spans = list(line)
    while spans and spans[-1].role is Role.PLAIN:
        spans.pop()
    return ", ".join(f"{each.role.name.lower()} {len(each.text)}" for each in spans)


def lines_of(kept: JsonValue) -> tuple[Line, ...]:
    """Raises KeyError, TypeError or ValueError where `kept_lines` did not make it."""
    if not isinstance(kept, dict):
        raise TypeError(kept)
    texts, roles = kept["lines"], kept["roles"]
    if not isinstance(texts, list) or not isinstance(roles, list):
        raise TypeError(kept)
    return tuple(tuple(_spans(str(text), str(role))) for text, role in zip(texts, roles, strict=True))


def _spans(text: str, roles: str) -> Iterator[Span]:
    start = 0
    for part in roles.split(", ") if roles else ():
        name, _, length = part.partition(" ")
        end = start + int(length)
        yield Span(text[start:end], Role[name.upper()])
        start = end
    if text[start:]:
        yield Span(text[start:])

"""A page read strictly: every element closed in its turn, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

VOID = frozenset({"meta", "input", "br", "link", "img", "hr"})


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)


class Reader(HTMLParser):
    """Raises AssertionError at the first element that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.elements: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute of `{tag}` stands twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"`{tag}` is closed and was never opened"
        assert self.open[-1].tag == tag, f"`{tag}` is closed inside `{self.open[-1].tag}`"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.texts.append(data)


@cache
def read(page: str) -> tuple[Element, ...]:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open, f"never closed: {[each.tag for each in reader.open]}"
    return tuple(reader.elements)


def ids(elements: Iterable[Element]) -> list[str]:
    return [each.attributes["id"] for each in elements if "id" in each.attributes]

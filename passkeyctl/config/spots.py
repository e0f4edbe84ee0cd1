"""What the walk makes of YAML: plain values, each with the place it stands at.

A file has thousands of them, and nothing is quicker to make than a plain class with slots.
"""

from __future__ import annotations

from collections.abc import ItemsView
from typing import TypeAlias

from yaml import Mark

from passkeyctl.diagnostics import Origin, SourceRange, TracedRange

Content: TypeAlias = "str | bool | int | list[Spot] | Keys | None"


class Via(Mark):
    """The mark of a value that came through something else; `is_whole`: the value itself, not only a part of it."""

    def __init__(self, mark: Mark, origins: tuple[Origin, ...], *, is_whole: bool = True) -> None:
        super().__init__(mark.name, 0, mark.line, mark.column, None, 0)
        self.origins = origins
        self.is_whole = is_whole


def place(mark: Mark) -> SourceRange:
    """A YAML mark counts from zero, a person from one."""
    if type(mark) is Via and mark.is_whole:
        return TracedRange(mark.name, mark.line + 1, mark.column + 1, mark.origins)
    return SourceRange(mark.name, mark.line + 1, mark.column + 1)


class Spot:
    """One value; `key` is the place of the key it stands under, None in a list."""

    __slots__ = ("at", "key", "value")

    def __init__(self, value: Content, at: Mark, key: Mark | None = None) -> None:
        self.value = value
        self.at = at
        self.key = key

    @property
    def source(self) -> SourceRange:
        """The key's place where there is one: that is the line people look for."""
        mark, at = self.key or self.at, self.at
        if type(at) is Via:
            return TracedRange(mark.name, mark.line + 1, mark.column + 1, at.origins)
        return SourceRange(mark.name, mark.line + 1, mark.column + 1)

    @property
    def place(self) -> SourceRange:
        """The place of the value itself."""
        return place(self.at)

    @property
    def text(self) -> str:
        assert isinstance(self.value, str)
        return self.value

    @property
    def flag(self) -> bool:
        assert isinstance(self.value, bool)
        return self.value

    @property
    def number(self) -> int:
        assert isinstance(self.value, int)
        return self.value

    @property
    def members(self) -> list[Spot]:
        assert isinstance(self.value, list)
        return self.value

    @property
    def keys(self) -> Keys:
        assert isinstance(self.value, Keys)
        return self.value


class Keys:
    """The understood keys of a mapping; `broken` are those that stand there with a fault that was already told."""

    __slots__ = ("broken", "spots")

    def __init__(self, spots: dict[str, Spot], broken: frozenset[str] = frozenset()) -> None:
        self.spots = spots
        self.broken = broken

    def get(self, name: str) -> Spot | None:
        return self.spots.get(name)

    def has(self, name: str) -> bool:
        """Whether the key stands in the file, understood or not."""
        return name in self.spots or name in self.broken

    def items(self) -> ItemsView[str, Spot]:
        return self.spots.items()

    def text(self, name: str) -> str | None:
        spot = self.spots.get(name)
        return spot.text if spot is not None and spot.value is not None else None

    def members(self, name: str) -> list[Spot]:
        """The list under this key; empty where it is missing, null or broken."""
        spot = self.spots.get(name)
        return spot.members if spot is not None and spot.value is not None else []

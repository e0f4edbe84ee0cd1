"""A fault, planted: what is changed in a good file or a good tenant, and which check has to see it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Plant:
    """`mode` is the row of docs/failure-modes.md, or the code itself where no row is about it.

    `edits` are pairs of what stands in the good file, exactly once, and what stands there instead. `also` are other
    codes that rightly call the same fault an error.
    """

    mode: str
    code: str
    severity: str
    edits: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        text = GOOD
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self.mode}: {text.count(old)} times: {old}"
            text = text.replace(old, new)
        return text


def plant(mode: str, code: str, severity: str, *edits: tuple[str, str], also: tuple[str, ...] = ()) -> Plant:
    return Plant(mode, code, severity, edits, also)

"""The table of directions in the documentation is the one that the order and the questions go by."""

from __future__ import annotations

from pathlib import Path

from passkeyctl.model.direction_rows import ROWS, Direction

CONCEPTS = Path(__file__).parent.parent / "docs" / "concepts.md"
WAYS = {Direction.LOOSENS: "looser", Direction.TIGHTENS: "tighter", Direction.NEITHER: "neither"}


def test_every_row_stands_in_the_concepts_and_nothing_else_does() -> None:
    section = CONCEPTS.read_text(encoding="utf-8").split("### Directions")[1].split("\n## ")[0]
    lines = [each for each in section.splitlines() if each.startswith("|")]
    assert lines[2:] == [f"| {each.words} | {WAYS[each.direction]} | {each.asks} |" for each in ROWS]


def test_no_two_rows_say_the_same() -> None:
    assert len({each.words for each in ROWS}) == len(ROWS)

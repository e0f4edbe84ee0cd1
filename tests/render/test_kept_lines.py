"""Lines that were kept come out as they were shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.json_types import JsonValue
from passkeyctl.render.lines import Line, Role, Span
from passkeyctl.render.plain import plain_text
from passkeyctl.render.records.kept_lines import kept_lines, lines_of
from passkeyctl.render.terminal import coloured_text

SPANS = st.builds(Span, st.text(min_size=1, max_size=8), st.sampled_from(Role))
LINES = st.lists(st.lists(SPANS, max_size=4).map(tuple), max_size=5).map(tuple)


@given(LINES)
def test_text_and_colours_come_back(lines: tuple[Line, ...]) -> None:
    kept = json.loads(json.dumps(kept_lines(lines)))
    assert plain_text(lines_of(kept)) == plain_text(lines)
    assert coloured_text(lines_of(kept)) == coloured_text(lines)


def test_the_text_stands_whole() -> None:
    lines = ((Span("+ a", Role.CREATE), Span("  b", Role.MUTED), Span(" c")), (), (Span("plain"),))
    assert kept_lines(lines) == {"lines": ["+ a  b c", "", "plain"], "roles": ["create 3, muted 3", "", ""]}


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {},
        {"lines": "a", "roles": []},
        {"lines": ["a"], "roles": []},
        {"lines": ["a"], "roles": ["loud 1"]},
        {"lines": ["a"], "roles": ["muted x"]},
    ],
)
def test_what_was_not_kept_is_refused(kept: JsonValue) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        lines_of(kept)

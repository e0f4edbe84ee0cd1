"""A name in a letter is shown, whatever it holds, and does nothing."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from passkeyctl.letters.markdown import escaped, one_line

HOSTILE = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "**bold** _it_ ~~no~~ `code` | cell",
    "# heading",
    "- list",
    "1. list",
    "12) list",
    "> quote",
    "    code",
    "=====",
    "&amp; &#60;",
    "line\nbreak\r\n\tand tab",
    "left\u202eright",
    "\u2028line",
    "back\\slash",
    "https://evil.example www.evil.example",
    "<https://evil.example>",
    "\u0000\u001b[31mred",
    "{{ 7 * 7 }} {% raw %}",
)


def shown(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown(name: str) -> None:
    assert shown(escaped(name)) == f"<p>{html.escape(one_line(name))}</p>\n"


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_name_is_shown(name: str) -> None:
    plain = one_line(name)
    expected = f"<p>{html.escape(plain, quote=False)}</p>\n" if plain else ""
    assert shown(escaped(name)).replace("&quot;", '"') == expected


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_name_stays_in_its_cell(name: str) -> None:
    cells = re.findall(r"<td>(.*?)</td>", shown(f"| a | b |\n|---|---|\n| {escaped(name)} | end |"))
    assert len(cells) == 2
    assert html.unescape(cells[0]) == one_line(name)


def test_no_mark_of_direction_and_no_control_character_is_left() -> None:
    assert one_line("a\u202eb\u200fc\x07d\ufeff") == "abc d"
    assert one_line("family \U0001f468\u200d\U0001f469") == "family \U0001f468\u200d\U0001f469"

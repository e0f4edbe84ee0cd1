"""How text becomes lines: nothing unseen, nothing wider than the page, nothing left out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.render.lines import WIDTH, Line, Role, Span, columns, hung, line, visible, wrapped
from passkeyctl.render.naming import unmistakable
from passkeyctl.render.plain import plain_text

ID = "333951be-1111-4222-8333-444455556666"


def text_of(lines: tuple[Line, ...]) -> list[str]:
    return plain_text(lines).splitlines()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("PK-Pilot (2026)", "PK-Pilot (2026)"),
        ("a\nb\r\tc", "a\\nb\\u000d\\u0009c"),
        ("\x1b[31mred\x9b0m\x7f", "\\u001b[31mred\\u009b0m\\u007f"),
        ("\u202egro\u2066up\u200f", "\\u202egro\\u2066up\\u200f"),
        ("zero\u200bwidth\ufeff\u00ad", "zero\\u200bwidth\\ufeff\\u00ad"),
        ("line\u2028end\u2029\x85\x0b\x0c", "line\\u2028end\\u2029\\u0085\\u000b\\u000c"),
        ("no\u00a0break", "no\\u00a0break"),
        ("\u3164\u2800", "\\u3164\\u2800"),
        ("tag\U000e0041", "tag\\udb40\\udc41"),
        ("half \ud800", "half \\ud800"),
        ("部署\u3000東京 Größe Đà 👍🏽", "部署\u3000東京 Größe Đà 👍🏽"),
    ],
)
def test_unseen_characters_become_escapes_and_letters_of_any_language_stay(written: str, shown: str) -> None:
    assert visible(written) == shown
    assert Span(written).text == shown


@given(st.text())
def test_no_span_can_end_a_line_or_move_the_cursor(text: str) -> None:
    shown = Span(text).text
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert visible(shown) == shown


@given(st.text(), st.integers(0, 12), st.integers(0, 16))
def test_lines_fit_and_hold_every_character(text: str, first: int, rest: int) -> None:
    lines = text_of(hung([Span("+ ", Role.CREATE), Span(text)], first=first, rest=rest))
    assert all(columns(each) <= WIDTH for each in lines)
    assert "".join("".join(lines).split(" ")) == "+" + "".join(visible(text).split(" "))


def test_a_long_line_hangs_below_its_beginning() -> None:
    words = " ".join(["value"] * 20)
    assert text_of(line(words, indent=2)) == ["  " + " ".join(["value"] * 13), "    " + " ".join(["value"] * 7)]


def test_lines_of_any_length_are_broken_where_they_are_too_wide() -> None:
    short, wide = (Span("  at here"),), (Span("  hint: ", Role.MUTED), Span("many words " * 12))
    first, second, *rest = text_of(wrapped((short, wide)))
    assert (first, second.startswith("  hint: many words")) == ("  at here", True)
    assert rest
    assert all(each.startswith("    ") and columns(each) <= WIDTH for each in rest)
    assert " ".join(" ".join((second, *rest)).split()) == "hint: " + " ".join(["many words"] * 12)
    assert wrapped((short, wide))[1][1] == Span("hint: ", Role.MUTED)


def test_an_id_stays_whole() -> None:
    spans = [Span("grant.authenticationStrength: "), Span("Phishing-resistant MFA"), Span(f" ({ID})", Role.MUTED)]
    assert text_of(hung(spans, first=6, rest=10)) == [
        "      grant.authenticationStrength: Phishing-resistant MFA",
        f"          ({ID})",
    ]


def test_what_is_quoted_is_broken_only_where_it_fits_on_no_line() -> None:
    filler = "x" * 60
    assert text_of(line(f'{filler} "PK010 - Pilot - Office" `a b`', indent=2)) == [
        f"  {filler}",
        '    "PK010 - Pilot - Office" `a b`',
    ]
    long = " ".join(["pilot"] * 20)
    assert text_of(line(f'"{long}"')) == ['"' + " ".join(["pilot"] * 13), "  " + " ".join(["pilot"] * 7) + '"']


def test_a_word_wider_than_the_page_goes_on_below() -> None:
    assert text_of(line("部" * 50)) == ["部" * 39, "  " + "部" * 11]


def test_every_part_keeps_its_role_when_it_is_broken() -> None:
    broken = hung([Span("+ ", Role.CREATE), Span("group " * 20), Span("(id)", Role.MUTED)], first=0, rest=2)
    assert [[each.role for each in found] for found in broken] == [
        [Role.CREATE, Role.PLAIN],
        [Role.PLAIN, Role.PLAIN, Role.MUTED],
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("PK-Pilot", "PK-Pilot"),
        ("SG Office 365, Köln & Bonn", "SG Office 365, Köln & Bonn"),
        (f"PK-Pilot ({ID})", f'"PK-Pilot ({ID})"'),
        ("+ PK-Pilot", '"+ PK-Pilot"'),
        ("- PK-Pilot", '"- PK-Pilot"'),
        ("~PK-Pilot", '"~PK-Pilot"'),
        ("off -> on", '"off -> on"'),
        ('say "yes"', '"say \\"yes\\""'),
        ("two  blanks", '"two  blanks"'),
        (" PK-Pilot", '" PK-Pilot"'),
        ("", '""'),
    ],
)
def test_a_name_that_looks_like_something_else_is_quoted(name: str, shown: str) -> None:
    assert unmistakable(name) == shown

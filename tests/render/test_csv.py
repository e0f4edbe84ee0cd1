"""Tables of people as CSV: what a spreadsheet reads is what was meant, and calculates nothing."""

from __future__ import annotations

import csv
import io

import pytest

from passkeyctl.render.csv_text import csv_text, harmless


def test_cells_come_back_as_they_were() -> None:
    rows = [["ada@contoso.com", 'Lovelace, "Ada"'], ["", "two  blanks"]]
    text = csv_text(["signInName", "name"], rows)
    assert text == 'signInName,name\r\nada@contoso.com,"Lovelace, ""Ada"""\r\n,two  blanks\r\n'
    assert list(csv.reader(io.StringIO(text))) == [["signInName", "name"], *rows]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "  ="])
def test_a_name_that_is_a_formula_is_text(start: str) -> None:
    assert harmless(f'{start}HYPERLINK("https://example.com")') == f'\'{start}HYPERLINK("https://example.com")'


@pytest.mark.parametrize(
    ("start", "shown"), [("\t", "\\u0009"), ("\r", "\\u000d"), ("\n", "\\n"), ("\u202e", "\\u202e")]
)
def test_what_can_not_be_seen_stands_as_an_escape(start: str, shown: str) -> None:
    assert harmless(f"{start}=1+1") == f"{shown}=1+1"


def test_other_letters_are_marked_as_utf8() -> None:
    assert csv_text(["name"], [["Søren"]]) == "\ufeffname\r\nSøren\r\n"
    assert not csv_text(["name"], [["Soren"]]).startswith("\ufeff")

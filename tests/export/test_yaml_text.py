"""Text that every reader of YAML takes for this very text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.export.nodes import Listed, Mapped, Pair, Scalar, document
from passkeyctl.export.yaml_text import can_say, remark, scalar
from tests.export.tenants import HOSTILE

TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec="utf-8")))


@given(TEXTS)
def test_a_reader_of_yaml_1_1_sees_the_same_text(text: str) -> None:
    """PyYAML's own constructor is one: for it `no` is false, `1_000` a number, `2026-10-01` a date."""
    plain = text.replace("${", "")
    assert yaml.safe_load(f"key: {scalar(plain)}\nlist: [{scalar(plain)}]") == {"key": plain, "list": [plain]}


@given(TEXTS)
def test_a_comment_stays_on_its_line_and_hides_nothing(text: str) -> None:
    assert remark(text).isprintable()
    assert yaml.safe_load(f"key: 1  # {remark(text)}\nnext: 2") == {"key": 1, "next": 2}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Block legacy (all)", "Block legacy (all)"),
        ("CA001: Block", '"CA001: Block"'),
        ("NO", '"NO"'),
        ("2026.10", '"2026.10"'),
        ('device.model -eq "Surface"', "'device.model -eq \"Surface\"'"),
        ('it\'s "quoted"', "'it''s \"quoted\"'"),
        ("two\nlines", '"two\\nlines"'),
        ("\u202eabc", '"\\u202Eabc"'),
        ("${name}", '"$${name}"'),
    ],
)
def test_only_what_needs_quotes_has_them(text: str, written: str) -> None:
    assert scalar(text) == written


def test_half_characters_and_decomposed_letters_can_not_be_said() -> None:
    assert [can_say(each) for each in ("\ud800", "Cafe\u0301", "", "Caf\u00e9")] == [False, False, False, True]


def test_what_is_short_stands_in_brackets_and_what_has_a_comment_on_lines_of_its_own() -> None:
    groups = Listed((Scalar("one"), Scalar("two", "remark")))
    pairs = (Pair("a", Listed((Scalar("x"),))), Pair("b", Mapped((Pair("groups", groups),)), ("above",)))
    assert list(document(pairs)) == [
        "a: [x]",
        "# above",
        "b:",
        "  groups:",
        "    - one",
        "    - two  # remark",
    ]


def test_a_long_list_has_a_line_for_each_member() -> None:
    lines = list(document([Pair("long", Listed(tuple(Scalar(f"member-{each:03}") for each in range(20))))]))
    assert lines[:2] == ["long:", "  - member-000"]
    assert len(lines) == 21

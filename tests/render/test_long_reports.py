"""Reports of runs that found very much: a comment still holds them, and says what it leaves out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.diagnostics import SourceRange, error, warning
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.findings_markdown import findings_markdown
from passkeyctl.render.findings.report import Changed, Found, Report, Step
from passkeyctl.render.markdown_parts import LONGEST, Part, fitted
from tests.render.test_hostile import obeys_nothing, tokens

HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))
LEFT_OUT = re.compile(r"_([\d,]+) rows? (?:is|are) left out here")


def found(number: int, words: str = "", weight: Weight = Weight.BLOCKS) -> Found:
    source = SourceRange("passkeys.yaml", number + 1, 1)
    told = error("CAP402", f"finding {number} {words}", address=f"conditionalAccess.p{number}", source=source)
    return Found(Finding(told, weight), weight is Weight.BLOCKS)


def long(count: int = 2000) -> Report:
    passed = [Found(Finding(warning("CAP402", f"waived {each}"), Weight.SAYS), let_pass="why") for each in range(count)]
    unread = [Found(Finding(warning(f"CAP4{each:02}", "not read"), Weight.UNCHECKED)) for each in range(90)]
    return Report(
        "apply",
        5,
        (
            *(found(each) for each in range(count)),
            *(found(each, weight=Weight.STANDING) for each in range(count)),
            *passed,
            *unread,
        ),
        tuple(Changed("create", f"conditionalAccess.p{each}", f"Policy {each}") for each in range(count)),
        about="tenants/contoso 0123456789ab",
        steps=tuple(Step("verified", f"create policy {each}", True) for each in range(count)),
    )


def test_a_long_report_fits_and_every_part_of_it_is_there() -> None:
    text = findings_markdown(long(), HERE)
    assert LONGEST * 0.9 < len(text) <= LONGEST
    assert text.splitlines()[0] == "<!-- passkeyctl: apply tenants/contoso 0123456789ab -->"
    for words in ("### passkeyctl apply: something is open", "2000 changes", "Already so (2000)", "Let pass (2000)"):
        assert words in text
    assert "finding 0 " in text
    assert text.count("<details") == text.count("</details>") == 5
    left = [int(each.replace(",", "")) for each in LEFT_OUT.findall(text)]
    shown = [
        len(re.findall(pattern, text, re.M))
        for pattern in (r"^\| verified", r"^\| create \|", r"^\| \*\*error", r"^- CAP402 finding", r"^- CAP402 waived")
    ]
    assert [one + other for one, other in zip(left, shown, strict=True)] == [2000] * 5
    assert min(shown) > 50
    obeys_nothing(text)


def test_every_table_is_whole() -> None:
    found = tokens(findings_markdown(long(), HERE))
    assert sum(each.type == "table_open" for each in found) == 3
    assert not [each for each in found if each.type == "inline" and each.content.startswith("|")]


def test_a_short_report_is_left_alone() -> None:
    assert not LEFT_OUT.search(findings_markdown(long(20), HERE))


def test_what_short_parts_do_not_need_is_for_the_long_one() -> None:
    rows = tuple(f"row {each:05}" for each in range(10_000))
    text = fitted([Part(("head",)), Part(("table",), rows, ("end",)), Part(("last",))])
    assert LONGEST - 300 < len(text) <= LONGEST
    assert text.startswith("head\ntable\nrow 00000\n")
    assert text.endswith("end\nlast\n")


@pytest.mark.parametrize("length", [5_000, 80_000, 1_000_000])
def test_a_name_that_is_too_long_hides_no_other_finding(length: int) -> None:
    report = Report("plan", 3, (found(0, "<" * length), *(found(each) for each in range(1, 40))), ())
    text = findings_markdown(report, HERE)
    assert len(text) <= LONGEST
    for each in range(1, 40):
        assert f"finding {each} " in text
    assert "…" in text or LEFT_OUT.search(text)


@pytest.mark.parametrize("name", ["@a" * 3000, "#1" * 3000, "x" * 100_000])
def test_what_is_said_first_makes_a_comment_no_longer_than_it_can_be(name: str) -> None:
    text = findings_markdown(replace(long(), said=(name,) * 40), HERE)
    assert LONGEST * 0.9 < len(text) <= LONGEST
    assert "finding 0 " in text
    assert text.count("<details") == text.count("</details>") == 5
    assert "_0 rows" not in text


def test_very_many_lines_are_counted() -> None:
    told = error("CAP402", "so many", detail=tuple(f"member {each} {'x' * 90}" for each in range(500)))
    text = findings_markdown(Report("plan", 3, (Found(Finding(told, Weight.BLOCKS), True),), ()), HERE)
    assert re.search(r"<br>and \d+ more lines \|", text)
    assert len(text) < 12_000


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300), st.sampled_from((0, 0, 2000))), max_size=4),
    st.integers(10_000, 20_000),
)
def test_whatever_is_long_fits(sizes: list[tuple[int, int, int]], most: int) -> None:
    """Also where it begins with much that can't be left out."""
    parts = [Part(("h" * more, "head"), tuple("x" * w for _ in range(rows)), ("end",)) for rows, w, more in sizes]
    text = fitted(parts, most)
    assert len(text) <= most
    assert text.count("head\n") == text.count("end\n") == len(parts)
    if sum(each.length for each in parts) <= most:
        assert text == "".join(f"{line}\n" for each in parts for line in (*each.head, *each.rows, *each.foot))

"""`explain`: codes, every normalisation with its reason, and dates; for people and for machines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from passkeyctl.model.address import Kind
from passkeyctl.rules.calendar import CALENDAR
from passkeyctl.rules.page import load_page
from passkeyctl.rules.rule import FAMILY_TITLES
from passkeyctl.rules.table import BY_CODE
from passkeyctl.wire.normalisations.table import NORMALISATIONS
from tests.cli.running import Cli

TITLES = ("What", "Why", "Example", "What to do", "Sources")


def test_drift_is_explained_row_by_row(cli: Cli) -> None:
    ran = cli("explain", "drift")
    assert ran.code == 0
    assert all(len(each) <= 80 for each in ran.out.splitlines())
    first = [each.split()[0] for each in ran.out.splitlines() if each.startswith("  DRF-")]
    assert sorted(first) == [each.id for each in NORMALISATIONS]
    assert "excludeRoles: absent = null = [] / [" in ran.out
    assert "because Graph turns AND into OR there (seen in another client [C-09])" in ran.out


def test_drift_for_machines(cli: Cli) -> None:
    document = cli("explain", "drift", "--json").json()
    assert (document["kind"], document["topic"]) == ("explanation", "drift")
    rows = document["normalisations"]
    assert isinstance(rows, list)
    assert len(rows) == len(NORMALISATIONS)
    by_id = {str(each["id"]): each for each in rows if isinstance(each, dict)}
    assert by_id["DRF-07"]["kinds"] == [each.value for each in Kind]
    assert by_id["DRF-18"]["facts"] == ["C-09"]
    assert by_id["DRF-65"]["example"] == {
        "path": "countriesAndRegions",
        "same": [["DK", "SE"], ["se", "DK", "SE"]],
        "unlike": ["DK"],
    }


def test_another_topic_is_a_slip(cli: Cli) -> None:
    ran = cli("explain", "weather")
    assert (ran.code, ran.out) == (64, "")
    assert "there is nothing to explain under `weather`" in ran.err
    assert "the topics are: drift, calendar" in ran.err


def test_a_code_is_explained_however_it_is_written(cli: Cli) -> None:
    ran = cli("explain", "CAP402")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == f"CAP402 ‡ {BY_CODE['CAP402'].title}"
    assert [each for each in lines if each in TITLES] == ["What", "Why", "Example", "What to do", "Sources"]
    assert "  reviewed 2026-" in ran.out
    assert cli("explain", "cap402").out == ran.out


def test_a_code_for_machines(cli: Cli) -> None:
    document = cli("explain", "CAP402", "--json").json()
    assert (document["kind"], document["format_version"], document["topic"]) == ("explanation", "1.0", "CAP402")
    rule, page = document["rule"], document["page"]
    assert isinstance(rule, dict)
    assert isinstance(page, dict)
    assert (rule["severities"], rule["mode"], rule["promise"]) == (["error"], "files", True)
    assert page["what"] == load_page("CAP402").what


def test_every_code_is_listed_by_family_and_every_topic(cli: Cli) -> None:
    ran = cli("explain")
    listed = [each.split()[0] for each in ran.out.splitlines() if re.match(r"  [A-Z]{3}\d{3} ", each)]
    assert sorted(listed) == sorted(BY_CODE)
    assert [each for each in ran.out.splitlines() if each in FAMILY_TITLES.values()] == [*FAMILY_TITLES.values()]
    assert "  drift     what is compared" in ran.out
    assert all(len(each) <= 80 for each in ran.out.splitlines())
    rules = cli("explain", "--json").json()["rules"]
    assert isinstance(rules, list)
    assert len(rules) == len(BY_CODE)


@pytest.mark.parametrize(("written", "meant"), [("PRF15", "PRF105"), ("emg50", "EMG50"), ("calender", "calendar")])
def test_a_slip_in_a_code_is_answered(cli: Cli, written: str, meant: str) -> None:
    ran = cli("explain", written)
    assert (ran.code, ran.out) == (64, "")
    assert f"did you mean `{meant}" in ran.err


def test_the_calendar_counts_the_days(cli: Cli) -> None:
    out = cli("explain", "calendar", "--as-of", "2027-01-31").out
    assert "As of 2027-01-31" in out
    assert "  2027-02-01  in 1 day: SMS and voice" in out
    assert "  2026-09-01  152 days ago: " in out
    assert "  2027-02-01  today: " in cli("explain", "calendar", "--as-of", "2027-02-01").out
    days = [each[2:12] for each in out.splitlines() if re.match(r"  \d{4}-", each)]
    assert days == sorted(days)
    assert len(days) == len(CALENDAR)


def test_the_calendar_for_machines(cli: Cli) -> None:
    document = cli("explain", "calendar", "--json", "--as-of", "2026-12-30").json()
    changes = document["changes"]
    assert isinstance(changes, list)
    (guests,) = (each for each in changes if isinstance(each, dict) and each["id"] == "guest-passkeys")
    assert (guests["days_left"], guests["in_force"], guests["firm"], guests["fact"]) == (1, False, False, "E-10")


def test_a_page_as_markdown(cli: Cli) -> None:
    out = cli("explain", "cap402", "--markdown").out
    assert "\n# CAP402 ‡: " in out
    assert re.search(r"## Example\n\n```yaml\n.*?\n```\n", out, re.S)
    assert "- <https://learn.microsoft.com/" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("CAP402", "--markdown", "--json"),
        ("drift", "--markdown"),
        ("CAP402", "--markdown", "--out", "x"),
        ("--out", "x"),
    ],
)
def test_what_does_not_go_together(cli: Cli, arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert cli("explain", *arguments).code == 64
    assert not (tmp_path / "x").exists()


def test_the_documents_are_written_whole(cli: Cli, tmp_path: Path) -> None:
    ran = cli("explain", "--markdown", "--out", tmp_path / "docs")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"wrote {len(BY_CODE) + 1} documents to {tmp_path / 'docs'}\n"
    assert (tmp_path / "docs" / "checks.md").read_text(encoding="utf-8") == cli("explain", "--markdown").out
    page = (tmp_path / "docs" / "checks" / "CAP402.md").read_text(encoding="utf-8")
    assert page == cli("explain", "CAP402", "--markdown").out


def test_documents_that_can_not_be_written(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "checks").write_text("in the way", encoding="utf-8")
    ran = cli("explain", "--markdown", "--out", tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert f"could not be written to `{tmp_path}`" in ran.err


@pytest.mark.parametrize("day", ["2026-02-30", "20270201", "2027-W05-1", "2027-2-1", "1.2.2027", "soon"])
def test_a_day_is_written_as_in_files(cli: Cli, day: str) -> None:
    ran = cli("explain", "calendar", "--as-of", day)
    assert (ran.code, ran.out) == (64, "")
    assert f"`--as-of {day}` is not a day" in ran.err

"""`validate` runs the checks that can start from files, and its exit code says what they came to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import ROOT, Cli

REPORT_ONLY = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
conditionalAccess:
  registration:
    name: PK010 - Registration
    state: reportOnly
    users: {include: all, exclude: {groups: [SG-EmergencyAccess]}}
    target: {userActions: [Register security information]}
    grant: {controls: [mfa]}
    session: {signInFrequency: everyTime}
"""
"""A policy on a user action that starts in report-only: CAP404."""


@pytest.fixture
def report_only(tmp_path: Path) -> Path:
    path = tmp_path / "tenant.yaml"
    path.write_text(REPORT_ONLY, encoding="utf-8")
    return path


def severities(cli: Cli, *arguments: str | Path) -> dict[str, str]:
    """The findings of a run by code, as `--json` has them."""
    findings = cli("validate", "--json", *arguments).json()["findings"]
    assert isinstance(findings, list)
    listed = [each for each in findings if isinstance(each, dict)]
    return {str(each["code"]): str(each["severity"]) for each in listed if each["weight"] != "unchecked"}


def test_what_the_checks_find_is_said_with_its_place(cli: Cli, report_only: Path) -> None:
    ran = cli("validate", report_only)
    lines = ran.err.splitlines()
    first = next(number for number, line in enumerate(lines) if "CAP404" in line)
    assert lines[first + 1].startswith(f"  at {report_only}:")
    assert "  in conditionalAccess.registration" in lines[first + 1 :]
    assert "`passkeyctl explain CODE` says more" in lines[-1]


def test_the_gravest_comes_first(cli: Cli) -> None:
    ran = cli("validate", ROOT / "examples" / "enterprise")
    words = [line.partition(":")[0] for line in ran.err.splitlines() if line.startswith(("error:", "warn", "notice:"))]
    assert words == sorted(words, key=["error", "warning", "notice"].index)
    assert {"warning", "notice"} <= set(words)


def test_lines_are_wrapped_where_somebody_says_how_wide_a_screen_is(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = cli("validate", ROOT / "examples" / "enterprise").err
    assert max(map(len, whole.splitlines())) > 80
    monkeypatch.setenv("COLUMNS", "80")
    broken = cli("validate", ROOT / "examples" / "enterprise").err
    assert max(map(len, broken.splitlines())) <= 80
    assert broken.split() == whole.split()


def test_the_exit_code_follows_fail_on(cli: Cli, report_only: Path) -> None:
    is_error = "error" in severities(cli, report_only).values()
    assert cli("validate", report_only).code == (3 if is_error else 0)
    assert cli("validate", "--fail-on", "warning", report_only).code == 3
    assert cli("validate", "--fail-on", "never", report_only).code == 0


def test_a_file_that_can_not_be_understood_is_1_whatever_refuses(cli: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(REPORT_ONLY.replace("grant:", "grants:"), encoding="utf-8")
    for fail_on in ("error", "warning", "never"):
        ran = cli("validate", "--fail-on", fail_on, wrong)
        assert ran.code == 1
        assert "CAP404" not in ran.err


def test_json_has_the_exit_code_and_the_day(cli: Cli, report_only: Path) -> None:
    document = cli("validate", "--json", "--fail-on", "never", "--as-of", "2027-02-01", report_only).json()
    assert (document["format_version"], document["valid"], document["exit_code"]) == ("1.1", True, 0)
    assert document["as_of"] == "2027-02-01"


def test_a_day_that_is_none(cli: Cli, report_only: Path) -> None:
    ran = cli("validate", "--as-of", "1 Feb", report_only)
    assert ran.code == 64
    assert "write it like 2027-02-01" in ran.err

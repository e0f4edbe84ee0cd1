"""Findings as GitHub annotations, JUnit cases and Markdown; a name is a name in each of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import PurePosixPath

import pytest

from passkeyctl.diagnostics import error
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.findings_junit import findings_suite
from passkeyctl.render.findings.findings_markdown import findings_markdown
from passkeyctl.render.findings.github_annotations import github_annotations
from passkeyctl.render.findings.junit import Outcome, junit_xml
from passkeyctl.render.findings.report import Found, Report, words_of
from passkeyctl.render.markdown_text import escaped, with_code
from tests.render import reports

HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))
TITLE = "title=CAP402 An authentication strength beside require MFA"


def test_annotations_stand_beside_their_lines() -> None:
    assert github_annotations(reports.REPORT, HERE).splitlines() == [
        f"::error file=tenants/Zürich 1/pässkeys.yaml,line=12,col=5,{TITLE}::`CA020 - Admins` demands a strength "
        "beside `mfa`%0Ain conditionalAccess.admins%0Athe strength is `Phishing-resistant MFA`%0Aaffects: 12 people"
        "%0Ahint: take `mfa` out",
        f"::warning file=tenants/Zürich 1/pässkeys.yaml,line=40,{TITLE}::another, 100%25 so"
        "%0Ain conditionalAccess.guests%0Aaffects: unknown, because people were not read",
        f"::notice {TITLE}::about the tenant",
        f"::warning file=<stdin>,line=3,col=1,{TITLE}::piped",
        f"::notice file=tenants/Zürich 1/pässkeys.yaml,{TITLE}::about a file",
    ]
    assert github_annotations(reports.NOTHING, HERE) == ""


def test_whoever_reads_a_report_is_asked_nothing() -> None:
    asking = error("OPS907", "so", hint='say yes when asked, or `--override OPS907="reason"`')
    found = Found(Finding(asking, Weight.ASKS, can_override=True), refuses=True)
    assert words_of(found)[-1] == 'hint: `--override OPS907="reason"`'
    report = Report("plan", 3, (found,))
    for text in (
        github_annotations(report, HERE),
        findings_markdown(report, HERE),
        junit_xml([findings_suite(report, HERE)]),
    ):
        assert "say yes" not in text


def test_a_name_can_not_begin_another_command() -> None:
    (line,) = github_annotations(reports.HARM, HERE).splitlines()
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert re.fullmatch(r"file=[^,:]+,line=1,col=1,title=[^,:]+", properties)
    assert "%0A" in message
    assert "%250A" in message
    assert "\\u001b" in line


def test_each_finding_is_a_case() -> None:
    suite = findings_suite(reports.REPORT, HERE)
    assert suite.name == "passkeyctl validate"
    assert [each.outcome for each in suite.cases] == [
        *(Outcome.PASSED, Outcome.FAILED, Outcome.PASSED, Outcome.PASSED, Outcome.PASSED),
        *(Outcome.SKIPPED, Outcome.SKIPPED, Outcome.SKIPPED),
    ]
    failed = suite.cases[1]
    assert (failed.classname, failed.file, failed.line) == ("CAP402", "tenants/Zürich 1/pässkeys.yaml", 12)
    assert failed.message == "error: `CA020 - Admins` demands a strength beside `mfa`"
    assert failed.text.splitlines()[0] == "conditionalAccess.admins"
    assert suite.cases[5].message.startswith("waived until 2027-03-31")


def test_nothing_found_is_a_case_that_passes() -> None:
    (case,) = findings_suite(reports.NOTHING, HERE).cases
    assert (case.name, case.outcome) == ("nothing was found", Outcome.PASSED)


@pytest.mark.parametrize("report", [reports.REPORT, reports.HARM])
def test_junit_is_xml(report: Report) -> None:
    root = ET.fromstring(junit_xml([findings_suite(report, HERE)]))
    assert len(list(root.iter("testcase"))) == len(report.found)


def test_markdown_for_a_comment() -> None:
    assert findings_markdown(reports.PLANNED, HERE).splitlines() == [
        "### passkeyctl plan: refused",
        "",
        "1 error, 3 warnings, 1 notice; 1 let pass; 2 not checked.",
        "",
        "<details open>",
        "<summary>1 change</summary>",
        "",
        "| action | address | name |",
        "|---|---|---|",
        r"| create | passkeys.profiles.synced | Synced \| passkeys \`pilot\` |",
        "",
        "</details>",
        "",
        "|  | code | what | where |",
        "|---|---|---|---|",
        "| **error** | CAP402 | `CA020 - Admins` demands a strength beside `mfa`<br>the strength is "
        "`Phishing-resistant MFA`<br>affects: 12 people<br>hint: take `mfa` out | "
        "tenants/Zürich 1/pässkeys.yaml:12<br>conditionalAccess.admins |",
        "| warning | CAP402 | another, 100% so<br>affects: unknown, because people were not read | "
        "tenants/Zürich 1/pässkeys.yaml:40<br>conditionalAccess.guests |",
        r"| warning | CAP402 | piped | \<stdin\>:3 |",
        "| notice | CAP402 | about a file | tenants/Zürich 1/pässkeys.yaml |",
        "",
        "<details>",
        "<summary>Already so (1)</summary>",
        "",
        "- CAP402 about the tenant",
        "",
        "</details>",
        "",
        "<details>",
        "<summary>Let pass (1)</summary>",
        "",
        "- CAP402 waived, tenants/Zürich 1/pässkeys.yaml:50 (waived until 2027-03-31: a partner's tool "
        "(security@<!-- -->contoso.example))",
        "",
        "</details>",
        "",
        "<details>",
        "<summary>Not checked (2)</summary>",
        "",
        "- CAP402, CAP404: people were not read: `--impact` reads them",
        "",
        "</details>",
    ]


def test_emptiness_is_said() -> None:
    assert findings_markdown(reports.NOTHING, HERE) == "### passkeyctl validate: passed\n\nNothing was found.\n"
    assert findings_markdown(reports.NO_CHANGES, HERE).endswith("Nothing was found.\n\nNo changes.\n")


def test_a_name_is_shown_and_nothing_in_it_is_obeyed() -> None:
    text = findings_markdown(reports.HARM, HERE)
    assert "\x1b" not in text
    assert "@octocat" not in text
    assert "<img" not in re.sub(r"`[^`\n]*`", "", text).replace("\\<img", "")
    rows = [each for each in text.splitlines() if each.startswith("| **error**")]
    assert len(rows) == 1
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 5


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a `b_c` d_e", r"a `b_c` d\_e"),
        ("one ` alone_", r"one \` alone\_"),
        ("`a|b`", r"\`a\|b\`"),
        ("`a\\`", r"\`a\\\`"),
        ("``", r"\`\`"),
        ("`x` @team https://a.example", "`x` @<!-- -->team https<!-- -->://a.example"),
    ],
)
def test_values_in_backticks_stay_code_where_that_is_safe(text: str, shown: str) -> None:
    assert with_code(text) == shown


def test_escaped_text_has_no_code() -> None:
    assert escaped("`a` [b](c) <d>") == r"\`a\` \[b\](c) \<d\>"

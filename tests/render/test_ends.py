"""How a run ended, in each form: no failure looks like a good end, whatever was found and whatever was not."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import pytest

from passkeyctl.diagnostics import warning
from passkeyctl.errors import ExitCode
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.findings_junit import findings_suite
from passkeyctl.render.findings.findings_markdown import ending_of, findings_markdown
from passkeyctl.render.findings.github_annotations import github_annotations
from passkeyctl.render.findings.junit import Case, Outcome, Suite, junit_xml
from passkeyctl.render.findings.report import Found, Report, Step
from passkeyctl.render.findings.sarif import sarif_json
from passkeyctl.render.json_text import json_text
from passkeyctl.render.page.pages import page_of_plan
from tests.render import reports
from tests.render.hostile import NAMES, plan, report
from tests.render.junit_readers import junit_faults
from tests.render.plans import view
from tests.render.test_junit import SUITES
from tests.render.test_sarif import published

HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))
BAD = (ExitCode.FAILED, ExitCode.REFUSED, ExitCode.STALE, ExitCode.OPEN, ExitCode.USAGE, ExitCode.INTERRUPTED)
SAID = Found(Finding(warning("CAP402", "so"), Weight.SAYS))
FOUND: tuple[tuple[Found, ...], ...] = ((), (SAID,), (reports.WAIVED,), (reports.UNREAD,))


@pytest.mark.parametrize("code", BAD)
@pytest.mark.parametrize("found", FOUND, ids=["nothing", "warning", "waived", "unread"])
@pytest.mark.parametrize("command", ["plan", "apply", "drift", "validate"])
def test_a_run_that_failed_fails_in_every_form(command: str, found: tuple[Found, ...], code: ExitCode) -> None:
    ended = Report(command, code, found, ())
    words = f"ended with exit code {int(code)}"
    suite = findings_suite(ended, HERE)
    assert suite.count(Outcome.ERROR) + suite.count(Outcome.FAILED) == 1
    assert github_annotations(ended, HERE).startswith(f"::error title=passkeyctl::{command} {words}\n")
    text = findings_markdown(ended, HERE)
    assert f"It {words}." in text
    assert ending_of(ended) not in ("passed", "applied", "no drift", "drift")
    document = json.loads(json_text(sarif_json(ended, HERE)))
    published().validate(document)
    (end,) = document["runs"][0]["invocations"]
    assert end["exitCode"] == code
    assert words in end["toolExecutionNotifications"][0]["message"]["text"]
    assert end["executionSuccessful"] is (code in (ExitCode.REFUSED, ExitCode.STALE))


@pytest.mark.parametrize("code", [ExitCode.DONE, ExitCode.CHANGES])
def test_a_good_end_is_one(code: ExitCode) -> None:
    ended = Report("plan", code, (SAID,), ())
    suite = findings_suite(ended, HERE)
    assert (suite.count(Outcome.ERROR), suite.count(Outcome.FAILED)) == (0, 0)
    assert "::error" not in github_annotations(ended, HERE)
    assert findings_markdown(ended, HERE).startswith("### passkeyctl plan: passed\n")


def test_what_says_why_is_not_said_twice() -> None:
    ended = Report("plan", ExitCode.REFUSED, (reports.BLOCKED,), ())
    assert len(findings_suite(ended, HERE).cases) == 1
    assert github_annotations(ended, HERE).count("::error ") == 1
    assert "exit code" not in findings_markdown(ended, HERE)


def test_the_steps_of_an_apply() -> None:
    steps = (Step("verified", "create `A`", True), Step("unknown", "change `B`", False, ("no answer came",)))
    ended = Report("apply", ExitCode.OPEN, (), (), steps=steps)
    cases = findings_suite(ended, HERE).cases
    assert [(each.name, each.outcome) for each in cases] == [
        ("the run came to a good end", Outcome.ERROR),
        ("create `A`", Outcome.PASSED),
        ("change `B`", Outcome.SKIPPED),
    ]
    text = findings_markdown(ended, HERE)
    assert "<details open>\n<summary>1 of 2 requests verified</summary>" in text
    assert "| verified | create `A` |" in text
    assert "| **unknown** | change `B`<br>no answer came |" in text
    assert ending_of(Report("apply", 0, (), (), steps=steps[:1])) == "applied"


@pytest.mark.parametrize(
    "text",
    [
        junit_xml(SUITES),
        *(junit_xml([findings_suite(each, HERE)]) for each in (reports.REPORT, reports.NOTHING, reports.HARM)),
        *(junit_xml([findings_suite(report(each), HERE)]) for each in NAMES[:6]),
    ],
)
def test_junit_is_what_its_readers_take(text: str) -> None:
    assert junit_faults(text) == []


def test_the_readers_stumble_over_what_is_wrong() -> None:
    text = junit_xml([Suite("s", (Case("a"), Case("b", outcome=Outcome.FAILED, message="m")))])
    for wrong in (
        text.replace('failures="1"', 'failures="0"', 1),
        text.replace('name="a"', ""),
        text.replace('name="a"', 'name=" "'),
        text.replace('name="a"', 'name="a" line="x"'),
        text.replace('name="a"', 'name="a" host="mine"'),
        text.replace("testsuites", "suites"),
        text.replace('<failure message="m"/>', '<failure message="m"/><skipped message="m"/>'),
        text.replace('<failure message="m"/>', "<stdout/>"),
    ):
        assert wrong != text
        assert junit_faults(wrong) != [], wrong


VERDICT = re.compile(
    r"(Applied|Applied, with a fault afterwards|Something is open|Not applied): 1 to create, 1 to update"
)


@pytest.mark.parametrize(
    ("code", "done", "words"),
    [
        (0, (True, True), "Applied"),
        (1, (True, True), "Applied, with a fault afterwards"),
        (5, (True, False), "Something is open"),
        (1, (False, False), "Not applied"),
        (3, None, "Not applied"),
        (130, None, "Not applied"),
    ],
)
def test_the_page_of_an_apply_says_first_how_it_ended(code: int, done: tuple[bool, ...] | None, words: str) -> None:
    steps = None if done is None else tuple(Step("verified" if each else "failed", "x", each) for each in done)
    page = page_of_plan(plan("Pilot"), view(), Report("apply", code, (), (), steps=steps))
    said = VERDICT.search(page)
    assert said is not None
    assert said[1] == words
    if steps is not None:
        assert f"Of the requests {sum(done or ())} of 2 done." in page
    assert ("something was written, and something is open" in page) is (code == 5)

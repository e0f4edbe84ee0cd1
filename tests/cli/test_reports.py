"""`--report`: files that are there whatever comes of a run, and never look better than it was."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from passkeyctl.cli.reports.reports import Reports
from passkeyctl.cli.reports.targets import Form, wanted_targets
from passkeyctl.errors import UsageError
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.faults import EXPIRED_TOKEN, FORBIDDEN, Fault
from tests.cli.conftest import Live
from tests.cli.running import Cli
from tests.render.test_sarif import published

FILES = {
    "html": "r.html",
    "markdown": "r.md",
    "json": "r.json",
    "sarif": "r.sarif",
    "junit": "r.xml",
    "github": "r.log",
    "text": "r.txt",
}
ALWAYS = 1000
FIDO2 = r"/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"
STRENGTHS = r"/policies/authenticationStrengthPolicies$"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def every(here: Path) -> list[str]:
    return [f"--report={form}={here / file}" for form, file in FILES.items()]


def read(here: Path, form: str) -> str:
    return (here / FILES[form]).read_text(encoding="utf-8")


def json_of(here: Path) -> JsonObject:
    document = json.loads(read(here, "json"))
    assert isinstance(document, dict)
    return document


def sarif_end(here: Path) -> tuple[bool, int]:
    document = json.loads(read(here, "sarif"))
    published().validate(document)
    (end,) = document["runs"][0]["invocations"]
    return end["executionSuccessful"], end["exitCode"]


def junit_bad(here: Path) -> int:
    root = ET.fromstring(read(here, "junit"))
    return int(root.attrib["failures"]) + int(root.attrib["errors"])


def reads_as_failure(here: Path, code: int) -> None:
    """In every form, for whoever looks at nothing else."""
    assert json_of(here)["exit_code"] == code
    assert sarif_end(here) == (False, code)
    assert junit_bad(here) > 0
    assert "::error " in read(here, "github")
    heading = next(each for each in read(here, "markdown").splitlines() if each.startswith("### "))
    assert not re.search(r": (passed|applied|no drift|drift)$", heading), heading
    assert f" ended with exit code {code}: " in read(here, "text")
    assert read(here, "html").startswith("<!doctype html>")


def test_a_plan_in_every_form_at_once(cli: Cli, here: Path, sandbox: str, pilot: Path) -> None:
    plain = cli("plan", sandbox, pilot)
    ran = cli("plan", sandbox, pilot, *every(here))
    assert ran == plain
    assert json_of(here) == cli("plan", sandbox, pilot, "--json").json()
    for form in ("sarif", "junit", "github"):
        assert read(here, form) == cli("plan", sandbox, pilot, "--format", form).out
    assert read(here, "text") == plain.out
    marker, rest = read(here, "markdown").split("\n", 1)
    assert rest == cli("plan", sandbox, pilot, "--format", "markdown").out
    assert re.fullmatch(r"<!-- passkeyctl: plan [\w./-]+ [0-9a-f]{12} -->", marker)


def test_validate_in_every_form_at_once(cli: Cli, here: Path, pilot: Path) -> None:
    plain = cli("validate", pilot)
    assert cli("validate", pilot, *every(here)) == plain
    assert json_of(here) == cli("validate", pilot, "--json").json()
    assert " ".join(read(here, "text").split()).endswith(plain.err.splitlines()[-1])
    assert read(here, "markdown").startswith("<!-- passkeyctl: validate ")


def test_the_marker_is_the_same_whatever_comes_of_the_run(cli: Cli, here: Path, sandbox: str, pilot: Path) -> None:
    (here / "tenant").mkdir()
    file = here / "tenant" / "passkeys.yaml"
    found = []
    for text in ((pilot / "passkeys.yaml").read_text(encoding="utf-8"), "apiVersion: passkeyctl/v1\nwrong: 1\n"):
        file.write_text(text, encoding="utf-8")
        for where in ("tenant", str(here / "tenant")):
            cli("plan", sandbox, where, f"--report=markdown={here / 'r.md'}")
            found.append(read(here, "markdown").splitlines()[0])
    assert len(set(found)) == 1
    assert found[0].startswith("<!-- passkeyctl: plan tenant ")
    cli("plan", sandbox, pilot, f"--report=markdown={here / 'r.md'}")
    assert read(here, "markdown").splitlines()[0] != found[0]


@pytest.mark.parametrize("command", ["plan", "apply", "validate"])
def test_files_that_can_not_be_understood_replace_the_success_of_yesterday(
    cli: Cli, here: Path, sandbox: str, pilot: Path, command: str
) -> None:
    more = {"plan": [sandbox], "apply": [sandbox, "--auto-approve"], "validate": []}[command]
    assert cli(command, *more, pilot, *every(here)).code == 0
    wrong = here / "wrong.yaml"
    wrong.write_text("apiVersion: passkeyctl/v1\npasskeys: [\n", encoding="utf-8")
    assert cli(command, *more, wrong, *every(here)).code == 1
    reads_as_failure(here, 1)
    assert "can't be understood" in read(here, "markdown").splitlines()[1]


@pytest.mark.parametrize("wrong", [["--no-such-option"], ["--fail-on", "sometimes"], ["--report", "pdf=x.pdf"]])
def test_a_wrong_command_line_leaves_no_report_of_another_run(
    cli: Cli, here: Path, sandbox: str, pilot: Path, wrong: list[str]
) -> None:
    assert cli("plan", sandbox, pilot, *every(here)).code == 0
    assert cli("plan", sandbox, pilot, *every(here), *wrong).code == 64
    reads_as_failure(here, 64)
    assert "wrong usage" in read(here, "markdown")


def test_a_tenant_that_can_not_be_read(cli: Cli, here: Path, live: Live, pilot: Path) -> None:
    live([Fault("GET", STRENGTHS, 1, FORBIDDEN, ALWAYS)])
    assert cli("plan", pilot, *every(here)).code == 1
    reads_as_failure(here, 1)
    assert "OPS903" in read(here, "junit")


def test_an_apply_that_fails_half_way_says_what_was_written_and_what_is_open(
    cli: Cli, here: Path, live: Live, pilot: Path
) -> None:
    live([Fault("PATCH", FIDO2, 2, EXPIRED_TOKEN, ALWAYS)])
    assert cli("apply", "--auto-approve", pilot, *every(here)).code == 5
    reads_as_failure(here, 5)
    document = json_of(here)
    assert (document["kind"], document["outcome"], document["reasons"]) == ("apply", "open", ["open"])
    text = read(here, "markdown")
    assert "### passkeyctl apply: something is open" in text
    assert "<summary>4 of 9 requests verified</summary>" in text
    assert "| **failed** | target passkey profiles<br>" in text
    assert "`target passkey profiles` failed" in text
    assert "hint: `passkeyctl apply --resume` goes on with it" in text
    cases = {each.attrib["name"]: each for each in ET.fromstring(read(here, "junit")).iter("testcase")}
    assert cases["add and loosen passkey profiles"].find("skipped") is None
    assert cases["`target passkey profiles` failed"].find("failure") is not None
    assert "::error title=passkeyctl::`target passkey profiles` failed" in read(here, "github")
    assert "Stopped: 4 verified, 1 failed, 4 skipped." in read(here, "text")


def test_an_apply_whose_first_request_fails(cli: Cli, here: Path, live: Live, pilot: Path) -> None:
    live([Fault("POST", STRENGTHS, 1, FORBIDDEN, ALWAYS)])
    assert cli("apply", "--auto-approve", pilot, *every(here)).code == 1
    reads_as_failure(here, 1)
    assert "--resume" not in read(here, "markdown")
    assert "<summary>0 of 9 requests verified</summary>" in read(here, "markdown")


def test_an_apply_that_comes_to_a_good_end(cli: Cli, here: Path, sandbox: str, pilot: Path) -> None:
    ran = cli("apply", sandbox, "--auto-approve", pilot, *every(here))
    assert ran.code == 0
    assert "### passkeyctl apply: applied" in read(here, "markdown")
    assert (junit_bad(here), sarif_end(here)) == (0, (True, 0))
    document = json_of(here)
    assert (document["outcome"], document["exit_code"]) == ("done", 0)
    assert "Done: 9 verified" in read(here, "text") or "9 verified" in read(here, "text")
    assert cli("apply", sandbox, "--auto-approve", pilot, *every(here)).code == 0
    assert "### passkeyctl apply: passed" in read(here, "markdown")


def test_a_refused_apply_has_its_findings_and_no_good_end(cli: Cli, here: Path, sandbox: str, small: Path) -> None:
    assert cli("apply", sandbox, "--auto-approve", small).code == 0
    text = small.read_text(encoding="utf-8")
    cards = text.replace("  cards: {name: Cards only, allowedCombinations: [x509CertificateMultiFactor]}\n", "")
    small.write_text(cards + "  cards: {name: Cards only, ensure: absent}\n", encoding="utf-8")
    ran = cli("apply", sandbox, "--auto-approve", small, *every(here))
    assert ran.code == 3
    assert json_of(here)["exit_code"] == 3
    assert junit_bad(here) > 0
    assert "::error " in read(here, "github")
    assert "### passkeyctl apply: refused" in read(here, "markdown")
    assert "OPS907" in read(here, "markdown")


def test_the_summary_of_a_step_is_added_to(
    cli: Cli, here: Path, sandbox: str, pilot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("plan", sandbox, pilot, "--report", "summary").code == 64
    place = here / "summary"
    place.write_text("<p>of another command, whose line has no end", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place))
    assert cli("plan", sandbox, pilot, "--report", "summary").code == 0
    text = place.read_text(encoding="utf-8")
    assert text.startswith("<p>of another command, whose line has no end\n\n<!-- passkeyctl: plan ")
    assert "### passkeyctl plan: passed" in text
    assert cli("validate", here / "none.yaml", "--report", "summary").code == 1
    assert "\n\n<!-- passkeyctl: validate " in place.read_text(encoding="utf-8")[len(text) :]
    assert "### passkeyctl validate: can't be understood" in place.read_text(encoding="utf-8")[len(text) :]
    assert cli("plan", sandbox, pilot, "--report", "summary=x").code == 64


def test_annotations_come_after_the_text(cli: Cli, here: Path, sandbox: str, pilot: Path) -> None:
    plain = cli("plan", sandbox, pilot).out
    annotations = cli("plan", sandbox, pilot, "--format", "github").out
    assert cli("plan", sandbox, pilot, "--report", "github").out == plain + annotations
    failed = cli("plan", sandbox, here / "none.yaml", "--report", "github")
    assert failed.out.startswith("::error file=none.yaml,title=OPS901")
    for taken in (["--json"], ["--format", "sarif"]):
        ran = cli("plan", sandbox, pilot, "--report", "github", *taken)
        assert ran.code == 64
        assert "--report github=FILE" in ran.err
    assert cli("apply", sandbox, "--auto-approve", pilot, "--report", "github", "--json-lines").code == 64


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("html", "names no file"),
        ("json=", "names no file"),
        ("json=-", "names no file"),
        ("markdown=passkeys.yaml", "would write over YAML"),
        ("markdown=none/x.md", "there is no folder `none`"),
        ("markdown=.", "names a folder"),
        ("word=x.doc", "is no form and file"),
        ("", "is no form and file"),
    ],
)
def test_a_report_that_could_not_be_written(cli: Cli, here: Path, pilot: Path, written: str, words: str) -> None:
    ran = cli("validate", pilot, "--report", written)
    assert (ran.code, ran.out) == (64, "")
    assert words in ran.err
    assert list(here.iterdir()) == []


def test_two_reports_to_one_file(cli: Cli, here: Path, pilot: Path) -> None:
    ran = cli("validate", pilot, "--report", "json=x", "--report", f"sarif={here / '.' / 'x'}")
    assert ran.code == 64
    assert "two reports go to one place" in ran.err
    assert json.loads((here / "x").read_text(encoding="utf-8"))["kind"] == "error"


def test_what_was_kept_is_not_replaced(cli: Cli, here: Path, sandbox: str, state: Path, small: Path) -> None:
    kept = [here / each for each in ("a.plan", "a.snapshot", "a.receipt", "a.baseline")]
    plan, snapshot, receipt, baseline = kept
    assert cli("plan", sandbox, small, "--out", plan, "--write-baseline", baseline).code == 0
    assert cli("snapshot", "save", sandbox, snapshot, small).code == 0
    assert cli("apply", sandbox, small, "--auto-approve", "--receipt", receipt).code == 0
    for each in (*kept, state):
        before = each.read_bytes()
        ran = cli("validate", small, f"--report=json={each}", f"--report=text={here / 'r.txt'}")
        assert ran.code == 64, each
        assert "would replace what is no report" in ran.err
        assert each.read_bytes() == before


def test_evidence_is_not_added_to(cli: Cli, here: Path, sandbox: str, small: Path) -> None:
    assert cli("plan", sandbox, small, "--evidence", here / "kept").code == 0
    for name in ("plan.md", "mine.md", "manifest.json"):
        ran = cli("validate", small, f"--report=markdown={here / 'kept' / name}")
        assert ran.code == 64
        assert "would change evidence" in ran.err
    assert cli("evidence", "verify", here / "kept").code == 0


def test_names_are_left_out_where_that_is_asked_for(cli: Cli, here: Path, sandbox: str, pilot: Path) -> None:
    assert cli("plan", sandbox, pilot, "--redact", *every(here)).code == 0
    for form in FILES:
        assert "PK-Pilot-Synced" not in read(here, form), form
        assert "829888e2-7bfc-5c37-9317-0f9e5141943b" not in read(here, form) or form in ("json", "text", "html"), form
    assert "contoso.onmicrosoft.com" not in read(here, "markdown")


def test_a_placeholder_reads_as_a_failure(here: Path) -> None:
    reports = Reports()
    reports.begin("plan", [each.removeprefix("--report=") for each in every(here)], (), stdout_is_text=True)
    reads_as_failure(here, 1)
    for form in ("markdown", "json", "sarif", "junit", "github", "text"):
        assert "the run has not come to its end" in read(here, form), form


def test_a_fault_of_ours_in_a_report_hides_no_open_end(
    cli: Cli, here: Path, live: Live, pilot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("a fault of ours")

    live([Fault("PATCH", FIDO2, 2, EXPIRED_TOKEN, ALWAYS)])
    monkeypatch.setattr("passkeyctl.render.plan_json.changes_json", broken)
    ran = cli("apply", "--auto-approve", pilot, *every(here))
    assert ran.code == 5
    assert "a fault of ours" in ran.err
    reads_as_failure(here, 5)


def test_what_a_command_line_that_was_not_understood_wants() -> None:
    found = wanted_targets(["plan", "--report", "html=a.html", "--report=pdf=x", "--report=json=a.json", "--report"])
    assert [(each.form, str(each.path)) for each in found] == [(Form.HTML, "a.html"), (Form.JSON, "a.json")]
    assert wanted_targets(["plan", "--", "--report", "html=a.html"]) == ()
    assert [each.path for each in wanted_targets(["plan", "--report=json=x", "--report=sarif=./x"])] == [Path("x")]
    with pytest.raises(UsageError):
        Reports().begin("plan", ["html"], (), stdout_is_text=True)

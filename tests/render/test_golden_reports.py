"""A golden file for each form and each sort of end; `python -m tests.render.test_golden_reports` writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from passkeyctl.cli.reporting import report_of_drift, report_of_failure
from passkeyctl.cli.reports.reports import UNFINISHED
from passkeyctl.diagnostics import SourceRange, error
from passkeyctl.errors import ExitCode
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.findings_junit import findings_suite
from passkeyctl.render.findings.findings_markdown import findings_markdown
from passkeyctl.render.findings.github_annotations import github_annotations
from passkeyctl.render.findings.junit import junit_xml
from passkeyctl.render.findings.report import Report
from passkeyctl.render.findings.sarif import sarif_json
from passkeyctl.render.json_text import json_text
from tests.render import drifts, hostile, reports
from tests.render.junit_readers import junit_faults

FOLDER = Path(__file__).parent / "golden_reports"
HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))
WRONG = error(
    "OPS901", "`wrong` is no key", source=SourceRange("tenants/contoso/passkeys.yaml", 2, 1), hint="leave it out"
)

ENDS: dict[str, Report] = {
    "plan": reports.PLANNED,
    "no-changes": reports.NO_CHANGES,
    "apply-open": hostile.report(hostile.HARMLESS),
    "drift": report_of_drift(
        hostile.drift("CA010 - Pilot"), ExitCode.CHANGES, (), drifts.drift_view(), drifts.CONFIGURATION
    ),
    "not-understood": report_of_failure("validate", (WRONG,), ExitCode.FAILED),
    "unfinished": report_of_failure("plan", (UNFINISHED,), ExitCode.FAILED),
}
FORMS: dict[str, Callable[[Report], str]] = {
    "md": lambda report: findings_markdown(report, HERE),
    "sarif": lambda report: json_text(sarif_json(report, HERE)),
    "xml": lambda report: junit_xml([findings_suite(report, HERE)]),
    "log": lambda report: github_annotations(report, HERE),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ENDS)
def test_each_form_of_each_end(end: str, form: str) -> None:
    assert FORMS[form](ENDS[end]) == (FOLDER / f"{end}.{form}").read_text(encoding="utf-8")


def test_there_is_no_other_golden_file() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {f"{end}.{form}" for end in ENDS for form in FORMS}


@pytest.mark.parametrize("end", ENDS)
def test_the_golden_suites_are_what_readers_take(end: str) -> None:
    assert junit_faults((FOLDER / f"{end}.xml").read_text(encoding="utf-8")) == []


def _written() -> None:
    FOLDER.mkdir(exist_ok=True)
    for end, report in ENDS.items():
        for form, made in FORMS.items():
            (FOLDER / f"{end}.{form}").write_text(made(report), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _written()

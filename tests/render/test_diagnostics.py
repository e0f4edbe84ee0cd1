"""Faults of the files, as text and as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from passkeyctl.checks.verdict import unchecked
from passkeyctl.checks.waivers import Judged
from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange, error, notice, warning
from passkeyctl.errors import UsageError
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Waiver
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.render.diagnostics_json import validation_json
from passkeyctl.render.findings.finding_lines import finding_lines
from passkeyctl.render.findings.not_checked import NotChecked, by_reason
from passkeyctl.render.findings.suppressed_words import suppressed_words
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import Role
from passkeyctl.render.plain import plain_text
from passkeyctl.render.text import diagnostics_lines
from passkeyctl.render.validation_lines import validation_lines
from tests.render import plans
from tests.states import TODAY

FOUND = (
    error(
        "AAG202",
        "`yubikey` matches 4 families with 59 AAGUIDs",
        source=SourceRange("passkeys.yaml", 7, 59),
        address="passkeys.profiles.admin",
        detail=("`yubikey-5`: 29 AAGUIDs", "`yubikey-bio`: 17 AAGUIDs"),
        hint="write a model such as `yubikey-5-nfc@5.8`, or a family, or `yubico` for every certified model",
    ),
    warning("OPS901", "the whole file", source=SourceRange("tenants/a b.yaml")),
    notice("OPS901", "name with \x1b[31m colour\nand a second line"),
)

JUDGED = (
    Finding(
        warning("STR302", "`admins` can be satisfied by a synced passkey", address="conditionalAccess.admins"),
        Weight.SAYS,
        value="the profile `Synced`",
        affected="unknown, because people were not read",
    ),
    unchecked("PRF106", "people were not read", "`--impact` reads them"),
)

WAIVED = Suppressed(
    Finding(warning("PRF107", "attestation with Microsoft Authenticator"), Weight.SAYS),
    Waiver(
        "PRF107",
        "set up in the app",
        "service-desk@contoso.example",
        date(2027, 3, 31),
        SourceRange("passkeys.yaml", 30, 5),
    ),
)
KNOWN = Suppressed(Finding(warning("PRF109", "Windows Hello is admitted"), Weight.SAYS))


def test_each_says_where_what_and_what_to_do() -> None:
    assert plain_text(diagnostics_lines(FOUND)).splitlines() == [
        "error: AAG202 `yubikey` matches 4 families with 59 AAGUIDs",
        "  at passkeys.yaml:7:59",
        "  in passkeys.profiles.admin",
        "  `yubikey-5`: 29 AAGUIDs",
        "  `yubikey-bio`: 17 AAGUIDs",
        "  hint: write a model such as `yubikey-5-nfc@5.8`, or a family, or `yubico` for every certified model",
        "warning: OPS901 the whole file",
        "  at tenants/a b.yaml",
        "notice: OPS901 name with \\u001b[31m colour\\nand a second line",
    ]


def test_a_finding_says_whom_it_is_about_and_what_was_not_looked_into_is_named() -> None:
    assert plain_text(validation_lines(JUDGED)).splitlines() == [
        "warning: STR302 `admins` can be satisfied by a synced passkey",
        "  in conditionalAccess.admins",
        "  affects: unknown, because people were not read",
        "not checked, because people were not read (`--impact` reads them): PRF106",
    ]


def test_the_gravest_comes_first_and_equals_by_place() -> None:
    def said(severity: Severity, file: str, line: int) -> Finding:
        source = SourceRange(file, line) if file else None
        return Finding(Diagnostic(severity, "STR302", f"{file} {line}", source=source), Weight.SAYS)

    gravest, middle, least = Severity
    found = (said(least, "a", 1), said(middle, "", 0), said(middle, "b", 9), said(gravest, "c", 3))
    loading = (Diagnostic(middle, "OPS901", "of loading", source=SourceRange("b", 2)),)
    lines = plain_text(validation_lines(found, loading)).splitlines()
    assert [each for each in lines if not each.startswith(" ")] == [
        "error: STR302 c 3",
        "warning: OPS901 of loading",
        "warning: STR302 b 9",
        "warning: STR302  0",
        "notice: STR302 a 1",
    ]


def test_a_code_stands_once_below_a_reason_the_exact_one() -> None:
    found = (
        unchecked("PRF105", "people were not read", "`--impact` reads them"),
        unchecked("STR302", "people were not read"),
        unchecked("PRF105", "people were not read: whether people may use synced passkeys"),
        unchecked("PRF105", "people were not read: whether people may use synced passkeys"),
    )
    assert by_reason(found) == (
        NotChecked("people were not read", "`--impact` reads them", ("STR302",)),
        NotChecked("people were not read: whether people may use synced passkeys", "", ("PRF105",)),
    )


def test_what_is_to_be_known_of_a_plan_begins_with_warnings() -> None:
    plan = plans.every_finding()
    said = (Finding(notice("AAG209", "a sibling is missing"), Weight.SAYS), *plan.findings)
    warned = (*plan.diagnostics, warning("REG603", "a one-time pass may be used up"))
    text = plain_text(finding_lines(replace(plan, findings=said, diagnostics=warned), {}))
    told = text.partition("To know")[2].splitlines()
    severities = [line.split(":")[0].strip() for line in told if line.startswith(("  warning:", "  notice:"))]
    assert severities == ["warning", "warning", "notice", "notice"]


def test_the_severity_has_its_colour() -> None:
    first = [lines[0].role for lines in diagnostics_lines(FOUND) if lines[0].text.endswith(": ")]
    assert first == [Role.ERROR, Role.WARNING, Role.NOTICE]


def test_an_error_without_a_code_has_no_gap() -> None:
    lines = diagnostics_lines(UsageError("`--tenant` is empty", hint="name one").diagnostics())
    assert plain_text(lines) == "error: `--tenant` is empty\n  hint: name one\n"


def test_nothing_found_is_nothing_said() -> None:
    assert diagnostics_lines(()) == ()


def test_as_json_every_field_stands_alone() -> None:
    document = validation_json(FOUND, None, exit_code=1, as_of=TODAY)
    assert (document["kind"], document["format_version"], document["valid"]) == ("validation", "1.1", False)
    assert document["diagnostics"] == [
        {
            "code": "AAG202",
            "severity": "error",
            "address": "passkeys.profiles.admin",
            "source": {"file": "passkeys.yaml", "line": 7, "column": 59},
            "summary": "`yubikey` matches 4 families with 59 AAGUIDs",
            "detail": ["`yubikey-5`: 29 AAGUIDs", "`yubikey-bio`: 17 AAGUIDs"],
            "hint": "write a model such as `yubikey-5-nfc@5.8`, or a family, or `yubico` for every certified model",
        },
        {
            "code": "OPS901",
            "severity": "warning",
            "address": "",
            "source": {"file": "tenants/a b.yaml", "line": 0, "column": 0},
            "summary": "the whole file",
            "detail": [],
            "hint": "",
        },
        {
            "code": "OPS901",
            "severity": "notice",
            "address": "",
            "source": None,
            "summary": "name with \x1b[31m colour\nand a second line",
            "detail": [],
            "hint": "",
        },
    ]


def test_findings_stand_apart_from_what_loading_gave() -> None:
    document = validation_json((), Judged(JUDGED, (WAIVED, KNOWN)), exit_code=3, as_of=TODAY)
    assert (document["valid"], document["exit_code"], document["as_of"]) == (True, 3, "2026-11-23")
    assert document["diagnostics"] == []
    said, unlooked = cast("list[JsonObject]", document["findings"])
    assert (said["code"], said["weight"], said["unknown"]) == ("STR302", "says", False)
    assert (said["value"], said["affected"]) == ("the profile `Synced`", "unknown, because people were not read")
    assert (unlooked["code"], unlooked["weight"], unlooked["unknown"]) == ("PRF106", "unchecked", True)
    waived, known = cast("list[JsonObject]", document["suppressed"])
    assert (waived["code"], waived["by"]) == ("PRF107", "waiver")
    assert waived["waiver"] == {
        "reason": "set up in the app",
        "owner": "service-desk@contoso.example",
        "expires": "2027-03-31",
        "source": {"file": "passkeys.yaml", "line": 30, "column": 5},
    }
    assert (known["code"], known["by"], known["waiver"]) == ("PRF109", "baseline", None)


def test_what_counts_no_more_is_counted() -> None:
    assert suppressed_words((WAIVED, WAIVED, KNOWN)) == "2 waived, 1 in the baseline"
    assert suppressed_words((KNOWN,)) == "1 in the baseline"
    assert suppressed_words(()) == ""


def test_json_on_a_terminal_is_harmless() -> None:
    text = json_text(validation_json(FOUND, None, exit_code=1, as_of=TODAY))
    assert "\\u001b[31m colour\\nand" in text
    assert "\x1b" not in text

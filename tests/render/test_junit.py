"""JUnit XML: counts that add up, names that can't break the document."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from passkeyctl.render.findings.junit import Case, Outcome, Suite, junit_xml
from tests.render.plans import HOSTILE

SUITES = (
    Suite(
        "tenants/contoso",
        (
            Case("a passkey is enough", "registration"),
            Case(
                "a password is not",
                "registration",
                file="tests/contoso.yaml",
                line=12,
                outcome=Outcome.FAILED,
                message="expected `blocked`, got `granted`",
                text="policy `A & B` <grants>\nwith what they hold",
            ),
            Case("guests", outcome=Outcome.SKIPPED, message="people were not read"),
        ),
    ),
    Suite("empty"),
    Suite("broken", (Case("no snapshot", outcome=Outcome.ERROR, message="the file is gone"),)),
)


def test_the_whole_document() -> None:
    assert junit_xml(SUITES).splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites tests="4" failures="1" errors="1" skipped="1">',
        '  <testsuite name="tenants/contoso" tests="3" failures="1" errors="0" skipped="1">',
        '    <testcase name="a passkey is enough" classname="registration"/>',
        '    <testcase name="a password is not" classname="registration" file="tests/contoso.yaml" line="12">',
        '      <failure message="expected `blocked`, got `granted`">policy `A &amp; B` &lt;grants&gt;',
        "with what they hold</failure>",
        "    </testcase>",
        '    <testcase name="guests">',
        '      <skipped message="people were not read"/>',
        "    </testcase>",
        "  </testsuite>",
        '  <testsuite name="empty" tests="0" failures="0" errors="0" skipped="0">',
        "  </testsuite>",
        '  <testsuite name="broken" tests="1" failures="0" errors="1" skipped="0">',
        '    <testcase name="no snapshot">',
        '      <error message="the file is gone"/>',
        "    </testcase>",
        "  </testsuite>",
        "</testsuites>",
    ]


def test_a_name_from_a_tenant_stays_a_name() -> None:
    worst = HOSTILE + "\"'\x00\ufffe]]>"
    case = Case(worst, worst, worst, 1, Outcome.FAILED, worst, f"{worst}\n{worst}")
    text = junit_xml([Suite(worst, (case,))])
    text.encode("utf-8")  # a half of a surrogate pair would not
    (found,) = ET.fromstring(text).iter("testcase")
    assert found.attrib["name"] == found.attrib["classname"] == found.attrib["file"]
    assert found.attrib["name"].endswith("\"'\\u0000\\ufffe]]>")
    assert [each.tag for each in found] == ["failure"]

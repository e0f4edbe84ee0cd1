"""JUnit XML as its readers take it: a shape that no standard fixes, and that each of them reads a part of.

GitLab reads `name`, `classname`, `file` and the first of error, failure and skipped of each case
(https://docs.gitlab.com/ci/testing/unit_test_reports/). Azure Pipelines reads `name` and `classname` of cases,
`message` and the text of failures, and counts the children
(https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2). What shows them in GitHub
reads the counts of suites, `file` and `line`.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

COUNTS = {"tests", "failures", "errors", "skipped"}
MEMBERS = {
    "testsuites": (COUNTS, {"testsuite"}),
    "testsuite": ({"name", *COUNTS}, {"testcase"}),
    "testcase": ({"name"}, {"failure", "error", "skipped", "system-out"}),
    "failure": ({"message"}, set()),
    "error": ({"message"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
}
"""The attributes that each element must have, and its children."""
MAY = {"testcase": {"classname", "file", "line"}}


def junit_faults(text: str) -> list[str]:
    """What a reader would stumble over."""
    root = ET.fromstring(text)
    if root.tag != "testsuites":
        return [f"the root is {root.tag}"]
    return [*_faults(root), *_miscounted(root)]


def _faults(element: ET.Element) -> Iterator[str]:
    must, children = MEMBERS[element.tag]
    names = set(element.attrib)
    yield from (f"{element.tag} without {each}" for each in sorted(must - names))
    yield from (f"{element.tag} with {each}" for each in sorted(names - must - MAY.get(element.tag, set())))
    if element.tag == "testcase":
        if len(element) > 1:
            yield "a case with two outcomes"
        if not element.attrib.get("name", "").strip():
            yield "a case without a name"
        if not element.attrib.get("line", "1").isdecimal():
            yield "a line that is no number"
    for each in element:
        yield from _faults(each) if each.tag in children else (f"{each.tag} in {element.tag}",)


def _miscounted(root: ET.Element) -> Iterator[str]:
    for suite in (root, *root):
        cases = list(suite.iter("testcase"))
        counted = {
            "tests": len(cases),
            "failures": sum(each.find("failure") is not None for each in cases),
            "errors": sum(each.find("error") is not None for each in cases),
            "skipped": sum(each.find("skipped") is not None for each in cases),
        }
        yield from (f"{name} of {suite.tag}" for name, count in counted.items() if suite.attrib.get(name) != str(count))

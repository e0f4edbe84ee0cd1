"""Policy tests as JUnit suites: one for each file, one case for each test."""

from __future__ import annotations

from itertools import groupby

from passkeyctl.insight.policy_tests.tested import Judged
from passkeyctl.render.findings.junit import Case, Outcome, Suite
from passkeyctl.render.plain import plain_text
from passkeyctl.render.policy_test_lines import result_lines
from passkeyctl.render.policy_test_report import PolicyTestReport, sentence


def suites(report: PolicyTestReport) -> tuple[Suite, ...]:
    """In the order in which the files were read."""
    by_file = groupby(report.results, key=lambda each: each.resolved.test.source.file)
    return tuple(Suite(file, tuple(_case(each, report) for each in results)) for file, results in by_file)


def _case(result: Judged, report: PolicyTestReport) -> Case:
    test = result.resolved.test
    file, line = test.source.file, test.source.line
    if result.passes:
        return Case(test.name, file, file, line)
    message = "; ".join(sentence(each) for each in result.failing)
    return Case(test.name, file, file, line, Outcome.FAILED, message, plain_text(result_lines(result, report.words)))

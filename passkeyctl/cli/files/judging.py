"""Judging files alone, and what their findings come to: shared by everything that judges without a tenant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from passkeyctl.checks.files import review_of_files
from passkeyctl.checks.from_files import judge_files
from passkeyctl.checks.waivers import Judged, judged
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.model.desired import Configuration
from passkeyctl.model.finding import Finding, Weight

ORDER = (Severity.NOTICE, Severity.WARNING, Severity.ERROR)


def judged_files(configuration: Configuration, as_of: date) -> Judged:
    """Every check that can start from files, in their order, with the waivers of the files."""
    review = review_of_files(configuration, as_of, newer_list())
    return judged(review, judge_files(review))


def verdict_of(findings: Iterable[Finding], fail_on: Severity | None) -> ExitCode:
    """REFUSED where one reaches `fail_on` (None: never); files that could not be read at all are FAILED before this."""
    return ExitCode.REFUSED if any(refuses(each, fail_on) for each in findings) else ExitCode.DONE


def refuses(finding: Finding, fail_on: Severity | None) -> bool:
    """Whether one of files alone reaches `fail_on`."""
    if fail_on is None or not _counts(finding):
        return False
    return ORDER.index(finding.diagnostic.severity) >= ORDER.index(fail_on)


def count_of(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(each.diagnostic.severity is severity for each in findings if _counts(each))


def _counts(finding: Finding) -> bool:
    """What could not be looked into says nothing about the files."""
    return finding.weight is not Weight.UNCHECKED

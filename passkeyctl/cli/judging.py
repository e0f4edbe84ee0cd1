"""Judging files alone: what `validate` found beyond what can't be understood, and its exit code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.model.desired import Configuration
from passkeyctl.model.finding import Finding, Weight

ORDER = (Severity.NOTICE, Severity.WARNING, Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the checks say about files alone."""

    findings: tuple[Finding, ...] = ()

    def exit_code(self, fail_on: Severity | None) -> ExitCode:
        """Refused where a finding is as grave as `fail_on`; None never refuses."""
        return ExitCode.REFUSED if any(refuses(each, fail_on) for each in self.findings) else ExitCode.DONE

    def count(self, severity: Severity) -> int:
        return sum(each.diagnostic.severity is severity for each in checked(self.findings))


def judged(configuration: Configuration, as_of: date) -> Judged:
    """Every check that can start from files, in their order."""
    from passkeyctl.checks.files import review_of_files
    from passkeyctl.checks.registry import judge

    return Judged(judge(review_of_files(configuration, as_of)))


def checked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that say something, without those that could not be looked into."""
    return tuple(each for each in findings if each.weight is not Weight.UNCHECKED)


def refuses(finding: Finding, fail_on: Severity | None) -> bool:
    if fail_on is None or finding.weight is Weight.UNCHECKED:
        return False
    return ORDER.index(finding.diagnostic.severity) >= ORDER.index(fail_on)

"""What the findings of files alone come to: shared by everything that judges without a tenant."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.model.finding import Finding, Weight

ORDER = (Severity.NOTICE, Severity.WARNING, Severity.ERROR)


def verdict_of(findings: Iterable[Finding], fail_on: Severity | None) -> ExitCode:
    """REFUSED where one reaches `fail_on` (None: never); files that could not be read at all are FAILED before this."""
    if fail_on is None:
        return ExitCode.DONE
    reached = (ORDER.index(each.diagnostic.severity) >= ORDER.index(fail_on) for each in findings if _counts(each))
    return ExitCode.REFUSED if any(reached) else ExitCode.DONE


def _counts(finding: Finding) -> bool:
    return finding.weight is not Weight.UNCHECKED

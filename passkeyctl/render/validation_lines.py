"""What the checks found in files alone, as text."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.diagnostic_lines import diagnostic_lines
from passkeyctl.render.findings.not_checked import NotChecked, by_reason
from passkeyctl.render.lines import Line, Role, Span

GRAVEST_FIRST = tuple(Severity)


def validation_lines(findings: Iterable[Finding], diagnostics: Iterable[Diagnostic] = ()) -> tuple[Line, ...]:
    """The gravest first, then by place; what could not be looked into without a tenant is named last, by the reason.

    `diagnostics` are what loading gave.
    """
    listed = (*(Finding(each, Weight.SAYS) for each in diagnostics), *findings)
    shown = sorted((each for each in listed if each.weight is not Weight.UNCHECKED), key=_order)
    return (
        *(line for each in shown for line in diagnostic_lines(each.diagnostic, affected=each.affected)),
        *map(_unlooked, by_reason(listed)),
    )


def _order(finding: Finding) -> tuple[int, bool, SourceRange]:
    """What has no place comes last among its equals; otherwise the order of the checks stays."""
    source = finding.diagnostic.source
    return GRAVEST_FIRST.index(finding.diagnostic.severity), source is None, source or SourceRange("")


def _unlooked(each: NotChecked) -> Line:
    hint = f" ({each.hint})" if each.hint else ""
    return (Span(f"not checked, because {each.reason}{hint}: {', '.join(each.codes)}", Role.MUTED),)

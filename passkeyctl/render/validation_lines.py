"""What the checks found in files alone, as text."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.diagnostic_lines import diagnostic_lines
from passkeyctl.render.lines import Line, Role, Span
from passkeyctl.render.not_checked import NotChecked, by_reason


def validation_lines(findings: Iterable[Finding]) -> tuple[Line, ...]:
    """One after the other; what could not be looked into without a tenant is named at the end, by the reason why."""
    listed = tuple(findings)
    shown = (each for each in listed if each.weight is not Weight.UNCHECKED)
    return (
        *(line for each in shown for line in diagnostic_lines(each.diagnostic, affected=each.affected)),
        *map(_unlooked, by_reason(listed)),
    )


def _unlooked(each: NotChecked) -> Line:
    hint = f" ({each.hint})" if each.hint else ""
    return (Span(f"not checked, because {each.reason}{hint}: {', '.join(each.codes)}", Role.MUTED),)

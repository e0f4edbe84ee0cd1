"""What the checks found in files alone, as text."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.diagnostic_lines import diagnostic_lines
from passkeyctl.render.lines import Line


def validation_lines(findings: Iterable[Finding]) -> tuple[Line, ...]:
    """What could not be looked into without a tenant stays out: `plan` looks."""
    shown = (each for each in findings if each.weight is not Weight.UNCHECKED)
    return tuple(line for each in shown for line in diagnostic_lines(each.diagnostic, affected=each.affected))

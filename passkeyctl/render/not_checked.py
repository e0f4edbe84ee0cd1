"""What could not be looked into, by the reason why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from passkeyctl.model.finding import Finding, Weight

BECAUSE = "not checked, because "


@dataclass(frozen=True, slots=True)
class NotChecked:
    """The codes that one reason keeps from an answer, and what would help."""

    reason: str
    hint: str
    codes: tuple[str, ...]


def by_reason(findings: Iterable[Finding]) -> tuple[NotChecked, ...]:
    """In the order in which the reasons come; a code stands once below each."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for each in findings:
        if each.weight is Weight.UNCHECKED:
            diagnostic = each.diagnostic
            key = diagnostic.summary.removeprefix(BECAUSE), diagnostic.hint
            found.setdefault(key, {})[diagnostic.code] = None
    return tuple(NotChecked(reason, hint, tuple(sorted(codes))) for (reason, hint), codes in found.items())

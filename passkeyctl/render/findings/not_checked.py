"""What could not be looked into, by the reason why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """In the order in which the reasons come; a code stands once below each, and not below one that it makes exact."""
    codes: dict[str, set[str]] = {}
    hints: dict[str, str] = {}
    for each in findings:
        if each.weight is Weight.UNCHECKED:
            reason = each.diagnostic.summary.removeprefix(BECAUSE)
            codes.setdefault(reason, set()).add(each.diagnostic.code)
            hints[reason] = hints.get(reason) or each.diagnostic.hint
    left = {reason: listed - _said_exactly(reason, codes) for reason, listed in codes.items()}
    return tuple(NotChecked(reason, hints[reason], tuple(sorted(listed))) for reason, listed in left.items() if listed)


def _said_exactly(reason: str, codes: Mapping[str, set[str]]) -> set[str]:
    """`people were not read: whether ...` says more than `people were not read`."""
    return {code for longer, listed in codes.items() if longer.startswith(f"{reason}: ") for code in listed}

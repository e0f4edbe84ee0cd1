"""How an apply ended: every request and whether the tenant shows what it was for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from passkeyctl.plan.operation import Family, Operation
from passkeyctl.render.lines import Line, Role, Span, hung, line

ROLES = {
    "verified": Role.CREATE,
    "failed": Role.ERROR,
    "unknown": Role.ERROR,
    "not verified": Role.WARNING,
}
RECYCLED = {Family.POLICIES: "Conditional Access policies", Family.LOCATIONS: "named locations"}
WITH_RECYCLE_BIN = ("global", "sandbox")
"""The worldwide cloud, and what imitates it."""

OPEN = ("sending", "sent", "not verified", "unknown")
COUNTED = ("verified", "failed", "not verified", "unknown", "sent", "sending", "skipped", "pending")


class Progress(Protocol):
    """What an apply has kept: a status (its word) and details for each operation."""

    @property
    def operations(self) -> Sequence[Operation]: ...
    @property
    def statuses(self) -> Sequence[str]: ...
    @property
    def details(self) -> Sequence[Sequence[str]]: ...


def outcome_lines(progress: Progress, endpoint: str = "") -> tuple[Line, ...]:
    """`endpoint` is where it was sent: a plan's destination."""
    return (*_outcome(progress), *_recycled(progress, endpoint))


def _recycled(progress: Progress, endpoint: str) -> tuple[Line, ...]:
    """What may be had back (docs/graph-facts.md, C-33 and L-11); other clouds do not have it."""
    deleted = {
        RECYCLED[operation.family]
        for operation, status in zip(progress.operations, progress.statuses, strict=True)
        if operation.method == "DELETE" and operation.family in RECYCLED and status == "verified"
    }
    if not deleted or endpoint not in WITH_RECYCLE_BIN:
        return ()
    words = f"deleted {' and '.join(sorted(deleted))} stay in the recycle bin of Conditional Access for 30 days"
    return line(words, Role.MUTED)


def event_lines(operation: Operation, status: str, detail: Sequence[str]) -> tuple[Line, ...]:
    """One request, as it goes or as it ended."""
    role = ROLES.get(status, Role.MUTED)
    shown = hung([Span(f"{status:<12} ", role), Span(operation.summary)], first=2, rest=15)
    return (*shown, *(each for words in detail for each in line(words, Role.MUTED, indent=15)))


def _outcome(progress: Progress) -> Iterator[Line]:
    for operation, status, detail in zip(progress.operations, progress.statuses, progress.details, strict=True):
        yield from event_lines(operation, status, detail)
    counts = {word: sum(each == word for each in progress.statuses) for word in COUNTED}
    words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    is_done = counts["verified"] == len(progress.operations)
    yield from line(f"{'Applied' if is_done else 'Stopped'}: {words or 'nothing to do'}.", Role.HEADING)
    if any(counts[word] for word in OPEN):
        hint = "hint: `passkeyctl plan` reads what the tenant holds now and shows what is left"
        yield from line(hint)

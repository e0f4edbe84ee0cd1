"""How an apply ended: every request and whether the tenant shows what it was for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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

IN_DOUBT = ("sending", "sent", "not verified", "unknown")
"""May have changed the tenant without anybody having seen that it did."""

COUNTED = ("verified", "failed", "not verified", "unknown", "sent", "sending", "skipped", "pending")


class Progress(Protocol):
    """What an apply has kept: a status (its word) and details for each operation."""

    @property
    def operations(self) -> Sequence[Operation]: ...
    @property
    def statuses(self) -> Sequence[str]: ...
    @property
    def details(self) -> Sequence[Sequence[str]]: ...
    @property
    def requests(self) -> Sequence[Sequence[str]]: ...
    @property
    def created(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Where a run keeps what it did; `receipt` is empty where none could be written, and the journal is all there is.

    `undoes` is the run that this one took back, if it was for that. `digest` is the receipt's, to which an approval of
    taking it back is bound.
    """

    run: str
    journal: str
    receipt: str = ""
    undoes: str | None = None
    digest: str = ""


def outcome_lines(progress: Progress, endpoint: str = "", record: RunRecord | None = None) -> tuple[Line, ...]:
    """`endpoint` is where it was sent: a plan's destination. Without a `record` nothing can be taken up or back."""
    return (
        *_outcome(progress),
        *_recycled(progress, endpoint),
        *(_kept(record) if record is not None else ()),
        *(each for words in _next(progress, record) for each in line(f"hint: {words}")),
    )


def _kept(record: RunRecord) -> tuple[Line, ...]:
    """On a line of its own and never broken: a path is there to be copied."""
    word, place = ("receipt", record.receipt) if record.receipt else ("journal", record.journal)
    digest = ((Span("digest: ", Role.MUTED), Span(record.digest)),) if record.digest else ()
    return ((Span(f"{word}: ", Role.MUTED), Span(place)), *digest)


def _next(progress: Progress, record: RunRecord | None) -> Iterator[str]:
    """What to do now. Nothing is advised that would send a request twice."""
    failed = progress.statuses.count("failed")
    doubtful = sum(each in IN_DOUBT for each in progress.statuses)
    shown = progress.statuses.count("verified")
    if shown == len(progress.operations):
        if record is not None and record.receipt and record.undoes is None and shown:
            yield "`passkeyctl undo` with this receipt takes it back"
    elif not doubtful and not shown:
        yield "nothing was written; when the reason is gone, run it again"
    elif record is None:
        yield "`passkeyctl plan` reads what the tenant holds now and shows what is left"
    elif record.undoes is not None:
        yield f"`passkeyctl undo {record.undoes}` finds out what is left to take back, and goes on"
    elif doubtful:
        yield (
            f"`passkeyctl apply --resume` finds out what became of {_number(doubtful)}, then goes on; "
            "it sends nothing twice"
        )
    else:
        yield (
            f"{'mend the reason, then ' if failed else ''}`passkeyctl apply --resume` sends what is left, "
            "or `passkeyctl undo` takes back what was written"
        )


def _number(requests: int) -> str:
    return "the request in doubt" if requests == 1 else f"the {requests} requests in doubt"


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

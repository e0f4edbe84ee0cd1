"""How far an apply came, kept while it runs so that an interruption can still tell the truth."""

from __future__ import annotations

from dataclasses import dataclass, field

from passkeyctl.apply.events import Event, Listener, Status
from passkeyctl.plan.operation import Operation

OPEN = (Status.SENDING, Status.SENT, Status.NOT_VERIFIED, Status.UNKNOWN)
"""May have changed the tenant without anybody having seen that it did."""


@dataclass(slots=True)
class Ledger:
    """The status of every operation, in order. Everything starts as pending."""

    operations: tuple[Operation, ...]
    listener: Listener
    statuses: list[Status] = field(default_factory=list)
    details: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.statuses = [Status.PENDING] * len(self.operations)
        self.details = [()] * len(self.operations)

    def reach(self, operation: Operation, status: Status, detail: tuple[str, ...] = ()) -> None:
        number = next(index for index, each in enumerate(self.operations) if each is operation)
        self.statuses[number] = status
        self.details[number] = detail
        self.listener(Event(operation, status, detail, number))

    @property
    def has_written(self) -> bool:
        """Whether any request may have left: a failed one was refused, a pending one never sent."""
        return any(each not in (Status.PENDING, Status.SKIPPED, Status.FAILED) for each in self.statuses)

    @property
    def is_complete(self) -> bool:
        return all(each is Status.VERIFIED for each in self.statuses)

    def count(self, status: Status) -> int:
        return self.statuses.count(status)

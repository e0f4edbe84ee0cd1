"""How far an apply came, kept while it runs so that an interruption can still tell the truth."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from passkeyctl.apply.events import Event, Listener, Status
from passkeyctl.errors import JournalFailed
from passkeyctl.model.address import Address
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Operation

OPEN = (Status.SENDING, Status.SENT, Status.NOT_VERIFIED, Status.UNKNOWN)
"""May have changed the tenant without anybody having seen that it did."""


def kept_nowhere(_event: Event) -> None:
    """For runs that nobody will want to take up again."""


@dataclass(slots=True)
class Ledger:
    """The status of every operation, in order. Everything starts as pending.

    `record` puts each event where it outlives the process, before `listener` hears of it; it may raise JournalFailed.
    `ids` are those of what was created, as far as they are known. `seen` is what the tenant showed last.
    `why` says why the run ended early.
    """

    operations: tuple[Operation, ...]
    listener: Listener
    record: Listener = kept_nowhere
    ids: dict[Address, str] = field(default_factory=dict)
    seen: PriorState | None = None
    why: str = "an earlier request did not succeed"
    statuses: list[Status] = field(init=False)
    details: list[tuple[str, ...]] = field(init=False)
    requests: list[tuple[str, ...]] = field(init=False)
    unrecorded: list[Event] = field(init=False, default_factory=list)
    """What could not be put on record, in order: from the first on nothing may be sent any more."""
    fault: JournalFailed | None = field(init=False, default=None)
    """Why not."""

    def __post_init__(self) -> None:
        self.statuses = [Status.PENDING] * len(self.operations)
        self.details = [()] * len(self.operations)
        self.requests = [()] * len(self.operations)

    def announce(self, operation: Operation) -> None:
        """A request is about to leave. Raises JournalFailed where that is not on record: then it must not."""
        if self.fault is not None:
            raise self.fault
        event = Event(operation, Status.SENDING, number=self._number(operation))
        try:
            self.record(event)
        except JournalFailed as fault:
            self.fault = fault
            raise
        self._take(event)

    def reach(
        self, operation: Operation, status: Status, detail: tuple[str, ...] = (), requests: Sequence[str] = ()
    ) -> None:
        """Never raises: what has happened is kept here even where it can't be put on record."""
        event = Event(operation, status, detail, self._number(operation), tuple(requests), self._created(operation))
        self._put_on_record(event)
        self._take(event)

    def _take(self, event: Event) -> None:
        self.statuses[event.number] = event.status
        self.details[event.number] = event.detail
        self.requests[event.number] = tuple(dict.fromkeys((*self.requests[event.number], *event.requests)))
        self.listener(event)

    def _put_on_record(self, event: Event) -> None:
        if self.fault is None:
            try:
                self.record(event)
            except JournalFailed as fault:
                self.fault = fault
        if self.fault is not None:
            self.unrecorded.append(event)

    def catch_up(self) -> None:
        """Try once more to put on record what could not be, once nothing is sent any more: there may be room again."""
        with suppress(JournalFailed):
            while self.unrecorded:
                self.record(self.unrecorded[0])
                del self.unrecorded[0]

    def _number(self, operation: Operation) -> int:
        return self.operations.index(operation)

    def _created(self, operation: Operation) -> dict[str, str]:
        return {str(each): self.ids[each] for each in operation.creates if each in self.ids}

    @property
    def created(self) -> dict[str, str]:
        """Ids by address, of all that this run has made and seen."""
        return {address: id for each in self.operations for address, id in self._created(each).items()}

    @property
    def pending(self) -> tuple[Operation, ...]:
        statuses = enumerate(self.statuses)
        return tuple(self.operations[number] for number, status in statuses if status is Status.PENDING)

    @property
    def has_written(self) -> bool:
        """Whether any request may have left: a failed one was refused, a pending one never sent."""
        return any(each not in (Status.PENDING, Status.SKIPPED, Status.FAILED) for each in self.statuses)

    @property
    def is_complete(self) -> bool:
        return all(each is Status.VERIFIED for each in self.statuses)

    def count(self, status: Status) -> int:
        return self.statuses.count(status)

"""`--json-lines`: each event of an apply on stdout as it happens. Nothing that goes wrong here touches the apply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from passkeyctl.apply.events import Event
from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say, write_out
from passkeyctl.cli.failing import Failure, reasons_for
from passkeyctl.errors import ExitCode, OutputFailed
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.render.records.event_json import begin_json, end_json, event_line, operation_json
from passkeyctl.render.value_json import diagnostic_json


def event_stream() -> EventStream:
    return EventStream(stamp)


def last_line(failure: Failure) -> str:
    """Where an apply came to nothing: the only line, or the one after `begin`."""
    return event_line(end_event(stamp(), None, failure.exit_code, Outcome.NOTHING_WRITTEN, failure))


def stamp() -> str:
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"


@dataclass(slots=True)
class EventStream:
    """`clock` gives the time as it is written (`2026-11-03T09:15:00Z`)."""

    clock: Callable[[], str]
    run: str | None = None
    _of: int = field(default=0, init=False)
    _is_closed: bool = field(default=False, init=False)

    def begin(self, operations: Sequence[Operation], destination: Destination, seconds_left: int | None) -> None:
        self._of = len(operations)
        self._write(begin_json(operations, destination, run=self.run, at=self.clock(), seconds_left=seconds_left))

    def tell(self, event: Event, seconds_left: int | None) -> None:
        self._write(
            operation_json(
                event.operation,
                event.number + 1,
                self._of,
                status=event.status,
                detail=event.detail,
                request_ids=event.requests,
                created=event.created,
                at=self.clock(),
                seconds_left=seconds_left,
            )
        )

    def end(self, code: ExitCode, ledger: Ledger | None, failure: Failure | None, receipt: str | None = None) -> None:
        """The last line; `receipt` is where one was written."""
        self._write(end_event(self.clock(), self.run, code, outcome_of(ledger, code), failure, receipt))

    def _write(self, event: JsonObject) -> None:
        """A reader that went away, and a full disk, are no reason to stop what is being written to the tenant."""
        if self._is_closed:
            return
        try:
            write_out(event_line(event))
        except OutputFailed as full:
            self._is_closed = True
            say(f"{full.summary}; the apply goes on")


def outcome_of(ledger: Ledger | None, code: ExitCode) -> Outcome:
    """The word that the receipt has; a run that was taken up again may have written before."""
    if code is ExitCode.OPEN:
        return Outcome.OPEN
    return Outcome.DONE if ledger is not None and ledger.is_complete else Outcome.NOTHING_WRITTEN


def end_event(
    at: str, run: str | None, code: ExitCode, outcome: Outcome, failure: Failure | None, receipt: str | None = None
) -> JsonObject:
    """Every reason that held, the one that decided the exit code first."""
    return end_json(
        at=at,
        run=run,
        exit_code=code,
        outcome=outcome.value,
        reasons=reasons_for(code, failure),
        receipt=receipt,
        diagnostics=[diagnostic_json(each) for each in failure.diagnostics] if failure is not None else [],
    )

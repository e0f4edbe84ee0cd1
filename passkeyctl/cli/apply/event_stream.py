"""`--json-lines`: each event of an apply on stdout as it happens. Nothing that goes wrong here touches the apply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from passkeyctl.apply.events import Event
from passkeyctl.cli.console import say, write_out
from passkeyctl.errors import OutputFailed
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.render.event_json import begin_json, end_json, event_line, operation_json


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

    def end(
        self,
        exit_code: int,
        outcome: str,
        *,
        reasons: Sequence[str] = (),
        receipt: str | None = None,
        diagnostics: Sequence[JsonObject] = (),
    ) -> None:
        self._write(
            end_json(
                at=self.clock(),
                run=self.run,
                exit_code=exit_code,
                outcome=outcome,
                reasons=reasons,
                receipt=receipt,
                diagnostics=diagnostics,
            )
        )

    def _write(self, event: JsonObject) -> None:
        """A reader that went away, and a full disk, are no reason to stop what is being written to the tenant."""
        if self._is_closed:
            return
        try:
            write_out(event_line(event))
        except OutputFailed as full:
            self._is_closed = True
            say(f"{full.summary}; the apply goes on")

"""What an apply is doing: rows and a bar at a terminal, a line per step elsewhere, JSON lines for programs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from passkeyctl.apply.events import Event, Listener, Status
from passkeyctl.cli.apply.event_stream import EventStream
from passkeyctl.cli.console import say, show, wants_colour
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.pace import Pace
from passkeyctl.render.lines import WIDTH
from passkeyctl.render.records.event_lines import (
    Tally,
    bar_words,
    notice_of_time,
    screen_lines,
    step_lines,
    waiting_words,
)
from passkeyctl.render.summary_lines import SANDBOX

if TYPE_CHECKING:
    from rich.console import Group

SAID = (Status.SENT, Status.VERIFIED, Status.FAILED, Status.UNKNOWN, Status.NOT_VERIFIED)
TROUBLE = (Status.FAILED, Status.UNKNOWN, Status.NOT_VERIFIED)
PER_SECOND = 4


def pace_of(destination: Destination) -> Pace:
    """The limit as the connection keeps it."""
    from passkeyctl.graph.pacing import ca_interval_from

    return Pace(0.0 if destination.endpoint == SANDBOX else ca_interval_from(os.environ))


@contextmanager
def progress(
    operations: Sequence[Operation],
    destination: Destination,
    stream: EventStream | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Listener]:
    """Says first how long it will take. `destination` and `operations` are those to be shown: redacted ones, maybe."""
    tally = Tally(operations, pace_of(destination), clock())
    say(notice_of_time(operations, tally.pace))
    if stream is not None:
        stream.begin(operations, destination, tally.seconds_left(clock()))
    # Lines that a program reads and rows that are drawn anew don't go together on one terminal.
    draws = wants_colour(sys.stderr) and not (stream is not None and sys.stdout.isatty())
    with _on_screen(tally, clock) if draws else _in_lines(tally, clock) as shown:

        def listen(event: Event) -> None:
            now = clock()
            tally.reach(event.number, event.status, now)
            if stream is not None:
                stream.tell(event, tally.seconds_left(now))
            shown(event)

        yield listen


@contextmanager
def _in_lines(tally: Tally, clock: Callable[[], float]) -> Iterator[Listener]:
    count = len(tally.operations)

    def listen(event: Event) -> None:
        if event.status not in SAID:
            return
        now = clock()
        left = tally.seconds_left(now)
        show(step_lines(event.number, count, event.operation, event.status, event.detail, left), sys.stderr)
        if event.status is Status.SENT and event.number in tally.ends:
            say(waiting_words())

    yield listen


@contextmanager
def _on_screen(tally: Tally, clock: Callable[[], float]) -> Iterator[Listener]:
    """Drawn anew a few times a second, so that the time that is left passes; gone when it ends."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    from passkeyctl.render.terminal import STYLES

    details: dict[int, Sequence[str]] = {}
    count = len(tally.operations)

    def drawn() -> Group:
        now = clock()
        rows = [
            Text.assemble(*((span.text, STYLES[span.role]) for span in each), no_wrap=True, overflow="crop")
            for each in screen_lines(tally, now, details)
        ]
        bar = ProgressBar(total=max(1, count), completed=tally.settled, width=30)
        return Group(*rows, bar, Text(f"  {bar_words(tally, now)}"))

    console = Console(stderr=True, width=min(WIDTH, Console(stderr=True).width))
    # `redirect_stdout` would draw on stderr what other programs read from stdout.
    with Live(
        console=console,
        get_renderable=drawn,
        refresh_per_second=PER_SECOND,
        transient=True,
        redirect_stdout=False,
    ) as live:

        def listen(event: Event) -> None:
            if event.status in TROUBLE:
                details[event.number] = event.detail
            live.refresh()

        yield listen

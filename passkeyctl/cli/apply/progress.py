"""What an apply is doing, on stderr: a bar at a terminal, a line per step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from passkeyctl.apply.events import Event, Listener, Status
from passkeyctl.cli.console import say, wants_colour
from passkeyctl.plan.operation import Operation
from passkeyctl.render.lines import visible

SETTLED = (Status.VERIFIED, Status.NOT_VERIFIED, Status.FAILED, Status.SKIPPED)


@contextmanager
def progress(operations: Sequence[Operation]) -> Iterator[Listener]:
    if wants_colour(sys.stderr):
        with _bar(operations) as listener:
            yield listener
    else:
        yield _line


def _line(event: Event) -> None:
    if event.status in (Status.SENT, Status.VERIFIED, Status.FAILED, Status.UNKNOWN, Status.NOT_VERIFIED):
        say(f"{event.status}: {visible(event.operation.summary)}")


@contextmanager
def _bar(operations: Sequence[Operation]) -> Iterator[Listener]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(operations))

        def listen(event: Event) -> None:
            words = escape(f"{event.status}: {visible(event.operation.summary)}")
            bar.update(task, description=words, advance=1 if event.status in SETTLED else 0)

        yield listen

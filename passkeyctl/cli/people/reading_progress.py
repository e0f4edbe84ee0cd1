"""How far a reading of people is, on stderr: a bar at a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from passkeyctl.cli.console import say, wants_colour
from passkeyctl.graph.reports.events import Estimate, Event, Listener, Notice, Progress
from passkeyctl.model.people import Knowledge

LINE_EVERY = 30.0
"""Seconds between two lines where there is no terminal: a log needs no more."""
FIRST_AFTER = 5.0
"""What takes less is over before anybody wonders."""
_WORDS = {
    Knowledge.REGISTRATIONS: "rows of the report of registered methods",
    Knowledge.MEMBERS: "groups",
    Knowledge.ROLES: "role assignments",
    Knowledge.ELIGIBILITIES: "eligible role assignments",
    Knowledge.PASSKEYS: "people's registered passkeys",
}


@contextmanager
def told() -> Iterator[Listener]:
    if wants_colour(sys.stderr):
        with _bar() as listener:
            yield listener
    else:
        yield Lines()


def words(event: Event) -> str:
    match event:
        case Estimate(people, seconds):
            who = "1 person" if people == 1 else f"{people:,} people"
            return f"the registered passkeys of {who} are read one by one: about {duration(seconds)}"
        case Progress(part, done, total, seconds_left):
            of = "" if total is None else f" of {total:,}"
            left = "" if seconds_left is None or done == total else f", {duration(seconds_left)} left"
            return f"read {done:,}{of} {_WORDS[part]}{left}"
        case Notice(text):
            return f"notice: {text}"


def duration(seconds: float) -> str:
    """Two units at most, as people say it."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


@dataclass(slots=True)
class Lines:
    """Everything that is said once, and of what goes on as much as a log bears."""

    clock: Callable[[], float] = time.monotonic
    _quiet_until: float | None = field(default=None, init=False)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress):
            now = self.clock()
            begins, is_early = self._quiet_until is None, now < (self._quiet_until or 0.0)
            if not is_early:
                self._quiet_until = now + LINE_EVERY
            if begins or is_early:
                return
        say(words(event))


@dataclass(slots=True)
class Counted:
    """How much of a log was read so far, now and then; how much there is nobody says beforehand."""

    what: str
    clock: Callable[[], float] = time.monotonic
    _quiet_until: float | None = field(default=None, init=False)

    def __call__(self, count: int) -> None:
        now = self.clock()
        if self._quiet_until is None:
            self._quiet_until = now + FIRST_AFTER
        elif now >= self._quiet_until:
            self._quiet_until = now + LINE_EVERY
            say(f"read {count:,} {self.what}")


@contextmanager
def _bar() -> Iterator[Listener]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(BarColumn(bar_width=20), TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task("reading people", total=None)

        def listen(event: Event) -> None:
            if isinstance(event, Progress):
                bar.update(task, description=escape(words(event)), total=event.total, completed=event.done)
            else:
                console.print(escape(words(event)), highlight=False)

        yield listen

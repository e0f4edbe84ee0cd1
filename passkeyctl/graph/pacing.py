"""How long to wait: Conditional Access's one request a second, and the pauses before a request is sent again."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from passkeyctl.errors import UsageError

CA_INTERVAL = "PASSKEYCTL_CA_INTERVAL"
LONGEST_PAUSE = 30.0
SLACK = 0.05
"""Seconds at most that an answer's delay holds back the next request: no more than a twentieth of the pace."""
REPORT_REQUESTS, REPORT_WINDOW = 5, 10.0
"""Graph's reports and people's methods: so many requests in so many seconds, for each application and tenant."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock as this room uses it; `jitter` gives 0 to 1."""

    jitter: Callable[[], float]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give up: after so many tries, or when the next one would start later than `seconds` after the first.

    A connection that can't be made at all gets `connects` tries: it is mostly a wrong name or no network.
    """

    tries: int = 5
    connects: int = 3
    seconds: float = 120.0


@dataclass(slots=True)
class Limiter:
    """At most one turn per `interval` seconds; 0 switches it off.

    Graph allows one Conditional Access request per second and tenant, all applications together, and refuses more
    without saying when to come back (https://learn.microsoft.com/graph/throttling-limits).
    """

    interval: float
    timing: Timing
    _free_at: float = field(default=0.0, init=False)
    _left_at: float = field(default=0.0, init=False)
    _under_way: int = field(default=0, init=False)
    _fastest: float | None = field(default=None, init=False)

    async def turn(self) -> None:
        if not self.interval:
            return
        # Looked at again after each wait: the request before may have left later than its turn was.
        while (wait := self._free_at - self.timing.monotonic()) > 0:
            await self.timing.sleep(wait)
        self._free_at = self.timing.monotonic() + self.interval

    def left(self) -> None:
        """A request that had its turn leaves only now: connecting takes time, and so does what else starts up."""
        if self.interval:
            self._left_at = self.timing.monotonic()
            self._under_way += 1
            self._free_at = max(self._free_at, self._left_at + self.interval)

    def answered(self) -> None:
        """An answer came, or won't. Later than others did: then its request may have been counted later, too.

        The first has nothing to compare with, and of several that are under way at once the last one speaks for all.
        """
        alone, self._under_way = self._under_way == 1, max(0, self._under_way - 1)
        if alone:
            took = self.timing.monotonic() - self._left_at
            late = took if self._fastest is None else max(0.0, took - self._fastest)
            self._fastest = took if self._fastest is None else min(self._fastest, took)
            self._free_at = max(self._free_at, self._left_at + self.interval + min(late, SLACK))

    def hold(self, seconds: float) -> None:
        """Nobody gets a turn within the next `seconds`: the tenant's allowance is used up for all of us."""
        if self.interval:
            self._free_at = max(self._free_at, self.timing.monotonic() + seconds)


@dataclass(slots=True)
class Window:
    """At most five requests within `seconds`; 0 switches it off (https://learn.microsoft.com/graph/throttling-limits).

    A request counts until `seconds` after its answer: when it arrived nobody tells us.
    """

    seconds: float
    timing: Timing
    most: int = REPORT_REQUESTS
    _answered: deque[float] = field(default_factory=deque, init=False)
    _under_way: int = field(default=0, init=False)
    _came_back: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    @asynccontextmanager
    async def room(self, requests: int = 1) -> AsyncIterator[None]:
        """Waits until so many requests may go, which are then sent within; several readers share what there is."""
        if not self.seconds:
            yield
            return
        while True:
            if self._waits_for_others(requests):
                self._came_back.clear()
                await self._came_back.wait()
            elif (wait := self._wait(requests)) > 0:
                await self.timing.sleep(wait)
            else:
                break
        self._under_way += requests
        try:
            yield
        finally:
            self._under_way -= requests
            self._answered.extend([self.timing.monotonic()] * requests)
            self._came_back.set()

    def free(self, requests: int) -> int:
        """How many of so many may go together: what is left of the window, or a whole one once it has passed."""
        if not self.seconds:
            return requests
        self._forget()
        return min(requests, self.most - len(self._answered) or self.most)

    def longest(self, requests: int) -> float:
        """Seconds that so many requests take, if answers come at once."""
        return max(0, -(-requests // self.most) - 1) * self.seconds

    def _waits_for_others(self, requests: int) -> bool:
        """Whether they have to be answered first, nobody knows when."""
        return self._under_way > 0 and self._under_way + requests > self.most

    def _wait(self, requests: int) -> float:
        now = self._forget()
        surplus = len(self._answered) + self._under_way + requests - self.most
        return self._answered[surplus - 1] + self.seconds - now if surplus > 0 else 0.0

    def _forget(self) -> float:
        """What doesn't count any more; the time it is."""
        now = self.timing.monotonic()
        while self._answered and self._answered[0] + self.seconds <= now:
            self._answered.popleft()
        return now


def pause(tries: int, asked: float | None, timing: Timing) -> float:
    """Seconds to wait after so many tries: what Graph asked for, else 1 to 2 s, doubling."""
    if asked is not None:
        return asked
    return min(2.0 ** (tries - 1), LONGEST_PAUSE) + timing.jitter()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a `Retry-After`; a date in it is measured against the answer's own `Date`."""
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """When the answer was given, by the clock of whoever gave it; None where it does not say."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return told.astimezone(UTC) if told.tzinfo is not None else told.replace(tzinfo=UTC)


def ca_interval_from(environ: Mapping[str, str], default: float = 1.0) -> float:
    """PASSKEYCTL_CA_INTERVAL in seconds (0 for benchmarks against an endpoint without the limit), else `default`."""
    text = environ.get(CA_INTERVAL, "").strip()
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= 60.0:
        raise UsageError(f"`{CA_INTERVAL}` must be a number of seconds from 0 to 60")
    return seconds

"""Faults on demand: what a test or a rehearsal wants to go wrong, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from passkeyctl.sandbox.tenant import Tenant


class Drop(StrEnum):
    """A lost connection: before anything was sent, before the request had an effect, or after it had."""

    CONNECT = "connect"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Refuse:
    """An error answer instead of the real one; the request has no effect, or with `after` it has had it."""

    status: int
    code: str = ""
    message: str = ""
    retry_after: int | None = None
    after: bool = False


@dataclass(frozen=True, slots=True)
class Interferes:
    """Another administrator writes right before this request, or with `after` right behind it."""

    write: Callable[[Tenant], None]
    after: bool = False


Effect: TypeAlias = Drop | Refuse | Interferes

CONNECT_FAILS = Drop.CONNECT
DROP_BEFORE = Drop.BEFORE
DROP_AFTER = Drop.AFTER
THROTTLED = Refuse(429, "TooManyRequests", "Too many requests")
EXPIRED_TOKEN = Refuse(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
FORBIDDEN = Refuse(
    403,
    "AccessDenied",
    "You cannot perform the requested operation, required scopes are missing in the token.",
)


def throttled(retry_after: int) -> Refuse:
    """429 that says how many seconds to wait."""
    return Refuse(429, "TooManyRequests", "Too many requests", retry_after)


def fails(status: int, *, after: bool = False) -> Refuse:
    """A server error with Graph's usual code for the status."""
    codes = {500: "InternalServerError", 502: "BadGateway", 503: "ServiceUnavailable", 504: "GatewayTimeout"}
    text = "The service could not process the request."
    return Refuse(status, codes.get(status, "UnknownError"), text, after=after)


class Faults(Protocol):
    """Says of every request, in the order in which they come, what goes wrong with it."""

    def next(self, method: str, path: str) -> Effect | None: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the `nth` request (from one) of this method whose path matches, and to `times` in a row.

    `method` may be several, as in `POST|PATCH`, or `*` for all.
    """

    method: str
    path_pattern: str
    nth: int
    effect: Effect
    times: int = 1


class ConnectionDropped(Exception):
    """Raised through the app; the in-process transport turns it into httpx's error."""

    def __init__(self, drop: Drop) -> None:
        super().__init__(f"the sandbox dropped the connection ({drop})")
        self.drop = drop


class FaultSchedule:
    """Counts requests against the faults asked for."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self._faults = tuple((fault, re.compile(fault.path_pattern, re.IGNORECASE)) for fault in faults)
        self._seen = [0] * len(self._faults)

    def next(self, method: str, path: str) -> Effect | None:
        """The effect on this request; every fault that matches counts it, the first that is due decides."""
        due: Effect | None = None
        for place, (fault, pattern) in enumerate(self._faults):
            if (method not in fault.method.split("|") and fault.method != "*") or not pattern.search(path):
                continue
            self._seen[place] += 1
            if due is None and fault.nth <= self._seen[place] < fault.nth + fault.times:
                due = fault.effect
        return due

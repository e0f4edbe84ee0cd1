"""Reading which passkeys people registered: the slow part, five people in ten seconds, kept as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from passkeyctl.census import Census
from passkeyctl.errors import Throttled
from passkeyctl.graph.batch import LARGEST, BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.pacing import REPORT_REQUESTS, Window
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.events import Estimate, Listener, Progress
from passkeyctl.graph.reports.refusals import why_refused
from passkeyctl.graph.reports.rows import key_of, rows_of
from passkeyctl.model.people import Gap, Knowledge

_ANSWER = 0.5
"""Seconds that a round trip takes, for the estimate: what counts is the pace."""
_AGAIN = "run it again to read on: what was read so far is kept"


async def read_passkeys(
    client: GraphClient,
    census: Census,
    people: Sequence[str],
    window: Window,
    now: Callable[[], datetime],
    listener: Listener,
) -> None:
    """Says first how long it takes. An interruption loses nothing but the five people that were being asked about."""
    if not people:
        return
    listener(Estimate(len(people), _seconds(len(people), window)))
    unread: list[tuple[BatchRequest, Reply]] = []
    waiting, done = deque(people), 0
    while waiting:
        # Administrators come first, and theirs may be read by fewer: refusals are held against the last ones, too.
        is_probe = done > 0 and len(unread) == done
        some = [
            waiting.pop() if is_probe else waiting.popleft() for _ in range(window.free(min(LARGEST, len(waiting))))
        ]
        try:
            async with window.room(len(some)):
                read_at, replies = now(), await client.batch([request_for(each) for each in some])
        except Throttled as refused:
            census.set_gap(Gap(Knowledge.PASSKEYS, _left(people, done, refused.summary), _AGAIN))
            return
        unread += _kept(census, some, replies, read_at)
        done += len(some)
        listener(Progress(Knowledge.PASSKEYS, done, len(people), _seconds(len(waiting), window)))
        if is_probe and len(unread) == done and _is_forbidden(unread):
            break  # nobody's may be read, and asking for the others would take as long as reading them
    _say_what_is_left(census, unread, done, len(people))


def request_for(person: str) -> BatchRequest:
    return BatchRequest(EndpointName.USER_PASSKEYS, {"id": person}, may_be_refused=True, may_be_unknown=True)


def _kept(
    census: Census, people: Sequence[str], replies: Sequence[Reply], read_at: datetime
) -> list[tuple[BatchRequest, Reply]]:
    """What was answered is in the file; given back is what was not."""
    answered = list(zip(people, replies, strict=True))
    read = [(id, [key_of(each) for each in rows_of(reply.body)]) for id, reply in answered if reply.is_success]
    if read:
        census.set_passkeys_of(read, read_at)
    return [(request_for(id), reply) for id, reply in answered if not reply.is_success]


def _is_forbidden(unread: Sequence[tuple[BatchRequest, Reply]]) -> bool:
    return all(reply.status in (400, 403) for _, reply in unread)


def _say_what_is_left(census: Census, unread: Sequence[tuple[BatchRequest, Reply]], asked: int, wanted: int) -> None:
    if not unread:
        census.clear_gap(Knowledge.PASSKEYS)
        return
    said, hint = why_refused(*unread[0])
    if not _is_forbidden(unread):
        gone = "1 person is" if len(unread) == 1 else f"{len(unread):,} people are"
        why = f"{gone} not there any more, or may not be read: which passkeys they hold is unknown"
    elif len(unread) == asked:
        why = f"nobody's registered passkeys could be read: {said}"
    else:
        why = f"the registered passkeys of {len(unread):,} of {wanted:,} people could not be read: {said}"
    census.set_gap(Gap(Knowledge.PASSKEYS, why, hint))


def _left(people: Sequence[str], done: int, why: str) -> str:
    return f"the registered passkeys of {len(people) - done:,} of {len(people):,} people were not read: {why}"


def _seconds(people: int, window: Window) -> float:
    return window.longest(people) + _ANSWER * -(-people // (REPORT_REQUESTS if window.seconds else LARGEST))

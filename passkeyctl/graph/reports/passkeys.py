"""Reading which passkeys people registered: the slow part, five people in ten seconds, kept as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from passkeyctl.census import Census
from passkeyctl.errors import Throttled
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.pacing import REPORT_REQUESTS, Window
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.events import Estimate, Listener, Progress
from passkeyctl.graph.reports.refusals import gap_of_reply
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
    for start in range(0, len(people), REPORT_REQUESTS):
        some = people[start : start + REPORT_REQUESTS]
        try:
            async with window.room(len(some)):
                read_at, replies = now(), await client.batch([request_for(each) for each in some])
        except Throttled as refused:
            census.set_gap(Gap(Knowledge.PASSKEYS, _left(people, start, refused.summary), _AGAIN))
            return
        unread += _kept(census, some, replies, read_at)
        if len(unread) == start + len(some) and _is_forbidden(unread):
            break  # nobody's may be read, and asking for the others would take as long as reading them
        done = start + len(some)
        rest = len(people) - done
        listener(Progress(Knowledge.PASSKEYS, done, len(people), _seconds(rest, window) if rest else 0.0))
    _say_what_is_left(census, unread, len(people))


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


def _say_what_is_left(census: Census, unread: Sequence[tuple[BatchRequest, Reply]], asked: int) -> None:
    if not unread:
        census.clear_gap(Knowledge.PASSKEYS)
        return
    request, reply = unread[0]
    first = gap_of_reply(Knowledge.PASSKEYS, request, reply)
    if _is_forbidden(unread):
        whose = "nobody's" if len(unread) == min(asked, REPORT_REQUESTS) else f"{len(unread):,} of {asked:,} people's"
        census.set_gap(Gap(Knowledge.PASSKEYS, f"{whose} registered passkeys could be read: {first.why}", first.hint))
    else:
        gone = "1 person is" if len(unread) == 1 else f"{len(unread):,} people are"
        why = f"{gone} not there any more, or may not be read: which passkeys they hold is unknown"
        census.set_gap(Gap(Knowledge.PASSKEYS, why, first.hint))


def _left(people: Sequence[str], start: int, why: str) -> str:
    return f"the registered passkeys of {len(people) - start:,} of {len(people):,} people were not read: {why}"


def _seconds(people: int, window: Window) -> float:
    return window.longest(people) + _ANSWER * -(-people // REPORT_REQUESTS)

"""Reading who is in groups: many groups in one round trip, long ones page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from passkeyctl.census import Census
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.builders import Query
from passkeyctl.graph.client import NEXT_LINK, GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.events import Listener, Progress
from passkeyctl.graph.reports.refusals import gap_of_reply, vanished
from passkeyctl.graph.reports.rows import MEMBER_PROPERTIES, id_of, person_of, rows_of
from passkeyctl.graph.together import together
from passkeyctl.model.people import Gap, Knowledge

GROUPS_AT_ONCE = 60
"""Their first pages fit into memory together, however long the groups are."""
LONG_LISTS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What Graph said of one group: its members' first page, the first group inside it, its direct members' first page
    where there is one inside."""

    id: str
    members: Reply
    inside: Reply
    direct: Reply | None = None


async def read_groups(
    client: GraphClient, census: Census, ids: Sequence[str], now: Callable[[], datetime], listener: Listener
) -> None:
    """A group that is gone or refused is a gap, and what was kept of it is forgotten: it may hold anybody."""
    for start in range(0, len(ids), GROUPS_AT_ONCE):
        part = ids[start : start + GROUPS_AT_ONCE]
        read_at, several = now(), asyncio.Semaphore(LONG_LISTS_AT_ONCE)
        asked = await _first_pages(client, part)
        await together(*(_keep(client, census, each, read_at, several) for each in asked))
        listener(Progress(Knowledge.MEMBERS, start + len(part), len(ids)))


async def _first_pages(client: GraphClient, ids: Sequence[str]) -> list[Asked]:
    replies = await client.batch_of_first_pages([*map(_members, ids), *map(_groups_inside, ids)])
    members, inside = replies[: len(ids)], replies[len(ids) :]
    nested = [id for id, reply in zip(ids, inside, strict=True) if may_have_groups_inside(reply)]
    direct: Mapping[str, Reply] = {}
    if nested:
        found = await client.batch_of_first_pages([_direct(id) for id in nested])
        direct = dict(zip(nested, found, strict=True))
    return [Asked(id, *pages, direct.get(id)) for id, pages in zip(ids, zip(members, inside, strict=True), strict=True)]


def may_have_groups_inside(reply: Reply) -> bool:
    """Whether there is a group inside: Graph may give an empty page and name the next one."""
    return bool(rows_of(reply.body)) or (isinstance(reply.body, dict) and NEXT_LINK in reply.body)


async def _keep(
    client: GraphClient, census: Census, asked: Asked, read_at: datetime, several: asyncio.Semaphore
) -> None:
    async with several:
        gap = _refused(asked) or await _pages(client, census, asked, read_at)
    if gap is not None:
        census.forget_members(asked.id)
        census.set_gap(gap)


def _refused(asked: Asked) -> Gap | None:
    replies = [(_members(asked.id), asked.members), (_groups_inside(asked.id), asked.inside)]
    if asked.direct is not None:
        replies.append((_direct(asked.id), asked.direct))
    for request, reply in replies:
        if reply.status == 404:
            return vanished(asked.id)
        if not reply.is_success:
            return gap_of_reply(Knowledge.MEMBERS, request, reply, asked.id)
    return None


async def _pages(client: GraphClient, census: Census, asked: Asked, read_at: datetime) -> Gap | None:
    odd = 0
    with census.reading_members(asked.id, read_at) as reading:
        async for page in client.pages_from(_members(asked.id), asked.members):
            people = [person_of(each) for each in page]
            reading.add(each for each in people if each is not None)
            odd += people.count(None)
        if asked.direct is not None:
            reading.add_direct(())
            async for page in client.pages_from(_direct(asked.id), asked.direct):
                found = [id_of(each) for each in page]
                reading.add_direct(filter(None, found))
                odd += found.count("")
    return _odd(asked.id, odd) if odd else None


def _odd(id: str, count: int) -> Gap:
    who = "1 member" if count == 1 else f"{count:,} members"
    return Gap(
        Knowledge.MEMBERS,
        f"{who} of group `{id}` can't be understood, so who is in it is unknown",
        "run it again with `--refresh`",
        id,
    )


def _members(id: str) -> BatchRequest:
    query: Query = {"$select": MEMBER_PROPERTIES, "$top": 999}
    return BatchRequest(EndpointName.GROUP_USERS, {"id": id}, query, may_be_refused=True)


def _groups_inside(id: str) -> BatchRequest:
    return BatchRequest(EndpointName.GROUP_GROUPS, {"id": id}, {"$select": ["id"], "$top": 1}, may_be_refused=True)


def _direct(id: str) -> BatchRequest:
    query: Query = {"$select": ["id"], "$top": 999}
    return BatchRequest(EndpointName.GROUP_DIRECT_USERS, {"id": id}, query, may_be_refused=True)

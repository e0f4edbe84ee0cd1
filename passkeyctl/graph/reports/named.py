"""People whom settings name one by one and no list has: whoever is newer than the report, or disabled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from passkeyctl.census import Census
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.rows import MEMBER_PROPERTIES, person_of
from passkeyctl.model.people import PersonRecord


async def read_named(client: GraphClient, census: Census, ids: Sequence[str], read_at: datetime) -> None:
    """Who is there counts, whatever else is known of them; of whom Graph says nothing, only the id."""
    if not ids:
        return
    replies = await client.batch([_request(each) for each in ids])
    found = [_person(id, reply) for id, reply in zip(ids, replies, strict=True) if reply.status != 404]
    census.set_named(found, read_at)


def _request(id: str) -> BatchRequest:
    query = {"$select": [*MEMBER_PROPERTIES]}
    return BatchRequest(EndpointName.USER, {"id": id}, query, may_be_refused=True, may_be_unknown=True)


def _person(id: str, reply: Reply) -> PersonRecord:
    found = person_of({**reply.body, "id": id}) if reply.is_success and isinstance(reply.body, dict) else None
    return found or PersonRecord(id)

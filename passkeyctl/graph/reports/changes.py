"""Who changed what: the audit log, as far as it is about what this tool looks after (docs/graph-facts.md, "Logs")."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from passkeyctl.errors import GraphError, IncompleteRead
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.facts import NOT_HELD
from passkeyctl.graph.pacing import Window
from passkeyctl.graph.paths import EndpointName, quoted
from passkeyctl.graph.reports.log_refusals import why_unread
from passkeyctl.graph.reports.sign_ins import Counting, written
from passkeyctl.json_types import JsonObject
from passkeyctl.model.observed import Change, Changes
from passkeyctl.wire.audits import ACTIVITIES, CONDITIONAL_ACCESS, UnclearRecord, moment_of, read_change

LOG = "the audit log"
PAGE = 999
MOST_PAGES = 200


async def read_changes(
    client: GraphClient,
    *,
    since: datetime,
    listener: Counting | None = None,
    window: Window | None = None,
    most_pages: int = MOST_PAGES,
    with_properties: bool = False,
) -> Changes:
    """What was changed since then. Where the log can't be read to its end, the text of `truncated` says why.

    With `with_properties` each change has what the record tells of values; a log of a month may hold a lot of them.
    """
    if client.endpoint.kind == "snapshot":
        return Changes(since, truncated=NOT_HELD)
    window = window or client.reports_window()
    reading = _Reading(since, listener, with_properties=with_properties)
    truncated, oldest = "", None
    try:
        oldest = await _oldest(client, window)
        try:
            truncated = await _pages(client, reading, window, _narrow(since), most_pages)
        except GraphError as error:
            if error.status != 400:
                raise
            # So many words in one filter may be too much for it: what is not about ours is then left out here.
            reading = _Reading(since, listener, with_properties=with_properties)
            truncated = await _pages(client, reading, window, _during(since), most_pages)
    except (GraphError, IncompleteRead) as error:
        truncated = why_unread(LOG, error)
    found = Changes(since, reading.newest_first(), oldest, now=client.told_time)
    return replace(found, truncated=truncated or reading.doubt())


class _Reading:
    """What goes by, of which only our own is kept."""

    def __init__(self, since: datetime, listener: Counting | None, *, with_properties: bool) -> None:
        self._since = since
        self._with_properties = with_properties
        self._listener = listener
        self._found: list[Change] = []
        self._unclear = 0
        self.read = 0

    def add(self, page: list[JsonObject]) -> None:
        self.read += len(page)
        for row in page:
            try:
                change = read_change(row, with_properties=self._with_properties)
            except UnclearRecord:
                self._unclear += 1
                continue
            if change is not None and change.at >= self._since:
                self._found.append(change)
        if self._listener is not None:
            self._listener(self.read)

    def newest_first(self) -> tuple[Change, ...]:
        return tuple(sorted(self._found, key=lambda each: each.at, reverse=True))

    def doubt(self) -> str:
        if not self._unclear:
            return ""
        records = "1 record" if self._unclear == 1 else f"{self._unclear:,} records"
        return f"{records} of {LOG} can't be understood: what was changed then is unknown"


async def _oldest(client: GraphClient, window: Window) -> datetime | None:
    """The oldest record of any sort. None is an empty log, or one whose first record can't be understood."""
    async with window.room():
        body = await client.read(EndpointName.AUDITS, query={"$orderby": "activityDateTime asc", "$top": 1})
    rows = body.get("value")
    first = rows[0] if isinstance(rows, list) and rows else None
    return moment_of(first.get("activityDateTime")) if isinstance(first, dict) else None


async def _pages(client: GraphClient, reading: _Reading, window: Window, filter: str, most_pages: int) -> str:
    """Why it stopped before the end, "" where it didn't."""
    request, pages = BatchRequest(EndpointName.AUDITS, query={"$filter": filter, "$top": PAGE}), 0
    async with aclosing(client.pages_from(request, window=window)) as read:
        async for page in read:
            if pages == most_pages:
                return f"{LOG} has more than {most_pages:,} pages for this time: {reading.read:,} records were read"
            pages += 1
            reading.add(page)
    return ""


def _during(since: datetime) -> str:
    return f"activityDateTime ge {written(since)}"


def _narrow(since: datetime) -> str:
    named = " or ".join(f"activityDisplayName eq {quoted(each)}" for each in ACTIVITIES)
    return f"{_during(since)} and (loggedByService eq {quoted(CONDITIONAL_ACCESS)} or {named})"

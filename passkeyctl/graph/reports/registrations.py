"""Reading the report of registered methods, page by page at the pace that Graph allows."""

from __future__ import annotations

from datetime import datetime

from passkeyctl.census import Census
from passkeyctl.errors import GraphError
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.pacing import Window
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reports.events import Listener, Notice, Progress
from passkeyctl.graph.reports.refusals import UNREADABLE, gap_of
from passkeyctl.graph.reports.rows import registration_of
from passkeyctl.json_types import JsonObject
from passkeyctl.model.people import Gap, Knowledge, Registration

_REPORT = BatchRequest(EndpointName.REGISTRATION_DETAILS)


async def read_registrations(
    client: GraphClient, census: Census, window: Window, read_at: datetime, listener: Listener
) -> None:
    """All of the report or nothing of it: what was known before stays until the last page has come."""
    rows = _Rows(listener)
    try:
        with census.reading_registrations(read_at) as reading:
            async for page in client.pages_from(_REPORT, window=window):
                reading.add(rows.of(page))
    except GraphError as error:
        if error.status not in UNREADABLE:
            raise
        census.set_gap(gap_of(Knowledge.REGISTRATIONS, error))
        return
    rows.say_what_was_odd(census)


class _Rows:
    """Counts what goes by."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._seen: set[str] = set()
        self._count = 0
        self._odd = 0
        self._again = 0

    def of(self, page: list[JsonObject]) -> list[Registration]:
        found = []
        for each in map(registration_of, page):
            if each is None:
                self._odd += 1
                continue
            self._again += each.person.id in self._seen
            self._seen.add(each.person.id)
            found.append(each)
        self._count += len(page)
        self._listener(Progress(Knowledge.REGISTRATIONS, self._count))
        return found

    def say_what_was_odd(self, census: Census) -> None:
        if self._again:
            rows = "1 row" if self._again == 1 else f"{self._again:,} rows"
            said = f"{rows} about people it named before: what they say was united"
            self._listener(Notice(f"the report of registered methods has {said}"))
        if self._odd:
            rows = "1 row" if self._odd == 1 else f"{self._odd:,} rows"
            census.set_gap(
                Gap(
                    Knowledge.REGISTRATIONS,
                    f"{rows} of the report of registered methods can't be understood: whom they are about is unknown",
                    "run it again with `--refresh`",
                )
            )

"""What policies did to sign-ins, counted page by page: no sign-in is kept (docs/graph-facts.md, "Logs")."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from passkeyctl.errors import GraphError, IncompleteRead
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.errors import needed
from passkeyctl.graph.facts import NOT_HELD
from passkeyctl.graph.pacing import Window
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.permission_rows import SIGN_INS_READ
from passkeyctl.graph.reports.log_refusals import why_unread
from passkeyctl.graph.reports.sign_in_tally import Tally
from passkeyctl.model.observed import SignIns

LOG = "the sign-in log"
PAGE = 1000
MOST_PAGES = 500
KEPT_FOR = timedelta(days=30)
"""How long Graph keeps sign-ins; without Entra ID P1 it gives none at all."""
_ROUNDING = timedelta(hours=1)

Counting: TypeAlias = Callable[[int], None]
"""Is told after each page how many sign-ins were read so far."""


async def read_sign_ins(
    client: GraphClient,
    policies: frozenset[str],
    *,
    since: datetime,
    until: datetime,
    listener: Counting | None = None,
    window: Window | None = None,
    most_pages: int = MOST_PAGES,
) -> SignIns:
    """The sign-ins of a time, judged by these policies (ids in lower case).

    What can't be read to its end is `truncated`, whatever was counted until then. Share `window` with whatever else
    reads reports of the same tenant meanwhile.
    """
    if not policies:
        return SignIns(since, until)
    if client.endpoint.kind == "snapshot":
        return SignIns(since, until, truncated=NOT_HELD)
    tally = Tally(policies, since, until)
    truncated = ""
    try:
        truncated = await _pages(client, tally, window or client.reports_window(), listener, most_pages)
    except (GraphError, IncompleteRead) as error:
        truncated = why_unread(LOG, error)
    return replace(tally.found(), truncated=truncated or _untold(tally) or _too_long(since, until))


async def _pages(client: GraphClient, tally: Tally, window: Window, listener: Counting | None, most_pages: int) -> str:
    """Why it stopped before the end, "" where it didn't."""
    request, pages = _request(tally.since, tally.until), 0
    async with aclosing(client.pages_from(request, window=window, parse=tally.parse)) as read:
        async for page in read:
            if pages == most_pages:
                return f"{LOG} has more than {most_pages:,} pages for this time: {tally.read:,} sign-ins were read"
            pages += 1
            tally.add(page)
            if listener is not None:
                listener(tally.read)
    return ""


def _request(since: datetime, until: datetime) -> BatchRequest:
    during = f"createdDateTime ge {written(since)} and createdDateTime le {written(until)}"
    return BatchRequest(EndpointName.SIGN_INS, query={"$filter": during, "$top": PAGE})


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _untold(tally: Tally) -> str:
    if not tally.tells_nothing:
        return ""
    return f"{LOG} leaves out what policies did: reading that takes {needed(SIGN_INS_READ[-1:])} as well"


def _too_long(since: datetime, until: datetime) -> str:
    if until - since <= KEPT_FOR + _ROUNDING:
        return ""
    days = (until - since).days
    return f"Graph keeps sign-ins for {KEPT_FOR.days} days, and {days} are asked for"

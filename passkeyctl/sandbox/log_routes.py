"""The audit log and the sign-in log: kept for a while, read by time.

https://learn.microsoft.com/graph/api/directoryaudit-list, https://learn.microsoft.com/graph/api/signin-list
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import Answer, Call, bad_request
from passkeyctl.sandbox.filters import as_moment, parse_filter
from passkeyctl.sandbox.listing import Listing, cut, next_link, projection, refuse_options, selected, window
from passkeyctl.sandbox.log import AUDITS, Record, Span, moment
from passkeyctl.sandbox.tenant import Tenant

OPTIONS = frozenset({"$filter", "$orderby", "$select", "$top", "$skiptoken"})
PAGE = 1000
_AUDITS = Listing(
    "auditLogs/directoryAudits",
    "directoryAudit",
    (
        "id",
        "category",
        "correlationId",
        "result",
        "resultReason",
        "activityDisplayName",
        "activityDateTime",
        "loggedByService",
        "operationType",
        "userAgent",
        "initiatedBy",
        "targetResources",
        "additionalDetails",
    ),
    OPTIONS,
    page=PAGE,
    most=PAGE,
)


@dataclass(frozen=True, slots=True)
class Journal:
    """One log as it is read: `time` is the member that says when, `render` makes the answer of a record."""

    kind: str
    listing: Listing
    time: str
    render: Callable[[Record], JsonObject]


def list_audits(call: Call, tenant: Tenant) -> Answer:
    return answer_log(call, tenant, Journal(AUDITS, _AUDITS, "activityDateTime", lambda record: record.content))


def oldest_kept(tenant: Tenant) -> str:
    """Thirty days are kept, and seven without a licence."""
    return moment(tenant.clock() - timedelta(days=7 if tenant.behaviour.licence == "free" else 30))


def answer_log(call: Call, tenant: Tenant, journal: Journal) -> Answer:
    """One page; where only the time is asked for, nothing outside of the page is looked at."""
    listing = journal.listing
    refuse_options(call, listing.options)
    names = selected(call, listing)
    start, size = window(call, tenant, listing)
    assert size is not None
    everything = Span(oldest_kept(tenant), tenant.now(), _is_ascending(call, journal.time))
    asked = _asked(call.query.get("$filter"), journal, everything)
    if asked.is_time_alone:
        records = list(tenant.log.read(journal.kind, asked.span, start, size + 1))
        rows = [journal.render(each) for each in records]
    else:
        rendered = (journal.render(each) for each in tenant.log.read(journal.kind, asked.span))
        rows = list(islice(filter(asked.matches, rendered), start, start + size + 1))
    body: JsonObject = {"@odata.context": call.context + listing.context + projection(call, names)}
    if len(rows) > size:
        body["@odata.nextLink"] = next_link(call, start + size)
    body["value"] = [cut(each, names) for each in rows[:size]]
    return Answer(200, body)


@dataclass(frozen=True, slots=True)
class _Asked:
    span: Span
    is_time_alone: bool
    matches: Callable[[JsonObject], bool]


def _asked(source: str | None, journal: Journal, span: Span) -> _Asked:
    if source is None:
        return _Asked(span, True, bool)
    whole = parse_filter(source, journal.listing.properties)
    bound = re.compile(rf"\s*{journal.time}\s+(ge|le)\s+(\S+)\s*", re.IGNORECASE)
    clauses = [source] if re.search(r"\s(or|not)\s|[(']", source) else re.split(r"\sand\s", source)
    found = [bound.fullmatch(each) for each in clauses]
    for each in found:
        if each is not None:
            side, limit = each[1].lower(), as_moment(each[2])
            if side == "ge":
                span = replace(span, since=max(span.since, limit))
            else:
                span = replace(span, until=min(span.until, limit))
    return _Asked(span, None not in found, whole.matches)


def _is_ascending(call: Call, time: str) -> bool:
    """The newest comes first unless the order is asked for."""
    asked = call.query.get("$orderby", f"{time} desc").split()
    if asked[:1] != [time] or asked[1:] not in ([], ["asc"], ["desc"]):
        raise bad_request(f"The $orderby expression '{' '.join(asked)}' is not supported.")
    return asked[1:] != ["desc"]

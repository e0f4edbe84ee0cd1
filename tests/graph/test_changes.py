"""Reading the audit log: what is about ours, whose silence is bounded, and what was not seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import httpx
import pytest

from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.clouds import Endpoint
from passkeyctl.graph.reports.changes import read_changes
from passkeyctl.model.observed import Change, Changed, Changes
from tests.graph.connections import V1, Answer, Wire, answered, page, refused

POLICY = "70000000-0000-4000-8000-000000000001"
SINCE = datetime(2026, 11, 16, 8, tzinfo=UTC)
OLDEST: dict[str, object] = {"activityDisplayName": "Add user", "activityDateTime": "2026-10-24T01:02:03.1234567Z"}
NEXT = f"{V1}/auditLogs/directoryAudits?$skiptoken=next"


def record(
    activity: str = "Update conditional access policy", at: str = "2026-11-20T10:00:00Z", **more: object
) -> dict[str, object]:
    return {
        "id": "CA_1",
        "activityDisplayName": activity,
        "activityDateTime": at,
        "result": "success",
        "initiatedBy": {"user": {"userPrincipalName": "megan@contoso.example"}, "app": None},
        "targetResources": [{"id": POLICY.upper(), "displayName": "MFA"}],
        **more,
    }


def read(*answers: Answer, most_pages: int = 200) -> tuple[Changes, Wire]:
    wire = answered(*answers)

    async def use(client: GraphClient) -> Changes:
        return await read_changes(client, since=SINCE, most_pages=most_pages)

    return wire.run(use), wire


def test_the_oldest_record_is_asked_for_and_then_what_is_ours() -> None:
    found, wire = read(page(OLDEST), page(record()))
    assert found == Changes(
        SINCE,
        (
            Change(
                Changed.POLICIES,
                datetime(2026, 11, 20, 10, tzinfo=UTC),
                frozenset({POLICY}),
                "Update conditional access policy",
                "megan@contoso.example",
            ),
        ),
        oldest=datetime(2026, 10, 24, 1, 2, 3, 123456, tzinfo=UTC),
    )
    first, second = map(unquote, wire.calls)
    assert first == "GET /v1.0/auditLogs/directoryAudits?$orderby=activityDateTime asc&$top=1"
    start = "GET /v1.0/auditLogs/directoryAudits?$filter=activityDateTime ge 2026-11-16T08:00:00Z and (loggedByService "
    assert second.startswith(
        f"{start}eq 'Conditional Access' or activityDisplayName eq 'Add conditional access policy'"
    )
    assert second.endswith(
        "activityDisplayName eq 'Authentication Strength Combination Configuration Delete')&$top=999"
    )
    assert second.count(" or ") == 14


def test_a_filter_that_is_refused_is_replaced_by_the_time_alone() -> None:
    other = record("Add member to group")
    found, wire = read(page(OLDEST), refused(400, "BadRequest", "too complex"), page(other, record()))
    assert [each.activity for each in found.changes] == ["Update conditional access policy"]
    assert found.truncated == ""
    assert unquote(wire.calls[2]) == (
        "GET /v1.0/auditLogs/directoryAudits?$filter=activityDateTime ge 2026-11-16T08:00:00Z&$top=999"
    )


def test_records_come_newest_first_from_every_page_and_none_is_older_than_asked_for() -> None:
    found, _ = read(
        page(OLDEST),
        page(record(at="2026-11-18T00:00:00Z"), record(at="2026-11-16T07:59:59Z"), next_link=NEXT),
        page(record(at="2026-11-22T00:00:00Z")),
    )
    assert [each.at.day for each in found.changes] == [22, 18]


def test_the_tenants_clock_is_that_of_the_answers() -> None:
    dated = httpx.Response(200, json={"value": []}, headers={"Date": "Mon, 23 Nov 2026 08:00:07 GMT"})
    found, _ = read(page(OLDEST), dated)
    assert found.now == datetime(2026, 11, 23, 8, 0, 7, tzinfo=UTC)
    assert (found.changes, found.oldest) == ((), datetime(2026, 10, 24, 1, 2, 3, 123456, tzinfo=UTC))


def test_an_empty_log_has_no_oldest_record() -> None:
    found, _ = read(page(), page())
    assert found == Changes(SINCE)


@pytest.mark.parametrize("answers", [(0,), (1, 0), (1, 2, 0)])
def test_what_is_refused_or_fails_half_way_is_truncated(answers: tuple[int, ...]) -> None:
    kinds = {0: refused(403, "Authorization_RequestDenied", "no"), 1: page(OLDEST), 2: page(record(), next_link=NEXT)}
    found, _ = read(*(kinds[each] for each in answers))
    assert found.truncated.startswith("the audit log could not be read")
    assert "`AuditLog.Read.All`, and `Directory.Read.All`" in found.truncated
    assert len(found.changes) == (1 if 2 in answers else 0)


def test_too_many_requests_in_the_middle_are_waited_out() -> None:
    busy = refused(429, "TooManyRequests", headers={"Retry-After": "9"})
    found, wire = read(page(OLDEST), page(record(), next_link=NEXT), busy, page(record()))
    assert (found.truncated, len(found.changes), wire.clock.slept) == ("", 2, [9.0])


def test_a_next_link_to_another_host_is_not_followed() -> None:
    found, wire = read(page(OLDEST), page(record(), next_link="https://elsewhere.example/v1.0/auditLogs"))
    assert "on another host" in found.truncated
    assert len(wire.sent) == 2


def test_a_record_of_ours_without_a_time_is_no_silence() -> None:
    found, _ = read(page(OLDEST), page(record(at="then"), record()))
    assert found.truncated == "1 record of the audit log can't be understood: what was changed then is unknown"
    assert len(found.changes) == 1


def test_pages_have_an_end() -> None:
    more = [page(record(), next_link=f"{NEXT}{each}") for each in range(5)]
    found, _ = read(page(OLDEST), *more, most_pages=2)
    assert found.truncated == "the audit log has more than 2 pages for this time: 2 records were read"


def test_a_snapshot_has_no_log() -> None:
    wire = answered(page())
    client = wire.client(endpoint=Endpoint("snapshot", "https://graph.example", "https://graph.example"))

    async def use(open_client: GraphClient) -> Changes:
        return await read_changes(open_client, since=SINCE - timedelta(days=1))

    assert wire.run(use, client).truncated == "the snapshot has none of it"

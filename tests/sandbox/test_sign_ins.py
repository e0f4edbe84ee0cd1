"""The sign-in log: what the policies came to each time somebody came in, or didn't."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_text, objects, part
from passkeyctl.sandbox.sign_ins import Outcome, SignIn, record_sign_ins
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import Graph
from tests.sandbox.tenants import ADA, BEN

LOG = "/auditLogs/signIns"
NEW_WORDS = {"Prefer": "include-unknown-enum-members"}
WATCHED = Outcome("p1", "Pilot", ("RequireAuthenticationStrength",), "reportOnlyInterrupted")
ENFORCED = Outcome("p2", "Everybody", ("Mfa",), "success")


def fill(graph: Graph, count: int, *, minutes: int = 1) -> None:
    """One sign-in after the other; every fourth is Ben's, and fails."""

    def rows() -> Iterator[SignIn]:
        for number in range(count):
            at = graph.clock.moment - timedelta(minutes=minutes * number)
            if number % 4 == 3:
                yield SignIn(at, BEN, (WATCHED, Outcome("p2", "Everybody", ("Mfa",), "failure")), "failure", 50076)
            else:
                yield SignIn(at, ADA, (WATCHED, ENFORCED))

    with graph.store.transaction() as tenant:
        record_sign_ins(tenant, rows())


def test_a_row_tells_who_when_and_what_each_policy_came_to(graph: Graph) -> None:
    fill(graph, 4)
    newest, _, _, failed = graph.values(LOG, headers=NEW_WORDS)
    assert (newest["userId"], newest["userPrincipalName"]) == (ADA, "Ada@contoso.example")
    assert (newest["createdDateTime"], newest["conditionalAccessStatus"]) == ("2026-11-23T08:00:00Z", "success")
    assert [(each["id"], each["result"]) for each in objects(newest["appliedConditionalAccessPolicies"])] == [
        ("p1", "reportOnlyInterrupted"),
        ("p2", "success"),
    ]
    assert (failed["userId"], failed["conditionalAccessStatus"]) == (BEN, "failure")
    assert part(failed, "status")["errorCode"] == 50076
    assert "multi-factor" in as_text(part(failed, "status")["failureReason"])


def test_words_of_report_only_are_given_to_those_who_ask(graph: Graph) -> None:
    fill(graph, 1)
    (plain,) = graph.values(LOG)
    (asked,) = graph.values(LOG, headers=NEW_WORDS)
    results = [[each["result"] for each in objects(row["appliedConditionalAccessPolicies"])] for row in (plain, asked)]
    assert results == [["unknownFutureValue", "success"], ["reportOnlyInterrupted", "success"]]


def test_rows_are_found_by_time_and_by_person(graph: Graph) -> None:
    fill(graph, 8)

    def found(query: str) -> list[str]:
        return [as_text(each["createdDateTime"])[11:16] for each in graph.values(f"{LOG}?$filter={quote(query)}")]

    bounds = "createdDateTime ge 2026-11-23T07:55:00Z and createdDateTime le 2026-11-23T07:57:00Z"
    assert found(bounds) == ["07:57", "07:56", "07:55"]
    assert found(f"userId eq '{BEN}'") == ["07:57", "07:53"]
    assert found(f"userId eq '{BEN}' and createdDateTime ge 2026-11-23T07:54:00Z") == ["07:57"]
    assert found("conditionalAccessStatus eq 'failure' and createdDateTime lt 2026-11-23T07:57:00Z") == ["07:53"]
    oldest = graph.values(f"{LOG}?$orderby=createdDateTime asc&$top=1&$select=createdDateTime")
    assert oldest == [{"createdDateTime": "2026-11-23T07:53:00Z"}]


def test_without_a_licence_there_is_no_log(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(licence="free"))
    assert "premium license" in graph.refused("GET", LOG, status=403)
    assert make_graph(behaviour=Behaviour(licence="p1")).values(LOG) == []


def test_ten_thousand_rows_are_read_in_ten_pages_without_delay(graph: Graph) -> None:
    fill(graph, 10_000)
    started, seen, pages, address = time.process_time(), set(), 0, f"{LOG}?$filter=createdDateTime ge 2026-10-30T00:00Z"
    while address:
        page: JsonObject = graph.get(address)
        seen |= {as_text(each["id"]) for each in objects(page["value"])}
        pages += 1
        address = as_text(page.get("@odata.nextLink", ""))
    assert (len(seen), pages) == (10_000, 10)
    assert time.process_time() - started < 5
    assert "Must be between 1 and 1000" in graph.refused("GET", f"{LOG}?$top=1001")


def test_what_is_older_than_thirty_days_is_gone(graph: Graph) -> None:
    fill(graph, 2, minutes=60 * 24 * 30)
    assert len(graph.values(LOG)) == 2
    graph.clock.forward(seconds=1)
    assert len(graph.values(LOG)) == 1

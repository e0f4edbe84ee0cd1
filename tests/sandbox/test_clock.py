"""The tenant's own clock, which simulated days put ahead."""

from __future__ import annotations

from tests.sandbox.graph import POLICIES, Graph
from tests.sandbox.tenants import policy


def test_every_answer_says_what_time_it_is_in_the_tenant(graph: Graph) -> None:
    assert graph.send("GET", "/organization").headers["date"] == "Mon, 23 Nov 2026 08:00:00 GMT"
    graph.clock.forward(seconds=5)
    assert graph.send("GET", "/nowhere").headers["date"] == "Mon, 23 Nov 2026 08:00:05 GMT"
    assert graph.send("DELETE", f"{POLICIES}/none").headers.get_list("date") == ["Mon, 23 Nov 2026 08:00:05 GMT"]


def test_days_that_were_simulated_have_passed(graph: Graph) -> None:
    with graph.store.transaction() as tenant:
        tenant.set_setting("ahead", 3 * 86400)
    assert graph.send("GET", "/organization").headers["date"] == "Thu, 26 Nov 2026 08:00:00 GMT"
    assert graph.create(POLICIES, policy())["createdDateTime"] == "2026-11-26T08:00:00.0000000Z"
    graph.store.reset()
    assert graph.send("GET", "/organization").headers["date"] == "Mon, 23 Nov 2026 08:00:00 GMT"

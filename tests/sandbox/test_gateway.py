"""What holds for every request: the token, the envelope, pages, limits, lag, faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from passkeyctl.json_types import JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.defaults import METHODS
from passkeyctl.sandbox.faults import (
    CONNECT_FAILS,
    DROP_AFTER,
    DROP_BEFORE,
    EXPIRED_TOKEN,
    FORBIDDEN,
    THROTTLED,
    ConnectionDropped,
    Effect,
    Fault,
    Interferes,
    fails,
    throttled,
)
from passkeyctl.sandbox.gateway import Gateway, Incoming
from passkeyctl.sandbox.jsonread import as_list, as_object, as_text, objects
from passkeyctl.sandbox.tenant import Tenant
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import FIDO2, LOCATIONS, POLICIES, STRENGTHS, Graph
from tests.sandbox.tenants import ADA, conditions, fido2, policy
from tests.sandbox.test_locations import place


@pytest.mark.parametrize("token", ["", "Basic abc", "Bearer "])
def test_a_token_is_needed(graph: Graph, token: str) -> None:
    answer = graph.send("GET", "/organization", headers={"Authorization": token})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


def test_the_envelope(graph: Graph) -> None:
    answer = graph.send("GET", f"/groups/{ADA}", headers={"client-request-id": "mine"})
    assert answer.headers["client-request-id"] == "mine"
    assert answer.json() == {
        "error": {
            "code": "Request_ResourceNotFound",
            "message": (
                f"Resource '{ADA}' does not exist or one of its queried reference-property objects are not present."
            ),
            "innerError": {
                "date": "2026-11-23T08:00:00",
                "request-id": answer.headers["request-id"],
                "client-request-id": "mine",
            },
        }
    }
    assert graph.send("GET", "/groups").headers["request-id"] != answer.headers["request-id"]


def test_paths_and_methods_that_are_not_there(graph: Graph) -> None:
    assert graph.refused("GET", "/identity/passkeys") == "Resource not found for the segment 'passkeys'."
    assert graph.refused("GET", "/groups", version="v2.0") == "Invalid version: v2.0"
    graph.refused("DELETE", "/groups", status=405)
    graph.refused("PUT", POLICIES, {}, status=405)
    assert graph.get("/IDENTITY/conditionalaccess/Policies")["value"] == []


@pytest.mark.parametrize(("content", "kind", "status"), [(b"{", "application/json", 400), (b"{}", "text/plain", 415)])
def test_a_body_has_to_be_json(graph: Graph, content: bytes, kind: str, status: int) -> None:
    async def send() -> int:
        client = httpx.AsyncClient(transport=graph.transport, headers={"Authorization": "Bearer x"})
        url = f"https://graph.microsoft.com/v1.0{POLICIES}"
        return (await client.post(url, content=content, headers={"Content-Type": kind})).status_code

    assert asyncio.run(send()) == status
    graph.refused("POST", POLICIES, None)
    graph.refused("POST", "/$batch", "not a batch")


@pytest.mark.parametrize(
    ("path", "names"),
    [("/groups", 3), ("/users", 3), (STRENGTHS, 4), (f"{FIDO2.removesuffix('/fido2')}", 6)],
)
def test_the_page_size_caps_every_list(make_graph: MakeGraph, path: str, names: int) -> None:
    graph = make_graph(behaviour=Behaviour(page_size=2))
    page = graph.get(path)
    found = objects(page["value"])
    while "@odata.nextLink" in page:
        assert len(objects(page["value"])) == 2
        page = graph.get(as_text(page["@odata.nextLink"]))
        found += objects(page["value"])
    assert len({as_text(each["id"]) for each in found}) == names


def test_a_next_link_keeps_the_query(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(page_size=1))
    page = graph.get("/groups?$filter=displayName in ('Pilot','It''s closed')&$select=displayName")
    rest = graph.get(as_text(page["@odata.nextLink"]))
    names = [each["displayName"] for each in (*objects(page["value"]), *objects(rest["value"]))]
    assert names == ["Pilot", "It's closed"]


def test_one_conditional_access_request_a_second(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(throttle=True))
    graph.get(POLICIES)
    answer = graph.send("GET", LOCATIONS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "TooManyRequests")
    assert "retry-after" not in answer.headers
    graph.get(FIDO2)
    graph.clock.forward(seconds=0.99)
    graph.refused("GET", POLICIES, status=429)
    graph.clock.forward(seconds=0.01)
    graph.get(POLICIES)


def test_the_directory_says_how_long_to_wait(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(directory_throttle=2))
    graph.get("/groups")
    graph.clock.forward(seconds=4)
    graph.get("/users")
    answer = graph.send("GET", "/groups")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "6")
    graph.clock.forward(seconds=6)
    graph.get("/groups")


def test_reports_and_peoples_methods_share_one_allowance(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(report_throttle=2))
    graph.get("/reports/authenticationMethods/userRegistrationDetails")
    graph.get(f"/users/{ADA}/authentication/fido2Methods")
    graph.clock.forward(seconds=3)
    answer = graph.send("GET", f"/users/{ADA}/authentication/temporaryAccessPassMethods")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    graph.get(f"/users/{ADA}")
    graph.clock.forward(seconds=7)
    graph.get(f"/users/{ADA}/authentication/temporaryAccessPassMethods")


def test_reads_lag_behind_writes(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(lag=2))
    created = graph.create(POLICIES, policy())
    path = f"{POLICIES}/{as_text(created['id'])}"
    assert graph.values(POLICIES) == []
    graph.refused("GET", path, status=404)
    assert graph.get(path)["state"] == "enabled"
    graph.patch(path, {"state": "disabled"})
    assert [graph.get(path)["state"] for _ in range(3)] == ["enabled", "enabled", "disabled"]
    assert graph.get(FIDO2)["state"] == "disabled"


def test_a_write_is_decided_by_the_truth(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(lag=5))
    path = f"{POLICIES}/{as_text(graph.create(POLICIES, policy())['id'])}"
    graph.patch(path, {"state": "disabled"})
    graph.delete(path)
    graph.refused("DELETE", path, status=404)


def test_a_new_location_is_not_known_to_policies_at_once(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(lag=1))
    key = as_text(graph.create(LOCATIONS, place())["id"])
    body = policy(conditions=conditions(locations={"includeLocations": [key]}))
    assert graph.refused("POST", POLICIES, body).startswith(f"1040: NamedLocation with id {key}")
    graph.create(POLICIES, body)


def test_lag_in_seconds(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(lag_seconds=3))
    graph.patch(FIDO2, fido2(state="enabled"))
    assert graph.get(FIDO2)["state"] == "disabled"
    graph.clock.forward(seconds=3)
    assert graph.get(FIDO2)["state"] == "enabled"


@pytest.mark.parametrize(
    ("effect", "status", "code"),
    [
        (THROTTLED, 429, "TooManyRequests"),
        (EXPIRED_TOKEN, 401, "InvalidAuthenticationToken"),
        (FORBIDDEN, 403, "AccessDenied"),
        (fails(500), 500, "InternalServerError"),
        (fails(503), 503, "ServiceUnavailable"),
        (fails(504), 504, "GatewayTimeout"),
    ],
)
def test_a_fault_answers_in_place_of_the_nth_request(
    make_graph: MakeGraph, effect: Effect, status: int, code: str
) -> None:
    graph = make_graph(faults=[Fault("PATCH", "/fido2$", 2, effect)])
    graph.patch(FIDO2, fido2(state="enabled"))
    answer = graph.send("PATCH", FIDO2, fido2(state="disabled"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert graph.get(FIDO2)["state"] == "enabled"
    graph.patch(FIDO2, fido2(state="disabled"))


def test_a_fault_may_last_and_say_when_to_come_back(make_graph: MakeGraph) -> None:
    graph = make_graph(faults=[Fault("*", "groups", 1, throttled(7), times=2)])
    answers = [graph.send("GET", "/groups") for _ in range(3)]
    assert [each.status_code for each in answers] == [429, 429, 200]
    assert [each.headers.get("retry-after") for each in answers] == ["7", "7", None]


@pytest.mark.parametrize(
    ("effect", "error", "happened"),
    [
        (DROP_BEFORE, httpx.ReadError, False),
        (DROP_AFTER, httpx.ReadError, True),
        (CONNECT_FAILS, httpx.ConnectError, False),
    ],
)
def test_a_dropped_connection(make_graph: MakeGraph, effect: Effect, error: type[Exception], happened: bool) -> None:
    graph = make_graph(faults=[Fault("POST", "policies$", 1, effect)])
    with pytest.raises(error):
        graph.send("POST", POLICIES, policy())
    assert bool(graph.values(POLICIES)) is happened


def test_a_failure_may_come_after_the_effect(make_graph: MakeGraph) -> None:
    graph = make_graph(faults=[Fault("PATCH|DELETE", "/fido2$", 1, fails(503, after=True))])
    answer = graph.send("PATCH", FIDO2, fido2(state="enabled"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "ServiceUnavailable")
    assert graph.get(FIDO2)["state"] == "enabled"


@pytest.mark.parametrize(("after", "state"), [(False, "enabled"), (True, "disabled")])
def test_somebody_else_may_write_right_before_or_right_behind(make_graph: MakeGraph, after: bool, state: str) -> None:
    def switch_off(tenant: Tenant) -> None:
        held = tenant.find(METHODS, "Fido2")
        assert held is not None
        tenant.put(METHODS, {**held, "state": "disabled"})

    graph = make_graph(faults=[Fault("PATCH", "/fido2$", 1, Interferes(switch_off, after))])
    assert graph.send("PATCH", FIDO2, fido2(state="enabled")).status_code == 204
    assert graph.get(FIDO2)["state"] == state


def test_whoever_watches_sees_what_took_effect_and_nothing_else(graph: Graph) -> None:
    seen: list[tuple[str, int]] = []
    gateway = Gateway(
        graph.store,
        [Fault("PATCH", "/fido2$", 1, fails(500)), Fault("PATCH", "/fido2$", 2, DROP_AFTER)],
        lambda handled: seen.append((handled.incoming.method, handled.answer.status)),
    )
    body = b'{"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", "state": "enabled"}'
    headers = {"authorization": "Bearer x", "content-type": "application/json"}
    patch = Incoming("PATCH", f"v1.0{FIDO2}", {}, headers, body, "https://graph.microsoft.com")
    assert gateway.answer(patch).status == 500
    with pytest.raises(ConnectionDropped):
        gateway.answer(patch)
    assert gateway.answer(replace(patch, path="v1.0/nowhere")).status == 400
    assert seen == [("PATCH", 204)]


def test_requests_are_recorded(graph: Graph) -> None:
    graph.patch(FIDO2, fido2(state="enabled"))
    graph.get("/groups?$select=id")
    assert graph.record == [
        RecordedRequest("PATCH", f"/v1.0{FIDO2}", fido2(state="enabled")),
        RecordedRequest("GET", "/v1.0/groups?$select=id", None),
    ]


def test_answers_take_the_time_asked_for(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(latency_ms=30))
    start = time.monotonic()
    graph.get("/organization")
    assert time.monotonic() - start >= 0.03


def test_a_transport_may_be_used_without_a_record(graph: Graph) -> None:
    async def status() -> int:
        async with httpx.AsyncClient(transport=sandbox_transport(graph.store)) as client:
            return (await client.get("https://graph.microsoft.us/v1.0/groups")).status_code

    assert asyncio.run(status()) == 401


@pytest.mark.parametrize("read", [as_object, as_list, as_text])
def test_reading_json_of_another_shape_is_a_bug_that_shows(read: Callable[[JsonValue], object]) -> None:
    with pytest.raises(TypeError, match="expected a JSON"):
        read(7)

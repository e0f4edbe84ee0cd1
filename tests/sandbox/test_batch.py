"""`$batch`."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import FIDO2, POLICIES, Graph
from tests.sandbox.tenants import GROUP, fido2


def batch(graph: Graph, *requests: JsonValue) -> dict[str, JsonObject]:
    answer = graph.create("/$batch", {"requests": [*requests]}, status=200)
    return {as_text(each["id"]): each for each in objects(answer["responses"])}


def test_a_batch_answers_each_on_its_own(graph: Graph) -> None:
    write: JsonObject = {
        "id": "w",
        "method": "PATCH",
        "url": FIDO2,
        "headers": {"Content-Type": "application/json"},
        "body": fido2(state="enabled"),
    }
    found = batch(
        graph,
        {"id": "1", "method": "GET", "url": f"/groups/{GROUP}?$select=displayName"},
        {"id": "2", "method": "GET", "url": "users/nobody"},
        write,
        {
            "id": "n",
            "method": "GET",
            "url": f"/groups/{GROUP}/transitiveMembers/$count",
            "headers": {"ConsistencyLevel": "eventual"},
        },
    )
    assert {key: each["status"] for key, each in found.items()} == {"1": 200, "2": 404, "w": 204, "n": 200}
    assert as_object(found["1"]["body"])["displayName"] == "Pilot"
    assert "body" not in found["w"]
    assert found["n"]["body"] == "5"
    assert graph.get(FIDO2)["state"] == "enabled"


def test_a_batch_answers_in_its_own_order(graph: Graph) -> None:
    requests: list[JsonValue] = [{"id": each, "method": "GET", "url": "/groups"} for each in "abc"]
    answer = graph.create("/$batch", {"requests": requests}, status=200)
    assert [each["id"] for each in objects(answer["responses"])] == ["c", "b", "a"]


def test_what_depends_on_a_failure_is_not_tried(graph: Graph) -> None:
    found = batch(
        graph,
        {"id": "1", "method": "GET", "url": "/groups/nothing"},
        {"id": "2", "method": "GET", "url": "/groups", "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": "/users", "dependsOn": ["2"]},
    )
    assert [found[key]["status"] for key in "123"] == [404, 424, 424]


@pytest.mark.parametrize(
    "body",
    [
        {"requests": []},
        {"requests": [{"id": str(each), "method": "GET", "url": "/groups"} for each in range(21)]},
        {"requests": [{"id": "1", "method": "GET", "url": "/groups"}] * 2},
        {"requests": [{"id": 1, "method": "GET", "url": "/groups"}]},
        {"requests": [{"id": "1", "method": "FETCH", "url": "/groups"}]},
        {"requests": [{"id": "1", "method": "GET", "url": "https://graph.microsoft.com/v1.0/groups"}]},
        {"requests": [{"id": "1", "method": "POST", "url": "/$batch", "headers": {}}]},
        {"requests": [{"id": "1", "method": "PATCH", "url": FIDO2, "body": {}}]},
        {"requests": [{"id": "1", "method": "GET", "url": "/groups", "dependsOn": ["2"]}]},
        {"requests": [{"id": "1", "method": "GET", "url": "/groups", "verb": "GET"}]},
        {"requests": {}, "x": 1},
    ],
)
def test_a_batch_that_is_refused(graph: Graph, body: JsonValue) -> None:
    graph.refused("POST", "/$batch", body)


def test_each_request_of_a_batch_is_throttled_on_its_own(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(throttle=True))
    requests: list[JsonValue] = [{"id": each, "method": "GET", "url": POLICIES} for each in "12"]
    found = batch(graph, *requests)
    assert [found[key]["status"] for key in "12"] == [200, 429]


def test_a_batch_has_to_be_json(graph: Graph) -> None:
    async def send() -> int:
        headers = {"Authorization": "Bearer x", "Content-Type": "application/json"}
        async with httpx.AsyncClient(transport=graph.transport, headers=headers) as client:
            return (await client.post("https://graph.microsoft.com/v1.0/$batch", content=b"{")).status_code

    assert asyncio.run(send()) == 400

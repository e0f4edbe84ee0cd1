"""Several reads in one request."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from passkeyctl.errors import IncompleteRead, PermissionMissing, Throttled
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName, quoted
from passkeyctl.graph.reply import Reply
from passkeyctl.json_types import JsonObject
from tests.graph.connections import V1, Wire

Entry = dict[str, object]


@dataclass
class Batches(Wire):
    """Answers each `$batch` by a function of its requests; other calls get an empty page."""

    answer: Callable[[list[Entry]], list[Entry]] = field(kw_only=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if not request.url.path.endswith("/$batch"):
            return httpx.Response(200, json={"value": [{"id": "later"}]}, request=request)
        responses = self.answer(json.loads(request.content)["requests"])
        return httpx.Response(200, json={"responses": responses}, request=request)


def batches(answer: Callable[[list[Entry]], list[Entry]]) -> Batches:
    return Batches([], answer=answer)


def echo(request: Entry) -> Entry:
    return {"id": request["id"], "status": 200, "body": {"url": request["url"]}}


def users(count: int) -> list[BatchRequest]:
    return [BatchRequest(EndpointName.USER, {"id": f"u{number}"}) for number in range(count)]


def read(wire: Wire, requests: list[BatchRequest]) -> tuple[Reply, ...]:
    async def use(client: GraphClient) -> tuple[Reply, ...]:
        return await client.batch(requests)

    return wire.run(use, wire.client(read_only=True))


def urls(replies: tuple[Reply, ...]) -> list[object]:
    return [reply.body["url"] if isinstance(reply.body, dict) else None for reply in replies]


def test_the_order_of_the_questions_is_the_order_of_the_answers() -> None:
    replies = read(batches(lambda requests: [echo(each) for each in reversed(requests)]), users(3))
    assert urls(replies) == ["/users/u0", "/users/u1", "/users/u2"]


def test_a_batch_carries_what_a_request_alone_would() -> None:
    name = quoted("R&D 100%")
    wire = batches(lambda requests: [echo(each) for each in requests])
    read(
        wire,
        [
            BatchRequest(EndpointName.GROUPS, query={"$filter": f"displayName eq {name}", "$select": ("id",)}),
            BatchRequest(EndpointName.USER_GROUPS, {"id": "u"}),
            BatchRequest(EndpointName.GET_BY_IDS, body={"ids": ["a", "b"]}),
        ],
    )
    sent = json.loads(wire.sent[0].content)["requests"]
    assert [(each["id"], each["method"], each["url"]) for each in sent] == [
        ("1", "GET", "/groups?$filter=displayName%20eq%20%27R%26D%20100%25%27&$select=id"),
        ("2", "GET", "/users/u/transitiveMemberOf/graph.group?$count=true"),
        ("3", "POST", "/directoryObjects/getByIds"),
    ]
    assert sent[1]["headers"]["consistencylevel"] == "eventual"
    assert sent[2]["headers"]["content-type"] == "application/json"
    assert sent[2]["body"] == {"ids": ["a", "b"]}
    assert [each.url.path for each in wire.sent] == ["/v1.0/$batch"]


def test_more_than_twenty_go_in_several_batches() -> None:
    wire = batches(lambda requests: [echo(each) for each in requests])
    assert urls(read(wire, users(45))) == [f"/users/u{number}" for number in range(45)]
    assert [len(json.loads(each.content)["requests"]) for each in wire.sent] == [20, 20, 5]


def test_only_what_was_throttled_is_asked_again() -> None:
    refused = {"2": 1, "3": 2}

    def answer(requests: list[Entry]) -> list[Entry]:
        found = []
        for each in requests:
            left = refused.get(str(each["id"]), 0)
            refused[str(each["id"])] = left - 1
            wait = {"Retry-After": "10"} if each["id"] == "2" else {}
            found.append({"id": each["id"], "status": 429, "headers": wait} if left > 0 else echo(each))
        return found

    wire = batches(answer)
    assert urls(read(wire, users(4))) == [f"/users/u{number}" for number in range(4)]
    asked = [[each["id"] for each in json.loads(sent.content)["requests"]] for sent in wire.sent]
    assert asked == [["1", "2", "3", "4"], ["2", "3"], ["3"]]
    assert wire.clock.slept == [10.0, 2.5]


def test_a_request_that_stays_throttled_is_an_error() -> None:
    wire = batches(lambda requests: [{"id": each["id"], "status": 429} for each in requests])
    with pytest.raises(Throttled, match="GET /users/u0"):
        read(wire, users(1))
    assert len(wire.sent) == 5


def test_a_request_that_failed_is_asked_again() -> None:
    answers = iter([503, 200])
    wire = batches(lambda requests: [{"id": each["id"], "status": next(answers), "body": {}} for each in requests])
    assert [reply.status for reply in read(wire, users(1))] == [200]


def test_a_missing_answer_makes_the_read_incomplete() -> None:
    wire = batches(lambda requests: [echo(each) for each in requests[:-1]])
    with pytest.raises(IncompleteRead, match="1 of 3") as caught:
        read(wire, users(3))
    assert caught.value.detail == ("no answer to `GET /users/u2`",)


def test_not_there_is_an_answer() -> None:
    wire = batches(lambda requests: [{"id": each["id"], "status": 404, "body": {}} for each in requests])
    assert [reply.status for reply in read(wire, users(2))] == [404, 404]


def test_a_refusal_inside_is_raised_with_its_permission() -> None:
    error: JsonObject = {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}}
    wire = batches(lambda requests: [{"id": each["id"], "status": 403, "body": error} for each in requests])
    with pytest.raises(PermissionMissing, match=r"`User\.ReadBasic\.All` or `User\.Read\.All`"):
        read(wire, users(1))


def test_a_long_list_inside_is_completed() -> None:
    body = {"value": [{"id": "first"}], "@odata.nextLink": f"{V1}/groups?$skiptoken=x"}
    wire = batches(lambda requests: [{"id": each["id"], "status": 200, "body": body} for each in requests])
    assert [reply.body for reply in read(wire, [BatchRequest(EndpointName.GROUPS)])] == [
        {"value": [{"id": "first"}, {"id": "later"}]}
    ]


@pytest.mark.parametrize("endpoint", [EndpointName.POLICIES, EndpointName.POLICY_IDS_BETA])
def test_conditional_access_is_not_read_in_batches(endpoint: EndpointName) -> None:
    wire = batches(lambda requests: [echo(each) for each in requests])
    with pytest.raises(ValueError, match="in a batch"):
        read(wire, [BatchRequest(endpoint)])
    assert wire.sent == []


def test_writes_are_no_batch() -> None:
    with pytest.raises(ValueError, match="in a batch"):
        read(batches(lambda _: []), [BatchRequest(EndpointName.STRENGTHS, body={"displayName": "x"})])


def test_nothing_asked_nothing_sent() -> None:
    wire = batches(lambda _: [])
    assert read(wire, []) == ()
    assert wire.sent == []

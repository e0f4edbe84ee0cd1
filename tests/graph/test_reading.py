"""Lists are read to their end or not at all."""

from __future__ import annotations

import httpx
import pytest

from passkeyctl.errors import GraphError, IncompleteRead, PermissionMissing
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.json_types import JsonObject
from tests.graph.connections import V1, Wire, answered, page, refused

POLICIES = f"{V1}/identity/conditionalAccess/policies"


async def policies(client: GraphClient) -> list[JsonObject]:
    return await client.read_all(EndpointName.POLICIES)


def test_follows_every_page_in_order() -> None:
    wire = answered(
        page({"id": "1"}, {"id": "2"}, next_link=f"{POLICIES}?$skiptoken=a%20b"),
        page(next_link=f"{POLICIES}?$skiptoken=c"),
        page({"id": "3"}),
    )
    assert wire.run(policies) == [{"id": "1"}, {"id": "2"}, {"id": "3"}]
    assert wire.calls == [
        "GET /v1.0/identity/conditionalAccess/policies",
        "GET /v1.0/identity/conditionalAccess/policies?$skiptoken=a%20b",
        "GET /v1.0/identity/conditionalAccess/policies?$skiptoken=c",
    ]
    assert {each.headers["authorization"] for each in wire.sent} == {"Bearer token"}


def test_asks_for_enum_members_newer_than_the_client_and_names_each_call() -> None:
    wire = answered(page(next_link=f"{POLICIES}?$skiptoken=a"), page())
    wire.run(policies)
    assert [each.headers["prefer"] for each in wire.sent] == ["include-unknown-enum-members"] * 2
    assert [each.headers["client-request-id"] for each in wire.sent] == ["call-1", "call-2"]


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.evil.example/v1.0/identity/conditionalAccess/policies?$skiptoken=a",
        "http://graph.example/v1.0/identity/conditionalAccess/policies?$skiptoken=a",
        "https://graph.example:8443/v1.0/identity/conditionalAccess/policies",
        "https://graph.example@evil.example/v1.0/x",
        "https://user:pw@graph.example/v1.0/x",
        "/v1.0/identity/conditionalAccess/policies",
        "https://[broken",
    ],
)
def test_a_next_page_elsewhere_is_not_followed(link: str) -> None:
    wire = answered(page({"id": "1"}, next_link=link))
    with pytest.raises(GraphError, match="another host"):
        wire.run(policies)
    assert len(wire.sent) == 1


def test_pages_in_a_circle_are_an_incomplete_read() -> None:
    link = f"{POLICIES}?$skiptoken=a"
    wire = answered(page({"id": "1"}, next_link=link), page({"id": "2"}, next_link=link))
    with pytest.raises(IncompleteRead, match="circle after 2 entries"):
        wire.run(policies)
    assert len(wire.sent) == 2


def test_a_page_that_fails_makes_the_list_unreadable() -> None:
    wire = answered(page({"id": "1"}, next_link=f"{POLICIES}?$skiptoken=a"), refused(404, "ResourceNotFound", "gone"))
    with pytest.raises(IncompleteRead, match="page 2 failed") as caught:
        wire.run(policies)
    assert caught.value.detail[-2:] == ("Graph says: gone", "request-id 93b6f17e")


def test_a_first_page_that_fails_says_why() -> None:
    with pytest.raises(PermissionMissing):
        answered(refused(403, "AccessDenied", "required scopes are missing in the token")).run(policies)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"error": "no list"}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"value": None}),
        httpx.Response(200, json={"value": ["text"]}),
        httpx.Response(204),
    ],
)
def test_an_answer_without_a_list_is_no_empty_list(answer: httpx.Response) -> None:
    with pytest.raises(IncompleteRead):
        answered(answer).run(policies)


def test_json_survives_both_ways() -> None:
    profile: JsonObject = {
        "@odata.type": "#microsoft.graph.passkeyProfile",
        "passkeyTypes": "deviceBound,synced",
        "attestationEnforcement": "newMemberOf2030",
        "createdDateTime": "2025-01-02",
        "id": "5B7F5D9A-3A17-4F0A-9D26-6D8D5C3F2B11",
        "description": None,
        "excludeTargets": [],
        "mixed": [1, "a", None, {"b": 1.0}],
        "name": "Sicherheitsschlüssel \u2028 \U0001f511",
    }
    wire = answered(httpx.Response(200, json=profile), httpx.Response(204))

    async def read_and_write(client: GraphClient) -> JsonObject:
        read = await client.read(EndpointName.FIDO2)
        await client.send(
            "PATCH", "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2", read
        )
        return read

    assert wire.run(read_and_write) == profile
    assert httpx.Response(200, content=wire.sent[1].content).json() == profile
    assert wire.sent[1].headers["content-type"] == "application/json"


def test_members_of_a_group_are_read_as_a_directory_query() -> None:
    wire = answered(page({"id": "u"}))
    wire.run(lambda client: client.read_all(EndpointName.GROUP_USERS, {"id": "g"}, {"$select": "id"}))
    assert wire.calls == ["GET /v1.0/groups/g/transitiveMembers/graph.user?$count=true&$select=id"]
    assert wire.sent[0].headers["consistencylevel"] == "eventual"


def test_the_beta_list_goes_to_the_beta_version() -> None:
    wire = answered(page({"id": "1"}))
    wire.run(lambda client: client.read_all(EndpointName.POLICY_IDS_BETA, query={"$select": ("id", "displayName")}))
    assert wire.calls == ["GET /beta/identity/conditionalAccess/policies?$select=id,displayName"]


def test_objects_by_id_are_posted_but_read() -> None:
    wire = Wire([page({"id": "g"})])
    found = wire.run(
        lambda client: client.read_all(EndpointName.GET_BY_IDS, body={"ids": ["g"], "types": ["group"]}),
        wire.client(read_only=True),
    )
    assert found == [{"id": "g"}]
    assert wire.calls == ["POST /v1.0/directoryObjects/getByIds"]


def test_a_post_that_writes_cannot_be_a_read() -> None:
    with pytest.raises(ValueError, match="does not read"):
        answered(page()).run(lambda client: client.read(EndpointName.POLICIES, body={"displayName": "x"}))

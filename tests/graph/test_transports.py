"""What may leave through a read-only connection, and how the HTTP client is made."""

from __future__ import annotations

import json
import ssl

import httpx
import pytest
import respx

from passkeyctl.errors import WriteRefused
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import Cloud, Endpoint, endpoint_of
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.transports import ReadOnlyTransport, open_http, without_trust
from tests.graph.connections import V1, Clock, Wire, answered, page, run

GET_BY_IDS = f"{V1}/directoryObjects/getByIds"


def batch(*requests: object) -> bytes:
    return json.dumps({"requests": list(requests)}).encode()


async def send(method: str, url: str, content: bytes, wire: Wire) -> httpx.Response:
    async with httpx.AsyncClient(transport=ReadOnlyTransport(wire)) as client:
        return await client.request(method, url, content=content)


@pytest.mark.parametrize(
    ("method", "url", "content"),
    [
        ("GET", f"{V1}/users", b""),
        ("POST", GET_BY_IDS, b"{}"),
        ("POST", f"{V1}/users/u%2F1/checkMemberGroups", b"{}"),
        ("POST", "https://proxy.example/graph/v1.0/directoryObjects/getByIds", b"{}"),
        ("POST", f"{V1}/identity/conditionalAccess/evaluate", b"{}"),
        ("POST", f"{V1}/$batch", batch({"id": "1", "method": "GET", "url": "/users"})),
        ("POST", f"{V1}/$batch", batch({"method": "POST", "url": "/directoryObjects/getByIds?$select=id"})),
    ],
)
def test_reads_pass(method: str, url: str, content: bytes) -> None:
    wire = answered(httpx.Response(200, json={}))
    assert run(send(method, url, content, wire)).status_code == 200
    assert [(each.method, str(each.url), each.content) for each in wire.sent] == [(method, url, content)]


@pytest.mark.parametrize(
    ("method", "url", "content"),
    [
        ("PATCH", f"{V1}/policies/authenticationMethodsPolicy", b"{}"),
        ("DELETE", f"{V1}/identity/conditionalAccess/policies/x", b""),
        ("PUT", f"{V1}/users/u", b"{}"),
        ("POST", f"{V1}/identity/conditionalAccess/policies", b"{}"),
        ("POST", f"{V1}/directoryObjects/getByIds/../../policies/x", b"{}"),
        ("POST", f"{V1}/users/u/checkMemberGroups/more", b"{}"),
        ("POST", f"{V1}/$batch", batch({"method": "PATCH", "url": "/x"})),
        ("POST", f"{V1}/$batch", batch({"method": "GET", "url": "/x"}, {"method": "DELETE", "url": "/x"})),
        ("POST", f"{V1}/$batch", batch({"method": "POST", "url": "/identity/conditionalAccess/policies"})),
        ("POST", f"{V1}/$batch", batch({"method": "get", "url": "/x"})),
        ("POST", f"{V1}/$batch", batch("GET /x")),
        ("POST", f"{V1}/$batch", b"[]"),
        ("POST", f"{V1}/$batch", b"not json"),
    ],
)
def test_everything_else_is_refused_before_it_leaves(method: str, url: str, content: bytes) -> None:
    wire = answered(httpx.Response(204))
    with pytest.raises(WriteRefused, match="not sent"):
        run(send(method, url, content, wire))
    assert wire.sent == []


def test_a_read_only_client_refuses_to_write() -> None:
    wire = answered(httpx.Response(204))

    async def use(client: GraphClient) -> Reply:
        return await client.send("PATCH", "/policies/authenticationMethodsPolicy", {})

    with pytest.raises(WriteRefused):
        wire.run(use, wire.client(read_only=True))
    assert wire.sent == []


@respx.mock
def test_the_guard_stands_before_the_network_too() -> None:
    route = respx.route().mock(return_value=page({"id": "1"}))
    settings = Settings(Clock().timing, lambda: "call")

    async def use() -> None:
        async with GraphClient.connect(endpoint_of(Cloud.GLOBAL), StaticToken("t"), settings, read_only=True) as client:
            assert await client.read_all(EndpointName.STRENGTHS) == [{"id": "1"}]
            with pytest.raises(WriteRefused):
                await client.send("DELETE", "/policies/authenticationStrengthPolicies/x")

    run(use())
    assert [str(call.request.url) for call in route.calls] == [
        "https://graph.microsoft.com/v1.0/policies/authenticationStrengthPolicies"
    ]
    assert route.calls[0].request.headers["authorization"] == "Bearer t"


def test_a_proxy_of_the_environment_is_guarded_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    client = open_http(endpoint_of(Cloud.GLOBAL), read_only=True, tls=without_trust())

    async def use() -> None:
        async with client:
            with pytest.raises(WriteRefused):
                await client.post(f"{V1}/users", json={})

    run(use())


def test_loopback_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    client = open_http(Endpoint("url", "http://127.0.0.1:8080", "x"), read_only=False)
    assert not client.trust_env
    run(client.aclose())


def test_no_certificates_are_loaded_where_there_is_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *args, **_: loaded.append(args))
    run(open_http(Endpoint("url", "http://127.0.0.1:8080", "x"), read_only=False).aclose())
    assert loaded == []

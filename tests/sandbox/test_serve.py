"""Serving on a port, and being reached by the Microsoft client."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from pathlib import Path

import httpx
import pytest
import uvicorn
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from msgraph.generated.models.named_location_collection_response import NamedLocationCollectionResponse
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from starlette.applications import Starlette

from passkeyctl.errors import PasskeyctlError
from passkeyctl.sandbox.app import create_app
from passkeyctl.sandbox.serve import serve
from tests.sandbox.graph import Clock, Graph, open_store
from tests.sandbox.tenants import small_tenant


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "sandbox.example", "::"])
def test_only_loopback(tmp_path: Path, host: str) -> None:
    store = open_store(tmp_path / "t", Clock())
    with pytest.raises(PasskeyctlError, match="is not a loopback address"):
        serve(store, host, port=8000)
    store.close()


def test_uvicorn_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    store = open_store(tmp_path / "t", Clock())
    with pytest.raises(PasskeyctlError) as raised:
        serve(store, "localhost", port=8000)
    assert raised.value.hint == "pip install 'passkeyctl[serve]'"
    store.close()


def test_serving_is_left_to_uvicorn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def run(app: object, *, host: str, port: int, log_level: str, date_header: bool) -> None:
        assert (isinstance(app, Starlette), log_level, date_header) == (True, "warning", False)
        asked.append((host, port))

    monkeypatch.setattr(uvicorn, "run", run)
    store = open_store(tmp_path / "t", Clock())
    serve(store, "::1", port=8123)
    serve(store, port=8124)
    assert asked == [("::1", 8123), ("127.0.0.1", 8124)]
    store.close()


def test_over_a_port(tmp_path: Path) -> None:
    store = open_store(tmp_path / "t", Clock(), small_tenant())
    server = uvicorn.Server(uvicorn.Config(create_app(store), log_level="warning", ws="none", date_header=False))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1.0/groups?$top=1&$select=displayName"
    try:
        with httpx.Client(headers={"Authorization": "Bearer x"}, timeout=20) as client:
            first = client.get(url)
            assert first.headers.get_list("date") == ["Mon, 23 Nov 2026 08:00:00 GMT"]
            page = first.json()
            assert page["value"] == [{"displayName": "Pilot"}]
            assert page["@odata.nextLink"].startswith(url.split("?", 1)[0])
            assert client.get(page["@odata.nextLink"]).json()["value"] == [{"displayName": "It's closed"}]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        store.close()


# Importing the SDK's builders makes them and kiota warn about themselves.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_microsoft_client_reaches_it(graph: Graph) -> None:
    async def read() -> object:
        client = httpx.AsyncClient(transport=graph.transport, headers={"Authorization": "Bearer x"})
        adapter = GraphRequestAdapter(AnonymousAuthenticationProvider(), client)
        sdk = GraphServiceClient(request_adapter=adapter)
        return await sdk.identity.conditional_access.named_locations.get()

    answer = asyncio.run(read())
    assert isinstance(answer, NamedLocationCollectionResponse)
    assert [each.display_name for each in answer.value or []] == ["Office"]

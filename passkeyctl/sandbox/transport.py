"""The sandbox behind an httpx client, in process: no port, no thread."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from passkeyctl.json_types import JsonValue
from passkeyctl.sandbox.faults import ConnectionDropped, Drop, Fault
from passkeyctl.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request as it arrived; `body` is None where none was sent, text where it is not JSON."""

    method: str
    path_with_query: str
    body: JsonValue = None


class SandboxTransport(httpx.AsyncBaseTransport):
    """Answers every host from the store; a dropped connection surfaces as httpx's own error."""

    def __init__(
        self,
        store: Store,
        *,
        faults: Sequence[Fault] = (),
        record: list[RecordedRequest] | None = None,
    ) -> None:
        from passkeyctl.sandbox.app import create_app

        self._inner = httpx.ASGITransport(app=create_app(store, faults))
        self._record = record

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        if self._record is not None:
            path = request.url.raw_path.decode("ascii")
            self._record.append(RecordedRequest(request.method, path, _recorded(content)))
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionDropped as dropped:
            raise _error(dropped, request) from dropped

    async def aclose(self) -> None:
        await self._inner.aclose()


def sandbox_transport(
    store: Store, *, faults: Sequence[Fault] = (), record: list[RecordedRequest] | None = None
) -> httpx.AsyncBaseTransport:
    """A transport for `httpx.AsyncClient`; `record` collects every request."""
    return SandboxTransport(store, faults=faults, record=record)


def _recorded(content: bytes) -> JsonValue:
    if not content:
        return None
    try:
        body: JsonValue = json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
    return body


def _error(dropped: ConnectionDropped, request: httpx.Request) -> httpx.TransportError:
    if dropped.drop is Drop.CONNECT:
        return httpx.ConnectError(str(dropped), request=request)
    # The client can't tell whether its request had an effect: the same error either way.
    return httpx.ReadError(str(dropped), request=request)

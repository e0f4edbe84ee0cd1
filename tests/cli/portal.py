"""Another administrator at work in a rehearsal tenant, as in the admin centre."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport

Portal: TypeAlias = "Callable[..., dict[str, Any]]"


def portal_of(store: Store) -> Portal:
    """`portal("PATCH", path, body)`; what Graph answers."""

    async def sent(method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        timing = Timing(jitter=lambda: 0.0, monotonic=lambda: 0.0, sleep=_no_pause)
        settings = Settings(timing, lambda: "00000000-0000-0000-0000-000000000000", ca_interval=0.0)
        transport = sandbox_transport(store)
        client = GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport)
        async with client:
            reply = await client.send(method, path, body)
        return dict(reply.body) if isinstance(reply.body, dict) else {}

    return lambda method, path, body=None: asyncio.run(sent(method, path, body))


async def _no_pause(seconds: float) -> None:
    assert seconds >= 0

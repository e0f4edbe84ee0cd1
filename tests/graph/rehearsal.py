"""A sandbox behind a real client, for what reads a tenant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.graph.connections import Clock, run
from tests.sandbox.tenants import small_tenant

T = TypeVar("T")


class Rehearsal:
    """`requests` keeps what was asked."""

    def __init__(self, folder: Path, document: JsonObject | None = None, behaviour: Behaviour | None = None) -> None:
        self.requests: list[RecordedRequest] = []
        self.clock = Clock()
        start, numbers = datetime(2026, 11, 23, 8, tzinfo=UTC), count(1)
        self.store = Store.open(
            folder / "tenant.sqlite",
            clock=lambda: start + timedelta(seconds=self.clock.now),
            new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
        )
        self.store.load(small_tenant() if document is None else document)
        if behaviour is not None:
            self.store.behaviour = behaviour

    def run(self, use: Callable[[GraphClient], Awaitable[T]], *, faults: Sequence[Fault] = ()) -> T:
        async def within() -> T:
            settings = Settings(self.clock.timing, lambda: "call", ca_interval=0.0)
            transport = sandbox_transport(self.store, faults=faults, record=self.requests)
            async with GraphClient.connect(
                SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
            ) as client:
                return await use(client)

        try:
            return run(within())
        finally:
            self.store.close()

    @property
    def asked(self) -> list[str]:
        """Addresses within batches, and of requests on their own."""
        found: list[str] = []
        for each in self.requests:
            body = each.body if isinstance(each.body, dict) else {}
            inner = body.get("requests")
            urls = [str(one["url"]) for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []
            found += urls or [each.path_with_query]
        return found

"""The tool's own proof, asked of the states that a tenant really went through."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.reader import read_tenant
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.insight.between.proof import check_path
from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.operation import Family
from passkeyctl.sandbox.replay import directory_store
from passkeyctl.sandbox.transport import sandbox_transport
from tests.fault_runs.canonical import Snapshot, canonical
from tests.fault_runs.tenants import settled_tenant


@dataclass(frozen=True, slots=True)
class Proven:
    """States as the tool reads them, and ways that were judged: most fault runs go the same way."""

    states: dict[str, TenantState] = field(default_factory=dict)
    ways: set[tuple[str, ...]] = field(default_factory=set)

    def check(self, snapshots: Sequence[Snapshot]) -> None:
        found = {canonical(each): each for each in snapshots}
        # A write that was sent again has changed nothing the second time; `found` keeps each state at its first place.
        way = tuple(found)
        if way in self.ways:
            return
        proof = check_path([self._read(key, each) for key, each in found.items()])
        assert not proof.harms, f"harmed on the way: {proof.harms[0]}"
        assert not proof.unclear, proof.unclear
        self.ways.add(way)

    def _read(self, key: str, snapshot: Snapshot) -> TenantState:
        if key not in self.states:
            self.states[key] = asyncio.run(_state(snapshot))
        return self.states[key]


async def _state(snapshot: Snapshot) -> TenantState:
    held: JsonObject = {**settled_tenant()}
    held.update({name: [*rows] for name, rows in snapshot.items()})
    store = directory_store(held, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC), new_id=lambda: "")
    settings = Settings(Timing(lambda: 0.0), lambda: "", ca_interval=0.0)
    client = GraphClient.connect(
        SANDBOX, StaticToken("any"), settings, read_only=True, transport=sandbox_transport(store)
    )
    async with client:
        reading = await read_tenant(client, compare_beta=True, families=frozenset(Family), campaign_beta=True)
    store.close()
    return before(reading.state)

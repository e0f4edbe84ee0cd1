"""Snapshots of the seeded company, with something of every kind in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.snapshotting import Wanted, take
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.transport import sandbox_transport
from passkeyctl.snapshot.document import Snapshot
from tests.graph.connections import run
from tests.graph.rehearsal import Rehearsal

TENANT = "70000000-0000-4000-8000-000000000001"
DOMAIN = "contoso.onmicrosoft.com"
NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


def taken(
    folder: Path, document: JsonObject | None = None, behaviour: Behaviour | None = None, wanted: Wanted | None = None
) -> Snapshot:
    """What `take` makes of a sandbox that holds this; without a document, of the seeded company."""
    folder.mkdir(exist_ok=True)
    held = company(TENANT, DOMAIN) if document is None else document
    return Rehearsal(folder, held, behaviour).run(lambda client: take(client, wanted or Wanted(), NOW))


def taken_with_faults(
    folder: Path, document: JsonObject, *faults: Fault, behaviour: Behaviour | None = None
) -> Snapshot:
    """As `taken`, of a tenant that refuses something."""
    rehearsal = Rehearsal(folder, document, behaviour)
    settings = Settings(rehearsal.clock.timing, lambda: "call", ca_interval=0.0)
    transport = sandbox_transport(rehearsal.store, faults=faults)

    async def within() -> Snapshot:
        async with GraphClient.connect(
            SANDBOX, StaticToken("sandbox"), settings, read_only=True, transport=transport
        ) as client:
            return await take(client, Wanted(), NOW)

    try:
        return run(within())
    finally:
        rehearsal.store.close()

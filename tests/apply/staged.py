"""A sandbox whose roll-out is planned, carried out and planned again."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan, read_ladder
from passkeyctl.apply.staging import Staged
from passkeyctl.config.load import load
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.rollout.ladder import Ladder, Standing
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TENANT_ID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
HEAD = f"""\
apiVersion: passkeyctl/v1
tenant: {{id: {TENANT_ID}}}
emergencyAccess: {{group: SG-EmergencyAccess}}
authenticationStrengths:
  keys: {{name: Keys only, description: At first, allowedCombinations: [fido2]}}
"""
STAGES = """\
rollout:
  stage: everybody
  stages:
    - name: prepare
    - name: pilot
      sets: {authenticationStrengths.keys.description: For the pilot}
    - name: everybody
      sets: {authenticationStrengths.keys.description: For everybody}
      gate: {approvals: 2}
"""
PEOPLE_GATE = "{registeredPasskey: {group: PK-Pilot-DeviceBound, atLeast: 95%}}"


ALONE = PlanOptions()


@dataclass
class Tenant:
    """A sandbox, and what it was asked."""

    store: Store
    record: list[RecordedRequest]

    def configuration(self, text: str, folder: Path) -> Configuration:
        file = folder / "desired.yaml"
        file.write_text(text, encoding="utf-8")
        loaded = load([], cwd=folder)
        assert loaded.configuration is not None, loaded.diagnostics
        return loaded.configuration

    def plan(self, configuration: Configuration, sources: GateSources | None, options: PlanOptions = ALONE) -> Plan:
        async def made() -> Plan:
            async with self.client() as client:
                return await make_plan(client, configuration, options, this_tenant, as_of=NOON.date(), gates=sources)

        return asyncio.run(made())

    def ladder(self, configuration: Configuration, *, asks_next: bool) -> Staged | None:
        async def read() -> Staged | None:
            async with self.client() as client:
                return await read_ladder(
                    client, configuration, PlanOptions(), this_tenant, SOURCES, asks_next=asks_next
                )

        return asyncio.run(read())

    def carry_out(self, plan: Plan) -> None:
        async def done() -> None:
            seconds = itertools.count(0.0)
            async with self.client(read_only=False) as client:
                ledger = Ledger(plan.operations, lambda _: None)
                await execute(GraphTenant(client), ledger, plan.prior, Waiting(lambda: next(seconds), no_pause))

        asyncio.run(done())

    def client(self, *, read_only: bool = True) -> GraphClient:
        timing = Timing(jitter=lambda: 0.0, monotonic=lambda: 0.0, sleep=no_pause)
        settings = Settings(timing, lambda: "00000000-0000-0000-0000-000000000000", ca_interval=0.0)
        transport = sandbox_transport(self.store, record=self.record)
        return GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=read_only, transport=transport)


async def no_pause(seconds: float) -> None:
    assert seconds >= 0


async def this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


SOURCES = GateSources(clock=lambda: NOON)


def sandbox_at(path: Path) -> Tenant:
    store = Store.open(path, clock=lambda: NOON, new_id=lambda: TENANT_ID)
    store.seed(company(TENANT_ID, "contoso.onmicrosoft.com"))
    return Tenant(store, [])


def standings(ladder: Ladder | None) -> list[Standing]:
    assert ladder is not None
    return [each.standing for each in ladder.rungs]

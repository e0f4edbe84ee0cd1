"""Plans of the examples, made and applied on a sandbox that is the same every time."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

from passkeyctl.apply.events import Event
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.config import load as config
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.render.text import PlanView
from passkeyctl.sandbox import seed
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport
from tests.sandbox.graph import Clock, Ids
from tests.states import TODAY

ROOT = Path(__file__).parents[2]
TENANT_ID = "7d3c1f0a-52f4-4c0e-9c1b-0d1e8a6f4b21"
T = TypeVar("T")


@dataclass(frozen=True)
class Rehearsal:
    """One example at one moment, and what an apply made of it."""

    plan: Plan
    view: PlanView
    ledger: Ledger
    afterwards: Plan


def rehearse(example: str) -> Rehearsal:
    """Plan an example on a fresh company, apply it, plan again."""
    configuration = configuration_of(example)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "tenant.sqlite", clock=Clock(), new_id=Ids())
        try:
            store.seed(seed.company(TENANT_ID, "contoso.onmicrosoft.com"))
            plan = _with_client(store, lambda client: _plan(client, configuration))
            ledger = _with_client(store, lambda client: _apply(client, plan))
            afterwards = _with_client(store, lambda client: _plan(client, configuration))
        finally:
            store.close()
    return Rehearsal(plan, view_of(configuration), ledger, afterwards)


def configuration_of(example: str) -> Configuration:
    found = config.load([f"examples/{example}"], cwd=ROOT).configuration
    assert found is not None
    return found


def view_of(configuration: Configuration) -> PlanView:
    catalogue = load(configuration.catalogue)
    assert isinstance(catalogue, Catalogue)
    return PlanView({}, catalogue, configuration.house_authenticators)


def _with_client(store: Store, use: Callable[[GraphClient], Awaitable[T]]) -> T:
    async def within() -> T:
        calls = count(1)
        settings = Settings(Timing(jitter=lambda: 0.5), lambda: f"call-{next(calls)}", ca_interval=0)
        client = GraphClient.connect(
            SANDBOX, StaticToken("token"), settings, read_only=False, transport=sandbox_transport(store)
        )
        async with client:
            return await use(client)

    return asyncio.run(within())


async def _plan(client: GraphClient, configuration: Configuration) -> Plan:
    return await make_plan(client, configuration, PlanOptions(), _destination, as_of=TODAY)


async def _destination(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


async def _apply(client: GraphClient, plan: Plan) -> Ledger:
    seen: list[Event] = []
    ledger = Ledger(plan.operations, seen.append)
    clock = count()
    await execute(GraphTenant(client), ledger, plan.prior, Waiting(lambda: float(next(clock)), asyncio.sleep))
    return ledger

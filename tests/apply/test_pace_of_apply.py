"""An apply asks for as little as it can of what Graph allows once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.config.load import load
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.directory import Organization
from passkeyctl.plan.operation import Family
from passkeyctl.plan.pace import Pace, requests_left
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.corpus.tenants import TENANT_ID, seed
from tests.graph.connections import Clock
from tests.states import TODAY

HEAD = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
manage: {conditionalAccess: listed}
conditionalAccess:
"""
POLICY = """\
  p{number}:
    name: SP{number}
    state: reportOnly
    users: {{include: {{groups: [PK-Pilot]}}, exclude: {{groups: [SG-EmergencyAccess]}}}}
    target: {{resources: {{include: [Office 365]}}}}
    grant: {{controls: [mfa]}}
    session: {{signInFrequency: {frequency}}}
"""


@dataclass
class Rehearsal:
    """A tenant with Graph's limit switched on, and a clock that moves only while somebody waits."""

    store: Store
    clock: Clock
    folder: Path
    record: list[RecordedRequest]

    def applied(self, policies: int, frequency: str) -> tuple[int, int, float]:
        """Paced requests for the plan and for the writing, and how long the writing took."""
        path = self.folder / "tenant.yaml"
        text = "".join(POLICY.format(number=number, frequency=frequency) for number in range(policies))
        path.write_text(HEAD + text, encoding="utf-8")
        return asyncio.run(self._applied())

    async def _applied(self) -> tuple[int, int, float]:
        self.record.clear()
        self.clock.now += 60.0  # an apply knows nothing of the one before
        settings = Settings(self.clock.timing, lambda: "call")
        transport = sandbox_transport(self.store, record=self.record)
        async with GraphClient.connect(
            SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
        ) as client:
            plan = await self._plan(client)
            planning, began = self.paced, self.clock.now
            tenant = GraphTenant(client)
            await tenant.read(frozenset({Family.POLICIES}), plan.prior)
            ledger = Ledger(plan.operations, lambda _event: None)
            waiting = Waiting(lambda: self.clock.now, self.clock.sleep)
            await execute(tenant, ledger, plan.prior, waiting)
        assert ledger.is_complete
        estimate = requests_left(plan.operations, ["pending"] * len(plan.operations))
        assert (1 + estimate.paced, estimate.others) == (self.paced - planning, 0)
        assert abs(estimate.seconds(Pace()) - (self.clock.now - began)) <= 2
        return planning, self.paced - planning, self.clock.now - began

    async def _plan(self, client: GraphClient) -> Plan:
        configuration = load([], cwd=self.folder).configuration
        assert configuration is not None
        return await make_plan(client, configuration, PlanOptions(), this_tenant, as_of=TODAY)

    @property
    def paced(self) -> int:
        return sum("/identity/conditionalAccess/" in each.path_with_query for each in self.record)


async def this_tenant(_: Organization | None) -> Destination:
    return Destination("sandbox", TENANT_ID, "Contoso")


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    clock, numbers = Clock(), count(1)
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    store = Store.open(
        tmp_path / "tenant.sqlite",
        clock=lambda: start + timedelta(seconds=clock.now),
        new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
    )
    store.load(seed())
    store.behaviour = Behaviour(throttle=True)
    yield Rehearsal(store, clock, tmp_path, [])
    store.close()


@pytest.mark.parametrize("policies", [1, 5, 20])
def test_policies_take_one_list_before_one_request_each_and_two_lists_after(
    rehearsal: Rehearsal, policies: int
) -> None:
    for frequency in ("4h", "3h"):
        planning, writing, seconds = rehearsal.applied(policies, frequency)
        assert (planning, writing) == (2, 1 + policies + 2)
        # The first of the writing phase waits for the last of the planning.
        assert seconds == 1 + policies + 2

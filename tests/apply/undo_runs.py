"""Whole applies and undos on a rehearsal tenant, with receipts as the command line keeps them."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from passkeyctl.apply.events import Event
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.apply.undoing import families_of, needs_beta, recycled, rules_of, taking_back
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.reader import read_tenant
from passkeyctl.graph.recycle_bin import read_bin
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.model.state import PriorState
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached
from passkeyctl.plan.record.receipt import Receipt, load_receipt, receipt_of, receipt_text
from passkeyctl.plan.saved.plan_document import plan_document, touched_ids
from passkeyctl.plan.undo.coming_back import Bin
from passkeyctl.plan.undo.traces import applied_by
from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport
from passkeyctl.wire.moment import moment_json
from tests.graph.connections import Clock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT = NOON.isoformat()
HERE = Actor("ada@contoso.example", "ada", "desk")


async def this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


@dataclass
class Rehearsal:
    store: Store
    clock: Clock = field(default_factory=Clock)
    runs: int = 0

    @asynccontextmanager
    async def client(self, faults: Sequence[Fault] = ()) -> AsyncIterator[GraphClient]:
        transport = sandbox_transport(self.store, faults=faults)
        settings = Settings(self.clock.timing, lambda: "call", ca_interval=0)
        async with GraphClient.connect(
            SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
        ) as client:
            yield client

    async def state(self) -> PriorState:
        async with self.client() as client:
            reading = await read_tenant(client, compare_beta=False, families=frozenset(Family), campaign_beta=True)
            return reading.state

    async def apply(
        self, configuration: Configuration, options: PlanOptions | None = None, faults: Sequence[Fault] = ()
    ) -> Receipt:
        options = options or PlanOptions()
        async with self.client() as client:
            plan = await make_plan(client, configuration, options, this_tenant, as_of=NOON.date())
        return await self.carried_out(plan, configuration, options, faults)

    async def undo_plan(self, receipt: Receipt, configuration: Configuration) -> Plan:
        applied = applied_by(receipt)
        async with self.client() as client:
            wanted = recycled(applied)
            bin = await read_bin(client, wanted) if wanted else Bin()
            return await make_plan(
                client,
                rules_of(configuration),
                PlanOptions(),
                this_tenant,
                as_of=date(2026, 11, 23),
                also_read=families_of(applied),
                campaign_beta=needs_beta(applied),
                proposing=taking_back(applied, bin),
            )

    async def undo(self, receipt: Receipt, configuration: Configuration, faults: Sequence[Fault] = ()) -> Receipt:
        plan = await self.undo_plan(receipt, configuration)
        return await self.carried_out(plan, rules_of(configuration), PlanOptions(), faults, undoes=receipt.run)

    async def carried_out(
        self,
        plan: Plan,
        configuration: Configuration,
        options: PlanOptions,
        faults: Sequence[Fault],
        undoes: str | None = None,
    ) -> Receipt:
        self.runs += 1
        document = plan_document(plan, configuration, options, {})
        before = moment_json(plan.prior, touched_ids(plan))
        run = f"run-{self.runs}"
        entries: list[Entry] = [
            Begun(run, AT, "1", HERE, plan.destination, str(document["digest"]), document, before, undoes)
        ]

        def listen(event: Event) -> None:
            status, created = event.status.value, event.created
            entries.append(Reached(AT, event.number, status, event.detail, created, event.requests))

        ledger = Ledger(plan.operations, listen)
        async with self.client(faults) as client:
            await execute(GraphTenant(client), ledger, plan.prior, Waiting(lambda: self.clock.now, self.clock.sleep))
        outcome = Outcome.DONE if ledger.is_complete else Outcome.OPEN
        made = {(address.kind, id) for address, id in ledger.ids.items()}
        entries.append(Ended(AT, outcome, moment_json(ledger.seen or plan.prior, touched_ids(plan) | made)))
        return load_receipt(receipt_text(receipt_of(entries)))


def stored_at(path: object) -> Store:
    numbers = itertools.count(1)
    clock = itertools.count()
    return Store.open(
        path,  # type: ignore[arg-type]
        clock=lambda: NOON + timedelta(seconds=next(clock)),
        new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
    )

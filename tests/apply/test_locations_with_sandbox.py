"""Locations, contexts, Temporary Access Pass and the campaign carried out: lost answers, lag, other people's writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.reader import read_tenant
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.kinds import defaults
from passkeyctl.model.state import PriorState
from passkeyctl.plan import ordering
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from passkeyctl.sandbox.defaults import CONTEXTS, LOCATIONS, POLICIES
from passkeyctl.sandbox.faults import FORBIDDEN, Drop, Fault, fails
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport
from tests.apply.plans import created, deleted, found, policy, updated
from tests.graph.connections import Clock

TENANT = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
WAREHOUSE = Address(Kind.LOCATION, "warehouse")
OUTSIDE = Address(Kind.POLICY, "outside")
CONTEXT = {**defaults(Kind.CONTEXT), "name": "Admin work", "published": True}


def named(state: PriorState, name: str) -> str:
    return next(each.id for each in state.of(Kind.LOCATION) if each.name == name)


def wanted(state: PriorState) -> tuple[Operation, ...]:
    """A location and a context made and used, a location and a context deleted, people given a pass, the campaign."""
    ranges = frozenset({"192.0.2.0/24"})
    warehouse = {**defaults(Kind.LOCATION), "name": "Warehouse", "type": "ip", "ipRanges": ranges}
    lists = {"conditions.locations.include": frozenset({"all"})}
    outside = policy("Outside", **lists, state="reportOnly", **{
        "conditions.locations.exclude": frozenset({PendingId(WAREHOUSE)}),
        "target.resources.include": frozenset(),
        "target.authenticationContexts": frozenset({"c7"}),
    })  # fmt: skip
    context = Address(Kind.CONTEXT, "c7")
    access_pass = found(state, Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass")
    campaign = found(state, Kind.CAMPAIGN, "registrationCampaign")
    return ordering.operations(
        [
            created(WAREHOUSE, warehouse),
            ResourceChange(context, Action.CREATE, "c7", "Admin work", None, CONTEXT),
            created(OUTSIDE, outside),
            deleted("office", found(state, Kind.LOCATION, named(state, "Head office"))),
            deleted("c1", found(state, Kind.CONTEXT, "c1")),
            updated("stores", found(state, Kind.LOCATION, named(state, "Stores")), ipRanges=ranges),
            updated("", access_pass, state="enabled", oneTimeUse=True),
            updated("", campaign, state="enabled", method="fido2", snoozeDays=3, limitSnoozes=False),
        ],
        state,
    )


@dataclass
class Sandbox:
    store: Store
    clock: Clock

    def apply(self, faults: Sequence[Fault] = (), listener: Callable[[Event], None] = lambda _: None) -> Ledger:
        return asyncio.run(self._apply(faults, listener))

    async def _apply(self, faults: Sequence[Fault], listener: Callable[[Event], None]) -> Ledger:
        transport = sandbox_transport(self.store, faults=faults)
        settings = Settings(self.clock.timing, lambda: "call", ca_interval=0)
        async with GraphClient.connect(
            SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
        ) as client:
            reading = await read_tenant(client, compare_beta=False, families=frozenset(Family), campaign_beta=True)
            ledger = Ledger(wanted(reading.state), listener)
            waiting = Waiting(lambda: self.clock.now, self.clock.sleep)
            await execute(GraphTenant(client), ledger, reading.state, waiting)
            return ledger

    def names(self, collection: str) -> list[str]:
        with self.store.transaction() as tenant:
            return sorted(str(row["displayName"]) for row in tenant.rows(collection))


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    clock, numbers = Clock(), count(1)
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    store = Store.open(
        tmp_path / "tenant.sqlite",
        clock=lambda: start + timedelta(seconds=clock.now),
        new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
    )
    store.load(company(TENANT, "contoso.onmicrosoft.com"))
    yield Sandbox(store, clock)
    store.close()


def is_done(sandbox: Sandbox) -> bool:
    locations = sandbox.names(LOCATIONS) == ["Countries we work in", "Stores", "Warehouse"]
    contexts = sandbox.names(CONTEXTS) == ["Admin work", "Confidential sites", "Payments"]
    return locations and contexts and sandbox.names(POLICIES).count("Outside") == 1


@pytest.mark.parametrize("behaviour", [*VARIANTS, Behaviour(lag=1), Behaviour(lag=4)], ids=str)
def test_every_answer_to_the_open_questions_is_lived_with(sandbox: Sandbox, behaviour: Behaviour) -> None:
    sandbox.store.behaviour = behaviour
    assert sandbox.apply().is_complete
    assert is_done(sandbox)


WRITES = (
    ("POST", "namedLocations$"),
    ("PATCH", "namedLocations/"),
    ("DELETE", "namedLocations/"),
    ("PATCH", "authenticationContextClassReferences/c7"),
    ("PATCH", "authenticationContextClassReferences/c1"),
    ("DELETE", "authenticationContextClassReferences/c1"),
    ("PATCH", "temporaryAccessPass$"),
    ("PATCH", "authenticationMethodsPolicy$"),
)


@pytest.mark.parametrize(("method", "path"), WRITES, ids=lambda each: each)
@pytest.mark.parametrize("effect", [Drop.CONNECT, Drop.BEFORE, Drop.AFTER, fails(503)], ids=str)
def test_one_lost_request_makes_nothing_twice(sandbox: Sandbox, method: str, path: str, effect: Drop) -> None:
    """Only a location's creation is not sent again; what names its own id or changes something simply is."""
    ledger = sandbox.apply([Fault(method, path, 1, effect)])
    if method == "POST" and effect not in (Drop.CONNECT, Drop.AFTER):
        assert Status.NOT_VERIFIED in ledger.statuses
        assert "Warehouse" not in sandbox.names(LOCATIONS)
    else:
        assert ledger.is_complete
        assert is_done(sandbox)


@pytest.mark.parametrize(("method", "path"), WRITES, ids=lambda each: each)
def test_a_refusal_ends_the_run_there(sandbox: Sandbox, method: str, path: str) -> None:
    ledger = sandbox.apply([Fault(method, path, 1, FORBIDDEN)])
    place = ledger.statuses.index(Status.FAILED)
    assert set(ledger.statuses[:place]) <= {Status.VERIFIED}
    assert set(ledger.statuses[place + 1 :]) <= {Status.SKIPPED}


@pytest.mark.parametrize(("collection", "id"), [(LOCATIONS, "Head office"), (CONTEXTS, "Role activation")])
def test_what_somebody_else_changes_in_the_meantime_is_not_written_over(
    sandbox: Sandbox, collection: str, id: str
) -> None:
    """The change comes right after the first request; what it touches comes later."""

    def meddle(event: Event) -> None:
        if event.status is Status.SENT and "Warehouse" in event.operation.summary:
            with sandbox.store.transaction() as tenant:
                row = next(each for each in tenant.rows(collection) if each["displayName"] == id)
                tenant.put(collection, {**row, "displayName": f"{id} of somebody else"})
                tenant.save()

    ledger = sandbox.apply(listener=meddle)
    assert not ledger.is_complete
    assert Status.SKIPPED in ledger.statuses
    assert f"{id} of somebody else" in sandbox.names(collection)
    told = [words for details in ledger.details for words in details]
    assert any(f"somebody else has changed `{id}" in words for words in told)

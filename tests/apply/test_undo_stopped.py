"""An apply that stopped on the way is taken back as far as it came, and so is one whose undo stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.config.load import load
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import DROP_AFTER, DROP_BEFORE, FORBIDDEN, Effect, Fault, fails
from passkeyctl.sandbox.store import Store
from tests.apply.undo_runs import Rehearsal, stored_at
from tests.plan.undone import nameable
from tests.scenario import ROOT, Scenario

WRITES = ("POST|PATCH|DELETE", "/(policies|identity)/")
FOR_GOOD = 1000
"""So often in a row that no patience outlasts it."""

EFFECTS = (DROP_BEFORE, DROP_AFTER, FORBIDDEN, fails(503), fails(503, after=True))
SHORT = (
    "write-policy-delete-via-report-only",
    "write-location-let-go-then-deleted",
    "write-delete-policy-then-strength",
    "write-policy-changes-to-another-strength",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = stored_at(tmp_path / "tenant.sqlite")
    yield made
    made.close()


def opened(store: Store, name: str) -> tuple[Rehearsal, Configuration]:
    scenario = Scenario(ROOT / name)
    store.load(scenario.tenant)
    store.behaviour = scenario.behaviour
    configuration = load([], cwd=scenario.folder).configuration
    assert configuration is not None
    return Rehearsal(store), configuration


@pytest.mark.parametrize("effect", EFFECTS, ids=str)
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("name", SHORT)
def test_an_apply_that_stopped_is_taken_back(store: Store, name: str, nth: int, effect: Effect) -> None:
    asyncio.run(stopped_and_taken_back(store, name, nth, effect))


@pytest.mark.parametrize("effect", [DROP_AFTER, FORBIDDEN], ids=str)
@pytest.mark.parametrize("nth", range(1, 10))
def test_so_is_a_long_one(store: Store, nth: int, effect: Effect) -> None:
    asyncio.run(stopped_and_taken_back(store, "pilot", nth, effect))


async def stopped_and_taken_back(store: Store, name: str, nth: int, effect: Effect) -> None:
    tenant, configuration = opened(store, name)
    before = nameable(await tenant.state())
    applied = await tenant.apply(configuration, faults=[Fault(*WRITES, nth, effect, times=FOR_GOOD)])
    undone = await tenant.undo(applied, configuration)
    assert undone.outcome is Outcome.DONE
    assert nameable(await tenant.state()) == before


@pytest.mark.parametrize("effect", [DROP_AFTER, FORBIDDEN, fails(503, after=True)], ids=str)
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize("name", SHORT)
def test_an_undo_that_stopped_is_gone_on_with_by_undoing_again(
    store: Store, name: str, nth: int, effect: Effect
) -> None:
    async def told() -> None:
        tenant, configuration = opened(store, name)
        before = nameable(await tenant.state())
        applied = await tenant.apply(configuration)
        await tenant.undo(applied, configuration, [Fault(*WRITES, nth, effect, times=FOR_GOOD)])
        rest = await tenant.undo(applied, configuration)
        assert rest.outcome is Outcome.DONE
        assert nameable(await tenant.state()) == before

    asyncio.run(told())


@pytest.mark.parametrize("name", ["pilot", *SHORT])
def test_what_shows_only_after_the_run_has_ended_is_taken_back_too(store: Store, name: str) -> None:
    """The receipt tells what the tenant showed last, and it shows more by now."""

    async def told() -> None:
        tenant, configuration = opened(store, name)
        before = nameable(await tenant.state())
        store.behaviour = store.behaviour.but(lag=200)
        applied = await tenant.apply(configuration)
        assert applied.outcome is Outcome.OPEN
        store.behaviour = Behaviour()
        undone = await tenant.undo(applied, configuration)
        assert undone.outcome is Outcome.DONE
        assert nameable(await tenant.state()) == before

    asyncio.run(told())

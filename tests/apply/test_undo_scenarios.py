"""Every scenario that writes something, applied and taken back: nothing is left of it, ids aside."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.config.load import load
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.plan.undo.traces import applied_by
from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from passkeyctl.sandbox.store import Store
from tests.apply.undo_runs import Rehearsal, stored_at
from tests.plan.undone import Content, nameable
from tests.scenario import ROOT, Scenario, scenarios

CANT_COME_BACK = {
    "ca-approved-app-replaced": "Graph takes the retired control from a policy and never sets it again",
    "omit-null-clears": "the tenant held what Graph would not accept today",
    "refuse-dangling-row-goes": "the group of the row was deleted from the directory",
}


def requested(scenario: Scenario) -> frozenset[tuple[str, str]]:
    """What sorts of request it sends: method, address and members, without ids."""
    found = set()
    for each in json.loads((scenario.folder / "requests.json").read_text(encoding="utf-8")):
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|/c\d+$", "ID", each["path"])
        found |= {(f"{each['method']} {path}", member) for member in each["body"] or [""]}
    return frozenset(found)


def covering() -> list[Scenario]:
    """Scenarios that send something which none before them sends: a sort of request twice proves nothing more."""
    seen: set[tuple[str, str]] = set()
    found = []
    for scenario in scenarios():
        is_writing = (scenario.folder / "requests.json").exists() and scenario.folder.name not in CANT_COME_BACK
        if is_writing and not (sorts := requested(scenario)) <= seen:
            seen |= sorts
            found.append(scenario)
    return found


COVERING = covering()
SHORT = ("write-delete-policy-then-strength", "write-policy-changes-to-another-strength", "campaign-disabled")
LONG = ("pilot", "key-house-aliases")
TOGETHER = (VARIANTS[-1], Behaviour(lag=2))
"""Every open question answered the other way, and replicas that are behind."""

BEHAVING = [
    *((Scenario(ROOT / name), behaviour) for name in SHORT for behaviour in (*VARIANTS, Behaviour(lag=2))),
    *((Scenario(ROOT / name), behaviour) for name in LONG for behaviour in TOGETHER),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = stored_at(tmp_path / "tenant.sqlite")
    yield made
    made.close()


def configured(scenario: Scenario) -> Configuration:
    configuration = load([], cwd=scenario.folder).configuration
    assert configuration is not None
    return configuration


def without_opting_in(content: frozenset[Content]) -> frozenset[Content]:
    """That can't be undone, and leaves everything else as it was."""
    return frozenset((kind, id, tuple(each for each in fields if each[0] != OPT_IN)) for kind, id, fields in content)


@pytest.mark.parametrize("scenario", COVERING, ids=lambda each: each.folder.name)
def test_an_undo_leaves_nothing_of_an_apply(scenario: Scenario, store: Store) -> None:
    store.load(scenario.tenant)
    store.behaviour = scenario.behaviour
    asyncio.run(there_and_back(scenario, Rehearsal(store)))


@pytest.mark.parametrize(
    ("scenario", "behaviour"), BEHAVING, ids=[f"{scenario.folder.name} {behaviour}" for scenario, behaviour in BEHAVING]
)
def test_nor_does_it_however_graph_behaves(scenario: Scenario, behaviour: Behaviour, store: Store) -> None:
    store.load(scenario.tenant)
    store.behaviour = behaviour
    asyncio.run(there_and_back(scenario, Rehearsal(store)))


async def there_and_back(scenario: Scenario, tenant: Rehearsal) -> None:
    """Applied, undone, and that undone as well."""
    configuration = configured(scenario)
    before = nameable(await tenant.state())
    applied = await tenant.apply(configuration, scenario.plan_options)
    middle = nameable(await tenant.state())
    undone = await tenant.undo(applied, configuration)
    after = nameable(await tenant.state())
    again = await tenant.undo(undone, configuration)
    end = nameable(await tenant.state())
    assert [each.outcome for each in (applied, undone, again)] == [Outcome.DONE] * 3
    assert middle != before
    if applied_by(applied).has_opted_in:
        before, middle, after, end = (without_opting_in(each) for each in (before, middle, after, end))
    assert after == before
    assert end == middle

"""What beta shows of a policy and v1.0 hides outlives every write, whether Graph merges or replaces."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.config.load import load
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.errors import UserFault
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.json_types import JsonObject
from passkeyctl.model.directory import Organization
from passkeyctl.plan.plan import Destination, PlanOptions
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.store import Store
from tests.corpus.tenants import connect, opened, seed
from tests.states import TODAY

AGENTS: JsonObject = {"includeAgents": ["All"]}
SERVERS = [Behaviour(nested_patch=each, preview_policies="cut") for each in ("merge", "replace")]
ID = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
POLICY: JsonObject = {
    "id": ID,
    "displayName": "PK1",
    "state": "disabled",
    "conditions": {
        "users": {"includeUsers": ["All"]},
        "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"],
        "agents": AGENTS,
    },
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
}
FILE = """\
apiVersion: passkeyctl/v1
tenant: {{domain: contoso.onmicrosoft.com}}
manage: {{conditionalAccess: listed}}
conditionalAccess:
  one: {{name: PK1, {change}}}
"""


@pytest.fixture(params=SERVERS, ids=lambda each: each.nested_patch)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path, {**json.loads(json.dumps(seed())), POLICIES: [POLICY]}, request.param) as made:
        yield made


def apply(store: Store, folder: Path, change: str, options: PlanOptions) -> tuple[Diagnostic, ...]:
    (folder / "tenant.yaml").write_text(FILE.format(change=change), encoding="utf-8")
    configuration = load([], cwd=folder).configuration
    assert configuration is not None

    async def applied() -> tuple[Diagnostic, ...]:
        async with connect(store, read_only=False) as client:
            try:
                plan = await make_plan(client, configuration, options, _this_tenant, as_of=TODAY)
            except UserFault as fault:
                return fault.diagnostics()
            ledger = Ledger(plan.operations, lambda _: None)
            await execute(GraphTenant(client), ledger, plan.prior, Waiting(lambda: 0.0, _no_pause))
            assert [each.value for each in ledger.statuses] == ["verified"]
            return ()

    return asyncio.run(applied())


async def _no_pause(seconds: float) -> None:
    assert seconds >= 0


async def _this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


def agents(store: Store) -> object:
    with store.transaction() as tenant:
        conditions = tenant.rows(POLICIES)[0]["conditions"]
        assert isinstance(conditions, dict)
        return conditions.get("agents")


CONDITIONS = "conditions: {signInRisk: [high]}"


def test_a_change_of_conditions_is_refused(store: Store, tmp_path: Path) -> None:
    (fault,) = apply(store, tmp_path, CONDITIONS, PlanOptions())
    assert (fault.code, fault.summary, fault.address) == (
        "OPS907",
        "`conditions.agents` of `PK1` is shown by beta only, and the change might clear it",
        "conditionalAccess.one",
    )
    assert agents(store) == AGENTS


@pytest.mark.parametrize("change", ["state: reportOnly", "grant: {controls: [compliantDevice]}"])
def test_a_change_beside_it_is_made(store: Store, tmp_path: Path, change: str) -> None:
    assert apply(store, tmp_path, change, PlanOptions()) == ()
    assert agents(store) == AGENTS


def test_without_the_check_it_is_left_to_graph(store: Store, tmp_path: Path) -> None:
    assert apply(store, tmp_path, CONDITIONS, PlanOptions(compare_beta=False)) == ()
    assert agents(store) == (AGENTS if store.behaviour.nested_patch == "merge" else None)


def test_a_policy_without_any_is_changed(store: Store, tmp_path: Path) -> None:
    plain = json.loads(json.dumps(POLICY))
    plain["conditions"]["agents"] = None
    behaviour = store.behaviour
    store.load({**json.loads(json.dumps(seed())), POLICIES: [plain]})
    store.behaviour = replace(behaviour)
    assert apply(store, tmp_path, CONDITIONS, PlanOptions()) == ()

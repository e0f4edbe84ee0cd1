"""One scenario: files and a tenant in, plan and requests out; `python -m tests.scenario NAME ...` writes them.

A folder under tests/scenarios holds

- `desired.yaml`: the files (any further `*.yaml` beside it is read too);
- `tenant.json`: collections of the sandbox that differ from its seed, in Graph's shapes; left out: the seed as it is;
- `options.json`: `prune`, `compare_beta`, `overrides`, `stage`, `behaviour`; left out: all defaults;
- `plan.txt`: the plan, or the errors where no plan can be made;
- `requests.json`: every write an apply sends; left out where the plan is refused or empty.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.catalogue import load as load_catalogue
from passkeyctl.cli.arguments import without_gates
from passkeyctl.config.load import load
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import UserFault
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.plan.plan import Destination, Plan, PlanOptions, is_refused
from passkeyctl.render.plain import plain_text
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.text import PlanView, diagnostics_lines, plan_lines
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.states import TODAY

ROOT = Path(__file__).parent / "scenarios"
TENANT_ID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
DOMAIN = "contoso.onmicrosoft.com"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scenario:
    folder: Path

    @property
    def options(self) -> JsonObject:
        return self._json("options.json") or {}

    @property
    def plan_options(self) -> PlanOptions:
        options = self.options
        return PlanOptions(
            prune=options.get("prune") is True,
            compare_beta=options.get("compare_beta") is not False,
            stage=self.stage,
            gate_overrides=without_gates(self._overrides)[1],
        )

    @property
    def stage(self) -> str:
        return str(self.options.get("stage", ""))

    @property
    def overrides(self) -> Mapping[str, str]:
        return without_gates(self._overrides)[0]

    @property
    def _overrides(self) -> Mapping[str, str]:
        found = self.options.get("overrides")
        return {code: str(reason) for code, reason in found.items()} if isinstance(found, dict) else {}

    @property
    def behaviour(self) -> Behaviour:
        found = self.options.get("behaviour")
        return Behaviour.from_json(found) if isinstance(found, dict) else Behaviour()

    @property
    def tenant(self) -> JsonObject:
        return {**json.loads(_seed()), **(self._json("tenant.json") or {})}

    @property
    def expected_plan(self) -> str:
        return (self.folder / "plan.txt").read_text(encoding="utf-8")

    @property
    def expected_requests(self) -> JsonValue:
        path = self.folder / "requests.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []

    def _json(self, name: str) -> JsonObject | None:
        path = self.folder / name
        if not path.exists():
            return None
        document = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(document, dict)
        return document


@cache
def _seed() -> str:
    """As text, so that no scenario changes it for the next one."""
    return json.dumps(company(TENANT_ID, DOMAIN))


@dataclass(frozen=True, slots=True)
class Result:
    """`statuses` are those of the operations after an apply; empty where nothing was applied.

    `document` is the plan as JSON; None where no plan could be made.
    """

    text: str
    requests: list[JsonValue]
    statuses: tuple[str, ...]
    left: str
    document: JsonObject | None = None


def run(scenario: Scenario, behaviour: Behaviour | None = None) -> Result:
    """Plan, apply if the plan is not refused, plan again: the real stack down to HTTP."""
    loaded = load([], cwd=scenario.folder, stage=scenario.stage)
    if loaded.configuration is None:
        return Result(plain_text(diagnostics_lines(loaded.diagnostics)), [], (), "")
    with opened(scenario, behaviour) as store:
        return asyncio.run(_run(scenario, loaded.configuration, store))


@contextmanager
def opened(scenario: Scenario, behaviour: Behaviour | None = None) -> Iterator[Store]:
    """The tenant of a scenario; its clock stands still at noon."""
    with TemporaryDirectory() as folder:
        numbers = itertools.count(1)
        ids = (f"00000000-aaaa-4000-8000-{number:012d}" for number in numbers)
        store = Store.open(Path(folder) / "tenant.db", clock=lambda: NOON, new_id=lambda: next(ids))
        store.load(scenario.tenant)
        store.behaviour = behaviour or scenario.behaviour
        try:
            yield store
        finally:
            store.close()


async def _run(scenario: Scenario, configuration: Configuration, store: Store) -> Result:
    record: list[RecordedRequest] = []
    async with client_of(store, record) as client:
        try:
            plan = await made(client, configuration, scenario)
        except UserFault as fault:
            return Result(plain_text(diagnostics_lines(fault.diagnostics())), [], (), "")
        text = _shown(plan, configuration, scenario.overrides)
        assert not _writes(record), "a plan wrote something"
        document = plan_json(plan, overrides=scenario.overrides, exit_code=0, reasons=())
        if not plan.has_changes or is_refused(plan, scenario.overrides, Severity.ERROR):
            return Result(text, [], (), "", document)
        ledger = Ledger(plan.operations, lambda _: None)
        await execute(GraphTenant(client), ledger, plan.prior, Waiting(_Clock().now, _no_pause))
        requests = _writes(record)
        again = await made(client, configuration, scenario)
        left = plain_text(plan_lines(again, _view(configuration, {}))) if again.has_changes else ""
        return Result(text, requests, tuple(each.value for each in ledger.statuses), left, document)


async def made(client: GraphClient, configuration: Configuration, scenario: Scenario) -> Plan:
    gates = GateSources(clock=lambda: NOON)
    return await make_plan(client, configuration, scenario.plan_options, this_tenant, as_of=TODAY, gates=gates)


def client_of(store: Store, record: list[RecordedRequest]) -> GraphClient:
    timing = Timing(jitter=lambda: 0.0, monotonic=_Clock().now, sleep=_no_pause)
    settings = Settings(timing, lambda: "00000000-0000-0000-0000-000000000000", ca_interval=0.0)
    transport = sandbox_transport(store, record=record)
    return GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport)


class _Clock:
    """A second passes at every look, so that waiting ends without anybody waiting."""

    def __init__(self) -> None:
        self._seconds: Iterator[float] = itertools.count(0.0)

    def now(self) -> float:
        return next(self._seconds)


async def _no_pause(seconds: float) -> None:
    assert seconds >= 0


async def this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


def _writes(record: list[RecordedRequest]) -> list[JsonValue]:
    return [
        {"method": each.method, "path": each.path_with_query, "body": each.body}
        for each in record
        if each.method != "GET" and not each.path_with_query.endswith("$batch")
    ]


def _shown(plan: Plan, configuration: Configuration, overrides: Mapping[str, str]) -> str:
    return plain_text(plan_lines(plan, _view(configuration, overrides)))


def _view(configuration: Configuration, overrides: Mapping[str, str]) -> PlanView:
    catalogue = load_catalogue(configuration.catalogue)
    assert isinstance(catalogue, Catalogue)
    return PlanView(overrides, catalogue, configuration.house_authenticators)


def scenarios() -> list[Scenario]:
    return [Scenario(each.parent) for each in sorted(ROOT.glob("*/desired.yaml"))]


def write(scenario: Scenario) -> Result:
    """Write what comes out as what is expected; read it before you commit it."""
    result = run(scenario)
    (scenario.folder / "plan.txt").write_text(result.text, encoding="utf-8", newline="\n")
    path = scenario.folder / "requests.json"
    if result.requests:
        text = json.dumps(result.requests, indent=2, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    else:
        path.unlink(missing_ok=True)
    return result


def main(names: list[str]) -> None:
    for scenario in scenarios():
        if not names or scenario.folder.name in names:
            result = write(scenario)
            counts = ", ".join(sorted(set(result.statuses))) or "nothing applied"
            sys.stdout.write(f"{scenario.folder.name}: {len(result.requests)} requests, {counts}\n{result.left}")


if __name__ == "__main__":
    main(sys.argv[1:])

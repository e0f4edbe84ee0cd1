"""Reports of scenarios, in every form: of the plan, and of the same tenant held against the same files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import cache

from passkeyctl.apply.drifting import read_drift
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.cli.drift.telling import Invocation, Told
from passkeyctl.cli.plan.planning import Verdict
from passkeyctl.cli.reports.failed import failed_material
from passkeyctl.cli.reports.forms import report_in
from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.plans import plan_material
from passkeyctl.cli.reports.targets import Form
from passkeyctl.config.load import load
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode, UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.model.desired import Configuration
from tests.scenario import NOON, ROOT, Scenario, client_of, made, opened, this_tenant
from tests.states import TODAY

ENDINGS: Mapping[Form, str] = {
    Form.TEXT: "txt",
    Form.MARKDOWN: "md",
    Form.JSON: "json",
    Form.SARIF: "sarif",
    Form.JUNIT: "xml",
    Form.GITHUB: "github.txt",
    Form.HTML: "html",
}

PAGES = frozenset({"pilot", "rollout-held-by-approvals", "own-prefix-unlisted-is-drift"})
"""A page is long: those of a few scenarios say how it reads."""


@cache
def materials(name: str) -> Mapping[str, Material]:
    """By command. Where no plan can be made, its material is that of the failure."""
    scenario = Scenario(ROOT / name)
    loaded = load([], cwd=scenario.folder, stage=scenario.stage)
    if loaded.configuration is None:
        return {"plan": failed_material("plan", tuple(loaded.diagnostics), ExitCode.FAILED)}
    with opened(scenario) as store:
        return asyncio.run(_made(scenario, loaded.configuration, client_of(store, [])))


async def _made(scenario: Scenario, configuration: Configuration, client: GraphClient) -> Mapping[str, Material]:
    async with client:
        try:
            plan = await made(client, configuration, scenario)
        except UserFault as fault:
            return {"plan": failed_material("plan", fault.diagnostics(), fault.exit_code)}
        verdict = Verdict(scenario.overrides, Severity.ERROR, wants_changes=True)
        drift = await read_drift(
            client,
            configuration,
            scenario.plan_options,
            this_tenant,
            gates=GateSources(clock=lambda: NOON),
            as_of=TODAY,
            touched=lambda _: {},
            audit=True,
        )
        told = Told(drift, drift, configuration, (), Invocation(("contoso",)))
        return {"plan": plan_material(plan, configuration, verdict, ()), "drift": told.material()}


def text_of(material: Material, form: Form) -> str:
    """A page without how it looks and moves, which is the same for all."""
    text = report_in(form, material)
    return _FURNITURE.sub(r"<\1></\1>", _HASH.sub("sha256-", text)) if form is Form.HTML else text


_FURNITURE = re.compile(r"<(style|script)>.*?</\1>", re.S)
_HASH = re.compile(r"sha256-[\w+/=]+")

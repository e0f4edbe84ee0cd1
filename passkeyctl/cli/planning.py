"""Making, judging, showing and saving a plan: shared by `plan` and `apply`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from passkeyctl.apply.planner import make_plan
from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.loop import run_async
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan, PlanOptions, is_refused
from passkeyctl.plan.planfile import plan_file_text
from passkeyctl.render.text import PlanView, plan_lines, requests_lines


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the command line wants a plan judged."""

    overrides: Mapping[str, str]
    fail_on: Severity | None
    fail_on_standing: bool = False
    wants_changes: bool = False

    def exit_code(self, plan: Plan) -> ExitCode:
        if is_refused(plan, self.overrides, self.fail_on, fail_on_standing=self.fail_on_standing):
            return ExitCode.REFUSED
        return ExitCode.CHANGES if self.wants_changes and plan.has_changes else ExitCode.DONE


def make(configuration: Configuration, connection: ConnectionOptions, options: PlanOptions) -> Plan:
    """Through a connection that can't write."""

    async def planned() -> Plan:
        async with connected(connection, configuration, read_only=True) as tenant:
            return await make_plan(tenant.client, configuration, options, tenant.check_tenant)

    return run_async(planned())


def report(plan: Plan, configuration: Configuration, verdict: Verdict, *, as_json: bool, show_requests: bool) -> None:
    """To stdout: text for people, or JSON for machines."""
    if as_json:
        from passkeyctl.render.json_text import json_text
        from passkeyctl.render.plan_json import plan_json

        code = verdict.exit_code(plan)
        document = plan_json(plan, overrides=verdict.overrides, exit_code=code, reasons=_reasons(plan, verdict))
        write_out(json_text(document))
        return
    show(plan_lines(plan, view_of(configuration, verdict.overrides)))
    if show_requests:
        show(requests_lines(plan))


def _reasons(plan: Plan, verdict: Verdict) -> tuple[str, ...]:
    """Every reason that held, the deciding one first."""
    found = []
    if is_refused(plan, verdict.overrides, verdict.fail_on, fail_on_standing=verdict.fail_on_standing):
        found.append("refused")
    if plan.has_changes:
        found.append("changes")
    return tuple(found)


def view_of(configuration: Configuration, overrides: Mapping[str, str]) -> PlanView:
    catalogue = load(configuration.catalogue)
    assert isinstance(catalogue, Catalogue)  # the files were refused otherwise
    return PlanView(overrides, catalogue, configuration.house_authenticators)


def save(
    plan: Plan,
    configuration: Configuration,
    options: PlanOptions,
    verdict: Verdict,
    out: str,
    lifetime: timedelta,
) -> None:
    from passkeyctl.render.plan_json import plan_json

    shown = plan_json(plan, overrides=verdict.overrides, exit_code=verdict.exit_code(plan), reasons=())
    text = plan_file_text(
        plan,
        configuration,
        options,
        verdict.overrides,
        shown=shown,
        now=datetime.now(UTC).replace(microsecond=0),
        lifetime=lifetime,
    )
    replace_file(Path(out), text)
    digest = json.loads(text)["digest"]
    say(f"saved the plan to {out}; apply it with: passkeyctl apply {out} --digest {digest}")

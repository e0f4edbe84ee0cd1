"""Making, judging, showing and saving a plan: shared by `plan` and `apply`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from passkeyctl.apply.planner import make_plan
from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.clock import now
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import show, write_out
from passkeyctl.cli.failing import HELD
from passkeyctl.cli.formats import Format, report_text
from passkeyctl.cli.kept import PLAN, remember
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.plan.gates import (
    asks_reports,
    fresh_enough,
    gate_sources,
    unused_gate_overrides,
    with_trend,
    without_trend,
)
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.errors import ExitCode, UserFault
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan, PlanOptions, is_refused
from passkeyctl.render.lines import EMPTY
from passkeyctl.render.text import PlanView, plan_lines, requests_lines

NO_REASONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the command line wants a plan judged."""

    overrides: Mapping[str, str]
    fail_on: Severity | None
    fail_on_standing: bool = False
    wants_changes: bool = False

    def exit_code(self, plan: Plan) -> ExitCode:
        if is_held(plan):
            return ExitCode.STALE
        if is_refused(plan, self.overrides, self.fail_on, fail_on_standing=self.fail_on_standing):
            return ExitCode.REFUSED
        return ExitCode.CHANGES if self.wants_changes and plan.has_changes else ExitCode.DONE


def is_held(plan: Plan) -> bool:
    """The wanted stage of the roll-out is kept shut by a gate: exit code 4, whatever else there is to do."""
    return plan.ladder is not None and plan.ladder.is_held


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown of a plan beside what it changes: each request, each line of a file, why in this order."""

    requests: bool = False
    sources: bool = False
    order: bool = False


NOTHING_BESIDE = Beside()


def make(
    configuration: Configuration,
    connection: ConnectionOptions,
    options: PlanOptions,
    people: PeopleOptions,
    as_of: date,
) -> Plan:
    """Through a connection that can't write; `as_of` is the day on Microsoft's calendar."""
    connection = asking_for_people(connection, options, configuration)

    async def planned() -> Plan:
        async with connected(connection, configuration, read_only=True) as tenant:
            # One source for both: what gates made it read is not read again for who is affected.
            gates = gate_sources(tenant.client, fresh_enough(people, configuration), connection.against)
            plan = await make_plan(
                tenant.client,
                configuration,
                options,
                tenant.check_tenant,
                as_of=as_of,
                people=gates.people if options.impact else None,
                signed_in=tenant.signed_in,
                metadata=newer_list(),
                gates=gates,
            )
            # A snapshot measures the past: it is no point of a trend.
            return plan if connection.against else with_trend(plan, tenant.client.told_time or now())

    try:
        return run_async(planned())
    except UserFault as fault:
        raise redacted_fault(fault, configuration) if connection.redact else fault from None


def asking_for_people(
    connection: ConnectionOptions, options: PlanOptions, configuration: Configuration | None = None
) -> ConnectionOptions:
    """With the consent that reading people and logs needs, where they are read."""
    from passkeyctl.graph.permissions import REPORT_SCOPES

    needs_reports = options.impact or (configuration is not None and asks_reports(configuration))
    return replace(connection, also_asks=REPORT_SCOPES) if needs_reports else connection


def report(
    plan: Plan,
    configuration: Configuration,
    verdict: Verdict,
    beside: Beside = NOTHING_BESIDE,
) -> None:
    """To stdout, for people."""
    view = replace(view_of(configuration, verdict.overrides), with_sources=beside.sources)
    _show(plan, view, show_requests=beside.requests, stream=sys.stdout)
    if beside.order and plan.has_changes:
        from passkeyctl.render.order_lines import order_lines

        show((EMPTY, *order_lines(plan)), sys.stdout)


def report_in_form(
    plan: Plan, verdict: Verdict, form: Format, told: Iterable[Diagnostic], *, explain_order: bool = False
) -> None:
    """To stdout, for other programs; `told` is what loading the files gave."""
    if form is Format.JSON:
        from passkeyctl.render.json_text import json_text

        write_out(json_text(planned_document(plan, verdict, explain_order=explain_order)))
    else:
        from passkeyctl.cli.reporting import report_of_plan

        code = verdict.exit_code(plan)
        found = report_of_plan(
            plan, told, code, verdict.overrides, verdict.fail_on, fail_on_standing=verdict.fail_on_standing
        )
        write_out(report_text(found, form))


def planned_document(plan: Plan, verdict: Verdict, *, explain_order: bool = False) -> JsonObject:
    """What `--json` prints."""
    from passkeyctl.render.plan_json import plan_json

    code = verdict.exit_code(plan)
    document = plan_json(plan, overrides=verdict.overrides, exit_code=code, reasons=reasons_of(plan, verdict))
    if explain_order:
        from passkeyctl.render.order_json import order_json

        document |= order_json(plan)
    return document


def show_plan(
    plan: Plan, configuration: Configuration, verdict: Verdict, *, show_requests: bool, stream: TextIO
) -> None:
    _show(plan, view_of(configuration, verdict.overrides), show_requests=show_requests, stream=stream)


def _show(plan: Plan, view: PlanView, *, show_requests: bool, stream: TextIO) -> None:
    show(plan_lines(plan, view), stream)
    if show_requests:
        show(requests_lines(plan), stream)


def unused_overrides(
    plan: Plan, overrides: Mapping[str, str], past_gates: Mapping[str, str] = NO_REASONS
) -> tuple[str, ...]:
    """A code that lets nothing pass is mostly a slip of the finger, and the reason stands in a log for nothing."""
    passable = {each.diagnostic.code for each in plan.findings if each.can_override}
    found = {each.diagnostic.code for each in plan.findings} - passable
    of_findings = (
        f"notice: --override {code}: "
        + ("it can't be overridden" if code in found else "this plan has no such finding")
        for code in sorted(overrides)
        if code not in passable
    )
    return (*of_findings, *unused_gate_overrides(plan.ladder, past_gates))


def reasons_of(plan: Plan, verdict: Verdict) -> tuple[str, ...]:
    """Every reason that held, the deciding one first."""
    found = [HELD] if is_held(plan) else []
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
) -> str:
    """The digest that an approval names."""
    text = saved_text(plan, configuration, options, verdict, lifetime)
    replace_file(Path(out), text)
    tenant = configuration.tenant
    remember(Path(out), PLAN, plan.destination.tenant_id, tenant.domain if tenant is not None else None)
    return str(json.loads(text)["digest"])


def saved_text(
    plan: Plan,
    configuration: Configuration,
    options: PlanOptions,
    verdict: Verdict,
    lifetime: timedelta,
    document: JsonObject | None = None,
) -> str:
    """A whole plan file; `document` is what a journal has kept of the plan, where one has."""
    from passkeyctl.plan.saved.plan_document import plan_document
    from passkeyctl.plan.saved.planfile import plan_file_text
    from passkeyctl.render.plan_json import plan_json
    from passkeyctl.render.records.kept_lines import kept_lines

    plan, reasons = without_trend(plan), reasons_of(plan, verdict)
    return plan_file_text(
        document or plan_document(plan, configuration, options, verdict.overrides),
        plan=plan_json(plan, overrides=verdict.overrides, exit_code=verdict.exit_code(plan), reasons=reasons),
        shown=kept_lines(plan_lines(plan, view_of(configuration, verdict.overrides))),
        now=datetime.now(UTC).replace(microsecond=0),
        lifetime=lifetime,
    )

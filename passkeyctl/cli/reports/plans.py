"""Reports of a plan: the same lines, the same document and the same findings as on stdout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from passkeyctl.cli.plan.planning import NOTHING_BESIDE, Beside, Verdict, planned_document, view_of
from passkeyctl.cli.reporting import report_of_plan
from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.pages import page_of_planned
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan
from passkeyctl.render.lines import EMPTY, Line
from passkeyctl.render.text import plan_lines, requests_lines


def plan_material(
    plan: Plan,
    configuration: Configuration,
    verdict: Verdict,
    told: tuple[Diagnostic, ...],
    beside: Beside = NOTHING_BESIDE,
) -> Material:
    """`plan` as it may be shown; `told` is what loading the files gave."""
    code = verdict.exit_code(plan)
    found = report_of_plan(
        plan, told, code, verdict.overrides, verdict.fail_on, fail_on_standing=verdict.fail_on_standing
    )
    view = replace(view_of(configuration, verdict.overrides), with_sources=beside.sources)
    return Material(
        found,
        document=lambda: planned_document(plan, verdict, explain_order=beside.order),
        page=lambda: page_of_planned(plan, view, found),
        lines=lambda: _lines(plan, configuration, verdict, beside),
    )


def _lines(plan: Plan, configuration: Configuration, verdict: Verdict, beside: Beside) -> Iterator[Line]:
    view = replace(view_of(configuration, verdict.overrides), with_sources=beside.sources)
    yield from plan_lines(plan, view)
    if beside.requests:
        yield from requests_lines(plan)
    if beside.order and plan.has_changes:
        from passkeyctl.render.order_lines import order_lines

        yield from (EMPTY, *order_lines(plan))

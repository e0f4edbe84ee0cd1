"""One self-contained page of HTML: of a plan, of drift, of findings alone, of a tenant's history."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from passkeyctl.drift.deviation import Drift
from passkeyctl.model.recorded import Recorded
from passkeyctl.plan.plan import Plan
from passkeyctl.render.lines import visible
from passkeyctl.render.report import Report
from passkeyctl.render.value_text import PlanView


def page_of_plan(plan: Plan, view: PlanView, report: Report, *, history: Sequence[Recorded] = ()) -> str:
    return page_of_report(report)


def page_of_drift(drift: Drift, report: Report, *, history: Sequence[Recorded] = ()) -> str:
    return page_of_report(report)


def page_of_report(report: Report) -> str:
    return f'<!doctype html>\n<html lang="en"><title>{escape(visible(report.title))}</title></html>\n'


def page_of_history(history: Sequence[Recorded], tenant: str = "") -> str:
    """`tenant` is its name, or its id where nothing names it."""
    return f'<!doctype html>\n<html lang="en"><title>{escape(visible(tenant))}: {len(history)}</title></html>\n'

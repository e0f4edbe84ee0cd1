"""The pages of HTML reports; what draws them is only imported where one is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from passkeyctl.plan.plan import Plan
    from passkeyctl.render.findings.report import Report
    from passkeyctl.render.value_text import PlanView


def page_of(report: Report) -> str:
    """Of findings alone: `validate`, and whatever failed."""
    from passkeyctl.render.page.pages import page_of_report

    return page_of_report(report)


def page_of_planned(plan: Plan, view: PlanView, report: Report) -> str:
    from passkeyctl.cli.history.earlier import earlier_runs
    from passkeyctl.render.page.pages import page_of_plan

    return page_of_plan(plan, view, report, history=earlier_runs(plan.destination))

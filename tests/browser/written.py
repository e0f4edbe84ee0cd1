"""The pages that a browser opens: each kind, as small as it gets and as large as it has to bear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from passkeyctl.plan.plan import Plan
from passkeyctl.render.findings.report import Report
from passkeyctl.render.page.pages import page_of_drift, page_of_history, page_of_plan, page_of_report
from tests.render import plans
from tests.render.page_plans import drift_of, failure, large_plan, report_of, runs
from tests.render.test_ladder_pictures import HARM, PLAIN, ladder_of
from tests.render.test_page import hostile_drift, hostile_plan


@cache
def _large() -> Plan:
    return large_plan()


def _large_page() -> str:
    return page_of_plan(_large(), plans.view(), report_of(_large()), history=runs())


def _plan() -> str:
    return page_of_plan(plans.every_shape(), plans.view(), report_of(plans.every_shape(), 2))


def _ladder() -> str:
    _, ladder = ladder_of((PLAIN[0], PLAIN[1], HARM, *PLAIN[3:]))
    plan = replace(plans.every_shape(), ladder=ladder)
    return page_of_plan(plan, plans.view(), report_of(plan, 4))


def _hostile() -> str:
    plan = hostile_plan()
    return page_of_plan(plan, plans.view(), report_of(plan, 3))


PAGES: Mapping[str, Callable[[], str]] = {
    "large": _large_page,
    "plan": _plan,
    "ladder": _ladder,
    "hostile": _hostile,
    "drift": lambda: page_of_drift(drift_of(_large()), Report("drift", 2), history=runs()),
    "hostile-drift": lambda: page_of_drift(hostile_drift(), Report("drift", 2)),
    "failure": lambda: page_of_report(failure()),
    "history": lambda: page_of_history(runs(), "Contoso"),
}

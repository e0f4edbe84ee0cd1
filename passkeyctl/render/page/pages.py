"""One self-contained page of HTML: of a plan, of drift, of findings alone, of a tenant's history."""

from __future__ import annotations

from collections.abc import Sequence

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.drift.deviation import CODES, Drift
from passkeyctl.insight.tenant_state import TenantState, after, before
from passkeyctl.model.recorded import Recorded
from passkeyctl.plan.plan import Plan
from passkeyctl.render.drift.deviation_words import DriftView
from passkeyctl.render.findings.report import Report
from passkeyctl.render.naming import Names, names_of
from passkeyctl.render.page.changes import changes_part
from passkeyctl.render.page.deviations import deviations_part, unlisted_part
from passkeyctl.render.page.findings import findings_part
from passkeyctl.render.page.frame import Opening, Part, page
from passkeyctl.render.page.ladder import ladder_part
from passkeyctl.render.page.markup import counted, paragraphs, prose
from passkeyctl.render.page.people import people_part
from passkeyctl.render.page.requests import requests_part
from passkeyctl.render.page.steps import steps_part
from passkeyctl.render.page.targeting import Status, targeting_of
from passkeyctl.render.page.targeting_fold import MARKS, folded
from passkeyctl.render.page.targeting_picture import legend, picture
from passkeyctl.render.page.targeting_tables import tables
from passkeyctl.render.page.trends import history_part, minute
from passkeyctl.render.page.verdicts import drift_opening, plan_opening, report_opening
from passkeyctl.render.value_text import PlanView, Words

DRIFT_MARKS = {
    Status.NEW: "in the files only",
    Status.CHANGED: "differs",
    Status.GONE: "in the tenant only",
}


def page_of_plan(plan: Plan, view: PlanView, report: Report, *, history: Sequence[Recorded] = ()) -> str:
    """`report` is the one that the other formats are made from."""
    names = names_of(plan)
    return page(
        plan_opening(plan, view, report),
        (
            findings_part(report.found),
            changes_part(plan, Words(view, names)),
            people_part(plan, view),
            _targeting(before(plan.prior), after(plan.prior, plan.changes), names, MARKS),
            ladder_part(plan.ladder),
            requests_part(plan.operations),
            steps_part(report),
            unlisted_part(plan.unlisted, names),
            history_part(history),
        ),
    )


def page_of_drift(
    drift: Drift, report: Report, *, history: Sequence[Recorded] = (), view: DriftView | None = None
) -> str:
    """`view` has the commands as they were typed, and the files' own names of authenticators."""
    shown = view or DriftView(PlanView({}, newest(), {}))
    names = names_of(drift)
    said = tuple(each for each in report.found if each.diagnostic.code not in CODES.values())
    return page(
        drift_opening(drift, report),
        (
            deviations_part(drift, Words(shown.values, names), shown),
            findings_part(said, "To know"),
            _targeting(before(drift.prior), after(drift.prior, drift.changes), names, DRIFT_MARKS),
            ladder_part(drift.ladder),
            unlisted_part(drift.unlisted, names),
            history_part(history),
        ),
    )


def page_of_report(report: Report) -> str:
    """Of findings alone: `validate`, and whatever failed before there was a plan."""
    return page(report_opening(report), (findings_part(report.found), steps_part(report), ladder_part(report.ladder)))


def page_of_history(history: Sequence[Recorded], tenant: str = "", *, notices: Sequence[str] = ()) -> str:
    """`tenant` is its name, or its id where nothing names it; `notices` say what could not be read."""
    dates = sorted(each.at for each in history)
    words = f"{counted(len(history), 'run')} on record" if history else "No run is on record"
    since = f"<p>From {minute(dates[0])} to {minute(dates[-1])} UTC.</p>" if dates else ""
    unread = paragraphs(map(prose, notices), "warn")
    tone = "warn" if notices else "plain"
    return page(Opening("History", tenant, words, tone, since + unread), (history_part(history, "Runs"),))


def _targeting(prior: TenantState, planned: TenantState, names: Names, marks: dict[Status, str]) -> Part:
    graph = targeting_of(prior, planned, names)
    drawn = picture(folded(graph, marks))
    said = "<p>Who may register which passkeys, what these satisfy, and which policies ask for it.</p>"
    body = f"{said}{legend(marks)}{drawn}{tables(graph, names, marks)}" if drawn else ""
    return Part("targeting", "Targeting", body)

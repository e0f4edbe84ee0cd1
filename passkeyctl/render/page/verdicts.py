"""What a run comes to, for whoever reads no further."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.diagnostics import Severity
from passkeyctl.drift.deviation import Drift
from passkeyctl.model.change import Action
from passkeyctl.model.finding import Weight
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan, open_findings
from passkeyctl.render.drift.deviation_words import Result, gaps, headline, log_words, moment, result_of
from passkeyctl.render.findings.report import Report
from passkeyctl.render.page.deviations import definitions
from passkeyctl.render.page.frame import Opening
from passkeyctl.render.page.markup import counted, paragraphs, prose, text
from passkeyctl.render.summary_lines import IMPORT, SANDBOX, SNAPSHOT, least_seconds
from passkeyctl.render.value_text import PlanView

CODES = {
    0: "nothing failed, nothing is refused",
    1: "the run failed",
    2: "there are differences",
    3: "refused",
    4: "a gate of the roll-out is closed",
    5: "something was written, and something is open",
    64: "the command line was wrong",
    130: "stopped by hand",
}
COUNTS = ((Action.CREATE, "to create"), (Action.UPDATE, "to update"), (Action.DELETE, "to delete"))


def plan_opening(plan: Plan, view: PlanView, report: Report) -> Opening:
    tone = "bad" if report.has_failed else "warn" if plan.has_changes else "good"
    said = paragraphs(map(prose, _plan_words(plan, view, report)))
    rows = (*_where(plan.destination), *_plan_facts(plan), _ended(report))
    return Opening(_kind(report), _subject(plan.destination), _headline(plan, report), tone, said + definitions(rows))


def drift_opening(drift: Drift, report: Report) -> Opening:
    result = result_of(drift)
    tone = "bad" if report.exit_code not in (0, 2) else "good" if result is Result.NO_DRIFT else "warn"
    said = paragraphs(map(prose, gaps(drift)), "warn")
    rows = (
        *_where(drift.destination),
        ("looked at", text(moment(drift.at))),
        ("compared", text(counted(drift.compared, "entry of the files", "entries of the files"))),
        ("audit log", prose(log_words(drift))),
        _ended(report),
    )
    return Opening("Drift", _subject(drift.destination), headline(drift).rstrip("."), tone, said + definitions(rows))


def report_opening(report: Report) -> Opening:
    """Of findings alone: nothing is said to be well that nobody looked at."""
    errors, warnings = (
        sum(each.diagnostic.severity is severity for each in report.counted)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    if report.has_failed:
        words, tone = f"Failed: {counts}", "bad"
    elif report.exit_code == 2:
        words, tone = f"Differences: {counts}", "warn"
    else:
        words, tone = (f"Passed: {counts}" if report.found else "Passed: nothing was found"), "good"
    about = (("about", text(report.about)),) if report.about else ()
    steps = (("requests", text(_steps(report))),) if report.steps is not None else ()
    return Opening(_kind(report), "", words, tone, definitions((*about, *steps, _ended(report))))


def _steps(report: Report) -> str:
    steps = report.steps or ()
    return f"{sum(each.is_done for each in steps):,} of {len(steps):,} done"


def _kind(report: Report) -> str:
    return report.command[:1].upper() + report.command[1:]


def _subject(where: Destination) -> str:
    return where.tenant_name or where.tenant_id


def _where(where: Destination) -> Iterable[tuple[str, str]]:
    id = f' <span class="soft">({text(where.tenant_id)})</span>' if where.tenant_name and where.tenant_id else ""
    yield "tenant", f"{text(where.tenant_name or where.tenant_id or 'not known')}{id}"
    beside = ""
    if where.endpoint == SANDBOX:
        beside = ": a rehearsal on this machine, no real tenant"
    elif where.endpoint.startswith((SNAPSHOT, IMPORT)):
        beside = ": read from a file, no tenant was asked"
    yield "endpoint", f"{text(where.endpoint)}{beside}"


def _ended(report: Report) -> tuple[str, str]:
    number = int(report.exit_code)
    meaning = f' <span class="soft">({CODES[number]})</span>' if number in CODES else ""
    return "exit code", f"{number}{meaning}"


def _headline(plan: Plan, report: Report) -> str:
    """Of an apply how it ended comes first: what was planned must not look like what was done."""
    words = _plan_headline(plan)
    if report.command != "apply" or not (plan.has_changes or report.has_failed):
        return words
    if report.steps and all(each.is_done for each in report.steps):
        return f"Applied: {words}" if report.exit_code in (0, 4) else f"Applied, with a fault afterwards: {words}"
    return f"{'Something is open' if report.exit_code == 5 else 'Not applied'}: {words}"


def _plan_headline(plan: Plan) -> str:
    if plan.has_changes:
        return ", ".join(f"{plan.count(action):,} {words}" for action, words in COUNTS if plan.count(action))
    what = "snapshot" if plan.destination.endpoint.startswith(SNAPSHOT) else "tenant"
    done = f"nothing is left to take back of {plan.undoes}" if plan.undoes else f"the {what} matches the files"
    held = ", as far as gates are open" if plan.ladder is not None and plan.ladder.is_held else ""
    return f"No changes: {done}{held}"


def _plan_words(plan: Plan, view: PlanView, report: Report) -> Iterable[str]:
    if report.steps is not None:
        yield f"Of the requests {_steps(report)}."
        return
    left = open_findings(plan, view.overrides)
    blocks = sum(each.weight is Weight.BLOCKS for each in left)
    asks = len(left) - blocks
    if blocks:
        yield f"Refused: {'one finding blocks' if blocks == 1 else f'{blocks} findings block'} it."
    if asks:
        yield f"Before it is applied, {'one thing is' if asks == 1 else f'{asks} things are'} asked."
    if plan.has_changes and not left and not report.has_failed:
        yield "Nothing stands in the way of an apply."
    if not plan.reads_beta and not plan.destination.endpoint.startswith(IMPORT):
        yield "The list of all policies could not be compared with beta."


def _plan_facts(plan: Plan) -> Iterable[tuple[str, str]]:
    if plan.has_changes:
        seconds = least_seconds(plan)
        least = f", at least {counted(seconds, 'second')}" if seconds else ""
        yield "requests", text(f"{counted(len(plan.operations), 'request')}{least}")
    if plan.impact is not None:
        affected = len(plan.impact.total.anybody)
        yield "affects", text(counted(affected, "person", "people") if affected else "nobody who is known")
    elif plan.has_changes:
        yield "affects", "not computed: add <code>--impact</code>"
    if plan.suppressed:
        yield "don't count", text(counted(len(plan.suppressed), "finding that is waived or in the baseline"))

"""Reports of an apply: the plan, each request and how it ended, and what stood in the way of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.failing import Failure
from passkeyctl.cli.plan.planning import Verdict, view_of
from passkeyctl.cli.reporting import report_of_failure, report_of_plan
from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.pages import page_of_planned
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Configuration
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Plan
from passkeyctl.render.diagnostic_lines import diagnostics_lines
from passkeyctl.render.findings.report import Found, Report, Step
from passkeyctl.render.lines import EMPTY, Line
from passkeyctl.render.records.outcome_lines import RunRecord
from passkeyctl.render.text import outcome_lines, plan_lines

DONE, FAILED = "verified", "failed"
UNSENT = ("pending", "skipped")
HINT = "`passkeyctl apply --resume` goes on with it"


@dataclass(frozen=True, slots=True)
class Applied:
    """What is known at the end of a run; `plan`, `ledger` and `record` as they may be shown.

    `faults` is why it ended early, or why its record is not whole.
    """

    plan: Plan
    configuration: Configuration
    verdict: Verdict
    ledger: Ledger | None
    faults: tuple[Failure, ...]
    record: RunRecord | None


def applied_material(applied: Applied, code: ExitCode) -> Material:
    report = _report(applied, code)
    view = view_of(applied.configuration, applied.verdict.overrides)
    return Material(
        report,
        document=lambda: _document(applied, code),
        page=lambda: page_of_planned(applied.plan, view, report),
        lines=lambda: _lines(applied),
    )


def _report(applied: Applied, code: ExitCode) -> Report:
    verdict = applied.verdict
    planned = report_of_plan(
        applied.plan, (), code, verdict.overrides, verdict.fail_on, fail_on_standing=verdict.fail_on_standing
    )
    steps = tuple(_steps(applied.ledger)) if applied.ledger is not None else None
    failed = tuple(
        each for fault in applied.faults for each in report_of_failure("apply", fault.diagnostics, code).found
    )
    left = tuple(_open(each, code) for each in steps or () if not each.is_done)
    return replace(planned, command="apply", found=(*failed, *left, *planned.found), steps=steps)


def _steps(ledger: Ledger) -> Iterator[Step]:
    for operation, status, detail in zip(ledger.operations, ledger.statuses, ledger.details, strict=True):
        yield Step(str(status), operation.summary, status == DONE, detail)


def _open(step: Step, code: ExitCode) -> Found:
    """As a finding, so that every form has it, whatever it makes of steps."""
    what = "failed" if step.status == FAILED else f"is open ({step.status})"
    what = "was not sent" if step.status in UNSENT else what
    hint = HINT if code is ExitCode.OPEN else ""
    told = Diagnostic(Severity.ERROR, "", f"`{step.summary}` {what}", step.detail, hint=hint)
    return Found(Finding(told, Weight.BLOCKS), refuses=True)


def _document(applied: Applied, code: ExitCode) -> JsonObject:
    from passkeyctl.cli.apply.outcome_document import outcome_document

    failure = applied.faults[0] if applied.faults else None
    return outcome_document(applied.plan, applied.ledger, applied.verdict, code, failure, applied.record)


def _lines(applied: Applied) -> Iterator[Line]:
    yield from plan_lines(applied.plan, view_of(applied.configuration, applied.verdict.overrides))
    if applied.ledger is not None:
        yield EMPTY
        yield from outcome_lines(applied.ledger, applied.plan.destination.endpoint, applied.record)
    for each in applied.faults:
        yield from (EMPTY, *diagnostics_lines(each.diagnostics))

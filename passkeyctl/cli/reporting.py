"""Reports made from what a command found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from passkeyctl.checks.waivers import Judged
from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange
from passkeyctl.drift.deviation import Deviation, Drift
from passkeyctl.errors import ExitCode
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.plan.plan import Plan, is_refused
from passkeyctl.render.drift.deviation_found import finding_of
from passkeyctl.render.drift.deviation_words import (
    DriftView,
    Result,
    cut_off,
    gaps,
    headline,
    log_words,
    moment,
    result_of,
    unread_words,
    waiver_words,
)
from passkeyctl.render.findings.finding_lines import is_overridden
from passkeyctl.render.findings.report import Changed, Found, Report
from passkeyctl.render.naming import names_of
from passkeyctl.render.rollout.ladder_findings import held_findings
from passkeyctl.render.value_text import Words


def report_of_files(
    diagnostics: Iterable[Diagnostic], judged: Judged | None, code: ExitCode, refuses: Iterable[Finding]
) -> Report:
    """What loading gave comes first; `refuses` are the findings that refuse."""
    refusing = frozenset(refuses)
    found = [Found(each, each in refusing) for each in (judged.findings if judged else ())]
    suppressed = [_let_pass(each) for each in (judged.suppressed if judged else ())]
    return Report("validate", code, (*map(_told, diagnostics), *found, *suppressed))


def report_of_plan(
    plan: Plan,
    diagnostics: Iterable[Diagnostic],
    code: ExitCode,
    overrides: Mapping[str, str],
    fail_on: Severity | None,
    *,
    fail_on_standing: bool,
) -> Report:
    """`diagnostics` are what loading the files gave."""

    def found(finding: Finding) -> Found:
        if is_overridden(finding, overrides):
            return Found(finding, let_pass=f"overridden for this run: {overrides[finding.diagnostic.code]}")
        alone = replace(plan, findings=(finding,))
        return Found(finding, is_refused(alone, overrides, fail_on, fail_on_standing=fail_on_standing))

    names = names_of(plan)
    listed = (each for each in plan.changes if each.action is not Action.NO_OP)
    return Report(
        "plan",
        code,
        (
            *map(_told, (*diagnostics, *plan.diagnostics)),
            *map(found, plan.findings),
            *(Found(each, refuses=True) for each in held_findings(plan.ladder)),
            *map(_let_pass, plan.suppressed),
        ),
        tuple(Changed(each.action.value, str(each.address), names.of_change(each)) for each in listed),
        plan.ladder,
    )


def report_of_drift(
    drift: Drift, code: ExitCode, told: Iterable[Diagnostic], view: DriftView, configuration: Configuration
) -> Report:
    """Each deviation is a finding at its line; one that has none stands at the start of what manages it.

    `told` is what loading the files gave. A deviation fails its case whatever the exit code is.
    """
    words = Words(view.values, names_of(drift))
    start, unread = _start_of(configuration), cut_off(drift)

    def found(deviation: Deviation) -> Found:
        finding = finding_of(deviation, drift.at, view, words, start)
        if deviation.waiver is not None:
            return Found(finding, let_pass=f"waived {waiver_words(deviation)}")
        return Found(finding, refuses=True)

    return Report(
        "drift",
        code,
        (
            *map(found, drift.deviations),
            *(_unread(each) for each in unread_words(drift)),
            *(replace(_told(each), refuses=each in unread) for each in (*told, *drift.diagnostics)),
            *map(Found, drift.findings),
        ),
        ladder=drift.ladder,
        ending=ENDINGS[result_of(drift)],
        said=(headline(drift), f"Read at {moment(drift.at)}; audit log {log_words(drift)}.", *gaps(drift)),
    )


ENDINGS = {
    Result.DRIFT: "there is drift",
    Result.NOT_ALL_READ: "not everything could be read",
    Result.NO_DRIFT: "no drift",
}


def _start_of(configuration: Configuration) -> SourceRange | None:
    """Where the files say which tenant is meant; code scanning shows nothing that has no place."""
    return configuration.tenant.source if configuration.tenant is not None else None


def _unread(words: str) -> Found:
    """Fails its case: what nobody could look at is not fine."""
    return Found(Finding(Diagnostic(Severity.ERROR, "", words), Weight.BLOCKS, is_unknown=True), refuses=True)


def report_of_failure(command: str, diagnostics: Iterable[Diagnostic], code: ExitCode) -> Report:
    """Where a run came to nothing."""
    return Report(command, code, tuple(map(_told, diagnostics)))


def _told(diagnostic: Diagnostic) -> Found:
    """What loading gave: an error there is beyond every `--fail-on`."""
    is_error = diagnostic.severity is Severity.ERROR
    return Found(Finding(diagnostic, Weight.BLOCKS if is_error else Weight.SAYS), is_error)


def _let_pass(suppressed: Suppressed) -> Found:
    waiver = suppressed.waiver
    if waiver is None:
        return Found(suppressed.finding, let_pass="in the baseline")
    return Found(suppressed.finding, let_pass=f"waived until {waiver.expires}: {waiver.reason} ({waiver.owner})")

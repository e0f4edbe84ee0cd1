"""Findings as JUnit cases: what refuses the run fails, what was not looked into or let pass is skipped."""

from __future__ import annotations

from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.junit import Case, Outcome, Suite
from passkeyctl.render.findings.report import Found, Report, Step, words_of

NOTHING = Case("nothing was found", "passkeyctl")


def findings_suite(report: Report, folders: Folders) -> Suite:
    """A case for each finding; one that passes where there is none, since an empty suite looks like a broken run."""
    cases = (*map(_sent, report.steps or ()), *(_case(each, folders) for each in report.found))
    if report.needs_words:
        cases = (_failed(report), *cases)
    return Suite(f"passkeyctl {report.command}", cases or (NOTHING,))


def _failed(report: Report) -> Case:
    """A run that failed and has no finding that refuses must not look as if all had passed."""
    message = f"it ended with exit code {int(report.exit_code)}"
    return Case("the run came to a good end", "passkeyctl", outcome=Outcome.ERROR, message=message)


def _sent(step: Step) -> Case:
    """What is open is among the findings, which fail."""
    outcome = Outcome.PASSED if step.is_done else Outcome.SKIPPED
    message = "" if step.is_done else step.status
    return Case(step.summary, "passkeyctl apply", outcome=outcome, message=message, text="\n".join(step.detail))


def _case(found: Found, folders: Folders) -> Case:
    diagnostic, source = found.diagnostic, found.diagnostic.source
    return Case(
        name=diagnostic.summary,
        classname=diagnostic.code or "passkeyctl",
        file=folders.path(source.file) if source is not None else "",
        line=source.line if source is not None else 0,
        outcome=_outcome(found),
        message=found.let_pass or f"{diagnostic.severity}: {diagnostic.summary}",
        text="\n".join((*((diagnostic.address,) if diagnostic.address else ()), *words_of(found)[1:])),
    )


def _outcome(found: Found) -> Outcome:
    if found.let_pass or found.is_unchecked:
        return Outcome.SKIPPED
    return Outcome.FAILED if found.refuses else Outcome.PASSED

"""`validate`: the files alone, offline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from passkeyctl.checks.waivers import Judged
    from passkeyctl.cli.formats import Format
    from passkeyctl.cli.plan.baseline import Baseline
    from passkeyctl.cli.reports.material import Material
    from passkeyctl.cli.reports.reports import Reports
    from passkeyctl.config.load import Loaded
    from passkeyctl.diagnostics import Diagnostic, Severity
    from passkeyctl.json_types import JsonObject
    from passkeyctl.model.finding import Finding
    from passkeyctl.render.findings.report import Report


def validate(
    context: typer.Context,
    paths: options.Paths = None,
    stage: options.Stage = "",
    fail_on: options.FailOn = "error",
    as_of: options.AsOf = "",
    baseline: options.BaselineFile = "",
    write_baseline: options.WriteBaseline = "",
    as_json: options.AsJson = False,
    form: options.Form = "",
    report: options.Report = None,
) -> int:
    """Check files without signing in: every fault of every file, and what would go wrong for people.

    \b
    Examples:
      passkeyctl validate
      passkeyctl validate passkeys.yaml
      passkeyctl validate tenants/contoso --json
      passkeyctl validate --fail-on warning --as-of 2027-02-01
      passkeyctl validate --stage everybody
      passkeyctl validate --format sarif > passkeyctl.sarif
      passkeyctl validate --baseline known.json --fail-on warning
      passkeyctl validate --report junit=passkeyctl.xml --report github
    """
    from passkeyctl.cli.arguments import day_of, severity_of
    from passkeyctl.cli.files.files import read_files
    from passkeyctl.cli.formats import Format, format_of
    from passkeyctl.cli.plan.baseline import baseline_of
    from passkeyctl.cli.reports.reports import reports_of

    shown_as, reports = format_of(form, as_json=as_json), reports_of(context)
    reports.begin("validate", report or (), paths or (), stdout_is_text=shown_as is Format.TEXT)
    laid_over = baseline_of(baseline, write_baseline)
    run = _Run(severity_of(fail_on), day_of(as_of), shown_as, laid_over, reports)
    return run.of(read_files(paths, stage=stage))


@dataclass(frozen=True, slots=True)
class _Run:
    """How the command line wants files judged, and their verdict shown."""

    fail_on: Severity | None
    as_of: date
    form: Format
    baseline: Baseline
    reports: Reports

    def of(self, loaded: Loaded) -> ExitCode:
        from passkeyctl.diagnostics import has_errors

        found = None
        code = ExitCode.FAILED if has_errors(loaded.diagnostics) else ExitCode.DONE
        if loaded.configuration is not None:
            from passkeyctl.cli.files.judging import judged_files, verdict_of

            found = self.baseline.of_files(judged_files(loaded.configuration, self.as_of))
            code = verdict_of(found.findings, self.fail_on)
        if self.form == "text":
            _show(loaded, found, code)
        if self.reports.targets:
            self.reports.write(self._material(loaded, found, code))
        if self.form != "text":
            from passkeyctl.cli.console import write_out

            write_out(self._document(loaded, found, code))
        return code

    def _document(self, loaded: Loaded, found: Judged | None, code: ExitCode) -> str:
        from passkeyctl.cli.formats import report_text
        from passkeyctl.render.json_text import json_text

        if self.form == "json":
            return json_text(self._fields(loaded, found, code))
        return report_text(self._report(loaded, found, code), self.form)

    def _fields(self, loaded: Loaded, found: Judged | None, code: ExitCode) -> JsonObject:
        from passkeyctl.render.diagnostics_json import validation_json

        return validation_json(loaded.diagnostics, found, exit_code=code, as_of=self.as_of)

    def _report(self, loaded: Loaded, found: Judged | None, code: ExitCode) -> Report:
        from passkeyctl.cli.files.judging import refuses
        from passkeyctl.cli.reporting import report_of_files

        refusing = (each for each in (found.findings if found else ()) if refuses(each, self.fail_on))
        return report_of_files(loaded.diagnostics, found, code, refusing)

    def _material(self, loaded: Loaded, found: Judged | None, code: ExitCode) -> Material:
        from passkeyctl.cli.reports.material import Material
        from passkeyctl.cli.reports.pages import page_of
        from passkeyctl.render.lines import line
        from passkeyctl.render.validation_lines import validation_lines

        report = self._report(loaded, found, code)
        findings = found.findings if found is not None else ()
        return Material(
            report,
            document=lambda: self._fields(loaded, found, code),
            page=lambda: page_of(report),
            lines=lambda: (*validation_lines(findings, loaded.diagnostics), *line(_ending(loaded, found, code))),
        )


def _show(loaded: Loaded, found: Judged | None, code: ExitCode) -> None:
    """To stderr: what is wrong is not what a pipe is for."""
    _show_found(loaded.diagnostics, found.findings if found is not None else ())
    ending = _ending(loaded, found, code)
    if ending:
        _say(ending)


def _ending(loaded: Loaded, found: Judged | None, code: ExitCode) -> str:
    """Empty where the faults say it all."""
    if found is None or loaded.configuration is None:
        return f"valid: {_tests(loaded)}" if loaded.tests else ""
    count, files = len(loaded.configuration.entries), len(loaded.configuration.files)
    entries = f"{count} {'entry' if count == 1 else 'entries'} in {files} {'file' if files == 1 else 'files'}"
    entries += f", {_tests(loaded)}" if loaded.tests else ""
    return f"{'refused' if code is ExitCode.REFUSED else 'valid'}: {entries}{_counted(found)}"


def _show_found(diagnostics: Sequence[Diagnostic], findings: Sequence[Finding]) -> None:
    import sys

    from passkeyctl.cli.console import show, wants_wrapping
    from passkeyctl.render.lines import wrapped
    from passkeyctl.render.validation_lines import validation_lines

    lines = validation_lines(findings, diagnostics)
    if lines:
        show(wrapped(lines) if wants_wrapping(sys.stderr) else lines, sys.stderr)


def _say(text: str) -> None:
    import sys

    from passkeyctl.cli.console import say, show, wants_wrapping

    if wants_wrapping(sys.stderr):
        from passkeyctl.render.lines import line

        show(line(text), sys.stderr)
    else:
        say(text)


def _tests(loaded: Loaded) -> str:
    return f"{len(loaded.tests)} policy test{'' if len(loaded.tests) == 1 else 's'}"


def _counted(found: Judged) -> str:
    from passkeyctl.cli.files.judging import count_of
    from passkeyctl.diagnostics import Severity
    from passkeyctl.render.findings.suppressed_words import suppressed_words

    counts = ((count_of(found.findings, each), each.value) for each in Severity)
    words = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)
    words += " (`passkeyctl explain CODE` says more)" if words else ""
    return "".join(f"; {each}" for each in (words, suppressed_words(found.suppressed)) if each)

"""A drift on the screen, as a document for another program, and as the material of reports."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.failing import REASONS
from passkeyctl.cli.formats import Format, report_text
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.cli.reporting import report_of_drift
from passkeyctl.cli.reports.material import Material
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.drift.deviation import Drift
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Configuration
from passkeyctl.render.drift.deviation_words import DriftView, Result, cut_off, nothing_compared, result_of
from passkeyctl.render.findings.report import Report

FLAG = "--exit-zero-on-drift"


@dataclass(frozen=True, slots=True)
class Invocation:
    """The words of this command line that another command about the same files and tenant has to repeat."""

    paths: tuple[str, ...] = ()
    tenant: str = ""
    stage: str = ""
    against: str = ""

    @property
    def words(self) -> str:
        tenant = ("--tenant", self.tenant) if self.tenant else ()
        stage = ("--stage", self.stage) if self.stage else ()
        return shlex.join((*self.paths, *tenant, *stage))

    @property
    def words_of_drift(self) -> str:
        against = shlex.join(("--against", self.against)) if self.against else ""
        return " ".join(filter(None, (self.words, against)))


@dataclass(frozen=True, slots=True)
class Told:
    """What was `found`, the `drift` as it may be shown, the files it is about, and how it is to end."""

    found: Drift
    drift: Drift
    configuration: Configuration
    loading: tuple[Diagnostic, ...]
    invocation: Invocation
    exits_zero: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """What could not be read of that which the files manage is no drift, and never none."""
        if self.drift.has_drift and not self.exits_zero:
            return ExitCode.CHANGES
        return ExitCode.FAILED if self._is_open else ExitCode.DONE

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason that held, the deciding one first."""
        found = ("drift",) if self.drift.has_drift else ()
        failed = (REASONS[ExitCode.FAILED],) if self._is_open else ()
        return (*failed, *found) if self.exits_zero else (*found, *failed)

    @property
    def _is_open(self) -> bool:
        return nothing_compared(self.drift) or bool(cut_off(self.drift))

    @property
    def view(self) -> DriftView:
        return DriftView(view_of(self.configuration, {}), self.invocation.words_of_drift, self.invocation.words)

    def document(self) -> JsonObject:
        from passkeyctl.render.drift.deviation_json import drift_json

        return drift_json(self.drift, self.view, exit_code=self.exit_code, reasons=self.reasons)

    def material(self) -> Material:
        from passkeyctl.render.drift.deviation_lines import deviation_lines

        report = report_of_drift(self.drift, self.exit_code, self.loading, self.view, self.configuration)
        return Material(
            report,
            document=self.document,
            page=lambda: _page(self, report),
            lines=lambda: deviation_lines(self.drift, self.view),
        )


def _page(told: Told, report: Report) -> str:
    from passkeyctl.cli.history.earlier import earlier_runs
    from passkeyctl.render.page.pages import page_of_drift

    return page_of_drift(told.drift, report, view=told.view, history=earlier_runs(told.drift.destination))


def show_told(told: Told, form: Format) -> None:
    """On stdout; that an exit code says nothing is said on stderr, by the name of the flag."""
    material = told.material()
    match form:
        case Format.TEXT:
            show(material.lines())
        case Format.JSON:
            from passkeyctl.render.json_text import json_text

            write_out(json_text(told.document()))
        case _:
            write_out(report_text(material.report, form))
    if told.exits_zero and result_of(told.drift) is Result.DRIFT:
        say(f"notice: there is drift, and {FLAG} makes the exit code 0")

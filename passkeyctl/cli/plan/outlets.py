"""Where a plan goes once it is made: to the screen, into a file that `apply` takes, into tables and reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from passkeyctl.cli.evidence.plans import Planned, keep_plan
from passkeyctl.cli.evidence.writing import Evidence
from passkeyctl.cli.formats import Format
from passkeyctl.cli.people.impact import write_table
from passkeyctl.cli.plan.planning import Beside, Verdict, report, report_in_form, save, view_of
from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.plans import plan_material
from passkeyctl.cli.reports.reports import Reports
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan, PlanOptions

AGAINST_SNAPSHOT = "it was made against a snapshot: nothing can apply it"


@dataclass(frozen=True, slots=True)
class Made:
    """A plan, what it was made of, and how it is judged. `shown` has no names where the command line wants none.

    `told` is what loading the files gave.
    """

    plan: Plan
    shown: Plan
    configuration: Configuration
    options: PlanOptions
    verdict: Verdict
    told: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Saving:
    """Where a plan goes that `apply` will take, if it goes anywhere."""

    out: str
    lifetime: timedelta
    tenant: str
    against: str

    def check(self, as_of: str) -> None:
        from passkeyctl.cli.apply.sources import check_replaceable
        from passkeyctl.errors import UsageError

        check_replaceable(self.out)
        if self.out and as_of:
            raise UsageError(
                "a plan that is judged as of another day can't be saved: an apply judges as of its own",
                hint="leave out `--as-of` or `--out`",
            )

    def save(self, made: Made) -> None:
        from passkeyctl.cli.arguments import apply_line
        from passkeyctl.cli.console import say

        if self.out:
            digest = save(made.plan, made.configuration, made.options, made.verdict, self.out, self.lifetime)
            how = f"apply it with: {apply_line(self.out, self.tenant, digest)}"
            say(f"saved the plan to {self.out}; " + (AGAINST_SNAPSHOT if self.against else how))


@dataclass(frozen=True, slots=True)
class Outlets:
    """Everything that a command line wants of one plan."""

    form: Format
    beside: Beside
    impact_csv: str
    saving: Saving
    reports: Reports
    evidence: Evidence = field(default_factory=Evidence)

    def show(self, made: Made) -> None:
        """Text first; a document for another program last, so that what went wrong before leaves one on stdout."""
        if self.form is Format.TEXT:
            report(made.shown, made.configuration, made.verdict, self.beside)
        write_table(
            made.shown, view_of(made.configuration, made.verdict.overrides), made.configuration, self.impact_csv
        )
        self.saving.save(made)
        if self.reports.targets:
            self.reports.write(self._material(made))
        keep_plan(self.evidence, self._planned(made))
        if self.form is not Format.TEXT:
            report_in_form(made.shown, made.verdict, self.form, made.told, explain_order=self.beside.order)

    def _material(self, made: Made) -> Material:
        return plan_material(made.shown, made.configuration, made.verdict, made.told, self.beside)

    def _planned(self, made: Made) -> Planned:
        material = partial(self._material, made)
        return Planned(made.plan, made.configuration, made.options, made.verdict, material, self.saving.lifetime)

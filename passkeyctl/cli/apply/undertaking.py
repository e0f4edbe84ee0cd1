"""What a run is about to do, and how it asks and tells: values, whatever the plan was made from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.apply.event_stream import EventStream
from passkeyctl.cli.apply.runs import RunFolder
from passkeyctl.cli.connection import Connection
from passkeyctl.cli.evidence.writing import Evidence
from passkeyctl.cli.plan.planning import Verdict
from passkeyctl.cli.reports.reports import Reports
from passkeyctl.errors import JournalFailed, PasskeyctlError
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.render.records.outcome_lines import RunRecord


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A plan that is to be shown, approved and carried out.

    `undoes` is the run that it takes back, `resumes` the folder of the one that it goes on with: then its journal is
    written on, and the run is closed also where nothing is left to send. `document` is what the journal keeps of the
    plan where that is not `plan_document` of the configuration.
    """

    plan: Plan
    configuration: Configuration
    options: PlanOptions
    undoes: str | None = None
    resumes: RunFolder | None = None
    document: JsonObject | None = None


Planned: TypeAlias = Callable[[Connection], Awaitable[Undertaking]]
"""Makes the plan once somebody is signed in; what it raises ends the run before anything is written."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run asks, and how it tells. `receipt` is where a copy of the receipt goes."""

    verdict: Verdict
    asks: bool
    as_json: bool = False
    show_requests: bool = False
    redact: bool = False
    impact_csv: str = ""
    stream: EventStream | None = None
    receipt: str = ""
    reports: Reports = field(default_factory=Reports)
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(slots=True)
class SoFar:
    """What is known of a run at any moment. `fault` is why its record is not whole."""

    undertaking: Undertaking | None = None
    plan: Plan | None = None
    configuration: Configuration | None = None
    ledger: Ledger | None = None
    record: RunRecord | None = None
    fault: PasskeyctlError | None = None

    @property
    def has_written(self) -> bool:
        return self.ledger is not None and self.ledger.has_written

    @property
    def is_settled(self) -> bool:
        """What was to be written has been seen in the tenant, and the journal says so."""
        is_on_record = not isinstance(self.fault, JournalFailed)
        return self.ledger is not None and self.ledger.is_complete and is_on_record

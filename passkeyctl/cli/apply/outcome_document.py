"""How an apply ended, as one JSON document: every reason, what was found, each request, and the plan."""

from __future__ import annotations

from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.apply.event_stream import outcome_of
from passkeyctl.cli.failing import Failure, reasons_for
from passkeyctl.cli.plan.planning import Verdict, reasons_of
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.plan import Plan
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.records.outcome_json import outcome_json
from passkeyctl.render.records.outcome_lines import RunRecord
from passkeyctl.render.value_json import diagnostic_json


def outcome_document(
    plan: Plan,
    ledger: Ledger | None,
    verdict: Verdict,
    code: ExitCode,
    failure: Failure | None,
    record: RunRecord | None = None,
) -> JsonObject:
    """`reasons` begins with the one that decided the exit code."""
    return {
        **outcome_json(plan, ledger, exit_code=code, outcome=outcome_of(ledger, code).value, record=record),
        "reasons": [*reasons_for(code, failure)],
        "diagnostics": [diagnostic_json(each) for each in failure.diagnostics] if failure is not None else [],
        "plan": plan_json(
            plan, overrides=verdict.overrides, exit_code=verdict.exit_code(plan), reasons=reasons_of(plan, verdict)
        ),
    }

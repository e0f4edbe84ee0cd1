"""How a run ended, for whoever started it: lines, one JSON document, or the last line of a stream."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from passkeyctl.cli.apply.undertaking import Manner, SoFar
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.evidence.applies import keep_apply
from passkeyctl.cli.failing import Failure, failure_of
from passkeyctl.cli.history.occasions import remember_apply
from passkeyctl.cli.redacting import redacted_ledger
from passkeyctl.cli.reports.material import Material
from passkeyctl.errors import ExitCode, PasskeyctlError
from passkeyctl.plan.plan import Plan
from passkeyctl.render.records.outcome_lines import RunRecord
from passkeyctl.render.redaction import redacted
from passkeyctl.render.rollout.ladder_words import held_sentence
from passkeyctl.render.text import outcome_lines


def tell(so_far: SoFar, manner: Manner, code: ExitCode, failure: Failure | None) -> ExitCode:
    """A reader that went away changes nothing about the tenant, and neither does whoever interrupts this."""
    manner.reports.knows_of_open = code is ExitCode.OPEN
    if failure is not None and failure.exit_code is ExitCode.INTERRUPTED:
        say("interrupted")
    elif failure is not None:
        failure.show()
    if so_far.fault is not None:
        failure_of(so_far.fault).show()
    plan, record = so_far.plan, _record_for_print(so_far, manner)
    if plan is not None and so_far.ledger is not None and not manner.as_json:
        with suppress(PasskeyctlError):
            ledger = redacted_ledger(plan, so_far.ledger) if manner.redact else so_far.ledger
            target = sys.stdout if manner.stream is None else sys.stderr
            show(outcome_lines(ledger, plan.destination.endpoint, record), target)
    is_held = code is ExitCode.STALE and failure is None and not manner.as_json
    if is_held and plan is not None and plan.ladder is not None:
        say(held_sentence(plan.ladder))
    told = _reported(so_far, manner, code, failure)
    code = _kept(so_far, manner, told, failure)
    if code is not told:  # the evidence could not be kept, which the reports have to say as well
        code = _reported(so_far, manner, code, failure)
    if plan is not None and manner.as_json:
        printed = _json_written(plan, so_far, manner, code, failure)
        return printed if printed is code else _reported(so_far, manner, printed, failure)
    if manner.stream is not None:
        manner.stream.end(code, so_far.ledger, failure, (record.receipt or None) if record is not None else None)
    return code


def report_unwritten(so_far: SoFar, manner: Manner, failure: Failure) -> None:
    """A run that failed before its first write: its reports have the plan as well, where there is one."""
    _kept(so_far, manner, _reported(so_far, manner, failure.exit_code, failure), failure)


def _reported(so_far: SoFar, manner: Manner, code: ExitCode, failure: Failure | None) -> ExitCode:
    """Into the files of `--report`; without a plan the boundary says what failed."""
    if so_far.plan is None or so_far.configuration is None or not manner.reports.targets:
        return code
    return manner.reports.tell(lambda ended: _material(so_far, manner, ended, failure), code)


def _kept(so_far: SoFar, manner: Manner, code: ExitCode, failure: Failure | None) -> ExitCode:
    """In the evidence folder, and in the history of the tenant."""
    code = keep_apply(so_far, manner, code, lambda: _material(so_far, manner, code, failure))
    remember_apply(so_far, code)
    return code


def _material(so_far: SoFar, manner: Manner, code: ExitCode, failure: Failure | None) -> Material:
    from passkeyctl.cli.reports.applied import Applied, applied_material

    assert so_far.plan is not None
    assert so_far.configuration is not None
    plan, ledger = so_far.plan, so_far.ledger
    if manner.redact:
        ledger = redacted_ledger(plan, ledger) if ledger is not None else None
        plan = redacted(plan)
    faults = (*((failure,) if failure else ()), *((failure_of(so_far.fault),) if so_far.fault else ()))
    applied = Applied(plan, so_far.configuration, manner.verdict, ledger, faults, _record_for_print(so_far, manner))
    return applied_material(applied, code)


def _record_for_print(so_far: SoFar, manner: Manner) -> RunRecord | None:
    """The home of a person has their name."""
    record = so_far.record
    if record is None or not manner.redact:
        return record
    return replace(record, journal=_from_home(record.journal), receipt=_from_home(record.receipt))


def _from_home(place: str) -> str:
    with suppress(ValueError, RuntimeError):
        return str(Path("~") / Path(place).relative_to(Path.home())) if place else ""
    return place


def _json_written(plan: Plan, so_far: SoFar, manner: Manner, code: ExitCode, failure: Failure | None) -> ExitCode:
    from passkeyctl.cli.apply.outcome_document import outcome_document
    from passkeyctl.render.json_text import json_text

    try:
        ledger = so_far.ledger
        if manner.redact:
            ledger = redacted_ledger(plan, ledger) if ledger is not None else None
            plan = redacted(plan)
        record = _record_for_print(so_far, manner)
        write_out(json_text(outcome_document(plan, ledger, manner.verdict, code, failure, record)))
    except PasskeyctlError as full:
        failure_of(full).show()
        return code if code is not ExitCode.DONE else ExitCode.FAILED
    return code

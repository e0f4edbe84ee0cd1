"""Measuring thresholds, once or for a while, and what to do when one is crossed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from passkeyctl.apply.watching import Watching, watch
from passkeyctl.cli.clock import now, today
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.pace import timing
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.people.reading_progress import Counted
from passkeyctl.cli.plan.planning import Verdict, make, show_plan
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.cli.rollout.commands import Run
from passkeyctl.cli.rollout.measuring import files_of
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode, PasskeyctlError, UserFault
from passkeyctl.graph.permissions import REPORT_SCOPES
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.desired import Configuration
from passkeyctl.model.rollout import Rollout
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import EMPTY
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.redaction import redacted
from passkeyctl.render.rollout.ladder_status import Step, step_lines
from passkeyctl.render.rollout.rollout_json import Watched, watch_json
from passkeyctl.render.rollout.watch_lines import watch_lines
from passkeyctl.rollout.climbing import previous_of
from passkeyctl.rollout.ladder import Answer, Measured

CROSSED, NOT_MEASURED = "crossed", "notMeasured"
KEPT_PEOPLE = PeopleOptions(refresh=False)


@dataclass(frozen=True, slots=True)
class Guarding:
    """`length` and `between` are seconds; a length of 0 is one measurement."""

    run: Run
    connection: ConnectionOptions
    length: float
    between: float
    is_json: bool


@dataclass(frozen=True, slots=True)
class _Back:
    """The plan that takes a stage back. `stage` is the one to want then."""

    plan: Plan
    configuration: Configuration
    stage: str
    steps: tuple[Step, ...]


def guard(guarding: Guarding) -> ExitCode:
    configuration, rollout = files_of(guarding.run.paths, redact=guarding.connection.redact)
    if not any(stage.stops for stage in rollout.stages):
        raise PasskeyctlError(
            "no stage has a `stop`: there is nothing to watch",
            hint="write `stop: {signInFailures: {policy, atMost, over}}` into the stage that enforces",
        )
    try:
        return _guarded(guarding, configuration, rollout)
    except UserFault as fault:
        raise redacted_fault(fault, configuration) if guarding.connection.redact else fault from None


def _guarded(guarding: Guarding, configuration: Configuration, rollout: Rollout) -> ExitCode:
    runs = _measured(guarding, configuration, rollout)
    last = runs[-1]
    code, reasons = _judged(last)
    back = _back(guarding, rollout, last) if code is ExitCode.REFUSED else None
    if guarding.is_json:
        told = [Watched(each.at, each.stops) for each in runs]
        destination = replace(last.destination, tenant_id="", tenant_name="<tenant>")
        place = destination if guarding.connection.redact else last.destination
        write_out(json_text(watch_json(told, place, _back_json(back, guarding), code, reasons)))
    elif back is not None:
        _show_back(back, guarding)
    elif code is ExitCode.REFUSED:
        say("there is no stage before it: `passkeyctl undo` takes the last apply back")
    return code


def _measured(guarding: Guarding, configuration: Configuration, rollout: Rollout) -> list[Watching]:
    """Ends early where something is crossed, or can't be measured: somebody has to look."""
    connection = replace(guarding.connection, also_asks=REPORT_SCOPES)
    pace = timing()

    async def measured() -> list[Watching]:
        runs: list[Watching] = []
        end = pace.monotonic() + guarding.length
        async with connected(connection, configuration, read_only=True) as tenant:
            while True:
                found = await watch(
                    tenant.client, configuration, rollout, tenant.check_tenant, now, Counted("sign-ins")
                )
                runs.append(_redacted(found) if connection.redact else found)
                if not guarding.is_json:
                    show(watch_lines(runs[-1].at, runs[-1].standing, runs[-1].stops), sys.stdout)
                is_over = pace.monotonic() + guarding.between > end
                if is_over or _judged(found)[0] is not ExitCode.DONE:
                    return runs
                await pace.sleep(guarding.between)

    return run_async(measured())


def _redacted(found: Watching) -> Watching:
    stops = ((name, _nameless(each)) for name, each in found.stops)
    return replace(found, stops=tuple(stops))


def _nameless(found: Measured) -> Measured:
    return replace(found, missing=tuple(f"<person {number}>" for number, _ in enumerate(found.missing, start=1)))


def _judged(found: Watching) -> tuple[ExitCode, tuple[str, ...]]:
    """What is crossed is crossed, whatever else can't be read; what can't be read is never fine."""
    answers = {each.answer for _, each in found.stops}
    reasons = (
        *((CROSSED,) if Answer.CLOSED in answers else ()),
        *((NOT_MEASURED,) if Answer.UNKNOWN in answers else ()),
    )
    if Answer.CLOSED in answers:
        return ExitCode.REFUSED, reasons
    return (ExitCode.FAILED if reasons else ExitCode.DONE), reasons


def _back(guarding: Guarding, rollout: Rollout, found: Watching) -> _Back | None:
    """Below the lowest stage whose threshold is crossed; None where that is the first one."""
    name = next(stage for stage, each in found.stops if each.answer is Answer.CLOSED)
    before = previous_of(rollout, name)
    if before is None:
        return None
    configuration, _ = files_of(guarding.run.paths, stage=before.name)
    options = PlanOptions(stage=before.name)
    plan = make(configuration, guarding.connection, options, KEPT_PEOPLE, today())
    return _Back(plan, configuration, before.name, _steps(guarding.run, rollout, before.name))


def _steps(run: Run, rollout: Rollout, to: str) -> tuple[Step, ...]:
    below = rollout.up_to(rollout.wanted)[:-1]
    apply = Step("then make the tenant match it:", run.line("apply"))
    if to not in below:
        return (Step("the files do not want the stage any more: make the tenant match them", run.line("apply")),)
    words = ("rollout", "back") if to == below[-1] else ("rollout", "back", "--to", to)
    return Step(f"want `{to}` again:", run.line(*words)), apply


def _show_back(back: _Back, guarding: Guarding) -> None:
    show((EMPTY,), sys.stdout)
    plan = redacted(back.plan) if guarding.connection.redact else back.plan
    show_plan(plan, back.configuration, Verdict({}, Severity.ERROR), show_requests=False, stream=sys.stdout)
    show((EMPTY, *step_lines(back.steps)), sys.stdout)


def _back_json(back: _Back | None, guarding: Guarding) -> JsonObject | None:
    if back is None:
        return None
    plan = redacted(back.plan) if guarding.connection.redact else back.plan
    return {
        "stage": back.stage,
        "commands": _commands(back.steps),
        "plan": plan_json(plan, overrides={}, exit_code=Verdict({}, Severity.ERROR).exit_code(plan), reasons=()),
    }


def _commands(steps: Sequence[Step]) -> list[JsonValue]:
    return [each.command for each in steps]

"""From one wanted stage to another: the plan first, then the file, and never the tenant."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from passkeyctl.cli.arguments import without_gates
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import ConnectionOptions
from passkeyctl.cli.console import say
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.plan.planning import Verdict, make, show_plan
from passkeyctl.cli.rollout.commands import Run
from passkeyctl.cli.rollout.editing import Edit, stage_edit
from passkeyctl.cli.rollout.measuring import files_of
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.model.desired import Configuration
from passkeyctl.model.rollout import Rollout
from passkeyctl.plan.plan import Plan, PlanOptions, is_refused
from passkeyctl.rollout.climbing import previous_of
from passkeyctl.rollout.ladder import Ladder, Standing


@dataclass(frozen=True, slots=True)
class Turning:
    """What the command line says. `overrides` are those of findings and of gates."""

    run: Run
    connection: ConnectionOptions
    people: PeopleOptions
    overrides: Mapping[str, str]
    is_dry: bool
    shows_requests: bool


def go_on(turning: Turning) -> ExitCode:
    configuration, rollout = files_of(turning.run.paths)
    at = rollout.names.index(rollout.wanted) + 1
    if at == len(rollout.stages):
        say(f"`{rollout.wanted}` is the last stage and wanted already: nothing was changed")
        return ExitCode.DONE
    return _turn(turning, configuration, rollout, rollout.names[at])


def go_back(turning: Turning, to: str) -> ExitCode:
    """To the stage before, or to any below."""
    configuration, rollout = files_of(turning.run.paths)
    before = previous_of(rollout, rollout.wanted)
    if before is None:
        say(f"`{rollout.wanted}` is the first stage, and there is none before it: nothing was changed")
        say("hint: `passkeyctl undo` takes the last apply back")
        return ExitCode.FAILED
    return _turn(turning, configuration, rollout, _below(rollout, to) if to else before.name)


def _below(rollout: Rollout, to: str) -> str:
    below = rollout.up_to(rollout.wanted)[:-1]
    if to not in below:
        listed = ", ".join(f"`{each}`" for each in below)
        raise UsageError(f"`--to {to}` is no stage below `{rollout.wanted}`", hint=f"choose one of {listed}")
    return to


def _turn(turning: Turning, configuration: Configuration, rollout: Rollout, name: str) -> ExitCode:
    """The file is changed last: what can't be planned is not wanted either."""
    edit = stage_edit(configuration, rollout, name)
    plan, code = planned(turning, name)
    if plan.ladder is not None and _is_ahead(plan.ladder, rollout.wanted):
        say(f"`{rollout.wanted}` is wanted already and a gate holds it: nothing was changed")
        say(f"measure again with: {turning.run.line('rollout', 'status')}")
        return ExitCode.STALE
    if turning.is_dry:
        say(f"dry run: `{edit.label}` still wants `{rollout.wanted}`, and would want `{name}`")
        return code
    edit.write()
    _tell(turning, edit, plan, name)
    return code


def _is_ahead(ladder: Ladder, wanted: str) -> bool:
    """Whether the stage that the file wants is held itself: one more would not come nearer."""
    standings = {each.stage.name: each.standing for each in ladder.rungs}
    return ladder.wanted != wanted and standings[wanted] in (Standing.HELD, Standing.WAITING)


def planned(turning: Turning, name: str) -> tuple[Plan, ExitCode]:
    """The plan as if the files wanted this stage, shown on stdout."""
    configuration, _ = files_of(turning.run.paths, stage=name)
    findings, gates = without_gates(turning.overrides)
    options = PlanOptions(stage=name, gate_overrides=gates)
    verdict = Verdict(findings, Severity.ERROR)
    plan = make(configuration, turning.connection, options, turning.people, today())
    show_plan(plan, configuration, verdict, show_requests=turning.shows_requests, stream=sys.stdout)
    return plan, verdict.exit_code(plan)


def _tell(turning: Turning, edit: Edit, plan: Plan, name: str) -> None:
    say(f"{edit.label}: `{name}` is wanted now, and nothing was applied")
    if plan.ladder is not None and plan.ladder.is_held:
        say(f"a closed gate holds it: an apply goes as far as `{plan.ladder.reached or 'no stage'}`")
    if is_refused(plan, without_gates(turning.overrides)[0], Severity.ERROR):
        say(f"an apply would be refused: see to what blocks it, then: {turning.run.line('apply')}")
    elif plan.has_changes:
        say(f"apply it with: {turning.run.line('apply', overrides=turning.overrides)}")
    else:
        say(f"there is nothing to apply now; measure again with: {turning.run.line('rollout', 'status')}")

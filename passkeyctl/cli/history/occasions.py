"""What each command leaves in the history of its tenant."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.clock import now
from passkeyctl.cli.history.keeping import counted, key_of, remember_run
from passkeyctl.errors import ExitCode, PasskeyctlError
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.recorded import Occasion, Recorded

if TYPE_CHECKING:
    from passkeyctl.cli.apply.undertaking import SoFar
    from passkeyctl.drift.deviation import Drift
    from passkeyctl.insight.readiness.readiness import Readiness
    from passkeyctl.plan.plan import Plan

OF_CI = ("GITHUB_ACTOR", "BUILD_REQUESTEDFOR", "GITLAB_USER_LOGIN")


def remember_plan(plan: Plan, configuration: Configuration, code: ExitCode) -> None:
    remember_run(_recorded_plan(plan, Occasion.PLAN, code), plan.destination, _domain(configuration))


def remember_apply(so_far: SoFar, code: ExitCode) -> None:
    """Also of one that wrote nothing, from the moment that there was a plan."""
    plan, configuration = so_far.plan, so_far.configuration
    if plan is None or configuration is None:
        return
    found = _recorded_plan(plan, Occasion.UNDO if plan.undoes else Occasion.APPLY, code)
    if so_far.record is not None:
        found = _with_receipt(found, Path(so_far.record.journal), code)
    remember_run(found, plan.destination, _domain(configuration))


def remember_drift(drift: Drift, configuration: Configuration, code: ExitCode) -> None:
    errors, warnings = counted(drift.findings)
    at = now()
    found = Recorded(
        key=key_of(Occasion.DRIFT, at, *(each.place for each in drift.deviations)),
        at=at,
        occasion=Occasion.DRIFT,
        exit_code=int(code),
        by=who(),
        deviations=len(drift.counted),
        waived=len(drift.waived),
        errors=errors,
        warnings=warnings,
    )
    remember_run(found, drift.destination, _domain(configuration))


def remember_readiness(
    found: Readiness, plan: Plan, configuration: Configuration, code: ExitCode, *, is_comparable: bool
) -> None:
    """Numbers only of the question that is asked again and again: others would be no points of the same line."""
    from passkeyctl.insight.readiness.readiness import Status

    at = now()
    recorded = Recorded(key_of(Occasion.READINESS, at), at, Occasion.READINESS, int(code), who())
    if is_comparable:
        recorded = replace(recorded, ready=len(found.by_status[Status.READY]), people=len(found.counted))
    remember_run(recorded, plan.destination, _domain(configuration))


def who() -> str:
    """Whom the CI names, else who is logged in to this machine."""
    from passkeyctl.cli.apply.actor import actor

    named = (os.environ.get(each, "") for each in OF_CI)
    return next((each for each in named if each), "") or actor("", {}).user


def _recorded_plan(plan: Plan, occasion: Occasion, code: ExitCode) -> Recorded:
    errors, warnings = counted(plan.findings)
    at = now()
    changed = [str(each.address) for each in plan.changes if each.action is not Action.NO_OP]
    return Recorded(
        key=key_of(occasion, at, *changed),
        at=at,
        occasion=occasion,
        exit_code=int(code),
        by=who(),
        changes=len(changed),
        errors=errors,
        warnings=warnings,
    )


def _with_receipt(found: Recorded, journal: Path, code: ExitCode) -> Recorded:
    """As the receipt tells it; by its plan alone where the journal can't be read."""
    from passkeyctl.cli.apply.runs import RunFolder
    from passkeyctl.cli.history.receipts import recorded_apply

    run = RunFolder(journal.parent)
    try:
        told = recorded_apply(run.told(), run, code)
    except (PasskeyctlError, OSError, ValueError):
        return replace(found, key=run.run, receipt=str(run.journal))
    # A receipt tells whole seconds, in which a run may have begun after one that it follows has ended.
    return replace(told, at=found.at, errors=found.errors, warnings=found.warnings)


def _domain(configuration: Configuration) -> str | None:
    return configuration.tenant.domain if configuration.tenant is not None else None

"""What gates of a roll-out are asked with on the command line, and what is said of them beside the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say
from passkeyctl.cli.people.impact import source_of_people
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.people.reading_progress import Counted
from passkeyctl.cli.rollout.measurements import Measurements, keep_measurements, read_measurements
from passkeyctl.cli.rollout.receipts import touched_since
from passkeyctl.model.desired import Configuration
from passkeyctl.model.observed import Measurement
from passkeyctl.model.rollout import Approvals, Failures, Gate, Registered, Window
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan
from passkeyctl.render.rollout.ladder_words import about, can_override, closed
from passkeyctl.rollout.ladder import Ladder, Measured, Rung, Standing
from passkeyctl.rollout.standing import Touch
from passkeyctl.rollout.trend import trend

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.snapshot.document import Snapshot

FROM_FILES = (Approvals, Window)
"""Gates that no report and no log is read for."""

OLDEST = timedelta(hours=24)
"""No gate opens on what people had registered before: `--max-age` may ask for less, never for more."""


def gate_sources(client: GraphClient, people: PeopleOptions, against: Snapshot | None = None) -> GateSources:
    """People as this machine keeps them, and what its own runs wrote."""

    def touched(destination: Destination) -> Mapping[str, Touch]:
        found = touched_since(destination.tenant_id, endpoint=destination.endpoint)
        for each in found.notices:
            say(f"notice: {each}")
        return found.touched

    people_read = source_of_people(client, people, against)
    return GateSources(clock=now, people=people_read, touched=touched, counting=Counted("sign-ins"))


def fresh_enough(people: PeopleOptions, configuration: Configuration) -> PeopleOptions:
    """A day old at most, whatever is asked for, where a gate may look at them."""
    return replace(people, max_age=min(people.max_age, OLDEST)) if asks_reports(configuration) else people


def asks_reports(configuration: Configuration) -> bool:
    """Whether a gate of the files looks at what only reports and logs tell: these need a consent of their own."""
    rollout = configuration.rollout
    gates: Iterator[Gate] = (gate for stage in (rollout.stages if rollout else ()) for gate in stage.gates)
    return any(not isinstance(each, FROM_FILES) for each in gates)


def with_trend(plan: Plan, at: datetime) -> Plan:
    """The plan with the trend of what its gates measured, which is kept for the next one."""
    if plan.ladder is None:
        return plan
    return replace(plan, ladder=ladder_with_trend(plan.ladder, plan.destination, at))


def ladder_with_trend(ladder: Ladder, destination: Destination, at: datetime) -> Ladder:
    """`at` is the tenant's time; each measurement is kept on this machine, by stage and gate."""
    if not destination.tenant_id or not any(each.gates for each in ladder.rungs):
        return ladder
    kept = read_measurements(destination)
    keep_measurements(destination, tuple(_measurements(ladder, at)))
    return replace(ladder, rungs=tuple(_with_trend(each, kept, at) for each in ladder.rungs))


def without_trend(plan: Plan) -> Plan:
    """As a plan file has it: the same tenant gives the same bytes, whenever somebody looked before.

    Who is missing stands in it only beside those who are affected: it is sent to whoever approves.
    """
    if plan.ladder is None:
        return plan
    names = plan.impact is not None
    rungs = (
        replace(rung, gates=tuple(_as_saved(each, names=names) for each in rung.gates)) for rung in plan.ladder.rungs
    )
    return replace(plan, ladder=replace(plan.ladder, rungs=tuple(rungs)))


def _as_saved(gate: Measured, *, names: bool) -> Measured:
    is_about_people = isinstance(gate.gate, Registered | Failures)
    return replace(gate, trend="", missing=() if is_about_people and not names else gate.missing)


def _with_trend(rung: Rung, kept: Measurements, at: datetime) -> Rung:
    return replace(
        rung,
        gates=tuple(
            replace(each, trend=trend(kept.of(rung.stage.name, gate_key(each)), at, each.number, each.unit))
            for each in rung.gates
        ),
    )


def _measurements(ladder: Ladder, at: datetime) -> Iterator[Measurement]:
    for rung in ladder.rungs:
        for each in rung.gates:
            if each.number is not None:
                yield Measurement(at, rung.stage.name, gate_key(each), each.number, each.unit, each.answer.value)


def gate_key(gate: Measured) -> str:
    """What tells the gates of one stage apart."""
    return " ".join(filter(None, (gate.code, about(gate.gate))))


def unused_gate_overrides(ladder: Ladder | None, overrides: Mapping[str, str]) -> tuple[str, ...]:
    """A code that lets no stage in is mostly a slip of the finger, and may be one more than is needed."""
    used = {code for each in (ladder.rungs if ladder else ()) for code in each.let_in}
    return tuple(
        f"notice: --override {code}: {_why_unused(code, ladder)}" for code in sorted(overrides) if code not in used
    )


def _why_unused(code: str, ladder: Ladder | None) -> str:
    if ladder is None:
        return "the files have no roll-out"
    held = next((each for each in ladder.rungs if each.standing is Standing.HELD), None)
    shut = [each for each in closed(held) if each.code == code] if held is not None else []
    if held is None or not shut:
        return "no stage is held by such a gate"
    if not all(map(can_override, shut)):
        return "it can't be overridden"
    others = sorted({each.code for each in closed(held)} - {code})
    also = f"`{held.stage.name}` is held by {', '.join(others)} as well" if others else ""
    return also or "one stage was let in already, and only one is let in by a run"

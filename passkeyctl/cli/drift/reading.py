"""Reading a tenant beside its files, through a connection that can't write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from passkeyctl.apply.drifting import read_drift
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import say
from passkeyctl.cli.identity import READ_ONLY
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.people.reading_progress import Counted
from passkeyctl.cli.plan.gates import fresh_enough, gate_sources, ladder_with_trend
from passkeyctl.cli.plan.planning import asking_for_people
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.drift.deviation import Certainty, Deviation, Drift
from passkeyctl.errors import UserFault
from passkeyctl.graph.permissions import LOG_SCOPES
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.rollout.standing import Touch
from passkeyctl.sandbox.places import is_sandbox

NO_AUDIT = "the audit log was not asked (--no-audit)"
NO_LOG_IN_SNAPSHOT = "a snapshot holds no audit log"


@dataclass(frozen=True, slots=True)
class Asked:
    """How the command line wants a tenant read. Without `audit` nobody is asked who did what."""

    compare_beta: bool = True
    stage: str = ""
    audit: bool = True


def drift_of(configuration: Configuration, connection: ConnectionOptions, asked: Asked, as_of: date) -> Drift:
    """The stages of a roll-out are let in by their gates, as for a plan; what differs is told with whoever did it."""
    is_live, options = connection.against is None, PlanOptions(compare_beta=asked.compare_beta, stage=asked.stage)
    audit = asked.audit and is_live
    connection = asking_for_people(connection, options, configuration)
    if audit:
        connection = replace(connection, also_asks=(*connection.also_asks, *LOG_SCOPES))

    if is_sandbox(connection.tenant):
        say(READ_ONLY)  # elsewhere it stands beside who signed in

    async def read() -> Drift:
        async with connected(connection, configuration, read_only=True) as tenant:
            people = fresh_enough(PeopleOptions(), configuration)
            gates = gate_sources(tenant.client, people, connection.against)
            found = await read_drift(
                tenant.client,
                configuration,
                options,
                tenant.check_tenant,
                gates=gates,
                as_of=as_of,
                touched=gates.touched if is_live else _nothing,
                audit=audit,
                counting=Counted("records of the audit log"),
            )
            return found if connection.against or found.ladder is None else _with_trend(found)

    try:
        found = run_async(read())
    except UserFault as fault:
        raise redacted_fault(fault, configuration) if connection.redact else fault from None
    return found if audit else _because(found, NO_AUDIT if is_live else NO_LOG_IN_SNAPSHOT)


def _nothing(_: Destination) -> Mapping[str, Touch]:
    """What runs wrote since says nothing about the moment of a snapshot."""
    return {}


def _with_trend(drift: Drift) -> Drift:
    assert drift.ladder is not None
    return replace(drift, ladder=ladder_with_trend(drift.ladder, drift.destination, drift.at))


def _because(drift: Drift, why: str) -> Drift:
    """With the reason in the words of this command line, wherever the log would have said who it was."""

    def told(each: Deviation) -> Deviation:
        found = each.attribution
        is_silent = found.certainty is Certainty.UNKNOWN and found.why in ("", drift.log.why)
        return replace(each, attribution=replace(found, why=why)) if is_silent else each

    return replace(drift, log=replace(drift.log, why=why), deviations=tuple(map(told, drift.deviations)))

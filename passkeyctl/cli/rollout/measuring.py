"""Reading a tenant to see how a roll-out stands in it, through a connection that can't write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from passkeyctl.apply.comparing import compare
from passkeyctl.apply.planner import read_ladder
from passkeyctl.apply.staging import Staged
from passkeyctl.cli.clock import now
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.plan.gates import fresh_enough, gate_sources, ladder_with_trend
from passkeyctl.cli.plan.planning import asking_for_people
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.errors import PasskeyctlError, UserFault
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.rollout import Rollout
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.rollout.ladder import Ladder


@dataclass(frozen=True, slots=True)
class Measuring:
    """How a roll-out stands in a tenant."""

    rollout: Rollout
    ladder: Ladder
    destination: Destination
    pending: int | None = None
    """How many objects an apply would change; None where no plan can be made now."""

    @property
    def place(self) -> str:
        """Which tenant it is, in words."""
        name = self.destination.tenant_name or self.destination.tenant_id or "not known"
        return f"{name} ({self.destination.endpoint})"


def rollout_of(configuration: Configuration) -> Rollout:
    if configuration.rollout is None:
        raise PasskeyctlError(
            "the files have no `rollout`",
            hint="describe its stages (docs/rollout.md), or begin with `extends: builtin:rollout-security-keys`",
        )
    return configuration.rollout


def files_of(paths: Sequence[str] | None, *, stage: str = "", redact: bool = False) -> tuple[Configuration, Rollout]:
    configuration = configuration_of(paths, stage=stage, redact=redact)
    return configuration, rollout_of(configuration)


def measure(
    configuration: Configuration, connection: ConnectionOptions, people: PeopleOptions, *, stage: str = ""
) -> Measuring:
    """With the trend since earlier runs of this machine, for which what is measured is kept."""
    rollout = rollout_of(configuration)
    connection = asking_for_people(connection, PlanOptions(), configuration)

    async def measured() -> Measuring:
        async with connected(connection, configuration, read_only=True) as tenant:
            sources = gate_sources(tenant.client, fresh_enough(people, configuration), connection.against)
            options = PlanOptions(compare_beta=False, stage=stage)
            found = await read_ladder(tenant.client, configuration, options, tenant.check_tenant, sources)
            assert found is not None  # there is a roll-out
            ladder = ladder_with_trend(found.ladder, found.destination, tenant.client.told_time or now())
            return Measuring(rollout, ladder, found.destination, _pending(found))

    try:
        return _told(run_async(measured()), redact=connection.redact)
    except UserFault as fault:
        raise redacted_fault(fault, configuration) if connection.redact else fault from None


def _pending(found: Staged) -> int | None:
    """A stage that sets nothing of its own can still have something to apply: what the rest of the file says."""
    options = PlanOptions(compare_beta=False)
    try:
        compared = compare(found.configuration, found.prior, found.directory, found.destination, options, None)
    except UserFault:
        return None
    return sum(each.action is not Action.NO_OP for each in compared.difference.changes)


def _told(found: Measuring, *, redact: bool) -> Measuring:
    if not redact:
        return found
    from passkeyctl.render.rollout.ladder_redaction import redacted_ladder

    hidden = replace(found.destination, tenant_id="", tenant_name="<tenant>")
    return replace(found, ladder=redacted_ladder(found.ladder), destination=hidden)

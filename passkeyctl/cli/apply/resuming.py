"""`apply --resume`: find out what a run that was cut off has done, plan the rest anew, and go on with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from passkeyctl.apply.journal import Journal
from passkeyctl.apply.planner import make_plan
from passkeyctl.apply.resuming import Settled, settle
from passkeyctl.cli.apply.doubts import check_alone, check_found, check_same_end, check_send_again, check_told_apart
from passkeyctl.cli.apply.enacting import Enactment
from passkeyctl.cli.apply.moved import replanning
from passkeyctl.cli.apply.progress import pace_of
from passkeyctl.cli.apply.runs import locked
from passkeyctl.cli.apply.sources import check_options
from passkeyctl.cli.apply.undertaking import Manner, Undertaking
from passkeyctl.cli.apply.unfinished import NothingToResume, Unfinished, chosen, opened
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.clock import now, today
from passkeyctl.cli.connection import Connection, ConnectionOptions, wanted_endpoint
from passkeyctl.cli.console import say
from passkeyctl.cli.pace import waiting
from passkeyctl.cli.people.impact import ImpactOptions
from passkeyctl.cli.plan.gates import gate_sources
from passkeyctl.cli.plan.planning import asking_for_people, unused_overrides
from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.graph.directory import look_up
from passkeyctl.graph.reader import read_tenant
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.directory import Directory, Organization
from passkeyctl.needs import asks_for_beta_campaign, references_of
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.plan.record.journal import Reached
from passkeyctl.plan.record.resumption import Left, Standing, left_of
from passkeyctl.plan.saved.plan_document import SavedPlan, saved_plan_of
from passkeyctl.plan.saved.stale import check_destination, check_endpoint


@dataclass(frozen=True, slots=True)
class Resuming:
    """What the command line asked for: the run, and what of it may be sent once more."""

    run: Unfinished
    saved: SavedPlan
    send_again: tuple[str, ...]

    @classmethod
    def of(cls, run: Unfinished, send_again: Sequence[str]) -> Resuming:
        undone = run.receipt.undoes
        if undone is not None:
            raise NothingToResume(
                f"the run `{run.receipt.run}` takes back `{undone}`: that is not resumed",
                hint=f"`passkeyctl undo {undone}` works out anew what is left to take back, and closes this run",
            )
        return cls(run, saved_plan_of(run.receipt.plan), tuple(send_again))


def resume_named(
    names: Sequence[str] | None,
    send_again: Sequence[str] | None,
    options: PlanOptions,
    connection: ConnectionOptions,
    manner: Manner,
    impact: ImpactOptions,
) -> ExitCode:
    """As the command line has it: `names` holds the run, or nothing. What was decided when it began stays decided."""
    if names and len(names) > 1:
        raise UsageError("`--resume` goes on with one run", hint="name one, or none where only one is unfinished")
    asked = Resuming.of(chosen(names or (), connection.tenant, redact=manner.redact), send_again or ())
    check_options(asked.saved, options)
    overrides = {**asked.saved.overrides, **manner.verdict.overrides}
    return resume(asked, connection, replace(manner, verdict=replace(manner.verdict, overrides=overrides)), impact)


def resume(asked: Resuming, connection: ConnectionOptions, manner: Manner, impact: ImpactOptions) -> ExitCode:
    """With the tenant locked from the first look at the journal: a run that is still going on is not cut off."""
    saved = asked.saved
    check_endpoint(saved, wanted_endpoint(connection, saved.configuration).label, redact=manner.redact)
    with locked(saved.destination.tenant_id, now()):
        run = opened(asked.run.folder)
        left = left_of(run.receipt, is_torn=run.is_torn)
        check_send_again(left, asked.send_again)
        _say_begun(run, left)
        connection = asking_for_people(connection, saved.options, saved.configuration)
        resumption = _Resumption(run, saved, left, asked.send_again, manner, impact)
        return Enactment(connection, saved.configuration, manner, resumption.planned, holds_lock=True).run()


def _say_begun(run: Unfinished, left: Left) -> None:
    say(f"going on with the apply of {run.words}")
    if left.is_torn:
        say("  the last line of its journal was being written when it ended: the request it was about had not left")
    doubtful = sum(each.standing is Standing.IN_DOUBT for each in left.last)
    if doubtful:
        say(f"  {doubtful} of its requests may have had an effect that nobody saw: reading until that is known")


@dataclass(frozen=True, slots=True)
class _Resumption:
    run: Unfinished
    saved: SavedPlan
    left: Left
    send_again: tuple[str, ...]
    manner: Manner
    impact: ImpactOptions

    async def planned(self, tenant: Connection) -> Undertaking:
        """What is left to do by the same files. Raises where going on would be a guess, or overwrite somebody."""
        directory, destination = await self._place(tenant)
        check_destination(self.saved, destination, redact=self.manner.redact)
        found = await self._settled(tenant, destination)
        check_alone(self.left, found, self.saved.configuration, directory, redact=self.manner.redact)
        check_told_apart(found)
        check_found(found, self.send_again, asks=self.manner.asks)
        self._put_down(found)
        plan = await self._made(tenant)
        check_same_end(self.left, plan, found)
        given = {
            code: reason for code, reason in self.manner.verdict.overrides.items() if code not in self.saved.overrides
        }
        for words in unused_overrides(plan, given):
            say(words)
        return Undertaking(plan, self.saved.configuration, self.saved.options, resumes=self.run.folder)

    async def _place(self, tenant: Connection) -> tuple[Directory, Destination]:
        """Which tenant this is, and the names in it that the files mention."""
        directory, organization = await look_up(tenant.client, references_of(self.saved.configuration))
        return directory, await tenant.check_tenant(organization)

    async def _settled(self, tenant: Connection, destination: Destination) -> Settled:
        asks_for_beta = asks_for_beta_campaign(self.saved.configuration)
        start = await read_tenant(
            tenant.client, compare_beta=False, families=self.left.families, campaign_beta=asks_for_beta
        )
        patience = waiting(pace_of(destination).interval)
        return await settle(GraphTenant(tenant.client), self.left, start.state, patience)

    def _put_down(self, found: Settled) -> None:
        """What has been found out stays known, whatever comes next."""
        at = now().isoformat(timespec="milliseconds")
        with Journal.reopened(self.run.folder.journal) as journal:
            for number, each in enumerate(self.left.last):
                if each in found.missing and each.standing is Standing.IN_DOUBT:
                    journal.write(Reached(at, number, "not verified", ("does not show, also not long afterwards",)))
                elif each.is_open and each not in found.missing:
                    made = {str(address): found.ids[address] for address in each.operation.creates}
                    detail = ("seen when the run was taken up again",)
                    journal.write(Reached(at, number, "verified", detail, made))

    async def _made(self, tenant: Connection) -> Plan:
        async def check_tenant(organization: Organization | None) -> Destination:
            destination = await tenant.check_tenant(organization)
            check_destination(self.saved, destination, redact=self.manner.redact)
            return destination

        # What let a stage in when the run began let it in: no gate is asked a second time in the middle of it.
        options, configuration = replace(self.saved.options, entered=self.saved.stages), self.saved.configuration
        gates = gate_sources(tenant.client, self.impact.people)
        async with replanning(self.saved, configuration, tenant.client, redact=self.manner.redact):
            return await make_plan(
                tenant.client,
                configuration,
                options,
                check_tenant,
                as_of=today(),
                people=gates.people if options.impact else None,
                signed_in=tenant.signed_in,
                metadata=newer_list(),
                gates=gates if self.saved.stages is not None else None,
            )

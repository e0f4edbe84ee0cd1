"""From a receipt to a plan that takes it back, and through it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from passkeyctl.apply.planner import make_plan
from passkeyctl.apply.undoing import families_of, left_out, needs_beta, recycled, rules_of, taking_back
from passkeyctl.cli.apply.enacting import Enactment
from passkeyctl.cli.apply.undertaking import Manner, Undertaking
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected, wanted_endpoint
from passkeyctl.cli.console import say
from passkeyctl.cli.formats import Format
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.impact import ImpactOptions, write_table
from passkeyctl.cli.people.reading_people import people_source
from passkeyctl.cli.plan.planning import Beside, asking_for_people, report, report_in_form, unused_overrides, view_of
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.errors import ExitCode, ReceiptRejected, UsageError, UserFault
from passkeyctl.graph.recycle_bin import read_bin
from passkeyctl.json_types import JsonObject
from passkeyctl.model.directory import Organization
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.plan.record.receipt import Receipt, receipt_json
from passkeyctl.plan.saved.plan_document import SavedPlan, digest_of, plan_document, saved_plan_of
from passkeyctl.plan.saved.stale import SANDBOX
from passkeyctl.plan.undo.traces import Applied, applied_by
from passkeyctl.render.lines import visible
from passkeyctl.render.redaction import redacted


@dataclass(frozen=True, slots=True)
class Undo:
    """What the command line asked for; `leave` are addresses of what stays as it is."""

    receipt: Receipt
    options: PlanOptions
    leave: tuple[str, ...]
    impact: ImpactOptions


def take_back(asked: Undo, connection: ConnectionOptions, manner: Manner, *, plan_only: bool) -> ExitCode:
    saved = saved_plan_of(asked.receipt.plan)
    applied = _applied(asked)
    connection = asking_for_people(connection, asked.options)
    written_to = asked.receipt.destination.shown(redact=manner.redact)
    _check_endpoint(written_to, wanted_endpoint(connection, saved.configuration).label)
    way_back = _WayBack(asked, saved, applied, redact=manner.redact)
    _say_what(asked.receipt, redact=manner.redact)
    if plan_only:
        return way_back.shown(connection, manner)

    async def planned(tenant: Connection) -> Undertaking:
        plan = await way_back.planned(tenant)
        document = way_back.document(plan, manner)
        undone = asked.receipt.run
        return Undertaking(plan, saved.configuration, asked.options, undoes=undone, document=document)

    return Enactment(connection, saved.configuration, manner, planned).run()


def _applied(asked: Undo) -> Applied:
    applied = applied_by(asked.receipt)
    known = {str(each.address) for each in applied.traces} | {str(each.address) for each in applied.lost}
    unknown = [each for each in asked.leave if each not in known]
    if unknown:
        raise UsageError(
            f"the apply did not write `{unknown[0]}`",
            detail=[f"`{each}`" for each in sorted(known)],
            hint="`--leave` takes one of these addresses",
        )
    return left_out(applied, asked.leave)


def _say_what(receipt: Receipt, *, redact: bool) -> None:
    begun = receipt.begun
    who = visible(begun.actor.account or begun.actor.user)
    how = f", which itself took back {receipt.undoes}" if receipt.undoes else ""
    by = f" by {who}" if who and not redact else ""
    say(f"taking back {receipt.run}{how}: begun {begun.at}{by}")
    if receipt.outcome is None:
        say("notice: it was cut off, so what it wrote is told by its journal and by the tenant")


def _check_endpoint(receipt: Destination, label: str) -> None:
    """Before anything is opened: what was written to the sandbox is taken back there and nowhere else."""
    if receipt.endpoint != label:
        raise ReceiptRejected(
            f"the receipt is of `{receipt.tenant_name}` at `{receipt.endpoint}`, this is `{label}`",
            hint="add --tenant sandbox" if receipt.endpoint == SANDBOX else "take it back where it was applied",
        )


def _check_destination(receipt: Destination, now: Destination) -> None:
    if (receipt.endpoint, receipt.tenant_id) != (now.endpoint, now.tenant_id):
        raise ReceiptRejected(
            f"the receipt is of `{receipt.tenant_name}` (`{receipt.tenant_id}`), "
            f"this is `{now.tenant_name}` (`{now.tenant_id}`)",
            hint="take it back where it was applied",
        )


@dataclass(frozen=True, slots=True)
class _WayBack:
    asked: Undo
    saved: SavedPlan
    applied: Applied
    redact: bool

    async def planned(self, tenant: Connection) -> Plan:
        async def check_tenant(organization: Organization | None) -> Destination:
            destination = await tenant.check_tenant(organization)
            redact = self.redact
            _check_destination(self.asked.receipt.destination.shown(redact=redact), destination.shown(redact=redact))
            return destination

        people = people_source(tenant.client, self.asked.impact.people) if self.asked.options.impact else None
        bin = await read_bin(tenant.client, recycled(self.applied))
        plan = await make_plan(
            tenant.client,
            rules_of(self.saved.configuration),
            self.asked.options,
            check_tenant,
            as_of=today(),
            people=people,
            also_read=families_of(self.applied),
            campaign_beta=needs_beta(self.applied),
            signed_in=tenant.signed_in,
            metadata=newer_list(),
            proposing=taking_back(self.applied, bin),
        )
        # What no file lists says nothing about an undo: it has no files.
        return replace(plan, undoes=self.asked.receipt.run, unlisted=())

    def document(self, plan: Plan, manner: Manner) -> JsonObject:
        """With the receipt itself: the plan can be made again of it, wherever its file is by then."""
        overrides = dict(manner.verdict.overrides)
        kept = plan_document(plan, self.saved.configuration, self.asked.options, overrides)
        whole: JsonObject = {**kept, "undo": receipt_json(self.asked.receipt), "left": [*self.asked.leave]}
        return {**whole, "digest": digest_of(whole)}

    def shown(self, connection: ConnectionOptions, manner: Manner) -> ExitCode:
        """Through a connection that can't write."""
        configuration = self.saved.configuration

        async def planned() -> Plan:
            async with connected(connection, configuration, read_only=True) as tenant:
                return await self.planned(tenant)

        try:
            plan = run_async(planned())
        except UserFault as fault:
            raise redacted_fault(fault, configuration) if connection.redact else fault from None
        for words in unused_overrides(plan, manner.verdict.overrides):
            say(words)
        shown = redacted(plan) if manner.redact else plan
        write_table(shown, view_of(configuration, manner.verdict.overrides), configuration, manner.impact_csv)
        if manner.as_json:
            report_in_form(shown, manner.verdict, Format.JSON, ())
        else:
            report(shown, configuration, manner.verdict, Beside(requests=manner.show_requests))
        return manner.verdict.exit_code(plan)

"""One apply from the first read to the summary; knows at every moment what has been written."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

from passkeyctl.apply.executor import execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.apply.approval import approve
from passkeyctl.cli.apply.event_stream import EventStream
from passkeyctl.cli.apply.moved import check_saved, check_unchanged, replanning
from passkeyctl.cli.apply.progress import progress
from passkeyctl.cli.apply.sources import Source
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected, wanted_endpoint
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.failing import Failure, failure_of
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.pace import waiting
from passkeyctl.cli.people.impact import ImpactOptions, write_table
from passkeyctl.cli.people.reading_people import people_source
from passkeyctl.cli.plan.planning import Verdict, asking_for_people, report, show_plan, unused_overrides, view_of
from passkeyctl.cli.redacting import redacted_fault, redacted_ledger, redacting
from passkeyctl.cli.signals import interrupted_at_once
from passkeyctl.errors import ExitCode, PasskeyctlError
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.directory import Organization
from passkeyctl.plan.plan import Destination, Plan
from passkeyctl.plan.stale import check_destination, check_endpoint
from passkeyctl.render.redaction import redacted
from passkeyctl.render.text import outcome_lines


class Application:
    def __init__(
        self,
        source: Source,
        connection: ConnectionOptions,
        verdict: Verdict,
        *,
        asks: bool,
        as_json: bool,
        show_requests: bool,
        redact: bool,
        impact: ImpactOptions,
        stream: EventStream | None = None,
    ) -> None:
        self._source = source
        self._connection = asking_for_people(connection, source.options)
        self._verdict = verdict
        self._asks = asks
        self._as_json = as_json
        self._show_requests = show_requests
        self._redacts = redact
        self._impact = impact
        self._stream = stream
        self._plan: Plan | None = None
        self._ledger: Ledger | None = None

    def run(self) -> ExitCode:
        """Whatever ends it, what was written is told; after the first write anything open is exit 5."""
        try:
            outcome: ExitCode | BaseException = run_async(self._ended())
        except KeyboardInterrupt as interrupt:
            outcome = interrupt
        if isinstance(outcome, ExitCode):
            return self._told(outcome, None)
        if self._ledger is None or not self._ledger.has_written:
            raise outcome
        # What was to be written has been seen in the tenant: whatever came then leaves nothing open.
        code = ExitCode.DONE if self._ledger.is_complete else ExitCode.OPEN
        return self._told(code, failure_of(outcome))

    async def _ended(self) -> ExitCode | BaseException:
        """The exception as a value: also a fault of ours must not hide what was written before it."""
        (outcome,) = await asyncio.gather(self._apply(), return_exceptions=True)
        if self._redacts and isinstance(outcome, BaseException):
            return redacted_fault(outcome, self._source.configuration)
        return outcome

    async def _apply(self) -> ExitCode:
        if self._source.saved is not None:
            check_endpoint(self._source.saved, wanted_endpoint(self._connection, self._source.configuration).label)
        async with connected(self._connection, self._source.configuration, read_only=False) as tenant:
            plan = await self._made(tenant)
            self._plan = plan
            if self._source.saved is not None:
                check_saved(self._source.saved, plan, self._source.configuration, redact=self._redacts)
            self._show(plan)
            if not plan.has_changes:
                return self._verdict.exit_code(plan)
            with interrupted_at_once():
                await asyncio.sleep(0)  # a Ctrl-C from before would wait until the question is answered
                approved = approve(plan, self._verdict, asks=self._asks)
            if not approved:
                return ExitCode.REFUSED
            return await self._write(tenant, plan)

    async def _made(self, tenant: Connection) -> Plan:
        async def check_tenant(organization: Organization | None) -> Destination:
            # Another tenant is said before names that don't exist there are.
            destination = await tenant.check_tenant(organization)
            if self._source.saved is not None:
                check_destination(self._source.saved, destination)
            return destination

        options, configuration = self._source.options, self._source.configuration
        people = people_source(tenant.client, self._impact.people) if options.impact else None
        with replanning(self._source.saved, configuration, redact=self._redacts):
            return await make_plan(
                tenant.client,
                configuration,
                options,
                check_tenant,
                as_of=today(),
                people=people,
                signed_in=tenant.signed_in,
                metadata=newer_list(),
            )

    def _show(self, plan: Plan) -> None:
        """Before anything is asked; with `--json` a person who is asked reads it on stderr."""
        for words in unused_overrides(plan, self._verdict.overrides):
            say(words)
        configuration = self._source.configuration
        plan = self._for_print(plan)
        write_table(plan, view_of(configuration, self._verdict.overrides), configuration, self._impact.csv)
        if not self._as_json and self._stream is None:
            report(plan, self._source.configuration, self._verdict, show_requests=self._show_requests)
        elif (self._asks or self._stream is not None) and plan.has_changes:
            show_plan(
                plan, self._source.configuration, self._verdict, show_requests=self._show_requests, stream=sys.stderr
            )

    async def _write(self, tenant: Connection, plan: Plan) -> ExitCode:
        writer = GraphTenant(tenant.client)
        families = frozenset(each.family for each in plan.operations)
        now = await writer.read(families, plan.prior)
        check_unchanged(plan, now, self._source.configuration, redact=self._redacts)
        shown = self._for_print(plan)
        with progress(shown.operations, shown.destination, self._stream) as listener:
            self._ledger = Ledger(plan.operations, redacting(plan, listener) if self._redacts else listener)
            await execute(writer, self._ledger, plan.prior, waiting())
        if self._ledger.is_complete:
            return ExitCode.DONE
        return ExitCode.OPEN if self._ledger.has_written else ExitCode.FAILED

    def _for_print(self, plan: Plan) -> Plan:
        return redacted(plan) if self._redacts else plan

    def _ledger_for_print(self, plan: Plan, ledger: Ledger) -> Ledger:
        return redacted_ledger(plan, ledger) if self._redacts else ledger

    def _told(self, code: ExitCode, failure: Failure | None) -> ExitCode:
        """The summary, and on stdout the JSON; a reader that went away changes nothing about the tenant."""
        if failure is not None and failure.exit_code is ExitCode.INTERRUPTED:
            say("interrupted")
        elif failure is not None:
            failure.show()
        if self._plan is not None and self._as_json:
            return self._json_written(self._plan, code, failure)
        if self._plan is not None and self._ledger is not None:
            with suppress(PasskeyctlError):
                ledger = self._ledger_for_print(self._plan, self._ledger)
                target = sys.stdout if self._stream is None else sys.stderr
                show(outcome_lines(ledger, self._plan.destination.endpoint), target)
        if self._stream is not None:
            self._stream.end(code, self._ledger, failure)
        return code

    def _json_written(self, plan: Plan, code: ExitCode, failure: Failure | None) -> ExitCode:
        from passkeyctl.cli.apply.outcome_document import outcome_document
        from passkeyctl.render.json_text import json_text

        try:
            ledger = self._ledger_for_print(plan, self._ledger) if self._ledger is not None else None
            shown = self._for_print(plan)
            write_out(json_text(outcome_document(shown, ledger, self._verdict, code, failure)))
        except PasskeyctlError as full:
            failure_of(full).show()
            return code if code is not ExitCode.DONE else ExitCode.FAILED
        return code

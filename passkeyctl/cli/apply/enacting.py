"""One run that may write, from signing in to its receipt; knows at every moment what has been written.

`apply`, `apply --resume` and `undo` differ in how they come to a plan, and in nothing after it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from passkeyctl.apply.executor import execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.apply.approval import approve
from passkeyctl.cli.apply.moved import check_unchanged
from passkeyctl.cli.apply.progress import pace_of, progress
from passkeyctl.cli.apply.recording import RECORD_FAULTS, Recording, recording
from passkeyctl.cli.apply.runs import locked
from passkeyctl.cli.apply.telling import report_unwritten, tell
from passkeyctl.cli.apply.token_life import check_token_life
from passkeyctl.cli.apply.undertaking import Manner, Planned, SoFar, Undertaking
from passkeyctl.cli.apply.unfinished import beside, say_superseded, supersede
from passkeyctl.cli.clock import now
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected
from passkeyctl.cli.console import say
from passkeyctl.cli.evidence.applies import check_plan
from passkeyctl.cli.failing import failure_of
from passkeyctl.cli.kept import JOURNAL, RECEIPT, remember
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.pace import waiting
from passkeyctl.cli.people.impact import write_table
from passkeyctl.cli.plan.planning import Beside, is_held, report, show_plan, unused_overrides, view_of
from passkeyctl.cli.redacting import redacted_fault, redacting
from passkeyctl.cli.signals import interrupted_at_once, stopping
from passkeyctl.errors import ExitCode, JournalFailed, Locked
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan
from passkeyctl.render.redaction import redacted

STOPPING = "finishing the request that is under way; once more ends at once, which leaves it in doubt"


class Enactment:
    """`Enactment(connection, configuration, manner, planned).run()` signs in, asks `planned` for an `Undertaking`,
    shows it and asks; then, with the tenant locked against other runs of this machine, reads again what is written,
    keeps the journal, carries it out, writes the receipt and tells how it ended.

    `configuration` says which tenant to sign in to. With `holds_lock` the caller has `locked` the tenant already.
    """

    def __init__(
        self,
        connection: ConnectionOptions,
        configuration: Configuration,
        manner: Manner,
        planned: Planned,
        *,
        holds_lock: bool = False,
    ) -> None:
        self._connection = connection
        self._configuration = configuration
        self._manner = manner
        self._planned = planned
        self._holds_lock = holds_lock
        self._so_far = SoFar()

    def run(self) -> ExitCode:
        """Whatever ends it, what was written is told; after the first write anything open is exit 5."""
        try:
            outcome: ExitCode | BaseException = run_async(self._ended())
        except KeyboardInterrupt as interrupt:
            outcome = interrupt
        if isinstance(outcome, asyncio.CancelledError):
            outcome = KeyboardInterrupt()
        if isinstance(outcome, ExitCode):
            return tell(self._so_far, self._manner, outcome, None)
        if not self._so_far.has_written:
            report_unwritten(self._so_far, self._manner, failure_of(outcome))
            raise outcome
        # What was to be written has been seen in the tenant: whatever came then leaves nothing open.
        code = ExitCode.DONE if self._so_far.is_settled else ExitCode.OPEN
        return tell(self._so_far, self._manner, code, failure_of(outcome))

    async def _ended(self) -> ExitCode | BaseException:
        """The exception as a value: also a fault of ours must not hide what was written before it."""
        (outcome,) = await asyncio.gather(self._enact(), return_exceptions=True)
        if self._manner.redact and isinstance(outcome, BaseException):
            return redacted_fault(outcome, self._configuration)
        return outcome

    async def _enact(self) -> ExitCode:
        async with connected(self._connection, self._configuration, read_only=False) as tenant:
            undertaking = await self._planned(tenant)
            plan = self._so_far.plan = undertaking.plan
            self._so_far.configuration, self._so_far.undertaking = undertaking.configuration, undertaking
            self._show(undertaking)
            self._look_around(undertaking)
            check_plan(undertaking, self._manner)
            if not plan.has_changes and undertaking.resumes is None:
                return self._manner.verdict.exit_code(plan)
            if plan.has_changes and not await self._is_approved(plan):
                return ExitCode.STALE if is_held(plan) else ExitCode.REFUSED
            return await self._carried_out(tenant, undertaking)

    def _show(self, undertaking: Undertaking) -> None:
        """Before anything is asked; with `--json` a person who is asked reads it on stderr."""
        plan, configuration, manner = undertaking.plan, undertaking.configuration, self._manner
        # What let something pass when a run began may have nothing left to let pass.
        if undertaking.resumes is None:
            past_gates = undertaking.options.gate_overrides
            for words in unused_overrides(plan, manner.verdict.overrides, past_gates):
                say(words)
        plan = redacted(plan) if manner.redact else plan
        write_table(plan, view_of(configuration, manner.verdict.overrides), configuration, manner.impact_csv)
        if not manner.as_json and manner.stream is None:
            report(plan, configuration, manner.verdict, Beside(manner.show_requests))
        elif (manner.asks or manner.stream is not None) and plan.has_changes:
            show_plan(plan, configuration, manner.verdict, show_requests=manner.show_requests, stream=sys.stderr)

    def _look_around(self, undertaking: Undertaking) -> None:
        """Nobody is asked for what could not be done then; and what was left open is no longer so afterwards."""
        if undertaking.resumes is not None:
            return
        plan = undertaking.plan
        try:
            with nullcontext() if self._holds_lock else locked(plan.destination.tenant_id, now()):
                left = beside(plan.destination)
        except (Locked, JournalFailed):
            if plan.has_changes:
                raise
            return  # what is being written just now was not left
        say_superseded(left, has_changes=plan.has_changes)

    async def _is_approved(self, plan: Plan) -> bool:
        with interrupted_at_once():
            await asyncio.sleep(0)  # a Ctrl-C from before would wait until the question is answered
            return approve(plan, self._manner.verdict, asks=self._manner.asks)

    async def _carried_out(self, tenant: Connection, undertaking: Undertaking) -> ExitCode:
        if self._holds_lock:
            return await self._written(tenant, undertaking)
        with locked(undertaking.plan.destination.tenant_id, now()):
            return await self._written(tenant, undertaking)

    async def _written(self, tenant: Connection, undertaking: Undertaking) -> ExitCode:
        """Read once more what is about to be written, put the run on record, and carry it out."""
        plan, writer = undertaking.plan, GraphTenant(tenant.client)
        left = beside(plan.destination) if undertaking.resumes is None else ()
        check_token_life(tenant.ends_at, now(), plan.operations, plan.destination)
        prior = await writer.read(frozenset(each.family for each in plan.operations), plan.prior)
        check_unchanged(plan, prior, undertaking.configuration, redact=self._manner.redact)
        account = tenant.signed_in.name if tenant.signed_in is not None else ""
        kept = recording(undertaking, dict(self._manner.verdict.overrides), account)
        self._so_far.record = kept.told
        if self._manner.stream is not None:
            self._manner.stream.run = kept.folder.run
        ledger = self._so_far.ledger = Ledger(plan.operations, lambda _: None, kept.record, seen=prior)
        try:
            supersede(left, kept.folder.run, prior)
            with stopping(self._stop()):
                await self._told_as_it_goes(writer, plan, ledger)
        except BaseException as fault:
            self._close(kept, ledger, (_words(fault),))
            raise
        self._close(kept, ledger)
        return self._code(plan, ledger, kept)

    async def _told_as_it_goes(self, writer: GraphTenant, plan: Plan, ledger: Ledger) -> None:
        shown = redacted(plan) if self._manner.redact else plan
        with progress(shown.operations, shown.destination, self._manner.stream) as listener:
            ledger.listener = redacting(plan, listener) if self._manner.redact else listener
            assert ledger.seen is not None
            await execute(writer, ledger, ledger.seen, waiting(pace_of(plan.destination).interval))

    def _stop(self) -> Callable[[], None]:
        """Ends the run after the request that is under way."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None

        def stop() -> None:
            say(STOPPING)
            loop.call_soon_threadsafe(task.cancel)

        return stop

    def _close(self, kept: Recording, ledger: Ledger, ended_by: tuple[str, ...] = ()) -> None:
        """What keeps the record from being whole is told at the end, and hides nothing else."""
        try:
            kept.close(ledger, ended_by)
            if self._manner.receipt:
                kept.copy(Path(self._manner.receipt))
        except RECORD_FAULTS as fault:
            self._so_far.fault = fault
        self._so_far.record = kept.told
        self._remember(kept)

    def _remember(self, kept: Recording) -> None:
        """For `purge`, which is asked by domain as well."""
        tenant = self._configuration.tenant
        domain = tenant.domain if tenant is not None else None
        for path, what in ((kept.folder.journal, JOURNAL), (kept.receipt, RECEIPT), (self._manner.receipt, RECEIPT)):
            if path:
                remember(Path(path), what, kept.tenant_id, domain)

    def _code(self, plan: Plan, ledger: Ledger, kept: Recording) -> ExitCode:
        if self._so_far.is_settled:
            done = ExitCode.STALE if is_held(plan) else ExitCode.DONE
            return done if self._so_far.fault is None else ExitCode.FAILED
        return ExitCode.OPEN if ledger.has_written or kept.has_former_writes else ExitCode.FAILED


def _words(fault: BaseException) -> str:
    if isinstance(fault, asyncio.CancelledError | KeyboardInterrupt):
        return "interrupted"
    return failure_of(fault).diagnostics[0].summary

"""One apply from the first read to the summary; knows at every moment what has been written."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from types import FrameType

from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.approval import approve
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.planning import Verdict, report
from passkeyctl.cli.progress import progress
from passkeyctl.cli.sources import Source
from passkeyctl.errors import ExitCode, PasskeyctlError, PlanFileRejected
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.state import PriorState
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.planfile import check_same
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
    ) -> None:
        self._source = source
        self._connection = connection
        self._verdict = verdict
        self._asks = asks
        self._as_json = as_json
        self._show_requests = show_requests
        self._plan: Plan | None = None
        self._ledger: Ledger | None = None

    def run(self) -> ExitCode:
        """Whatever ends it, what was written is told; after the first write anything open is exit 5."""
        signal.signal(signal.SIGTERM, _as_interrupt)
        try:
            code = asyncio.run(self._apply())
        except KeyboardInterrupt:
            if self._ledger is None or not self._ledger.has_written:
                raise
            say("interrupted")
            code = ExitCode.OPEN
        except PasskeyctlError as error:
            if self._ledger is None or not self._ledger.has_written:
                raise
            say(f"error: {error.summary}")
            code = ExitCode.OPEN
        self._tell(code)
        return code

    async def _apply(self) -> ExitCode:
        async with connected(self._connection, self._source.configuration, read_only=False) as tenant:
            plan = await make_plan(tenant.client, self._source.configuration, self._source.options, tenant.check_tenant)
            self._plan = plan
            if self._source.saved is not None:
                check_same(self._source.saved, plan)
            if not self._as_json:
                report(
                    plan, self._source.configuration, self._verdict, as_json=False, show_requests=self._show_requests
                )
            if not plan.has_changes:
                return ExitCode.DONE
            if not approve(plan, self._verdict, asks=self._asks):
                return ExitCode.REFUSED
            return await self._write(tenant, plan)

    async def _write(self, tenant: Connection, plan: Plan) -> ExitCode:
        writer = GraphTenant(tenant.client)
        families = frozenset(each.family for each in plan.operations)
        check_unchanged(plan.prior, await writer.read(families, plan.prior))
        with progress(plan.operations) as listener:
            self._ledger = Ledger(plan.operations, listener)
            await execute(writer, self._ledger, plan.prior, Waiting(time.monotonic, asyncio.sleep))
        if self._ledger.is_complete:
            return ExitCode.DONE
        return ExitCode.OPEN if self._ledger.has_written else ExitCode.FAILED

    def _tell(self, code: ExitCode) -> None:
        """The summary, and on stdout the JSON; a reader that went away changes nothing about the tenant."""
        if self._plan is None:
            return
        if self._as_json:
            from passkeyctl.render.json_text import json_text
            from passkeyctl.render.outcome_json import outcome_json

            write_out(json_text(outcome_json(self._plan, self._ledger, exit_code=code)))
        elif self._ledger is not None:
            with suppress(PasskeyctlError):
                show(outcome_lines(self._ledger))


def check_unchanged(planned_from: PriorState, now: PriorState) -> None:
    """What was read for the plan is what is there now; else somebody wrote in between and nothing is sent."""
    before, after = _contents(planned_from), _contents(now)
    if before != after:
        different = sorted({name for _, name, _ in before ^ after})
        raise PlanFileRejected(
            "the tenant has changed since the plan was made; nothing was written",
            detail=[f"`{each}`" for each in different],
            hint="run again and look at the new plan",
        )


def _contents(state: PriorState) -> frozenset[tuple[str, str, frozenset[tuple[str, object]]]]:
    return frozenset((each.id, each.name, frozenset(each.fields.items())) for each in state.objects)


def _as_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    signal.raise_signal(signal.SIGINT)

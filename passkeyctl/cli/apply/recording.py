"""The record of one run on disk: its folder, its journal from the first line to the last, and its receipt."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from passkeyctl import __version__
from passkeyctl.apply.events import Listener, Status
from passkeyctl.apply.journal import Journal, recorder
from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.apply.actor import actor
from passkeyctl.cli.apply.runs import RunFolder, new_run
from passkeyctl.cli.apply.undertaking import Undertaking
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.clock import now
from passkeyctl.errors import JournalFailed, JournalRejected, OutputFailed, PasskeyctlError, ReceiptRejected
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.record.journal import Begun, Ended, Outcome, Resumed
from passkeyctl.plan.record.operation_json import kept_operations
from passkeyctl.plan.record.receipt import Receipt, receipt_digest, receipt_text
from passkeyctl.plan.saved.plan_document import plan_document, touched_ids
from passkeyctl.render.records.outcome_lines import RunRecord
from passkeyctl.wire.moment import moment_json

OPEN = (Status.FAILED, Status.UNKNOWN, Status.NOT_VERIFIED, Status.SENDING, Status.SENT)
UNWRITTEN = (Status.PENDING, Status.SKIPPED, Status.FAILED)


@dataclass(slots=True)
class Recording:
    """`touched` are the objects whose state the receipt tells; `former` is what the run did before it was taken up."""

    folder: RunFolder
    journal: Journal
    touched: frozenset[tuple[Kind, str]]
    undoes: str | None
    tenant_id: str
    former: Receipt | None = None
    receipt: str = field(default="", init=False)
    digest: str = field(default="", init=False)

    @property
    def record(self) -> Listener:
        return recorder(self.journal, lambda: now().isoformat(timespec="milliseconds"))

    @property
    def told(self) -> RunRecord:
        return RunRecord(self.folder.run, str(self.folder.journal), self.receipt, self.undoes, self.digest)

    @property
    def has_former_writes(self) -> bool:
        """Whether something may have been written before the run was taken up again: it is still there."""
        return self.former is not None and any(each.status not in UNWRITTEN for each in self.former.steps)

    def close(self, ledger: Ledger, ended_by: Iterable[str] = ()) -> None:
        """The last line, then the receipt. Raises what keeps the record from being whole."""
        ledger.catch_up()
        try:
            if ledger.unrecorded and ledger.fault is not None:
                raise ledger.fault
            self.journal.write(self._end(ledger, tuple(ended_by)))
        finally:
            self.journal.close()
        self.receipt = str(self.folder.write_receipt())
        self.digest = receipt_digest(self.folder.told())

    def copy(self, to: Path) -> None:
        replace_file(to, receipt_text(self.folder.told()))

    def _end(self, ledger: Ledger, ended_by: tuple[str, ...]) -> Ended:
        made = {(address.kind, id) for address, id in ledger.ids.items()}
        after = _moment(ledger.seen, self.touched | made) if ledger.seen is not None else {}
        outcome = self._outcome(ledger)
        reasons = ended_by or (_reasons(ledger) if outcome is not Outcome.DONE else ())
        return Ended(_now(), outcome, after, reasons)

    def _outcome(self, ledger: Ledger) -> Outcome:
        if ledger.is_complete:
            return Outcome.DONE
        return Outcome.OPEN if ledger.has_written or self.has_former_writes else Outcome.NOTHING_WRITTEN


def recording(undertaking: Undertaking, overrides: dict[str, str], account: str) -> Recording:
    """Its first line is on disk. Raises JournalFailed where that can't be."""
    if undertaking.resumes is not None:
        return _resumed(undertaking, undertaking.resumes, overrides, account)
    plan, at = undertaking.plan, now()
    document = undertaking.document or plan_document(plan, undertaking.configuration, undertaking.options, overrides)
    touched, where = touched_ids(plan), plan.destination.tenant_id
    folder = new_run(where, at, secrets.token_hex(2))
    begun = Begun(
        folder.run,
        at.isoformat(timespec="seconds"),
        __version__,
        actor(account, os.environ),
        plan.destination,
        str(document.get("digest", "")),
        document,
        moment_json(plan.prior, touched),
        undertaking.undoes,
    )
    return _begun(Recording(folder, Journal.begin(folder.journal), touched, undertaking.undoes, where), begun)


def _resumed(undertaking: Undertaking, folder: RunFolder, overrides: dict[str, str], account: str) -> Recording:
    former = folder.told()
    known = {(each.kind, each.id) for each in former.before.objects}
    known |= {(Address.parse(address).kind, id) for address, id in former.created.items()}
    operations = tuple(kept_operations(undertaking.plan.operations))
    touched = frozenset(touched_ids(undertaking.plan) | known)
    where = former.destination.tenant_id
    opened = Recording(folder, Journal.reopened(folder.journal), touched, former.undoes, where, former)
    return _begun(opened, Resumed(_now(), actor(account, os.environ), operations, overrides))


def _moment(seen: PriorState, touched: Iterable[tuple[Kind, str]]) -> JsonObject:
    """What was not read this time is not told as gone."""
    return moment_json(seen, (each for each in touched if each[0] not in seen.unread_kinds))


def _begun(opened: Recording, first: Begun | Resumed) -> Recording:
    try:
        opened.journal.write(first)
    except JournalFailed:
        opened.journal.close()
        raise
    return opened


def _now() -> str:
    return now().isoformat(timespec="seconds")


def _reasons(ledger: Ledger) -> tuple[str, ...]:
    """What stood in the way of the rest."""
    rows = zip(ledger.operations, ledger.statuses, strict=True)
    found = tuple(f"{status}: {operation.summary}" for operation, status in rows if status in OPEN)
    return found or (ledger.why,)


RECORD_FAULTS: tuple[type[PasskeyctlError], ...] = (JournalFailed, JournalRejected, OutputFailed, ReceiptRejected)
"""What `Recording.close` raises."""

"""Applies of this machine as their journals and receipts tell them: also those that an older version made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from passkeyctl.cli.apply.runs import RunFolder, runs
from passkeyctl.errors import ExitCode, PasskeyctlError
from passkeyctl.model.recorded import Occasion, Recorded
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.plan.record.receipt import Receipt

CODES = {
    Outcome.DONE: ExitCode.DONE,
    Outcome.OPEN: ExitCode.OPEN,
    Outcome.NOTHING_WRITTEN: ExitCode.FAILED,
    Outcome.SUPERSEDED: ExitCode.OPEN,
}
"""With what a run of that outcome ended; one without an end was cut off."""


@dataclass(frozen=True, slots=True)
class Applies:
    """`notices` say which runs could not be read."""

    recorded: tuple[Recorded, ...] = ()
    notices: tuple[str, ...] = ()


def applies_of(destination: Destination, known: Iterable[str], since: datetime | None) -> Applies:
    """Those whose key is not `known`: a run that the history has is not told twice."""
    seen, found, notices = frozenset(known), [], []
    for run in runs(destination.tenant_id):
        if run.run in seen or (since is not None and _begun(run) < since):
            continue
        try:
            receipt = run.told_by_either()
        except (PasskeyctlError, OSError, ValueError) as error:
            why = error.summary if isinstance(error, PasskeyctlError) else str(error)
            notices.append(f"what the run `{run.run}` came to is not known: {why}")
            continue
        if receipt.destination.endpoint == destination.endpoint:
            found.append(recorded_apply(receipt, run))
    return Applies(tuple(found), tuple(notices))


def recorded_apply(receipt: Receipt, run: RunFolder, code: ExitCode | None = None) -> Recorded:
    """`code` is how the command ended, where that is known."""
    actor, last = receipt.segments[-1].actor, receipt.segments[-1].at
    told = CODES[receipt.outcome] if receipt.outcome is not None else ExitCode.OPEN
    return Recorded(
        key=receipt.run,
        at=_moment(receipt.ended.at if receipt.ended is not None else last),
        occasion=Occasion.UNDO if receipt.undoes else Occasion.APPLY,
        exit_code=int(told if code is None else code),
        by=actor.account or actor.user,
        changes=len({address for each in receipt.steps for address in _addresses(each.operation.get("addresses"))}),
        digest=receipt.begun.digest,
        receipt=str(run.receipt if run.receipt.is_file() else run.journal),
    )


def _addresses(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _begun(run: RunFolder) -> datetime:
    """By its name, so that an old one is not opened."""
    return datetime.strptime(run.run[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _moment(written: str) -> datetime:
    """Raises ValueError where it is none."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

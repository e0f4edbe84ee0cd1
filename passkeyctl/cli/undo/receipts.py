"""Which run is meant: by its receipt, its journal, its folder or its name; and which there are on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.apply.journal import read_journal
from passkeyctl.cli.apply.runs import FOLDER, RunFolder, runs
from passkeyctl.cli.places import state_folder
from passkeyctl.errors import JournalRejected, PasskeyctlError, ReceiptRejected, UsageError
from passkeyctl.plan.record.receipt import Receipt, is_receipt, load_receipt, receipt_digest, receipt_of
from passkeyctl.render.lines import visible

MOST = 20
"""So many runs are listed; older ones can still be named."""

UNREADABLE: tuple[type[PasskeyctlError], ...] = (JournalRejected, ReceiptRejected)


class Overtaken(ReceiptRejected):
    """The journal tells more than this receipt of its run."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The run that is to be taken back, and the digest of its receipt as it lies on disk."""

    receipt: Receipt
    digest: str

    def check_digest(self, approved: str, *, needs_proof: bool) -> None:
        """Whoever can edit a receipt can also compute its digest: an approval is bound to the one kept elsewhere."""
        if approved and approved.strip().lower() != self.digest:
            raise ReceiptRejected(
                "the receipt is not the one that was approved: its digest differs",
                hint="ask whoever approved it for the digest that the apply printed",
            )
        if needs_proof and not approved:
            raise UsageError(
                "an undo with --auto-approve needs the digest of the receipt that was approved",
                hint="add --digest, as the apply printed it",
            )


def found(named: str, *, redact: bool = False) -> Taken:
    """Raises UsageError with the runs of this machine where none is named."""
    if not named:
        raise UsageError(
            "which apply is to be taken back?",
            detail=[*listed(redact=redact)],
            hint="name its receipt: a file, the folder of a run, or one of the names above"
            if any(_everything())
            else "name its receipt: no apply of this machine has left one",
        )
    path = Path(named)
    if not path.exists():
        return _of(_called(named).path)
    return _of(path)


def _of(path: Path) -> Taken:
    if path.is_dir():
        return _of_folder(RunFolder(path))
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as fault:
        raise ReceiptRejected(f"`{path}` can't be read: {fault.strerror or fault}") from fault
    if is_receipt(text):
        receipt = load_receipt(text)
        _check_latest(path, receipt)
        return Taken(receipt, _digest_in(text))
    if path.suffix != ".jsonl":
        raise ReceiptRejected(
            f"`{path}` is no receipt", hint="`passkeyctl undo` without a name lists the runs of this machine"
        )
    told = receipt_of(read_journal(path).entries)
    return Taken(told, receipt_digest(told))


def _of_folder(folder: RunFolder) -> Taken:
    """By its receipt, unless the run has gone on since: what it wrote then must go back too."""
    if not folder.receipt.is_file():
        return _of(folder.journal)
    try:
        return _of(folder.receipt)
    except Overtaken:
        return _of(folder.journal)


def _check_latest(path: Path, receipt: Receipt) -> None:
    """As far as this machine knows: its own runs, and the journal that lies beside a receipt."""
    known = [RunFolder(path.parent), *(RunFolder(each / receipt.run) for each in (state_folder() / FOLDER).glob("*"))]
    if any(each.goes_beyond(receipt) for each in known):
        raise Overtaken(
            "the run went on after this receipt was written, or was closed by another one",
            hint=f"name the run: `passkeyctl undo {receipt.run}`",
        )


def _digest_in(text: str) -> str:
    import json

    return str(json.loads(text.lstrip("\ufeff"))["digest"])


def _called(name: str) -> RunFolder:
    for each in sorted((state_folder() / FOLDER).glob("*")):
        folder = RunFolder(each / Path(name).name)
        if folder.journal.is_file() or folder.receipt.is_file():
            return folder
    raise UsageError(
        f"there is no file and no run `{name}`",
        hint="`passkeyctl undo` without a name lists the runs of this machine",
    )


def listed(*, redact: bool = False) -> Iterator[str]:
    """The newest first: when, where, how it ended, and how much it wrote."""
    receipts = [receipt for _, receipt in sorted(_everything(), key=lambda each: each[0], reverse=True)]
    for each in receipts[:MOST]:
        where = each.destination.shown(redact=redact)
        steps = each.steps
        written = sum(step.status == "verified" for step in steps)
        how = each.outcome.value if each.outcome is not None else "cut off"
        what = f", takes back {each.undoes}" if each.undoes else ""
        yield (
            f"{each.run}  {visible(where.tenant_name) or where.tenant_id} ({visible(where.endpoint)}), {how}, "
            f"{written} of {len(steps)} requests verified{what}"
        )
    if len(receipts) > MOST:
        yield f"and {len(receipts) - MOST} older"


def _everything() -> Iterator[tuple[tuple[str, int], Receipt]]:
    """With what puts them in order: two may have begun in the same second."""
    for tenant in sorted((state_folder() / FOLDER).glob("*")):
        for folder in runs(tenant.name):
            try:
                receipt = folder.told()
                yield (receipt.begun.at, folder.journal.stat().st_mtime_ns), receipt
            except UNREADABLE:
                continue  # naming it says what is wrong with it

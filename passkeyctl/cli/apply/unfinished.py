"""Applies of this machine that did not come to their end: which there are, which one is meant, and closing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.apply.journal import Journal
from passkeyctl.cli.apply.runs import FOLDER, RunFolder, runs, runs_folder, unfinished
from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say
from passkeyctl.cli.places import state_folder
from passkeyctl.errors import JournalRejected, PasskeyctlError, ReceiptRejected
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Ended, Outcome
from passkeyctl.plan.record.receipt import Receipt, is_receipt, load_receipt, receipt_of
from passkeyctl.plan.record.resumption import left_of
from passkeyctl.render.lines import visible
from passkeyctl.sandbox.places import WORD, is_sandbox
from passkeyctl.wire.moment import moment_json


class NothingToResume(PasskeyctlError):
    pass


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run and how far it came; `is_torn`: its last line was being written when it ended."""

    folder: RunFolder
    receipt: Receipt
    is_torn: bool

    @property
    def words(self) -> str:
        begun = self.receipt.begun
        steps = self.receipt.segments[-1].steps
        verified = sum(each.status == "verified" for each in steps)
        return f"{begun.at} ({verified} of {len(steps)} verified)"


def opened(folder: RunFolder) -> Unfinished:
    kept = folder.kept()
    return Unfinished(folder, receipt_of(kept.entries), kept.is_torn)


def chosen(named: Sequence[str], tenant: str, *, redact: bool = False) -> Unfinished:
    """The run that `--resume` means: the one that is named, or the only one there is for this `--tenant`."""
    if named:
        return _named(named[0])
    sandbox = is_sandbox(tenant)
    found = [each for each in _on_this_machine() if _is_meant(each.receipt.destination, tenant)]
    if not found:
        raise NothingToResume(
            "there is no apply to go on with: none was left unfinished" + ("" if sandbox else " in a tenant"),
            hint="`passkeyctl apply` plans anew" + ("" if sandbox else "; for one in the sandbox add --tenant sandbox"),
        )
    if len(found) > 1:
        raise NothingToResume(
            f"{len(found)} applies were left unfinished",
            detail=[f"{each.receipt.run}  {_place(each, redact=redact)}, begun {each.words}" for each in found],
            hint="name one: `passkeyctl apply --resume RUN`",
        )
    return found[0]


def _is_meant(destination: Destination, tenant: str) -> bool:
    """A domain is not in the record: it is looked up when somebody is signed in."""
    if is_sandbox(tenant) or destination.endpoint == WORD:
        return is_sandbox(tenant) and destination.endpoint == WORD
    return "." in tenant or tenant.lower() in ("", destination.tenant_id)


def _place(run: Unfinished, *, redact: bool) -> str:
    where = run.receipt.destination.shown(redact=redact)
    return f"{visible(where.tenant_name)} ({where.tenant_id}, {visible(where.endpoint)})"


def _on_this_machine() -> Iterable[Unfinished]:
    for tenant in sorted(each.name for each in (state_folder() / FOLDER).glob("*") if each.is_dir()):
        for folder in runs(tenant):
            try:
                run = opened(folder)
            except (JournalRejected, ReceiptRejected):
                continue  # its first line was never written whole, or it is damaged: naming it says so
            if run.receipt.can_be_resumed:
                yield run


def _named(text: str) -> Unfinished:
    path = Path(text)
    if path.is_file() and path.name != "journal.jsonl":
        folder = _of_receipt(path)
    elif path.exists():
        folder = RunFolder(path.parent if path.is_file() else path)
    else:
        folder = _of_name(text)
    run = opened(folder)
    if not run.receipt.can_be_resumed:
        raise NothingToResume(
            f"the run `{run.receipt.run}` has ended ({run.receipt.outcome}): there is nothing to go on with",
            hint="`passkeyctl apply` plans anew",
        )
    return run


def _of_receipt(path: Path) -> RunFolder:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if not is_receipt(text):
        raise NothingToResume(
            f"`{path}` is no run", hint="name a run as `passkeyctl apply --resume` lists them, or its folder"
        )
    receipt = load_receipt(text)
    return _of_name(receipt.run, runs_folder(receipt.destination.tenant_id).name)


def _of_name(run: str, tenant: str = "*") -> RunFolder:
    for each in sorted((state_folder() / FOLDER).glob(tenant)):
        if (each / Path(run).name / "journal.jsonl").is_file():
            return RunFolder(each / Path(run).name)
    raise NothingToResume(
        f"there is no run `{run}` on this machine",
        hint="a run is resumed where it ran; `passkeyctl apply --resume` without a name lists those left unfinished",
    )


def beside(destination: Destination) -> tuple[Unfinished, ...]:
    """What a plain apply to the same tenant finds; one whose journal is damaged is said and left as it is."""
    found = []
    for folder in unfinished(destination):
        try:
            found.append(opened(folder))
        except (JournalRejected, ReceiptRejected) as damaged:
            say(f"notice: {damaged.summary}")
    return tuple(found)


def say_superseded(left: Iterable[Unfinished], *, has_changes: bool) -> None:
    for each in left:
        say(f"notice: the apply of {each.words} was left unfinished")
        if has_changes:
            say("  this one plans anew and closes it as superseded; `passkeyctl apply --resume` would go on with it")
            for address in _may_turn_up(each):
                say(
                    f"  `{visible(address)}` may have been made by it: where it does not show yet, it is made once more"
                )
        else:
            say("  nothing of it is left to do by these files; `passkeyctl apply --resume` looks into it and closes it")


def _may_turn_up(run: Unfinished) -> Iterator[str]:
    try:
        left = left_of(run.receipt)
    except JournalRejected:
        return  # of another version
    for each in left.open:
        yield from (str(address) for address in each.operation.creates if address not in left.created)


def supersede(left: Iterable[Unfinished], by: str, shown: PriorState) -> None:
    """Once the run `by` has begun to write. `shown` is what the tenant held just before."""
    for each in left:
        after = moment_json(shown, _touched(each.receipt, shown))
        reasons = (f"superseded by the run {by}",)
        with Journal.reopened(each.folder.journal) as journal:
            journal.write(Ended(now().isoformat(timespec="seconds"), Outcome.SUPERSEDED, after, reasons))
        each.folder.write_receipt()


def _touched(receipt: Receipt, shown: PriorState) -> frozenset[tuple[Kind, str]]:
    made = {(Address.parse(address).kind, id) for address, id in receipt.created.items()}
    found = {(each.kind, each.id) for each in receipt.before.objects} | made
    return frozenset(each for each in found if each[0] not in shown.unread_kinds)

"""What an apply leaves on this machine: who, when, from where, what stood before and after, and how it came out."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.cli.apply.runs import RunFolder, locked, runs
from passkeyctl.model.address import Kind
from passkeyctl.plan.record.journal import Begun, Ended, Outcome
from passkeyctl.plan.record.receipt import Receipt, load_receipt
from passkeyctl.plan.saved.plan_document import saved_plan_of
from passkeyctl.sandbox.behaviour import DEFAULT
from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import Cli
from tests.cli.test_live import STRENGTHS

TENANT = IDENTITY.tenant_id


def the_run() -> RunFolder:
    (folder,) = runs(TENANT)
    return folder


def the_receipt() -> Receipt:
    return load_receipt(the_run().receipt.read_text(encoding="utf-8"))


def test_the_receipt_of_an_apply(cli: Cli, sandbox: str, pilot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "17")
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    monkeypatch.delenv("CI_JOB_ID", raising=False)
    ran = cli("apply", "--auto-approve", sandbox, pilot)
    assert ran.code == 0
    folder, receipt = the_run(), the_receipt()
    assert f"receipt: {folder.receipt}\n" in ran.out
    assert receipt == folder.told()
    assert (receipt.outcome, receipt.run) == (Outcome.DONE, folder.run)
    assert {**receipt.begun.actor.reported} == {"GITHUB_RUN_ID": "17", "GITHUB_ACTOR": "ada"}
    assert receipt.begun.actor.host
    assert {each.status for each in receipt.steps} == {"verified"}
    assert all(each.requests for each in receipt.steps)
    (before,), (after,) = receipt.before.of(Kind.PASSKEYS), receipt.after.of(Kind.PASSKEYS)
    assert (before.fields["state"], after.fields["state"]) == ("disabled", "enabled")


def test_it_holds_enough_to_plan_again(cli: Cli, sandbox: str, pilot: Path) -> None:
    assert cli("apply", "--auto-approve", sandbox, pilot, "--override", "OPS907=change 4711").code == 0
    saved = saved_plan_of(the_receipt().plan)
    assert [each.text for each in saved.configuration.files if not each.builtin] == [
        (pilot / each.file).read_text(encoding="utf-8") if (pilot / each.file).is_file() else each.text
        for each in saved.configuration.files
        if not each.builtin
    ]
    assert saved.overrides == {"OPS907": "change 4711"}
    assert saved.digest == the_receipt().begun.digest


def test_what_was_created_is_named(cli: Cli, sandbox: str, small: Path, store: Store) -> None:
    assert cli("apply", "--auto-approve", sandbox, small).code == 0
    made = {str(each["displayName"]): each["id"] for each in objects(store.export()["authenticationStrengthPolicies"])}
    assert the_receipt().created == {
        "authenticationStrengths.keys": made["Keys only"],
        "authenticationStrengths.cards": made["Cards only"],
    }
    after = the_receipt().after
    assert {each.name for each in after.of(Kind.STRENGTH)} == {"Keys only", "Cards only"}
    assert Kind.POLICY in after.unread_kinds


def test_a_copy_where_somebody_wants_it(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    assert cli("apply", "--auto-approve", sandbox, small, "--receipt", copy).code == 0
    assert copy.read_bytes() == the_run().receipt.read_bytes()
    assert str(copy) in cli("purge", "--dry-run").out


def test_a_copy_that_can_not_be_written(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    """The tenant is as wanted and the receipt is kept; only the copy is missing."""
    ran = cli("apply", "--auto-approve", sandbox, small, "--receipt", tmp_path / "no" / "copy.json")
    assert ran.code == 1
    assert "copy.json` could not be written" in ran.err
    assert the_receipt().outcome is Outcome.DONE


def test_json_tells_the_run_and_where_its_receipt_is(cli: Cli, sandbox: str, small: Path) -> None:
    document = cli("apply", "--auto-approve", "--json", sandbox, small).json()
    folder = the_run()
    assert {key: document[key] for key in ("run", "receipt", "journal", "outcome", "undoes")} == {
        "run": folder.run,
        "receipt": str(folder.receipt),
        "journal": str(folder.journal),
        "outcome": "done",
        "undoes": None,
    }
    rows = objects(document["operations"])
    assert [bool(each["request_ids"]) for each in rows] == [True, True]
    assert {str(each["created"]) for each in rows} == {str({key: id}) for key, id in the_receipt().created.items()}


def test_a_plan_with_nothing_to_do_leaves_nothing(cli: Cli, sandbox: str, small: Path) -> None:
    assert cli("apply", "--auto-approve", sandbox, small).code == 0
    assert cli("apply", "--auto-approve", sandbox, small).code == 0
    the_run()


def test_redaction_is_for_what_is_printed(cli: Cli, sandbox: str, pilot: Path, own_home: Path) -> None:
    ran = cli("apply", "--auto-approve", "--redact", sandbox, pilot)
    assert ran.code == 0
    assert str(own_home) not in ran.out
    assert f"receipt: {Path('~') / the_run().receipt.relative_to(own_home)}\n" in ran.out
    assert "SG-" in the_run().receipt.read_text(encoding="utf-8")


def test_a_first_request_that_is_refused(cli: Cli, live: Live, small: Path) -> None:
    live([Fault("POST", STRENGTHS, 1, FORBIDDEN)])
    ran = cli("apply", "--auto-approve", small)
    assert ran.code == 1
    assert the_receipt().outcome is Outcome.NOTHING_WRITTEN
    assert [each.status for each in the_receipt().steps] == ["failed", "skipped"]


def test_a_later_request_that_is_refused(cli: Cli, live: Live, small: Path) -> None:
    live([Fault("POST", STRENGTHS, 2, FORBIDDEN)])
    ran = cli("apply", "--auto-approve", small)
    assert ran.code == 5
    receipt = the_receipt()
    assert receipt.outcome is Outcome.OPEN
    assert [each.status for each in receipt.steps] == ["verified", "failed"]
    assert isinstance(receipt.entries[-1], Ended)
    assert receipt.entries[-1].reasons == ("failed: create authentication strength `Keys only`",)


def test_another_run_is_writing(cli: Cli, sandbox: str, small: Path, store: Store) -> None:
    before = store.export()
    with locked(TENANT, datetime(2026, 11, 23, 12, tzinfo=UTC)):
        ran = cli("apply", "--auto-approve", sandbox, small)
    assert ran.code == 1
    assert f"another apply is writing to this tenant from this machine (process {os.getpid()}, since 2026-" in ran.err
    assert "nothing was sent" in ran.err
    assert store.export() == before
    assert runs(TENANT) == ()
    assert cli("apply", "--auto-approve", sandbox, small).code == 0


def full_from(line: int, until: int = 1000) -> Callable[[int], None]:
    """`os.fsync` on a disk that has no room for the lines of a journal from this one on, counted from zero."""
    fsync, seen = os.fsync, 0

    def flush(descriptor: int) -> None:
        nonlocal seen
        journals = {each.stat().st_ino for each in (folder.journal for folder in runs(TENANT))}
        if os.fstat(descriptor).st_ino in journals:
            seen += 1
            if line < seen <= until:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    return flush


def test_no_room_for_the_first_line(
    cli: Cli, sandbox: str, small: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.export()
    monkeypatch.setattr(os, "fsync", full_from(0))
    ran = cli("apply", "--auto-approve", sandbox, small)
    assert ran.code == 1
    assert "journal.jsonl` can't be written: No space left on device" in ran.err
    assert store.export() == before


@pytest.mark.parametrize("line", range(1, 8))
def test_no_room_for_a_later_line(
    cli: Cli, sandbox: str, small: Path, store: Store, monkeypatch: pytest.MonkeyPatch, line: int
) -> None:
    """Begun, sending, sent, sending, sent, verified, verified, ended: what was sent is known all the same."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_from(line))
        ran = cli("apply", "--auto-approve", sandbox, small)
    made = [each["displayName"] for each in objects(store.export()["authenticationStrengthPolicies"])]
    sent = {1: 0, 2: 1, 3: 1}.get(line, 2)
    assert [name in made for name in ("Cards only", "Keys only")] == [sent > 0, sent > 1]
    assert ran.code == (5 if sent else 1)
    assert "No space left on device" in ran.err
    assert f"{sent} verified" in ran.out or not sent
    assert isinstance(the_run().kept().entries[0], Begun)
    assert the_run().told().outcome is None
    again = cli("apply", "--auto-approve", sandbox, small)
    assert again.code == 0
    assert made.count("Keys only") <= 1


def test_room_that_is_found_again(cli: Cli, sandbox: str, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be put down is put down at the end."""
    monkeypatch.setattr(os, "fsync", full_from(2, until=3))
    ran = cli("apply", "--auto-approve", sandbox, small)
    assert ran.code == 5
    receipt = the_receipt()
    assert receipt.outcome is Outcome.OPEN
    assert [each.status for each in receipt.steps] == ["verified", "skipped"]
    why = f"not sent, because the journal `{the_run().journal}` can't be written: No space left on device"
    assert receipt.steps[1].detail == (why,)


def test_a_receipt_that_can_not_be_written(cli: Cli, sandbox: str, small: Path) -> None:
    """The journal says that it is done."""

    def in_the_way(descriptor: int) -> None:
        for folder in runs(TENANT):
            (folder.receipt / "x").mkdir(parents=True, exist_ok=True)
        fsync(descriptor)

    fsync = os.fsync
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", in_the_way)
        ran = cli("apply", "--auto-approve", sandbox, small)
    assert ran.code == 1
    assert "receipt.json` could not be written" in ran.err
    assert f"journal: {the_run().journal}\n" in ran.out
    assert the_run().told().outcome is Outcome.DONE


def test_policies_stand_there_as_before(cli: Cli, sandbox: str, pilot: Path, store: Store) -> None:
    """A deleted or changed policy's former self is in the receipt, with all that Graph had to say of it."""
    store.behaviour = DEFAULT
    before = {str(each["id"]): each for each in objects(store.export()[POLICIES])}
    assert cli("apply", "--auto-approve", sandbox, pilot).code == 0
    for each in the_receipt().before.of(Kind.POLICY):
        assert each.original["displayName"] == before[each.id]["displayName"]

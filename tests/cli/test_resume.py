"""`apply --resume`: runs that were cut off, by lost answers or by lines that were never written, and what becomes of
them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.cli.apply.runs import RunFolder, locked, runs
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.sandbox.defaults import GROUPS
from passkeyctl.sandbox.defaults import POLICIES as POLICIES_HELD
from passkeyctl.sandbox.defaults import STRENGTHS as STRENGTHS_HELD
from passkeyctl.sandbox.faults import DROP_BEFORE, FORBIDDEN, Fault
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, FastClock
from tests.cli.running import Cli, Ran
from tests.cli.serving import Mending, serving_app
from tests.cli.test_live import ALWAYS, FIDO2, POLICIES, STRENGTHS, names, pilot_is_there_once

COUNT = 9
"""The requests of the pilot."""
REFUSED = Fault("POST", POLICIES, 1, FORBIDDEN, ALWAYS)
LOST = Fault("POST", POLICIES, 1, DROP_BEFORE)
APPLY = ("apply", "--auto-approve")
RESUME = (*APPLY, "--resume")


def folders() -> tuple[RunFolder, ...]:
    return runs(IDENTITY.tenant_id)


def outcome(folder: RunFolder) -> Outcome | None:
    return folder.told().outcome


def lines(folder: RunFolder) -> list[bytes]:
    return folder.journal.read_bytes().splitlines(keepends=True)


Live = Callable[..., None]


@pytest.fixture
def live(store: Store, fast: FastClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """`live(*faults)`: the tenant of these tests with other things going wrong, at the address that it always had."""
    assert fast.now == 0.0
    tenant = Mending(store)
    with serving_app(tenant) as url:
        monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", url)
        monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
        monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
        yield tenant.now_with


def stopped(cli: Cli, live: Live, pilot: Path, *faults: Fault) -> RunFolder:
    """One that ended open; what was in its way is gone."""
    live(*faults)
    assert cli(*APPLY, pilot).code == 5
    live()
    (folder,) = folders()
    return folder


def test_what_a_missing_permission_kept_back_is_written_now(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    ran = cli(*RESUME)
    assert ran.code == 0, ran.err
    assert "going on with the apply of 20" in ran.err
    assert "(6 of 9 verified)" in ran.err
    assert "Applied: 3 verified." in ran.out
    pilot_is_there_once(store, cli, pilot)
    told = folder.told()
    assert told.outcome is Outcome.DONE
    assert [len(each.steps) for each in told.segments] == [COUNT, 3]
    assert [each.status for each in told.steps if each.status != "failed"] == ["verified"] * COUNT
    assert folder.receipt.is_file()
    assert len(folders()) == 1


def test_nothing_to_go_on_with(cli: Cli, live: Live, pilot: Path) -> None:
    live()
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (1, "")
    assert "error: there is no apply to go on with: none was left unfinished" in ran.err
    assert "hint: `passkeyctl apply` plans anew" in ran.err
    assert cli(*APPLY, pilot).code == 0
    assert cli(*RESUME).code == 1
    (folder,) = folders()
    ran = cli(*RESUME, folder.run)
    assert ran.code == 1
    assert f"error: the run `{folder.run}` has ended (done): there is nothing to go on with" in ran.err


def cut(folder: RunFolder, count: int, half: bytes = b"") -> None:
    """As a machine that lost its power leaves it: so many lines, and half a line perhaps."""
    folder.journal.write_bytes(b"".join(lines(folder)[:count]) + half)
    folder.receipt.unlink(missing_ok=True)


def killed_after(folder: RunFolder, operation: int, status: str) -> None:
    """The last line that was written before the process was gone."""
    wanted = {"entry": "reached", "operation": operation, "status": status}
    listed = [json.loads(each) for each in lines(folder)]
    cut(folder, next(number for number, each in enumerate(listed, 1) if wanted.items() <= each.items()))


@pytest.mark.parametrize("status", ["sending", "sent"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_change_that_was_under_way_when_the_process_was_killed_is_found(
    cli: Cli, live: Live, pilot: Path, store: Store, status: str, nth: int
) -> None:
    folder = stopped(cli, live, pilot, Fault("PATCH", FIDO2, nth + 1, FORBIDDEN, ALWAYS))
    summary = ("add and loosen passkey profiles", "target passkey profiles")[nth - 1]
    number = [each.operation["summary"] for each in folder.told().steps].index(summary)
    killed_after(folder, number, status)
    ran = cli(*RESUME)
    assert ran.code == 0, ran.err
    assert f"({number} of 9 verified)" in ran.err
    assert f"Applied: {COUNT - 1 - number} verified." in ran.out
    pilot_is_there_once(store, cli, pilot)
    assert folder.told().segments[0].steps[number].status == "verified"


def test_a_change_whose_answer_was_lost_and_does_not_show_is_sent_again(
    cli: Cli, live: Live, pilot: Path, store: Store
) -> None:
    """However often it arrives, it comes out the same."""
    folder = stopped(cli, live, pilot, Fault("PATCH", FIDO2, 2, DROP_BEFORE, ALWAYS))
    ran = cli(*RESUME)
    assert ran.code == 0, ran.err
    pilot_is_there_once(store, cli, pilot)
    statuses = [each.status for each in folder.told().segments[0].steps]
    assert statuses.count("not verified") == 1


def test_profiles_that_may_have_been_made_are_all_named(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    stopped(cli, live, pilot, Fault("PATCH", FIDO2, 1, DROP_BEFORE))
    before = store.export()
    one, other = (("--send-again", f"passkeys.profiles.{each}") for each in ("synced", "windows-hello"))
    for given in ((), one, other):
        ran = cli(*RESUME, *given)
        assert ran.code == 5
        assert "--send-again passkeys.profiles.synced --send-again passkeys.profiles.windows-hello" in ran.err
    assert store.export() == before
    assert cli(*RESUME, *one, *other).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_a_create_that_does_not_show_is_not_sent_again_unasked(
    cli: Cli, live: Live, fast: FastClock, pilot: Path, store: Store
) -> None:
    folder = stopped(cli, live, pilot, LOST)
    address = next(iter(folder.told().segments[0].steps[6].operation["addresses"] or ()))  # type: ignore[arg-type]
    before, began = store.export(), fast.now
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (5, "")
    assert fast.now - began > 20
    assert "1 of its requests may have had an effect that nobody saw" in ran.err
    assert "error: whether this was made can't be told: it may have been sent, and does not show" in ran.err
    assert f"{address}: create Conditional Access policy" in ran.err
    assert f"--send-again {address}" in ran.err
    assert store.export() == before
    assert folder.told().can_be_resumed

    ran = cli(*RESUME, "--send-again", "conditionalAccess.other")
    assert ran.code == 64
    assert f"in doubt is {address}" in ran.err

    ran = cli(*RESUME, "--send-again", str(address))
    assert ran.code == 0, ran.err
    pilot_is_there_once(store, cli, pilot)
    assert folder.told().outcome is Outcome.DONE


def test_what_was_being_made_when_the_process_was_killed_is_found_by_its_name(
    cli: Cli, live: Live, pilot: Path, store: Store
) -> None:
    folder = stopped(cli, live, pilot, Fault("POST", POLICIES, 2, FORBIDDEN, ALWAYS))
    killed_after(folder, 6, "sending")
    ran = cli(*RESUME)
    assert ran.code == 0, ran.err
    pilot_is_there_once(store, cli, pilot)
    told = folder.told()
    assert told.segments[0].steps[6].status == "verified"
    assert told.segments[0].steps[6].detail == ("seen when the run was taken up again",)
    (id,) = told.segments[0].steps[6].created.values()
    assert id in {each["id"] for each in objects(store.export()[POLICIES_HELD])}


@pytest.mark.parametrize(
    ("share", "is_torn"),
    [*((share, False) for share in (1, 2, 3, 4, 11, 18, 23, 27)), *((share, True) for share in (0, 3, 19))],
)
def test_wherever_the_journal_ends_what_was_done_is_found(
    cli: Cli, live: Live, pilot: Path, store: Store, share: int, is_torn: bool
) -> None:
    """The tenant shows everything: nothing is sent a second time."""
    live()
    assert cli(*APPLY, pilot).code == 0
    (folder,) = folders()
    whole = lines(folder)
    assert len(whole) == 2 + 3 * COUNT
    cut(folder, 1 + share, whole[1 + share][:40] if is_torn else b"")
    before = store.export()
    ran = cli(*RESUME)
    assert ran.code == 0, ran.err
    assert "No changes." in ran.out
    assert ("the last line of its journal was being written" in ran.err) == is_torn
    assert store.export() == before
    assert outcome(folder) is Outcome.DONE
    assert folder.receipt.is_file()


def changed(store: Store, name: str, **members: object) -> None:
    with store.transaction() as tenant:
        row = next(each for each in tenant.rows(POLICIES_HELD) if each["displayName"] == name)
        tenant.put(POLICIES_HELD, {**row, **members})  # type: ignore[dict-item]
        tenant.save()


def test_what_somebody_else_changed_stops_it_with_all_three_values(
    cli: Cli, live: Live, pilot: Path, store: Store
) -> None:
    stopped(cli, live, pilot, Fault("POST", POLICIES, 2, FORBIDDEN, ALWAYS))
    (made,) = set(names(store, POLICIES_HELD)) & {
        "PK010 - Pilot - Registration - Require MFA or TAP",
        "PK020 - Pilot - Office 365 - Require passkey",
        "PK000 - Pilot - Registration - Require MFA or TAP",
    } or set(names(store, POLICIES_HELD)[-1:])
    changed(store, made, state="disabled")
    before = store.export()
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (4, "")
    assert "error: OPS904 somebody else has changed what the run writes; nothing was sent" in ran.err
    assert "as we left it" in ran.err
    assert "disabled" in ran.err
    assert store.export() == before
    assert cli(*APPLY, pilot).code == 0
    assert {outcome(each) for each in folders()} == {Outcome.SUPERSEDED, Outcome.DONE}


def test_two_of_the_name_of_what_was_made_are_both_named(cli: Cli, live: Live, small: Path, store: Store) -> None:
    folder = stopped(cli, live, small, Fault("POST", STRENGTHS, 2, FORBIDDEN, ALWAYS))
    killed_after(folder, 0, "sending")
    with store.transaction() as tenant:
        row = next(each for each in tenant.rows(STRENGTHS_HELD) if each["displayName"] == "Cards only")
        tenant.put(STRENGTHS_HELD, {**row, "id": "0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f"})
        tenant.save()
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (5, "")
    assert "which object the run has made can't be told" in ran.err
    assert "`0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f`" in ran.err
    assert f"`{row['id']}`" in ran.err


def test_a_plain_apply_says_what_it_closes(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    first = stopped(cli, live, pilot, REFUSED)
    ran = cli(*APPLY, pilot)
    assert ran.code == 0, ran.err
    assert "(6 of 9 verified) was left unfinished" in ran.err
    assert "this one plans anew and closes it as superseded; `passkeyctl apply --resume` would go on with it" in ran.err
    pilot_is_there_once(store, cli, pilot)
    # Two runs of one second stand in no order.
    former, latter = sorted((each.told() for each in folders()), key=lambda each: each.run != first.run)
    assert (former.run, former.outcome, latter.outcome) == (first.run, Outcome.SUPERSEDED, Outcome.DONE)
    assert former.ended is not None
    assert former.ended.reasons == (f"superseded by the run {latter.run}",)
    assert first.receipt.is_file()
    assert cli(*RESUME).code == 1


def test_a_plain_apply_says_what_it_may_make_once_more(cli: Cli, live: Live, pilot: Path) -> None:
    stopped(cli, live, pilot, LOST)
    ran = cli(*APPLY, pilot)
    assert ran.code == 0, ran.err
    assert "may have been made by it: where it does not show yet, it is made once more" in ran.err


def test_a_plain_apply_with_nothing_to_do_closes_nothing(cli: Cli, live: Live, pilot: Path) -> None:
    live()
    assert cli(*APPLY, pilot).code == 0
    (folder,) = folders()
    cut(folder, 10)
    ran = cli(*APPLY, pilot)
    assert (ran.code, outcome(folder)) == (0, None)
    assert "nothing of it is left to do by these files; `passkeyctl apply --resume` looks into it" in ran.err
    assert cli(*RESUME).code == 0
    assert outcome(folder) is Outcome.DONE


def test_a_damaged_journal_is_said_and_left_as_it_is(cli: Cli, live: Live, pilot: Path) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    folder.receipt.unlink()
    first, second, *rest = lines(folder)
    damaged = b"".join((first, second[:20] + b"\n", *rest))
    folder.journal.write_bytes(damaged)
    ran = cli(*RESUME, folder.run)
    assert (ran.code, ran.out) == (4, "")
    assert "line 2 can't be understood" in ran.err
    ran = cli(*APPLY, pilot)
    assert ran.code == 0
    assert "notice: the journal `" in ran.err
    assert folder.journal.read_bytes() == damaged


def test_names_that_mean_something_else_by_now(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    """The group that is still to get a policy gave its name away."""
    folder = stopped(cli, live, pilot, REFUSED)
    with store.transaction() as tenant:
        (group,) = [each for each in tenant.rows(GROUPS) if each["displayName"] == "PK-Pilot-Synced"]
        tenant.put(GROUPS, {**group, "displayName": "PK-Pilot-Former"})
        tenant.put(GROUPS, {**group, "id": "0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f"})
        tenant.save()
    before = store.export()
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (4, "")
    assert "error: OPS904 " in ran.err
    assert store.export() == before
    assert outcome(folder) is Outcome.OPEN


def test_names_by_which_nothing_is_left_to_do(cli: Cli, live: Live, tmp_path: Path, store: Store) -> None:
    """What the run was to do has not been done: that nothing is left to do by these names does not end it well."""
    policy = "CA003 - All users - Require multifactor authentication"
    with store.transaction() as tenant:
        row = next(each for each in tenant.rows(POLICIES_HELD) if each["displayName"] == policy)
        held = next(each for each in tenant.rows(GROUPS) if each["displayName"] == "PK-Pilot-Synced")
        other = next(each for each in tenant.rows(GROUPS) if each["displayName"] == "PK-Pilot-Windows")
        conditions = row["conditions"]
        assert isinstance(conditions, dict)
        users = {**conditions["users"], "includeUsers": [], "includeGroups": [held["id"]]}  # type: ignore[dict-item]
        tenant.put(POLICIES_HELD, {**row, "state": "disabled", "conditions": {**conditions, "users": users}})
        tenant.save()
    file = tmp_path / "one.yaml"
    file.write_text(ONE.format(policy=policy), encoding="utf-8")
    folder = stopped_before(cli, live, file)
    with store.transaction() as tenant:
        tenant.put(GROUPS, {**other, "displayName": "PK-Pilot-Former"})
        tenant.put(GROUPS, {**held, "displayName": "PK-Pilot-Windows"})
        tenant.save()
    before = store.export()
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (4, "")
    assert "error: OPS904 the files of the run lead to something else now than when it began" in ran.err
    assert "conditionalAccess.mfa would not be written any more" in ran.err
    assert store.export() == before
    assert outcome(folder) is None


ONE = """\
apiVersion: passkeyctl/v1
tenant: {{domain: contoso.onmicrosoft.com}}
catalogue: "2026-11"
emergencyAccess: {{group: SG-EmergencyAccess}}
conditionalAccess:
  mfa:
    name: {policy}
    users: {{include: {{groups: [PK-Pilot-Windows]}}}}
"""


def stopped_before(cli: Cli, live: Live, file: Path) -> RunFolder:
    """Killed when its first request was about to leave."""
    live(Fault("PATCH", "/policies/", 1, FORBIDDEN, ALWAYS))
    ran = cli(*APPLY, "--override", "OPS907=change 4711", "--override", "EMG501=change 4711", file)
    assert ran.code == 1, ran.err + ran.out
    live()
    (folder,) = folders()
    killed_after(folder, 0, "sending")
    return folder


def test_names_that_mean_nothing_any_more(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    stopped(cli, live, pilot, REFUSED)
    with store.transaction() as tenant:
        (group,) = [each for each in tenant.rows(GROUPS) if each["displayName"] == "PK-Pilot-Synced"]
        tenant.put(GROUPS, {**group, "displayName": "PK-Pilot-Former"})
        tenant.save()
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (4, "")
    assert "no plan comes of its files now" in ran.err


def test_a_plain_apply_that_is_refused_closes_nothing(cli: Cli, live: Live, pilot: Path) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    ran = cli(*APPLY, "--fail-on", "warning", "--fail-on-standing", pilot)
    assert ran.code == 3
    assert "was left unfinished" in ran.err
    assert outcome(folder) is Outcome.OPEN
    assert cli(*RESUME).code == 0


def test_a_resume_that_is_cut_off_is_resumed(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    live(Fault("POST", POLICIES, 2, FORBIDDEN, ALWAYS))
    ran = cli(*RESUME)
    assert ran.code == 5, ran.err
    live()
    ran = cli(*RESUME, "--override", "OPS907=change 4712")
    assert ran.code == 0, ran.err
    assert "(1 of 3 verified)" in ran.err
    assert "notice: --override OPS907: this plan has no such finding" in ran.err
    assert folder.told().overrides == {"OPS907": "change 4712"}
    pilot_is_there_once(store, cli, pilot)
    assert [len(each.steps) for each in folder.told().segments] == [COUNT, 3, 2]


def two_unfinished(cli: Cli, live: Live, pilot: Path) -> tuple[RunFolder, RunFolder]:
    """The first would be closed by the second: it comes back as a machine that was away would bring it."""
    first = stopped(cli, live, pilot, REFUSED)
    journal = first.journal.read_bytes()
    live(REFUSED)
    assert cli(*APPLY, pilot).code == 1  # nothing of this one was written
    first.journal.write_bytes(journal)
    other = first.path.with_name(first.run[:-1] + ("0" if first.run[-1] != "0" else "1"))
    other.mkdir()
    named = json.loads(journal.splitlines()[0])
    rest = journal.split(b"\n", 1)[1]
    (other / "journal.jsonl").write_bytes(json.dumps({**named, "run": other.name}).encode() + b"\n" + rest)
    live()
    return first, RunFolder(other)


def test_of_several_one_is_to_be_named(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    first, other = two_unfinished(cli, live, pilot)
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (1, "")
    assert "error: 2 applies were left unfinished" in ran.err
    for each in (first, other):
        assert each.run in ran.err
    assert "(6 of 9 verified)" in ran.err
    assert "hint: name one: `passkeyctl apply --resume RUN`" in ran.err
    assert cli(*RESUME, first.run).code == 0
    pilot_is_there_once(store, cli, pilot)
    assert [outcome(first), outcome(other)] == [Outcome.DONE, Outcome.OPEN]


@pytest.mark.parametrize("by", ["run", "folder", "journal", "receipt"])
def test_a_run_is_named_in_any_way(cli: Cli, live: Live, pilot: Path, tmp_path: Path, by: str) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    copy = tmp_path / "kept.json"
    copy.write_bytes(folder.receipt.read_bytes())
    named: dict[str, str | Path] = {
        "run": folder.run,
        "folder": folder.path,
        "journal": folder.journal,
        "receipt": copy,
    }
    assert cli(*RESUME, named[by]).code == 0
    assert outcome(folder) is Outcome.DONE


def test_what_is_no_run(cli: Cli, live: Live, pilot: Path) -> None:
    stopped(cli, live, pilot, REFUSED)
    ran = cli(*RESUME, "20200101T000000Z-0000")
    assert ran.code == 1
    assert "error: there is no run `20200101T000000Z-0000` on this machine" in ran.err
    ran = cli(*RESUME, pilot / "passkeys.yaml")
    assert ran.code == 1
    assert "passkeys.yaml` is no run" in ran.err


def test_a_run_that_is_still_going_on_is_left_alone(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    stopped(cli, live, pilot, REFUSED)
    before = store.export()
    with locked(IDENTITY.tenant_id, datetime.now(UTC)):
        ran = cli(*RESUME)
    assert (ran.code, ran.out) == (1, "")
    assert "error: another apply is writing to this tenant from this machine" in ran.err
    assert store.export() == before


def test_of_two_tenants_one_is_named(cli: Cli, live: Live, pilot: Path) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    ran = cli(*RESUME, "--tenant", "0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f")
    assert ran.code == 1
    assert "none was left unfinished" in ran.err
    assert cli(*RESUME, "--tenant", IDENTITY.tenant_id.upper()).code == 0
    assert outcome(folder) is Outcome.DONE


def usage(ran: Ran, words: str) -> None:
    assert (ran.code, ran.out) == (64, "")
    assert words in ran.err


def test_options_that_don_t_go_together(cli: Cli, live: Live, pilot: Path) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    usage(cli(*APPLY, "--send-again", "conditionalAccess.x", pilot), "`--send-again` goes with `--resume`")
    usage(cli(*RESUME, folder.run, pilot), "`--resume` goes on with one run")
    usage(cli(*RESUME, "--digest", "3f1c"), "`--digest` goes with a plan file")
    usage(cli(*RESUME, "--prune"), "without `--prune`")
    usage(cli("apply", "--resume"), "there is no terminal to ask at")


def test_a_run_goes_on_only_where_it_began(cli: Cli, live: Live, pilot: Path, sandbox: str, store: Store) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    before = store.export()
    ran = cli(*RESUME, sandbox)
    assert ran.code == 1
    assert "none was left unfinished" in ran.err
    ran = cli(*RESUME, sandbox, folder.run)
    assert ran.code == 4
    assert "this is `sandbox`" in ran.err
    assert store.export() == before


def test_the_outcome_is_a_document(cli: Cli, live: Live, pilot: Path) -> None:
    stopped(cli, live, pilot, REFUSED)
    ran = cli(*RESUME, "--json")
    assert ran.code == 0
    document = ran.json()
    assert (document["kind"], document["exit_code"], document["reasons"]) == ("apply", 0, [])
    assert [each["status"] for each in objects(document["operations"])] == ["verified"] * 3


def test_a_run_that_takes_another_back_is_not_resumed(cli: Cli, live: Live, pilot: Path) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    first, *rest = lines(folder)
    begun = {**json.loads(first), "undoes": "20200101T000000Z-0000"}
    folder.journal.write_bytes(json.dumps(begun).encode() + b"\n" + b"".join(rest))
    ran = cli(*RESUME)
    assert ran.code == 1
    assert "takes back `20200101T000000Z-0000`: that is not resumed" in ran.err
    assert "hint: `passkeyctl undo 20200101T000000Z-0000` works out anew" in ran.err


def test_a_journal_that_was_edited_is_refused(cli: Cli, live: Live, pilot: Path) -> None:
    folder = stopped(cli, live, pilot, REFUSED)
    first, *rest = lines(folder)
    begun = json.loads(first)
    begun["plan"]["options"]["prune"] = True
    folder.journal.write_bytes(json.dumps(begun).encode() + b"\n" + b"".join(rest))
    ran = cli(*RESUME)
    assert (ran.code, ran.out) == (4, "")
    assert "was altered after it was made" in ran.err

"""`undo`: whose receipt, bound to which approval, and what becomes of what others have changed since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from passkeyctl.cli.apply.runs import FOLDER, RunFolder
from passkeyctl.cli.places import state_folder
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.record.receipt import load_receipt, receipt_digest
from passkeyctl.sandbox.defaults import DELETED_POLICIES, GROUPS, POLICIES, STRENGTHS
from passkeyctl.sandbox.store import Store
from tests.cli.running import DOMAIN, Cli

NAME = "PK300 - Administrators - Multifactor authentication"
POLICY_ID = "77777777-aaaa-4000-8000-000000000001"
HEAD = f"""\
apiVersion: passkeyctl/v1
tenant: {{domain: {DOMAIN}}}
catalogue: "2026-11"
emergencyAccess: {{group: SG-EmergencyAccess}}
"""
ABSENT = HEAD + f"conditionalAccess:\n  admins: {{name: {NAME}, ensure: absent}}\n"
YES = ("--override", "OPS907=change 4711")


def last_run() -> RunFolder:
    runs = [RunFolder(each.parent) for each in (state_folder() / FOLDER).glob("*/*/journal.jsonl")]
    return max(runs, key=lambda each: each.journal.stat().st_mtime_ns)


def digest_of(run: RunFolder) -> str:
    return str(json.loads(run.receipt.read_text(encoding="utf-8"))["digest"])


Applied = Callable[..., RunFolder]


@pytest.fixture
def applied(cli: Cli, sandbox: str, small: Path) -> Applied:
    def apply(file: Path = small) -> RunFolder:
        ran = cli("apply", sandbox, "--auto-approve", *YES, file)
        assert ran.code == 0, ran.err
        return last_run()

    return apply


def names(store: Store, collection: str = STRENGTHS) -> list[JsonValue]:
    return [each["displayName"] for each in rows(store, collection)]


def rows(store: Store, collection: str) -> list[JsonObject]:
    with store.transaction() as tenant:
        return list(tenant.rows(collection))


def change(store: Store, collection: str, name: str, **members: JsonValue) -> None:
    """What another administrator does meanwhile."""
    with store.transaction() as tenant:
        row = next(each for each in tenant.rows(collection) if each["displayName"] == name)
        tenant.put(collection, {**row, **members})
        tenant.save()


def test_an_undo_takes_back_what_the_apply_made(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    before = names(store)
    run = applied()
    assert {*names(store)} == {*before, "Keys only", "Cards only"}
    ran = cli("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES)
    assert ran.code == 0
    assert f"taking back {run.run}: begun " in ran.err
    assert "Applied: 2 verified." in ran.out
    assert names(store) == before


def test_an_undo_has_a_receipt_by_which_it_is_undone(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    first = applied()
    after = names(store)
    cli("undo", first.run, sandbox, "--auto-approve", "--digest", digest_of(first), *YES)
    second = last_run()
    assert second.told().undoes == first.run
    ran = cli("undo", str(second.receipt), sandbox, "--auto-approve", "--digest", digest_of(second))
    assert ran.code == 0, ran.err
    assert f"taking back {second.run}, which itself took back {first.run}: begun " in ran.err
    assert sorted(map(str, names(store))) == sorted(map(str, after))


def test_what_was_taken_back_is_not_taken_back_twice(cli: Cli, sandbox: str, applied: Applied) -> None:
    run = applied()
    words = ("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES)
    assert cli(*words).code == 0
    again = cli(*words)
    assert again.code == 0
    assert f"No changes. Nothing is left to take back of {run.run}." in again.out


@pytest.mark.parametrize("named", ["receipt", "journal", "path", "run"])
def test_a_run_is_named_by_any_part_of_it(cli: Cli, sandbox: str, applied: Applied, named: str) -> None:
    ran = cli("undo", str(getattr(applied(), named)), sandbox, "--plan-only", "--exit-code", *YES)
    assert ran.code == 2
    assert "- authenticationStrengths.keys" in ran.out


def test_a_run_without_a_receipt_is_told_by_its_journal(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    before = names(store)
    run = applied()
    digest = digest_of(run)
    run.receipt.unlink()
    assert receipt_digest(run.told()) == digest
    assert cli("undo", run.run, sandbox, "--auto-approve", "--digest", digest, *YES).code == 0
    assert names(store) == before


def test_a_run_that_was_cut_off_is_taken_back_as_far_as_it_came(
    cli: Cli, sandbox: str, applied: Applied, store: Store
) -> None:
    before = names(store)
    run = applied()
    lines = run.journal.read_text(encoding="utf-8").splitlines(keepends=True)
    run.journal.write_text("".join(lines[:-1]), encoding="utf-8")
    run.receipt.unlink()
    ran = cli("undo", run.run, sandbox, "--auto-approve", "--digest", receipt_digest(run.told()), *YES)
    assert ran.code == 0, ran.err
    assert "notice: it was cut off" in ran.err
    assert names(store) == before


def test_without_a_name_the_runs_of_this_machine_are_listed(cli: Cli, applied: Applied, small: Path) -> None:
    assert "no apply of this machine has left one" in cli("undo").err
    first = applied()
    small.write_text(small.read_text(encoding="utf-8").replace("Cards only", "Certificates"), encoding="utf-8")
    second = applied()
    ran = cli("undo")
    assert ran.code == 64
    listed = [line.strip() for line in ran.err.splitlines()[1:3]]
    assert listed == [
        f"{second.run}  Contoso (sandbox), done, 1 of 1 requests verified",
        f"{first.run}  Contoso (sandbox), done, 2 of 2 requests verified",
    ]


def test_an_approval_is_bound_to_the_receipt(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    run = applied()
    after = store.export()
    unbound = cli("undo", run.run, sandbox, "--auto-approve", *YES)
    assert (unbound.code, unbound.err.splitlines()[0]) == (
        64,
        "error: an undo with --auto-approve needs the digest of the receipt that was approved",
    )
    other = cli("undo", run.run, sandbox, "--auto-approve", "--digest", "0" * 64, *YES)
    assert (other.code, "its digest differs" in other.err) == (4, True)
    assert cli("undo", run.run, sandbox).err.startswith("error: there is no terminal to ask at")
    assert store.export() == after


def test_the_apply_prints_the_digest(cli: Cli, sandbox: str, small: Path) -> None:
    ran = cli("apply", sandbox, "--auto-approve", small)
    assert f"digest: {digest_of(last_run())}\n" in ran.out
    document = cli("apply", sandbox, "--auto-approve", "--json", small).json()
    assert document["receipt_digest"] is None  # nothing was left to do


def test_an_altered_receipt_is_refused(cli: Cli, sandbox: str, applied: Applied) -> None:
    run = applied()
    text = run.receipt.read_text(encoding="utf-8")
    run.receipt.write_text(text.replace("Keys only", "Keys besides"), encoding="utf-8")
    ran = cli("undo", str(run.receipt), sandbox, "--plan-only")
    assert (ran.code, "the receipt was altered after it was made" in ran.err) == (4, True)


def test_a_receipt_of_the_sandbox_touches_no_tenant(cli: Cli, applied: Applied) -> None:
    ran = cli("undo", applied().run, "--plan-only")
    assert (ran.code, "add --tenant sandbox" in ran.err) == (4, True)


def test_a_receipt_of_another_tenant_is_refused(cli: Cli, applied: Applied, store: Store, sandbox: str) -> None:
    run = applied()
    with store.transaction() as tenant:
        row = tenant.rows("organization")[0]
        tenant.remove("organization", str(row["id"]))
        tenant.put("organization", {**row, "id": "11111111-2222-4333-8444-555555555555"})
        tenant.save()
    ran = cli("undo", run.run, sandbox, "--plan-only")
    assert (ran.code, "the receipt is of `Contoso`" in ran.err) == (4, True)


def test_what_is_no_receipt_is_said(cli: Cli, sandbox: str, small: Path) -> None:
    assert (cli("undo", str(small), sandbox, "--plan-only").code, cli("undo", "20200101T000000Z-0000").code) == (4, 64)


def test_a_plan_alone_changes_nothing(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    run = applied()
    after = store.export()
    ran = cli("undo", run.run, sandbox, "--plan-only")
    assert (ran.code, "Before it is applied" in ran.out) == (3, True)
    document = cli("undo", run.run, sandbox, "--plan-only", "--json").json()
    changes = document["changes"]
    assert isinstance(changes, list)
    assert [(each["action"], each["address"]) for each in changes if isinstance(each, dict)] == [
        ("delete", "authenticationStrengths.cards"),
        ("delete", "authenticationStrengths.keys"),
    ]
    assert store.export() == after


def test_what_others_changed_since_stays_and_is_listed(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    before = names(store)
    run = applied()
    change(store, STRENGTHS, "Keys only", description="Mine now")
    words = ("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run))
    refused = cli(*words)
    assert refused.code == 3
    assert "OPS907 `Keys only` keeps what was changed since the apply" in refused.out
    told = " ".join(refused.out.split())
    assert "`description` the apply made it not set, it is `Mine now` now" in told
    assert cli(*words, *YES).code == 0
    assert names(store) == [*before, "Keys only"]


def test_what_is_to_stay_can_be_named(cli: Cli, sandbox: str, applied: Applied, store: Store) -> None:
    before = names(store)
    run = applied()
    words = ("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES, "--leave")
    slip = cli(*words, "authenticationStrengths.kesy")
    assert (slip.code, "the apply did not write `authenticationStrengths.kesy`" in slip.err) == (64, True)
    assert cli(*words, "authenticationStrengths.keys").code == 0
    assert names(store) == [*before, "Keys only"]


def stored(emergency: JsonValue) -> JsonObject:
    roles: JsonValue = ["62e90394-69f5-4237-9190-012177145e10"]
    return {
        "id": POLICY_ID,
        "displayName": NAME,
        "state": "enabled",
        "conditions": {
            "clientAppTypes": ["all"],
            "users": {"includeRoles": roles, "excludeGroups": [emergency]},
            "applications": {"includeApplications": ["All"]},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }


@pytest.fixture
def deleting(store: Store, tmp_path: Path) -> Path:
    with store.transaction() as tenant:
        group = next(each for each in tenant.rows(GROUPS) if each["displayName"] == "SG-EmergencyAccess")
        tenant.put(POLICIES, stored(group["id"]))
        tenant.save()
    path = tmp_path / "deleting.yaml"
    path.write_text(ABSENT, encoding="utf-8")
    return path


def test_a_deleted_policy_comes_back_from_the_recycle_bin(
    cli: Cli, sandbox: str, applied: Applied, deleting: Path, store: Store
) -> None:
    run = applied(deleting)
    assert NAME not in names(store, POLICIES)
    ran = cli("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES)
    assert ran.code == 0, ran.out + ran.err
    assert "comes back from the recycle bin, with its id" in ran.out
    back = next(each for each in rows(store, POLICIES) if each["displayName"] == NAME)
    assert (back["id"], back["state"]) == (POLICY_ID, "enabled")
    assert [each.operation["summary"] for each in last_run().told().steps] == [
        f"restore Conditional Access policy `{NAME}`",
        f"update Conditional Access policy `{NAME}`",
    ]


def test_without_a_recycle_bin_it_is_made_anew(
    cli: Cli, sandbox: str, applied: Applied, deleting: Path, store: Store
) -> None:
    run = applied(deleting)
    with store.transaction() as tenant:
        tenant.remove(DELETED_POLICIES, POLICY_ID)
        tenant.save()
    ran = cli(
        *("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES),
        *("--override", "CAP408=it was in force"),
    )
    assert ran.code == 0, ran.out + ran.err
    assert "made anew, since the recycle bin has it no more: its id is another one" in " ".join(ran.out.split())
    back = next(each for each in rows(store, POLICIES) if each["displayName"] == NAME)
    assert back["id"] != POLICY_ID
    assert back["state"] == "enabled"


def test_the_receipt_of_an_undo_holds_the_one_that_it_takes_back(cli: Cli, sandbox: str, applied: Applied) -> None:
    run = applied()
    cli("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES)
    kept = last_run().told().plan["undo"]
    assert load_receipt(json.dumps(kept)).run == run.run


def test_each_event_is_told_as_it_happens(cli: Cli, sandbox: str, applied: Applied) -> None:
    run = applied()
    ran = cli("undo", run.run, sandbox, "--auto-approve", "--digest", digest_of(run), *YES, "--json-lines")
    last = json.loads(ran.out.splitlines()[-1])
    assert (ran.code, last["exit_code"]) == (0, 0)

"""`rollout invite` on the rehearsal tenant: who gets a pass, where it goes, and that nothing else ever holds it."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from passkeyctl.cli.rollout import inviting, issuing
from passkeyctl.cli.rollout.pass_takers import PassTaker, open_taker
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.jsonread import as_text
from passkeyctl.sandbox.store import Store
from tests.cli.inviting import (
    GROUP,
    assert_nowhere_else,
    holders,
    outcomes,
    rows,
    set_policy,
    tenant_with_passes,
    values,
    verdicts,
)
from tests.cli.running import Cli


@pytest.fixture
def file(tmp_path: Path, store: Store) -> Path:
    return tenant_with_passes(store, tmp_path)


def test_a_dry_run_says_who_and_makes_nothing(cli: Cli, sandbox: str, file: Path, store: Store) -> None:
    before = store.export()
    ran = cli("rollout", "invite", GROUP, sandbox, "--dry-run", file)
    assert ran.code == 0
    assert "issue: " in ran.out
    assert "has a method: " in ran.out
    assert all(len(each) <= 80 for each in ran.out.splitlines())
    assert ran.err.splitlines()[-1] == "a dry run: no pass was made"
    assert store.export() == before


def test_passes_go_to_a_file_of_its_owner_and_nowhere_else(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path, own_home: Path
) -> None:
    out = tmp_path / "passes.csv"
    wanted = verdicts(cli("rollout", "invite", GROUP, sandbox, "--dry-run", "--json", file).json())
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", out, "--auto-approve", "--lifetime", "2h", file)
    names = {each["signInName"].split("@")[0] for each in rows(out)}
    assert ran.code == 0
    assert names == {name for name, verdict in wanted.items() if verdict == "issue"}
    assert {each["signInName"] for each in rows(out)} == holders(store)
    assert {each["lifetimeInMinutes"] for each in rows(out)} == {"120"}
    assert f"made {len(names)} of {len(names)} passes, written to {out}" in ran.err
    assert os.name == "nt" or out.stat().st_mode & 0o777 == 0o600
    assert_nowhere_else(values(out), tmp_path, out, ran.out, ran.err)
    assert_nowhere_else(values(out), own_home, out)


def test_a_second_run_replaces_nothing_that_is_not_named(cli: Cli, sandbox: str, file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    assert cli("rollout", "invite", GROUP, sandbox, "--out", first, "--yes", file).code == 0
    again = cli("rollout", "invite", GROUP, sandbox, "--out", second, "--yes", "--json", file)
    assert again.code == 0
    assert "has a valid pass" in verdicts(again.json()).values()
    assert "issue" not in verdicts(again.json()).values()
    assert not second.exists()
    one = rows(first)[0]["signInName"]
    replaced = cli("rollout", "invite", GROUP, sandbox, "--out", second, "--yes", "--replace", one, file)
    assert replaced.code == 0
    assert [each["signInName"] for each in rows(second)] == [one]
    assert values(second)[0] not in values(first)


@pytest.mark.parametrize(
    ("group", "verdict", "member"),
    [
        ("SG-EmergencyAccess", "emergency account", "bg1@contoso.onmicrosoft.com"),
        ("PK-Admins", "privileged", "adm-ada.abel@contoso.onmicrosoft.com"),
    ],
)
def test_whoever_needs_care_is_named_one_by_one(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path, group: str, verdict: str, member: str
) -> None:
    out = tmp_path / "passes.csv"
    refused = cli("rollout", "invite", group, sandbox, "--out", out, "--yes", "--json", file)
    assert refused.code == 0
    assert set(verdicts(refused.json()).values()) == {verdict}
    assert not holders(store)
    done = cli("rollout", "invite", group, sandbox, "--out", out, "--yes", "--also", member.upper(), file)
    assert done.code == 0, done.out
    assert holders(store) == {member}, done.out
    outsider = cli("rollout", "invite", group, sandbox, "--dry-run", "--also", "nobody@contoso.com", file)
    assert (outsider.code, outsider.out) == (64, "")


def test_people_outside_of_the_policy_of_passes_get_none(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path
) -> None:
    frontline = next(each for each in store.read_rows("groups") if each["displayName"] == "SG-Frontline")
    target: JsonObject = {"targetType": "group", "id": frontline["id"], "isRegistrationRequired": False}
    set_policy(store, "TemporaryAccessPass", {"includeTargets": [target]})
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", tmp_path / "p.csv", "--yes", "--json", file)
    assert ran.code == 0
    assert set(verdicts(ran.json()).values()) == {"not allowed a pass", "has a method"}
    assert not holders(store)


@pytest.mark.parametrize(
    ("policy", "arguments", "words"),
    [
        ({"state": "disabled"}, [], "is not switched on"),
        ({"isUsableOnce": True}, ["--multi-use"], "for one sign-in only"),
        ({}, ["--lifetime", "9h"], "from 30 to 480"),
        ({}, ["--lifetime", "10m"], "from 30 to 480"),
        ({}, ["--starts", "2020-01-01T08:00Z"], "in the past"),
    ],
)
def test_what_the_policy_does_not_allow_is_refused_beforehand(
    cli: Cli,
    sandbox: str,
    file: Path,
    store: Store,
    tmp_path: Path,
    policy: JsonObject,
    arguments: list[str],
    words: str,
) -> None:
    set_policy(store, "TemporaryAccessPass", policy)
    out = tmp_path / "p.csv"
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", out, "--yes", *arguments, file)
    assert ran.code == 1
    assert words in ran.err
    assert not out.exists()
    assert not holders(store)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--out", "p.csv"],
        ["--yes"],
        ["--out", "p.csv", "--to-command", "cat", "--yes"],
        ["--out", "p.csv", "--yes", "--lifetime", "5m"],
        ["--out", "p.csv", "--yes", "--starts", "2026-12-01T08:00"],
    ],
)
def test_wrong_usage(cli: Cli, sandbox: str, file: Path, store: Store, arguments: list[str]) -> None:
    """Without a terminal nobody can be asked."""
    assert cli("rollout", "invite", GROUP, sandbox, *arguments, file).code == 64
    assert not holders(store)


def test_a_file_that_is_there_is_not_touched(cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("mine", encoding="utf-8")
    for arguments in ([], ["--resume"]):
        assert cli("rollout", "invite", GROUP, sandbox, "--out", mine, "--yes", *arguments, file).code == 64
    missing = tmp_path / "no such folder" / "p.csv"
    assert cli("rollout", "invite", GROUP, sandbox, "--out", missing, "--yes", file).code == 1
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not holders(store)


def test_a_place_that_can_not_be_written(cli: Cli, sandbox: str, file: Path, store: Store) -> None:
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", file / "p.csv", "--yes", file)
    assert ran.code == 1
    assert "could not be made" in ran.err
    assert not holders(store)


def test_a_command_is_given_each_pass_as_a_line(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path, own_home: Path
) -> None:
    taken = tmp_path / "taken by it.jsonl"
    copy = f"import shutil, sys; shutil.copyfileobj(sys.stdin, open({str(taken)!r}, 'w'))"
    command = f'"{sys.executable}" -c "{copy}"'
    ran = cli("rollout", "invite", GROUP, sandbox, "--to-command", command, "--yes", "--json", file)
    lines = [json.loads(each) for each in taken.read_text(encoding="utf-8").splitlines()]
    assert (ran.code, set(outcomes(ran.json()))) == (0, {"issued"})
    assert {each["signInName"] for each in lines} == holders(store)
    passes = [each["temporaryAccessPass"] for each in lines]
    assert_nowhere_else(passes, tmp_path, taken, ran.out, ran.err)
    assert_nowhere_else(passes, own_home, taken)


def test_a_command_that_stops_ends_the_run_and_its_pass_is_named(
    cli: Cli, sandbox: str, file: Path, store: Store
) -> None:
    command = f'"{sys.executable}" -c "import sys; sys.stdin.readline(); sys.stdin.close(); sys.exit(3)"'
    ran = cli("rollout", "invite", GROUP, sandbox, "--to-command", command, "--yes", "--json", file)
    found = outcomes(ran.json())
    assert ran.code == 5
    # A pipe takes some lines that nobody reads: then the exit code of the command tells.
    assert "ended" in ran.err
    assert "lost" in found or "ended with 3" in ran.err
    for name in holders(store):
        assert name in ran.err
    missing = cli("rollout", "invite", GROUP, sandbox, "--to-command", "no-such-command-here", "--yes", file)
    assert missing.code == 1


def test_what_is_kept_about_a_run_is_purged(cli: Cli, sandbox: str, file: Path, tmp_path: Path, own_home: Path) -> None:
    out = tmp_path / "p.csv"
    assert cli("rollout", "invite", GROUP, sandbox, "--out", out, "--yes", file).code == 0
    (record,) = own_home.rglob("invites/*/*.jsonl")
    assert os.name == "nt" or record.stat().st_mode & 0o777 == 0o600
    assert cli("purge", "--yes").code == 0
    assert not record.exists()
    assert not out.exists()


def test_whoever_is_given_a_pass_by_somebody_else_meanwhile_keeps_that_one(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another administrator acts once everything was looked up and approved, and before the first pass is made."""
    wanted = verdicts(cli("rollout", "invite", GROUP, sandbox, "--dry-run", "--json", file).json())
    hurried = next(name for name, verdict in sorted(wanted.items()) if verdict == "issue")
    out = tmp_path / "passes.csv"

    def opened(out: str, to_command: str, *, resumes: bool) -> PassTaker:
        with store.transaction() as tenant:
            user = next(
                each for each in tenant.rows("users") if as_text(each["userPrincipalName"]).startswith(f"{hurried}@")
            )
            theirs: JsonObject = {
                "id": "theirs",
                "createdDateTime": tenant.now(),
                "startDateTime": tenant.now(),
                "lifetimeInMinutes": 60,
                "isUsableOnce": False,
            }
            tenant.put("users", {**user, "passes": [theirs]})
            tenant.save()
        return open_taker(out, to_command, resumes=resumes)

    monkeypatch.setattr(issuing, "FRESH", timedelta(0))
    monkeypatch.setattr(inviting, "open_taker", opened)
    ran = cli("rollout", "invite", GROUP, file, sandbox, "--out", out, "--auto-approve")

    assert ran.code == 5
    assert "somebody else gave them a pass meanwhile, and it stays" in ran.err
    got = {each["signInName"].split("@")[0] for each in rows(out)}
    assert got == {name for name, verdict in wanted.items() if verdict == "issue"} - {hurried}

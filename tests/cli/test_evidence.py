"""Evidence folders: what plan, apply and drift put into one, and what `evidence verify` says of it."""

from __future__ import annotations

import hashlib
import json
import stat
import sys
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from tests.cli.conftest import Live
from tests.cli.running import Cli
from tests.cli.test_live import STRENGTHS

OF_PLAN = {"plan.json", "plan.md", "plan.html", "findings.sarif", "plan-summary.md", "plan-approval.json"}
OF_APPLY = {
    *("receipt.json", "before.json", "after.json", "apply.md", "apply.html", "apply.sarif"),
    *("summary.md", "approval.json"),
}
OF_DRIFT = {"drift.json", "drift.md", "drift.html", "drift.sarif", "drift-approval.json"}
CI = ("GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI")


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in CI:
        monkeypatch.delenv(each, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def read(path: Path) -> JsonObject:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def test_a_plan_leaves_what_an_apply_would_change(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    ran = cli("plan", sandbox, small, "--evidence", folder)
    assert ran.code == 0
    assert names(folder) == {*OF_PLAN, "manifest.json"}
    digest = read(folder / "manifest.json")["digest"]
    assert f"wrote the evidence of this plan to {folder}; digest {digest}\n" in ran.err
    summary = (folder / "plan-summary.md").read_text(encoding="utf-8")
    assert (
        "- Authentication strength **Keys only** would be created; it accepts fido2; passkeys of any model." in summary
    )
    ran = cli("evidence", "verify", folder)
    assert ran.code == 0
    assert "6 files, each as it was written, and of one plan" in ran.out
    assert "notice: there is no apply in it: it proves what was planned" in ran.out


def test_the_plan_in_it_can_be_applied_and_is_the_one_that_was_saved(
    cli: Cli, sandbox: str, small: Path, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "saved.json"
    cli("plan", sandbox, small, "--evidence", folder, "--out", out)
    digest = str(read(out)["digest"])
    assert read(folder / "plan.json")["digest"] == digest
    args = ("--auto-approve", "--digest", digest, "--evidence", folder)
    assert cli("apply", sandbox, folder / "plan.json", *args).code == 0
    assert names(folder) == {*OF_PLAN, *OF_APPLY, "manifest.json"}
    assert cli("evidence", "verify", folder).code == 0


def test_plan_apply_and_drift_follow_each_other_in_one_folder(
    cli: Cli, sandbox: str, small: Path, folder: Path
) -> None:
    cli("plan", sandbox, small, "--evidence", folder)
    planned = read(folder / "manifest.json")["sections"]
    assert isinstance(planned, list)
    assert cli("apply", sandbox, small, "--auto-approve", "--evidence", folder).code == 0
    assert cli("drift", sandbox, small, "--evidence", folder).code == 0
    assert names(folder) == {*OF_PLAN, *OF_APPLY, *OF_DRIFT, "manifest.json"}
    sections = read(folder / "manifest.json")["sections"]
    assert isinstance(sections, list)
    plan, applied, drift = sections
    assert [plan] == planned
    assert isinstance(plan, dict)
    assert isinstance(applied, dict)
    assert isinstance(drift, dict)
    assert (applied["follows"], drift["follows"]) == (plan["digest"], applied["digest"])
    assert applied["plan_digest"] == plan["plan_digest"] == read(folder / "receipt.json")["plan_digest"]
    told = cli("evidence", "verify", folder, "--json").json()
    assert (told["exit_code"], told["has_apply"], told["faults"]) == (0, True, [])


def test_an_apply_alone_leaves_its_plan_as_well(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    ran = cli("apply", sandbox, small, "--auto-approve", "--evidence", folder, "--approved-by", "ann@contoso.com")
    assert ran.code == 0
    assert names(folder) == {*OF_PLAN, *OF_APPLY, "manifest.json"}
    approval = read(folder / "approval.json")
    assert (approval["approved_by"], approval["told_by"], approval["is_proven"]) == (
        "ann@contoso.com",
        "--approved-by",
        False,
    )
    assert approval["ci"] is None
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert "authentication strength **Keys only** (id " in summary
    assert ") was created; it accepts fido2; passkeys of any model." in summary
    assert "What is open" not in summary
    assert cli("evidence", "verify", folder).code == 0


def test_every_hash_in_the_manifest_is_that_of_its_file(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    cli("apply", sandbox, small, "--auto-approve", "--evidence", folder)
    sections = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["sections"]
    found = [each for section in sections for each in section["files"]]
    assert {each["name"] for each in found} == {*OF_PLAN, *OF_APPLY}
    for each in found:
        content = (folder / each["name"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each["sha256"], each["size"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_can_read_it(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    cli("apply", sandbox, small, "--auto-approve", "--evidence", folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


def test_an_apply_that_failed_half_way_says_what_is_open(cli: Cli, live: Live, small: Path, folder: Path) -> None:
    live([Fault("POST", STRENGTHS, 2, FORBIDDEN)])
    ran = cli("apply", small, "--auto-approve", "--evidence", folder)
    assert ran.code == 5
    assert names(folder) == {*OF_PLAN, *OF_APPLY, "manifest.json"}
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert "open: something was not written, or not seen" in summary
    assert "## What is open" in summary
    ran = cli("evidence", "verify", folder)
    assert ran.code == 0
    assert ", exit code 5" in ran.out


def test_an_apply_with_nothing_to_write_leaves_no_apply(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    cli("apply", sandbox, small, "--auto-approve")
    ran = cli("apply", sandbox, small, "--auto-approve", "--evidence", folder)
    assert ran.code == 0
    assert names(folder) == {*OF_PLAN, "manifest.json"}
    assert f"notice: nothing was written to the tenant, so {folder} has no apply" in ran.err
    assert cli("evidence", "verify", folder, "--json").json()["has_apply"] is False


def test_a_folder_of_another_plan_is_refused_before_anything_is_written(
    cli: Cli, sandbox: str, small: Path, folder: Path
) -> None:
    cli("plan", sandbox, small, "--evidence", folder)
    small.write_text(small.read_text(encoding="utf-8").replace("Keys only", "Keys alone"), encoding="utf-8")
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    ran = cli("apply", sandbox, small, "--auto-approve", "--evidence", folder)
    assert ran.code == 1
    assert "holds the evidence of another plan" in ran.err
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before
    assert cli("plan", sandbox, small, "--exit-code").code == 2


@pytest.mark.parametrize(
    ("command", "said"),
    [("plan", "holds a plan already"), ("apply", "holds an apply already"), ("drift", "holds a drift already")],
)
def test_a_folder_takes_each_part_once(
    cli: Cli, sandbox: str, small: Path, folder: Path, command: str, said: str
) -> None:
    more = ("--auto-approve",) if command == "apply" else ()
    assert cli(command, sandbox, small, *more, "--evidence", folder).code == (2 if command == "drift" else 0)
    ran = cli(command, sandbox, small, *more, "--evidence", folder)
    assert ran.code == 1
    assert said in ran.err


def test_a_plan_does_not_come_after_its_apply(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    cli("drift", sandbox, small, "--evidence", folder)
    ran = cli("apply", sandbox, small, "--auto-approve", "--evidence", folder)
    assert ran.code == 1
    assert "holds a drift after which an apply can't come" in ran.err
    assert cli("plan", sandbox, small, "--exit-code").code == 2


def test_a_folder_that_holds_something_else_is_refused(cli: Cli, sandbox: str, small: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.md").write_text("mine\n", encoding="utf-8")
    ran = cli("plan", sandbox, small, "--evidence", folder)
    assert ran.code == 1
    assert "holds something that nothing can be added to: `manifest.json`: there is no manifest" in ran.err
    assert names(folder) == {"thesis.md"}


def test_a_slip_is_said_before_anything_is_read(cli: Cli, small: Path, tmp_path: Path) -> None:
    assert cli("plan", small, "--approved-by", "ann").code == 64
    assert cli("plan", small, "--evidence", small).code == 64
    assert cli("plan", small, "--evidence", tmp_path / "no" / "folder").code == 64


def test_what_a_ci_run_says_of_itself_is_kept_and_its_tokens_are_not(
    cli: Cli, sandbox: str, small: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTOR": "ann",
        "GITHUB_RUN_ID": "77",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "contoso/entra",
        "GITHUB_TOKEN": "ghs_secret",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret-assertion",
    }.items():
        monkeypatch.setenv(name, value)
    cli("apply", sandbox, small, "--auto-approve", "--evidence", folder)
    ci = read(folder / "approval.json")["ci"]
    assert isinstance(ci, dict)
    assert (ci["system"], ci["started_by"]) == ("GitHub Actions", "ann")
    assert ci["run_url"] == "https://github.com/contoso/entra/actions/runs/77"
    assert read(folder / "approval.json")["approved_by"] is None
    for each in folder.iterdir():
        assert b"secret" not in each.read_bytes()


@pytest.mark.parametrize(
    ("environ", "system", "by", "url"),
    [
        (
            {
                "TF_BUILD": "True",
                "BUILD_REQUESTEDFOR": "Ann",
                "BUILD_BUILDID": "9",
                "SYSTEM_COLLECTIONURI": "https://dev.azure.com/contoso/",
                "SYSTEM_TEAMPROJECT": "entra",
            },
            "Azure Pipelines",
            "Ann",
            "https://dev.azure.com/contoso/entra/_build/results?buildId=9",
        ),
        (
            {"GITLAB_CI": "true", "GITLAB_USER_LOGIN": "ann", "CI_PIPELINE_URL": "https://gitlab.com/c/-/pipelines/3"},
            "GitLab",
            "ann",
            "https://gitlab.com/c/-/pipelines/3",
        ),
    ],
)
def test_other_ci_systems(
    cli: Cli,
    sandbox: str,
    small: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    system: str,
    by: str,
    url: str,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    cli("plan", sandbox, small, "--evidence", folder)
    ci = read(folder / "plan-approval.json")["ci"]
    assert isinstance(ci, dict)
    assert (ci["system"], ci["started_by"], ci["run_url"]) == (system, by, url)


def test_purge_takes_the_folder_and_leaves_what_is_not_its_own(
    cli: Cli, sandbox: str, small: Path, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    for each in (folder, other):
        cli("plan", sandbox, small, "--evidence", each)
    (other / "plan.md").write_text("altered\n", encoding="utf-8")
    (other / "note.txt").write_text("mine\n", encoding="utf-8")
    assert str(folder / "manifest.json") in cli("purge", "--dry-run", "--tenant", "contoso.onmicrosoft.com").out
    assert str(folder) not in cli("purge", "--dry-run", "--tenant", "fabrikam.com").out
    assert str(folder) not in cli("purge", "--dry-run", "--older-than", "1d").out
    assert cli("purge", "--yes").code == 0
    assert not folder.exists()
    assert names(other) == {"plan.md", "note.txt"}

"""`history`: every run of a tenant once, whatever happened to the file that holds them."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from passkeyctl.cli.places import state_folder
from passkeyctl.render.document_schemas import document_schema
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import PILOT, Cli, environment, process
from tests.cli.test_live import STRENGTHS

Document = dict[str, Any]


@pytest.fixture
def file() -> Path:
    return state_folder() / "history" / f"sandbox-{IDENTITY.tenant_id}.db"


def listed(cli: Cli, *words: str | Path) -> list[Document]:
    ran = cli("history", *words, "--json")
    assert ran.code == 0
    document: Document = json.loads(ran.out)
    jsonschema.Draft202012Validator(document_schema("history")).validate(document)
    runs: list[Document] = document["runs"]
    return runs


def test_each_command_leaves_one_run(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    assert cli("plan", sandbox, small).code == 0
    receipt = tmp_path / "copy.json"
    assert cli("apply", sandbox, small, "--auto-approve", "--receipt", receipt).code == 0
    assert cli("drift", sandbox, small).code == 0
    assert cli("readiness", sandbox, small).code == 0
    digest = json.loads(receipt.read_text(encoding="utf-8"))["digest"]
    assert cli("undo", sandbox, receipt, "--auto-approve", "--digest", digest, "--override", "OPS907=4711").code == 0
    assert cli("plan", sandbox, small, "--exit-code").code == 2
    runs = listed(cli, sandbox, small)
    assert [(each["occasion"], each["exit_code"]) for each in runs] == [
        ("plan", 0),
        ("apply", 0),
        ("drift", 0),
        ("readiness", 0),
        ("undo", 0),
        ("plan", 2),
    ]
    assert [each["changes"] for each in runs] == [2, 2, None, None, 2, 2]
    assert (runs[2]["deviations"], runs[2]["waived"]) == (0, 0)
    assert runs[3]["people"] > runs[3]["ready"] > 0
    assert Path(runs[1]["receipt"]).is_file()
    assert runs[1]["key"] == json.loads(receipt.read_text(encoding="utf-8"))["run"]


def test_drift_counts_also_where_it_does_not_decide_the_exit_code(cli: Cli, sandbox: str, small: Path) -> None:
    assert cli("drift", sandbox, small, "--exit-zero-on-drift").code == 0
    (run,) = listed(cli, sandbox, small)
    assert (run["exit_code"], run["deviations"]) == (0, 2)
    assert cli("history", sandbox, small).out.splitlines()[3].endswith(" drift")


def test_an_apply_that_is_left_open_is_told_as_it_ended(cli: Cli, live: Live, small: Path) -> None:
    live([Fault("POST", STRENGTHS, 2, FORBIDDEN)])
    assert cli("apply", small, "--auto-approve").code == 5
    (run,) = listed(cli, small)
    assert (run["occasion"], run["exit_code"], run["changes"]) == ("apply", 5, 2)
    assert cli("apply", "--resume", "--tenant", IDENTITY.tenant_id).code in (0, 64)
    assert len(listed(cli, small)) == 1


def test_a_question_about_some_people_is_no_point_of_the_trend(cli: Cli, sandbox: str) -> None:
    assert cli("readiness", sandbox, PILOT, "--group", "PK-Pilot-Synced").code == 0
    (run,) = listed(cli, sandbox, PILOT)
    assert (run["occasion"], run["ready"], run["people"]) == ("readiness", None, None)


def test_a_plan_against_a_snapshot_is_no_run(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "then.snapshot"
    assert cli("snapshot", "save", snapshot, small, sandbox).code == 0
    assert cli("plan", "--against", snapshot, small).code == 0
    assert cli("drift", "--against", snapshot, small).code == 2
    assert listed(cli, sandbox, small) == []


def test_an_apply_of_an_older_version_is_found_by_its_receipt_once(
    cli: Cli, sandbox: str, small: Path, file: Path
) -> None:
    assert cli("apply", sandbox, small, "--auto-approve").code == 0
    (told,) = listed(cli, sandbox, small)
    file.unlink()
    (found,) = listed(cli, sandbox, small)
    for key in ("key", "occasion", "exit_code", "by", "changes", "digest", "receipt"):
        assert found[key] == told[key], key
    assert abs((datetime.fromisoformat(found["at"]) - datetime.fromisoformat(told["at"])).total_seconds()) < 30
    assert (found["errors"], found["warnings"]) == (None, None)
    assert cli("plan", sandbox, small).code == 0
    assert [each["occasion"] for each in listed(cli, sandbox, small)] == ["apply", "plan"]


def test_a_receipt_that_is_damaged_is_said_and_hides_nothing_else(cli: Cli, sandbox: str, small: Path) -> None:
    assert cli("apply", sandbox, small, "--auto-approve").code == 0
    (run,) = listed(cli, sandbox, small)
    folder = Path(run["receipt"]).parent
    other = folder.with_name("20260101T000000Z-0000")
    other.mkdir()
    (other / "journal.jsonl").write_text("{}\nnonsense\n", encoding="utf-8")
    ran = cli("history", sandbox, small)
    assert ran.code == 1
    assert "error: this is not all: what the run `20260101T000000Z-0000` came to is not known" in ran.err
    assert "apply" in ran.out
    assert cli("history", sandbox, small, "--since", "1d").code == 0


@pytest.mark.parametrize("content", [b"nonsense, and a lot of it" * 40, b""])
def test_a_damaged_history_fails_no_run(cli: Cli, sandbox: str, small: Path, file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    ran = cli("apply", sandbox, small, "--auto-approve")
    assert ran.code == 0
    assert ("notice: the history doesn't have this run: " in ran.err) == bool(content)
    ran = cli("history", sandbox, small)
    assert ran.code == (1 if content else 0)
    assert ("error: this is not all: " in ran.err) == bool(content)
    assert "apply" in ran.out  # by its receipt


def test_a_folder_that_can_not_be_made_fails_no_run(cli: Cli, sandbox: str, small: Path, file: Path) -> None:
    file.parent.parent.mkdir(parents=True, exist_ok=True)
    file.parent.write_text("in the way\n", encoding="utf-8")
    ran = cli("plan", sandbox, small)
    assert ran.code == 0
    assert "notice: the history doesn't have this run: " in ran.err


def test_two_plans_at_once_leave_two_runs(cli: Cli, sandbox: str, small: Path, own_home: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    env = environment(own_home)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(process, "plan", sandbox, small, env=env) for _ in range(2)]
        assert [each.result().code for each in both] == [0, 0]
    assert [each["occasion"] for each in listed(cli, sandbox, small)] == ["plan", "plan"]


def test_only_what_is_recent(cli: Cli, sandbox: str, small: Path, file: Path) -> None:
    cli("plan", sandbox, small)
    cli("drift", sandbox, small)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE runs SET at = at - 40 * 86400 * 1000000 WHERE occasion = 'plan'")
    assert [each["occasion"] for each in listed(cli, sandbox, small, "--since", "30d")] == ["drift"]
    assert len(listed(cli, sandbox, small)) == 2
    assert ": 1 run in the last 30d\n" in cli("history", sandbox, small, "--since", "30d").out


def test_a_tenant_is_found_by_id_by_domain_and_by_its_files(cli: Cli, live: Live, small: Path) -> None:
    live()
    assert cli("plan", small).code == 0
    for words in ((small,), ("--tenant", IDENTITY.tenant_id), ("--tenant", "Contoso.onmicrosoft.com")):
        assert len(listed(cli, *words)) == 1
    assert cli("history", "--tenant", "sandbox", small).out == "contoso.onmicrosoft.com: 0 runs\n"


def test_a_domain_that_no_run_knows(cli: Cli) -> None:
    ran = cli("history", "--tenant", "fabrikam.com")
    assert ran.code == 1
    assert "no run of this machine is known for `fabrikam.com`" in ran.err


def test_nothing_says_which_tenant(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert cli("history").code == 64
    assert cli("history", "--tenant", "sandbxo").code == 64


def test_a_page_is_written(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    cli("plan", sandbox, small)
    page = tmp_path / "history.html"
    assert cli("history", sandbox, small, "--html", page).code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert cli("history", sandbox, small, "--html", tmp_path).code == 64
    assert cli("history", sandbox, small, "--html", tmp_path / "no" / "page.html").code == 64
    assert cli("history", sandbox, small, "--html", small).code == 64


def test_the_page_of_a_plan_has_the_runs_before_it(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    for command, is_there in (("plan", False), ("plan", True), ("drift", True)):
        cli(command, sandbox, small, "--report", f"html={page}")
        assert (">Deviations</th>" in page.read_text(encoding="utf-8")) == is_there


def test_a_redacted_page_names_nobody_who_ran_anything(
    cli: Cli, sandbox: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "ann-the-admin")
    page = tmp_path / "plan.html"
    cli("plan", sandbox, small)
    cli("plan", sandbox, small, "--report", f"html={page}")
    assert "ann-the-admin" in page.read_text(encoding="utf-8")
    cli("plan", sandbox, small, "--report", f"html={page}", "--redact")
    assert "ann-the-admin" not in page.read_text(encoding="utf-8")


def test_a_page_says_what_could_not_be_read(cli: Cli, sandbox: str, small: Path, file: Path, tmp_path: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"nonsense, and a lot of it" * 40)
    page = tmp_path / "history.html"
    assert cli("history", sandbox, small, "--html", page).code == 1
    assert "does not hold the history of a tenant" in page.read_text(encoding="utf-8")


def test_purge_takes_the_history_of_one_tenant_and_what_is_old(cli: Cli, sandbox: str, small: Path, file: Path) -> None:
    cli("plan", sandbox, small)
    assert str(file) not in cli("purge", "--dry-run", "--tenant", "00000000-0000-0000-0000-000000000009").out
    assert str(file) not in cli("purge", "--dry-run", "--older-than", "30d").out
    long_ago = time.time() - 40 * 86400
    os.utime(file, (long_ago, long_ago))
    assert str(file) in cli("purge", "--dry-run", "--older-than", "30d").out
    assert cli("purge", "--yes", "--tenant", IDENTITY.tenant_id).code == 0
    assert not file.exists()
    assert listed(cli, sandbox, small) == []


def test_another_programs_file_in_that_folder_stays(cli: Cli, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("mine, and none of anybody else's business" * 40, encoding="utf-8")
    assert cli("purge", "--yes").out == "nothing is kept that fits\n"
    assert file.exists()

"""`sandbox advance` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.jsonread import as_text, objects
from tests.cli.running import Cli
from tests.sandbox.companies import firm, passkey_rule
from tests.sandbox.graph import Clock, open_store


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


def tenant_of(path: Path, document: JsonObject) -> str:
    open_store(path, Clock(), document).close()
    return f"--tenant=sandbox:{path}"


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return tenant_of(tmp_path / "t.db", firm(passkey_rule("enabledForReportingButNotEnforced")))


def test_a_table_of_the_days_and_what_to_do_next(cli: Cli, sandbox: str) -> None:
    ran = cli("sandbox", "advance", sandbox, "--days", "14")
    assert ran.code == 0
    head, *rows = ran.out.splitlines()
    assert head.split("  ")[-1] == "report-only"
    assert len(rows) == 14
    assert "3 of 4" in rows[-1]
    assert {len(each) for each in (head, *rows)} == {len(head)}
    assert len(head) <= 80
    assert "1 person has no way to register a passkey" in ran.err
    assert "passkeyctl rollout invite GROUP" in ran.err


def test_the_same_as_json(cli: Cli, sandbox: str) -> None:
    ran = cli("sandbox", "advance", sandbox, "--days", "2", "--trouble", "1", "--drill", "--seed-number", "3", "--json")
    document = json.loads(ran.out)
    first, second = objects(document["days"])
    assert (first["meant"], first["noWayIn"], ran.err, ran.code) == (4, 1, "", 0)
    assert set(first) == {
        *("day", "meant", "withPasskey", "registered", "noWayIn"),
        *("signIns", "failed", "reportOnly"),
    }
    again = json.loads(cli("sandbox", "advance", sandbox, "--days", "1", "--json").out)
    assert document["now"] < again["now"]
    assert as_text(second["day"]) < as_text(objects(again["days"])[0]["day"])


def test_where_no_row_reaches_anybody(cli: Cli, tmp_path: Path, sandbox: str) -> None:
    empty = tenant_of(tmp_path / "empty.db", {})
    assert "no passkey row reaches anybody" in cli("sandbox", "advance", empty).err
    assert "gates are open now" not in cli("sandbox", "advance", empty).err
    assert "would have been stopped" in cli("sandbox", "advance", sandbox).err


@pytest.mark.parametrize("wrong", [["--days", "0"], ["--days", "366"], ["--trouble", "2"], ["--days", "x"]])
def test_wrong_numbers_are_refused(cli: Cli, sandbox: str, wrong: list[str]) -> None:
    assert cli("sandbox", "advance", sandbox, *wrong).code == 64

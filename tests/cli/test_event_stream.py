"""`--json-lines`: each event of an apply is one line of JSON, and nobody who reads it can hold the apply up."""

from __future__ import annotations

import json
import os
import re
import sys
from io import StringIO
from pathlib import Path

import pytest

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.apply.event_stream import EventStream
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Family, Operation, Stage
from tests.cli.running import ROOT, Cli, Ran

ONE = Operation(
    Stage.STRENGTHS,
    Family.STRENGTHS,
    (Address(Kind.STRENGTH, "keys"),),
    "create authentication strength `Schlüssel\n`",
    "POST",
    "/policies/authenticationStrengthPolicies",
    {},
    (),
)
WHERE = Destination("sandbox", "t-1", "Contoso")
AT = "2026-11-03T09:15:00Z"


def stream() -> EventStream:
    return EventStream(lambda: AT, "20261103T091500Z-0a1b")


def test_each_event_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    told = stream()
    ledger = Ledger((ONE,), lambda _: None)
    ledger.reach(ONE, Status.SENT)
    told.begin((ONE,), WHERE, 4)
    told.tell(Event(ONE, Status.SENT, (), 0, ("r-1",), {"authenticationStrengths.keys": "s-9"}), 3)
    told.end(ExitCode.OPEN, ledger, None, "receipt.json")
    begin, sent, end = map(json.loads, capsys.readouterr().out.splitlines())
    assert begin["event"] == "begin"
    assert begin["run"] == "20261103T091500Z-0a1b"
    assert begin["destination"] == {"endpoint": "sandbox", "tenant_id": "t-1", "tenant_name": "Contoso"}
    assert begin["operations"] == [
        {
            "operation": 1,
            "summary": "create authentication strength `Schlüssel\n`",
            "addresses": ["authenticationStrengths.keys"],
            "method": "POST",
            "path": "/v1.0/policies/authenticationStrengthPolicies",
        }
    ]
    assert sent == {
        "event": "operation",
        "at": AT,
        "operation": 1,
        "of": 1,
        "summary": "create authentication strength `Schlüssel\n`",
        "addresses": ["authenticationStrengths.keys"],
        "method": "POST",
        "path": "/v1.0/policies/authenticationStrengthPolicies",
        "status": "sent",
        "detail": [],
        "request_ids": ["r-1"],
        "created": {"authenticationStrengths.keys": "s-9"},
        "seconds_left": 3,
    }
    assert end == {
        "event": "end",
        "at": AT,
        "run": "20261103T091500Z-0a1b",
        "exit_code": 5,
        "outcome": "open",
        "reasons": ["open"],
        "receipt": "receipt.json",
        "diagnostics": [],
    }


def test_a_reader_that_went_away_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        told = stream()
        for _ in range(3):
            told.tell(Event(ONE, Status.SENT), None)


class Full(StringIO):
    """A disk without room; it has a file behind it as a real stream has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("w", encoding="utf-8")
        self.tries = 0

    def write(self, _text: str, /) -> int:
        self.tries += 1
        raise OSError(28, "No space left on device")

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        super().close()


def test_a_full_disk_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Full(tmp_path / "events") as full:
        monkeypatch.setattr(sys, "stdout", full)
        told = stream()
        for _ in range(3):
            told.tell(Event(ONE, Status.SENT), None)
        assert full.tries == 1
    assert capsys.readouterr().err == ("the output could not be written: No space left on device; the apply goes on\n")


def lines(ran: Ran) -> list[JsonObject]:
    found = [json.loads(each) for each in ran.out.splitlines()]
    assert all(isinstance(each, dict) for each in found)
    return found


def test_an_apply_streams_begin_operations_and_end(cli: Cli, sandbox: str, small: Path) -> None:
    ran = cli("apply", "--json-lines", "--auto-approve", sandbox, small)
    assert ran.code == 0
    begin, *between, end = lines(ran)
    operations = begin["operations"]
    assert (begin["event"], begin["seconds_left"]) == ("begin", None)
    assert isinstance(operations, list)
    assert len(operations) == 2
    told = [(each["event"], each["operation"], each["of"], each["status"]) for each in between]
    assert told == [
        ("operation", 1, 2, "sending"),
        ("operation", 1, 2, "sent"),
        ("operation", 2, 2, "sending"),
        ("operation", 2, 2, "sent"),
        ("operation", 1, 2, "verified"),
        ("operation", 2, 2, "verified"),
    ]
    assert (end["event"], end["exit_code"], end["outcome"], end["reasons"]) == ("end", 0, "done", [])
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{4}", str(begin["run"]))
    assert end["run"] == begin["run"]
    assert Path(str(end["receipt"])).name == "receipt.json"
    assert Path(str(end["receipt"])).is_file()
    assert "Plan: 2 to create." in ran.err
    assert "2 requests" in ran.err
    assert "1/2 sent: " in ran.err
    assert "2/2 verified: " in ran.err
    assert "Applied: 2 verified." in ran.err


def test_where_there_is_nothing_to_do_the_end_is_all(cli: Cli, sandbox: str, small: Path) -> None:
    cli("apply", "--auto-approve", sandbox, small)
    ran = cli("apply", "--json-lines", "--auto-approve", sandbox, small)
    (end,) = lines(ran)
    assert (ran.code, end["exit_code"], end["outcome"]) == (0, 0, "nothing written")


def test_a_run_that_came_to_nothing_says_why_on_its_only_line(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("apiVersion: passkeyctl/v1\nwrong: 1\n", encoding="utf-8")
    ran = cli("apply", "--json-lines", "--auto-approve", sandbox, tmp_path / "broken.yaml")
    (end,) = lines(ran)
    assert (ran.code, end["exit_code"], end["outcome"], end["reasons"]) == (1, 1, "nothing written", ["failed"])
    assert end["diagnostics"] != []


def test_two_forms_of_output_are_one_too_many(cli: Cli, sandbox: str, small: Path) -> None:
    ran = cli("apply", "--json", "--json-lines", "--auto-approve", sandbox, small)
    assert ran.code == 64
    assert "--json and --json-lines are two forms" in ran.err


def test_a_redacted_stream_names_nobody(cli: Cli, sandbox: str, pilot: Path) -> None:
    plain = cli("apply", "--json-lines", "--auto-approve", "--redact", '--override=OPS907="t"', sandbox, pilot)
    assert lines(plain)
    assert "Contoso" not in plain.out


def test_the_documented_events_have_the_fields_that_are_printed(cli: Cli, sandbox: str, small: Path) -> None:
    text = (ROOT / "docs" / "apply-events.md").read_text(encoding="utf-8")
    documented = {each["event"]: each for each in map(json.loads, re.findall(r'^\{"event".*\}$', text, re.M))}
    printed = {each["event"]: each for each in lines(cli("apply", "--json-lines", "--auto-approve", sandbox, small))}
    assert {event: list(each) for event, each in documented.items()} == {
        str(event): list(each) for event, each in printed.items()
    }
    assert re.findall(r"^\| `([a-z ]+)` \| ", text.partition("## For programs")[0], re.M) == list(Status)

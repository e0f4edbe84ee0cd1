"""`schema --of`: what each command prints for other programs keeps to what is published."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from passkeyctl.render.document_schemas import DOCUMENTS
from passkeyctl.sandbox.faults import EXPIRED_TOKEN, Fault
from tests.cli.conftest import Live
from tests.cli.running import Cli
from tests.render.documents import faults

FIDO2 = r"/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_schema_is_printed(cli: Cli, name: str) -> None:
    schema = cli("schema", "--of", name).json()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"passkeyctl {name}"


def test_the_language_stays_what_is_printed_without_a_name(cli: Cli) -> None:
    assert cli("schema") == cli("schema", "--of", "language")
    wrong = cli("schema", "--of", "receipts")
    assert (wrong.code, wrong.out) == (64, "")
    assert "use one of language, plan, apply" in wrong.err


def test_plans(cli: Cli, sandbox: str, pilot: Path, small: Path) -> None:
    for more in ([], ["--impact"], ["--prove-equal", "--impact"], ["--explain-order"], ["--redact"]):
        document = cli("plan", sandbox, pilot, "--json", *more).json()
        assert document["kind"] == "plan"
        assert faults(document) == [], more
    assert faults(cli("plan", sandbox, small, "--json", "--exit-code").json()) == []


def test_runs_that_write(cli: Cli, live: Live, pilot: Path) -> None:
    live([Fault("PATCH", FIDO2, 2, EXPIRED_TOKEN, 1000)])
    ran = cli("apply", "--auto-approve", "--json", pilot)
    assert ran.code == 5
    assert faults(ran.json()) == []
    live()
    again = cli("apply", "--auto-approve", "--json-lines", pilot)
    lines = [json.loads(each) for each in again.out.splitlines()]
    assert [each["event"] for each in (lines[0], lines[-1])] == ["begin", "end"]
    assert [fault for each in lines for fault in faults(each, "event")] == []
    assert faults(cli("apply", "--auto-approve", "--json", pilot).json()) == []


def test_drift(cli: Cli, sandbox: str, pilot: Path) -> None:
    document = cli("drift", sandbox, pilot, "--json").json()
    assert document["kind"] == "drift"
    assert faults(document) == []
    assert faults(cli("drift", sandbox, pilot, "--json", "--redact").json()) == []
    assert cli("apply", sandbox, pilot, "--auto-approve").code == 0
    assert faults(cli("drift", sandbox, pilot, "--json").json()) == []


def test_files_alone_and_failures(cli: Cli, pilot: Path, tmp_path: Path) -> None:
    assert faults(cli("validate", "--json", pilot).json()) == []
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("apiVersion: passkeyctl/v1\nwrong: 1\n", encoding="utf-8")
    assert faults(cli("validate", "--json", wrong).json()) == []
    failed = cli("plan", "--json", wrong).json()
    assert failed["kind"] == "error"
    assert faults(failed) == []
    assert faults(cli("plan", "--json", "--fail-on", "never ever", pilot).json()) == []


def test_answers(cli: Cli, sandbox: str, pilot: Path) -> None:
    assert faults(cli("readiness", sandbox, pilot, "--json").json()) == []
    for topic in (["OPS907"], ["calendar"], []):
        assert faults(cli("explain", "--json", *topic).json()) == [], topic

"""A tenant's files over a baseline, from the command line: sources, notes, saved plans, faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Cli

WINGTIP = ROOT / "examples" / "msp" / "wingtip"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(ROOT)
    return Cli(capsys)


def _sandbox(tmp_path: Path) -> str:
    return f"--tenant=sandbox:{tmp_path / 'tenant.db'}"


def _place(file: str, text: str) -> str:
    """Where a text stands first in a file of the example."""
    lines = (ROOT / "examples" / "msp" / file).read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines) if text in line)
    return f"examples/msp/{file}:{number + 1}:{lines[number].index(text) + 1}"


def test_show_sources_names_the_file_of_each_value(cli: Cli, tmp_path: Path) -> None:
    out = cli("plan", _sandbox(tmp_path), "--show-sources", "examples/msp/wingtip").out
    lines = [" ".join(line.split()) for line in out.splitlines()]

    overlaid, base, stage, keys = (
        _place("wingtip/tenant.yaml", "enforceAttestation"),
        _place("baseline.yaml", "oneTimeUse"),
        _place("baseline.yaml", "observe, oneOf"),
        _place("wingtip/tenant.yaml", "[token2"),
    )
    assert lines[lines.index("enforceAttestation: false -> true") + 1] == f"from {overlaid}"
    assert lines[lines.index("oneTimeUse: false -> true") + 1] == f"from {base}"
    text = " ".join(lines)
    assert f"${{stage}} at {stage}" in text
    assert f"${{adminKeys}} at {keys}" in text
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "from examples" not in cli("plan", _sandbox(tmp_path), "examples/msp/wingtip").out


def test_json_always_has_sources_and_notes(cli: Cli, tmp_path: Path) -> None:
    document = json.loads(cli("plan", _sandbox(tmp_path), "--json", "examples/msp/wingtip").out)
    changes = {each["address"]: each for each in document["changes"]}

    register = changes["conditionalAccess.register"]
    assert register["note"].startswith("Report-only does nothing")
    (state,) = [each for each in register["changes"] if each["path"] == "state"]
    assert state["source"]["file"] == "examples/msp/baseline.yaml"
    assert [each["name"] for each in state["source"]["via"]] == ["${stage}"]
    (types,) = [each for each in changes["passkeys.profiles.default"]["changes"] if each["path"] == "passkeyTypes"]
    assert types["source"]["file"] == "examples/msp/wingtip/tenant.yaml"
    assert "via" not in types["source"]


def test_a_saved_plan_of_a_tenant_over_its_baseline_applies(cli: Cli, tmp_path: Path) -> None:
    saved = tmp_path / "wingtip.plan.json"
    planned = cli("plan", _sandbox(tmp_path), "--out", saved, "examples/msp/wingtip")
    assert planned.code == 0, planned.err
    digest = json.loads(saved.read_text(encoding="utf-8"))["digest"]

    applied = cli("apply", _sandbox(tmp_path), "--auto-approve", saved, "--digest", digest)
    assert applied.code == 0, applied.err
    assert cli("plan", _sandbox(tmp_path), "--exit-code", "examples/msp/wingtip").code == 0


def test_a_fault_says_where_the_variable_has_its_value(cli: Cli, tmp_path: Path) -> None:
    text = (WINGTIP / "tenant.yaml").read_text(encoding="utf-8")
    text = text.replace("../baseline.yaml", str(ROOT / "examples/msp/baseline.yaml")).replace(
        "token2-pin-plus", "tokn2"
    )
    (tmp_path / "tenant.yaml").write_text(text, encoding="utf-8")

    answer = cli("validate", tmp_path / "tenant.yaml")
    assert answer.code == 1
    assert "  via `${adminKeys}` at" in answer.err
    assert "declared at" in answer.err


def test_a_baseline_is_not_planned_by_itself(cli: Cli) -> None:
    answer = cli("plan", "--tenant=sandbox", "examples/msp/baseline.yaml")
    assert answer.code == 1
    assert "hint: name a tenant's file that says `extends: examples/msp/baseline.yaml`" in answer.err

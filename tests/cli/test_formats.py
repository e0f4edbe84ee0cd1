"""`--format` of validate and plan: whole documents on stdout, also where a run comes to nothing."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from passkeyctl.cli.formats import Format, folders_of_this_run, wanted_format
from tests.cli.running import Cli, Ran
from tests.cli.test_validate import REPORT_ONLY
from tests.render.test_sarif import published

MACHINE = ("sarif", "junit", "github", "markdown")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one file, and the current folder in it."""
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "a b.yaml").write_text(REPORT_ONLY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return tmp_path


def uris(ran: Ran) -> set[str]:
    document = json.loads(ran.out)
    published().validate(document)
    (run,) = document["runs"]
    return {
        place["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"] for place in each["locations"]
    }


def test_validate_in_every_form(cli: Cli, here: Path) -> None:
    file = here / "tenants" / "a b.yaml"
    assert uris(cli("validate", "--format", "sarif", file)) == {"tenants/a%20b.yaml"}
    cases = list(ET.fromstring(cli("validate", "--format", "junit", file).out).iter("testcase"))
    assert "CAP404" in {each.attrib["classname"] for each in cases}
    assert "file=tenants/a b.yaml,line=" in cli("validate", "--format", "github", file).out
    assert "| CAP404 |" in cli("validate", "--format", "markdown", file).out
    assert cli("validate", "--format", "json", file).out == cli("validate", "--json", file).out
    assert cli("validate", "--format", "text", file) == cli("validate", file)


def test_places_start_at_the_checkout_of_a_workflow(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(here))
    monkeypatch.chdir(here / "tenants")
    assert uris(cli("validate", "--format", "sarif", "a b.yaml")) == {"tenants/a%20b.yaml"}
    monkeypatch.setenv("GITHUB_WORKSPACE", str(here / "elsewhere"))
    assert uris(cli("validate", "--format", "sarif", "a b.yaml")) == {"a%20b.yaml"}
    assert folders_of_this_run().root == here / "tenants"


def test_no_form_names_the_machine(cli: Cli, here: Path) -> None:
    for form in MACHINE:
        out = cli("validate", "--format", form, here / "tenants" / "a b.yaml").out
        assert out
        assert str(here) not in out, form


def test_two_runs_give_the_same_bytes(cli: Cli, here: Path) -> None:
    for form in MACHINE:
        assert cli("validate", "--format", form, here / "tenants") == cli(
            "validate", "--format", form, here / "tenants"
        )


def test_plan_in_every_form(cli: Cli, here: Path, sandbox: str) -> None:
    plain = cli("plan", sandbox, here / "tenants")
    for form in MACHINE:
        ran = cli("plan", sandbox, "--format", form, here / "tenants")
        assert ran.code == plain.code, form
        assert ran.out
    assert cli("plan", sandbox, "--format", "markdown", here / "tenants").out.startswith("### passkeyctl plan: ")
    assert (
        "| create | conditionalAccess.registration |"
        in cli("plan", sandbox, "--format", "markdown", here / "tenants").out
    )
    assert uris(cli("plan", sandbox, "--format", "sarif", here / "tenants")) == {"tenants/a%20b.yaml"}
    assert cli("plan", sandbox, "--format=json", here / "tenants").json()["kind"] == "plan"


def test_a_plan_that_is_overridden_says_why(cli: Cli, here: Path, sandbox: str) -> None:
    file = here / "enabled.yaml"
    on_resources = REPORT_ONLY.replace(
        "{userActions: [Register security information]}", "{resources: {include: [Office 365]}}"
    )
    file.write_text(on_resources.replace("state: reportOnly", "state: enabled"), encoding="utf-8")
    out = cli("plan", sandbox, "--override", "CAP408=until Monday", "--format", "sarif", file).out
    (run,) = json.loads(out)["runs"]
    (found,) = (each for each in run["results"] if each["ruleId"] == "CAP408")
    assert found["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "overridden for this run: until Monday"}
    ]


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_files_that_can_not_be_understood_come_in_the_same_form(cli: Cli, here: Path, command: str) -> None:
    wrong = here / "wrong.yaml"
    wrong.write_text(REPORT_ONLY.replace("grant:", "grants:"), encoding="utf-8")
    for form in MACHINE:
        ran = cli(command, "--format", form, wrong)
        assert ran.code == 1
        assert "OPS901" in ran.out, form
    ran = cli(command, "--format", "sarif", wrong)
    assert uris(ran) == {"wrong.yaml"}
    assert json.loads(ran.out)["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert cli(command, "--format", "markdown", wrong).out.startswith(
        f"### passkeyctl {command}: can't be understood\n"
    )


def test_a_form_that_is_none(cli: Cli, here: Path) -> None:
    ran = cli("validate", "--format", "html", here / "tenants")
    assert (ran.code, ran.out) == (64, "")
    assert "use one of text, json, sarif, junit, github, markdown" in ran.err
    assert cli("plan", "--json", "--format", "sarif", here / "tenants").code == 64
    assert (
        cli("validate", "--json", "--format", "json", here / "tenants").code == cli("validate", here / "tenants").code
    )


def test_what_a_command_line_asks_for() -> None:
    assert wanted_format(["plan", "--json"]) is Format.JSON
    assert wanted_format(["plan", "--format", "junit", "x"]) is Format.JUNIT
    assert wanted_format(["plan", "--format=github"]) is Format.GITHUB
    for other in (["plan"], ["plan", "--format"], ["plan", "--format", "html"], ["plan", "--json=1"]):
        assert wanted_format(other) is Format.TEXT


def test_a_plan_of_another_day_is_not_saved(cli: Cli, here: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, "--as-of", "2027-02-01", "--out", here / "plan.json", here / "tenants")
    assert ran.code == 64
    assert not (here / "plan.json").exists()
    assert cli("plan", sandbox, "--as-of", "2027-02-01", here / "tenants").code in (0, 3)
    assert cli("plan", sandbox, "--as-of", "tomorrow", here / "tenants").code == 64

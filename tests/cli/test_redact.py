"""`--redact`: what is printed in public places names nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonValue
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import Cli
from tests.cli.test_live import ROLES
from tests.graph.jwts import application

NAMES = re.compile(r"SG-|PK-Pilot|bg1|bg2|contoso|Contoso|Office 365 Exchange", re.IGNORECASE)
RULES = re.compile(r"PK0[12]0 - Pilot")


def left(text: str, kept: Path) -> list[str]:
    """Names that stand in a text although they should not; places in the user's own files may."""
    return NAMES.findall(text.replace(str(kept), "").replace(kept.name, ""))


def strings(value: JsonValue) -> list[str]:
    match value:
        case dict():
            return [each for key, held in value.items() if key not in ("file",) for each in strings(held)]
        case list():
            return [each for held in value for each in strings(held)]
        case str():
            return [value]
    return []


@pytest.mark.parametrize("command", [("plan",), ("plan", "--show-requests"), ("apply", "--auto-approve")])
def test_text_names_nobody(cli: Cli, sandbox: str, pilot: Path, command: tuple[str, ...]) -> None:
    plain = cli(*command, sandbox, pilot) if command[0] == "plan" else None
    ran = cli(*command, "--redact", sandbox, pilot)
    assert ran.code in (0, 3)
    assert "<group 1>" in ran.out
    assert "<tenant>" in ran.out
    assert left(ran.out + ran.err, pilot) == []
    assert RULES.search(ran.out)
    if plain is not None:
        assert left(plain.out, pilot)


def test_json_names_nobody_and_is_the_same_plan(cli: Cli, sandbox: str, pilot: Path) -> None:
    plain = cli("plan", "--json", sandbox, pilot).json()
    shown = cli("plan", "--json", "--redact", sandbox, pilot).json()
    assert [each for text in strings(shown) for each in left(text, pilot)] == []
    assert shown["summary"] == plain["summary"]
    assert list(shown) == list(plain)


def test_the_json_of_an_apply_names_nobody(cli: Cli, sandbox: str, pilot: Path) -> None:
    ran = cli("apply", "--auto-approve", "--json", "--redact", sandbox, pilot)
    assert ran.code == 0
    assert [each for text in strings(ran.json()) for each in left(text, pilot)] == []


def test_the_tenant_gets_the_real_names_and_nobody_reads_who_signed_in(
    cli: Cli, live: Live, sandbox: str, pilot: Path
) -> None:
    live(token=application(*ROLES, tid=IDENTITY.tenant_id, app_displayname="contoso-ci"))
    ran = cli("apply", "--auto-approve", "--redact", pilot)
    assert ran.code == 0, ran.err
    assert "signed in with the token in PASSKEYCTL_ACCESS_TOKEN, endpoint" in ran.err
    assert left(ran.err, pilot) == []
    assert cli("plan", "--exit-code", sandbox, pilot).code == 0


@pytest.mark.parametrize("command", [("plan",), ("plan", "--json"), ("apply", "--auto-approve")])
@pytest.mark.parametrize("name", ["bg1@contoso", "group: PK-Pilot-Windows", "contoso.onmicrosoft.com  "])
def test_a_fault_names_nobody(
    cli: Cli, sandbox: str, pilot: Path, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    file = tmp_path / "files.yaml"
    slip = name.replace("Pilot", "Pilott").replace("bg1", "bg9").replace("contoso.", "contoso2.")
    file.write_text(pilot_text(pilot).replace(name, slip), encoding="utf-8")
    ran = cli(*command, "--redact", sandbox, file)
    assert ran.code == 1
    assert left(ran.out + ran.err, file) == []
    assert "CAP401" in ran.out + ran.err or "OPS902" in ran.out + ran.err


def pilot_text(pilot: Path) -> str:
    whole = pilot / "passkeys.yaml" if pilot.is_dir() else pilot
    return whole.read_text(encoding="utf-8")


OWNED = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
registrationCampaign:
  state: enabled
  method: fido2
  snoozeDays: 3
  limitSnoozes: true
  include: [PK-Pilot-Windows]
  exclude: [PK-Pilot-Windows]
conditionalAccess:
  pilot:
    name: PK010 - Pilot
    state: enabled
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [mfa]}
waivers:
  - {rule: CAP408, reason: Erika Muster said so, owner: Erika Muster, expires: 2999-12-31}
  - {rule: CAP404, reason: tried, owner: "Erika | Muster", expires: 2999-12-31}
  - {rule: PRF104, reason: tried, owner: Erika Muster, expires: 2020-12-31}
"""
"""A waiver that is used, one that is not, and one that is over, each with a person's name."""


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "markdown"])
def test_nobody_reads_whose_waiver_it_is_and_what_was_told_of_the_files(
    cli: Cli, sandbox: str, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "files.yaml"
    file.write_text(OWNED, encoding="utf-8")
    ran = cli("plan", "--redact", sandbox, "--format", form, file)
    assert re.findall("Erika|Muster|PK-Pilot-Windows", ran.out + ran.err) == []
    assert "stands in `include` and in `exclude`" in ran.err
    if form in ("json", "junit", "markdown"):
        assert "owner 1" in ran.out.replace("\\", "")


@pytest.mark.parametrize(
    "command", [("plan",), ("plan", "--format", "github"), ("apply", "--auto-approve"), ("readiness",)]
)
def test_a_fault_in_the_files_names_nobody(cli: Cli, sandbox: str, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = tmp_path / "files.yaml"
    twice = "  exclude: [PK-Pilot-Windows, PK-Pilot-Windows]\n"
    file.write_text(OWNED.replace("  exclude: [PK-Pilot-Windows]\n", twice), encoding="utf-8")
    ran = cli(*command, "--redact", sandbox, file)
    assert ran.code == 1
    assert re.findall("Erika|Muster|PK-Pilot", ran.out + ran.err) == []
    assert "`<name>` stands twice in this list, first at" in ran.err

"""A plan names the catalogue it was made by, and an upgrade alone is never taken for somebody's change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from tests.cli.running import Cli
from tests.cli.upgrades import LATER_BATCH, upgrade

FILE = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
authenticationStrengths:
  keys:
    name: Keys only
    allowedCombinations: [fido2]
    fido2: {allowedAAGUIDs: [yubikey-5-nfc@5.7]}
"""
PATH = "fido2.allowedAAGUIDs"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strengths.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def catalogue(document: JsonObject) -> JsonObject:
    found = document["catalogue"]
    assert isinstance(found, dict)
    return found


def test_a_plan_and_its_file_name_the_catalogue(cli: Cli, sandbox: str, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    document = cli("plan", sandbox, file, "--json", "--out", out).json()
    expected = {
        "date": "2026-11",
        "is_written": False,
        "entra_table_date": "2026-10-06",
        "mds_number": 291,
        "mds_update": None,
        "differences": [],
    }
    assert catalogue(document) == expected
    assert json.loads(out.read_text(encoding="utf-8"))["catalogue"] == expected
    file.write_text(FILE + 'catalogue: "2026-11"\n', encoding="utf-8")
    assert catalogue(cli("plan", sandbox, file, "--json").json())["is_written"] is True


def test_what_comes_from_an_upgrade_alone_is_marked(
    cli: Cli, sandbox: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("apply", sandbox, "--auto-approve", file).code == 0
    upgrade(monkeypatch)
    ran = cli("plan", sandbox, "--exit-code", file)
    assert ran.code == 2
    assert (
        "Only because of the catalogue of 2027-02\n"
        f"  authenticationStrengths.keys: {PATH}, as it was by 2026-11\n"
        '  `catalogue: "2026-11"` in the files leaves it as it is\n'
    ) in ran.out
    document = cli("plan", sandbox, file, "--json").json()
    assert catalogue(document)["differences"] == [
        {"address": "authenticationStrengths.keys", "path": PATH, "date": "2026-11"}
    ]


def test_a_file_that_names_its_catalogue_has_no_such_difference(
    cli: Cli, sandbox: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(FILE + 'catalogue: "2026-11"\n', encoding="utf-8")
    assert cli("apply", sandbox, "--auto-approve", file).code == 0
    upgrade(monkeypatch)
    assert cli("plan", sandbox, "--exit-code", file).code == 0


def test_what_somebody_wrote_is_not_marked(cli: Cli, sandbox: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("apply", sandbox, "--auto-approve", file).code == 0
    upgrade(monkeypatch)
    file.write_text(FILE.replace("@5.7]", "@5.7, token2-pin-plus]"), encoding="utf-8")
    document = cli("plan", sandbox, file, "--json").json()
    assert catalogue(document)["differences"] == []
    assert LATER_BATCH in json.dumps(document["changes"])


def test_a_plan_file_of_another_catalogue_is_stale(
    cli: Cli, sandbox: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "plan.json"
    assert cli("plan", sandbox, file, "--out", out).code == 0
    digest = json.loads(out.read_text(encoding="utf-8"))["digest"]
    upgrade(monkeypatch)
    ran = cli("apply", sandbox, "--auto-approve", out, "--digest", digest)
    assert ran.code == 4
    assert "OPS904" in ran.err
    assert "the catalogue of authenticators has changed (from 2026-11 to 2027-02) since the plan was made" in ran.err

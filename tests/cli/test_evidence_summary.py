"""The sentences of an evidence folder: what holds since when, from what the tenant showed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import PILOT, Cli
from tests.cli.test_live import STRENGTHS

FILES = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
manage: {conditionalAccess: listed, authenticationStrengths: listed}
emergencyAccess: {group: SG-EmergencyAccess}
authenticationStrengths:
  tier0: {name: "PK <b>Tier 0</b> | x", allowedCombinations: [fido2], fido2: {allowedAAGUIDs: [windows-hello]}}
conditionalAccess:
  office:
    name: PK900 - Office 365
    state: reportOnly
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: tier0}
"""
ASSERTED = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
passkeys:
  state: enabled
  assert:
    - {for: {groups: [PK-Pilot-DeviceBound]}, effective: {synced: false}}
    - {for: {everyone: true}, effective: {unattested: false, authenticators: [windows-hello]}}
"""


def summary(folder: Path, name: str = "summary.md") -> str:
    return (folder / name).read_text(encoding="utf-8")


def apply(cli: Cli, sandbox: str, file: Path, folder: Path) -> str:
    overrides = ("--override", "OPS907=4711", "--override", "STR303=4711")
    ran = cli("apply", sandbox, file, "--auto-approve", *overrides, "--evidence", folder)
    assert ran.code == 0, ran.err
    return summary(folder)


def test_a_policy_from_its_making_to_its_end(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    file = tmp_path / "office.yaml"
    file.write_text(FILES, encoding="utf-8")
    assert cli("plan", sandbox, file, "--evidence", tmp_path / "planned").code == 0
    planned = summary(tmp_path / "planned", "plan-summary.md")
    made = apply(cli, sandbox, file, tmp_path / "made")
    assert "- Policy **PK900 - Office 365** would be created; it is in report-only; it requires " in planned
    assert ") was created; it is in report-only; it requires the strength **PK \\<b\\>Tier 0\\</b\\> \\| x**" in made
    assert "which admits passkeys of these 3 AAGUIDs (windows-hello); it is for the group PK-Pilot-DeviceBound" in made
    assert "; excluded: the group SG-EmergencyAccess.\n" in made
    file.write_text(FILES.replace("reportOnly", "enabled"), encoding="utf-8")
    enforced = apply(cli, sandbox, file, tmp_path / "enforced")
    assert "was put in force (it was in report-only); it is in force; it requires " in enforced
    assert enforced.count("\n- ") == 1
    head, policy = FILES.split("    state:")[0], FILES.partition("    state:")[2]
    assert policy
    file.write_text(f"{head}    ensure: absent\n", encoding="utf-8")
    gone = apply(cli, sandbox, file, tmp_path / "gone")
    assert " was deleted; it was in " in gone
    assert "it required the strength" in gone


def test_the_pilot_in_words(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    told = apply(cli, sandbox, PILOT, tmp_path / "evidence")
    assert "Tenant: Contoso (" in told
    assert "passkey profile **Synced passkeys (pilot)** (id " in told
    assert ") was created; it admits synced passkeys without enforced attestation, of any model." in told
    assert "passkey profile **Default passkey profile** (id 00000000-0000-0000-0000-000000000001) was changed (" in told
    assert "it admits device-bound passkeys with enforced attestation, of these 4 AAGUIDs (" in told
    assert "the row of passkey profiles for **everyone** was deleted; these people had the profiles " in told


@pytest.mark.parametrize(
    ("passkeys", "code", "first", "second"),
    [
        ("enabled", 3, "broken: members of ", "broken: people may use passkeys without attestation"),
        ("disabled", 0, "it holds with the settings of this plan.", "it holds with the settings of this plan."),
    ],
)
def test_what_the_files_promise_is_said_one_by_one(
    cli: Cli, sandbox: str, tmp_path: Path, passkeys: str, code: int, first: str, second: str
) -> None:
    file = tmp_path / "asserted.yaml"
    file.write_text(ASSERTED.replace("enabled", passkeys), encoding="utf-8")
    assert cli("plan", sandbox, file, "--evidence", tmp_path / "evidence").code == code
    told = summary(tmp_path / "evidence", "plan-summary.md").partition("as this plan found it\n\n")[2].splitlines()
    assert len(told) == 2
    begun = "- passkeys.assert (people"
    assert told[0].startswith(f"{begun} of PK-Pilot-DeviceBound may register no synced passkeys): {first}")
    assert told[1].startswith(
        f"{begun} may register none without attestation, only 3 models by their AAGUIDs): {second}"
    )


def test_a_run_that_is_taken_up_again_has_a_folder_of_its_own(
    cli: Cli, live: Live, small: Path, tmp_path: Path
) -> None:
    live([Fault("POST", STRENGTHS, 2, FORBIDDEN)])
    first, second = tmp_path / "first", tmp_path / "second"
    assert cli("apply", small, "--auto-approve", "--evidence", first).code == 5
    assert "## What is open\n\n- create authentication strength `" in summary(first)
    ran = cli("apply", "--resume", "--tenant", IDENTITY.tenant_id, "--auto-approve", "--evidence", second)
    assert ran.code == 0, ran.err
    assert "What is open" not in summary(second)
    for each in (first, second):
        assert cli("evidence", "verify", each).code == 0, cli("evidence", "verify", each).out
    runs = {json.loads((each / "receipt.json").read_text(encoding="utf-8"))["run"] for each in (first, second)}
    assert len(runs) == 1


def test_who_was_refused_leaves_the_plan_alone(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    folder, file = tmp_path / "evidence", tmp_path / "office.yaml"
    file.write_text(FILES.replace("reportOnly", "enabled"), encoding="utf-8")
    assert cli("apply", sandbox, file, "--auto-approve", "--evidence", folder).code == 3
    assert not (folder / "receipt.json").exists()
    assert ", exit code 3" in cli("evidence", "verify", folder).out

"""`plan --prove-equal` and `export --as-profiles` on a rehearsal tenant, from the command line down to HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from tests.cli.running import Cli

HEAD = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
manage: {passkeys: all}
emergencyAccess: {group: SG-EmergencyAccess}
passkeys:
  state: enabled
  profiles:
    default: {passkeyTypes: [deviceBound], enforceAttestation: true, keyRestrictions: none}
"""
YUBIKEYS = "{name: Keys, passkeyTypes: [deviceBound], enforceAttestation: false, keyRestrictions: %s}"
APART = f"""{HEAD}\
    old: {YUBIKEYS % "{behavior: allow, authenticators: [yubikey-5-nfc]}"}
    new: {(YUBIKEYS % "{behavior: allow, authenticators: [yubikey-5ci]}").replace("Keys", "Others")}
  targets:
    - {{group: PK-Pilot-DeviceBound, profiles: [old, new]}}
    - {{group: PK-Pilot-Synced, profiles: [old]}}
  exclude: [SG-Contractors]
"""
MERGED = f"""{HEAD}\
    old: {YUBIKEYS % "{behavior: allow, authenticators: [yubikey-5-nfc, yubikey-5ci]}"}
    new: {{name: Others, ensure: absent}}
  targets:
    - {{group: PK-Pilot-DeviceBound, profiles: [old]}}
    - {{group: PK-Pilot-Synced, profiles: [old]}}
  exclude: [SG-Contractors]
"""
WHOLE = MERGED.replace("    - {group: PK-Pilot-Synced, profiles: [old]}\n", "")
BESIDE = APART.replace("    - {group: PK-Pilot-Synced, profiles: [old]}\n", "")
BY_ONE_READING = ("--override", "PRF111=change 1", "--override", "PRF112=change 1")
APPROVED = ("--auto-approve", "--override", "OPS907=change 1", *BY_ONE_READING)


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "passkeys.yaml"


def applied(cli: Cli, sandbox: str, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert cli("apply", sandbox, file, *APPROVED).code == 0


def proof(cli: Cli, sandbox: str, file: Path, *more: str) -> tuple[int, JsonObject]:
    ran = cli("plan", sandbox, file, "--prove-equal", "--json", "--override", "OPS907=change 1", *more)
    found = ran.json()["proof"]
    assert isinstance(found, dict)
    return ran.code, found


def test_a_tenant_without_profiles_moves_to_them_and_keeps_its_access(cli: Cli, tmp_path: Path) -> None:
    sandbox, file = f"--tenant=sandbox:{tmp_path / 'legacy.db'}", tmp_path / "profiles.yaml"
    assert cli("sandbox", "seed", sandbox, "--set", "passkeys=legacy").code == 0
    exported = cli("export", sandbox, "--only", "passkeys", "--as-profiles", "--out", file)
    assert exported.code == 0
    assert "next: passkeyctl plan --tenant" in exported.err
    assert "--prove-equal" in exported.err
    text = (
        file.read_text(encoding="utf-8")
        .replace("# emergencyAccess:", "emergencyAccess:")
        .replace("#   group:", "  group:")
    )
    file.write_text(text, encoding="utf-8")
    shown = cli("plan", sandbox, "--prove-equal", *BY_ONE_READING, file)
    assert shown.code == 0
    assert "proven: it is the same before and after, whoever is in which group" in shown.out
    assert "If it admits device-bound passkeys only" in shown.out
    assert "newly sign in with and register synced passkeys of every model" in shown.out
    asked = cli("plan", sandbox, "--prove-equal", file)
    assert (asked.code, "PRF111" in asked.out, "PRF112" in asked.out) == (3, True, True)
    done = cli("apply", sandbox, "--prove-equal", file, *APPROVED)
    assert done.code == 0, done.err
    after = cli("plan", sandbox, "--exit-code", file)
    assert (after.code, "No changes. The tenant matches the files." in after.out) == (0, True)
    again = cli("export", sandbox, "--only", "passkeys", "--as-profiles")
    assert "this tenant uses passkey profiles already" in again.err
    assert "optIn" not in again.out


def test_without_as_profiles_an_export_of_such_a_tenant_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    sandbox, file = f"--tenant=sandbox:{tmp_path / 'legacy.db'}", tmp_path / "legacy.yaml"
    assert cli("sandbox", "seed", sandbox, "--set", "passkeys=legacy").code == 0
    assert cli("export", sandbox, "--only", "passkeys", "--out", file).code == 0
    assert cli("plan", sandbox, "--exit-code", file).code == 0


def test_merging_two_profiles_is_proven_for_who_had_both_and_refused_for_who_had_one(
    cli: Cli, sandbox: str, write: Path
) -> None:
    applied(cli, sandbox, write, BESIDE)
    write.write_text(WHOLE, encoding="utf-8")
    code, found = proof(cli, sandbox, write)
    assert (code, found["verdict"], found["differences"]) == (0, "equal", [])
    applied(cli, sandbox, write, APART)
    write.write_text(MERGED, encoding="utf-8")
    shown = cli("plan", sandbox, write, "--prove-equal", "--override", "OPS907=change 1")
    assert shown.code == 3
    block = shown.out[shown.out.index("Proof:") : shown.out.index("Blocked by")]
    assert block == (
        "Proof: the same passkey access for everybody\n"
        "  not equal:\n"
        '    members of "PK-Pilot-Synced"\n'
        "      newly sign in with and register device-bound passkeys of yubikey-5ci\n"
        "\n"
    )
    assert "PRF112 effective passkey access is not the same before and after" in shown.out
    let = cli("plan", sandbox, write, "--prove-equal", "--override", "OPS907=change 1", "--override", "PRF112=meant")
    assert let.code == 0


def test_splitting_a_profile_is_proven(cli: Cli, sandbox: str, write: Path) -> None:
    applied(cli, sandbox, write, WHOLE)
    write.write_text(BESIDE, encoding="utf-8")
    code, found = proof(cli, sandbox, write)
    assert (code, found["proven"]) == (0, True)


def test_a_row_for_another_group_that_loses_somebody_is_not_proven(cli: Cli, sandbox: str, write: Path) -> None:
    applied(cli, sandbox, write, BESIDE)
    write.write_text(BESIDE.replace("PK-Pilot-DeviceBound", "PK-Pilot-Synced"), encoding="utf-8")
    code, found = proof(cli, sandbox, write)
    assert (code, found["verdict"], found["proven"]) == (3, "different", False)
    differences = found["differences"]
    assert isinstance(differences, list)
    assert len(differences) == 2
    kept = cli("plan", sandbox, write, "--override", "OPS907=change 1")
    assert (kept.code, "Proof" in kept.out, "PRF112" in kept.out) == (0, False, False)


def test_a_row_for_a_group_of_the_groups_it_replaces_hangs_on_nesting(cli: Cli, sandbox: str, write: Path) -> None:
    rings = "".join(
        f"    - {{group: {each}, profiles: [default]}}\n" for each in ("SG-PK-Ring0-IT", "SG-PK-Ring1-Early")
    )
    both = "    - {group: SG-TAP-Eligible, profiles: [default]}\n"
    applied(cli, sandbox, write, f"{HEAD}  targets:\n{rings}  exclude: [SG-Contractors]\n")
    write.write_text(f"{HEAD}  targets:\n{both}  exclude: [SG-Contractors]\n", encoding="utf-8")
    assert proof(cli, sandbox, write)[1]["verdict"] == "different"
    code, found = proof(cli, sandbox, write, "--impact")
    assert (code, found["verdict"], found["because"]) == (3, "unknown", ["nesting"])
    together = f"{HEAD}  targets:\n{rings}{both}  exclude: [SG-Contractors]\n"
    write.write_text(together, encoding="utf-8")
    code, found = proof(cli, sandbox, write, "--impact")
    assert (code, found["verdict"], bool(found["differences"])) == (0, "equal_today", True)


def test_a_saved_plan_is_proven_again_when_it_is_applied(cli: Cli, sandbox: str, write: Path, tmp_path: Path) -> None:
    applied(cli, sandbox, write, BESIDE)
    write.write_text(BESIDE.replace("PK-Pilot-DeviceBound", "PK-Pilot-Synced"), encoding="utf-8")
    saved = tmp_path / "retarget.plan"
    made = cli("plan", sandbox, write, "--prove-equal", "--out", saved, "--override", "OPS907=change 1")
    assert made.code == 3
    digest = made.err.rpartition("--digest ")[2].split()[0]
    refused = cli("apply", sandbox, saved, "--auto-approve", "--digest", digest)
    assert refused.code == 3
    assert "PRF112" in refused.out + refused.err


def test_as_profiles_needs_the_section_of_passkeys(cli: Cli, sandbox: str) -> None:
    ran = cli("export", sandbox, "--as-profiles", "--only", "conditionalAccess")
    assert (ran.code, "--as-profiles" in ran.err) == (64, True)

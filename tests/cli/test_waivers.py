"""Waivers and baselines on the command line: what refuses, what is counted, what apply makes of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from passkeyctl.rules.table import BY_CODE
from tests.cli.running import Cli

POLICY = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
conditionalAccess:
  pilot:
    name: PK010 - Pilot
    state: enabled
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [mfa]}
"""
"""A policy that starts in force: CAP408 blocks it."""

WAIVED = "waivers: [{{rule: CAP408, at: conditionalAccess.pilot, reason: tried, owner: it@contoso.com, expires: {}}}]\n"
REPORT_ONLY = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
conditionalAccess:
  registration:
    name: PK020 - Registration
    state: reportOnly
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {userActions: [Register security information]}
    grant: {controls: [mfa]}
    session: {signInFrequency: everyTime}
"""
"""CAP404, a warning that needs files alone."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tenant.yaml"


def write(path: Path, *parts: str) -> Path:
    path.write_text("".join(parts), encoding="utf-8")
    return path


def codes(document: object) -> list[str]:
    assert isinstance(document, list)
    return [str(each["code"]) for each in document if isinstance(each, dict) and each.get("weight") != "unchecked"]


def test_a_waived_finding_refuses_no_plan(cli: Cli, file: Path, sandbox: str) -> None:
    assert cli("plan", sandbox, write(file, POLICY)).code == 3
    ran = cli("plan", sandbox, write(file, POLICY, WAIVED.format("2999-12-31")))
    assert ran.code == 0
    assert "CAP408" not in ran.out
    assert "findings that don't count: 1 waived" in ran.out


def test_it_stands_in_json_with_whose_word_it_is(cli: Cli, file: Path, sandbox: str) -> None:
    write(file, POLICY, WAIVED.format("2999-12-31"))
    document = cli("plan", sandbox, "--json", file).json()
    suppressed = document["suppressed"]
    assert isinstance(suppressed, list)
    (each,) = suppressed
    assert isinstance(each, dict)
    assert (each["code"], each["by"], each["weight"]) == ("CAP408", "waiver", "blocks")
    assert each["waiver"] == {
        "reason": "tried",
        "owner": "it@contoso.com",
        "expires": "2999-12-31",
        "source": {"file": str(file), "line": 12, "column": 11},
    }
    assert "CAP408" not in codes(document["findings"])
    summary = document["summary"]
    assert isinstance(summary, dict)
    assert (summary["waived"], summary["in_baseline"]) == (1, 0)


def test_names_in_a_waiver_are_left_out_with_redact(cli: Cli, file: Path, sandbox: str) -> None:
    write(file, POLICY, WAIVED.format("2999-12-31"))
    ran = cli("plan", sandbox, "--json", "--redact", file)
    assert "it@contoso.com" not in ran.out
    assert codes(ran.json()["suppressed"]) == ["CAP408"]


def test_an_expired_waiver_lets_nothing_pass(cli: Cli, file: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, write(file, POLICY, WAIVED.format("2020-01-31")))
    assert ran.code == 3
    assert "OPS906 the waiver of `CAP408` at `conditionalAccess.pilot` expired on 2020-01-31" in " ".join(
        ran.out.split()
    )
    assert "CAP408 " in ran.out


def test_another_day_can_be_looked_at(cli: Cli, file: Path, sandbox: str) -> None:
    write(file, POLICY, WAIVED.format("2999-12-30"))
    assert cli("plan", sandbox, "--as-of", "2999-12-30", file).code == 0
    assert cli("plan", sandbox, "--as-of", "2999-12-31", file).code == 3


def test_apply_judges_a_saved_plan_anew(
    cli: Cli, file: Path, sandbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, POLICY, WAIVED.format("2999-12-30"))
    saved = tmp_path / "plan.json"
    assert cli("plan", sandbox, file, "--out", saved).code == 0
    digest = json.loads(saved.read_text(encoding="utf-8"))["digest"]
    with monkeypatch.context() as patch:
        patch.setattr("passkeyctl.cli.apply.applying.today", lambda: date(2999, 12, 31))
        late = cli("apply", sandbox, "--auto-approve", saved, "--digest", digest)
    assert late.code == 3
    assert "CAP408, OPS906" in late.err
    assert cli("apply", sandbox, "--auto-approve", saved, "--digest", digest).code == 0


def test_what_must_be_asked_is_not_waived(cli: Cli, file: Path, sandbox: str) -> None:
    head = POLICY.partition("conditionalAccess:\n")[0]
    assert cli("apply", sandbox, "--auto-approve", write(file, head, "passkeys: {state: enabled}\n")).code == 0
    waiver = "waivers: [{rule: OPS907, reason: so be it, owner: it, expires: 2999-12-31}]\n"
    write(file, head, "passkeys: {state: disabled}\n", waiver)
    ran = cli("apply", sandbox, "--auto-approve", file)
    assert ran.code == 3
    assert "OPS907" in ran.err
    assert "what must be asked can't be waived" in " ".join(ran.out.split())


def test_validate_counts_what_is_waived(cli: Cli, file: Path) -> None:
    waiver = "waivers: [{rule: CAP404, reason: watched, owner: it, expires: 2999-12-31}]\n"
    assert cli("validate", "--fail-on", "warning", write(file, REPORT_ONLY)).code == 3
    ran = cli("validate", "--fail-on", "warning", "--json", write(file, REPORT_ONLY, waiver))
    assert codes(ran.json()["suppressed"]) == ["CAP404"]
    assert "CAP404" not in codes(ran.json()["findings"])


def test_validate_tells_an_expired_waiver_as_an_error(cli: Cli, file: Path) -> None:
    write(file, REPORT_ONLY, WAIVED.format("2020-01-31").replace("at: conditionalAccess.pilot, ", ""))
    ran = cli("validate", file)
    assert ran.code == 3
    assert "error: OPS906 the waiver of `CAP408` expired on 2020-01-31" in ran.err


def test_a_baseline_fails_on_new_findings_only(cli: Cli, file: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    write(file, REPORT_ONLY)
    assert cli("validate", "--fail-on", "warning", file).code == 3
    taken = cli("validate", "--fail-on", "warning", "--write-baseline", known, file)
    assert taken.code == 0
    assert f"to {known}" in taken.err
    ran = cli("validate", "--fail-on", "warning", "--baseline", known, "--json", file)
    assert ran.code == 0
    assert "CAP404" in codes(ran.json()["suppressed"])
    second = (
        REPORT_ONLY.partition("conditionalAccess:\n")[2].replace("registration:", "another:").replace("PK020", "PK021")
    )
    write(file, REPORT_ONLY, second)
    new = cli("validate", "--fail-on", "warning", "--baseline", known, file)
    assert new.code == 3
    assert "PK021" in new.err
    assert "conditionalAccess.registration" not in new.err


def test_what_a_baseline_has_and_nobody_found_is_told(cli: Cli, file: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    cli("validate", "--write-baseline", known, write(file, REPORT_ONLY))
    write(file, REPORT_ONLY.replace("state: reportOnly", "state: disabled"))
    ran = cli("validate", "--baseline", known, file)
    assert "the baseline occur" in ran.err
    assert "CAP404" in ran.err


def test_a_baseline_of_a_plan_keeps_what_blocks_out(cli: Cli, file: Path, sandbox: str, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    refused = cli("plan", sandbox, "--write-baseline", known, write(file, POLICY))
    assert refused.code == 3
    kept = codes(json.loads(known.read_text(encoding="utf-8"))["findings"])
    assert "CAP408" not in kept
    assert "GST702" in kept  # which stands in the tenant already
    write(file, POLICY, WAIVED.format("2999-12-31"))
    document = cli("plan", sandbox, "--baseline", known, "--json", file).json()
    assert {"CAP408", "GST702"} <= {*codes(document["suppressed"])}
    assert all(BY_CODE[each].is_promise for each in codes(document["findings"]))


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_a_file_that_is_no_baseline_is_a_slip(command: str, cli: Cli, file: Path, sandbox: str, tmp_path: Path) -> None:
    write(file, POLICY)
    more = [sandbox] if command == "plan" else []
    for option, path in (("--baseline", file), ("--baseline", tmp_path / "none.json"), ("--write-baseline", file)):
        ran = cli(command, *more, option, path, file)
        assert ran.code == 64
        assert "baseline" in ran.err
    assert file.read_text(encoding="utf-8") == POLICY


def test_a_broken_assertion_blocks_and_can_be_overridden(cli: Cli, file: Path, sandbox: str) -> None:
    text = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
passkeys:
  state: enabled
  profiles:
    synced: {name: Pilot, passkeyTypes: [synced], enforceAttestation: false, keyRestrictions: none}
  targets:
    - {group: PK-Pilot-Synced, profiles: [synced]}
  assert:
    - {for: {groups: [PK-Pilot-Synced]}, effective: {synced: false}}
"""
    assert cli("validate", write(file, text)).code == 3
    ran = cli("plan", sandbox, file)
    assert ran.code == 3
    assert "PRF105 members of `PK-Pilot-Synced` may use synced passkeys" in ran.out
    assert "PRF105" in cli("apply", sandbox, "--auto-approve", file).err
    passed = cli("apply", sandbox, "--auto-approve", "--override", "PRF105=change 4711", file)
    assert passed.code == 0
    assert cli("plan", sandbox, "--json", file).code == 0  # it is so already now


def test_an_assertion_that_only_people_settle_is_told_as_not_checked_until_they_are_read(
    cli: Cli, file: Path, sandbox: str
) -> None:
    text = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
manage: {passkeys: all}
passkeys:
  state: enabled
  profiles:
    keys: {name: Keys, passkeyTypes: [deviceBound], enforceAttestation: true, keyRestrictions: none}
    synced: {name: Pilot, passkeyTypes: [synced], enforceAttestation: false, keyRestrictions: none}
  targets:
    - {group: SG-EmergencyAccess, profiles: [keys]}
    - {group: PK-Pilot-Synced, profiles: [synced]}
  exclude: []
  assert:
    - {for: {groups: [PK-Pilot-Synced, SG-EmergencyAccess]}, effective: {unattested: false}}
    - {for: {groups: [SG-EmergencyAccess]}, effective: {synced: false}}
"""
    write(file, text)
    assert "PRF105" in cli("plan", sandbox, file).out
    open_ones = unchecked(cli("plan", sandbox, "--json", file).json()["findings"], "PRF105")
    assert [each for each in open_ones if "SG-EmergencyAccess` may use synced passkeys" in each] != []
    read = cli("plan", sandbox, "--impact", "--json", file).json()["findings"]
    assert unchecked(read, "PRF105") == []
    assert "PRF105" in codes(read)  # whoever is in the pilot breaks the other one


def unchecked(findings: object, code: str) -> list[str]:
    assert isinstance(findings, list)
    listed = [each for each in findings if isinstance(each, dict) and each["code"] == code]
    return [str(each["summary"]) for each in listed if each["weight"] == "unchecked"]

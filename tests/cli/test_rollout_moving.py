"""A roll-out from the command line: measured, moved on, approved, watched, taken back."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonValue
from tests.cli.rolling import SHORT
from tests.cli.running import Cli

APPLIED = "--auto-approve"


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, encoding="utf-8")
    return path


def standings(cli: Cli, *arguments: str | Path) -> dict[JsonValue, JsonValue]:
    rollout = cli("rollout", "status", "--json", *arguments).json()["rollout"]
    assert isinstance(rollout, dict)
    stages = rollout["stages"]
    assert isinstance(stages, list)
    return {each["name"]: each["standing"] for each in stages if isinstance(each, dict)}


def test_a_rollout_goes_on_and_back(cli: Cli, sandbox: str, short: Path) -> None:
    assert standings(cli, sandbox, short) == {"look": "enters", "enforce": "above"}
    assert "1 object differs from what the file says" in cli("rollout", "status", sandbox, short).out
    assert cli("apply", sandbox, APPLIED, short).code == 0
    ready = cli("rollout", "status", sandbox, short).out.partition("\nNext\n")[2]
    assert "want `enforce`:\n    passkeyctl rollout next " in ready
    assert "passkeyctl apply" not in ready

    on = cli("rollout", "next", sandbox, short)
    assert on.code == 4
    assert "held by ROL107" in on.out
    assert "stage: enforce                # which stage is wanted\n" in short.read_text(encoding="utf-8")
    assert "nothing was applied" in on.err
    held = cli("rollout", "status", sandbox, short)
    assert held.code == 4
    assert '--override ROL107="reason"' in held.out

    assert cli("rollout", "approve", "enforce", short, "--by", "Kim").code == 0
    status = cli("rollout", "status", sandbox, short)
    assert status.code == 0
    assert f"passkeyctl apply --tenant {sandbox.partition('=')[2]} {short}" in status.out
    assert cli("apply", sandbox, APPLIED, short).code == 0
    assert standings(cli, sandbox, short) == {"look": "shown", "enforce": "shown"}

    back = cli("rollout", "back", sandbox, short)
    assert back.code == 0
    assert "state: enabled -> reportOnly" in back.out
    assert "stage: look" in short.read_text(encoding="utf-8")
    assert standings(cli, sandbox, short) == {"look": "shown", "enforce": "shown"}
    assert "an apply takes it back" in cli("rollout", "status", sandbox, short).out


def test_a_crossed_threshold_shows_the_way_back_and_changes_nothing(cli: Cli, sandbox: str, short: Path) -> None:
    quiet = cli("rollout", "watch", sandbox, short)
    assert quiet.code == 0
    assert "nothing to watch yet" in quiet.out
    cli("rollout", "approve", "enforce", short, "--by", "Kim")
    cli("rollout", "next", sandbox, short)
    cli("apply", sandbox, APPLIED, "--stage", "look", short)
    assert cli("apply", sandbox, APPLIED, short).code == 0
    unknown = cli("rollout", "watch", sandbox, short)
    assert unknown.code == 1, "no sign-in was seen: that is not fine"
    assert "unknown" in unknown.out
    assert "hint: measure again when more people have signed in" in " ".join(unknown.out.split())

    cli("sandbox", "advance", sandbox, "--days", "1", "--trouble", "1", short)
    before = short.read_bytes()
    crossed = cli("rollout", "watch", sandbox, short)
    assert crossed.code == 3
    assert "CROSSED" in crossed.out
    assert "state: enabled -> reportOnly" in crossed.out
    assert f"passkeyctl rollout back --tenant {sandbox.partition('=')[2]} {short}" in crossed.out
    assert short.read_bytes() == before
    assert standings(cli, sandbox, short) == {"look": "shown", "enforce": "shown"}

    told = cli("rollout", "watch", "--json", "--redact", sandbox, short)
    assert told.code == 3
    assert "@contoso" not in told.out
    document = told.json()
    assert document["kind"] == "rolloutWatch"
    assert document["reasons"] == ["crossed"]
    assert isinstance(document["back"], dict)
    assert document["back"]["stage"] == "look"


def test_a_dry_run_and_a_plan_that_fails_leave_the_file(cli: Cli, sandbox: str, short: Path) -> None:
    before = short.read_bytes()
    dry = cli("rollout", "next", "--dry-run", sandbox, short)
    assert "would want `enforce`" in dry.err
    assert short.read_bytes() == before
    short.write_text(SHORT.replace("PK-Pilot-DeviceBound", "PK-Nobody"), encoding="utf-8")
    before = short.read_bytes()
    assert cli("rollout", "next", sandbox, short).code == 1
    assert short.read_bytes() == before


def test_a_stage_whose_plan_is_refused_is_not_said_to_be_ready(cli: Cli, sandbox: str, short: Path) -> None:
    ungated = SHORT.replace("      gate: {approvals: 1}\n", "")
    emergency = ungated.replace(
        "sets: {", "sets: {conditionalAccess.rehearsal.users: {include: {groups: [SG-EmergencyAccess]}}, "
    )
    short.write_text(emergency, encoding="utf-8")
    on = cli("rollout", "next", sandbox, short)
    assert on.code == 3
    assert "an apply would be refused: see to what blocks it" in on.err
    assert "apply it with" not in on.err


def test_a_name_that_looks_like_a_variable_is_text(cli: Cli, short: Path) -> None:
    assert cli("rollout", "approve", "enforce", short, "--by", "${kim}", "--note", "$${x}").code == 0
    assert cli("validate", short).code == 0
    assert "${KIM} approved `enforce` already" in cli("rollout", "approve", "enforce", short, "--by", "${KIM}").err


def test_the_ends_of_a_ladder(cli: Cli, sandbox: str, short: Path) -> None:
    first = cli("rollout", "back", sandbox, short)
    assert first.code == 1
    assert "`look` is the first stage" in first.err
    short.write_text(SHORT.replace("stage: look", "stage: enforce"), encoding="utf-8")
    last = cli("rollout", "next", sandbox, short)
    assert last.code == 0
    assert "`enforce` is the last stage" in last.err
    wrong = cli("rollout", "back", "--to", "enforce", sandbox, short)
    assert wrong.code == 64


def test_a_mark_and_windows_line_ends_stay(cli: Cli, sandbox: str, short: Path) -> None:
    mark = codecs.BOM_UTF8
    short.write_bytes(mark + SHORT.replace("\n", "\r\n").encode())
    cli("rollout", "next", sandbox, short)
    after = short.read_bytes()
    assert after.startswith(mark)
    assert after.removeprefix(mark).replace(b"\r\n", b"\n").decode() == SHORT.replace("stage: look", "stage: enforce")
    assert after.count(b"\n") == after.count(b"\r\n")


def test_a_ladder_of_the_library_is_not_changed(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\n"
        "extends: builtin:rollout-security-keys\nvariables:\n  pilotGroup: PK-Pilot-DeviceBound\n"
        "  everybodyGroup: PK-Workforce\n  emergencyGroup: SG-EmergencyAccess\n"
        "  emergencyKeys: [yubikey-5-nfc@5.7]\n",
        encoding="utf-8",
    )
    before = own.read_bytes()
    ran = cli("rollout", "next", sandbox, own)
    assert ran.code == 1
    assert "belongs to the library" in ran.err
    assert "--stage" in ran.err
    assert own.read_bytes() == before


def test_a_baseline_that_others_may_extend_is_not_changed(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    shared, own = tmp_path / "shared.yaml", tmp_path / "own" / "own.yaml"
    own.parent.mkdir()
    tenant = "tenant: {domain: contoso.onmicrosoft.com}\n"
    shared.write_text(SHORT.replace(tenant, 'kind: Baseline\nversion: "1"\n'), encoding="utf-8")
    start = f"apiVersion: passkeyctl/v1\n{tenant}extends: ../shared.yaml\n"
    own.write_text(start, encoding="utf-8")
    before = shared.read_bytes()
    ran = cli("rollout", "next", sandbox, own)
    assert ran.code == 1
    assert "is a baseline, which other files may extend too" in ran.err
    assert "or use `--stage` for one run" in ran.err
    approved = cli("rollout", "approve", "enforce", own, "--by", "Kim", "--on", "2026-11-23")
    assert approved.code == 1
    assert 'approved: [{stage: enforce, by: "Kim", on: 2026-11-23, of: "' in approved.err
    assert "--stage" not in approved.err
    assert shared.read_bytes() == before
    own.write_text(f"{start}overlay:\n  rollout:\n    stage: look  # here\n", encoding="utf-8")
    assert cli("rollout", "next", sandbox, own).code == 4
    assert own.read_text(encoding="utf-8").endswith("    stage: enforce  # here\n")
    assert shared.read_bytes() == before


def test_approving_twice_is_told_and_needs_a_name(cli: Cli, short: Path) -> None:
    assert cli("rollout", "approve", "enforce", short).code == 64
    assert cli("rollout", "approve", "nowhere", short, "--by", "Kim").code == 64
    dry = cli("rollout", "approve", "enforce", short, "--by", "Kim", "--dry-run")
    assert "conditionalAccess.rehearsal.state = enabled" in dry.out
    assert short.read_text(encoding="utf-8") == SHORT
    assert "1 of 1 approvals" in cli("rollout", "approve", "enforce", short, "--by", "Kim", "--note", "4711").err
    again = cli("rollout", "approve", "enforce", short, "--by", "KIM")
    assert "approved `enforce` already" in again.err
    assert "1 of 1 approvals" in again.err
    assert cli("validate", short).code == 0


def test_files_without_a_ladder_are_told(cli: Cli, sandbox: str, small: Path) -> None:
    for command in ("status", "next", "back", "watch"):
        ran = cli("rollout", command, sandbox, small)
        assert ran.code == 1
        assert "the files have no `rollout`" in ran.err
    short = small.with_name("short.yaml")
    short.write_text(SHORT.replace("      stop:", "      # stop:"), encoding="utf-8")
    watched = cli("rollout", "watch", sandbox, short)
    assert watched.code == 1
    assert "no stage has a `stop`" in watched.err


def test_watching_for_a_while_measures_again(cli: Cli, sandbox: str, short: Path, fast: object) -> None:
    assert fast is not None
    ran = cli("rollout", "watch", "--for", "30m", "--every", "10m", sandbox, short)
    assert ran.code == 0
    assert ran.out.count("nothing to watch yet") == 4
    assert cli("rollout", "watch", "--for", "1m", "--every", "10m", sandbox, short).code == 64


def test_two_stages_that_go_are_two(cli: Cli, sandbox: str, short: Path) -> None:
    third = """\
    - name: further
      sets: {conditionalAccess.rehearsal.name: PK901 - Rehearsal - Office 365}
"""
    short.write_text(SHORT.replace("      gate: {approvals: 1}\n", "") + third, encoding="utf-8")
    assert cli("apply", sandbox, APPLIED, "--stage", "look", short).code == 0
    assert (
        cli(
            "apply",
            sandbox,
            APPLIED,
            "--stage",
            "further",
            "--override",
            "CAP408=new",
            "--override",
            "OPS907=new",
            short,
        ).code
        == 0
    )
    told = " ".join(cli("rollout", "status", sandbox, short).out.split())
    assert "`enforce`, `further` stand above the wanted stage, and an apply takes them back:" in told

"""Roll-outs in `plan`, `apply` and plan files: what is held, what is let in, and what a gate says later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.cli.apply.runs import runs
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import STRENGTHS
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, FastClock
from tests.cli.running import Cli
from tests.cli.serving import Mending, serving_app
from tests.cli.test_live import STRENGTHS as CREATING

HEAD = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
authenticationStrengths:
  keys: {name: Keys only, description: At first, allowedCombinations: [fido2]}
"""
TWO_APPROVE = "{approvals: 2}"
WEEK = "{soak: 7d}"
MOST_HOLD_ONE = "{registeredPasskey: {group: PK-Pilot-DeviceBound, atLeast: 95%}}"


def rollout(gate: str, wanted: str = "everybody") -> str:
    return f"""\
{HEAD}rollout:
  stage: {wanted}
  stages:
    - name: prepare
    - name: pilot
      sets: {{authenticationStrengths.keys.description: For the pilot}}
    - name: everybody
      sets: {{authenticationStrengths.keys.description: For everybody}}
      gate: {gate}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rollout.yaml"
    path.write_text(rollout(TWO_APPROVE), encoding="utf-8")
    return path


def description(store: Store) -> JsonValue:
    (found,) = [each for each in objects(store.export()[STRENGTHS]) if each["displayName"] == "Keys only"]
    return found["description"]


def stages(document: JsonObject) -> dict[str, str]:
    ladder = document["rollout"]
    assert isinstance(ladder, dict)
    return {str(each["name"]): str(each["standing"]) for each in objects(ladder["stages"])}


def test_a_held_stage_exits_with_four_and_says_what_opens_it(cli: Cli, file: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, file)
    assert ran.code == 4
    assert "  ! everybody  held by ROL107\n" in ran.out
    assert "closed  ROL107 approvals: 0 approvals; demanded 2 approvals" in ran.out
    assert "`everybody` is wanted, this plan goes as far as `pilot`" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_json_says_that_it_is_held_and_what_else_there_is(cli: Cli, file: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, file, "--json")
    document = ran.json()
    assert (ran.code, document["exit_code"], document["reasons"]) == (4, 4, ["held", "changes"])
    assert stages(document) == {"prepare": "enters", "pilot": "enters", "everybody": "held"}
    ladder = document["rollout"]
    assert isinstance(ladder, dict)
    assert (ladder["wanted"], ladder["reached"], ladder["held"]) == ("everybody", "pilot", True)
    (gate,) = objects(objects(ladder["stages"])[2]["gates"])
    assert (gate["code"], gate["gate"], gate["answer"]) == ("ROL107", "approvals", "closed")


def test_markdown_has_a_row_for_each_stage(cli: Cli, file: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, file, "--format", "markdown")
    assert ran.out.startswith("### passkeyctl plan: `everybody` is held\n")
    assert "| `pilot` | entered by this plan |  |\n" in ran.out
    assert "| `everybody` | held by ROL107 | closed ROL107 approvals: 0 approvals; demanded 2 approvals;" in ran.out


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("sarif", '"ruleId": "ROL107"'),
        ("junit", '<failure message="warning: the stage `everybody` is held by approvals: 0 approvals, demanded 2'),
        ("github", "title=ROL107 Approvals are missing::"),
    ],
)
def test_other_formats_have_what_holds_a_stage_as_a_finding(
    cli: Cli, file: Path, sandbox: str, form: str, words: str
) -> None:
    ran = cli("plan", sandbox, file, "--format", form)
    assert ran.code == 4
    assert words in ran.out
    assert "the stage `everybody` is held by approvals" in ran.out


def test_files_without_a_roll_out_say_nothing_of_one(cli: Cli, small: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, small)
    assert (ran.code, "Roll-out" in ran.out) == (0, False)
    assert cli("plan", sandbox, small, "--json").json()["rollout"] is None


def test_what_is_open_is_done_and_the_rest_is_held(cli: Cli, file: Path, sandbox: str, store: Store) -> None:
    ran = cli("apply", sandbox, "--auto-approve", file)
    assert ran.code == 4
    assert "Applied: 1 verified." in ran.out
    assert ran.err.endswith("`everybody` is held by ROL107: `passkeyctl rollout status` says when its gates open\n")
    assert description(store) == "For the pilot"
    again = cli("apply", sandbox, "--auto-approve", file, "--json")
    document = again.json()
    assert (again.code, document["exit_code"], document["reasons"]) == (4, 4, ["held"])


def test_the_last_line_of_a_stream_says_that_it_is_held(cli: Cli, file: Path, sandbox: str) -> None:
    ran = cli("apply", sandbox, "--auto-approve", "--json-lines", file)
    last = json.loads(ran.out.splitlines()[-1])
    assert (ran.code, last["exit_code"], last["outcome"], last["reasons"]) == (4, 4, "done", ["held"])


def test_the_command_line_names_another_stage_for_one_run(cli: Cli, file: Path, sandbox: str, store: Store) -> None:
    assert cli("plan", sandbox, file, "--stage", "pilot").code == 0
    assert cli("apply", sandbox, "--auto-approve", file, "--stage", "pilot").code == 0
    assert description(store) == "For the pilot"
    back = cli("plan", sandbox, file, "--stage", "prepare")
    assert (back.code, '"For the pilot" -> "At first"' in back.out) == (0, True)


def test_a_stage_that_there_is_not_is_a_fault(cli: Cli, file: Path, sandbox: str) -> None:
    for command in (("validate",), ("plan", sandbox), ("apply", sandbox, "--auto-approve")):
        ran = cli(*command, file, "--stage", "piolt")
        assert ran.code == 1
        assert "there is no stage `piolt`" in ran.err


def test_an_override_lets_the_held_stage_in_and_stands_in_the_receipt(
    cli: Cli, file: Path, sandbox: str, store: Store
) -> None:
    ran = cli("apply", sandbox, "--auto-approve", file, "--override", "ROL107=the board said so")
    assert ran.code == 0
    assert "+ everybody  entered by this plan, past ROL107" in ran.out
    assert "overridden: the board said so" in ran.out
    assert description(store) == "For everybody"
    (run,) = runs(IDENTITY.tenant_id)
    assert run.told().overrides == {"ROL107": "the board said so"}


@pytest.mark.parametrize(
    ("gate", "given", "words"),
    [
        (TWO_APPROVE, "ROL103", "notice: --override ROL103: no stage is held by such a gate"),
        ("{approvals: 2, soak: 7d}", "ROL107", "ROL107: `everybody` is held by ROL103 as well"),
    ],
)
def test_an_override_that_lets_nothing_in_is_said(
    cli: Cli, file: Path, sandbox: str, gate: str, given: str, words: str
) -> None:
    file.write_text(rollout(gate), encoding="utf-8")
    ran = cli("plan", sandbox, file, "--override", f"{given}=because")
    assert ran.code == 4
    assert words in ran.err


def test_an_override_of_a_gate_without_a_roll_out_is_said(cli: Cli, small: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, small, "--override", "ROL103=because")
    assert "notice: --override ROL103: the files have no roll-out" in ran.err


def test_a_stage_that_the_tenant_shows_stays(cli: Cli, file: Path, sandbox: str) -> None:
    assert cli("apply", sandbox, "--auto-approve", file, "--override", "ROL107=the board said so").code == 0
    ran = cli("plan", sandbox, "--exit-code", file)
    assert (ran.code, "= everybody  shown by the tenant" in ran.out) == (0, True)


def saved(cli: Cli, file: Path, sandbox: str, *options: str) -> tuple[Path, str]:
    path = file.with_suffix(".plan.json")
    cli("plan", sandbox, file, "--out", path, *options)
    return path, str(json.loads(path.read_text(encoding="utf-8"))["digest"])


def test_a_plan_file_keeps_the_stage_and_what_let_it_in(cli: Cli, file: Path, sandbox: str, store: Store) -> None:
    file.write_text(rollout(TWO_APPROVE, wanted="prepare"), encoding="utf-8")
    path, digest = saved(cli, file, sandbox, "--stage", "everybody", "--override", "ROL107=the board said so")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert (document["options"]["stage"], document["stages"]) == ("everybody", ["prepare", "pilot", "everybody"])
    assert document["overrides"] == {"ROL107": "the board said so"}
    assert "ROL107: the board said so" in cli("show", path).out
    assert cli("apply", sandbox, "--auto-approve", path, "--digest", digest).code == 0
    assert description(store) == "For everybody"


def test_a_plan_file_is_not_applied_for_another_stage(cli: Cli, file: Path, sandbox: str) -> None:
    path, digest = saved(cli, file, sandbox, "--stage", "pilot")
    ran = cli("apply", sandbox, "--auto-approve", path, "--digest", digest, "--stage", "everybody")
    assert ran.code == 64
    assert "the plan was made for the stage `pilot`, not for `everybody`" in ran.err


def test_files_beside_a_plan_vouch_for_no_override_of_it(cli: Cli, file: Path, sandbox: str) -> None:
    path, _ = saved(cli, file, sandbox, "--override", "ROL107=the board said so")
    without = cli("apply", sandbox, "--auto-approve", path, file)
    assert (without.code, "made with other options than these" in without.err) == (4, True)
    assert cli("apply", sandbox, "--auto-approve", path, file, "--override", "ROL107=the board said so").code == 0


def test_the_same_plan_is_the_same_file(cli: Cli, file: Path, sandbox: str) -> None:
    assert saved(cli, file, sandbox) == saved(cli, file, sandbox)


def test_soaking_takes_the_days_of_the_tenant(cli: Cli, file: Path, sandbox: str, store: Store) -> None:
    file.write_text(rollout(WEEK), encoding="utf-8")
    assert cli("apply", sandbox, "--auto-approve", file).code == 4
    early = cli("plan", sandbox, file)
    assert (early.code, "closed  ROL103 soak" in early.out) == (4, True)
    path, digest = saved(cli, file, sandbox)
    assert cli("sandbox", "advance", sandbox, file, "--days", "8").code == 0
    late = cli("plan", sandbox, file)
    assert (late.code, "open    ROL103 soak" in late.out) == (0, True)
    stale = cli("apply", sandbox, "--auto-approve", path, "--digest", digest)
    assert stale.code == 4
    assert "the stages of the roll-out stand otherwise than when the plan was made" in stale.err
    assert "now there would be `everybody` as well" in stale.err
    assert description(store) == "For the pilot"
    assert cli("apply", sandbox, "--auto-approve", file).code == 0
    assert description(store) == "For everybody"


def test_a_gate_that_has_closed_since_is_told(cli: Cli, file: Path, sandbox: str, store: Store) -> None:
    file.write_text(rollout(WEEK), encoding="utf-8")
    assert cli("apply", sandbox, "--auto-approve", file).code == 4
    assert cli("sandbox", "advance", sandbox, file, "--days", "8").code == 0
    path, digest = saved(cli, file, sandbox)
    other = file.with_name("other.yaml")
    other.write_text(HEAD.replace("At first", "For a while"), encoding="utf-8")
    assert cli("apply", sandbox, "--auto-approve", other).code == 0
    ran = cli("apply", sandbox, "--auto-approve", path, "--digest", digest)
    assert ran.code == 4
    assert "ROL103 soak of `everybody` is closed" in ran.err
    assert description(store) == "For a while"


def test_people_are_read_for_a_gate_without_being_asked_for(cli: Cli, file: Path, sandbox: str) -> None:
    file.write_text(rollout(MOST_HOLD_ONE), encoding="utf-8")
    ran = cli("plan", sandbox, file)
    assert ran.code == 4
    assert "closed  ROL101 registeredPasskey `PK-Pilot-DeviceBound`" in ran.out
    assert "@contoso.onmicrosoft.com" in ran.out.partition("missing: ")[2]
    assert "who is affected was not computed" in ran.out


def test_the_trend_is_told_against_what_this_machine_measured_before(cli: Cli, file: Path, sandbox: str) -> None:
    file.write_text(rollout(MOST_HOLD_ONE), encoding="utf-8")
    assert "(first measurement)" in " ".join(cli("plan", sandbox, file).out.split())
    assert cli("sandbox", "advance", sandbox, file, "--days", "2").code == 0
    assert "in 2 days)" in " ".join(cli("plan", sandbox, file).out.split())


@pytest.mark.parametrize("form", ["text", "json", "markdown", "sarif", "junit", "github"])
def test_redacted_output_names_nobody_who_is_missing(cli: Cli, file: Path, sandbox: str, form: str) -> None:
    file.write_text(rollout(MOST_HOLD_ONE), encoding="utf-8")
    ran = cli("plan", sandbox, file, "--redact", "--format", form)
    assert ran.code == 4
    assert "missing 1" in ran.out or form in ("sarif", "junit", "github")
    assert "@contoso.onmicrosoft.com" not in ran.out
    assert "PK-Pilot-DeviceBound" not in ran.out


def test_a_gate_of_a_group_that_there_is_not_is_a_fault(cli: Cli, file: Path, sandbox: str) -> None:
    file.write_text(rollout(MOST_HOLD_ONE.replace("DeviceBound", "Nowhere")), encoding="utf-8")
    ran = cli("plan", sandbox, file)
    assert ran.code == 1
    assert "CAP401" in ran.err
    assert "PK-Pilot-Nowhere" in ran.err


def test_beside_a_snapshot_people_are_those_kept_and_the_rest_is_unknown(
    cli: Cli, file: Path, sandbox: str, tmp_path: Path
) -> None:
    taken = tmp_path / "tenant.snapshot"
    file.write_text(rollout(MOST_HOLD_ONE), encoding="utf-8")
    assert cli("apply", sandbox, "--auto-approve", file).code == 4
    assert cli("snapshot", "save", taken, file, sandbox).code == 0
    for gate, code, answer in (
        (WEEK, "ROL103", "unknown"),
        ("{emergencyAccessTested: true}", "ROL105", "unknown"),
        (MOST_HOLD_ONE, "ROL101", "closed"),
    ):
        file.write_text(rollout(gate), encoding="utf-8")
        ran = cli("plan", "--against", taken, file, "--json")
        ladder = ran.json()["rollout"]
        assert isinstance(ladder, dict)
        (asked,) = objects(objects(ladder["stages"])[2]["gates"])
        assert (ran.code, asked["code"], asked["answer"], asked["trend"]) == (4, code, answer, "")
        assert asked["why"] or asked["missing"]


@pytest.fixture
def live(store: Store, fast: FastClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mending]:
    """The tenant behind one address, whatever goes wrong there."""
    assert fast.now == 0.0
    tenant = Mending(store)
    with serving_app(tenant) as url:
        monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", url)
        monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
        monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
        yield tenant


def test_a_run_that_is_resumed_asks_no_gate_again(cli: Cli, file: Path, live: Mending, store: Store) -> None:
    more = "  cards: {name: Cards only, allowedCombinations: [x509CertificateMultiFactor]}\n"
    file.write_text(rollout(WEEK).replace("rollout:\n", f"{more}rollout:\n"), encoding="utf-8")
    live.now_with(Fault("POST", CREATING, 2, FORBIDDEN))
    assert cli("apply", "--auto-approve", file, "--override", "ROL103=the board said so").code == 5
    live.now_with()
    ran = cli("apply", "--auto-approve", "--resume")
    assert (ran.code, "+ everybody  entered by this plan" in ran.out) == (0, True)
    assert "ROL103 soak" not in ran.out
    assert description(store) == "For everybody"

"""`plan --impact` on a rehearsal tenant, from the command line down to HTTP and the people that it holds."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from tests.cli.conftest import Live
from tests.cli.running import PILOT, Cli
from tests.cli.test_prove_equal import APPROVED, HEAD

ADA = "ada.abel@contoso.onmicrosoft.com"
TARGETED = f"""{HEAD}\
    keys: {{name: Keys, passkeyTypes: [deviceBound, synced], enforceAttestation: false, keyRestrictions: none}}
  targets:
    - {{group: PK-Pilot-DeviceBound, profiles: [keys]}}
    - {{group: SG-EmergencyAccess, profiles: [keys]}}
  exclude: []
"""
TAKEN = TARGETED.replace("    - {group: PK-Pilot-DeviceBound, profiles: [keys]}\n", "")


def of(document: JsonValue, *keys: str) -> JsonValue:
    for key in keys:
        assert isinstance(document, dict)
        document = document[key]
    return document


def rows(found: JsonObject, key: str) -> list[JsonValue]:
    listed = found[key]
    assert isinstance(listed, list)
    return listed


def impact(cli: Cli, *arguments: str | Path) -> tuple[int, JsonObject]:
    ran = cli("plan", "--impact", "--json", *arguments)
    found = ran.json()["impact"]
    assert isinstance(found, dict)
    return ran.code, found


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "passkeys.yaml"


@pytest.fixture
def targeted(cli: Cli, sandbox: str, file: Path) -> Path:
    """A tenant in which the pilot group may use any passkey, and files that take it away again."""
    file.write_text(TARGETED, encoding="utf-8")
    assert cli("apply", sandbox, file, *APPROVED).code == 0
    file.write_text(TAKEN, encoding="utf-8")
    return file


@pytest.fixture
def enforced(tmp_path: Path) -> Path:
    """The pilot without its time of watching."""
    path = tmp_path / "enforced.yaml"
    text = (PILOT / "passkeys.yaml").read_text(encoding="utf-8")
    assert text.count("state: reportOnly") == 1
    path.write_text(text.replace("state: reportOnly", "state: enabled"), encoding="utf-8")
    return path


AT_ONCE = ("--override", "CAP408=no time to watch")


def test_people_who_could_not_satisfy_a_policy_refuse_the_plan(cli: Cli, sandbox: str, enforced: Path) -> None:
    ran = cli("plan", "--impact", *AT_ONCE, sandbox, enforced)
    assert ran.code == 3
    assert "\nWho is affected\n" in ran.out
    assert "CAP409 26 people could not satisfy the policy" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert cli("plan", "--impact", "--max-unable", "26", *AT_ONCE, sandbox, enforced).code == 0
    assert cli("plan", "--impact", "--override", "CAP409=they get a key", *AT_ONCE, sandbox, enforced).code == 0


def test_people_who_are_to_come_with_a_pass_are_told_about(cli: Cli, sandbox: str) -> None:
    ran = cli("plan", "--impact", sandbox, PILOT)
    assert ran.code == 0
    assert "warning: CAP409 19 people need a Temporary Access Pass to register under" in ran.out


def test_without_it_nobody_is_read(cli: Cli, sandbox: str) -> None:
    ran = cli("plan", sandbox, PILOT)
    assert (ran.code, ran.err) == (0, "")
    assert "who is affected was not computed: add --impact\n" in ran.out


def test_the_files_may_say_how_many_and_the_command_line_wins(cli: Cli, sandbox: str, enforced: Path) -> None:
    with enforced.open("a", encoding="utf-8") as stream:
        stream.write("limits: {people: {unable: {count: 26}}}\n")
    assert "CAP409 26 people" not in cli("plan", "--impact", *AT_ONCE, sandbox, enforced).out
    strict = cli("plan", "--impact", "--max-unable", "25", *AT_ONCE, sandbox, enforced)
    assert strict.code == 3
    assert "CAP409 26 people could not satisfy the policy" in strict.out
    assert "the limit is 25" in strict.out


def test_keys_that_fall_out_are_counted_by_model_and_profile(cli: Cli, sandbox: str, targeted: Path) -> None:
    code, found = impact(cli, sandbox, targeted)
    assert code == 3
    lost = of(found, "total", "lose_keys")
    assert lost == {"surely": 5, "possibly": 5}
    (profile,) = rows(found, "lost_by_profile")
    assert (of(profile, "name"), of(profile, "people")) == ("Keys", lost)
    assert "yubikey-5-nfc@5.7.1" in {of(each, "model") for each in rows(found, "lost_keys")}
    (change,) = rows(found, "by_change")
    assert of(change, "lose_keys") == lost
    assert {of(each, "sign_in_name") for each in rows(found, "emergency_accounts")} == {
        "bg1@contoso.onmicrosoft.com",
        "bg2@contoso.onmicrosoft.com",
    }


def test_what_takes_nothing_from_anybody_is_not_asked(cli: Cli, sandbox: str, file: Path) -> None:
    wider = TARGETED.replace(
        "PK-Pilot-DeviceBound, profiles: [keys]", "PK-Pilot-DeviceBound, profiles: [keys, default]"
    )
    file.write_text(wider, encoding="utf-8")
    assert cli("apply", sandbox, file, *APPROVED).code == 0
    file.write_text(TARGETED, encoding="utf-8")
    assert cli("plan", sandbox, file).code == 3
    ran = cli("plan", "--impact", sandbox, file)
    assert ran.code == 0
    assert "nobody that is known is affected" in ran.out


def test_the_table_is_for_its_owner_and_purged(cli: Cli, sandbox: str, targeted: Path, tmp_path: Path) -> None:
    out = tmp_path / "affected.csv"
    ran = cli("plan", "--impact-csv", out, sandbox, targeted)
    assert ran.code == 3
    assert f"wrote {out}: 12 people, for your eyes only" in ran.err
    (ada,) = (each for each in table(out) if each["signInName"] == ADA and each["keyModel"])
    assert (ada["effect"], ada["certain"], ada["hasOtherMethod"]) == ("a passkey stops signing in", "yes", "yes")
    assert ada["keyModel"] == "yubikey-5-nfc@5.7.1, device-bound"
    assert ada["change"].startswith("passkeys.targets[")
    if sys.platform != "win32":
        assert out.stat().st_mode & 0o777 == 0o600
    assert cli("plan", "--impact-csv", out, sandbox, targeted).code == 3
    assert str(out) in cli("purge").out


def test_the_table_replaces_no_other_file(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    out = tmp_path / "notes.csv"
    out.write_text("mine\n", encoding="utf-8")
    ran = cli("plan", "--impact-csv", out, sandbox, PILOT)
    assert ran.code == 64
    assert "is there already and is no table of people" in ran.err
    assert out.read_text(encoding="utf-8") == "mine\n"


def test_redaction_takes_the_names_of_people(cli: Cli, sandbox: str, targeted: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    ran = cli("plan", "--impact-csv", table, "--redact", sandbox, targeted)
    for shown in (ran.out, table.read_text(encoding="utf-8")):
        assert "<person " in shown
        assert ADA not in shown
        assert "contoso" not in shown
    assert ADA not in ran.err


def test_a_saved_plan_keeps_that_people_are_looked_at(cli: Cli, sandbox: str, targeted: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    ran = cli("plan", "--impact", "--max-losing", "3", "--out", saved, sandbox, targeted)
    digest = ran.err.rsplit("--digest ", 1)[1].split()[0]
    refused = cli("apply", sandbox, saved, "--digest", digest, "--auto-approve", "--override", "OPS907=yes")
    assert "Who is affected" in refused.out
    other = cli("apply", sandbox, saved, "--digest", digest, "--auto-approve", "--impact", "--max-losing", "4")
    assert (other.code, "the plan was made with other limits on people" in other.err) == (64, True)
    plain = tmp_path / "plain.json"
    cli("plan", "--out", plain, sandbox, targeted)
    late = cli("apply", sandbox, plain, "--auto-approve", "--impact")
    assert (late.code, "the plan was made without `--impact`" in late.err) == (64, True)


def test_beside_a_snapshot_only_what_is_kept_counts(cli: Cli, sandbox: str, targeted: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "contoso.snapshot"
    assert cli("snapshot", "save", snapshot, targeted, sandbox).code == 0
    ran = cli("plan", "--impact", "--against", snapshot, targeted)
    assert ran.code == 1
    assert "nothing is known of the people of the snapshot's tenant" in ran.err
    assert impact(cli, sandbox, targeted)[1]["total"] == impact(cli, "--against", snapshot, targeted)[1]["total"]


def test_what_may_not_be_read_is_unknown_and_refuses(cli: Cli, live: Live, enforced: Path) -> None:
    live([Fault("GET", "userRegistrationDetails", 1, FORBIDDEN)])
    ran = cli("plan", "--impact", *AT_ONCE, enforced)
    assert ran.code == 3
    assert "not everybody could be read: there may be others" in ran.out
    assert "CAP409 26 people could not satisfy the policy" in ran.out  # by their passkeys, which were read
    assert "AuditLog.Read.All" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--max-losing", "5"), "a limit on people needs --impact"),
        (("--impact", "--max-unable", "a few"), "`--max-unable a few` is no limit"),
        (("--impact", "--max-age", "old"), "`--max-age old` is not a duration"),
        (("--impact-csv", "nowhere/x.csv"), "there is no folder `nowhere`"),
        (("--impact-csv", "."), "`.` is a folder"),
    ],
)
def test_what_is_written_wrong_is_said_before_anything_is_read(
    cli: Cli, sandbox: str, arguments: tuple[str, ...], words: str
) -> None:
    ran = cli("plan", *arguments, sandbox, PILOT)
    assert (ran.code, words in ran.err) == (64, True)


def test_reading_anew_without_counting_is_a_usage_error(cli: Cli, sandbox: str) -> None:
    ran = cli("plan", "--refresh", sandbox, PILOT)
    assert (ran.code, "none are read without --impact" in ran.err) == (64, True)

"""`rollout letters`: files and nothing but files, from the language alone or with a tenant beside it."""

from __future__ import annotations

import csv
import os
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from passkeyctl.cli.kept import kept
from tests.cli.running import Cli
from tests.letters.letters import PILOT
from tests.test_startup import NETWORK, imported_by

DAY = "--as-of=2026-11-23"
COLUMNS = ["signInName", "name", "id", "status", "needs", "mayRegister", "page"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    path = tmp_path / "pilot.yaml"
    path.write_text(PILOT, encoding="utf-8")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "letters"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_from_files_alone(cli: Cli, files: Path, out: Path) -> None:
    ran = cli("rollout", "letters", files, "--out", out, DAY)
    assert ran.code == 0
    assert ran.err.endswith("nothing was sent\n")
    announced = [f"PK-Pilot-{each}-announcement.md" for each in ("DeviceBound", "Synced", "Windows")]
    assert names(out) == [*announced, "helpdesk.md", "sheet.md"]
    assert sorted(ran.out.splitlines()) == sorted((out / each).as_posix() for each in names(out))


def test_files_alone_import_no_network(files: Path, out: Path) -> None:
    arguments = ("rollout", "letters", str(files), "--out", str(out), DAY)
    assert imported_by(*arguments, watched=(*NETWORK, "rich", "sqlite3")) == (0, [])
    assert imported_by("rollout", "letters", "--help", watched=(*NETWORK, "jinja2", "markdown_it")) == (0, [])


def test_emergency_accounts_get_no_letter_unless_they_are_named(cli: Cli, files: Path, out: Path) -> None:
    cli("rollout", "letters", files, "--out", out, DAY)
    assert "SG-EmergencyAccess" not in (out / "sheet.md").read_text(encoding="utf-8")
    ran = cli("rollout", "letters", files, "--out", out / "named", "--cohort", "SG-EmergencyAccess", DAY)
    assert ran.code == 0
    assert names(out / "named") == ["SG-EmergencyAccess-announcement.md", "helpdesk.md", "sheet.md"]


def test_reminders_for_a_day(cli: Cli, files: Path, out: Path) -> None:
    ran = cli(
        *("rollout", "letters", files, "--cohort", "device-bound", "--kind", "reminder", "--out", out),
        *("--enforced-on", "2026-12-31", DAY),
    )
    assert ran.code == 0
    assert [each.partition("  ")[2] for each in ran.out.splitlines()] == [
        f"send on {each}" for each in ("2026-12-01", "2026-12-16", "2026-12-24", "2026-12-30")
    ]


STAGED = (
    PILOT
    + """\
rollout:
  stages:
    - {name: observe, note: The policy watches.}
    - name: enforce
      sets: {conditionalAccess.enforce.state: enabled}
"""
)


def test_a_stage_decides_what_letters_say(cli: Cli, files: Path, out: Path) -> None:
    files.write_text(STAGED, encoding="utf-8")
    arguments = ("rollout", "letters", files, "--cohort", "PK-Pilot-Synced", DAY, "--out")
    assert cli(*arguments, out / "now").code == 0
    assert cli(*arguments, out / "later", "--stage", "enforce").code == 0
    now, later = (
        (out / each / "PK-Pilot-Synced-announcement.md").read_text(encoding="utf-8") for each in ("now", "later")
    )
    assert "There is no fixed date for it yet" in now
    assert "You need a passkey to sign in to Microsoft 365" in later
    helpdesk = (out / "now" / "helpdesk.md").read_text(encoding="utf-8")
    assert "stage “observe”\n\nThe policy watches." in helpdesk
    ran = cli(*arguments, out / "never", "--stage", "enforced")
    assert ran.code == 1
    assert "enforce" in ran.err


def test_nothing_that_is_there_is_overwritten_unasked(cli: Cli, files: Path, out: Path) -> None:
    arguments = ("rollout", "letters", files, "--kind", "sheet", "--out", out, DAY)
    assert cli(*arguments).code == 0
    assert cli(*arguments).code == 0, "the same text may stay"
    (out / "sheet.md").write_text("mine", encoding="utf-8")
    ran = cli(*arguments)
    assert ran.code == 64
    assert "sheet.md` is there already" in ran.err
    assert (out / "sheet.md").read_text(encoding="utf-8") == "mine"
    assert cli(*arguments, "--overwrite").code == 0
    assert (out / "sheet.md").read_text(encoding="utf-8").startswith("# Passkeys at the helpdesk")
    assert names(out) == ["sheet.md"]


def test_templates_are_exported_changed_and_listed(cli: Cli, files: Path, out: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert cli("rollout", "letters", "--export-templates", own).code == 0
    again = cli("rollout", "letters", "--export-templates", own)
    assert (again.code, "there already" in again.err) == (64, True)
    announcement = own / "en" / "announcement.md.j2"
    announcement.write_text("# Ours for {{ cohort.name }}\n", encoding="utf-8")
    listed = cli("rollout", "letters", "--list", "--templates", own).out
    assert f"announcement.md.j2    {own.as_posix()}/en/announcement.md.j2" in listed
    ran = cli("rollout", "letters", files, "--templates", own, "--kind", "announcement", "--out", out, DAY)
    assert ran.code == 0
    assert (out / "PK-Pilot-Synced-announcement.md").read_text(encoding="utf-8") == "# Ours for PK-Pilot-Synced\n"


def test_a_mistake_in_a_template_stops_everything(cli: Cli, files: Path, out: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sheet.md.j2").write_text("# x\n\n{{ organisaton }}\n", encoding="utf-8")
    (own / "anouncement.md.j2").write_text("# x\n", encoding="utf-8")
    ran = cli("rollout", "letters", files, "--templates", own, "--out", out, DAY)
    assert ran.code == 1
    assert "OPS901 the template can't be used: `organisaton` is not known" in ran.err
    assert f"at {own.as_posix()}/sheet.md.j2:3" in ran.err.replace("\\", "/")
    assert "did you mean `organisation`?" in ran.err
    assert "anouncement.md.j2 replaces no template of the package" in ran.err
    assert not out.exists()


WRONG = (
    (("--kind", "letter"), "`--kind letter` is not known"),
    (("--format", "docx"), "`--format docx` is not known"),
    (("--kind", "reminder"), "add --enforced-on"),
    (("--enforced-on", "tomorrow"), "`--enforced-on tomorrow` is not a day"),
    (("--enforced-on", "9999-12-31"), "is not a day"),
    (("--as-of", "yesterday"), "`--as-of yesterday` is not a day"),
    (("--language", "de"), "there are no templates for `de`"),
    (("--language", "../x"), "is no language"),
    (("--templates", "nowhere"), "there is no folder `nowhere`"),
    (("--person", "ada@contoso.com"), "add --tenant"),
    (("--to", "ada@contoso.com"), "add --format eml"),
    (("--to", "a@b.c\nBcc: d@e.f", "--format", "eml"), "is no address"),
    (("--to", "nobody", "--format", "eml"), "is no address"),
)


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_what_makes_no_sense_is_said_before_anything_is_written(
    cli: Cli, files: Path, out: Path, arguments: tuple[str, ...], says: str
) -> None:
    ran = cli("rollout", "letters", files, "--out", out, *arguments)
    assert ran.code == 64
    assert says in " ".join(ran.err.split())
    assert not out.exists()


def test_a_cohort_that_is_nowhere_and_no_place_to_write_to(cli: Cli, files: Path, out: Path) -> None:
    ran = cli("rollout", "letters", files, "--out", out, "--cohort", "PK-Pilot")
    assert ran.code == 1
    assert "no row of `passkeys.targets` is for `PK-Pilot`" in ran.err
    assert "`PK-Pilot-Synced`" in ran.err
    assert cli("rollout", "letters", files).code == 64


def test_who_can_register_nothing_is_named(cli: Cli, files: Path, out: Path) -> None:
    shut = PILOT.replace("allowSelfServiceSetup: true", "allowSelfServiceSetup: false")
    files.write_text(shut, encoding="utf-8")
    ran = cli("rollout", "letters", files, "--out", out, "--kind", "announcement", DAY)
    assert ran.code == 0
    assert "no letter for `PK-Pilot-Synced`: nobody in it can set up a passkey" in ran.err
    assert ran.err.endswith("no letters to write\n")
    assert not out.exists()


def test_who_is_new_and_can_not_come_in_is_named(cli: Cli, files: Path, out: Path) -> None:
    loop = PILOT.replace("grant: {authenticationStrength: bootstrap}", "grant: {authenticationStrength: passkeys-only}")
    files.write_text(loop, encoding="utf-8")
    ran = cli("rollout", "letters", files, "--out", out, "--cohort", "PK-Pilot-Synced", DAY)
    assert ran.code == 0
    assert "who is new in `PK-Pilot-Synced` can't register: `PK010 - Register security info` asks for more" in ran.err
    letter = (out / "PK-Pilot-Synced-announcement.md").read_text(encoding="utf-8")
    assert "Temporary Access Pass" not in letter
    assert "ask your helpdesk before you go on" in letter
    assert "a passkey they have, and nothing else" in (out / "sheet.md").read_text(encoding="utf-8")


def test_a_tenant_without_a_name_of_its_own_is_not_called_by_its_domain(cli: Cli, files: Path, out: Path) -> None:
    files.write_text(PILOT.replace(", name: Contoso", ""), encoding="utf-8")
    cli("rollout", "letters", files, "--out", out, "--cohort", "PK-Pilot-Synced", DAY)
    assert "We are moving to passkeys." in (out / "PK-Pilot-Synced-announcement.md").read_text(encoding="utf-8")


def test_what_does_not_show_is_said_and_stands_on_the_sheet(cli: Cli, files: Path, out: Path) -> None:
    model = "12345678-1234-1234-1234-123456789abc"
    unnamed = PILOT.replace("[microsoft-authenticator, yubikey-5-nfc@5.7]", f"[{model}]")
    files.write_text(unnamed, encoding="utf-8")
    ran = cli("rollout", "letters", files, "--out", out, DAY)
    assert ran.code == 0
    assert f"no letter for `PK-Pilot-DeviceBound`: whether they may register the model {model} does not" in ran.err
    assert "PK-Pilot-DeviceBound-announcement.md" not in names(out)
    sheet = (out / "sheet.md").read_text(encoding="utf-8")
    assert f"| PK-Pilot-DeviceBound | not known; models without a name here: {model} |" in sheet


@pytest.mark.usefixtures("fast")
def test_with_a_tenant_people_are_counted_and_listed(cli: Cli, sandbox: str, files: Path, out: Path) -> None:
    ran = cli("rollout", "letters", files, sandbox, "--out", out, "--cohort", "PK-Pilot-Synced", DAY)
    assert ran.code == 0, ran.err
    assert names(out) == [
        *("PK-Pilot-Synced-announcement.md", "PK-Pilot-Synced-people.csv", "helpdesk.md", "sheet.md"),
    ]
    table = out / "PK-Pilot-Synced-people.csv"
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == COLUMNS
    assert f"PK-Pilot-Synced ({len(rows) - 1} people)" in (out / "sheet.md").read_text(encoding="utf-8")
    assert {"needsTemporaryAccessPass", "ready"} <= {each[3] for each in rows[1:]}
    assert all("password manager" in each[5] for each in rows[1:])
    if os.name == "posix":
        assert table.stat().st_mode & 0o077 == 0
    assert table in {each.path for each in kept()}, "`purge` deletes it"


@pytest.mark.usefixtures("fast")
def test_a_letter_for_one_person(cli: Cli, sandbox: str, files: Path, out: Path) -> None:
    cli("rollout", "letters", files, sandbox, "--out", out, "--cohort", "PK-Pilot-Synced", DAY)
    rows = list(csv.reader((out / "PK-Pilot-Synced-people.csv").read_text(encoding="utf-8-sig").splitlines()))[1:]
    who = next(each for each in rows if each[0].startswith("cees."))
    assert who[3] == "ready"
    arguments = ("rollout", "letters", files, sandbox, "--cohort", "PK-Pilot-Synced", DAY, "--format", "eml")
    ran = cli(*arguments, "--person", who[0].upper(), "--to", who[0], "--out", out / "one")
    assert ran.code == 0, ran.err
    (path,) = (out / "one").iterdir()
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert (message["To"], message["Subject"], message["X-Unsent"]) == (who[0], "Your passkey", "1")
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert f"Hello {who[1]}," in text
    assert "You are done" in text
    assert "take a few minutes" not in text
    without = next(each for each in rows if each[3] == "ready" and each != who)
    assert cli(*arguments, "--person", without[0], "--out", out / "two").code == 0
    (other,) = (out / "two").iterdir()
    assert b"a passkey is still missing" in other.read_bytes(), "ready with Windows Hello for Business"
    nobody = cli(*arguments, "--person", "nobody@contoso.onmicrosoft.com", "--out", out / "none")
    assert (nobody.code, "is nobody of `PK-Pilot-Synced`" in nobody.err) == (64, True)
    group = cli("rollout", "letters", files, sandbox, "--person", who[0], "--out", out / "none")
    assert (group.code, "add --cohort" in group.err) == (64, True)


def test_templates_that_were_exported_and_not_translated_are_in_english_only(
    cli: Cli, files: Path, out: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words"
    assert cli("rollout", "letters", "--export-templates", words).code == 0
    ran = cli("rollout", "letters", files, "--templates", words, "--language", "nb", "--out", out, DAY)
    assert (ran.code, "there are no templates for `nb`" in ran.err) == (64, True)
    assert not out.exists()


def test_a_day_that_is_past_is_told(cli: Cli, files: Path, out: Path) -> None:
    ran = cli("rollout", "letters", files, "--out", out, "--enforced-on", "2026-11-22", DAY)
    assert ran.code == 0
    assert "notice: 2026-11-22 is not to come any more" in ran.err
    assert not any("reminder" in each for each in names(out))

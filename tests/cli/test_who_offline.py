"""`who --offline`: what is kept of a tenant, how old it is, and what becomes of it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from passkeyctl.cli.people.reading_people import census_path
from passkeyctl.cli.remembered import found_settings, keep, recall
from tests.cli.running import PILOT, Cli
from tests.test_startup import NETWORK, imported_by

ADA = "ada.abel@contoso.onmicrosoft.com"


def test_offline_says_the_same_and_how_old_it_is(cli: Cli, own_home: Path) -> None:
    live_answer = cli("who", ADA, "--tenant", "sandbox", PILOT)
    assert cli("who", ADA, "--tenant", "sandbox", "--offline", PILOT).code == 1
    assert cli("readiness", "--tenant", "sandbox", PILOT).code == 0
    offline = cli("who", ADA, "--tenant", "sandbox", "--offline", PILOT)
    assert (offline.code, offline.err) == (0, "")
    lines = offline.out.splitlines()
    assert lines[2].startswith("state     as the files leave it, read 20")
    body = lines.index("")
    assert "".join(lines[3:body]).startswith("people    read registrations 20")
    assert lines[body:] == live_answer.out.splitlines()[3:]
    assert cli("who", "Ada Abel", "--tenant", "sandbox", "--offline", PILOT).out == offline.out
    (kept,) = own_home.rglob("*.settings.json")
    assert os.name == "nt" or kept.stat().st_mode & 0o077 == 0


def test_offline_says_what_is_old_and_what_cannot_be(cli: Cli, own_home: Path) -> None:
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    cli("readiness", "--tenant", "sandbox", PILOT)
    (kept,) = own_home.rglob("*.settings.json")
    text = kept.read_text(encoding="utf-8")
    for day, said in (("2020-01-01", "older than --max-age"), ("2999-01-01", "in the future")):
        moment = f'"read_at": "{day}T00:00:00+00:00"'
        kept.write_text(re.sub(r'"read_at": "[^"]+"', moment, text), encoding="utf-8")
        ran = cli("who", ADA, "--tenant", "sandbox", "--offline", "--max-age", "7d", PILOT)
        assert (ran.code, ran.err.count("\n")) == (0, 1)
        assert ran.err.startswith(f"notice: the settings: read {day} 00:00 UTC")
        assert said in ran.err
    for more in (("--offline",), ()):
        assert cli("who", ADA, "--tenant", "sandbox", *more, "--max-age", "soon", PILOT).code == 64


def test_an_answer_that_can_not_be_kept_is_still_one(cli: Cli, own_home: Path, sandbox: str) -> None:
    cli("who", ADA, sandbox, PILOT)
    (kept,) = own_home.rglob("*.settings.json")
    folder = kept.parent
    kept.unlink()
    folder.rmdir()
    folder.write_text("in the way", encoding="utf-8")
    ran = cli("who", ADA, sandbox, PILOT)
    assert (ran.code, ran.out.startswith("tenant")) == (0, True)
    assert ran.err.startswith("notice: the settings could not be kept for --offline: ")
    assert "Errno" not in ran.err


ABOUT_NO_ROLE = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
passkeys:
  targets:
    - {group: PK-Pilot, profiles: [Default passkey profile]}
"""


def test_offline_says_which_command_reads_what_is_not_known(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "row.yaml"
    file.write_text(ABOUT_NO_ROLE, encoding="utf-8")
    cli("who", ADA, "--tenant", "sandbox", file)
    cli("plan", "--impact", "--tenant", "sandbox", file)
    ran = cli("who", ADA, "--tenant", "sandbox", "--offline", file)
    assert (
        "  roles: who holds which role was not read\n    hint: read it with `passkeyctl readiness --refresh`" in ran.out
    )
    assert "run it again" not in ran.out


def test_offline_imports_no_network(cli: Cli) -> None:
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    cli("readiness", "--tenant", "sandbox", PILOT)
    code, found = imported_by("who", ADA, "--tenant", "sandbox", "--offline", str(PILOT), watched=(*NETWORK, "rich"))
    assert (code, found) == (0, [])


def test_offline_without_anything_kept(cli: Cli, own_home: Path) -> None:
    ran = cli("who", ADA, "--tenant", "sandbox", "--offline", PILOT)
    assert (ran.code, ran.out) == (1, "")
    assert "were never read on this machine\n  hint: read it with `passkeyctl who`" in ran.err
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    ran = cli("who", ADA, "--tenant", "sandbox", "--offline", PILOT)
    assert "nothing is kept about the people of this tenant" in ran.err
    (kept,) = own_home.rglob("*.settings.json")
    kept.write_text("{}", encoding="utf-8")
    assert "were never read" in cli("who", ADA, "--tenant", "sandbox", "--offline", PILOT).err


def test_offline_an_emulator_of_a_tenant_is_not_taken_for_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    emulator = "http://127.0.0.1:8765"
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    cli("readiness", "--tenant", "sandbox", PILOT)
    (found,) = found_settings()
    people = found.path.with_name(found.path.name.removesuffix(".settings.json") + ".db")
    for endpoint in (emulator, "global"):
        settings = recall(found)
        where = replace(settings.destination, endpoint=endpoint)
        shutil.copyfile(people, census_path(where))
        keep(replace(settings, destination=where), census_path(where))
    ran = cli("who", ADA, "--offline", PILOT)
    assert (ran.code, ran.out.splitlines()[1]) == (0, "endpoint  global")
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", f"{emulator}/")
    assert cli("who", ADA, "--offline", PILOT).out.splitlines()[1] == f"endpoint  {emulator}"
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", "http://127.0.0.1:1")
    assert "were never read on this machine" in cli("who", ADA, "--offline", PILOT).err


def test_half_a_file_of_settings_is_said(cli: Cli, own_home: Path) -> None:
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    (kept,) = own_home.rglob("*.settings.json")
    kept.write_text(kept.read_text(encoding="utf-8")[:2000], encoding="utf-8")
    ran = cli("who", ADA, "--tenant", "sandbox", "--offline", PILOT)
    assert (ran.code, ran.out) == (1, "")
    assert "it is damaged, or not whole" in ran.err


def test_offline_nobody_of_that_name_and_names_that_were_not_looked_up(cli: Cli, tmp_path: Path) -> None:
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    cli("readiness", "--tenant", "sandbox", PILOT)
    ran = cli("who", "nobody", "--tenant", "sandbox", "--offline", PILOT)
    assert (ran.code, "nobody called `nobody` is among the people" in ran.err) == (1, True)
    more = tmp_path / "more.yaml"
    more.write_text(
        "apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\nmanage: {passkeys: listed}\n"
        "emergencyAccess: {group: Some other group}\n",
        encoding="utf-8",
    )
    ran = cli("who", ADA, "--tenant", "sandbox", "--offline", more)
    assert ran.code == 1
    assert "`Some other group` was not looked up when the settings were last read" in ran.err


def test_what_is_kept_reads_back_as_it_was(cli: Cli) -> None:
    from passkeyctl.cli.remembered import Settings

    cli("who", ADA, "--tenant", "sandbox", PILOT)
    (found,) = found_settings()
    settings = recall(found)
    again = Settings(settings.read_at, settings.destination, settings.domains, settings.prior, settings.directory)
    keep(again, found.path.with_name(found.path.name.removesuffix(".settings.json") + ".db"))
    (second,) = found_settings()
    assert recall(second) == settings
    assert len(settings.prior.objects) > 15


def test_purge_deletes_the_settings(cli: Cli, own_home: Path) -> None:
    cli("who", ADA, "--tenant", "sandbox", PILOT)
    (found,) = found_settings()
    assert cli("purge", "--tenant", found.destination.tenant_id, "--yes").code == 0
    assert list(own_home.rglob("*.settings.json")) == []

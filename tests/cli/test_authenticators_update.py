"""`authenticators update`: a signed list is taken in, told of, and changes what is said, never what is allowed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import respx

from passkeyctl.json_types import JsonObject, JsonValue
from tests.cli.running import Cli
from tests.metadata_lists import NOW, chain, model, payload, signed

REVOKED_KEY = "d7781e5d-e353-46aa-afe2-3ca49f13332a"
OTHER_KEY = "a25342c0-3cdc-4414-8e46-f4807fca511c"
STRANGER = "12345678-0000-4000-8000-000000000000"
FILE = f"""\
apiVersion: passkeyctl/v1
tenant: {{domain: contoso.onmicrosoft.com}}
catalogue: "2026-11"
emergencyAccess: {{group: SG-EmergencyAccess}}
passkeys:
  profiles:
    admin:
      name: Admins
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions: {{behavior: allow, authenticators: [yubikey-5-nfc@5.7, {STRANGER}]}}
"""
REVOCATION = (("REVOKED", "2026-11-10"), ("FIDO_CERTIFIED_L2", "2026-01-20"))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passkeyctl.cli.authenticators.updated.now", lambda: NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "passkeys.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_bytes(chain()[0].pem)
    return path


def blob(tmp_path: Path, *entries: JsonValue, number: int = 300, next_update: str = "2026-12-01") -> Path:
    path = tmp_path / f"{number}.jwt"
    path.write_bytes(signed(payload(*entries, number=number, next_update=next_update)))
    return path


def whole(*more: JsonValue) -> tuple[JsonValue, ...]:
    """A list that has the other key as it was."""
    return model(OTHER_KEY, ("FIDO_CERTIFIED_L2", "2026-01-20")), *more


def taken(cli: Cli, tmp_path: Path, root: Path, *arguments: str | Path) -> JsonObject:
    entries = whole(
        model(REVOKED_KEY, *REVOCATION), model(STRANGER, ("FIDO_CERTIFIED_L1", "2026-11-01"), description="New Key")
    )
    return cli(
        "authenticators", "update", "--mds", blob(tmp_path, *entries), "--root", root, *arguments, "--json"
    ).json()


def test_it_says_what_an_update_means_for_files(cli: Cli, tmp_path: Path, root: Path, file: Path) -> None:
    entries = whole(
        model(REVOKED_KEY, *REVOCATION), model(STRANGER, ("FIDO_CERTIFIED_L1", "2026-11-01"), description="New Key")
    )
    ran = cli("authenticators", "update", "--mds", blob(tmp_path, *entries), "--root", root, file)
    assert ran.code == 0
    assert ran.out.startswith(
        "1 model that you name was withdrawn\n"
        f"  {REVOKED_KEY}  yubikey-5-nfc@5.7.4\n"
        "    L2 -> revoked since 2026-11-10\n"
        "1 AAGUID that was in no list is known now\n"
        f"  {STRANGER}  New Key\n"
        "    in no list -> L1 since 2026-11-01\n"
        "\n"
        "MDS no. 300: 3 models, next on 2026-12-01\n"
    )


def test_afterwards_every_answer_knows_it_and_no_name_means_anything_else(
    cli: Cli, tmp_path: Path, root: Path, file: Path
) -> None:
    before = cli("authenticators", "expand", "yubikey-5-nfc@5.7", file).out
    document = taken(cli, tmp_path, root, file)
    assert (document["kind"], document["withdrawn_of_files"]) == ("authenticators update", 1)
    after = cli("authenticators", "expand", "yubikey-5-nfc@5.7", file)
    assert after.out == before.replace("@5.7.4", "@5.7.4 (REVOKED)")
    assert "REVOKED since 2026-11-10, by MDS no. 300" in cli("authenticators", "show", REVOKED_KEY).out
    assert f"{STRANGER}  New Key (certified, L1)" in cli("authenticators", "show", STRANGER).out
    assert STRANGER in cli("authenticators", "search", "new", "key").out
    assert "revoked since 2026-11-10, by MDS no. 300" in cli("authenticators", "check", file).out
    assert "@5.7.4" not in cli("authenticators", "list", "--family", "yubikey-5", "--certified").out
    assert cli("authenticators", "show", "new-key").code == 1


def test_validate_judges_by_it_and_a_plan_says_so(
    cli: Cli, tmp_path: Path, root: Path, file: Path, sandbox: str
) -> None:
    assert "revoked" not in cli("validate", file).err
    taken(cli, tmp_path, root)
    judged = cli("validate", file).err
    assert "AAG207" in judged
    assert "`yubikey-5-nfc@5.7.4`: its certificate is revoked since 2026-11-10 (MDS no. 300)" in judged
    catalogue = cli("plan", sandbox, file, "--json").json()["catalogue"]
    assert isinstance(catalogue, dict)
    assert catalogue["mds_update"] == 300


def test_it_is_kept_for_its_owner_and_purged(cli: Cli, tmp_path: Path, root: Path, own_home: Path) -> None:
    taken(cli, tmp_path, root)
    (kept,) = own_home.rglob("model-list.json")
    assert os.name == "nt" or kept.stat().st_mode & 0o077 == 0
    listed = cli("purge", "--dry-run")
    assert "model list" in listed.out
    assert "no tenant" in listed.out
    assert f"{kept}" in listed.out
    assert "model list" not in cli("purge", "--dry-run", "--tenant", "contoso.onmicrosoft.com").out
    assert cli("purge", "--yes").code == 0
    assert not kept.exists()
    assert "certified, L2, by MDS no. 291" in cli("authenticators", "show", REVOKED_KEY).out


def test_a_kept_list_that_is_damaged_is_said_and_does_not_stand_in_the_way(
    cli: Cli, tmp_path: Path, root: Path, own_home: Path
) -> None:
    taken(cli, tmp_path, root)
    (kept,) = own_home.rglob("model-list.json")
    kept.write_text(kept.read_text(encoding="utf-8")[:100], encoding="utf-8")
    ran = cli("authenticators", "show", REVOKED_KEY)
    assert ran.code == 0
    assert "can't be read; the shipped catalogue alone counts" in ran.err
    assert taken(cli, tmp_path, root)["catalogue"]


def test_a_bad_entry_is_told_and_breaks_nothing(cli: Cli, tmp_path: Path, root: Path) -> None:
    entries = whole(model(REVOKED_KEY, ("REVOKED", "soon")), None)
    ran = cli("authenticators", "update", "--mds", blob(tmp_path, *entries), "--root", root)
    assert ran.code == 0
    assert f"warning: left out: entry 1 ({REVOKED_KEY}): has `soon` for a date\n" in ran.err
    assert "warning: left out: entry 2: is no entry\n" in ran.err
    assert "certified, L2, by MDS no. 291" in cli("authenticators", "show", REVOKED_KEY).out


@pytest.mark.parametrize("way", ["another root", "altered", "no file"])
def test_what_must_not_be_believed_is_not_kept(cli: Cli, tmp_path: Path, root: Path, own_home: Path, way: str) -> None:
    path = blob(tmp_path, *whole())
    if way == "altered":
        path.write_bytes(path.read_bytes()[:-8] + b"AAAAAAAA")
    source = tmp_path / "missing.jwt" if way == "no file" else path
    more = () if way == "another root" else ("--root", root)
    ran = cli("authenticators", "update", "--mds", source, *more)
    assert (ran.code, ran.out) == (1, "")
    assert list(own_home.rglob("model-list.json")) == []


def test_an_older_list_is_refused(cli: Cli, tmp_path: Path, root: Path) -> None:
    taken(cli, tmp_path, root)
    older = blob(tmp_path, *whole(model(REVOKED_KEY, REVOCATION[1])), number=299)
    ran = cli("authenticators", "update", "--mds", older, "--root", root)
    assert (ran.code, ran.out) == (1, "")
    assert "this is MDS no. 299, and MDS no. 300 is known" in ran.err
    assert "REVOKED" in cli("authenticators", "show", REVOKED_KEY).out
    assert cli("authenticators", "update", "--mds", older, "--root", root, "--allow-older").code == 0
    assert "REVOKED" not in cli("authenticators", "show", REVOKED_KEY).out


def test_a_list_that_is_not_newer_than_the_catalogue_changes_nothing(cli: Cli, tmp_path: Path, root: Path) -> None:
    same = blob(tmp_path, *whole(model(REVOKED_KEY, *REVOCATION)), number=291)
    ran = cli("authenticators", "update", "--mds", same, "--root", root)
    assert ran.code == 0
    assert "from MDS no. 291 already" in ran.err
    assert "REVOKED" not in cli("authenticators", "show", REVOKED_KEY).out


def test_a_list_whose_successor_was_due_is_taken_with_a_warning(cli: Cli, tmp_path: Path, root: Path) -> None:
    day = (NOW - timedelta(days=1)).date().isoformat()
    ran = cli("authenticators", "update", "--mds", blob(tmp_path, *whole(), next_update=day), "--root", root)
    assert ran.code == 0
    assert f"a newer list than MDS no. 300 was due on {day}" in ran.err


@respx.mock
def test_from_an_address(cli: Cli, tmp_path: Path, root: Path) -> None:
    content = blob(tmp_path, *whole()).read_bytes()
    route = respx.get("https://mds3.fidoalliance.org/").mock(return_value=httpx.Response(200, content=content))
    ran = cli("authenticators", "update", "--mds", "https://mds3.fidoalliance.org/", "--root", root)
    assert ran.code == 0
    assert route.call_count == 1
    assert cli("authenticators", "update", "--mds", "http://mds3.fidoalliance.org/", "--root", root).code == 64


def test_broken_files_are_said_before_anything_is_fetched(cli: Cli, tmp_path: Path, root: Path, own_home: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(FILE.replace("yubikey-5-nfc@5.7", "yubikee"), encoding="utf-8")
    ran = cli("authenticators", "update", "--mds", "https://mds3.fidoalliance.org/", "--root", root, broken)
    assert (ran.code, ran.out) == (1, "")
    assert "AAG202" in ran.err
    assert list(own_home.rglob("model-list.json")) == []

"""`authenticators list`, `search`, `show`, `expand`, `check` and `diff`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Cli
from tests.cli.upgrades import upgrade

KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
FILE = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
authenticators:
  our-keys: [yubikey-5-nfc@5.7, {aaguid: 2fc0579f-8113-47ea-b116-bb5a8db9202a, note: order 4711}]
passkeys:
  profiles:
    admin:
      name: Admins
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions: {behavior: allow, authenticators: [our-keys, bitwarden]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "passkeys.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_list_is_narrowed(cli: Cli) -> None:
    ran = cli("authenticators", "list", "--vendor", "Token2", "--certified")
    assert ran.code == 0
    assert ran.out == (
        "name             passkeys      Entra attests  FIDO\n"
        "token2-fido2     device-bound  yes            L1\n"
        "token2-pin-plus  device-bound  yes            L2\n"
        "\n"
        "catalogue 2026-11: Microsoft's table of 2026-10-06, MDS no. 291\n"
        "2 models\n"
    )
    found = cli("authenticators", "list", "--type", "synced", "--json").json()
    assert found["kind"] == "authenticators list"
    assert found["catalogue"] == {
        "date": "2026-11",
        "entra_table_date": "2026-10-06",
        "mds_number": 291,
        "mds_update": None,
    }
    rows = found["authenticators"]
    assert isinstance(rows, list)
    assert len(rows) == 27
    attested = cli("authenticators", "list", "--attestable", "--json").json()["authenticators"]
    assert isinstance(attested, list)
    assert len(attested) == 267


def test_every_table_fits_a_terminal(cli: Cli) -> None:
    for arguments in (["list"], ["search", "key"], ["show", "yubico"]):
        assert max(map(len, cli("authenticators", *arguments).out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        (("--vendor", "yubicco"), "yubico"),
        (("--vendor", "yubikey"), "did you mean yubico?"),
        (("--family", "yubikey-6"), "yubikey-5"),
        (("--type", "x"), "synced"),
    ],
)
def test_a_filter_that_nothing_bears_is_a_slip(cli: Cli, option: tuple[str, str], hint: str) -> None:
    ran = cli("authenticators", "list", *option)
    assert (ran.code, ran.out) == (64, "")
    assert hint in ran.err


def test_nothing_that_fits(cli: Cli) -> None:
    ran = cli("authenticators", "list", "--vendor", "yubico", "--type", "synced")
    assert (ran.code, ran.out, ran.err) == (0, "", "no model of the catalogue fits\n")


def test_search_by_a_near_aaguid(cli: Cli) -> None:
    ran = cli("authenticators", "search", KEY[:-1] + "b")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        f"nothing fits; nearest:\n  `{KEY}` yubikey-5-nfc@5.4: one digit differs\n"
        "compare each digit: two real models may differ in one\n"
    )
    document = cli("authenticators", "search", KEY[:-1] + "b", "--json").json()
    assert document["near"] == [{"name": "yubikey-5-nfc@5.4", "aaguid": KEY, "digits_apart": 1}]
    assert "did you mean `yubikey-5`?" in cli("authenticators", "search", "yubikee").err


def test_words_that_no_list_has(cli: Cli) -> None:
    """Boxes say `5C NFC`; the lists don't."""
    ran = cli("authenticators", "search", "yubikey 5c nfc")
    assert ran.err.startswith("nothing fits; did you mean `yubikey-5-nfc`")
    assert "hint: leave words out: no list has the colour of a key, or its plug (A, C, nano)\n" in ran.err


def test_show_names_the_source_of_each_fact(cli: Cli) -> None:
    ran = cli("authenticators", "show", KEY.upper())
    assert ran.code == 0
    assert ran.out.startswith("yubikey-5-nfc@5.4\n")
    for words in (
        f"  AAGUID                {KEY}  [M, E]\n",
        "  attestation in Entra  yes: on the table of 2026-10-06  [E]\n",
        "  FIDO status           certified, L1, by MDS no. 291  [M]\n",
        "E  Microsoft's table of keys that can be attested, 2026-10-06\n",
        "M  FIDO Metadata Service, no. 291, 2026-10\n",
    ):
        assert words in ran.out
    assert cli("authenticators", "show", "yubikey-5-nfc@5.4").out == ran.out
    assert "microsoft-authenticator-ios" in cli("authenticators", "show", "microsoft-authenticator").out


def test_show_what_nobody_knows(cli: Cli) -> None:
    ran = cli("authenticators", "show", "yubikey")
    assert (ran.code, ran.out) == (1, "")
    assert "AAG202 `yubikey` matches 4 families" in ran.err
    ran = cli("authenticators", "show", KEY[:-1] + "b")
    assert (ran.code, ran.out) == (1, "")
    assert "nearest" in ran.err


def test_expand_a_name_of_the_catalogue(cli: Cli) -> None:
    ran = cli("authenticators", "expand", "yubikey-5-nfc@5.7")
    assert ran.code == 0
    assert ran.out == (
        "a25342c0-3cdc-4414-8e46-f4807fca511c  yubikey-5-nfc@5.7.1\n"
        "d7781e5d-e353-46aa-afe2-3ca49f13332a  yubikey-5-nfc@5.7.4\n"
    )
    assert ran.err == "`yubikey-5-nfc@5.7` (firmware): 2 AAGUIDs, catalogue 2026-11, MDS no. 291\n"
    assert cli("authenticators", "expand", "our-keys").code == 1


def test_expand_a_house_alias(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = cli("authenticators", "expand", "our-keys", file, "--json")
    members = ran.json()["members"]
    assert ran.json()["name_kind"] == "house alias"
    assert isinstance(members, list)
    assert len(members) == 3
    monkeypatch.chdir(file.parent)
    assert "(house alias): 3 AAGUIDs" in cli("authenticators", "expand", "our-keys").err


def test_check_tells_what_files_name(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    ran = cli("authenticators", "check", file.name)
    assert ran.code == 0
    assert "our-keys (house alias, 3 AAGUIDs)\n  at passkeys.yaml:12:59\n" in ran.out
    assert "d548826e-79b4-db40-a3d8-11116f7e8349  bitwarden\n    not on Microsoft's table" in ran.out
    assert "    synced\n" in ran.out
    names = cli("authenticators", "check", file, "--json").json()["names"]
    assert isinstance(names, list)
    assert [each["name"] for each in names if isinstance(each, dict)] == [
        "our-keys",
        "bitwarden",
        "yubikey-5-nfc@5.7",
        KEY,
    ]


def test_check_of_files_that_name_none_or_are_broken(cli: Cli, small: Path, tmp_path: Path) -> None:
    ran = cli("authenticators", "check", small)
    assert (ran.code, ran.out) == (0, "")
    assert "name no authenticator" in ran.err
    broken = tmp_path / "broken.yaml"
    broken.write_text(FILE.replace("bitwarden", "bitwarde"), encoding="utf-8")
    assert cli("authenticators", "check", broken).code == 1


def test_diff_of_two_catalogues(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert cli("authenticators", "diff", "2026-11", "2026-11", file).out == (
        '`catalogue: "2026-11"` in place of "2026-11" changes nothing in these files\n'
    )
    upgrade(monkeypatch)
    ran = cli("authenticators", "diff", "2026-11", "2027-02", file.name)
    assert ran.code == 0
    assert ran.out == (
        "passkeys.profiles.admin: keyRestrictions.authenticators\n"
        "  at passkeys.yaml:12:42\n"
        "  + a1b2c3d4-0000-4000-8000-000000000001  yubikey-5-nfc@5.7.9\n"
        "\n"
        "1 list would change from 2026-11 to 2027-02\n"
    )
    fields = cli("authenticators", "diff", "2026-11", "2027-02", file, "--json").json()["fields"]
    assert isinstance(fields, list)
    assert len(fields) == 1
    whole = cli("authenticators", "diff", "2026-11", "2027-02")
    assert "yubikey-5-nfc@5.7.9" in whole.out
    assert "\nyubico\n  + a1b2c3d4-0000-4000-8000-000000000001  yubikey-5-nfc@5.7.9\n" in whole.out
    assert "\nyubikey-5-nfc@5.8\n" not in whole.out


def test_diff_of_a_pinned_file_is_the_same(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(FILE + 'catalogue: "2026-11"\n', encoding="utf-8")
    upgrade(monkeypatch)
    assert "5.7.9" in cli("authenticators", "diff", "2026-11", "2027-02", file).out
    assert "2 AAGUIDs" in cli("authenticators", "expand", "yubikey-5-nfc@5.7", file).err


def test_diff_of_dates_that_are_none(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = cli("authenticators", "diff", "2025-01", "2026-11")
    assert (ran.code, ran.out) == (1, "")
    assert "OPS901 `2025-01` is older than the first catalogue" in ran.err
    upgrade(monkeypatch)
    assert cli("authenticators", "diff", "2027-02", "2026-11").code == 64


def test_every_answer_is_one_document(cli: Cli, file: Path) -> None:
    lines: tuple[tuple[str, list[str | Path]], ...] = (
        ("list", ["list"]),
        ("search", ["search", "yubikey"]),
        ("show", ["show", KEY]),
        ("expand", ["expand", "yubico"]),
        ("check", ["check", file]),
        ("diff", ["diff", "2026-11", "2026-11"]),
    )
    for kind, arguments in lines:
        document = cli("authenticators", *arguments, "--json").json()
        assert (document["kind"], document["format_version"]) == (f"authenticators {kind}", "1.0")
    assert cli("authenticators", "show", "nothing-such", "--json").json()["kind"] == "error"

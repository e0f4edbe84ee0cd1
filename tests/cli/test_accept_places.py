"""Where an accepted value goes: an overlay, a stage, an included file; and what is left to a person, with the lines."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.drift.reading import drift_of
from passkeyctl.json_types import JsonValue
from passkeyctl.sandbox.defaults import GROUPS, METHODS
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from passkeyctl.wire import endpoints
from tests.cli.portal import Portal, portal_of
from tests.cli.running import Cli

ENTRY = """\
  strict:
    name: Keys only     # keys
    allowedCombinations: [fido2]
"""
HEAD = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
"""
OWN = f"{HEAD}authenticationStrengths:\n{ENTRY}"


@pytest.fixture
def portal(store: Store) -> Portal:
    return portal_of(store)


def strength(portal: Portal) -> None:
    portal("POST", endpoints.STRENGTHS, {"displayName": "Keys only", "allowedCombinations": ["fido2"]})


def changed(portal: Portal, *combinations: str) -> None:
    found: list[dict[str, Any]] = portal("GET", endpoints.STRENGTHS)["value"]
    (id,) = (each["id"] for each in found if each["displayName"] == "Keys only")
    path = f"{endpoints.STRENGTHS}/{id}/updateAllowedCombinations"
    portal("POST", path, {"allowedCombinations": list(combinations)})


def written(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


PLACE = "authenticationStrengths.strict.allowedCombinations"


def test_an_overlay_is_changed_and_its_baseline_is_not(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strength(portal)
    changed(portal, "fido2", "x509CertificateMultiFactor")
    base = f"apiVersion: passkeyctl/v1\nkind: Baseline\nversion: '1'\nauthenticationStrengths:\n{ENTRY}"
    (tmp_path / "own").mkdir()
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    overlay = (
        "overlay:\n  authenticationStrengths:\n    strict: {allowedCombinations: [windowsHelloForBusiness]}  # ours\n"
    )
    own = f"{HEAD}extends: ../base.yaml\n"
    file = tmp_path / "own" / "tenant.yaml"
    file.write_text(own, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "own")
    refused = cli("drift", sandbox, "--accept", PLACE)
    assert refused.code == 1
    assert "../base.yaml` is a baseline, which other files may extend too: write it under `overlay`" in refused.out
    assert "allowedCombinations: [fido2, x509CertificateMultiFactor]" in refused.out
    assert file.read_text(encoding="utf-8") == own
    file.write_text(own + overlay, encoding="utf-8")
    assert cli("drift", sandbox, "--accept", PLACE).code == 0
    new = overlay.replace("[windowsHelloForBusiness]", "[fido2, x509CertificateMultiFactor]")
    assert file.read_text(encoding="utf-8") == own + new
    assert (tmp_path / "base.yaml").read_text(encoding="utf-8") == base
    assert cli("drift", sandbox).code == 0


def test_the_file_that_is_included_is_the_one_that_is_changed(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path
) -> None:
    strength(portal)
    changed(portal, "fido2", "deviceBasedPush")
    part = f"apiVersion: passkeyctl/v1\n\nauthenticationStrengths:\n{ENTRY}"
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "part.yaml").write_text(part, encoding="utf-8")
    written(tmp_path, main=f"{HEAD}include: [parts/part.yaml]\n")
    assert cli("drift", sandbox, tmp_path / "main.yaml", "--accept", "all").code == 0
    after = (tmp_path / "parts" / "part.yaml").read_text(encoding="utf-8")
    assert after == part.replace("[fido2]", "[fido2, deviceBasedPush]")
    assert (tmp_path / "main.yaml").read_text(encoding="utf-8") == f"{HEAD}include: [parts/part.yaml]\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            OWN.replace("[fido2]", "${ways}") + "variables: {ways: {type: strings, default: [fido2]}}\n",
            "comes through",
        ),
        (
            OWN.replace("[fido2]", "&ways [fido2]")
            + "  other: {name: Others, ensure: absent}\n  third: {name: Cards and keys, allowedCombinations: *ways}\n",
            "an alias, or `<<`, shows it",
        ),
    ],
)
def test_what_several_places_share_is_left_to_a_person_with_the_lines(
    text: str, why: str, cli: Cli, sandbox: str, portal: Portal, tmp_path: Path
) -> None:
    strength(portal)
    changed(portal, "fido2", "deviceBasedPush")
    file = tmp_path / "tenant.yaml"
    file.write_text(text, encoding="utf-8")
    ran = cli("drift", sandbox, file, "--accept", PLACE)
    assert ran.code == 1
    assert why in ran.out
    assert (
        "        authenticationStrengths:\n          strict:\n            allowedCombinations: [fido2, deviceBasedPush]"
        in (ran.out)
    )
    assert "no file was changed" in ran.err
    assert file.read_text(encoding="utf-8") == text


STAGED = f"""\
{OWN}rollout:
  stage: second
  stages:
    - name: first
    - name: second
      sets:
        authenticationStrengths.strict.description: As of now   # said there
"""


def test_what_a_stage_sets_is_changed_in_that_stage(cli: Cli, sandbox: str, portal: Portal, tmp_path: Path) -> None:
    strength(portal)
    found = portal("GET", endpoints.STRENGTHS)["value"]
    (id,) = (each["id"] for each in found if each["displayName"] == "Keys only")
    portal("PATCH", f"{endpoints.STRENGTHS}/{id}", {"description": "Of somebody's own"})
    file = tmp_path / "tenant.yaml"
    file.write_text(STAGED, encoding="utf-8")
    ran = cli("drift", sandbox, file, "--accept", "authenticationStrengths.strict.description")
    assert ran.code == 0
    after = file.read_text(encoding="utf-8")
    assert after == STAGED.replace("As of now   #", "Of somebody's own   #")
    assert cli("drift", sandbox, file).code == 0


STORES = """\
apiVersion: passkeyctl/v1
namedLocations:
  stores: {name: Stores, trusted: true, ipRanges: [203.0.113.0/24]}
"""


def test_two_files_are_written_or_none(cli: Cli, sandbox: str, portal: Portal, tmp_path: Path) -> None:
    strength(portal)
    changed(portal, "fido2", "deviceBasedPush")
    written(tmp_path, a=OWN, b=STORES)
    assert cli("drift", sandbox, tmp_path, "--accept", "all").code == 0
    assert (tmp_path / "b.yaml").read_text(encoding="utf-8") == STORES.replace("trusted: true", "trusted: false")
    assert "[fido2, deviceBasedPush]" in (tmp_path / "a.yaml").read_text(encoding="utf-8")
    shared = OWN.replace("[fido2]", "${ways}") + "variables: {ways: {type: strings, default: [fido2]}}\n"
    written(tmp_path, a=shared, b=STORES)
    ran = cli("drift", sandbox, tmp_path, "--accept", PLACE, "--accept", "namedLocations.stores.trusted")
    assert ran.code == 1
    assert "1 of what was named can't be written safely: no file was changed" in ran.err
    assert (tmp_path / "b.yaml").read_text(encoding="utf-8") == STORES
    every = cli("drift", sandbox, tmp_path, "--accept", "all")
    assert every.code == 2
    assert "Not accepted" in every.out
    assert (tmp_path / "b.yaml").read_text(encoding="utf-8") == STORES.replace("trusted: true", "trusted: false")


def test_ranges_in_a_text_file_of_their_own_are_left_to_a_person(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    written(tmp_path, a=OWN.partition("authenticationStrengths")[0], b=STORES.replace(LISTED, "ipRangesFrom: far.txt"))
    (tmp_path / "far.txt").write_text("192.0.2.0/24\n", encoding="utf-8")
    ran = cli("drift", sandbox, tmp_path, "--accept", "namedLocations.stores.ipRanges")
    assert ran.code == 1
    assert "ipRanges: [203.0.113.0/24]" in ran.out
    assert (tmp_path / "far.txt").read_text(encoding="utf-8") == "192.0.2.0/24\n"


LISTED = "ipRanges: [203.0.113.0/24]"


def test_what_a_stage_adds_to_a_list_is_left_to_a_person(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path
) -> None:
    strength(portal)
    text = STAGED.replace("sets:", "adds:").replace(
        "description: As of now   # said there", "allowedCombinations: [deviceBasedPush]"
    )
    written(tmp_path, a=text)
    ran = cli("drift", sandbox, tmp_path, "--accept", PLACE)
    assert ran.code == 1
    assert "it comes through `adds of second`" in ran.out
    assert "where it stands, or what it gets by `adds of second` at" in ran.out
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == text


def test_a_file_that_changed_while_the_tenant_was_read_is_left_alone(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strength(portal)
    changed(portal, "fido2", "deviceBasedPush")
    written(tmp_path, a=OWN)

    def slowly(*arguments: Any) -> Any:
        written(tmp_path, a=OWN + "# more\n")
        return drift_of(*arguments)

    monkeypatch.setattr("passkeyctl.cli.drift.accept.drift_of", slowly)
    ran = cli("drift", sandbox, tmp_path, "--accept", "all")
    assert ran.code == 1
    assert "was changed meanwhile: nothing was written" in ran.err
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == OWN + "# more\n"


def test_a_file_that_other_tenants_may_include_is_left_alone_unless_it_is_named(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path
) -> None:
    strength(portal)
    changed(portal, "fido2", "x509CertificateMultiFactor")
    (tmp_path / "own").mkdir()
    written(tmp_path / "own", tenant=f"{HEAD}include: [../shared.yaml]\n")
    written(tmp_path, shared=f"apiVersion: passkeyctl/v1\nauthenticationStrengths:\n{ENTRY}")
    shared = tmp_path / "shared.yaml"
    before = shared.read_bytes()
    ran = cli("drift", sandbox, tmp_path / "own", "--accept", PLACE)
    assert (ran.code, shared.read_bytes()) == (1, before)
    assert "other tenants may include it too" in ran.out
    assert cli("drift", sandbox, tmp_path / "own", shared, "--accept", PLACE).code == 0
    assert b"x509CertificateMultiFactor" in shared.read_bytes()


def test_an_interruption_between_two_files_leaves_both_as_they_were(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strength(portal)
    portal(
        "POST",
        endpoints.STRENGTHS,
        {"displayName": "Cards only", "allowedCombinations": ["x509CertificateSingleFactor"]},
    )
    folder = tmp_path / "two"
    folder.mkdir()
    cards = "  cards: {name: Cards only, allowedCombinations: [fido2]}\n"
    written(folder, a=OWN, b=f"apiVersion: passkeyctl/v1\nauthenticationStrengths:\n{cards}")
    changed(portal, "fido2", "x509CertificateMultiFactor")
    before = {each: each.read_bytes() for each in folder.iterdir()}
    done: list[Path] = []

    def replaced(path: Path, text: str, *, keep_mode: bool) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(path)
        replace_file(path, text, keep_mode=keep_mode)

    with monkeypatch.context() as patched:
        patched.setattr("passkeyctl.cli.rollout.editing.replace_file", replaced)
        assert cli("drift", sandbox, folder, "--accept", "all").code == 130
    assert len(done) == 1
    assert {each: each.read_bytes() for each in folder.iterdir()} == before


def test_emergency_access_that_loses_its_row_is_named(
    cli: Cli, sandbox: str, store: Store, pilot: Path, tmp_path: Path
) -> None:
    file = tmp_path / "passkeys.yaml"
    shutil.copy(pilot / "passkeys.yaml", file)
    assert cli("apply", sandbox, "--auto-approve", file).code == 0
    with store.transaction() as tenant:
        group = next(each["id"] for each in tenant.rows(GROUPS) if each["displayName"] == "SG-EmergencyAccess")
        fido2 = next(each for each in tenant.rows(METHODS) if each["id"] == "Fido2")
        left: list[JsonValue] = [each for each in objects(fido2["includeTargets"]) if each["id"] != group]
        tenant.put(METHODS, {**fido2, "includeTargets": left})
        tenant.save()
    ran = cli("drift", sandbox, file, "--accept", "passkeys.targets.SG-EmergencyAccess")
    assert ran.code == 0
    assert 'warning: emergency access, "SG-EmergencyAccess", has no row of passkeys any more' in ran.out


def test_what_is_waived_alone_is_no_agreement_either(cli: Cli, sandbox: str, portal: Portal, tmp_path: Path) -> None:
    strength(portal)
    changed(portal, "fido2", "x509CertificateMultiFactor")
    waiver = f"waivers:\n  - {{rule: DRF101, at: {PLACE}, accepts: [fido2, x509CertificateMultiFactor], "
    waiver += 'reason: a trial, owner: me, expires: "2099-01-01"}\n'
    written(tmp_path, own=OWN + waiver)
    ran = cli("drift", sandbox, tmp_path / "own.yaml", "--accept", "all")
    assert (ran.code, ran.out) == (0, "")
    assert "No drift but what is waived (1)" in ran.err
    assert "what is waived is accepted by its own name" in ran.err


def test_a_renamed_object_is_not_written_beside_its_old_entry_by_all(
    cli: Cli, sandbox: str, portal: Portal, tmp_path: Path
) -> None:
    strength(portal)
    head = 'manage: {authenticationStrengths: {prefix: "Keys"}}\n'
    text = OWN.replace("authenticationStrengths:", f"{head}authenticationStrengths:")
    written(tmp_path, own=text)
    (id,) = (each["id"] for each in portal("GET", endpoints.STRENGTHS)["value"] if each["displayName"] == "Keys only")
    portal("PATCH", f"{endpoints.STRENGTHS}/{id}", {"displayName": "Keys alone"})
    ran = cli("drift", sandbox, tmp_path / "own.yaml", "--accept", "all")
    assert ran.code == 2
    assert "an entry of the same kind is missing" in ran.out
    assert (tmp_path / "own.yaml").read_text(encoding="utf-8") == text
    both = ("--accept=authenticationStrengths.strict", '--accept=authenticationStrengths["Keys alone"]')
    assert cli("drift", sandbox, tmp_path / "own.yaml", *both).code == 0

"""`export`, and the plan that follows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import Live
from tests.cli.running import Cli
from tests.foreign.shapes import BY_ID, BY_NAME, Tenant, whole_policy

ALWAYS = 999
NO_CHANGES = "No changes. The tenant matches the files."


def test_a_plan_after_an_export_shows_nothing(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    out = tmp_path / "tenant.yaml"
    exported = cli("export", sandbox, "--out", out)
    assert exported.code == 0
    assert exported.out == ""
    assert "7 Conditional Access policies to" in exported.err
    assert f"next: passkeyctl plan --tenant {sandbox.removeprefix('--tenant=')} {out.as_posix()}" in exported.err
    planned = cli("plan", sandbox, out)
    assert planned.code == 0
    assert NO_CHANGES in planned.out
    assert "not in the file" not in planned.out


def test_a_folder_gets_a_file_for_each_section(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    folder = tmp_path / "a tenant"
    exported = cli("export", sandbox, "--out", folder, "--split")
    assert exported.code == 0
    assert sorted(each.name for each in folder.iterdir()) == [
        "authentication-contexts.yaml",
        "authentication-strengths.yaml",
        "conditional-access.yaml",
        "named-locations.yaml",
        "passkeys.yaml",
        "registration-campaign.yaml",
        "temporary-access-pass.yaml",
        "tenant.yaml",
    ]
    assert NO_CHANGES in cli("plan", sandbox, folder).out


def test_without_a_place_it_goes_to_stdout(cli: Cli, sandbox: str) -> None:
    exported = cli("export", sandbox, "--only", "conditionalAccess", "--name", "CA001*")
    assert exported.out.startswith("# Exported from ")
    assert exported.out.count("    name: ") == 1
    assert "exported 1 Conditional Access policy\n" in exported.err


def test_files_that_are_there_stay_unless_they_may_be_replaced(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    out = tmp_path / "tenant.yaml"
    out.write_text("mine", encoding="utf-8")
    refused = cli("export", sandbox, "--out", out)
    assert refused.code == 64
    assert f"`{out.as_posix()}` is there already" in refused.err
    assert out.read_text(encoding="utf-8") == "mine"
    assert cli("export", sandbox, "--out", out, "--overwrite").code == 0
    assert out.read_text(encoding="utf-8").startswith("# Exported from ")


def test_nothing_of_a_folder_is_written_where_one_file_is_in_the_way(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    (tmp_path / "conditional-access.yaml").write_text("mine", encoding="utf-8")
    refused = cli("export", sandbox, "--out", tmp_path, "--split")
    assert refused.code == 64
    assert "conditional-access.yaml` is there already" in refused.err
    assert not (tmp_path / "tenant.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "policies"], "`--only policies` is no section"),
        (["--split"], "`--split` needs a folder to write to"),
        (["--from", "backup", "--cloud", "china"], "`--from` reads files, and no tenant"),
    ],
)
def test_options_that_make_no_sense_are_told(cli: Cli, arguments: list[str], said: str) -> None:
    ran = cli("export", *arguments)
    assert ran.code == 64
    assert said in ran.err


def test_what_may_not_be_read_is_named_and_the_rest_is_exported(
    cli: Cli, live: Live, store: Store, tmp_path: Path
) -> None:
    assert store.seeded
    live([Fault("GET", "namedLocations", 1, FORBIDDEN, ALWAYS)])
    out = tmp_path / "tenant.yaml"
    exported = cli("export", "--out", out)
    assert exported.code == 1
    assert "not read: namedLocations (403" in exported.err
    text = out.read_text(encoding="utf-8")
    assert "# not read: namedLocations (403" in text
    assert "namedLocations:" not in text.replace("read: namedLocations", "")
    assert "conditionalAccess:\n" in text


def test_names_that_may_not_be_read_stay_ids(cli: Cli, live: Live, store: Store) -> None:
    assert store.seeded
    live([Fault("POST", "getByIds", 1, FORBIDDEN, ALWAYS)])
    exported = cli("export", "--only", "conditionalAccess")
    assert exported.code == 0
    assert "# its name could not be read" in exported.out


def test_a_live_tenant_is_the_one_of_the_sign_in(cli: Cli, live: Live, store: Store, tmp_path: Path) -> None:
    assert store.seeded
    live()
    out = tmp_path / "tenant.yaml"
    assert cli("export", "--out", out).code == 0
    assert NO_CHANGES in cli("plan", out).out


def written(folder: Path, name: str, document: JsonObject) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(document), encoding="utf-8")


IMPORTED: JsonObject = {
    "id": "aaaaaaaa-1111-4111-8111-111111111111",
    "displayName": "CA100 - Admins: MFA",
    "state": "enabled",
    "conditions": {
        "clientAppTypes": ["all"],
        "users": {
            "includeGroups": ["SG-Admins", "7f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234"],
            "excludeGroups": ["SG-EmergencyAccess"],
        },
        "applications": {"includeApplications": ["All"]},
        "locations": {"includeLocations": ["All"], "excludeLocations": ["5f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234"]},
    },
    "grantControls": {
        "operator": "OR",
        "authenticationStrength": {"id": "6f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234", "displayName": "Our keys"},
    },
}


def test_files_of_another_tool_become_files_of_ours(cli: Cli, tmp_path: Path) -> None:
    written(tmp_path / "backup", "ca100.json", IMPORTED)
    out = tmp_path / "tenant.yaml"
    exported = cli("export", "--from", tmp_path / "backup", "--out", out)
    assert (exported.code, exported.out) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert "group-7f1f8a5e: {type: group, default: 7f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234}" in text
    assert "group-sg-emergencyaccess: {type: group, default: SG-EmergencyAccess}" in text
    assert "strength-6f1f8a5e: {type: strength, default: 6f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234}  # Our keys" in text
    assert 'include: {groups: ["${group-7f1f8a5e}", SG-Admins]}' in text
    assert "authenticationStrengths:" not in text
    assert "passkeys:" not in text
    planned = cli("plan", "--against", tmp_path / "backup", out)
    assert planned.code == 0
    assert "No changes." in planned.out


WITHOUT_REFERENCES: JsonObject = {
    **IMPORTED,
    "displayName": 'CA101 - "All": it\'s, quoted',
    "conditions": {
        "clientAppTypes": ["browser"],
        "users": {
            "includeUsers": ["All"],
            "excludeGroups": ["9f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234"],
            "excludeRoles": ["62e90394-69f5-4237-9190-012177145e10"],
        },
        "applications": {"includeApplications": ["Office365"]},
        "platforms": {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]},
    },
    "grantControls": {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]},
    "sessionControls": {"signInFrequency": {"value": 4, "type": "hours", "isEnabled": True}},
}


@pytest.mark.parametrize("shape", [*BY_ID, *BY_NAME])
def test_every_shape_comes_to_files_that_say_what_it_says(cli: Cli, tmp_path: Path, shape: str) -> None:
    group_names = {"9f1f8a5e-2d0e-4e39-9d9b-0d7a6f0a1234": "SG-EmergencyAccess"}
    tenant = Tenant((whole_policy(WITHOUT_REFERENCES),), (), (), group_names)
    {**BY_ID, **BY_NAME}[shape](tenant, tmp_path / "backup")
    exported = cli("export", "--from", tmp_path / "backup", "--out", tmp_path / "ours", "--split")
    assert exported.code == 0
    planned = cli("plan", "--against", tmp_path / "backup", tmp_path / "ours")
    assert planned.code == 0
    assert "No changes." in planned.out
    assert "not in the file" not in planned.out


def test_a_snapshot_comes_to_the_same_bytes_as_its_tenant(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    assert cli("snapshot", "save", tmp_path / "tenant.snapshot", sandbox).code == 0
    assert cli("export", sandbox, "--out", tmp_path / "live.yaml").code == 0
    assert cli("export", "--from", tmp_path / "tenant.snapshot", "--out", tmp_path / "kept.yaml").code == 0
    assert (tmp_path / "live.yaml").read_bytes() == (tmp_path / "kept.yaml").read_bytes()


def test_files_about_passkeys_are_not_compared_with_an_import_that_has_none(
    cli: Cli, tmp_path: Path, pilot: Path
) -> None:
    written(tmp_path / "backup", "ca100.json", IMPORTED)
    planned = cli("plan", "--against", tmp_path / "backup", pilot)
    assert planned.code == 1
    assert "an import holds what it holds" in planned.err


def test_a_broken_file_of_another_tool_is_named_and_the_rest_is_done(cli: Cli, tmp_path: Path) -> None:
    written(tmp_path / "backup", "ca100.json", IMPORTED)
    (tmp_path / "backup" / "broken.json").write_text('{"displayName": ', encoding="utf-8")
    exported = cli("export", "--from", tmp_path / "backup")
    assert exported.code == 1
    assert "broken.json" in exported.err
    assert "ca100-admins-mfa:" in exported.out


def test_a_placeholder_is_a_variable_that_only_its_source_gives_a_value(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    applications: JsonObject = {"includeApplications": ["All"]}
    users: JsonObject = {"includeUsers": ["All"], "excludeGroups": ["<BreakGlass_ObjectID>"]}
    policy: JsonObject = {
        "displayName": "From a template",
        "state": "disabled",
        "conditions": {"users": users, "applications": applications, "clientAppTypes": ["all"]},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }
    source, out = tmp_path / "template.json", tmp_path / "template.yaml"
    source.write_text(json.dumps(policy), encoding="utf-8")
    assert cli("export", "--from", source, "--out", out).code == 0
    assert "#   group: SG-EmergencyAccess  # the source says <BreakGlass_ObjectID>" in out.read_text(encoding="utf-8")
    ran = cli("plan", "--against", source, out, "--exit-code")
    assert (ran.code, "No changes." in ran.out) == (0, True)
    elsewhere = cli("plan", sandbox, out)
    assert (elsewhere.code, elsewhere.out) == (1, "")
    assert "`${group-breakglass-objectid}` has no value" in elsewhere.err
    other = tmp_path / "other.json"
    other.write_text(json.dumps(policy).replace("<BreakGlass_ObjectID>", "<Another>"), encoding="utf-8")
    assert "`${group-breakglass-objectid}` has no value" in cli("plan", "--against", other, out).err


def test_files_in_the_folder_decide_which_sandbox_and_nothing_else(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.yaml").write_text("kind: Pod\n", encoding="utf-8")
    assert "name: Contoso}" in cli("export", "--tenant=sandbox").out
    head = "apiVersion: passkeyctl/v1\ntenant: {domain: %s.onmicrosoft.com}\n"
    (tmp_path / "a.yaml").write_text(head % "fabrikam", encoding="utf-8")
    exported = cli("export", "--tenant=sandbox", "--only=temporaryAccessPass")
    assert "name: Fabrikam}" in exported.out
    assert "EMG501" not in exported.err, "an export judges no files"
    (tmp_path / "b.yaml").write_text(head % "wingtip", encoding="utf-8")
    unclear = cli("export", "--tenant=sandbox")
    assert (unclear.code, unclear.out) == (64, "")
    assert "the files in this folder don't say which sandbox is meant" in unclear.err


def test_a_section_of_an_older_export_is_named(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    folder = tmp_path / "tenant"
    assert cli("export", sandbox, "--out", f"{folder}/", "--split").code == 0
    ran = cli("export", sandbox, "--out", f"{folder}/", "--split", "--only", "conditionalAccess", "--overwrite")
    assert ran.code == 0
    assert ran.err.count("was there before and is not of this export") == 6

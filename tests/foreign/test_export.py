"""From another tool's folder to files of ours, and the plan of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.wire import policies
from tests import strategies
from tests.cli.running import Cli
from tests.foreign.shapes import BY_ID, BY_NAME, Tenant, whole_policy
from tests.foreign.test_shapes import COUNTRIES, LIMITED, OFFICE

GROUP, PERSON = "10000000-0000-4000-8000-000000000001", "20000000-0000-4000-8000-000000000001"
NO_CHANGES = "No changes. The import matches the files."
SHAPES = {**BY_ID, **BY_NAME}


def policy(number: int, name: str, users: JsonObject, grant: JsonValue, **conditions: JsonValue) -> JsonObject:
    return whole_policy(
        {
            "id": f"90000000-0000-4000-8000-{number:012d}",
            "displayName": name,
            "state": "enabled",
            "conditions": {
                "users": users,
                "applications": {"includeApplications": ["All"]},
                "clientAppTypes": ["all"],
                **conditions,
            },
            "grantControls": grant,
        }
    )


MFA: JsonObject = {"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": []}
BLOCK: JsonObject = {**MFA, "builtInControls": ["block"]}
KEYS: JsonObject = {**MFA, "builtInControls": [], "authenticationStrength": {"id": LIMITED["id"]}}
PLACES: JsonObject = {"includeLocations": ["All"], "excludeLocations": [OFFICE["id"], COUNTRIES["id"], "AllTrusted"]}
CONTOSO = Tenant(
    (
        policy(1, "Require MFA", {"includeUsers": ["All"], "excludeGroups": [GROUP], "excludeUsers": [PERSON]}, MFA),
        policy(2, "Admins", {"includeRoles": ["62e90394-69f5-4237-9190-012177145e10"]}, KEYS),
        policy(3, "Elsewhere", {"includeUsers": ["All"]}, BLOCK, locations=PLACES),
    ),
    (LIMITED,),
    (OFFICE, COUNTRIES),
    {GROUP: "Break glass"},
)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_plan_after_an_import_shows_nothing(cli: Cli, tmp_path: Path, shape: str) -> None:
    SHAPES[shape](CONTOSO, tmp_path / "export")
    out = tmp_path / "contoso.yaml"

    assert cli("export", "--from", tmp_path / "export", "--out", out).code == 0
    planned = cli("plan", "--against", tmp_path / "export", out)

    assert (planned.code, NO_CHANGES in planned.out) == (0, True), planned.out + planned.err


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(strategies.policies, min_size=1, max_size=8), st.sampled_from([*SHAPES]))
def test_a_plan_after_any_import_shows_nothing(
    cli: Cli, tmp_path_factory: pytest.TempPathFactory, drawn: list[Fields], shape: str
) -> None:
    folder = tmp_path_factory.mktemp("import")
    written = [policies.create_json(fields) for fields in drawn]
    ids = (f"90000000-0000-4000-8000-{number:012d}" for number in range(len(written)))
    held = tuple(whole_policy({"id": id, **each}) for id, each in zip(ids, written, strict=True))
    SHAPES[shape](Tenant(held, (LIMITED,), (OFFICE, COUNTRIES)), folder / "export")

    exported = cli("export", "--from", folder / "export", "--out", folder / "out.yaml")
    assert exported.code == 0, exported.err
    planned = cli("plan", "--against", folder / "export", folder / "out.yaml")

    assert NO_CHANGES in planned.out, planned.out + planned.err
    assert "nothing uses the variable" not in planned.err


def test_a_broken_file_costs_exit_code_1_and_the_rest_is_written(cli: Cli, tmp_path: Path) -> None:
    BY_ID["single objects"](CONTOSO, tmp_path / "export")
    (tmp_path / "export" / "broken.json").write_text("{", encoding="utf-8")
    out = tmp_path / "contoso.yaml"

    exported = cli("export", "--from", tmp_path / "export", "--out", out)

    assert exported.code == 1
    assert "broken.json` is not JSON" in exported.err
    assert out.read_text(encoding="utf-8").count("    name: ") == 6


def test_what_a_template_leaves_open_becomes_a_variable_that_has_to_be_given(cli: Cli, tmp_path: Path) -> None:
    open_policy = policy(1, "Require MFA", {"includeUsers": ["All"], "excludeGroups": ["<BreakGlassGroup>"]}, MFA)
    (tmp_path / "policy.json").write_text(json.dumps(open_policy), encoding="utf-8")
    out = tmp_path / "out.yaml"

    exported = cli("export", "--from", tmp_path / "policy.json", "--out", out)
    assert exported.code == 0
    first = "first: write under `tenant:` which tenant the files are for\n"
    assert exported.err.endswith(f"{first}next: passkeyctl plan {out.as_posix()}\n")

    text = out.read_text(encoding="utf-8")
    assert text.startswith("# From another tool's files, by passkeyctl. A plan shows where your tenant differs from")
    assert "# One object is known by an id only, or by a placeholder." in text
    assert "# A proposal: the one policy excludes this group." in text
    assert "required: true" in text
    assert "<BreakGlassGroup>" in text
    assert "- <" not in text
    assert NO_CHANGES in cli("plan", "--against", tmp_path / "policy.json", out).out
    elsewhere = cli("plan", "--tenant", "sandbox", out)
    assert elsewhere.code == 1
    assert "group-breakglassgroup" in elsewhere.err


def test_an_empty_folder_is_no_empty_tenant(cli: Cli, tmp_path: Path) -> None:
    exported = cli("export", "--from", tmp_path, "--out", tmp_path / "out.yaml")

    assert exported.code == 1
    assert "holds no policies" in exported.err
    assert not (tmp_path / "out.yaml").exists()


def test_what_only_beta_says_of_the_campaign_is_exported_and_planned(cli: Cli, tmp_path: Path) -> None:
    row: JsonObject = {"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2"}
    campaign: JsonObject = {
        "state": "enabled",
        "snoozeDurationInDays": 3,
        "enforceRegistrationAfterAllowedSnoozes": False,
        "includeTargets": [row],
        "excludeTargets": [],
    }
    enforcement: JsonObject = {"authenticationMethodsRegistrationCampaign": campaign}
    policy: JsonObject = {"id": "authenticationMethodsPolicy", "registrationEnforcement": enforcement}
    (tmp_path / "methods.json").write_text(json.dumps(policy), encoding="utf-8")
    out = tmp_path / "out.yaml"

    assert cli("export", "--from", tmp_path / "methods.json", "--out", out).code == 0
    planned = cli("plan", "--against", tmp_path / "methods.json", out)

    assert "limitSnoozes: false" in out.read_text(encoding="utf-8")
    assert NO_CHANGES in planned.out, planned.out + planned.err

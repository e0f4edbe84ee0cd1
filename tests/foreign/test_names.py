"""Names where Graph has ids: found, made, or left as placeholders, and never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.diagnostics import Severity
from passkeyctl.foreign.reading import read_foreign
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.document import Opened, Part, Snapshot
from tests.foreign.test_shapes import KEYS, OFFICE

GROUP = "10000000-0000-4000-8000-000000000001"
TENANT = "7a7a7a7a-0000-4000-8000-000000000001"


def policy(users: JsonObject | None = None, **conditions: JsonValue) -> JsonObject:
    return {
        "id": "90000000-0000-4000-8000-000000000001",
        "displayName": "Require MFA",
        "state": "enabled",
        "conditions": {"users": users or {"includeUsers": ["All"]}, "applications": {}, **conditions},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }


def read(folder: Path, **files: JsonValue) -> Opened:
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    opened = read_foreign([folder])
    assert [each for each in opened.faults if each.severity is Severity.ERROR] == []
    return opened


def at(snapshot: Snapshot, *path: str) -> JsonValue:
    (found,) = snapshot.read(Part.POLICIES)
    value: JsonValue = found
    for step in path:
        assert isinstance(value, dict)
        value = value[step]
    return value


def one(snapshot: Snapshot, *path: str) -> str:
    value = at(snapshot, *path)
    assert isinstance(value, list)
    assert len(value) == 1
    return str(value[0])


def test_a_migration_table_names_what_policies_mention(tmp_path: Path) -> None:
    rows: list[JsonValue] = [
        {"Id": GROUP.upper(), "DisplayName": "Break glass", "Type": "Group"},
        {"Id": "10000000-0000-4000-8000-000000000002", "DisplayName": "Nobody mentions it", "Type": "Group"},
        {"Id": OFFICE["id"], "DisplayName": "An office", "Type": "NamedLocation"},
    ]
    table: JsonObject = {"TenantId": TENANT, "Organization": "Contoso", "Objects": rows}
    mentioning = policy(
        {"includeUsers": ["All"], "excludeGroups": [GROUP]}, locations={"includeLocations": [OFFICE["id"]]}
    )

    snapshot = read(tmp_path, policy=mentioning, MigrationTable=table).snapshot

    assert [(each["id"], each["displayName"]) for each in snapshot.read(Part.GROUPS)] == [(GROUP, "Break glass")]
    assert snapshot.names == {OFFICE["id"]: "An office"}
    assert [(each["id"], each["displayName"]) for each in snapshot.read(Part.ORGANIZATION)] == [(TENANT, "Contoso")]


def test_two_tenants_in_one_import_are_none(tmp_path: Path) -> None:
    tables: dict[str, JsonValue] = {
        f"MigrationTable{number}": {"TenantId": TENANT[:-1] + str(number), "Organization": "X", "Objects": []}
        for number in (1, 2)
    }

    assert not read(tmp_path, policy=policy(), **tables).snapshot.is_read(Part.ORGANIZATION)


def test_a_group_by_name_gets_one_id_wherever_it_is_named(tmp_path: Path) -> None:
    users: JsonObject = {"includeGroups": ["Pilot"], "excludeGroups": ["pilot "]}

    snapshot = read(tmp_path, policy=policy(users)).snapshot

    (group,) = snapshot.read(Part.GROUPS)
    assert at(snapshot, "conditions", "users", "includeGroups") == [group["id"]]
    assert at(snapshot, "conditions", "users", "excludeGroups") == [group["id"]]
    assert (group["displayName"], snapshot.placeholders) == ("Pilot", {})


def test_a_group_by_name_is_the_one_that_lies_beside_the_policy(tmp_path: Path) -> None:
    group: JsonObject = {"id": GROUP, "displayName": "Pilot", "groupTypes": ["Unified"], "securityEnabled": False}

    snapshot = read(tmp_path, policy=policy({"includeGroups": ["Pilot"]}), group=group).snapshot

    assert one(snapshot, "conditions", "users", "includeGroups") == GROUP
    assert snapshot.read(Part.GROUPS) == (group,)


def test_a_name_that_two_groups_have_is_a_placeholder(tmp_path: Path) -> None:
    groups: list[JsonValue] = [
        {"id": GROUP[:-1] + str(number), "displayName": "Pilot", "groupTypes": [], "securityEnabled": True}
        for number in (1, 2)
    ]

    snapshot = read(tmp_path, policy=policy({"includeGroups": ["Pilot"]}), groups=groups).snapshot

    assert snapshot.placeholders == {one(snapshot, "conditions", "users", "includeGroups"): "Pilot"}


@pytest.mark.parametrize(
    "written",
    [
        "<EmergencyGroup>",
        "CA-<RING>-Exclude",
        "%breakglass%",
        "{{ groupId }}",
        "${group}",
        "[BREAK GLASS]",
        "__GROUP__",
        "REPLACE WITH YOUR GROUP",
        "replace_me",
        "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
        "Your break glass group",
        "‹exclusions group›",
        "10000000-0000-4000-8000-00000000001",
        "10000000-0000-4000-8000-000000000001; 10000000-0000-4000-8000-000000000002",
        "All",
    ],
)
def test_what_a_template_leaves_open_is_a_placeholder(tmp_path: Path, written: str) -> None:
    snapshot = read(tmp_path, policy=policy({"includeUsers": ["All"], "excludeGroups": [written]})).snapshot

    assert snapshot.placeholders == {one(snapshot, "conditions", "users", "excludeGroups"): written}
    assert snapshot.read(Part.GROUPS) == ()


@pytest.mark.parametrize("name", ["Replacement staff", "Enterprise admins", "[EXT] Vendors", "100% remote", "Todos"])
def test_a_name_that_only_resembles_a_placeholder_is_a_name(tmp_path: Path, name: str) -> None:
    snapshot = read(tmp_path, policy=policy({"includeGroups": [name]})).snapshot

    assert [each["displayName"] for each in snapshot.read(Part.GROUPS)] == [name]


def test_people_go_by_their_user_principal_name_only(tmp_path: Path) -> None:
    snapshot = read(tmp_path, policy=policy({"includeUsers": ["ada@contoso.example", "Ada L."]})).snapshot

    (user,) = snapshot.read(Part.USERS)
    assert user["userPrincipalName"] == "ada@contoso.example"
    assert [*snapshot.placeholders.values()] == ["Ada L."]


def test_built_in_roles_by_name_are_the_ones_of_every_tenant(tmp_path: Path) -> None:
    snapshot = read(tmp_path, policy=policy({"includeRoles": ["global administrator"]})).snapshot

    assert one(snapshot, "conditions", "users", "includeRoles") == "62e90394-69f5-4237-9190-012177145e10"


@pytest.mark.parametrize("word", ["All", "None", "Office365", "MicrosoftAdminPortals"])
def test_words_stay_words_in_whatever_capitals(tmp_path: Path, word: str) -> None:
    written = policy(applications={"includeApplications": [word.lower()]})

    assert one(read(tmp_path, policy=written).snapshot, "conditions", "applications", "includeApplications") == word


@pytest.mark.parametrize(
    ("name", "word"), [("Office 365", "Office365"), ("Microsoft Admin Portals", "MicrosoftAdminPortals")]
)
def test_the_names_that_the_portal_shows_are_words(tmp_path: Path, name: str, word: str) -> None:
    written = policy(applications={"includeApplications": [name]})

    assert one(read(tmp_path, policy=written).snapshot, "conditions", "applications", "includeApplications") == word


def test_an_application_by_name_is_one_with_that_name(tmp_path: Path) -> None:
    snapshot = read(tmp_path, policy=policy(applications={"includeApplications": ["Salesforce"]})).snapshot

    (principal,) = snapshot.read(Part.SERVICE_PRINCIPALS)
    assert one(snapshot, "conditions", "applications", "includeApplications") == principal["appId"]
    assert principal["displayName"] == "Salesforce"


def test_a_location_by_name_is_the_one_that_is_imported(tmp_path: Path) -> None:
    written = policy(locations={"includeLocations": ["head office"], "excludeLocations": ["alltrusted"]})

    snapshot = read(tmp_path, policy=written, office=OFFICE).snapshot

    assert one(snapshot, "conditions", "locations", "includeLocations") == OFFICE["id"]
    assert one(snapshot, "conditions", "locations", "excludeLocations") == "AllTrusted"


def test_a_location_that_is_nowhere_is_a_placeholder_and_is_not_made_up(tmp_path: Path) -> None:
    snapshot = read(tmp_path, policy=policy(locations={"includeLocations": ["Warehouse"]})).snapshot

    assert [*snapshot.placeholders.values()] == ["Warehouse"]
    assert not snapshot.is_read(Part.LOCATIONS)


def test_the_legacy_trusted_ips_have_their_id(tmp_path: Path) -> None:
    written = policy(locations={"includeLocations": ["Multifactor authentication trusted IPs"]})

    assert one(read(tmp_path, policy=written).snapshot, "conditions", "locations", "includeLocations") == (
        "00000000-0000-0000-0000-000000000000"
    )


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ({"displayName": "Phishing resistant MFA"}, "00000000-0000-0000-0000-000000000004"),
        ({"id": None, "displayName": "Hardware keys"}, KEYS["id"]),
        ("Passwordless MFA", "00000000-0000-0000-0000-000000000003"),
    ],
)
def test_a_strength_by_name_is_found(tmp_path: Path, written: JsonValue, id: str) -> None:
    grant: JsonObject = {"operator": "OR", "authenticationStrength": written}

    snapshot = read(tmp_path, policy={**policy(), "grantControls": grant}, keys=KEYS).snapshot

    assert at(snapshot, "grantControls", "authenticationStrength", "id") == id


def test_an_object_of_nulls_is_no_strength(tmp_path: Path) -> None:
    grant: JsonObject = {"operator": "OR", "builtInControls": ["mfa"], "authenticationStrength": {"Id": None}}

    assert at(read(tmp_path, policy={**policy(), "grantControls": grant}).snapshot, "grantControls") == {
        "operator": "OR",
        "builtInControls": ["mfa"],
        "authenticationStrength": None,
    }


def test_locations_that_lie_in_two_templates_are_one(tmp_path: Path) -> None:
    inlined: JsonObject = {key: value for key, value in OFFICE.items() if key != "id"}
    first: JsonObject = {**policy(locations={"includeLocations": ["Head office"]}), "LocationInfo": [[inlined], None]}
    second: JsonObject = {**first, "id": "90000000-0000-4000-8000-000000000002", "LocationInfo": inlined}
    rows: list[JsonValue] = [{"JSON": json.dumps(each), "GUID": each["id"], "RowKey": "x"} for each in (first, second)]

    snapshot = read(tmp_path, templates=rows).snapshot

    (location,) = snapshot.read(Part.LOCATIONS)
    assert [
        each["conditions"]["locations"]["includeLocations"]  # type: ignore[call-overload, index]
        for each in snapshot.read(Part.POLICIES)
    ] == [[location["id"]]] * 2


def test_locations_of_one_name_in_two_templates_stay_with_their_template(tmp_path: Path) -> None:
    policies: list[JsonValue] = []
    for number, place in enumerate(("192.0.2.0/24", "198.51.100.0/24")):
        inlined: JsonObject = {**OFFICE, "id": None, "ipRanges": [place]}
        written = policy(locations={"includeLocations": ["Head office"]})
        policies.append({**written, "id": f"90000000-0000-4000-8000-00000000000{number}", "LocationInfo": [inlined]})

    snapshot = read(tmp_path, policies=policies).snapshot

    ranges = {str(each["id"]): each["ipRanges"][0]["cidrAddress"] for each in snapshot.read(Part.LOCATIONS)}  # type: ignore[call-overload, index]
    named = [each["conditions"]["locations"]["includeLocations"][0] for each in snapshot.read(Part.POLICIES)]  # type: ignore[call-overload, index]

    assert [ranges[str(each)] for each in named] == ["192.0.2.0/24", "198.51.100.0/24"]


def test_terms_of_use_by_name_are_a_placeholder(tmp_path: Path) -> None:
    grant: JsonObject = {"operator": "OR", "builtInControls": [], "termsOfUse": ["House rules"]}

    snapshot = read(tmp_path, policy={**policy(), "grantControls": grant}).snapshot

    assert snapshot.placeholders == {one(snapshot, "grantControls", "termsOfUse"): "House rules"}


def test_targets_of_a_method_by_name_become_groups(tmp_path: Path) -> None:
    rows: list[JsonValue] = [{"Id": "Pilot", "TargetType": "group"}, {"Id": "all_users", "TargetType": "group"}]
    fido2: JsonObject = {
        "ResourceName": "AADAuthenticationMethodPolicyFido2",
        "Id": "Fido2",
        "State": "enabled",
        "IncludeTargets": rows,
        "ExcludeTargets": [],
        "IsAttestationEnforced": "True",
        "KeyRestrictions": {"IsEnforced": False, "EnforcementType": "allow", "AaGuids": []},
        "TenantId": "$OrganizationName",
        "Ensure": "Present",
    }

    snapshot = read(tmp_path, fido2=fido2).snapshot

    (group,) = snapshot.read(Part.GROUPS)
    (methods,) = snapshot.read(Part.METHODS_POLICY)
    assert methods["authenticationMethodConfigurations"] == [
        {
            "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
            "id": "Fido2",
            "state": "enabled",
            "includeTargets": [
                {"id": group["id"], "targetType": "group"},
                {"id": "all_users", "targetType": "group"},
            ],
            "excludeTargets": [],
            "isAttestationEnforced": True,
            "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        }
    ]


def test_only_people_and_groups_that_are_mentioned_are_kept(tmp_path: Path) -> None:
    users: list[JsonValue] = [
        {"id": f"20000000-0000-4000-8000-00000000000{number}", "userPrincipalName": f"p{number}@contoso.example",
         "displayName": f"P {number}", "mail": None}
        for number in range(5)
    ]  # fmt: skip

    snapshot = read(
        tmp_path, policy=policy({"includeUsers": ["20000000-0000-4000-8000-000000000003"]}), users=users
    ).snapshot

    assert [each["displayName"] for each in snapshot.read(Part.USERS)] == ["P 3"]

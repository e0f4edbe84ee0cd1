"""What `take` asks for and keeps, and what becomes of what it can't read."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.graph.snapshotting import Wanted
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import FORBIDDEN, Fault, fails
from passkeyctl.snapshot.document import Part, Snapshot, Unread
from tests.sandbox.tenants import (
    ADA,
    APP,
    BEN,
    GROUP,
    GUEST,
    NESTED,
    OTHER_GROUP,
    PLACE,
    PRINCIPAL,
    policy,
    small_tenant,
)
from tests.snapshot.taking import taken, taken_with_faults

GONE = "10000000-0000-4000-8000-00000000dead"
POLICY = "60000000-0000-4000-8000-000000000001"
ALWAYS = 1000


def tenant(**users: JsonValue) -> JsonObject:
    conditions: JsonObject = {
        "applications": {"includeApplications": [APP, "All"]},
        "users": {"includeUsers": ["All"], **users},
        "clientApplications": {"includeServicePrincipals": [PRINCIPAL]},
        "clientAppTypes": ["all"],
    }
    return {**small_tenant(), "conditionalAccessPolicies": [{**policy(conditions=conditions), "id": POLICY}]}


def ids(snapshot: Snapshot, part: Part) -> list[str]:
    return sorted(str(each["id"]) for each in snapshot.read(part))


def test_every_part_is_there(tmp_path: Path) -> None:
    found = taken(tmp_path)
    assert {part for part in Part if not found.is_read(part)} == set()
    assert found.taken_at == "2026-11-20T07:30:00Z"
    assert (found.endpoint, found.is_sanitised) == ("sandbox", False)


def test_objects_that_policies_mention_are_looked_up(tmp_path: Path) -> None:
    found = taken(tmp_path, tenant(includeGroups=[NESTED.upper()], excludeUsers=[ADA], excludeGroups=[GONE]))
    assert ids(found, Part.GROUPS) == [NESTED]
    assert ids(found, Part.USERS) == [ADA]
    assert ids(found, Part.SERVICE_PRINCIPALS) == [PRINCIPAL]


def test_members_of_excluded_groups_are_read_through_nested_ones(tmp_path: Path) -> None:
    found = taken(tmp_path, tenant(excludeGroups=[OTHER_GROUP]))
    assert found.members == {OTHER_GROUP: (ADA, BEN)}
    assert set(found.memberships[ADA]) == {GROUP, OTHER_GROUP, NESTED}
    assert ids(found, Part.USERS) == [ADA, BEN]
    assert [each["accountEnabled"] for each in found.read(Part.USERS) if each["id"] == BEN] == [False]


def test_what_files_name_is_looked_up_as_well(tmp_path: Path) -> None:
    group = Reference(RefKind.GROUP, "Pilot", name="Pilot")
    ada = Reference(RefKind.USER, "ada@contoso.example", name="ada@contoso.example")
    missing = Reference(RefKind.GROUP, "Nobody", name="Nobody")
    found = taken(tmp_path, small_tenant(), wanted=Wanted(frozenset({group, ada, missing}), frozenset({group, ada})))
    assert ids(found, Part.GROUPS) == [GROUP]
    assert ADA in ids(found, Part.USERS)
    assert set(found.members) == {GROUP}
    assert ADA in found.memberships


def test_telephone_numbers_are_not_kept(tmp_path: Path) -> None:
    document = tenant(excludeUsers=[ADA])
    users = document["users"]
    assert isinstance(users, list)
    users[0] = {**users[0], "mobilePhone": "+49 151 98765432", "jobTitle": "Chief"}  # type: ignore[dict-item]
    found = taken(tmp_path, document)
    assert "98765432" not in repr(found)
    assert "Chief" not in repr(found)


def test_what_the_tool_does_not_know_of_a_policy_is_kept(tmp_path: Path) -> None:
    document = tenant()
    policies = document["conditionalAccessPolicies"]
    assert isinstance(policies, list)
    policies[0] = {**policies[0], "weather": {"is": "fine"}}  # type: ignore[dict-item]
    assert taken(tmp_path, document).read(Part.POLICIES)[0]["weather"] == {"is": "fine"}


def faulty(folder: Path, path: str) -> Snapshot:
    return taken_with_faults(folder, tenant(excludeGroups=[GROUP]), Fault("*", path, 1, FORBIDDEN, ALWAYS))


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("v1.0/identity/conditionalAccess/policies", Part.POLICIES),
        ("beta/identity/conditionalAccess/policies", Part.POLICY_IDS_BETA),
        ("namedLocations", Part.LOCATIONS),
        ("authenticationContextClassReferences", Part.CONTEXTS),
        ("authenticationStrengthPolicies", Part.STRENGTHS),
        ("authenticationMethodConfigurations/fido2", Part.METHODS_POLICY),
        ("v1.0/policies/authenticationMethodsPolicy$", Part.METHODS_POLICY),
        ("roleDefinitions", Part.ROLE_DEFINITIONS),
        ("v1.0/organization", Part.ORGANIZATION),
    ],
)
def test_a_refused_part_is_unread_and_the_rest_is_there(tmp_path: Path, path: str, part: Part) -> None:
    found = faulty(tmp_path, path)
    content = found.parts[part]
    assert isinstance(content, Unread)
    assert content.status == 403
    assert "is not permitted" in content.why
    assert {each for each in Part if not found.is_read(each)} == {part}


def test_a_look_up_that_is_refused_leaves_its_kind_unread(tmp_path: Path) -> None:
    found = faulty(tmp_path, "directoryObjects/getByIds")
    assert not found.is_read(Part.GROUPS)
    assert found.is_read(Part.POLICIES)


def test_members_that_may_not_be_read_are_not_nobody(tmp_path: Path) -> None:
    found = faulty(tmp_path, "transitiveMembers")
    assert found.members == {}


def test_a_list_that_breaks_off_is_unread(tmp_path: Path) -> None:
    fault = Fault("GET", "authenticationContextClassReferences", 2, fails(500), ALWAYS)
    found = taken_with_faults(tmp_path, small_tenant(), fault, behaviour=Behaviour(page_size=1))
    content = found.parts[Part.CONTEXTS]
    assert isinstance(content, Unread)
    assert "could not be read to its end" in content.why
    assert ids(found, Part.LOCATIONS) == [PLACE]


def test_pages_are_put_together(tmp_path: Path) -> None:
    found = taken(tmp_path, tenant(excludeGroups=[OTHER_GROUP], excludeUsers=[GUEST]), Behaviour(page_size=1))
    assert ids(found, Part.CONTEXTS) == ["c1", "c2"]
    assert found.members == {OTHER_GROUP: (ADA, BEN)}

"""Groups, users, applications and roles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from passkeyctl.json_types import JsonValue
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from tests.sandbox.graph import Graph
from tests.sandbox.tenants import ADA, APP, BEN, GLOBAL_ADMIN, GROUP, GUEST, KEY, NESTED, OTHER_GROUP, PRINCIPAL

EVENTUAL = {"ConsistencyLevel": "eventual"}
COUNTED = {"ConsistencyLevel": "eventual", "Accept": "text/plain"}


def ids(rows: Sequence[JsonValue]) -> list[str]:
    return [as_text(as_object(each)["id"]) for each in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("displayName eq 'pilot'", [GROUP]),
        ("displayName eq 'It''s closed'", [OTHER_GROUP]),
        ("displayName in ('Pilot', 'Nested', 'Nobody')", [GROUP, NESTED]),
        ("startswith(displayName,'pi')", [GROUP]),
        ("displayName eq 'Pilot' or displayName eq 'Nested'", [GROUP, NESTED]),
        ("(displayName eq 'Pilot' or displayName eq 'Nested') and mailEnabled eq false", [GROUP, NESTED]),
        ("displayName eq 'Pilot' and securityEnabled eq false", []),
        (f"id in ('{GROUP}')", [GROUP]),
        ("groupTypes/any(c:c eq 'Unified')", [NESTED]),
        ("isAssignableToRole eq null", [GROUP, OTHER_GROUP, NESTED]),
        ("displayName eq 7", []),
    ],
)
def test_groups_are_found(graph: Graph, query: str, found: list[str]) -> None:
    assert ids(graph.values(f"/groups?$filter={query}&$select=id")) == found


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("displayName in (" + ",".join(f"'{each}'" for each in range(16)) + ")", "Too many child clauses specified"),
        (" or ".join(f"displayName eq '{each}'" for each in range(16)), "Too many child clauses specified"),
        ("name eq 'Pilot'", "Invalid filter clause: Could not find a property named 'name'."),
        ("displayName like 'P'", "Invalid filter clause: Syntax error"),
        ("displayName eq Pilot", "Invalid filter clause: Syntax error"),
        ("displayName eq", "Invalid filter clause: Syntax error"),
        ("startswith(displayName,Pilot)", "Invalid filter clause: Syntax error"),
        ("startswith(displayName 'Pilot')", "Invalid filter clause: Syntax error"),
        ("displayName eq 'Pilot", "Invalid filter clause: Syntax error"),
        ("displayName eq 'Pilot')", "Invalid filter clause: Syntax error"),
        ("groupTypes/any(c:d eq 'Unified')", "Invalid filter clause: Syntax error"),
        ("displayName ne 'Pilot'", "Operator is not supported without the header"),
        ("not startswith(displayName,'P')", "Operator is not supported without the header"),
        ("endswith(displayName,'P')", "Operator is not supported without the header"),
    ],
)
def test_filters_that_are_refused(graph: Graph, query: str, message: str) -> None:
    assert graph.refused("GET", f"/groups?$filter={query}").startswith(message)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("displayName ne 'Pilot'", [OTHER_GROUP, NESTED]),
        ("not startswith(displayName,'P')", [OTHER_GROUP, NESTED]),
        ("endswith(displayName,'ed')", [OTHER_GROUP, NESTED]),
    ],
)
def test_advanced_filters_need_header_and_count(graph: Graph, query: str, found: list[str]) -> None:
    page = graph.get(f"/groups?$filter={query}&$count=true", headers=EVENTUAL)
    assert (ids(objects(page["value"])), page["@odata.count"]) == (found, len(found))


def test_only_known_members_can_be_selected(graph: Graph) -> None:
    refused = graph.refused("GET", "/groups?$select=id,colour")
    assert refused == "Could not find a property named 'colour' on type 'microsoft.graph.group'."
    assert graph.refused("GET", "/groups?$expand=members") == (
        "The query option '$expand' is not supported on this resource."
    )
    assert graph.refused("GET", "/groups?$top=1000").startswith("Invalid page size specified: '1000'")
    assert graph.refused("GET", "/groups?$top=some") == "Invalid value 'some' for $top query option found."
    assert graph.refused("GET", "/groups?$skiptoken=page2") == "Skip token is invalid."


def test_a_group_never_shows_its_members(graph: Graph) -> None:
    read = graph.get(f"/groups/{GROUP}")
    assert (read["displayName"], read["groupTypes"], read["securityEnabled"]) == ("Pilot", [], True)
    assert "members" not in read


def test_users_by_name_whatever_its_case(graph: Graph) -> None:
    assert graph.get("/users/ADA@contoso.example")["id"] == ADA
    assert graph.get(f"/users('{ADA.upper()}')")["id"] == ADA
    assert graph.get("/users/gil_partner.example%23EXT%23@contoso.example")["id"] == GUEST
    found = graph.values("/users?$filter=userPrincipalName in ('ada@contoso.example','BEN@contoso.example')")
    assert ids(found) == [ADA, BEN]
    missing = graph.send("GET", "/users/nobody@contoso.example")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "Request_ResourceNotFound")


def test_users_show_a_few_members_unless_asked(graph: Graph) -> None:
    assert "accountEnabled" not in graph.get(f"/users/{BEN}")
    read = graph.get(f"/users/{BEN}?$select=id,accountEnabled,userType,onPremisesSyncEnabled")
    assert {**read, "@odata.context": None} == {
        "@odata.context": None,
        "id": BEN,
        "accountEnabled": False,
        "userType": "Member",
        "onPremisesSyncEnabled": None,
    }


def test_transitive_members_in_a_circle(graph: Graph) -> None:
    assert ids(graph.values(f"/groups/{GROUP}/members")) == [ADA, NESTED]
    assert ids(graph.values(f"/groups/{GROUP}/members/microsoft.graph.user")) == [ADA]
    everything = graph.values(f"/groups/{GROUP}/transitiveMembers")
    assert ids(everything) == [ADA, NESTED, BEN, OTHER_GROUP, GROUP]
    assert {as_text(each["@odata.type"]) for each in everything} == {"#microsoft.graph.user", "#microsoft.graph.group"}
    people = graph.values(f"/groups/{GROUP}/transitiveMembers/microsoft.graph.user?$select=id,accountEnabled")
    assert [(each["id"], each["accountEnabled"]) for each in people] == [(ADA, True), (BEN, False)]


def test_counting_members(graph: Graph) -> None:
    path = f"/groups/{GROUP}/transitiveMembers"
    assert graph.send("GET", f"{path}/$count", headers=COUNTED).text == "5"
    answer = graph.send("GET", f"{path}/microsoft.graph.user/$count", headers=COUNTED)
    assert (answer.text, answer.headers["content-type"]) == ("2", "text/plain; charset=utf-8")
    as_json = graph.send("GET", f"{path}/$count", headers={**EVENTUAL, "Accept": "application/json"})
    assert as_json.status_code == 415
    assert "ConsistencyLevel" in graph.refused("GET", f"{path}/$count")
    assert "ConsistencyLevel" in graph.refused("GET", f"{path}/microsoft.graph.user?$count=true")


def test_the_groups_of_a_user(graph: Graph) -> None:
    for path in ("transitiveMemberOf", "transitiveMemberOf/microsoft.graph.group"):
        assert ids(graph.values(f"/users/{BEN}/{path}?$select=id")) == [GROUP, OTHER_GROUP, NESTED]
    held = graph.create(f"/users/{GUEST}/checkMemberGroups", {"groupIds": [GROUP]}, status=200)
    assert held["value"] == []
    held = graph.create(f"/users/{ADA}/checkMemberGroups", {"groupIds": [NESTED, KEY]}, status=200)
    assert held["value"] == [NESTED]
    graph.refused("POST", f"/users/{ADA}/checkMemberGroups", {"groupIds": [GROUP] * 21})


def test_objects_by_id(graph: Graph) -> None:
    path = "/directoryObjects/getByIds"
    body: dict[str, JsonValue] = {"ids": [BEN, GROUP, PRINCIPAL, KEY, BEN]}
    found = objects(graph.create(path, body, status=200)["value"])
    assert ids(found) == [BEN, GROUP, PRINCIPAL]
    only = graph.create(f"{path}?$select=id", {**body, "types": ["group", "servicePrincipal"]}, status=200)
    assert ids(objects(only["value"])) == [GROUP, PRINCIPAL]
    whole: list[JsonValue] = [f"00000000-0000-4000-8000-{each:012d}" for each in range(1001)]
    assert "exceeds the maximum of 1000" in graph.refused("POST", path, {"ids": whole})
    assert graph.create(path, {"ids": whole[1:]}, status=200)["value"] == []
    assert graph.refused("POST", path, {"ids": ["pilot"]}) == "Invalid object identifier 'pilot'."
    assert graph.refused("POST", path, {"id": [BEN]}) == "The parameter 'ids' has to be a list."
    graph.refused("POST", path, {"ids": [BEN], "kinds": ["user"]})


def test_applications(graph: Graph) -> None:
    found = graph.values(f"/servicePrincipals?$filter=appId in ('{APP}')&$select=id,appId,displayName")
    assert found == [{"id": PRINCIPAL, "appId": APP, "displayName": "Office 365 Exchange Online"}]
    assert graph.get(f"/servicePrincipals/{PRINCIPAL}")["appDisplayName"] == "Office 365 Exchange Online"
    graph.refused("GET", f"/servicePrincipals/{APP}", status=404)


def test_roles(graph: Graph) -> None:
    roles = "/roleManagement/directory/roleDefinitions"
    found = graph.values(f"{roles}?$filter=displayName eq 'Global Administrator'&$select=id,templateId,isPrivileged")
    assert found == [{"id": GLOBAL_ADMIN, "templateId": GLOBAL_ADMIN, "isPrivileged": True}]
    assert graph.get(f"{roles}/{GLOBAL_ADMIN}")["displayName"] == "Global Administrator"
    graph.refused("GET", f"{roles}/{GROUP}", status=404)
    templates = graph.values("/directoryRoleTemplates")
    assert len(templates) == len({as_text(each["id"]) for each in templates}) == len(graph.values(roles)) > 100
    assert graph.values("/roleManagement/directory/roleAssignments") == []


def test_what_people_hold(graph: Graph) -> None:
    assert graph.values(f"/users/{ADA}/authentication/fido2Methods") == [{"id": "k", "aaGuid": KEY}]
    methods = graph.values("/users/ada@contoso.example/authentication/methods")
    assert methods == [{"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": "k", "aaGuid": KEY}]
    assert graph.values(f"/users/{BEN}/authentication/fido2Methods") == []
    assert graph.values("/reports/authenticationMethods/userRegistrationDetails") == []


def test_the_tenant(graph: Graph) -> None:
    assert graph.values("/organization?$select=id,displayName")[0]["displayName"] == "Contoso"
    assert graph.get("/policies/identitySecurityDefaultsEnforcementPolicy")["isEnabled"] is False
    (licence,) = graph.values("/subscribedSkus")
    assert licence["skuPartNumber"] == "EMSPREMIUM"
    assert graph.values("/identityGovernance/termsOfUse/agreements") == []

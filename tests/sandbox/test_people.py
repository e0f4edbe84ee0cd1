"""What the sandbox tells about people: direct memberships, roles and who may activate them, methods, licences."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_text, part
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.tenants import ADA, BEN, GLOBAL_ADMIN, GROUP, NESTED, OTHER_GROUP, PRINCIPAL, small_tenant

REPORT = "/reports/authenticationMethods/userRegistrationDetails"
ELIGIBLE = "/roleManagement/directory/roleEligibilitySchedules"
ASSIGNED = "/roleManagement/directory/roleAssignments"


def tenant() -> JsonObject:
    assigned: list[JsonObject] = [
        {"id": f"a{place}", "principalId": each, "roleDefinitionId": GLOBAL_ADMIN}
        for place, each in enumerate((ADA, GROUP, PRINCIPAL, "20000000-0000-4000-8000-00000000dead"))
    ]
    eligible: list[JsonObject] = [{"id": "e", "principalId": BEN, "roleDefinitionId": GLOBAL_ADMIN}]
    report: list[JsonObject] = [
        {"id": ADA, "userPrincipalName": "Ada@contoso.example", "methodsRegistered": ["passKeySynced"]}
    ]
    return {
        **small_tenant(),
        "roleAssignments": [*assigned],
        "roleEligibilitySchedules": [*eligible],
        "userRegistrationDetails": [*report],
    }


def test_direct_memberships_stop_at_the_first_group(make_graph: MakeGraph) -> None:
    graph = make_graph(tenant())
    for path in ("microsoft.graph.group", "graph.group"):
        assert [each["id"] for each in graph.values(f"/groups/{GROUP}/members/{path}")] == [NESTED]
        assert [each["id"] for each in graph.values(f"/users/{BEN}/memberOf/{path}")] == [NESTED]
    assert [each["id"] for each in graph.values(f"/users/{BEN}/memberOf")] == [NESTED]
    assert {each["id"] for each in graph.values(f"/users/{BEN}/transitiveMemberOf")} == {GROUP, OTHER_GROUP, NESTED}


def test_assignments_say_what_holds_them_where_that_is_asked(make_graph: MakeGraph) -> None:
    graph = make_graph(tenant())
    rows = graph.values(f"{ASSIGNED}?$expand=principal")
    assert [each["directoryScopeId"] for each in rows] == ["/"] * 4
    assert [as_text(part(each, "principal")["@odata.type"]) for each in rows[:3]] == [
        "#microsoft.graph.user",
        "#microsoft.graph.group",
        "#microsoft.graph.servicePrincipal",
    ]
    assert rows[3]["principal"] is None
    assert "principal" not in graph.values(ASSIGNED)[0]
    assert [each["id"] for each in graph.values(f"{ASSIGNED}?$filter=principalId eq '{GROUP}'")] == ["a1"]
    assert graph.refused("GET", f"{ASSIGNED}?$expand=roleDefinition").startswith("Could not find a property named")


@pytest.mark.parametrize(("licence", "report", "eligible"), [("p2", 200, 200), ("p1", 200, 400), ("free", 403, 400)])
def test_a_licence_opens_the_report_and_eligible_roles(
    make_graph: MakeGraph, licence: str, report: int, eligible: int
) -> None:
    graph = make_graph(tenant(), Behaviour().but(licence=licence))
    assert graph.send("GET", REPORT).status_code == report
    assert graph.send("GET", f"{REPORT}/{ADA}").status_code == report
    assert graph.send("GET", ELIGIBLE).status_code == eligible
    assert graph.send("GET", ASSIGNED).status_code == 200


def test_the_report_has_pages_and_rows_by_id_and_by_name(make_graph: MakeGraph) -> None:
    graph = make_graph(tenant(), Behaviour(page_size=1))
    assert graph.get(f"{REPORT}/{ADA}")["methodsRegistered"] == ["passKeySynced"]
    assert len(graph.values(f"{REPORT}?$filter=userPrincipalName eq 'ada@CONTOSO.example'")) == 1
    graph.refused("GET", f"{REPORT}/{BEN}", status=404)


def test_a_pass_is_listed_without_its_secret(make_graph: MakeGraph) -> None:
    waiting: JsonObject = {"id": "p", "temporaryAccessPass": "hunter2", "isUsable": True, "isUsableOnce": True}
    graph = make_graph({**tenant(), "users": [{"id": ADA, "userPrincipalName": "ada@x.example", "passes": [waiting]}]})
    passes = f"/users/{ADA}/authentication/temporaryAccessPassMethods"
    assert graph.values(passes) == [{**waiting, "temporaryAccessPass": None}]
    assert "passes" not in graph.get(f"/users/{ADA}?$select=id,displayName")
    assert graph.refused("GET", f"{passes}?$top=1") == "The query option '$top' is not supported on this resource."

"""Conditional Access policies: lists, pages, the recycle bin, preview features."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import POLICIES, Graph
from tests.sandbox.tenants import GROUP, conditions, grant, policy, small_tenant

DELETED = "/identity/conditionalAccess/deletedItems/policies"


def create(graph: Graph, **changes: JsonValue) -> str:
    return f"{POLICIES}/{as_text(graph.create(POLICIES, policy(**changes))['id'])}"


def test_deleting_and_restoring(graph: Graph) -> None:
    path = create(graph, state="enabledForReportingButNotEnforced")
    before = graph.get(path)
    graph.delete(path)
    graph.refused("GET", path, status=404)
    assert graph.values(POLICIES) == []
    bin_path = f"{DELETED}/{as_text(before['id'])}"
    assert graph.get(bin_path)["deletedDateTime"] == "2026-11-23T08:00:00.0000000Z"
    assert [each["id"] for each in graph.values(DELETED)] == [before["id"]]
    restored = graph.create(f"{bin_path}/restore", {}, status=200)
    assert (restored["state"], restored["deletedDateTime"]) == ("enabledForReportingButNotEnforced", None)
    assert graph.get(path) == before
    graph.delete(path)
    graph.delete(bin_path)
    graph.refused("POST", f"{bin_path}/restore", {}, status=404)


def test_names_need_not_be_unique(graph: Graph) -> None:
    create(graph)
    create(graph)
    query = "?$filter=displayName eq 'ask the pilot for two factors' and state eq 'enabled'&$select=displayName"
    assert graph.values(POLICIES + query) == [{"displayName": "Ask the pilot for two factors"}] * 2


def test_pages_hold_together(graph: Graph) -> None:
    for each in range(5):
        create(graph, displayName=f"P{each}")
    first = graph.get(f"{POLICIES}?$top=2&$select=displayName")
    second = graph.get(as_text(first["@odata.nextLink"]))
    third = graph.get(as_text(second["@odata.nextLink"]))
    names = [each["displayName"] for page in (first, second, third) for each in objects(page["value"])]
    assert names == ["P0", "P1", "P2", "P3", "P4"]
    assert "@odata.nextLink" not in third
    assert [each["displayName"] for each in graph.values(f"{POLICIES}?$skip=3")] == ["P3", "P4"]


def test_no_more_than_240_policies(make_graph: MakeGraph) -> None:
    many: list[JsonValue] = [{**policy(), "id": f"70000000-0000-4000-8000-{each:012d}"} for each in range(240)]
    graph = make_graph({**small_tenant(), "conditionalAccessPolicies": many})
    assert graph.refused("POST", POLICIES, policy()) == "The number of policies exceeds the limit of 240."


def with_preview(switch: str, make_graph: MakeGraph) -> Graph:
    preview = {**policy(), "id": "70000000-0000-4000-8000-000000000001"}
    preview["conditions"] = conditions(agentIdRiskLevels="high")
    document: JsonObject = {**small_tenant(), "conditionalAccessPolicies": [preview]}
    return make_graph(document, Behaviour().but(preview_policies=switch))


def test_policies_with_preview_features_are_hidden(make_graph: MakeGraph) -> None:
    graph = with_preview("hidden", make_graph)
    path = f"{POLICIES}/70000000-0000-4000-8000-000000000001"
    create(graph)
    assert len(graph.values(POLICIES)) == 1
    assert len(graph.values(f"{POLICIES}?$select=id,displayName", version="beta")) == 2
    graph.refused("GET", path, status=404)
    graph.refused("PATCH", path, {"state": "disabled"}, status=404)


def test_policies_with_preview_features_are_refused(make_graph: MakeGraph) -> None:
    graph = with_preview("refused", make_graph)
    for path in (POLICIES, f"{POLICIES}/70000000-0000-4000-8000-000000000001"):
        assert graph.refused("GET", path).startswith("1038: The policy 70000000-")
    assert len(graph.values(POLICIES, version="beta")) == 1


AGENTS = f"{POLICIES}/70000000-0000-4000-8000-000000000001"


def test_policies_with_preview_features_may_be_shown_without_them(make_graph: MakeGraph) -> None:
    graph = with_preview("cut", make_graph)
    assert "agentIdRiskLevels" not in part(graph.values(POLICIES)[0], "conditions")
    assert part(graph.values(POLICIES, version="beta")[0], "conditions")["agentIdRiskLevels"] == "high"
    assert graph.refused("PATCH", AGENTS, {"conditions": {"agentIdRiskLevels": "low"}}).startswith("1038")


@pytest.mark.parametrize(("nested_patch", "left"), [("merge", "high"), ("replace", None)])
def test_what_v1_hides_stays_where_patch_merges(make_graph: MakeGraph, nested_patch: str, left: str | None) -> None:
    graph = with_preview("cut", make_graph)
    graph.store.behaviour = graph.store.behaviour.but(nested_patch=nested_patch)
    graph.patch(AGENTS, {"state": "disabled"})
    assert part(graph.get(AGENTS, version="beta"), "conditions")["agentIdRiskLevels"] == "high"
    graph.patch(AGENTS, {"conditions": conditions(signInRiskLevels=["high"])})
    assert part(graph.get(AGENTS, version="beta"), "conditions").get("agentIdRiskLevels") == left


def test_what_a_later_graph_adds_to_a_policy_stays(make_graph: MakeGraph) -> None:
    newer = {**policy(), "id": "70000000-0000-4000-8000-000000000001", "owner": "Ada"}
    frequency: JsonObject = {"isEnabled": True, "value": 4, "type": "hours", "grace": 5}
    newer["conditions"] = conditions(
        weather={"include": ["rain"]}, users={"includeGroups": [GROUP], "includeShifts": [1]}
    )
    newer["sessionControls"] = {"signInFrequency": frequency, "lockScreen": {"isEnabled": True}}
    newer["grantControls"] = grant("mfa", appeal="allowed")
    graph = make_graph({**small_tenant(), "conditionalAccessPolicies": [newer]})
    before = graph.get(AGENTS)
    names = ("conditions", "sessionControls")
    graph.patch(AGENTS, {"state": "disabled", **{name: before[name] for name in names}})
    read = graph.get(AGENTS)
    assert read["owner"] == "Ada"
    assert part(read, "conditions")["weather"] == {"include": ["rain"]}
    assert part(read, "conditions", "users")["includeShifts"] == [1]
    assert part(read, "sessionControls", "signInFrequency")["grace"] == 5
    assert part(read, "sessionControls")["lockScreen"] == {"isEnabled": True}
    assert part(read, "grantControls")["appeal"] == "allowed"


def test_beta_shows_other_keys(graph: Graph) -> None:
    path = create(graph)
    read = graph.get(path, version="beta")
    assert "partialEnablementStrategy" in read
    assert "times" in part(read, "conditions")
    assert as_text(read["@odata.context"]).startswith("https://graph.microsoft.com/beta/")


def test_the_description_is_taken_and_never_given(graph: Graph) -> None:
    assert "description" not in as_object(graph.create(POLICIES, policy(description="why")))


def test_a_strength_that_is_gone_shows_its_id_only(make_graph: MakeGraph) -> None:
    gone: JsonObject = {"id": "50000000-0000-4000-8000-00000000000f"}
    stored = policy(id=GROUP, grantControls=grant(authenticationStrength=gone))
    graph = make_graph({**small_tenant(), "conditionalAccessPolicies": [stored]})
    assert part(graph.values(POLICIES)[0], "grantControls")["authenticationStrength"] == gone


def test_beta_takes_preview_features(graph: Graph) -> None:
    body = policy(conditions=conditions(agentIdRiskLevels="high"))
    assert graph.send("POST", POLICIES, body, version="beta").status_code == 201
    assert graph.values(POLICIES) == []


def test_a_full_tenant_restores_nothing(make_graph: MakeGraph) -> None:
    many: list[JsonValue] = [{**policy(), "id": f"70000000-0000-4000-8000-{each:012d}"} for each in range(240)]
    deleted: JsonObject = {**policy(), "id": GROUP, "deletedDateTime": "2026-11-20T08:00:00Z"}
    graph = make_graph({**small_tenant(), "conditionalAccessPolicies": many, "deletedPolicies": [deleted]})
    graph.refused("POST", f"{DELETED}/{GROUP}/restore", {})

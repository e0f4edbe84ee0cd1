"""The audit log: who changed what, told in Graph's shape."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Fault, Interferes
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.tenant import Tenant
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import CONTEXTS, DEFAULT_PROFILE, FIDO2, LOCATIONS, POLICIES, ROOT, STRENGTHS, TAP, Graph
from tests.sandbox.tenants import ADA, PLACE, STRENGTH, conditions, fido2, policy, profile, row

AUDITS = "/auditLogs/directoryAudits"


def told(graph: Graph) -> list[str]:
    return [as_text(each["activityDisplayName"]) for each in graph.values(f"{AUDITS}?$orderby=activityDateTime asc")]


def only(graph: Graph) -> JsonObject:
    found = graph.values(AUDITS)
    assert len(found) == 1
    return found[0]


def target(record: JsonObject) -> JsonObject:
    (found,) = objects(record["targetResources"])
    return found


def values(record: JsonObject) -> tuple[JsonObject, JsonObject]:
    (changed,) = objects(target(record)["modifiedProperties"])
    before, after = (changed[each] for each in ("oldValue", "newValue"))
    return as_object(json.loads(as_text(before))), as_object(json.loads(as_text(after)))


def test_the_life_of_a_policy(graph: Graph) -> None:
    made = as_text(graph.create(POLICIES, policy())["id"])
    graph.clock.forward(minutes=1)
    graph.patch(f"{POLICIES}/{made}", {"state": "disabled"})
    graph.clock.forward(minutes=1)
    graph.delete(f"{POLICIES}/{made}")
    added, updated, deleted = graph.values(f"{AUDITS}?$orderby=activityDateTime asc")
    assert [each["activityDisplayName"] for each in (added, updated, deleted)] == [
        "Add conditional access policy",
        "Update conditional access policy",
        "Delete conditional access policy",
    ]
    assert [each["operationType"] for each in (added, updated, deleted)] == ["Add", "Update", "Delete"]
    assert updated["activityDateTime"] == "2026-11-23T08:01:00.0000000Z"
    assert (updated["category"], updated["loggedByService"], updated["result"]) == (
        "Policy",
        "Conditional Access",
        "success",
    )
    assert part(updated, "initiatedBy", "user")["userPrincipalName"] == "operator@contoso.onmicrosoft.com"
    assert (target(updated)["id"], target(updated)["displayName"]) == (made, "Ask the pilot for two factors")
    before, after = values(updated)
    assert (before["state"], after["state"]) == ("enabled", "disabled")
    (gone,) = objects(target(deleted)["modifiedProperties"])
    assert (gone["displayName"], gone["newValue"]) == ("ConditionalAccessPolicy", None)
    assert len({as_text(each["id"]) for each in (added, updated, deleted)}) == 3


def test_methods_tell_only_what_changed_with_numbers_for_words(graph: Graph) -> None:
    kept = profile("Default passkey profile", id=DEFAULT_PROFILE, attestationEnforcement="registrationOnly")
    body = fido2(state="enabled", passkeyProfiles=[kept], includeTargets=[row("all_users", DEFAULT_PROFILE)])
    graph.patch(FIDO2, body)
    record = only(graph)
    assert record["activityDisplayName"] == "Authentication Methods Policy Update"
    assert (target(record)["id"], target(record)["displayName"]) == (
        "authenticationMethodsPolicy",
        "Authentication Methods Policy",
    )
    before, after = values(record)
    assert (before["state"], after["state"]) == ("disabled", "enabled")
    assert "excludeTargets" not in after
    (changed,) = objects(after["passkeyProfiles"])
    assert (changed["passkeyTypes"], changed["attestationEnforcement"]) == (1, 1)
    assert part(changed, "keyRestrictions")["enforcementType"] == 0


def test_every_kind_of_object_has_its_own_words(graph: Graph) -> None:
    graph.patch(f"{LOCATIONS}/{PLACE}", {"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "House"})
    graph.patch(f"{CONTEXTS}/c1", {"displayName": "Higher"})
    tap = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
    graph.patch(TAP, {"@odata.type": tap, "state": "enabled"})
    graph.patch(f"{STRENGTHS}/{STRENGTH}", {"displayName": "Cards"})
    configuration: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
        "appliesToCombinations": ["fido2"],
        "allowedAAGUIDs": ["2fc0579f-8113-47ea-b116-bb5a8db9202a"],
    }
    made = graph.create(f"{STRENGTHS}/{STRENGTH}/combinationConfigurations", configuration)
    graph.delete(f"{STRENGTHS}/{STRENGTH}/combinationConfigurations/{made['id']}")
    graph.delete(f"{STRENGTHS}/{STRENGTH}")
    assert told(graph) == [
        "Update named location",
        "Update AuthenticationContext",
        "Authentication Methods Policy Update",
        "Authentication Strength Policy Update",
        "Authentication Strength Combination Configuration Create",
        "Authentication Strength Combination Configuration Delete",
        "Authentication Strength Policy Delete",
    ]


def test_a_pass_is_told_without_its_value(graph: Graph) -> None:
    tap = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
    graph.patch(TAP, {"@odata.type": tap, "state": "enabled"})
    given = graph.create(f"/users/{ADA}/authentication/temporaryAccessPassMethods", {})
    record = graph.values(f"{AUDITS}?$filter=activityDisplayName eq 'Admin registered security info'")[0]
    assert (record["category"], target(record)["type"]) == ("UserManagement", "User")
    assert (target(record)["id"], target(record)["userPrincipalName"]) == (ADA, "Ada@contoso.example")
    assert as_text(given["temporaryAccessPass"]) not in graph.send("GET", AUDITS).text


def test_what_was_refused_or_changed_nothing_is_not_told(graph: Graph) -> None:
    graph.refused("POST", POLICIES, policy(conditions=conditions(clientAppTypes=[])))
    graph.patch(FIDO2, fido2(state="disabled"))
    graph.get(ROOT)
    assert told(graph) == []


def test_another_administrator_goes_by_another_name(make_graph: MakeGraph) -> None:
    def switch_on(tenant: Tenant) -> None:
        rows = tenant.rows("identitySecurityDefaultsEnforcementPolicy")
        tenant.put("identitySecurityDefaultsEnforcementPolicy", {**rows[0], "isEnabled": True})

    graph = make_graph(faults=[Fault("GET", "organization", 1, Interferes(switch_on))])
    graph.get("/organization")
    record = only(graph)
    assert record["activityDisplayName"] == "Update security defaults"
    assert part(record, "initiatedBy", "user")["userPrincipalName"] == "somebody.else@contoso.onmicrosoft.com"
    app: JsonObject = {"app": {"appId": None, "displayName": "pipeline", "servicePrincipalId": PLACE}, "user": None}
    with graph.store.transaction() as tenant:
        tenant.set_setting("operator", app)
    graph.patch(f"{CONTEXTS}/c1", {"displayName": "Higher"})
    (own,) = graph.values(f"{AUDITS}?$filter=activityDisplayName eq 'Update AuthenticationContext'")
    assert own["initiatedBy"] == app


def test_records_are_found_by_time_service_and_name(graph: Graph) -> None:
    graph.create(POLICIES, policy())
    graph.clock.forward(hours=1)
    graph.patch(FIDO2, fido2(state="enabled"))
    graph.clock.forward(hours=1)
    graph.patch(f"{CONTEXTS}/c1", {"displayName": "Higher"})

    def found(query: str) -> list[str]:
        names = graph.values(f"{AUDITS}?$filter={quote(query)}&$select=activityDisplayName")
        return [as_text(each["activityDisplayName"]).split()[-1] for each in names]

    assert found("activityDateTime ge 2026-11-23T09:00:00Z") == ["AuthenticationContext", "Update"]
    assert found("activityDateTime ge 2026-11-23T08:30Z and activityDateTime le 2026-11-23T10:30:00+01:00") == [
        "Update"
    ]
    assert found("activityDateTime lt 2026-11-23T09:00:00Z") == ["policy"]
    assert found("loggedByService eq 'Conditional Access' and activityDateTime ge 2026-11-23T08:30:00Z") == [
        "AuthenticationContext"
    ]
    either = "activityDisplayName eq 'Add conditional access policy' or activityDisplayName eq 'Update x'"
    assert found(either) == ["policy"]
    assert "Syntax error" in graph.refused("GET", f"{AUDITS}?$filter=activityDateTime ge 'yesterday'")
    assert "not supported" in graph.refused("GET", f"{AUDITS}?$orderby=category")
    assert "not supported" in graph.refused("GET", f"{AUDITS}?$count=true")


def test_a_company_has_a_quiet_month_behind_it(graph: Graph) -> None:
    upkeep = [
        ("2026-10-25T08:00:00.0000000Z", "Add member to group"),
        ("2026-10-26T08:00:00.0000000Z", "Update named location"),
        ("2026-10-27T08:00:00.0000000Z", "Authentication Methods Policy Update"),
        ("2026-10-28T08:00:00.0000000Z", "Authentication Strength Policy Update"),
        ("2026-10-29T08:00:00.0000000Z", "Update conditional access policy"),
    ]
    graph.store.seed(company("11111111-2222-4333-8444-555555555555", "contoso.onmicrosoft.com"))
    for _ in range(2):
        found = graph.values(f"{AUDITS}?$orderby=activityDateTime")
        assert [(each["activityDateTime"], each["activityDisplayName"]) for each in found] == upkeep
        graph.create(POLICIES, policy(conditions=conditions(users={"includeUsers": ["All"]}), state="disabled"))
        graph.store.reset()


@pytest.mark.parametrize(("licence", "kept"), [("p2", 30), ("free", 7)])
def test_old_records_are_forgotten(make_graph: MakeGraph, licence: str, kept: int) -> None:
    graph = make_graph(behaviour=Behaviour().but(licence=licence))
    graph.create(POLICIES, policy())
    graph.clock.forward(days=kept)
    assert len(told(graph)) == 1
    graph.clock.forward(seconds=1)
    assert told(graph) == []


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_log_has_pages(make_graph: MakeGraph, order: str) -> None:
    graph = make_graph(behaviour=Behaviour(page_size=2))
    for number in range(5):
        graph.create(POLICIES, policy(displayName=f"policy {number}"))
    address, names = f"{AUDITS}?$orderby=activityDateTime {order}&$top=3", []
    while address:
        page = graph.get(address)
        assert len(objects(page["value"])) <= 2
        names += [as_text(target(each)["displayName"])[-1] for each in objects(page["value"])]
        address = as_text(page.get("@odata.nextLink", ""))
    assert "".join(names) == ("01234" if order == "asc" else "43210")


def test_the_log_is_under_the_limit_of_reports(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(report_throttle=1))
    graph.get(AUDITS)
    answer = graph.send("GET", AUDITS)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")

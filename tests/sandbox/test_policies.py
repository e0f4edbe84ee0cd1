"""Conditional Access policies: reading, creating, changing."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_text, part
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import POLICIES, STRENGTHS, Graph
from tests.sandbox.tenants import GROUP, OTHER_GROUP, STRENGTH, conditions, grant, policy, small_tenant

SHOW_ALL = {"Prefer": "return=minimal, include-unknown-enum-members"}
EVERY_TIME: JsonObject = {"signInFrequency": {"isEnabled": True, "frequencyInterval": "everyTime"}}


def create(graph: Graph, **changes: JsonValue) -> str:
    return f"{POLICIES}/{as_text(graph.create(POLICIES, policy(**changes))['id'])}"


def test_what_the_service_fills_in(graph: Graph) -> None:
    created = graph.create(POLICIES, policy())
    key = "00000000-aaaa-4000-8000-000000000001"
    strength = f"https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies('{key}')"
    assert created == {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies/$entity",
        "id": key,
        "templateId": None,
        "displayName": "Ask the pilot for two factors",
        "createdDateTime": "2026-11-23T08:00:00.0000000Z",
        "modifiedDateTime": None,
        "deletedDateTime": None,
        "state": "enabled",
        "conditions": {
            "applications": {
                "applicationFilter": None,
                "excludeApplications": [],
                "includeApplications": ["All"],
                "includeAuthenticationContextClassReferences": [],
                "includeUserActions": [],
            },
            "authenticationFlows": None,
            "clientAppTypes": ["all"],
            "clientApplications": None,
            "devices": None,
            "insiderRiskLevels": None,
            "locations": None,
            "platforms": None,
            "servicePrincipalRiskLevels": [],
            "signInRiskLevels": [],
            "userRiskLevels": [],
            "users": {
                "excludeGroups": [],
                "excludeGuestsOrExternalUsers": None,
                "excludeRoles": [],
                "excludeUsers": [],
                "includeGroups": [GROUP],
                "includeGuestsOrExternalUsers": None,
                "includeRoles": [],
                "includeUsers": [],
            },
        },
        "grantControls": {
            "operator": "OR",
            "builtInControls": ["mfa"],
            "customAuthenticationFactors": [],
            "termsOfUse": [],
            "authenticationStrength@odata.context": f"{strength}/grantControls/authenticationStrength/$entity",
            "authenticationStrength": None,
        },
        "sessionControls": None,
    }
    assert graph.get(f"{POLICIES}/{key.upper()}") == created
    assert graph.values(POLICIES) == [{name: value for name, value in created.items() if name != "@odata.context"}]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (grant("mfa"), "OR"),
        (grant("block"), "OR"),
        (grant(authenticationStrength={"id": STRENGTH}), "OR"),
        (grant("mfa", "compliantDevice"), "AND"),
        (grant("compliantDevice", authenticationStrength={"id": STRENGTH}), "AND"),
    ],
)
def test_the_operator_only_stands_between_two(graph: Graph, sent: JsonObject, read: str) -> None:
    created = graph.create(POLICIES, policy(grantControls=sent))
    assert part(created, "grantControls")["operator"] == read


def test_guest_types_and_tenants(graph: Graph) -> None:
    guests: JsonObject = {
        "guestOrExternalUserTypes": "ServiceProvider,B2bCollaborationGuest",
        "externalTenants": {
            "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants",
            "membershipKind": "all",
        },
    }
    users: JsonObject = {"includeGuestsOrExternalUsers": guests}
    created = graph.create(POLICIES, policy(conditions=conditions(users=users)))
    read = part(created, "conditions", "users", "includeGuestsOrExternalUsers")
    assert read == {**guests, "guestOrExternalUserTypes": "b2bCollaborationGuest,serviceProvider"}


def test_flags_and_lists_come_back_as_sent(graph: Graph) -> None:
    sent = conditions(
        insiderRiskLevels="elevated,minor",
        signInRiskLevels=["high", "medium"],
        platforms={"includePlatforms": ["iOS"]},
        locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
        devices={"deviceFilter": {"mode": "exclude", "rule": "device.isCompliant -eq True"}},
    )
    read = part(graph.create(POLICIES, policy(conditions=sent)), "conditions")
    assert read["insiderRiskLevels"] == "minor,elevated"
    assert read["signInRiskLevels"] == ["high", "medium"]
    assert read["platforms"] == {"includePlatforms": ["iOS"], "excludePlatforms": []}
    assert read["devices"] == sent["devices"]


def test_members_after_the_sentinel_need_the_header(graph: Graph) -> None:
    sent = conditions(platforms={"includePlatforms": ["windows", "linux"]})
    path = create(
        graph,
        conditions=sent,
        grantControls=grant("riskRemediation", authenticationStrength={"id": STRENGTH}),
    )
    plain, whole = graph.get(path), graph.get(path, headers=SHOW_ALL)
    assert part(plain, "conditions", "platforms")["includePlatforms"] == ["windows", "unknownFutureValue"]
    assert part(plain, "grantControls")["builtInControls"] == ["unknownFutureValue"]
    assert part(whole, "conditions", "platforms")["includePlatforms"] == ["windows", "linux"]
    assert part(whole, "grantControls")["builtInControls"] == ["riskRemediation"]


def test_the_embedded_strength_is_another_rendering(graph: Graph) -> None:
    built_in = "00000000-0000-0000-0000-000000000002"
    created = graph.create(POLICIES, policy(grantControls=grant(authenticationStrength={"id": built_in})))
    inside = part(created, "grantControls", "authenticationStrength")
    outside = graph.get(f"{STRENGTHS}/{built_in}")
    assert len(inside["allowedCombinations"] or []) == 17  # type: ignore[arg-type]
    assert len(outside["allowedCombinations"] or []) == 19  # type: ignore[arg-type]
    assert (inside["createdDateTime"], outside["createdDateTime"]) == ("2021-12-01T08:00:00Z", "2021-12-01T00:00:00Z")


def test_session_controls_are_filled_in(graph: Graph) -> None:
    hours: JsonObject = {"signInFrequency": {"isEnabled": True, "type": "hours", "value": 4}}
    session = part(graph.create(POLICIES, policy(grantControls=None, sessionControls=hours)), "sessionControls")
    assert session == {
        "applicationEnforcedRestrictions": None,
        "cloudAppSecurity": None,
        "disableResilienceDefaults": None,
        "persistentBrowser": None,
        "secureSignInSession": None,
        "signInFrequency": {
            "isEnabled": True,
            "type": "hours",
            "value": 4,
            "authenticationType": "primaryAndSecondaryAuthentication",
            "frequencyInterval": "timeBased",
        },
    }
    every = part(graph.create(POLICIES, policy(sessionControls=EVERY_TIME)), "sessionControls", "signInFrequency")
    assert (every["type"], every["value"], every["frequencyInterval"]) == (None, None, "everyTime")
    soft: JsonObject = {"disableResilienceDefaults": False, "persistentBrowser": {"isEnabled": True, "mode": "never"}}
    read = part(graph.create(POLICIES, policy(sessionControls=soft)), "sessionControls")
    assert read["disableResilienceDefaults"] is None


def test_a_patch_keeps_what_it_does_not_mention(graph: Graph) -> None:
    path = create(graph)
    before = graph.get(path)
    graph.clock.forward(seconds=90)
    graph.patch(path, {"state": "disabled"})
    assert graph.get(path) == {**before, "state": "disabled", "modifiedDateTime": "2026-11-23T08:01:30.0000000Z"}


def test_nested_objects_merge(graph: Graph) -> None:
    places: JsonObject = {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}
    path = create(graph, conditions=conditions(locations=places))
    graph.patch(path, {"conditions": {"signInRiskLevels": ["high"], "users": {"excludeGroups": [OTHER_GROUP]}}})
    read = part(graph.get(path), "conditions")
    assert read["signInRiskLevels"] == ["high"]
    assert read["locations"] == places
    users = part(read, "users")
    assert (users["includeGroups"], users["excludeGroups"]) == ([GROUP], [OTHER_GROUP])
    graph.patch(path, {"conditions": {"locations": None, "users": {"excludeGroups": []}}})
    cleared = part(graph.get(path), "conditions")
    assert (cleared["locations"], part(cleared, "users")["excludeGroups"]) == (None, [])


def test_nested_objects_are_replaced_where_the_switch_says_so(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(nested_patch="replace"))
    path = create(graph, conditions=conditions(signInRiskLevels=["high"]))
    message = graph.refused("PATCH", path, {"conditions": {"signInRiskLevels": []}})
    assert message.startswith("1011:")
    graph.patch(path, {"conditions": conditions(users={"includeGroups": [OTHER_GROUP]})})
    read = part(graph.get(path), "conditions")
    assert (read["signInRiskLevels"], part(read, "users")["includeGroups"]) == ([], [OTHER_GROUP])


def test_a_control_that_was_kept_meets_the_new_one(graph: Graph) -> None:
    path = create(graph)
    swap: JsonObject = {"grantControls": {"operator": "OR", "authenticationStrength": {"id": STRENGTH}}}
    assert graph.refused("PATCH", path, swap).startswith("1108:")
    graph.patch(path, {"grantControls": {**part(swap, "grantControls"), "builtInControls": []}})
    read = part(graph.get(path), "grantControls")
    assert (read["builtInControls"], part(read, "authenticationStrength")["id"]) == ([], STRENGTH)
    graph.patch(path, {"grantControls": {"builtInControls": ["mfa"], "authenticationStrength": None}})
    assert part(graph.get(path), "grantControls")["authenticationStrength"] is None


def test_session_controls_are_removed_by_null(graph: Graph) -> None:
    path = create(graph, sessionControls=EVERY_TIME)
    graph.refused("PATCH", path, {"sessionControls": {"signInFrequency": None}})
    graph.patch(path, {"sessionControls": None})
    assert graph.get(path)["sessionControls"] is None


def test_another_kind_of_tenants_replaces_the_first(graph: Graph) -> None:
    prefix = "#microsoft.graph.conditionalAccess"
    listed: JsonObject = {
        "@odata.type": f"{prefix}EnumeratedExternalTenants",
        "membershipKind": "enumerated",
        "members": ["11111111-2222-4333-8444-555555555555"],
    }
    everywhere: JsonObject = {"@odata.type": f"{prefix}AllExternalTenants", "membershipKind": "all"}

    def guests(tenants: JsonObject) -> JsonObject:
        kind: JsonObject = {"guestOrExternalUserTypes": "internalGuest", "externalTenants": tenants}
        return {"users": {"includeGuestsOrExternalUsers": kind}}

    path = create(graph, conditions=conditions(**guests(listed)))
    graph.patch(path, {"conditions": guests(everywhere)})
    read = part(graph.get(path), "conditions", "users", "includeGuestsOrExternalUsers")
    assert read["externalTenants"] == everywhere


def test_what_was_given_out_is_taken_back(make_graph: MakeGraph) -> None:
    key = "60000000-0000-4000-8000-000000000001"
    newer = policy(conditions=conditions(timeOfDay={"from": "08:00"}))
    graph = make_graph({**small_tenant(), "conditionalAccessPolicies": [{"id": key, **newer}]})
    path = f"{POLICIES}/{key}"
    graph.patch(path, {"conditions": conditions(timeOfDay={"from": "08:00"}, signInRiskLevels=["high"])})
    read = part(graph.get(path), "conditions")
    assert (read["timeOfDay"], read["signInRiskLevels"]) == ({"from": "08:00"}, ["high"])
    assert graph.refused("PATCH", path, {"conditions": conditions(weekdays=["monday"])}).startswith("1007:")
    with_annotation: JsonObject = {
        **grant("mfa"),
        "authenticationStrength@odata.context": "https://graph.microsoft.com",
    }
    assert graph.refused("PATCH", path, {"grantControls": with_annotation}).startswith("1007:")
    assert graph.refused("POST", POLICIES, newer).startswith("1007:")

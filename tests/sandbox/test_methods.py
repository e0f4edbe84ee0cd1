from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.defaults import methods_policy
from passkeyctl.sandbox.jsonread import as_object, part
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import ROOT, TAP, Graph
from tests.sandbox.tenants import GROUP, OTHER_GROUP, small_tenant

CAMPAIGN = "authenticationMethodsRegistrationCampaign"


def tap(**members: object) -> JsonObject:
    kind = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
    return as_object({"@odata.type": kind, **members})


def campaign(**members: object) -> JsonObject:
    whole = {
        "state": "enabled",
        "snoozeDurationInDays": 3,
        "includeTargets": [{"id": GROUP, "targetType": "group", "targetedAuthenticationMethod": "fido2"}],
        "excludeTargets": [{"id": OTHER_GROUP, "targetType": "group"}],
        **members,
    }
    return as_object({"registrationEnforcement": {CAMPAIGN: whole}})


def test_the_temporary_access_pass_is_changed(graph: Graph) -> None:
    graph.patch(TAP, tap(state="enabled", isUsableOnce=True, includeTargets=[{"id": GROUP, "targetType": "group"}]))
    read = graph.get(TAP)
    assert (read["state"], read["isUsableOnce"], read["maximumLifetimeInMinutes"]) == ("enabled", True, 480)
    assert read["includeTargets"] == [{"targetType": "group", "isRegistrationRequired": False, "id": GROUP}]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"defaultLength": 7}, "defaultLength must be between 8 and 48."),
        ({"maximumLifetimeInMinutes": 50_000}, "Lifetimes must be between 10 and 43200 minutes."),
        ({"minimumLifetimeInMinutes": 120}, "The default lifetime must lie between the minimum and the maximum."),
        ({"isUsableOnce": "yes"}, "'isUsableOnce': expected Boolean, found 'yes'"),
        ({"defaultLength": True}, "'defaultLength': expected Int32, found True"),
        ({"id": "Sms"}, "The id of an authentication method configuration cannot be changed."),
    ],
)
def test_a_pass_that_is_refused(graph: Graph, members: JsonObject, message: str) -> None:
    assert graph.refused("PATCH", TAP, tap(**members)) == message


def test_the_root_shows_every_method(graph: Graph) -> None:
    read = graph.get(ROOT)
    methods = read["authenticationMethodConfigurations"]
    assert isinstance(methods, list)
    assert len(methods) == 6
    assert "enforceRegistrationAfterAllowedSnoozes" not in part(read, "registrationEnforcement", CAMPAIGN)
    assert "optOutSettings" not in read
    assert graph.get(ROOT, version="beta")["optOutSettings"] == {"passkeyDynamicMigration": None}


def test_a_campaign_is_written_whole_and_answered_with_the_policy(graph: Graph) -> None:
    answer = graph.send("PATCH", ROOT, campaign())
    assert answer.status_code == 200
    read = part(graph.get(ROOT), "registrationEnforcement", CAMPAIGN)
    assert read == part(as_object(answer.json()), "registrationEnforcement", CAMPAIGN)
    assert (read["state"], read["snoozeDurationInDays"]) == ("enabled", 3)


def test_what_only_beta_knows_stays_when_v1_writes(graph: Graph) -> None:
    answer = graph.send("PATCH", ROOT, campaign(enforceRegistrationAfterAllowedSnoozes=False), version="beta")
    assert answer.status_code == 200
    assert graph.send("PATCH", ROOT, campaign(state="disabled")).status_code == 200
    read = part(graph.get(ROOT, version="beta"), "registrationEnforcement", CAMPAIGN)
    assert (read["state"], read["enforceRegistrationAfterAllowedSnoozes"]) == ("disabled", False)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (campaign(snoozeDurationInDays=15), "snoozeDurationInDays must be between 0 and 14."),
        (campaign(includeTargets=[]), "The registration campaign needs at least one include target."),
        (
            campaign(includeTargets=[{"id": GROUP, "targetedAuthenticationMethod": "sms"}]),
            "All include targets must name the same method, microsoftAuthenticator or fido2.",
        ),
        (
            campaign(enforceRegistrationAfterAllowedSnoozes=True),
            f"'registrationEnforcement.{CAMPAIGN}.enforceRegistrationAfterAllowedSnoozes': "
            f"type {CAMPAIGN} has no such property",
        ),
        ({"registrationEnforcement": None}, "registrationEnforcement holds no registration campaign."),
        ({"policyMigrationState": "migrationComplete"}, "Property 'policyMigrationState' is read-only."),
        ({"optOutSettings": {}}, "'optOutSettings': type authenticationMethodsPolicy has no such property"),
    ],
)
def test_a_campaign_that_is_refused(graph: Graph, body: JsonObject, message: str) -> None:
    assert graph.refused("PATCH", ROOT, body) == message


PART: JsonObject = {"registrationEnforcement": {CAMPAIGN: {"state": "disabled"}}}


def test_whether_a_part_of_the_campaign_will_do_is_a_switch(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(campaign_patch="merge"))
    before = part(graph.get(ROOT), "registrationEnforcement", CAMPAIGN)
    assert graph.send("PATCH", ROOT, PART).status_code == 200
    assert part(graph.get(ROOT), "registrationEnforcement", CAMPAIGN) == {**before, "state": "disabled"}
    graph = make_graph(behaviour=Behaviour(campaign_patch="replace"))
    message = f"'registrationEnforcement.{CAMPAIGN}.excludeTargets': is required"
    assert graph.refused("PATCH", ROOT, PART) == message


@pytest.mark.parametrize(
    ("switches", "version", "limited"),
    [
        ({}, "v1.0", False),
        ({}, "beta", False),
        ({"campaign_patch": "replace"}, "v1.0", False),
        ({"campaign_patch": "replace"}, "beta", True),
        ({"campaign_beta_member": "reset"}, "v1.0", True),
        ({"campaign_beta_member": "reset"}, "beta", False),
    ],
)
def test_what_becomes_of_the_member_that_only_beta_has(
    make_graph: MakeGraph, switches: JsonObject, version: str, limited: bool
) -> None:
    graph = make_graph(behaviour=Behaviour().but(**switches))
    graph.send("PATCH", ROOT, campaign(enforceRegistrationAfterAllowedSnoozes=False), version="beta")
    assert graph.send("PATCH", ROOT, campaign(), version=version).status_code == 200
    read = part(graph.get(ROOT, version="beta"), "registrationEnforcement", CAMPAIGN)
    assert read["enforceRegistrationAfterAllowedSnoozes"] is limited
    assert "enforceRegistrationAfterAllowedSnoozes" not in part(graph.get(ROOT), "registrationEnforcement", CAMPAIGN)


def test_what_a_later_graph_adds_to_the_campaign_stays(make_graph: MakeGraph) -> None:
    policy = methods_policy()
    newer: JsonObject = {**part(policy, "registrationEnforcement", CAMPAIGN), "reminderText": "Soon"}
    beside: JsonObject = {CAMPAIGN: newer, "otherCampaign": {"state": "enabled"}}
    policy["registrationEnforcement"] = beside
    graph = make_graph({**small_tenant(), "authenticationMethodsPolicy": [policy]})
    shown = part(graph.get(ROOT), "registrationEnforcement")
    assert (part(shown, CAMPAIGN)["reminderText"], shown["otherCampaign"]) == ("Soon", {"state": "enabled"})
    sent: JsonObject = {"registrationEnforcement": {**shown, CAMPAIGN: {**part(shown, CAMPAIGN), "state": "disabled"}}}
    assert graph.send("PATCH", ROOT, sent).status_code == 200
    read = part(graph.get(ROOT), "registrationEnforcement")
    assert read == sent["registrationEnforcement"]


def test_the_opt_out_is_written_through_beta(graph: Graph) -> None:
    answer = graph.send("PATCH", ROOT, {"optOutSettings": {"passkeyDynamicMigration": True}}, version="beta")
    assert answer.status_code == 200
    assert graph.get(ROOT, version="beta")["optOutSettings"] == {"passkeyDynamicMigration": True}


def test_the_root_may_be_cut(graph: Graph) -> None:
    assert sorted(graph.get(f"{ROOT}?$select=policyVersion")) == ["@odata.context", "policyVersion"]


def test_a_campaign_keeps_to_beta_when_only_the_opt_out_is_written(graph: Graph) -> None:
    before = graph.get(ROOT)["registrationEnforcement"]
    body: JsonObject = {"systemCredentialPreferences": {"state": "enabled"}}
    assert graph.send("PATCH", ROOT, body, version="beta").status_code == 200
    assert graph.get(ROOT)["registrationEnforcement"] == before


@pytest.mark.parametrize(
    ("method", "extra"),
    [("microsoftAuthenticator", {"authenticationMode": "any"}), ("sms", {"isUsableForSignIn": True}), ("voice", {})],
)
def test_rows_of_other_methods_get_their_defaults(graph: Graph, method: str, extra: JsonObject) -> None:
    path = f"{ROOT}/authenticationMethodConfigurations/{method}"
    kind = f"#microsoft.graph.{method}AuthenticationMethodConfiguration"
    rows: JsonObject = {"includeTargets": [{"id": GROUP}], "excludeTargets": [{"id": OTHER_GROUP}]}
    graph.patch(path, {"@odata.type": kind, **rows})
    read = graph.get(path)
    assert read["includeTargets"] == [{"targetType": "group", "isRegistrationRequired": False, **extra, "id": GROUP}]
    assert read["excludeTargets"] == [{"targetType": "group", "id": OTHER_GROUP}]
    graph.refused("PATCH", path.replace(method, "pigeon"), {"@odata.type": kind}, status=404)

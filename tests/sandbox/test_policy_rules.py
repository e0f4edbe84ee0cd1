"""What Graph refuses in a policy, and with which number."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import POLICIES, Graph
from tests.sandbox.tenants import (
    ADA,
    APP,
    GLOBAL_ADMIN,
    GROUP,
    PLACE,
    PRINCIPAL,
    STRENGTH,
    conditions,
    grant,
    policy,
    small_tenant,
)

NOBODY = "99999999-0000-4000-8000-000000000009"
REGISTER: JsonObject = {"includeUserActions": ["urn:user:registersecurityinfo"]}
DEVICES: JsonObject = {"includeUserActions": ["urn:user:registerdevice"]}
KEYS: JsonObject = {"id": STRENGTH}
BLOCK = grant("block")
PASSWORD = grant("mfa", "passwordChange")


def session(**controls: JsonValue) -> JsonObject:
    return dict(controls)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "on"},
        {"state": None},
        {"displayName": None},
        {"conditions": None},
        {"id": NOBODY},
        {"createdDateTime": "2026-11-23T08:00:00Z"},
        {"templateId": None},
        {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x"},
        {"session_controls": None},
        {"conditions": conditions(users={"includeGroup": [GROUP]})},
        {"conditions": conditions(users={"includeGroups": None})},
        {"conditions": conditions(users={"includeGroups": GROUP})},
        {"conditions": conditions(clientAppTypes=["unknownFutureValue"])},
        {"conditions": conditions(platforms={"includePlatforms": ["unknownFutureValue"]})},
        {"conditions": conditions(platforms={"includePlatforms": ["ios"]})},
        {"conditions": conditions(signInRiskLevels="high")},
        {"conditions": conditions(insiderRiskLevels=["elevated"])},
        {"conditions": conditions(authenticationFlows={})},
        {"conditions": conditions(devices={"@odata.type": "#microsoft.graph.device"})},
        {"grantControls": grant("MFA")},
        {"grantControls": {"builtInControls": ["mfa", "compliantDevice"]}},
        {"grantControls": grant(authenticationStrength={"id": STRENGTH, "displayName": "Keys"})},
        {"grantControls": {**grant("mfa"), "authenticationStrength@odata.context": "x"}},
        {"sessionControls": session(signInFrequency={"isEnabled": True, "type": "hours", "value": "4"})},
        {"sessionControls": session(signInFrequency={"isEnabled": True, "type": "hours", "value": 4.5})},
    ],
)
def test_1007_what_does_not_match_the_schema(graph: Graph, changes: JsonObject) -> None:
    assert graph.refused("POST", POLICIES, policy(**changes)).startswith("1007:")


@pytest.mark.parametrize("body", [[], "policy", 1, {}])
def test_1007_what_is_no_policy(graph: Graph, body: JsonValue) -> None:
    assert graph.refused("POST", POLICIES, body).startswith("1007:")


def test_1038_what_only_beta_knows(graph: Graph) -> None:
    body = policy(sessionControls={"continuousAccessEvaluation": {"mode": "disabled"}})
    message = graph.refused("POST", POLICIES, body)
    assert message.startswith("1038: The policy contains preview features (sessionControls.continuousAccessEvaluation)")


def guests(kind: str, membership: str) -> JsonObject:
    tenants: JsonObject = {
        "@odata.type": f"#microsoft.graph.conditionalAccess{kind}ExternalTenants",
        "membershipKind": membership,
    }
    if kind == "Enumerated":
        tenants["members"] = []
    return {"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest", "externalTenants": tenants}}


# What each says is at the start of the message: a number where one is known.
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"conditions": conditions(applications={})}, "1011:"),
        (
            {"conditions": conditions(applications={"includeApplications": [APP, "All"]})},
            "'All' in includeApplications",
        ),
        ({"conditions": conditions(applications={**REGISTER, "includeApplications": ["All"]})}, "A policy can target"),
        (
            {
                "conditions": conditions(
                    applications={**REGISTER, "includeAuthenticationContextClassReferences": ["c1"]}
                )
            },
            "A policy can target",
        ),
        ({"conditions": conditions(applications={"includeUserActions": ["urn:user:dance"]})}, "'urn:user:dance'"),
        (
            {"conditions": conditions(applications=REGISTER), "state": "enabledForReportingButNotEnforced"},
            "Report-only mode",
        ),
        ({"conditions": conditions(applications=DEVICES), "grantControls": BLOCK}, "The user action to register"),
        (
            {"conditions": conditions(applications=DEVICES, clientAppTypes=["browser"])},
            "The user action to register",
        ),
        ({"conditions": conditions(users={})}, "A policy needs at least one user"),
        ({"conditions": conditions(users=guests("Enumerated", "all"))}, "membershipKind does not fit"),
        ({"conditions": conditions(users=guests("All", "enumerated"))}, "membershipKind does not fit"),
        ({"conditions": conditions(users=guests("Enumerated", "enumerated"))}, "members of externalTenants"),
        ({"conditions": conditions(users={"includeUsers": ["All", ADA]})}, "'All' in includeUsers"),
        ({"conditions": conditions(clientAppTypes=[])}, "1064:"),
        ({"conditions": conditions(clientAppTypes=["all", "browser"])}, "'all' in clientAppTypes"),
        ({"conditions": conditions(platforms={"excludePlatforms": ["iOS"]})}, "includePlatforms may not be empty"),
        ({"conditions": conditions(locations={"excludeLocations": ["All"]})}, "includeLocations may not be empty"),
        ({"grantControls": grant("block", "mfa")}, "1032:"),
        ({"grantControls": grant("mfa", authenticationStrength=KEYS)}, "1108:"),
        ({"grantControls": grant("approvedApplication")}, "The control approvedApplication is retired"),
        ({"grantControls": grant("riskRemediation")}, "1032:"),
        (
            {"grantControls": PASSWORD},
            "1032: ConditionalActionPolicy validation failed due to InvalidPasswordResetControl",
        ),
        ({"grantControls": None}, "A policy needs at least one grant or session control."),
        ({"grantControls": grant()}, "A policy needs at least one grant or session control."),
        ({"conditions": conditions(authenticationFlows={"transferMethods": "deviceCodeFlow"})}, "1235:"),
        ({"displayName": " "}, "1007:"),
    ],
)
def test_rules_of_policies(graph: Graph, changes: JsonObject, message: str) -> None:
    assert graph.refused("POST", POLICIES, policy(**changes)).startswith(message)
    assert graph.values(POLICIES) == []


@pytest.mark.parametrize(
    ("controls", "message"),
    [
        (session(), "Session controls without any effect"),
        (session(signInFrequency=None, disableResilienceDefaults=False), "Session controls without any effect"),
        (session(persistentBrowser={"isEnabled": False}), "Session controls without any effect"),
        (session(persistentBrowser={"isEnabled": True}), "persistentBrowser needs a mode"),
        (session(cloudAppSecurity={"isEnabled": True}), "cloudAppSecurity needs"),
        (session(signInFrequency={"isEnabled": True}), "signInFrequency needs a type and a value"),
        (session(signInFrequency={"isEnabled": True, "type": "hours", "value": 24}), "signInFrequency in hours"),
        (session(signInFrequency={"isEnabled": True, "type": "days", "value": 366}), "signInFrequency in days"),
        (session(signInFrequency={"type": "days"}, secureSignInSession={"isEnabled": True}), "signInFrequency without"),
        (
            session(signInFrequency={"isEnabled": True, "frequencyInterval": "everyTime", "value": 1}),
            "signInFrequency 'everyTime' takes neither",
        ),
        (
            session(
                signInFrequency={"isEnabled": True, "frequencyInterval": "everyTime"}, disableResilienceDefaults=False
            ),
            "disableResilienceDefaults cannot be sent",
        ),
    ],
)
def test_rules_of_session_controls(graph: Graph, controls: JsonObject, message: str) -> None:
    assert graph.refused("POST", POLICIES, policy(sessionControls=controls)).startswith(message)


def test_persistent_browser_needs_all_applications(graph: Graph) -> None:
    controls = session(persistentBrowser={"isEnabled": True, "mode": "always"})
    some = conditions(applications={"includeApplications": [APP]})
    message = graph.refused("POST", POLICIES, policy(conditions=some, sessionControls=controls))
    assert message == "persistentBrowser needs all applications."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"conditions": conditions(applications={"includeApplications": [NOBODY]})},
            f'1034: Policy contains invalid applications: {{"{NOBODY}":"ServicePrincipalNotFound"}}',
        ),
        (
            {"conditions": conditions(locations={"includeLocations": [NOBODY]})},
            f"1040: NamedLocation with id {NOBODY} does not exist in the directory.",
        ),
        ({"conditions": conditions(users={"includeGroups": [NOBODY]})}, "1054:"),
        (
            {"conditions": conditions(users={"includeGroups": [GROUP], "excludeUsers": [NOBODY]})},
            f"Policy contains invalid users: {NOBODY}",
        ),
        ({"conditions": conditions(users={"includeRoles": [NOBODY]})}, f"Policy contains invalid roles: {NOBODY}"),
        (
            {"conditions": conditions(applications={"includeAuthenticationContextClassReferences": ["c7"]})},
            "Authentication context 'c7' does not exist.",
        ),
        (
            {"conditions": conditions(clientApplications={"includeServicePrincipals": [NOBODY]})},
            f"Policy contains invalid service principals: {NOBODY}",
        ),
        (
            {"grantControls": grant(authenticationStrength={"id": NOBODY})},
            f"Authentication strength with id {NOBODY} does not exist in the directory.",
        ),
        (
            {"grantControls": grant("mfa", termsOfUse=[NOBODY])},
            f"Terms of use with id {NOBODY} does not exist in the directory.",
        ),
    ],
)
def test_what_a_policy_names_has_to_be_there(graph: Graph, changes: JsonObject, message: str) -> None:
    assert graph.refused("POST", POLICIES, policy(**changes)).startswith(message)


def test_everything_that_is_there_may_be_named(graph: Graph) -> None:
    everything = conditions(
        applications={"includeApplications": ["Office365", "MicrosoftAdminPortals", APP]},
        users={"includeUsers": [ADA], "includeRoles": [GLOBAL_ADMIN], "excludeUsers": ["GuestsOrExternalUsers"]},
        locations={"includeLocations": [PLACE, "00000000-0000-0000-0000-000000000000"]},
    )
    graph.create(POLICIES, policy(conditions=everything))
    workloads = conditions(users={}, clientApplications={"includeServicePrincipals": [PRINCIPAL]})
    graph.create(POLICIES, policy(conditions=workloads, grantControls=BLOCK))


def test_a_new_password_is_asked_for_after_a_risk(graph: Graph) -> None:
    graph.create(POLICIES, policy(conditions=conditions(userRiskLevels=["high"]), grantControls=PASSWORD))
    other = conditions(userRiskLevels=["high"], clientAppTypes=["browser"])
    assert graph.refused("POST", POLICIES, policy(conditions=other, grantControls=PASSWORD)).startswith("1032:")


def test_flows_are_blocked(graph: Graph) -> None:
    flows = conditions(authenticationFlows={"transferMethods": "authenticationTransfer, deviceCodeFlow"})
    created = graph.create(POLICIES, policy(conditions=flows, grantControls=BLOCK))
    read = created["conditions"]
    assert isinstance(read, dict)
    assert read["authenticationFlows"] == {"transferMethods": "deviceCodeFlow,authenticationTransfer"}


def test_a_number_stands_in_the_message_or_inside(graph: Graph) -> None:
    error = graph.send("POST", POLICIES, policy(conditions=conditions(clientAppTypes=[]))).json()["error"]
    assert error["code"] == "BadRequest"
    assert error["message"] == "The server could not process the request because it is malformed or incorrect."
    assert error["innerError"]["message"].startswith("1064: 'clientAppTypes' condition does not support [].")
    plain = graph.send("POST", POLICIES, policy(state="on")).json()["error"]
    assert plain["message"].startswith("1007: Incoming ConditionalAccessPolicy object is null or does not match")
    assert "message" not in plain["innerError"]


def test_a_patch_is_held_to_the_same_rules(graph: Graph) -> None:
    path = f"{POLICIES}/{graph.create(POLICIES, policy())['id']}"
    assert graph.refused("PATCH", path, {"conditions": {"clientAppTypes": []}}).startswith("1064:")
    assert graph.refused("PATCH", path, {"grantControls": None}).startswith("A policy needs")
    assert graph.refused("PATCH", path, {"modifiedDateTime": None}).startswith("1007:")
    graph.refused("PATCH", f"{POLICIES}/{NOBODY}", {"state": "disabled"}, status=404)


def test_a_dangling_id_stays_until_its_list_is_written(make_graph: MakeGraph) -> None:
    stored = policy(conditions=conditions(users={"includeGroups": [GROUP, NOBODY]}), id=PLACE)
    graph = make_graph({**small_tenant(), "conditionalAccessPolicies": [stored]})
    path = f"{POLICIES}/{PLACE}"
    graph.patch(path, {"state": "disabled"})
    same: JsonObject = {"conditions": {"users": {"includeGroups": [GROUP, NOBODY]}}}
    assert graph.refused("PATCH", path, same).startswith("1054:")


def test_devices_are_registered_with_a_second_factor(graph: Graph) -> None:
    graph.create(POLICIES, policy(conditions=conditions(applications=DEVICES)))
    strong = grant(authenticationStrength=KEYS)
    graph.create(POLICIES, policy(conditions=conditions(applications=DEVICES), grantControls=strong))


def test_security_defaults_keep_policies_off(make_graph: MakeGraph) -> None:
    on: JsonObject = {"id": "00000000-0000-0000-0000-000000000005", "isEnabled": True}
    graph = make_graph({**small_tenant(), "identitySecurityDefaultsEnforcementPolicy": [on]})
    assert graph.refused("POST", POLICIES, policy()).startswith("Security defaults are enabled")
    graph.create(POLICIES, policy(state="enabledForReportingButNotEnforced"))


def test_terms_of_use_that_are_there(make_graph: MakeGraph) -> None:
    graph = make_graph({**small_tenant(), "agreements": [{"id": PLACE, "displayName": "Acceptable use"}]})
    created = graph.create(POLICIES, policy(grantControls=grant("mfa", termsOfUse=[PLACE])))
    read = created["grantControls"]
    assert isinstance(read, dict)
    assert (read["operator"], read["termsOfUse"]) == ("AND", [PLACE])

"""What If in the sandbox: which stored policies apply to a sign-in, with Graph's words for why not."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import POLICIES, Graph
from tests.sandbox.tenants import (
    ADA,
    APP,
    BEN,
    GLOBAL_ADMIN,
    GROUP,
    GUEST,
    NESTED,
    PLACE,
    conditions,
    grant,
    policy,
    small_tenant,
)

EVALUATE = "/identity/conditionalAccess/evaluate"
OTHER_APP = "00000003-0000-0000-c000-000000000000"
ANY_APP: JsonObject = {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [APP]}
EVERYBODY: JsonObject = {"includeUsers": ["All"]}
EVERYTHING: JsonObject = {"includeApplications": ["All"]}


def body(
    who: str = ADA, context: JsonObject = ANY_APP, sent: JsonObject | None = None, *, applied_only: bool = False
) -> JsonObject:
    return {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": who},
        "signInContext": context,
        "signInConditions": sent or {},
        "appliedPoliciesOnly": applied_only,
    }


def answers(graph: Graph, wanted: JsonObject) -> dict[str, tuple[JsonValue, JsonValue]]:
    answer = graph.send("POST", EVALUATE, wanted)
    assert answer.status_code == 200, answer.text
    found = objects(as_object(answer.json())["value"])
    return {as_text(each["displayName"]): (each["policyApplies"], each["analysisReasons"]) for each in found}


def answer(graph: Graph, wanted: JsonObject) -> tuple[JsonValue, JsonValue]:
    (found,) = answers(graph, wanted).values()
    return found


APPLIES = (True, "notSet")


@pytest.mark.parametrize(
    ("users", "who", "expected"),
    [
        ({"includeUsers": ["All"]}, ADA, APPLIES),
        ({"includeUsers": [ADA]}, ADA, APPLIES),
        ({"includeUsers": [BEN]}, ADA, (False, "users")),
        ({"includeGroups": [GROUP]}, ADA, APPLIES),
        ({"includeGroups": [GROUP]}, BEN, APPLIES),
        ({"includeGroups": [NESTED]}, GUEST, (False, "users")),
        ({"includeUsers": ["All"], "excludeGroups": [GROUP]}, BEN, (False, "users")),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, GUEST, APPLIES),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, ADA, (False, "users")),
        ({"includeRoles": [GLOBAL_ADMIN]}, ADA, APPLIES),
        ({"includeRoles": [GLOBAL_ADMIN]}, BEN, (False, "users")),
        ({"includeUsers": ["All"], "excludeRoles": [GLOBAL_ADMIN]}, ADA, (False, "users")),
        (
            {"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest,internalGuest"}},
            GUEST,
            APPLIES,
        ),
    ],
)
def test_people(make_graph: MakeGraph, users: JsonObject, who: str, expected: tuple[bool, str]) -> None:
    unit = "/administrativeUnits/60000000-0000-4000-8000-000000000001"
    roles: list[JsonValue] = [
        {"id": "one", "principalId": ADA, "roleDefinitionId": GLOBAL_ADMIN},
        {"id": "two", "principalId": BEN, "roleDefinitionId": GLOBAL_ADMIN, "directoryScopeId": unit},
    ]
    graph = make_graph({**small_tenant(), "roleAssignments": roles})
    graph.create(POLICIES, policy(conditions=conditions(users=users)))
    assert answer(graph, body(who)) == expected


@pytest.mark.parametrize(
    ("held", "sent", "expected"),
    [
        ({}, {}, APPLIES),
        ({"clientAppTypes": ["browser"]}, {}, (False, "notEnoughInformation")),
        ({"clientAppTypes": ["browser"]}, {"clientAppType": "browser"}, APPLIES),
        ({"clientAppTypes": ["browser"]}, {"clientAppType": "other"}, (False, "clientApps")),
        (
            {"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]}},
            {"devicePlatform": "macOS"},
            APPLIES,
        ),
        (
            {"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]}},
            {"devicePlatform": "iOS"},
            (False, "devicePlatform"),
        ),
        ({"platforms": {"includePlatforms": ["iOS"]}}, {}, (False, "notEnoughInformation")),
        ({"signInRiskLevels": ["high"]}, {"signInRiskLevel": "high"}, APPLIES),
        ({"signInRiskLevels": ["high"]}, {"signInRiskLevel": "low"}, (False, "signInRisk")),
        ({"userRiskLevels": ["high"]}, {}, (False, "notEnoughInformation")),
        ({"insiderRiskLevels": "minor,elevated"}, {"insiderRiskLevel": "elevated"}, APPLIES),
        ({"locations": {"includeLocations": ["All"]}}, {}, APPLIES),
        ({"locations": {"includeLocations": [PLACE]}}, {"ipAddress": "198.51.100.7"}, APPLIES),
        ({"locations": {"includeLocations": [PLACE]}}, {"ipAddress": "203.0.113.7"}, (False, "location")),
        (
            {"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}},
            {"ipAddress": "198.51.100.7"},
            (False, "location"),
        ),
        (
            {"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}},
            {},
            (False, "notEnoughInformation"),
        ),
        (
            {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
            {"authenticationFlow": {"transferMethod": "authenticationTransfer"}},
            (False, "authenticationFlow"),
        ),
        (
            {"devices": {"deviceFilter": {"mode": "include", "rule": 'device.model -eq "X"'}}},
            {},
            (False, "notEnoughInformation"),
        ),
        (
            {"userRiskLevels": ["high"], "clientAppTypes": ["browser"], "signInRiskLevels": ["high"]},
            {"clientAppType": "other", "signInRiskLevel": "low"},
            (False, "clientApps,signInRisk"),
        ),
    ],
)
def test_conditions(graph: Graph, held: JsonObject, sent: JsonObject, expected: tuple[bool, str]) -> None:
    grants = grant("block") if "authenticationFlows" in held else grant("mfa")
    graph.create(POLICIES, policy(conditions=conditions(users=EVERYBODY, **held), grantControls=grants))
    assert answer(graph, body(sent=sent)) == expected


REGISTERING: JsonObject = {
    "@odata.type": "#microsoft.graph.userActionContext",
    "userAction": "registerSecurityInformation",
}
ELEVATION: JsonObject = {"@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": "c1"}


@pytest.mark.parametrize(
    ("target", "context", "expected"),
    [
        ({"includeApplications": ["All"]}, ANY_APP, APPLIES),
        ({"includeApplications": ["Office365"]}, ANY_APP, APPLIES),
        ({"includeApplications": ["MicrosoftAdminPortals"]}, ANY_APP, (False, "application")),
        ({"includeApplications": ["All"], "excludeApplications": [APP]}, ANY_APP, (False, "application")),
        ({"includeApplications": ["All"]}, REGISTERING, (False, "userActions")),
        ({"includeUserActions": ["urn:user:registersecurityinfo"]}, REGISTERING, APPLIES),
        ({"includeUserActions": ["urn:user:registersecurityinfo"]}, ANY_APP, (False, "application")),
        ({"includeAuthenticationContextClassReferences": ["c1"]}, ELEVATION, APPLIES),
        ({"includeApplications": ["All"]}, ELEVATION, (False, "authenticationContext")),
    ],
)
def test_targets(graph: Graph, target: JsonObject, context: JsonObject, expected: tuple[bool, str]) -> None:
    graph.create(POLICIES, policy(conditions={"users": EVERYBODY, "applications": target}))
    assert answer(graph, body(context=context)) == expected


def test_states(graph: Graph) -> None:
    everybody = conditions(users=EVERYBODY)
    for state in ("enabled", "disabled", "enabledForReportingButNotEnforced"):
        graph.create(POLICIES, policy(displayName=state, state=state, conditions=everybody))
    assert answers(graph, body()) == {
        "enabled": APPLIES,
        "disabled": (False, "policyNotEnabled"),
        "enabledForReportingButNotEnforced": APPLIES,
    }
    assert list(answers(graph, body(applied_only=True))) == ["enabled", "enabledForReportingButNotEnforced"]


def test_the_answer_is_the_policy_with_two_members_more(graph: Graph) -> None:
    graph.create(POLICIES, policy())
    read = graph.values(POLICIES)[0]
    sent = graph.send("POST", EVALUATE, body())
    found = as_object(sent.json())
    assert found["@odata.context"] == (
        "https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)"
    )
    (row,) = objects(found["value"])
    assert row == {**read, "policyApplies": True, "analysisReasons": "notSet"}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({}, 400),
        ({**body(), "more": 1}, 400),
        ({**body(), "signInConditions": None}, 400),
        (body(context={"@odata.type": "#microsoft.graph.other"}), 400),
        (body(context={**ANY_APP, "includeApplications": []}), 400),
        (body(sent={"ipAddress": "here"}), 400),
        (body("20000000-0000-4000-8000-00000000ffff"), 404),
        ({**body(), "signInIdentity": {"@odata.type": "#microsoft.graph.servicePrincipalSignIn"}}, 400),
    ],
)
def test_what_is_refused(graph: Graph, wanted: JsonObject, status: int) -> None:
    graph.create(POLICIES, policy(conditions=conditions(users=EVERYBODY, locations={"includeLocations": [PLACE]})))
    assert graph.refused("POST", EVALUATE, wanted, status=status)

"""Graph's What If: what is asked, and what the answer means."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.errors import GraphError, IncompleteRead, PermissionMissing
from passkeyctl.graph.evaluate import evaluate
from passkeyctl.json_types import JsonObject
from passkeyctl.wire.what_if import Answer, Question, question_json
from tests.graph.connections import answered, body_of, page, refused
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import ADA, GROUP, small_tenant

EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
POLICY_ID = "70000000-0000-4000-8000-000000000001"


def test_only_what_was_said_is_sent() -> None:
    assert question_json(Question(ADA, resource=EXCHANGE)) == {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ADA},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [EXCHANGE]},
        "signInConditions": {},
        "appliedPoliciesOnly": False,
    }


def test_every_circumstance_has_its_place() -> None:
    question = Question(
        ADA,
        resource="Office 365",
        platform="iOS",
        client_app="browser",
        country="DK",
        ip="198.51.100.7",
        sign_in_risk="low",
        user_risk="high",
        insider_risk="minor",
        flow="deviceCodeFlow",
    )
    sent = question_json(question)
    assert sent["signInContext"] == {
        "@odata.type": "#microsoft.graph.applicationContext",
        "includeApplications": ["Office365"],
    }
    assert sent["signInConditions"] == {
        "devicePlatform": "iOS",
        "clientAppType": "browser",
        "country": "DK",
        "ipAddress": "198.51.100.7",
        "signInRiskLevel": "low",
        "userRiskLevel": "high",
        "insiderRiskLevel": "minor",
        "authenticationFlow": {"transferMethod": "deviceCodeFlow"},
    }


@pytest.mark.parametrize(
    ("question", "context"),
    [
        (Question(ADA), {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": ["All"]}),
        (
            Question(ADA, user_action="Register or join devices"),
            {"@odata.type": "#microsoft.graph.userActionContext", "userAction": "registerOrJoinDevices"},
        ),
        (
            Question(ADA, context="c7"),
            {"@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": "c7"},
        ),
    ],
)
def test_what_the_sign_in_is_for(question: Question, context: JsonObject) -> None:
    assert question_json(question)["signInContext"] == context


def _row(*, applies: bool, reasons: str) -> dict[str, object]:
    return {"id": POLICY_ID.upper(), "displayName": "CA1", "policyApplies": applies, "analysisReasons": reasons}


def test_the_answer() -> None:
    wire = answered(page(_row(applies=False, reasons="users, notEnoughInformation")))
    found = wire.run(lambda client: evaluate(client, Question(ADA)), wire.client(read_only=True))
    assert found == (Answer(POLICY_ID, "CA1", False, ("users", "notEnoughInformation")),)
    assert found[0].is_undecided
    assert wire.calls == ["POST /v1.0/identity/conditionalAccess/evaluate"]
    assert body_of(wire.sent[0]) == question_json(Question(ADA))


def test_a_policy_that_applies_is_decided() -> None:
    wire = answered(page(_row(applies=True, reasons="notSet")))
    (found,) = wire.run(lambda client: evaluate(client, Question(ADA)))
    assert (found.applies, found.is_undecided) == (True, False)


def test_without_the_permission_it_is_said_which_is_missing() -> None:
    with pytest.raises(PermissionMissing, match=r"Policy\.Read\.ConditionalAccess"):
        answered(refused(403, "AccessDenied")).run(lambda client: evaluate(client, Question(ADA)))


def test_where_there_is_none_it_is_said() -> None:
    with pytest.raises(GraphError, match="What If is not there") as failed:
        answered(refused(404, "ResourceNotFound", "no")).run(lambda client: evaluate(client, Question(ADA)))
    assert "--compare-graph" in failed.value.hint


def test_another_refusal_stays_what_it_is() -> None:
    with pytest.raises(GraphError, match="400 BadRequest"):
        answered(refused(400, "BadRequest", "no")).run(lambda client: evaluate(client, Question(ADA)))


def test_half_an_answer_is_none() -> None:
    with pytest.raises(IncompleteRead, match="does not say whether"):
        answered(page({"id": POLICY_ID})).run(lambda client: evaluate(client, Question(ADA)))


def test_the_sandbox_answers(tmp_path: Path) -> None:
    policy: JsonObject = {
        "id": POLICY_ID,
        "displayName": "CA1",
        "state": "enabled",
        "conditions": {"applications": {"includeApplications": ["All"]}, "users": {"includeGroups": [GROUP]}},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }
    rehearsal = Rehearsal(tmp_path, {**small_tenant(), "conditionalAccessPolicies": [policy]})
    found = rehearsal.run(lambda client: evaluate(client, Question(ADA)))
    assert found == (Answer(POLICY_ID, "CA1", True, ("notSet",)),)

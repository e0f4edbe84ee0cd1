"""Graph's What If: one sign-in as it wants it told, and what it answers for each stored policy.

Source: conditionalAccessRoot evaluate, whatIfAnalysisResult, v1.0
(https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject
from passkeyctl.wire import canonical as c
from passkeyctl.wire.conditions import RESOURCES

USER_SIGN_IN = "#microsoft.graph.userSignIn"
ACTIONS = {
    "Register security information": "registerSecurityInformation",
    "Register or join devices": "registerOrJoinDevices",
}
NOT_ENOUGH = "notEnoughInformation"


@dataclass(frozen=True, slots=True)
class Question:
    """A sign-in in the words of the language; None was not said. One of resource, action and context is there."""

    user_id: str
    resource: str | None = None
    user_action: str | None = None
    context: str | None = None
    platform: str | None = None
    client_app: str | None = None
    country: str | None = None
    ip: str | None = None
    sign_in_risk: str | None = None
    user_risk: str | None = None
    insider_risk: str | None = None
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What Graph says of one policy: `reasons` are its words for why not."""

    policy_id: str
    name: str
    applies: bool
    reasons: tuple[str, ...]

    @property
    def is_undecided(self) -> bool:
        """Graph counts a policy of which it knows too little among those that don't apply."""
        return not self.applies and NOT_ENOUGH in self.reasons


def question_json(question: Question) -> JsonObject:
    return {
        "signInIdentity": {"@odata.type": USER_SIGN_IN, "userId": question.user_id},
        "signInContext": _context(question),
        "signInConditions": _conditions(question),
        "appliedPoliciesOnly": False,
    }


def _context(question: Question) -> JsonObject:
    if question.user_action is not None:
        action = ACTIONS.get(question.user_action, question.user_action)
        return {"@odata.type": "#microsoft.graph.userActionContext", "userAction": action}
    if question.context is not None:
        return {"@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": question.context}
    words = {ours: graph for graph, ours in RESOURCES.items()}
    named = question.resource or "All resources"
    return {
        "@odata.type": "#microsoft.graph.applicationContext",
        "includeApplications": [words.get(named, named)],
    }


def _conditions(question: Question) -> JsonObject:
    """What was not said is left out: Graph then says that it knows too little."""
    said = {
        "devicePlatform": question.platform,
        "clientAppType": question.client_app,
        "country": question.country,
        "ipAddress": question.ip,
        "signInRiskLevel": question.sign_in_risk,
        "userRiskLevel": question.user_risk,
        "insiderRiskLevel": question.insider_risk,
    }
    flow: JsonObject = {"authenticationFlow": {"transferMethod": question.flow}} if question.flow is not None else {}
    return {**{name: value for name, value in said.items() if value is not None}, **flow}


def answers(rows: Iterable[JsonObject]) -> tuple[Answer, ...]:
    return tuple(_answer(each) for each in rows)


def _answer(row: JsonObject) -> Answer:
    applies = row.get("policyApplies")
    if not isinstance(applies, bool):
        raise IncompleteRead("Graph's What If does not say whether a policy applies", hint="leave --compare-graph out")
    id = c.identifier(c.required_text(row, "id", "a policy"))
    reasons = (c.text(row.get("analysisReasons")) or "").split(",")
    return Answer(id, c.text(row.get("displayName")) or id, applies, tuple(each.strip() for each in reasons if each))

"""What If: which stored policies apply to one sign-in.

https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate
"""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import Answer, Call, Refusal, bad_request
from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.evaluate_conditions import condition_reasons
from passkeyctl.sandbox.evaluate_people import caller_of, users_reason
from passkeyctl.sandbox.evaluate_targets import target_reason
from passkeyctl.sandbox.jsonread import as_text, part
from passkeyctl.sandbox.policy_shape import is_preview, render_policy
from passkeyctl.sandbox.tenant import Tenant

_MEMBERS = frozenset({"signInIdentity", "signInContext", "signInConditions", "appliedPoliciesOnly"})
_USER = "#microsoft.graph.userSignIn"
NOT_ENOUGH = "notEnoughInformation"


@dataclass(frozen=True, slots=True)
class _Result:
    applies: bool
    reasons: str


def evaluate(call: Call, tenant: Tenant) -> Answer:
    body = _checked(call)
    identity, context, conditions = (
        part(body, each) for each in ("signInIdentity", "signInContext", "signInConditions")
    )
    if identity.get("@odata.type") != _USER:
        raise Refusal(400, "BadRequest", "The sandbox evaluates the sign-in of a user, and of nothing else.")
    caller = caller_of(tenant, as_text(identity.get("userId", "")))
    found = []
    for policy in tenant.view(POLICIES):
        if is_preview(policy) and not call.is_beta:
            continue
        reasons = [
            users_reason(policy, caller),
            target_reason(policy, context),
            *condition_reasons(tenant, policy, conditions),
        ]
        result = _result(policy, [each for each in reasons if each])
        if result.applies or body.get("appliedPoliciesOnly") is not True:
            shown = render_policy(call, tenant, policy)
            found.append({**shown, "policyApplies": result.applies, "analysisReasons": result.reasons})
    return Answer(
        200, {"@odata.context": f"{call.context}Collection(microsoft.graph.whatIfAnalysisResult)", "value": [*found]}
    )


def _result(policy: JsonObject, reasons: list[str]) -> _Result:
    """A condition that fails decides; what is missing counts only where none does."""
    if policy["state"] == "disabled":
        return _Result(False, "policyNotEnabled")
    if not part(policy, "grantControls") and not part(policy, "sessionControls"):
        return _Result(False, "emptyPolicy")
    failing = [each for each in dict.fromkeys(reasons) if each != NOT_ENOUGH]
    if failing:
        return _Result(False, ",".join(failing))
    return _Result(False, NOT_ENOUGH) if reasons else _Result(True, "notSet")


def _checked(call: Call) -> JsonObject:
    body = call.body
    if not isinstance(body, dict) or not set(body) <= _MEMBERS:
        raise bad_request("The request body holds a parameter that this action doesn't have.")
    for name in ("signInIdentity", "signInContext", "signInConditions"):
        if not isinstance(body.get(name), dict):
            raise bad_request(f"The parameter '{name}' is required.")
    return body

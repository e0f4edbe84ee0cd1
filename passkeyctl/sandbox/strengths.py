"""Authentication strengths. https://learn.microsoft.com/graph/api/resources/authenticationstrengthpolicy"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.bodies import BodyFault, check_body
from passkeyctl.sandbox.calls import NO_CONTENT, Answer, Call, Refusal, bad_request, not_found
from passkeyctl.sandbox.combinations import check_configuration, configuration
from passkeyctl.sandbox.defaults import MFA_COMBINATIONS, POLICIES, STRENGTHS
from passkeyctl.sandbox.jsonread import as_text, objects, part, same, texts
from passkeyctl.sandbox.listing import Listing, answer_list, refuse_options
from passkeyctl.sandbox.policy_shape import render_policy
from passkeyctl.sandbox.tenant import Tenant

_MAX_CUSTOM = 15
_MAX_NAME = 30
# What stands in the published list of combinations besides those that are multifactor.
COMBINATIONS = (
    *MFA_COMBINATIONS,
    "x509CertificateSingleFactor",
    "sms",
    "password",
    "federatedSingleFactor",
    "email",
    "qrCodePin",
)
_LISTING = Listing(
    "policies/authenticationStrengthPolicies",
    "authenticationStrengthPolicy",
    ("id", "displayName", "policyType", "description", "requirementsSatisfied", "allowedCombinations"),
)
_CREATABLE = frozenset(
    {"@odata.type", "displayName", "description", "allowedCombinations", "combinationConfigurations"}
)
_CHANGEABLE = frozenset({"@odata.type", "displayName", "description"})


def list_strengths(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _LISTING, tenant.view(STRENGTHS), lambda row: _render(call, row))


def get_strength(call: Call, tenant: Tenant) -> Answer:
    refuse_options(call, frozenset())
    found = tenant.see(STRENGTHS, call.keys["id"])
    if found is None:
        raise _no_strength(call)
    context: JsonObject = {"@odata.context": f"{call.context}{_LISTING.context}/$entity"}
    return Answer(200, {**context, **_render(call, found)})


def create_strength(call: Call, tenant: Tenant) -> Answer:
    body = _checked(call, "authenticationStrengthPolicy")
    _refuse_others(body, _CREATABLE)
    if sum(row["policyType"] == "custom" for row in tenant.rows(STRENGTHS)) >= _MAX_CUSTOM:
        raise bad_request(f"The tenant has reached the limit of {_MAX_CUSTOM} custom authentication strengths.")
    _check_name(tenant, as_text(body["displayName"]), None)
    combinations = _combinations(body)
    configurations: list[JsonObject] = []
    for each in objects(body.get("combinationConfigurations")):
        check_configuration(each, combinations, configurations)
        configurations.append(configuration(tenant, each))
    now = tenant.now()
    strength: JsonObject = {
        "id": tenant.new_id(),
        "createdDateTime": now,
        "modifiedDateTime": now,
        "displayName": body["displayName"],
        "description": body.get("description") or "",
        "policyType": "custom",
        "requirementsSatisfied": _satisfied(combinations),
        "allowedCombinations": [*combinations],
        "combinationConfigurations": [*configurations],
    }
    tenant.put(STRENGTHS, strength)
    context: JsonObject = {"@odata.context": f"{call.context}{_LISTING.context}/$entity"}
    return Answer(201, {**context, **_render(call, strength)})


def patch_strength(call: Call, tenant: Tenant) -> Answer:
    strength = custom_strength(call, tenant)
    body = _checked(call, "authenticationStrengthPolicy", partial=True)
    _refuse_others(body, _CHANGEABLE)
    if "displayName" in body:
        _check_name(tenant, as_text(body["displayName"]), as_text(strength["id"]))
    changes = {name: value for name, value in body.items() if name != "@odata.type"}
    tenant.put(STRENGTHS, {**strength, **changes, "modifiedDateTime": tenant.now()})
    return NO_CONTENT


def update_combinations(call: Call, tenant: Tenant) -> Answer:
    strength = custom_strength(call, tenant)
    after = _combinations(_checked(call, "updateAllowedCombinations"))
    before = texts(strength["allowedCombinations"])
    users = policies_using(tenant, as_text(strength["id"]))
    for each in objects(strength["combinationConfigurations"]):
        if not set(texts(each["appliesToCombinations"])) <= set(after):
            raise bad_request("A combination that has a combination configuration cannot be removed.")
    satisfied = _satisfied(after)
    if users and satisfied != strength["requirementsSatisfied"]:
        raise bad_request("The authentication strength is used by policies that require multifactor authentication.")
    changed: JsonObject = {"allowedCombinations": [*after], "requirementsSatisfied": satisfied}
    tenant.put(STRENGTHS, {**strength, **changed, "modifiedDateTime": tenant.now()})
    lowered = users and bool(set(after) - set(before))
    return Answer(
        200,
        {
            "@odata.context": f"{call.context}microsoft.graph.updateAllowedCombinationsResult",
            "additionalInformation": "This strength is used by policies and now admits more." if lowered else None,
            "conditionalAccessReferences": [as_text(each["id"]) for each in users],
            "previousCombinations": [*before],
            "currentCombinations": [*after],
        },
    )


def usage(call: Call, tenant: Tenant) -> Answer:
    strength = tenant.see(STRENGTHS, call.keys["id"])
    if strength is None:
        raise _no_strength(call)
    users: list[JsonValue] = [
        render_policy(call, tenant, each) for each in policies_using(tenant, as_text(strength["id"]))
    ]
    needs_mfa = strength["requirementsSatisfied"] == "mfa"
    return Answer(
        200,
        {
            "@odata.context": f"{call.context}microsoft.graph.authenticationStrengthUsage",
            "mfa": users if needs_mfa else [],
            "none": [] if needs_mfa else users,
        },
    )


def delete_strength(call: Call, tenant: Tenant) -> Answer:
    strength = custom_strength(call, tenant)
    users = policies_using(tenant, as_text(strength["id"]))
    if users:
        raise bad_request(f"The authentication strength is used by {len(users)} Conditional Access policies.")
    tenant.remove(STRENGTHS, as_text(strength["id"]))
    return NO_CONTENT


def list_combinations(call: Call, tenant: Tenant) -> Answer:
    del tenant
    refuse_options(call, frozenset())
    place = "identity/conditionalAccess/authenticationStrength/combinations"
    return Answer(200, {"@odata.context": f"{call.context}{place}", "value": [*COMBINATIONS]})


def policies_using(tenant: Tenant, strength_id: str) -> list[JsonObject]:
    """The policies, deleted ones left out, whose grant asks for this strength."""
    return [
        row
        for row in tenant.rows(POLICIES)
        if same(strength_id, part(row, "grantControls", "authenticationStrength").get("id"))
    ]


def custom_strength(call: Call, tenant: Tenant) -> JsonObject:
    """The strength of the path, if it may be changed."""
    found = tenant.find(STRENGTHS, call.keys["id"])
    if found is None:
        raise _no_strength(call)
    if found["policyType"] != "custom":
        raise bad_request("Built-in authentication strengths cannot be changed.")
    return found


def _render(call: Call, stored: JsonObject) -> JsonObject:
    place = f"{call.context}{_LISTING.context}('{as_text(stored['id'])}')/combinationConfigurations"
    allowed = texts(stored.get("allowedCombinations"))
    combinations = [",".join(word.strip() for word in each.split(",")) for each in allowed]
    shown: JsonObject = {**stored, "allowedCombinations": [*combinations]}
    configurations = shown.pop("combinationConfigurations", None) or []
    return {
        **shown,
        "combinationConfigurations@odata.context": place,
        "combinationConfigurations": configurations,
    }


def _checked(call: Call, type_name: str, *, partial: bool = False) -> JsonObject:
    try:
        return check_body(call.body, type_name, partial=partial)
    except BodyFault as fault:
        raise bad_request(str(fault)) from fault


def _refuse_others(body: JsonObject, allowed: frozenset[str]) -> None:
    for name in body:
        if name not in allowed:
            raise bad_request(f"Property '{name}' cannot be set here.")


def _check_name(tenant: Tenant, name: str, own_id: str | None) -> None:
    if not name.strip() or len(name) > _MAX_NAME:
        raise bad_request(f"displayName must have between 1 and {_MAX_NAME} characters.")
    for row in tenant.rows(STRENGTHS):
        if as_text(row["displayName"]).casefold() == name.casefold() and row["id"] != own_id:
            raise bad_request(f"An authentication strength with the display name '{name}' already exists.")


def _combinations(body: JsonObject) -> list[str]:
    sent = list(dict.fromkeys(texts(body["allowedCombinations"])))
    if not sent:
        raise bad_request("allowedCombinations may not be empty.")
    for each in sent:
        if each not in COMBINATIONS:
            raise bad_request(f"'{each}' is not a valid combination of authentication methods.")
    return sent


def _satisfied(combinations: list[str]) -> str:
    return "mfa" if all(each in MFA_COMBINATIONS for each in combinations) else "none"


def _no_strength(call: Call) -> Refusal:
    return not_found(f"Authentication strength '{call.keys['id']}' does not exist.")

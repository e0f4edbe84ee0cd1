"""`combinationConfigurations` of a strength, under both of its paths."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.bodies import BodyFault, check_body
from passkeyctl.sandbox.calls import NO_CONTENT, Answer, Call, Refusal, bad_request, not_found
from passkeyctl.sandbox.combinations import check_configuration, configuration
from passkeyctl.sandbox.defaults import STRENGTHS
from passkeyctl.sandbox.jsonread import as_text, objects, same, texts
from passkeyctl.sandbox.listing import Listing, answer_list
from passkeyctl.sandbox.strengths import custom_strength
from passkeyctl.sandbox.tenant import Tenant

_TYPE = "authenticationCombinationConfiguration"


def list_configurations(call: Call, tenant: Tenant) -> Answer:
    strength = tenant.see(STRENGTHS, call.keys["id"])
    if strength is None:
        raise not_found(f"Authentication strength '{call.keys['id']}' does not exist.")
    listing = Listing(_place(strength), _TYPE, ("id",), frozenset())
    return answer_list(call, tenant, listing, objects(strength["combinationConfigurations"]))


def get_configuration(call: Call, tenant: Tenant) -> Answer:
    strength = tenant.see(STRENGTHS, call.keys["id"])
    if strength is None:
        raise not_found(f"Authentication strength '{call.keys['id']}' does not exist.")
    context: JsonObject = {"@odata.context": f"{call.context}{_place(strength)}/$entity"}
    return Answer(200, {**context, **_find(call, strength)})


def create_configuration(call: Call, tenant: Tenant) -> Answer:
    strength = custom_strength(call, tenant)
    sent = _checked(call, _TYPE)
    others = objects(strength["combinationConfigurations"])
    check_configuration(sent, texts(strength["allowedCombinations"]), others)
    new = configuration(tenant, sent)
    _keep(tenant, strength, [*others, new])
    context: JsonObject = {"@odata.context": f"{call.context}{_place(strength)}/$entity"}
    return Answer(201, {**context, **new})


def patch_configuration(call: Call, tenant: Tenant) -> Answer:
    strength = custom_strength(call, tenant)
    stored = _find(call, strength)
    sent = _checked(call, as_text(stored["@odata.type"]).removeprefix("#microsoft.graph."), partial=True)
    if "@odata.type" not in sent:
        raise bad_request("'@odata.type' has to be given.")
    after = {**stored, **sent}
    others = [each for each in objects(strength["combinationConfigurations"]) if each is not stored]
    whole = {name: value for name, value in after.items() if name != "id"}
    check_configuration(whole if "id" not in sent else after, texts(strength["allowedCombinations"]), others)
    rows = [after if each is stored else each for each in objects(strength["combinationConfigurations"])]
    _keep(tenant, strength, rows)
    return NO_CONTENT


def delete_configuration(call: Call, tenant: Tenant) -> Answer:
    strength = custom_strength(call, tenant)
    stored = _find(call, strength)
    _keep(
        tenant,
        strength,
        [each for each in objects(strength["combinationConfigurations"]) if each is not stored],
    )
    return NO_CONTENT


def _place(strength: JsonObject) -> str:
    return f"policies/authenticationStrengthPolicies('{as_text(strength['id'])}')/combinationConfigurations"


def _find(call: Call, strength: JsonObject) -> JsonObject:
    for each in objects(strength["combinationConfigurations"]):
        if same(call.keys["cid"], each["id"]):
            return each
    raise _missing(call)


def _missing(call: Call) -> Refusal:
    return not_found(f"Combination configuration '{call.keys['cid']}' does not exist.")


def _checked(call: Call, type_name: str, *, partial: bool = False) -> JsonObject:
    try:
        return check_body(call.body, type_name, partial=partial)
    except BodyFault as fault:
        raise bad_request(str(fault)) from fault


def _keep(tenant: Tenant, strength: JsonObject, rows: list[JsonObject]) -> None:
    tenant.put(STRENGTHS, {**strength, "combinationConfigurations": [*rows], "modifiedDateTime": tenant.now()})

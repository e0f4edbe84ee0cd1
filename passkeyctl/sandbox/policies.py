"""Conditional Access policies. https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.bodies import BodyFault, check_body
from passkeyctl.sandbox.calls import NO_CONTENT, Answer, Call, Refusal, bad_request, not_found
from passkeyctl.sandbox.defaults import DELETED_POLICIES, POLICIES, SECURITY_DEFAULTS
from passkeyctl.sandbox.jsonread import as_object, as_text
from passkeyctl.sandbox.listing import SEARCHED, Listing, answer_list, answer_one
from passkeyctl.sandbox.policy_references import check_references
from passkeyctl.sandbox.policy_rules import check_policy
from passkeyctl.sandbox.policy_shape import complete, is_preview, render_policy
from passkeyctl.sandbox.tenant import Tenant

_MAX_POLICIES = 240
_SCHEMA = (
    "1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy "
    "type. For examples, please see API documentation at "
    "https://docs.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies?view=graph-rest-1.0."
)
_READ_ONLY = ("id", "createdDateTime", "modifiedDateTime", "deletedDateTime", "templateId")
_PROPERTIES = (
    "id",
    "templateId",
    "displayName",
    "createdDateTime",
    "modifiedDateTime",
    "deletedDateTime",
    "state",
    "conditions",
    "grantControls",
    "sessionControls",
)
_LISTING = Listing(
    "identity/conditionalAccess/policies",
    "conditionalAccessPolicy",
    _PROPERTIES,
    SEARCHED | {"$skip"},
)
_DELETED = Listing("identity/conditionalAccess/deletedItems/policies", "conditionalAccessPolicy", _PROPERTIES)


def list_policies(call: Call, tenant: Tenant) -> Answer:
    rows = tenant.view(POLICIES)
    if not call.is_beta and tenant.behaviour.preview_policies != "cut":
        previews = [each for each in rows if is_preview(each)]
        if previews and tenant.behaviour.preview_policies == "refused":
            raise _preview(previews[0])
        rows = [each for each in rows if not is_preview(each)]
    return answer_list(call, tenant, _LISTING, rows, lambda row: render_policy(call, tenant, row))


def get_policy(call: Call, tenant: Tenant) -> Answer:
    found = tenant.see(POLICIES, call.keys["id"])
    if found is None:
        raise _no_policy(call)
    _refuse_preview(call, tenant, found)
    return answer_one(call, _LISTING, render_policy(call, tenant, found))


def create_policy(call: Call, tenant: Tenant) -> Answer:
    body = _checked(call)
    if len(tenant.rows(POLICIES)) >= _MAX_POLICIES:
        raise bad_request(f"The number of policies exceeds the limit of {_MAX_POLICIES}.")
    stamps: JsonObject = {"id": tenant.new_id(), "createdDateTime": tenant.now()}
    policy = _accepted(tenant, {**body, **stamps}, body)
    tenant.put(POLICIES, policy)
    context: JsonObject = {"@odata.context": f"{call.context}{_LISTING.context}/$entity"}
    return Answer(201, {**context, **render_policy(call, tenant, policy)})


def patch_policy(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(POLICIES, call.keys["id"])
    if found is None:
        raise _no_policy(call)
    _refuse_preview(call, tenant, found)
    before = complete(found)
    body = _checked(call, before)
    after = _merged(before, body) if tenant.behaviour.nested_patch == "merge" else {**before, **body}
    tenant.put(POLICIES, {**_accepted(tenant, after, body), "modifiedDateTime": tenant.now()})
    return NO_CONTENT


def delete_policy(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(POLICIES, call.keys["id"])
    if found is None:
        raise _no_policy(call)
    tenant.remove(POLICIES, call.keys["id"])
    tenant.put(DELETED_POLICIES, {**found, "deletedDateTime": tenant.now()})
    return NO_CONTENT


def list_deleted(call: Call, tenant: Tenant) -> Answer:
    rows = tenant.view(DELETED_POLICIES)
    return answer_list(call, tenant, _DELETED, rows, lambda row: render_policy(call, tenant, row))


def get_deleted(call: Call, tenant: Tenant) -> Answer:
    return answer_one(call, _DELETED, render_policy(call, tenant, _deleted(call, tenant, truly=False)))


def purge_deleted(call: Call, tenant: Tenant) -> Answer:
    _deleted(call, tenant, truly=True)
    tenant.remove(DELETED_POLICIES, call.keys["id"])
    return NO_CONTENT


def restore_deleted(call: Call, tenant: Tenant) -> Answer:
    """Back with the id and the state that it had."""
    found = _deleted(call, tenant, truly=True)
    if len(tenant.rows(POLICIES)) >= _MAX_POLICIES:
        raise bad_request(f"The number of policies exceeds the limit of {_MAX_POLICIES}.")
    restored = {**found, "deletedDateTime": None}
    tenant.remove(DELETED_POLICIES, call.keys["id"])
    tenant.put(POLICIES, restored)
    context: JsonObject = {"@odata.context": f"{call.context}microsoft.graph.conditionalAccessPolicy"}
    return Answer(200, {**context, **render_policy(call, tenant, restored)})


def _accepted(tenant: Tenant, wanted: JsonObject, body: JsonObject) -> JsonObject:
    policy = complete(wanted)
    defaults = tenant.rows(SECURITY_DEFAULTS)[0]["isEnabled"] is True
    check_policy(policy, body, security_defaults=defaults)
    check_references(tenant, body)
    return policy


def _checked(call: Call, stored: JsonObject | None = None) -> JsonObject:
    try:
        partial = stored is not None
        body = check_body(call.body, "conditionalAccessPolicy", beta=call.is_beta, partial=partial, stored=stored)
    except BodyFault as fault:
        if fault.preview:
            raise bad_request(
                f"1038: The policy contains preview features ({fault.path}). Use the Beta endpoint."
            ) from fault
        raise bad_request(_SCHEMA) from fault
    if any(name in body for name in _READ_ONLY):
        raise bad_request(_SCHEMA)
    return body


def _merged(before: JsonObject, change: JsonObject) -> JsonObject:
    """Objects merge member by member; lists, words and null replace."""
    after = dict(before)
    for name, value in change.items():
        old = before.get(name)
        if isinstance(value, dict) and isinstance(old, dict) and name != "authenticationStrength":
            another = "@odata.type" in value and value["@odata.type"] != old.get("@odata.type")
            after[name] = value if another else _merged(as_object(old), value)
        else:
            after[name] = value
    return after


def _refuse_preview(call: Call, tenant: Tenant, found: JsonObject) -> None:
    if call.is_beta or tenant.behaviour.preview_policies == "cut" or not is_preview(found):
        return
    if tenant.behaviour.preview_policies == "refused":
        raise _preview(found)
    raise _no_policy(call)


def _preview(policy: JsonObject) -> Refusal:
    return bad_request(f"1038: The policy {as_text(policy['id'])} contains preview features. Use the Beta endpoint.")


def _no_policy(call: Call) -> Refusal:
    return not_found(f"Policy with id {call.keys['id']} does not exist in the directory.")


def _deleted(call: Call, tenant: Tenant, *, truly: bool) -> JsonObject:
    look = tenant.find if truly else tenant.see
    found = look(DELETED_POLICIES, call.keys["id"])
    if found is None:
        raise not_found(f"Deleted policy with id {call.keys['id']} does not exist in the directory.")
    return found

"""Authentication contexts. https://learn.microsoft.com/graph/api/resources/authenticationcontextclassreference"""

from __future__ import annotations

import re

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.bodies import BodyFault, check_body
from passkeyctl.sandbox.calls import NO_CONTENT, Answer, Call, Refusal, bad_request, not_found
from passkeyctl.sandbox.defaults import CONTEXTS, POLICIES
from passkeyctl.sandbox.jsonread import part, same, texts
from passkeyctl.sandbox.listing import Listing, answer_list, answer_one
from passkeyctl.sandbox.tenant import Tenant

_PLACE = "identity/conditionalAccess/authenticationContextClassReferences"
_LISTING = Listing(_PLACE, "authenticationContextClassReference", ("id", "displayName", "description", "isAvailable"))
_ID = re.compile(r"c([1-9]|[1-9][0-9])")


def list_contexts(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _LISTING, tenant.view(CONTEXTS), _render)


def get_context(call: Call, tenant: Tenant) -> Answer:
    found = tenant.see(CONTEXTS, call.keys["id"])
    if found is None:
        raise _missing(call)
    return answer_one(call, _LISTING, _render(found))


def patch_context(call: Call, tenant: Tenant) -> Answer:
    """Changes a context, or creates the one of this id: 204 without a body, either way."""
    key = call.keys["id"]
    if not _ID.fullmatch(key):
        raise bad_request(f"'{key}' is not a valid authentication context id, c1 to c99.")
    try:
        stored = tenant.find(CONTEXTS, key)
        body = check_body(call.body, "authenticationContextClassReference", partial=True, stored=stored)
    except BodyFault as fault:
        raise bad_request(str(fault)) from fault
    if not same(key, body.get("id", key)):
        raise bad_request("The id of an authentication context cannot be changed.")
    found = tenant.find(CONTEXTS, key)
    after = _render({**(found or {}), **body, "id": key})
    if not after["displayName"]:
        raise bad_request("displayName is required.")
    tenant.put(CONTEXTS, after)
    return NO_CONTENT


def delete_context(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(CONTEXTS, call.keys["id"])
    if found is None:
        raise _missing(call)
    if found.get("isAvailable") is True:
        raise bad_request("A published authentication context cannot be deleted.")
    for policy in tenant.rows(POLICIES):
        named = part(policy, "conditions", "applications").get("includeAuthenticationContextClassReferences")
        if any(same(each, found["id"]) for each in texts(named)):
            raise bad_request("The authentication context is used by a Conditional Access policy.")
    tenant.remove(CONTEXTS, call.keys["id"])
    return NO_CONTENT


def _render(stored: JsonObject) -> JsonObject:
    return {"displayName": None, "description": None, "isAvailable": False, **stored}


def _missing(call: Call) -> Refusal:
    return not_found(f"Authentication context '{call.keys['id']}' does not exist.")

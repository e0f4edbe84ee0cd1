"""Memberships: direct lists are stored in the group, everything transitive is worked out; cycles are harmless."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.bodies import is_guid
from passkeyctl.sandbox.calls import Answer, Call, Refusal, bad_request
from passkeyctl.sandbox.defaults import GROUPS, SERVICE_PRINCIPALS, USERS
from passkeyctl.sandbox.directory import (
    GROUP_LISTING,
    USER_LISTING,
    find_group,
    find_user,
    render_application,
    render_group,
    render_user,
)
from passkeyctl.sandbox.jsonread import as_list, as_text, texts
from passkeyctl.sandbox.listing import Listing, answer_list
from passkeyctl.sandbox.tenant import Tenant

_GET_BY_IDS_MOST = 1000
_CHECK_GROUPS_MOST = 20
_MIXED = Listing(
    "directoryObjects",
    "directoryObject",
    tuple(dict.fromkeys((*GROUP_LISTING.properties, *USER_LISTING.properties, "appId", "servicePrincipalType"))),
    page=100,
    is_directory=True,
)


def direct_members(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _direct(tenant, find_group(tenant, call.keys["id"])), None)


def transitive_members(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _transitive(tenant, find_group(tenant, call.keys["id"])), None)


def transitive_users(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _transitive(tenant, find_group(tenant, call.keys["id"])), "user")


def direct_users(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _direct(tenant, find_group(tenant, call.keys["id"])), "user")


def direct_groups(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _direct(tenant, find_group(tenant, call.keys["id"])), "group")


def count_members(call: Call, tenant: Tenant) -> Answer:
    return _count(call, _transitive(tenant, find_group(tenant, call.keys["id"])))


def count_users(call: Call, tenant: Tenant) -> Answer:
    found = _transitive(tenant, find_group(tenant, call.keys["id"]))
    return _count(call, [each for each in found if _kind(each) == "user"])


def groups_of_user(call: Call, tenant: Tenant) -> Answer:
    """Groups alone: directory roles and administrative units, which Graph lists as well, are left out."""
    return _answer(call, tenant, memberships(tenant, find_user(tenant, call.keys["id"])), None)


def groups_only_of_user(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, memberships(tenant, find_user(tenant, call.keys["id"])), "group")


def direct_groups_of_user(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _direct_memberships(tenant, find_user(tenant, call.keys["id"])), None)


def direct_groups_only_of_user(call: Call, tenant: Tenant) -> Answer:
    return _answer(call, tenant, _direct_memberships(tenant, find_user(tenant, call.keys["id"])), "group")


def check_member_groups(call: Call, tenant: Tenant) -> Answer:
    user = find_user(tenant, call.keys["id"])
    wanted = _ids(call, "groupIds", _CHECK_GROUPS_MOST)
    held = {as_text(each["id"]).lower() for each in memberships(tenant, user)}
    return Answer(
        200,
        {
            "@odata.context": f"{call.context}Collection(Edm.String)",
            "value": [each for each in wanted if each.lower() in held],
        },
    )


def get_by_ids(call: Call, tenant: Tenant) -> Answer:
    """The objects that exist, in one answer: an action has no pages. Unknown ids are left out."""
    wanted = [each.lower() for each in _ids(call, "ids", _GET_BY_IDS_MOST)]
    body = call.body
    assert isinstance(body, dict)
    types = {each.lower() for each in texts(body.get("types"))} - {"directoryobject"}
    index = {as_text(each["id"]).lower(): each for each in _everything(tenant)}
    found = [index[each] for each in dict.fromkeys(wanted) if each in index]
    chosen = [each for each in found if not types or _kind(each).lower() in types]
    return Answer(200, {"@odata.context": f"{call.context}directoryObjects", "value": [*map(dict, chosen)]})


def _answer(call: Call, tenant: Tenant, rows: Iterable[JsonObject], kind: str | None) -> Answer:
    if kind is None:
        return answer_list(call, tenant, _MIXED, list(rows))
    listing = USER_LISTING if kind == "user" else GROUP_LISTING
    if "$count" in call.query and not call.is_eventual:
        raise _needs_consistency()
    return answer_list(call, tenant, listing, [each for each in rows if _kind(each) == kind])


def _count(call: Call, rows: list[JsonObject]) -> Answer:
    if not call.is_eventual:
        raise _needs_consistency()
    accepted = call.headers.get("accept", "*/*")
    if "text/plain" not in accepted and "*/*" not in accepted:
        raise Refusal(415, "UnsupportedMediaType", "The count is given as text/plain only.")
    return Answer(200, text=str(len(rows)))


def _needs_consistency() -> Refusal:
    return Refusal(
        400,
        "Request_BadRequest",
        "$count is not currently supported without the header ConsistencyLevel: eventual.",
    )


def _ids(call: Call, name: str, most: int) -> list[str]:
    body = call.body
    if not isinstance(body, dict) or not isinstance(body.get(name), list):
        raise Refusal(400, "Request_BadRequest", f"The parameter '{name}' has to be a list.")
    if not set(body) <= {name, "types"}:
        raise bad_request("The request body holds a parameter that this action doesn't have.")
    ids = as_list(body[name])
    if len(ids) > most:
        raise Refusal(400, "Request_BadRequest", f"The number of values in '{name}' exceeds the maximum of {most}.")
    for each in ids:
        if not isinstance(each, str) or not is_guid(each):
            raise Refusal(400, "Request_BadRequest", f"Invalid object identifier '{each}'.")
    return texts(ids)


def _kind(rendered: JsonObject) -> str:
    return as_text(rendered["@odata.type"]).removeprefix("#microsoft.graph.")


def _everything(tenant: Tenant) -> list[JsonObject]:
    return [
        *({"@odata.type": "#microsoft.graph.user", **render_user(each)} for each in tenant.view(USERS)),
        *({"@odata.type": "#microsoft.graph.group", **render_group(each)} for each in tenant.view(GROUPS)),
        *(
            {"@odata.type": "#microsoft.graph.servicePrincipal", **render_application(each)}
            for each in tenant.view(SERVICE_PRINCIPALS)
        ),
    ]


def _direct(tenant: Tenant, group: JsonObject) -> list[JsonObject]:
    index = {as_text(each["id"]).lower(): each for each in _everything(tenant)}
    return [index[each.lower()] for each in texts(group.get("members")) if each.lower() in index]


def _transitive(tenant: Tenant, group: JsonObject) -> list[JsonObject]:
    index = {as_text(each["id"]).lower(): each for each in _everything(tenant)}
    members = {as_text(each["id"]).lower(): texts(each.get("members")) for each in tenant.view(GROUPS)}
    start = as_text(group["id"]).lower()
    seen: dict[str, None] = {}
    waiting = [start]
    while waiting:
        for member in members.get(waiting.pop(0), ()):
            if member.lower() not in seen:
                seen[member.lower()] = None
                waiting.append(member.lower())
    return [index[each] for each in seen if each in index]


def _direct_memberships(tenant: Tenant, user: JsonObject) -> list[JsonObject]:
    return [
        {"@odata.type": "#microsoft.graph.group", **render_group(each)}
        for each in tenant.view(GROUPS)
        if as_text(user["id"]).lower() in (member.lower() for member in texts(each.get("members")))
    ]


def memberships(tenant: Tenant, user: JsonObject) -> list[JsonObject]:
    groups = tenant.view(GROUPS)
    held: dict[str, None] = {as_text(user["id"]).lower(): None}
    grown = True
    while grown:
        grown = False
        for group in groups:
            key = as_text(group["id"]).lower()
            if key not in held and any(each.lower() in held for each in texts(group.get("members"))):
                held[key] = None
                grown = True
    return [
        {"@odata.type": "#microsoft.graph.group", **render_group(each)}
        for each in groups
        if as_text(each["id"]).lower() in held
    ]

"""Temporary Access Passes of people: one each, whose value is given once. docs/graph-facts.md

https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import Answer, Call, Refusal
from passkeyctl.sandbox.company import company_of, rows_reaching
from passkeyctl.sandbox.defaults import METHODS, USERS
from passkeyctl.sandbox.directory import find_user
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from passkeyctl.sandbox.listing import Listing, answer_list
from passkeyctl.sandbox.tenant import Tenant

METHOD = "TemporaryAccessPass"
TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethod"
SHORTEST, LONGEST = 10, 43_200
_MEMBERS = frozenset({"@odata.type", "startDateTime", "lifetimeInMinutes", "isUsableOnce"})
_SPENT = ("OneTimeUsed",)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+$%&@#!"


def list_passes(call: Call, tenant: Tenant) -> Answer:
    """At most one; the pass itself is given only once, when it is made."""
    user = find_user(tenant, call.keys["id"])
    listing = Listing(_place(user), "authenticationMethod", ("id",), frozenset())
    rows = [{**shown(each, user, tenant), "temporaryAccessPass": None} for each in objects(user.get("passes"))]
    return answer_list(call, tenant, listing, rows)


def create_pass(call: Call, tenant: Tenant) -> Answer:
    """Takes the place of the one before. Whether the policy reaches the person is not asked: that shows at sign-in."""
    seen = find_user(tenant, call.keys["id"])
    user = tenant.find(USERS, as_text(seen["id"])) or seen
    policy = _policy(tenant)
    body = _body(call.body)
    minutes = _minutes(body.get("lifetimeInMinutes"), policy)
    now = tenant.clock().astimezone(UTC)
    row: JsonObject = {
        "id": tenant.new_id(),
        "createdDateTime": _written(now),
        "startDateTime": _written(_start(body.get("startDateTime"), now)),
        "lifetimeInMinutes": minutes,
        "isUsableOnce": _once(body.get("isUsableOnce"), policy),
    }
    tenant.put(USERS, {**user, "passes": [row]})
    place = f"{_place(user)}/$entity"
    given: JsonObject = {"@odata.context": f"{call.context}{place}", "@odata.type": TYPE}
    value = _value(as_text(row["id"]), policy.get("defaultLength"))
    return Answer(201, {**given, **shown(row, user, tenant), "temporaryAccessPass": value})


def shown(row: JsonObject, user: JsonObject, tenant: Tenant) -> JsonObject:
    """The row with what it is good for now, by the tenant's clock; rows of seeds that lack its times stay as said."""
    start, minutes = row.get("startDateTime") or row.get("createdDateTime"), row.get("lifetimeInMinutes")
    if not isinstance(start, str) or not isinstance(minutes, int):
        return row
    reason = _usability(row, user, tenant, (datetime.fromisoformat(start), minutes))
    return {**row, "isUsable": reason == "EnabledByPolicy", "methodUsabilityReason": reason}


def _usability(row: JsonObject, user: JsonObject, tenant: Tenant, span: tuple[datetime, int]) -> str:
    start, minutes = span
    said = row.get("methodUsabilityReason")
    if said in _SPENT:
        return as_text(said)
    if tenant.clock() >= start + timedelta(minutes=minutes):
        return "Expired"
    company = company_of(tenant)
    if not rows_reaching(_policy(tenant), company.caller(user)):
        return "DisabledByPolicy"
    return "NotYetValid" if tenant.clock() < start else "EnabledByPolicy"


def _policy(tenant: Tenant) -> JsonObject:
    found = tenant.find(METHODS, METHOD)
    if found is None or found.get("state") != "enabled":
        return {**(found or {}), "state": "disabled"}
    return found


def _body(sent: JsonValue | object) -> JsonObject:
    if not isinstance(sent, dict):
        raise _refused("Empty Payload. JSON content expected.")
    body = as_object(sent)
    for name in body:
        if name not in _MEMBERS:
            raise _refused(f"Property '{name}' does not exist or can't be set.")
    return body


def _minutes(sent: JsonValue, policy: JsonObject) -> int:
    default = policy.get("defaultLifetimeInMinutes")
    minutes = default if sent is None else sent
    least, most = (policy.get(f"{each}LifetimeInMinutes") for each in ("minimum", "maximum"))
    low, high = (least if isinstance(least, int) else SHORTEST), (most if isinstance(most, int) else LONGEST)
    if not isinstance(minutes, int) or not low <= minutes <= high:
        raise _refused(f"Lifetime must be between {low} and {high} minutes.")
    return minutes


def _once(sent: JsonValue, policy: JsonObject) -> bool:
    only_once = policy.get("isUsableOnce") is True
    if sent is None:
        return only_once
    if not isinstance(sent, bool):
        raise _refused("'isUsableOnce' is not a Boolean.")
    if only_once and not sent:
        raise _refused("The policy allows passes for one use only.")
    return sent


def _start(sent: JsonValue, now: datetime) -> datetime:
    if sent is None:
        return now
    try:
        start = datetime.fromisoformat(as_text(sent)).astimezone(UTC)
    except ValueError as error:
        raise _refused("'startDateTime' is not a date.") from error
    return max(start, now)


def _value(id: str, length: JsonValue) -> str:
    """The same for the same id, so that rehearsals can be repeated."""
    digest = sha256(f"sandbox pass {id}".encode()).digest() * 2
    count = length if isinstance(length, int) else 8
    return "".join(_LETTERS[each % len(_LETTERS)] for each in digest[:count])


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _place(user: JsonObject) -> str:
    return f"users('{as_text(user['id'])}')/authentication/temporaryAccessPassMethods"


def _refused(message: str) -> Refusal:
    return Refusal(400, "badRequest", message)

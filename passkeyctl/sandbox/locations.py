"""Named locations. https://learn.microsoft.com/graph/api/resources/namedlocation"""

from __future__ import annotations

import ipaddress

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.bodies import BodyFault, check_body
from passkeyctl.sandbox.calls import NO_CONTENT, Answer, Call, Refusal, bad_request, not_found
from passkeyctl.sandbox.defaults import DELETED_LOCATIONS, LOCATIONS, POLICIES
from passkeyctl.sandbox.jsonread import as_text, objects, part, texts
from passkeyctl.sandbox.listing import SEARCHED, Listing, answer_list, answer_one
from passkeyctl.sandbox.tenant import Tenant

_IP = "#microsoft.graph.ipNamedLocation"
_COUNTRY = "#microsoft.graph.countryNamedLocation"
_KNOWN = (_IP, _COUNTRY)
_MAX_IP_LOCATIONS = 195
_MAX_RANGES = 2000
_SHORTEST_PREFIX = 9
_PROPERTIES = (
    "id",
    "displayName",
    "createdDateTime",
    "modifiedDateTime",
    "deletedDateTime",
    "isTrusted",
    "ipRanges",
    "countriesAndRegions",
    "includeUnknownCountriesAndRegions",
    "countryLookupMethod",
)
_LISTING = Listing("identity/conditionalAccess/namedLocations", "namedLocation", _PROPERTIES, SEARCHED | {"$skip"})
_DELETED = Listing("identity/conditionalAccess/deletedItems/namedLocations", "namedLocation", _PROPERTIES)
_READ_ONLY = ("id", "createdDateTime", "modifiedDateTime", "deletedDateTime")


def list_locations(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _LISTING, tenant.view(LOCATIONS), _render)


def get_location(call: Call, tenant: Tenant) -> Answer:
    found = tenant.see(LOCATIONS, call.keys["id"])
    if found is None:
        raise _missing(call)
    return answer_one(call, _LISTING, _render(found))


def create_location(call: Call, tenant: Tenant) -> Answer:
    body = _checked(call, partial=False)
    now = tenant.now()
    stamps: JsonObject = {"createdDateTime": now, "modifiedDateTime": now, "deletedDateTime": None}
    location: JsonObject = {
        "@odata.type": body["@odata.type"],
        "id": tenant.new_id(),
        **stamps,
        **_unset(body),
        **body,
    }
    _check(location)
    places = [each for each in tenant.rows(LOCATIONS) if each["@odata.type"] == _IP]
    if location["@odata.type"] == _IP and len(places) >= _MAX_IP_LOCATIONS:
        raise bad_request(f"The number of IP named locations exceeds the limit of {_MAX_IP_LOCATIONS}.")
    tenant.put(LOCATIONS, location)
    context: JsonObject = {"@odata.context": f"{call.context}{_LISTING.context}/$entity"}
    return Answer(201, {**context, **_render(location)})


def patch_location(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(LOCATIONS, call.keys["id"])
    if found is None:
        raise _missing(call)
    if found["@odata.type"] not in _KNOWN:
        raise bad_request("A named location of this type cannot be changed here.")
    body = _checked(call, partial=True, stored=found)
    if body["@odata.type"] != found["@odata.type"]:
        raise bad_request("The type of a named location cannot be changed.")
    after = {**found, **body, "modifiedDateTime": tenant.now()}
    _check(after)
    tenant.put(LOCATIONS, after)
    return NO_CONTENT


def delete_location(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(LOCATIONS, call.keys["id"])
    if found is None:
        raise _missing(call)
    if found.get("isTrusted") is True:
        raise bad_request("A trusted named location cannot be deleted; set isTrusted to false first.")
    if _is_used(tenant, as_text(found["id"])):
        raise bad_request("The named location is used by a Conditional Access policy and cannot be deleted.")
    tenant.remove(LOCATIONS, call.keys["id"])
    tenant.put(DELETED_LOCATIONS, {**found, "deletedDateTime": tenant.now()})
    return NO_CONTENT


def list_deleted(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _DELETED, tenant.view(DELETED_LOCATIONS), _render)


def get_deleted(call: Call, tenant: Tenant) -> Answer:
    found = tenant.see(DELETED_LOCATIONS, call.keys["id"])
    if found is None:
        raise _missing(call)
    return answer_one(call, _DELETED, _render(found))


def purge_deleted(call: Call, tenant: Tenant) -> Answer:
    if tenant.find(DELETED_LOCATIONS, call.keys["id"]) is None:
        raise _missing(call)
    tenant.remove(DELETED_LOCATIONS, call.keys["id"])
    return NO_CONTENT


def restore_deleted(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(DELETED_LOCATIONS, call.keys["id"])
    if found is None:
        raise _missing(call)
    restored = {**found, "deletedDateTime": None}
    tenant.remove(DELETED_LOCATIONS, call.keys["id"])
    tenant.put(LOCATIONS, restored)
    return Answer(200, {"@odata.context": f"{call.context}microsoft.graph.namedLocation", **_render(restored)})


def _checked(call: Call, *, partial: bool, stored: JsonObject | None = None) -> JsonObject:
    try:
        body = check_body(call.body, "namedLocation", partial=partial, stored=stored)
    except BodyFault as fault:
        raise bad_request(str(fault)) from fault
    for name in _READ_ONLY:
        if name in body:
            raise bad_request(f"Property '{name}' is read-only.")
    return body


def _unset(body: JsonObject) -> JsonObject:
    if body["@odata.type"] == _IP:
        return {"isTrusted": False}
    if body["@odata.type"] != _COUNTRY:
        return {}
    return {"includeUnknownCountriesAndRegions": False, "countryLookupMethod": "clientIpAddress"}


def _render(stored: JsonObject) -> JsonObject:
    return {
        "deletedDateTime": None,
        "createdDateTime": None,
        "modifiedDateTime": None,
        **_unset(stored),
        **stored,
    }


def _check(location: JsonObject) -> None:
    if not as_text(location["displayName"]).strip():
        raise bad_request("displayName may not be empty.")
    if location["@odata.type"] == _IP:
        _check_ranges(objects(location["ipRanges"]))
    else:
        _check_countries(texts(location["countriesAndRegions"]))


def _check_ranges(ranges: list[JsonObject]) -> None:
    if not 1 <= len(ranges) <= _MAX_RANGES:
        raise bad_request(f"ipRanges must hold between 1 and {_MAX_RANGES} ranges.")
    for each in ranges:
        address = as_text(each["cidrAddress"])
        wanted = 4 if as_text(each["@odata.type"]).endswith("iPv4CidrRange") else 6
        try:
            network = ipaddress.ip_network(address, strict=False)
        except ValueError as fault:
            raise bad_request(f"'{address}' is not a valid range.") from fault
        if network.version != wanted or "/" not in address:
            raise bad_request(f"'{address}' is not a range of the type it is given as.")
        if network.prefixlen < _SHORTEST_PREFIX:
            raise bad_request(f"The prefix of '{address}' has to be longer than /8.")


def _check_countries(countries: list[str]) -> None:
    if not countries:
        raise bad_request("countriesAndRegions may not be empty.")
    for each in countries:
        if len(each) != 2 or not (each.isascii() and each.isalpha() and each.isupper()):
            raise bad_request(f"'{each}' is not a two-letter country code.")


def _is_used(tenant: Tenant, key: str) -> bool:
    for policy in tenant.rows(POLICIES):
        places = part(policy, "conditions", "locations")
        named = [*texts(places.get("includeLocations")), *texts(places.get("excludeLocations"))]
        if any(each.lower() == key.lower() for each in named):
            return True
    return False


def _missing(call: Call) -> Refusal:
    return not_found(f"NamedLocation with id {call.keys['id']} does not exist in the directory.")

"""One object of a foreign file as Graph would answer it, or the reason why it can't be."""

from __future__ import annotations

import re
from typing import NamedTuple

from passkeyctl.foreign import schema
from passkeyctl.foreign.casing import Unusable, is_plain_range, respelled
from passkeyctl.foreign.dsc import nested_policy, without_run
from passkeyctl.foreign.kinds import Piece, Sort
from passkeyctl.foreign.methods import method, methods_policy
from passkeyctl.foreign.repair import repaired
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.snapshot.document import Part
from passkeyctl.snapshot.made_ids import bare_guid, made_id

PREFIX = "#microsoft.graph."
PARTS = {
    Sort.POLICY: Part.POLICIES,
    Sort.FLAT_POLICY: Part.POLICIES,
    Sort.STRENGTH: Part.STRENGTHS,
    Sort.LOCATION: Part.LOCATIONS,
    Sort.CONTEXT: Part.CONTEXTS,
    Sort.METHODS_POLICY: Part.METHODS_POLICY,
}
_TENANTS = {
    "all": f"{PREFIX}conditionalAccessAllExternalTenants",
    "enumerated": f"{PREFIX}conditionalAccessEnumeratedExternalTenants",
}
_LIMITS = {
    "allowedAAGUIDs": f"{PREFIX}fido2CombinationConfiguration",
    "allowedIssuerSkis": f"{PREFIX}x509CertificateCombinationConfiguration",
    "allowedPolicyOIDs": f"{PREFIX}x509CertificateCombinationConfiguration",
}
_WORD = re.compile(r"[A-Za-z]+")
_CONTEXT_ID = re.compile(r"[cC][0-9]{1,2}")


class Built(NamedTuple):
    """`document` may lack its id where the file gave none; `locations` lay inside it (CIPP)."""

    document: JsonObject
    locations: tuple[JsonObject, ...] = ()


def built(piece: Piece) -> Built:
    """Raises Unusable with the reason."""
    document = respelled(piece.document)
    if not isinstance(document, dict):
        raise Unusable("it is a list where an object belongs")
    if any(key.casefold() == "ensure" for key in document):
        document = without_run(document)
    match piece.sort:
        case Sort.POLICY | Sort.FLAT_POLICY:
            return _policy(nested_policy(document) if piece.sort is Sort.FLAT_POLICY else document)
        case Sort.STRENGTH:
            return Built(_strength(document))
        case Sort.LOCATION:
            return Built(location(document))
        case Sort.CONTEXT:
            return Built(_context(document))
        case Sort.METHOD:
            return Built(method(document))
        case _:
            return Built(methods_policy(document))


def _policy(document: JsonObject) -> Built:
    inlined = document.pop("locationInfo", None)
    found = repaired(_with_bound_strength(document), schema.POLICY)
    _name(found)
    state = found.get("state")
    if not isinstance(state, str) or not _WORD.fullmatch(state):
        raise Unusable("it lacks `state`" if not state else f"`{state}` is no state of a policy")
    conditions = found.get("conditions")
    if not isinstance(conditions, dict) or not conditions:
        raise Unusable("it lacks `conditions`")
    # Graph always answers with both; a file that was written by hand may leave one out.
    found["conditions"] = {"users": None, "applications": None, **_with_tenants(conditions)}
    return Built(_identified(found), tuple(_inlined(inlined)))


def _name(document: JsonObject) -> str:
    name = document.get("displayName")
    if not isinstance(name, str) or not name:
        raise Unusable("it lacks `displayName`")
    return name


def _identified(document: JsonObject) -> JsonObject:
    """An id that is no GUID is a placeholder: the object gets one of its own."""
    id = bare_guid(str(document.get("id") or ""))
    rest = {key: value for key, value in document.items() if key != "id"}
    return {"id": id, **rest} if id is not None else rest


def _with_bound_strength(document: JsonObject) -> JsonObject:
    """Requests name a strength by its address."""
    grant = document.get("grantControls")
    bound = grant.get("authenticationStrength@odata.bind") if isinstance(grant, dict) else None
    found = re.search(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", bound) if isinstance(bound, str) else None
    if not isinstance(grant, dict) or found is None or grant.get("authenticationStrength"):
        return document
    rest = {key: value for key, value in grant.items() if key != "authenticationStrength@odata.bind"}
    return {**document, "grantControls": {**rest, "authenticationStrength": {"id": found[0].lower()}}}


def _with_tenants(conditions: JsonObject) -> JsonObject:
    """Graph tells by the type which tenants are meant; files that name the kind only leave it out."""
    users = conditions.get("users")
    if not isinstance(users, dict):
        return conditions
    typed = {key: _typed_guests(users[key]) for key in users if key.endswith("GuestsOrExternalUsers")}
    return {**conditions, "users": {**users, **typed}}


def _typed_guests(guests: JsonValue) -> JsonValue:
    tenants = guests.get("externalTenants") if isinstance(guests, dict) else None
    if not isinstance(guests, dict) or not isinstance(tenants, dict):
        return guests
    type = _TENANTS.get(str(tenants.get("membershipKind")))
    if type is None or tenants.get("@odata.type"):
        return guests
    return {**guests, "externalTenants": {"@odata.type": type, **tenants}}


def _inlined(value: JsonValue) -> list[JsonObject]:
    """CIPP's locations, in one list or in one for each side of the condition, with gaps."""
    listed = value if isinstance(value, list) else [value]
    flat = [inner for each in listed for inner in (each if isinstance(each, list) else [each])]
    return [location(each) for each in flat if isinstance(each, dict) and each]


def _strength(document: JsonObject) -> JsonObject:
    found = repaired(document, schema.STRENGTH)
    name = _name(found)
    if "allowedCombinations" not in found:
        raise Unusable("it lacks `allowedCombinations`")
    found = _identified(found)
    built_in = found.get("id") in BUILT_IN_STRENGTHS
    found["policyType"] = found.get("policyType") or ("builtIn" if built_in else "custom")
    limits = found.get("combinationConfigurations") or []
    assert isinstance(limits, list)
    owner = str(found.get("id") or name)
    found["combinationConfigurations"] = [_limit(each, owner, place) for place, each in enumerate(limits)]
    return found


def _limit(limit: JsonValue, owner: str, place: int) -> JsonObject:
    assert isinstance(limit, dict)
    type = limit.get("@odata.type") or next((type for key, type in _LIMITS.items() if limit.get(key)), None)
    if not isinstance(type, str):
        raise Unusable("`combinationConfigurations` has a row without its type and its values")
    id = limit.get("id") or made_id("combination", owner, str(place))
    return {**limit, "@odata.type": type, "id": id}


def location(document: JsonObject) -> JsonObject:
    """Raises Unusable where neither ranges nor countries are there: an empty location would be a guess."""
    type = document.pop("odataType", None) or document.pop("OdataType", None)
    found = repaired(document, schema.LOCATION)
    _name(found)
    named = found.get("@odata.type") or type
    if named is None:
        named = next((type for key, type in _LOCATION_TYPES.items() if key in found), None)
    if not isinstance(named, str):
        raise Unusable("it has neither `ipRanges` nor `countriesAndRegions`")
    wanted = next((key for key, type in _LOCATION_TYPES.items() if type.casefold() == named.casefold()), None)
    if wanted is not None:
        if wanted not in found:
            raise Unusable(f"it lacks `{wanted}`")
        named = _LOCATION_TYPES[wanted]
    found = _without_other(found, wanted)
    if isinstance(ranges := found.get("ipRanges"), list):
        found["ipRanges"] = [each if is_plain_range(each) else _range(each) for each in ranges]
    return {"@odata.type": named, **_identified(found)}


_LOCATION_TYPES = {
    "ipRanges": f"{PREFIX}ipNamedLocation",
    "countriesAndRegions": f"{PREFIX}countryNamedLocation",
}
_OF_KIND = {
    "ipRanges": ("countriesAndRegions", "includeUnknownCountriesAndRegions", "countryLookupMethod"),
    "countriesAndRegions": ("ipRanges", "isTrusted"),
}


def _without_other(document: JsonObject, wanted: str | None) -> JsonObject:
    """Flat exports write the members of both kinds, empty where they don't apply."""
    other = _OF_KIND.get(wanted or "", ())
    if any(document.get(key) not in (None, [], False, "") for key in other[:1]):
        raise Unusable("it has both `ipRanges` and `countriesAndRegions`")
    return {key: value for key, value in document.items() if key not in other or value not in (None, [], False, "")}


def _range(row: JsonValue) -> JsonObject:
    assert isinstance(row, dict)
    address = row.get("cidrAddress")
    if not isinstance(address, str):
        if set(row) <= {"@odata.type", "cidrAddress"}:
            raise Unusable("`ipRanges` has a row without its address", hint="export it again with `-Depth 20`")
        return row
    family = "iPv6CidrRange" if ":" in address else "iPv4CidrRange"
    return {**row, "@odata.type": row.get("@odata.type") or f"{PREFIX}{family}"}


def _context(document: JsonObject) -> JsonObject:
    found = repaired(document, schema.CONTEXT)
    _name(found)
    id = found.get("id")
    if not isinstance(id, str) or not _CONTEXT_ID.fullmatch(id):
        raise Unusable("its `id` is not one of `c1` to `c99`")
    return {**found, "id": id.lower()}

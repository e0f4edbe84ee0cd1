"""What an object of a foreign file is, told by its type, its resource name or its members."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from passkeyctl.foreign.casing import graph_spelling
from passkeyctl.json_types import JsonObject, JsonValue


class Sort(Enum):
    POLICY = auto()
    FLAT_POLICY = auto()
    STRENGTH = auto()
    LOCATION = auto()
    CONTEXT = auto()
    METHOD = auto()
    METHODS_POLICY = auto()
    ORGANIZATION = auto()
    GROUP = auto()
    USER = auto()
    SERVICE_PRINCIPAL = auto()
    APPLICATION = auto()
    ROLE = auto()
    MIGRATION_TABLE = auto()
    TEMPLATE = auto()
    REFUSAL = auto()


class Piece(NamedTuple):
    """`is_absent` where a Microsoft365DSC resource says that the object must not be there."""

    sort: Sort
    document: JsonObject
    is_absent: bool = False


DEEPEST = 8
_TYPES = {
    "conditionalaccesspolicy": Sort.POLICY,
    "authenticationstrengthpolicy": Sort.STRENGTH,
    "ipnamedlocation": Sort.LOCATION,
    "countrynamedlocation": Sort.LOCATION,
    "namedlocation": Sort.LOCATION,
    "authenticationcontextclassreference": Sort.CONTEXT,
    "authenticationmethodspolicy": Sort.METHODS_POLICY,
    "organization": Sort.ORGANIZATION,
    "group": Sort.GROUP,
    "user": Sort.USER,
    "serviceprincipal": Sort.SERVICE_PRINCIPAL,
    "application": Sort.APPLICATION,
    "directoryrole": Sort.ROLE,
    "unifiedroledefinition": Sort.ROLE,
    "directoryroletemplate": Sort.ROLE,
}
_RESOURCES = {
    "aadconditionalaccesspolicy": Sort.FLAT_POLICY,
    "aadauthenticationstrengthpolicy": Sort.STRENGTH,
    "aadnamedlocationpolicy": Sort.LOCATION,
    "aadauthenticationcontextclassreference": Sort.CONTEXT,
    "aadauthenticationmethodpolicy": Sort.METHODS_POLICY,
    "aadauthenticationmethodpolicyfido2": Sort.METHOD,
    "aadauthenticationmethodpolicytemporary": Sort.METHOD,
}
_MODERN = {
    "conditionalaccesspolicy": "aadconditionalaccesspolicy",
    "authenticationstrengthpolicy": "aadauthenticationstrengthpolicy",
    "namedlocationpolicy": "aadnamedlocationpolicy",
    "authenticationcontextclassreference": "aadauthenticationcontextclassreference",
    "authenticationmethodpolicy": "aadauthenticationmethodpolicy",
    "authenticationmethodpolicyfido2": "aadauthenticationmethodpolicyfido2",
    "authenticationmethodpolicytemporary": "aadauthenticationmethodpolicytemporary",
}
"""Resource names of Tenant Configuration Management, below `microsoft.entra.`."""

_FLAT = frozenset({"includeUsers", "includeGroups", "includeApplications", "includeRoles", "builtInControls"})
_METHOD_IDS = frozenset({"fido2", "temporaryaccesspass"})
_DIRECTORY = (
    (Sort.SERVICE_PRINCIPAL, {"appId", "servicePrincipalType"}),
    (Sort.APPLICATION, {"appId", "signInAudience"}),
    (Sort.ORGANIZATION, {"verifiedDomains", "displayName"}),
    (Sort.USER, {"userPrincipalName", "displayName"}),
    (Sort.GROUP, {"groupTypes", "securityEnabled"}),
    (Sort.GROUP, {"mailEnabled", "securityEnabled"}),
    (Sort.ROLE, {"rolePermissions", "displayName"}),
)


def pieces(value: JsonValue, depth: int = 0) -> Iterator[Piece]:
    """Everything of ours in a file, however it is wrapped: a list, `value`, `resources`, a member for each kind."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from pieces(each, depth + 1)
    elif isinstance(value, dict):
        known = piece(value)
        if known is not None:
            yield known
            return
        for key, inner in value.items():
            if key != "details" and isinstance(inner, (dict, list)):  # the details of a policy template are no policy
                yield from pieces(inner, depth + 1)


def piece(document: JsonObject) -> Piece | None:
    resource = _resource(document)
    if resource is not None:
        return resource
    keys = {graph_spelling(key) for key in document}
    sort = _by_type(document) or _by_members(document, keys)
    return Piece(sort, document) if sort is not None else None


def resource_sort(name: str) -> Sort | None:
    """What a Microsoft365DSC resource describes."""
    return _RESOURCES.get(name.casefold())


def _resource(document: JsonObject) -> Piece | None:
    """Microsoft365DSC names the resource beside its values, Tenant Configuration Management puts them below it."""
    folded = {key.casefold(): value for key, value in document.items()}
    name = folded.get("resourcename") or folded.get("resourcetype")
    if not isinstance(name, str):
        return None
    short = name.casefold().rsplit(".", 1)[-1]
    sort = resource_sort(_MODERN.get(short, short))
    values = folded.get("properties", document)
    if sort is None or not isinstance(values, dict):
        return None
    return Piece(sort, values, is_absent(values))


def is_absent(values: JsonObject) -> bool:
    return any(key.casefold() == "ensure" and str(value).casefold() == "absent" for key, value in values.items())


def _by_type(document: JsonObject) -> Sort | None:
    places = (document, *(each for key, each in document.items() if key.casefold() == "additionalproperties"))
    for place in places:
        if isinstance(place, dict) and isinstance(name := place.get("@odata.type"), str):
            short = name.rsplit(".", 1)[-1].casefold()
            return Sort.METHOD if short.endswith("authenticationmethodconfiguration") else _TYPES.get(short)
    return None


def _by_members(document: JsonObject, keys: set[str]) -> Sort | None:
    if "Objects" in document and {"TenantId", "Organization"} & set(document):
        return Sort.MIGRATION_TABLE
    if _is_template(document):
        return Sort.TEMPLATE
    if "error" in keys and isinstance(document["error"], dict) and "code" in document["error"]:
        return Sort.REFUSAL
    if _is_policy(keys):
        return Sort.POLICY
    if "displayName" in keys and keys & _FLAT:
        return Sort.FLAT_POLICY
    if "allowedCombinations" in keys and keys & {"displayName", "id"}:
        return Sort.STRENGTH
    if "displayName" in keys and keys & {"ipRanges", "countriesAndRegions"}:
        return Sort.LOCATION
    return _by_other_members(document, keys)


def _by_other_members(document: JsonObject, keys: set[str]) -> Sort | None:
    if "isAvailable" in keys and "displayName" in keys:
        return Sort.CONTEXT
    if keys & {"authenticationMethodConfigurations", "registrationEnforcement"}:
        return Sort.METHODS_POLICY
    id = next((value for key, value in document.items() if key.casefold() == "id"), None)
    if isinstance(id, str) and id.casefold() in _METHOD_IDS and keys & {"state", "includeTargets"}:
        return Sort.METHOD
    return next((sort for sort, wanted in _DIRECTORY if wanted <= keys), None)


def _is_policy(keys: set[str]) -> bool:
    if {"grantControls", "sessionControls"} & keys:
        return bool(keys & {"conditions", "displayName", "state"})
    return "conditions" in keys and {"displayName", "state"} <= keys


def _is_template(document: JsonObject) -> bool:
    """A row of CIPP's table of templates: the policy is JSON within JSON."""
    folded = {key.casefold() for key in document}
    return "json" in folded and bool(folded & {"partitionkey", "rowkey", "guid"})

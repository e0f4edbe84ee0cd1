"""Keys in Graph's spelling: the Graph SDK for PowerShell and others write `DisplayName`, Graph `displayName`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from passkeyctl.errors import PasskeyctlError
from passkeyctl.foreign.schema import EVERY, Leaf, Member
from passkeyctl.json_types import JsonObject, JsonValue

_OTHERS = (
    "additionalProperties",
    "agents",
    "agentContext",
    "appId",
    "authenticationMethodConfigurations",
    "cidrAddress",
    "clients",
    "createdDateTime",
    "deletedDateTime",
    "deviceStates",
    "globalSecureAccess",
    "globalSecureAccessFilteringProfile",
    "locationInfo",
    "modifiedDateTime",
    "networkAccess",
    "networkAccessSecurity",
    "partialEnablementStrategy",
    "policyMigrationState",
    "reconfirmationInDays",
    "requirementsSatisfied",
    "templateId",
    "times",
    "userPrincipalName",
    "value",
)
_TRUNCATED = re.compile(
    r"@\{.*\}|System\.(Object|Collections|String|Management|Boolean|Int)\S*|"
    r"Microsoft\.(Graph\.(PowerShell|Beta)|Open)\.\S+|System\.\S+\[\]",
    re.DOTALL,
)
_FREE_TEXT = frozenset(
    {"displayname", "description", "rule", "devicefilterrule", "serviceprincipalfilterrule", "applicationsfilter"}
)


class Unusable(PasskeyctlError):
    """One object of a foreign file that can't be understood: the reason, without the file."""


def _names(members: Mapping[str, Member]) -> Iterator[str]:
    for name, member in members.items():
        yield name
        if not isinstance(member, Leaf):
            yield from _names(member.members)


_SPELLINGS = {name.casefold(): name for name in (*_OTHERS, *(each for one in EVERY for each in _names(one.members)))}


_EXACT = frozenset({*_SPELLINGS.values(), "@odata.type", "@odata.context"}) - {"additionalProperties", "value"}
"""Keys that need no look: a list of addresses has hundreds of thousands of them."""

_RANGE = frozenset({"@odata.type", "cidrAddress"})
_RANGE_TYPES = ("#microsoft.graph.iPv4CidrRange", "#microsoft.graph.iPv6CidrRange")
_CUT_STARTS = ("@", "System.", "Microsoft.")


def graph_spelling(key: str) -> str:
    """The key as Graph spells it; one that this version does not know stays."""
    return _SPELLINGS.get(key.casefold(), key)


def respelled(value: JsonValue) -> JsonValue:
    """A copy with Graph's keys throughout, `AdditionalProperties` merged, and PowerShell's counted lists as lists."""
    if isinstance(value, list):
        return [each if is_plain_range(each) else respelled(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() <= _EXACT:
        return {key: _checked(key, respelled(inner)) for key, inner in value.items()}
    return _respelled_object(value)


def is_plain_range(row: JsonValue) -> bool:
    """A row that Graph itself could have written: a tenant may have four hundred thousand of them."""
    return (
        type(row) is dict
        and row.keys() == _RANGE
        and row["@odata.type"] in _RANGE_TYPES
        and isinstance(row["cidrAddress"], str)
    )


def _respelled_object(document: JsonObject) -> JsonValue:
    listed = counted_list(document)
    if listed is not None:
        return [respelled(each) for each in listed]
    is_pascal = _is_pascal(document)
    found: JsonObject = {}
    for key, value in document.items():
        name = _SPELLINGS.get(key.casefold())
        if name is None:
            name = key[:1].lower() + key[1:] if is_pascal and key[1:2].islower() else key
        _add(found, name, _checked(name, respelled(value)))
    return _with_additional(found)


def counted_list(document: JsonObject) -> list[JsonValue] | None:
    """Windows PowerShell 5.1 wrote some lists as `{"value": [...], "Count": 2}`."""
    value = document.get("value")
    return value if isinstance(value, list) and set(document) == {"value", "Count"} else None


def _is_pascal(document: JsonObject) -> bool:
    known = [key for key in document if key.casefold() in _SPELLINGS]
    return any(key[:1].isupper() for key in known) and not any(key[:1].islower() for key in known)


def _checked(name: str, value: JsonValue) -> JsonValue:
    """What ConvertTo-Json cut off below its depth is gone; the rest of the object would be a guess."""
    texts = value if isinstance(value, list) else (value,)
    cut = [each for each in texts if isinstance(each, str) and each.startswith(_CUT_STARTS)]
    if cut and name.casefold() not in _FREE_TEXT and any(map(_TRUNCATED.fullmatch, cut)):
        raise Unusable(
            f"`{name}` was cut off when it was exported",
            hint="export it again with `ConvertTo-Json -Depth 20`",
        )
    return value


def _add(found: JsonObject, name: str, value: JsonValue) -> None:
    first = found.get(name)
    if first not in (None, [], {}) and value not in (None, [], {}, first):
        raise Unusable(f"`{name}` stands twice, with two values", hint="keep one of the two")
    if name not in found or value not in (None, [], {}):
        found[name] = value


def _with_additional(document: JsonObject) -> JsonObject:
    """What the SDK has no property for lies one level deeper."""
    more = document.get("additionalProperties")
    if not isinstance(more, dict) and more not in (None, "", []):
        return document
    found = {key: value for key, value in document.items() if key != "additionalProperties"}
    for key, value in (more if isinstance(more, dict) else {}).items():
        _add(found, key, value)
    return found

"""The authentication methods policy of a foreign file, and configurations of single methods that lie beside it.

Source: authenticationMethodsPolicy, v1.0
(https://learn.microsoft.com/graph/api/resources/authenticationmethodspolicy).
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.foreign import schema
from passkeyctl.foreign.casing import Unusable
from passkeyctl.foreign.repair import repaired
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.made_ids import bare_guid

_PREFIX = "#microsoft.graph."
_TYPES = {
    "fido2": ("Fido2", f"{_PREFIX}fido2AuthenticationMethodConfiguration"),
    "temporaryaccesspass": (
        "TemporaryAccessPass",
        f"{_PREFIX}temporaryAccessPassAuthenticationMethodConfiguration",
    ),
}
CONFIGURATIONS = "authenticationMethodConfigurations"


def methods_policy(document: JsonObject) -> JsonObject:
    """Raises Unusable, as `method` does."""
    found = repaired(document, schema.METHODS_POLICY)
    campaign = _campaign(found)
    if campaign:
        _check_members(campaign, "the registration campaign")
    configurations: list[JsonValue] = [method(each) for each in _rows(found, CONFIGURATIONS)]
    return {**found, "id": "authenticationMethodsPolicy", CONFIGURATIONS: configurations}


def is_of_beta(policy: JsonObject) -> bool:
    """Whether it was read through beta: v1.0 does not say what becomes of people who snooze."""
    return "enforceRegistrationAfterAllowedSnoozes" in _campaign(policy)


def _campaign(policy: JsonObject) -> JsonObject:
    enforcement = policy.get("registrationEnforcement")
    found = enforcement.get("authenticationMethodsRegistrationCampaign") if isinstance(enforcement, dict) else None
    return found if isinstance(found, dict) else {}


def method(document: JsonObject) -> JsonObject:
    """The configuration of one method; those that are managed must be whole."""
    found = repaired(document, schema.METHOD)
    type, id = found.get("@odata.type"), found.get("id")
    if not isinstance(id, str) or not id:
        wanted = str(type).casefold()
        id = next((name for name, known in _TYPES.values() if known.casefold() == wanted), None)
        if id is None:
            raise Unusable("an authentication method lacks `id`")
    name, known_type = _TYPES.get(id.casefold(), (id, type))
    if id.casefold() in _TYPES:
        _check_members(found, f"`{name}`")
        _check_profiles(found)
    return {**found, "id": name, **({"@odata.type": known_type} if known_type else {})}


def _rows(document: JsonObject, key: str) -> Iterator[JsonObject]:
    listed = document.get(key)
    yield from (each for each in (listed if isinstance(listed, list) else []) if isinstance(each, dict))


def _check_members(document: JsonObject, what: str) -> None:
    """Whom it is for must be said: an empty list of targets would be a guess."""
    for key in ("state", "includeTargets"):
        if document.get(key) in (None, ""):
            raise Unusable(f"{what} lacks `{key}`")
    for key in ("includeTargets", "excludeTargets"):
        if any(not each.get("id") for each in _rows(document, key)):
            raise Unusable(f"`{key}` of {what} has a row without `id`")


def _check_profiles(document: JsonObject) -> None:
    """Profiles and which of them is the default belong together."""
    default = document.get("defaultPasskeyProfile") or ""
    profiles = [*_rows(document, "passkeyProfiles")]
    if any(not each.get("id") for each in profiles):
        raise Unusable("`passkeyProfiles` has a row without `id`")
    if not default and (
        profiles or any(each.get("allowedPasskeyProfiles") for each in _rows(document, "includeTargets"))
    ):
        raise Unusable("it has passkey profiles but no `defaultPasskeyProfile`")
    if default and not any(_same(each.get("id"), default) for each in profiles):
        raise Unusable("`defaultPasskeyProfile` is not among `passkeyProfiles`")


def _same(first: JsonValue, second: JsonValue) -> bool:
    return first == second or (bare_guid(str(first)) is not None and bare_guid(str(first)) == bare_guid(str(second)))

"""The passkey (FIDO2) method: profiles, targets, and the legacy fields that mirror the default profile.

https://learn.microsoft.com/graph/api/resources/fido2authenticationmethodconfiguration, docs/graph-facts.md
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.bodies import is_guid
from passkeyctl.sandbox.defaults import DEFAULT_PROFILE_ID, FIDO2, METHODS, no_restrictions
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, same, texts
from passkeyctl.sandbox.targets import refuse, whole_excludes, whole_targets
from passkeyctl.sandbox.tenant import Tenant

_MAX_PROFILES = 10
_MAX_BYTES = 20 * 1024
_LEGACY = ("isAttestationEnforced", "keyRestrictions")
_PLAIN = ("state", "isSelfServiceRegistrationAllowed")


def patch_fido2(tenant: Tenant, body: JsonObject) -> None:
    """Apply a checked PATCH: top-level members left out stay, the lists sent replace the whole list."""
    before = tenant.find(METHODS, FIDO2)
    assert before is not None
    after: JsonObject = {**before, **{name: body[name] for name in _PLAIN if name in body}}
    _change_profiles(tenant, after, body)
    _change_targets(tenant, after, body)
    _change_excludes(tenant, after, body)
    if "includeTargets" not in body:
        _drop_missing_profiles(tenant, before, after)
    _check_targets(after)
    _mirror_default(after)
    _check_size(after)
    tenant.put(METHODS, after)


def _change_profiles(tenant: Tenant, after: JsonObject, body: JsonObject) -> None:
    opted_in = after.get("defaultPasskeyProfile") is not None
    sent = objects(body.get("passkeyProfiles"))
    if opted_in or sent:
        if "passkeyProfiles" in body:
            after["passkeyProfiles"] = [*_new_profiles(tenant, after, sent)]
            after["defaultPasskeyProfile"] = DEFAULT_PROFILE_ID
        else:
            after["passkeyProfiles"] = [*_with_legacy(objects(after["passkeyProfiles"]), body)]
    else:
        after.update({name: body[name] for name in _LEGACY if name in body})
        if isinstance(after.get("keyRestrictions"), dict):
            after["keyRestrictions"] = _restrictions(after["keyRestrictions"])
    wished = body.get("defaultPasskeyProfile")
    if "defaultPasskeyProfile" in body and wished != after.get("defaultPasskeyProfile"):
        raise refuse("The default passkey profile cannot be changed.")


def _new_profiles(tenant: Tenant, before: JsonObject, sent: list[JsonObject]) -> Iterable[JsonObject]:
    known = {as_text(each["id"]).lower(): each for each in objects(before.get("passkeyProfiles"))}
    profiles = [_profile(tenant, each, known) for each in sent]
    ids = [as_text(each["id"]).lower() for each in profiles]
    if len(set(ids)) < len(ids):
        raise refuse("Passkey profile ids must be unique.")
    if DEFAULT_PROFILE_ID not in ids:
        raise refuse("The default passkey profile cannot be deleted.")
    if len(profiles) > _MAX_PROFILES:
        raise refuse(f"No more than {_MAX_PROFILES} passkey profiles are allowed.")
    _check_names(tenant, known, profiles)
    return profiles


def _profile(tenant: Tenant, sent: JsonObject, known: dict[str, JsonObject]) -> JsonObject:
    name = as_text(sent["name"])
    if not name.strip():
        raise refuse("Passkey profile name cannot be empty.")
    wished = sent.get("id")
    return {
        **{name: value for name, value in sent.items() if not name.startswith("@")},
        "id": _profile_id(tenant, wished, known),
        "name": name,
        "passkeyTypes": sent["passkeyTypes"],
        "attestationEnforcement": sent["attestationEnforcement"],
        "keyRestrictions": _restrictions(sent["keyRestrictions"]),
    }


def _profile_id(tenant: Tenant, wished: JsonValue, known: dict[str, JsonObject]) -> str:
    if wished is None:
        return tenant.new_id()
    wished = as_text(wished)
    if wished.lower() in known or wished == DEFAULT_PROFILE_ID:
        return wished.lower()
    if not is_guid(wished):
        raise refuse(f"'{wished}' is not a valid passkey profile id.")
    return wished.lower() if tenant.behaviour.profile_ids == "kept" else tenant.new_id()


def _check_names(tenant: Tenant, known: dict[str, JsonObject], profiles: list[JsonObject]) -> None:
    default_before = known.get(DEFAULT_PROFILE_ID)
    for each in profiles:
        if each["id"] == DEFAULT_PROFILE_ID and default_before and each["name"] != default_before["name"]:
            raise refuse("The default passkey profile cannot be renamed.")
    names = [as_text(each["name"]).casefold() for each in profiles]
    if tenant.behaviour.equal_profile_names == "refused" and len(set(names)) < len(names):
        raise refuse("Passkey profile names must be unique.")


def _restrictions(sent: JsonValue) -> JsonObject:
    given = {name: value for name, value in as_object(sent).items() if value is not None and name[0] != "@"}
    restrictions: JsonObject = {**no_restrictions(), **given}
    for aaguid in texts(restrictions["aaGuids"]):
        if not is_guid(aaguid):
            raise refuse(f"'{aaguid}' is not a valid AAGUID.")
    return restrictions


def _with_legacy(profiles: list[JsonObject], body: JsonObject) -> Iterable[JsonObject]:
    """Legacy fields sent without profiles still reach the default profile."""
    for profile in profiles:
        if not same(DEFAULT_PROFILE_ID, profile["id"]):
            yield profile
            continue
        changed = dict(profile)
        if isinstance(body.get("isAttestationEnforced"), bool):
            enforced = body["isAttestationEnforced"]
            changed["attestationEnforcement"] = "registrationOnly" if enforced else "disabled"
        if body.get("keyRestrictions") is not None:
            changed["keyRestrictions"] = _restrictions(body["keyRestrictions"])
        yield changed


def _change_targets(tenant: Tenant, after: JsonObject, body: JsonObject) -> None:
    if "includeTargets" in body:
        rows = whole_targets(tenant, objects(body["includeTargets"]), {"allowedPasskeyProfiles": []})
        for row in rows:
            row["allowedPasskeyProfiles"] = [
                each.lower() for each in dict.fromkeys(texts(row.get("allowedPasskeyProfiles")))
            ]
        after["includeTargets"] = [*rows]


def _change_excludes(tenant: Tenant, after: JsonObject, body: JsonObject) -> None:
    if "excludeTargets" in body:
        after["excludeTargets"] = [*whole_excludes(tenant, objects(body["excludeTargets"]))]


def _drop_missing_profiles(tenant: Tenant, before: JsonObject, after: JsonObject) -> None:
    """A profile left out while a row that stays still names it: refused, or taken out of that row as well."""
    known = {as_text(each["id"]).lower() for each in objects(after.get("passkeyProfiles"))}
    gone = {as_text(each["id"]).lower() for each in objects(before.get("passkeyProfiles"))} - known
    rows: list[JsonValue] = []
    for row in objects(after.get("includeTargets")):
        profiles = texts(row.get("allowedPasskeyProfiles"))
        left = [each for each in profiles if each.lower() not in gone]
        if left != profiles and tenant.behaviour.targeted_profile_deletion == "refused":
            raise refuse("A passkey profile that is assigned to a target cannot be deleted.")
        if left or not profiles:
            rows.append({**row, "allowedPasskeyProfiles": [*left]})
    after["includeTargets"] = rows


def _check_targets(after: JsonObject) -> None:
    known = {as_text(each["id"]).lower() for each in objects(after.get("passkeyProfiles"))}
    for row in objects(after.get("includeTargets")):
        profiles = texts(row.get("allowedPasskeyProfiles"))
        if known and not profiles:
            raise refuse("Include conditions are missing passkey profile targets")
        for each in profiles:
            if each.lower() not in known:
                raise refuse(f"Passkey profile '{each}' does not exist.")


def _mirror_default(after: JsonObject) -> None:
    for profile in objects(after.get("passkeyProfiles")):
        if same(DEFAULT_PROFILE_ID, profile["id"]):
            after["isAttestationEnforced"] = profile["attestationEnforcement"] == "registrationOnly"
            after["keyRestrictions"] = profile["keyRestrictions"]


def _check_size(after: JsonObject) -> None:
    counted = {name: value for name, value in after.items() if name != "keyRestrictions"}
    over = len(json.dumps(counted, separators=(",", ":")).encode()) - _MAX_BYTES
    if over > 0:
        raise refuse(
            f"Persistence of policy failed with error: Policy size is larger than allowed by {over} bytes. "
            "Please change your targeting to fewer groups or settings and try again."
        )

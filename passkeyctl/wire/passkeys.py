"""The FIDO2 configuration: one JSON object that holds settings, profiles, targets and excludes.

Source: fido2AuthenticationMethodConfiguration, v1.0
(https://learn.microsoft.com/graph/api/resources/fido2authenticationmethodconfiguration).
"""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, OPT_IN, PASSKEY_TYPES
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import canonical as c

ODATA_TYPE = "#microsoft.graph.fido2AuthenticationMethodConfiguration"
FIDO2_ID = "Fido2"


def has_profiles(document: JsonObject) -> bool:
    """Absent, null and "" all mean: not opted in (docs/graph-facts.md, "Opting in")."""
    return c.text(document.get("defaultPasskeyProfile")) is not None


def read(document: JsonObject) -> tuple[LiveObject, ...]:
    """Settings, profiles, targets and excludes as objects of their own.

    In a tenant that has not opted in, the default profile is made from the legacy settings, since these rule there.
    """
    opted_in = has_profiles(document)
    if not opted_in:
        _check_legacy(document)
    profiles = _profiles(document) if opted_in else (legacy_profile(document),)
    c.required(document, "includeTargets", "the FIDO2 configuration")
    targets = tuple(read_target(each, opted_in) for each in _rows(document.get("includeTargets")))
    excludes = tuple(read_exclude(each) for each in _rows(document.get("excludeTargets")))
    return (read_settings(document), *profiles, *targets, *excludes)


def _check_legacy(document: JsonObject) -> None:
    """Profiles without a default one are no state that Graph documents; taken for none, they would be written over."""
    rows = c.objects(document.get("includeTargets"))
    if document.get("passkeyProfiles") or any(row.get("allowedPasskeyProfiles") for row in rows):
        raise IncompleteRead(
            "Graph's answer has passkey profiles but no default passkey profile",
            hint="nothing was changed; look at the passkey policy in the admin centre, and report this",
        )


def _profiles(document: JsonObject) -> tuple[LiveObject, ...]:
    """Every write sends the list of profiles whole: one made from a part of it would delete the rest."""
    default = c.identifier(c.required_text(document, "defaultPasskeyProfile", "the FIDO2 configuration"))
    found = tuple(read_profile(each, default) for each in c.objects(document.get("passkeyProfiles")))
    if not any(each.id == default for each in found):
        raise IncompleteRead(
            "Graph's answer lacks the default passkey profile",
            hint="nothing was changed; run again, and report it if it stays",
        )
    return found


def read_settings(document: JsonObject) -> LiveObject:
    fields: Fields = {
        "state": c.required_text(document, "state", "the FIDO2 configuration"),
        "allowSelfServiceSetup": document.get("isSelfServiceRegistrationAllowed") is not False,
        OPT_IN: has_profiles(document),
    }
    return LiveObject(Kind.PASSKEYS, FIDO2_ID, "passkeys", fields, document)


def read_profile(profile: JsonObject, default: str = DEFAULT_PROFILE_ID) -> LiveObject:
    id = c.identifier(c.required_text(profile, "id", "a passkey profile"))
    name = c.text(profile.get("name")) or ""
    behavior, authenticators = _restrictions(profile.get("keyRestrictions"))
    fields: Fields = {
        "name": name,
        "passkeyTypes": c.flags(profile.get("passkeyTypes")),
        "enforceAttestation": _attestation(profile),
        "keyRestrictions.behavior": behavior,
        "keyRestrictions.authenticators": authenticators,
    }
    return LiveObject(Kind.PROFILE, id, name, fields, profile, is_built_in=id == default)


def legacy_profile(document: JsonObject) -> LiveObject:
    """What opting in makes of the legacy settings (docs/graph-facts.md, "Opting in")."""
    enforced = c.flag(document.get("isAttestationEnforced"))
    profile: JsonObject = {
        "id": DEFAULT_PROFILE_ID,
        "name": "Default passkey profile",
        "passkeyTypes": "deviceBound" if enforced else "deviceBound,synced",
        "attestationEnforcement": "registrationOnly" if enforced else "disabled",
        "keyRestrictions": c.without_annotations(document.get("keyRestrictions")),
    }
    return read_profile(profile)


def read_target(target: JsonObject, opted_in: bool = True) -> LiveObject:
    id = c.identifier(c.required_text(target, "id", "a passkey target"))
    listed = c.identifiers(target.get("allowedPasskeyProfiles"))
    fields: Fields = {"profiles": listed if opted_in else frozenset({DEFAULT_PROFILE_ID})}
    return LiveObject(Kind.TARGET, id, id, fields, target)


def read_exclude(target: JsonObject) -> LiveObject:
    id = c.identifier(c.required_text(target, "id", "an excluded group"))
    return LiveObject(Kind.EXCLUDE, id, id, {}, target)


def _rows(value: JsonValue) -> tuple[JsonObject, ...]:
    """Rows by id; should Graph ever list a group twice, the profiles of both rows count, as they do for people."""
    by_id: dict[str, JsonObject] = {}
    for row in c.objects(value):
        id = c.identifier(c.required_text(row, "id", "a passkey target"))
        by_id[id] = _united(by_id[id], row) if id in by_id else row
    return tuple(by_id.values())


def _united(first: JsonObject, second: JsonObject) -> JsonObject:
    key, flag = "allowedPasskeyProfiles", "isRegistrationRequired"
    both: JsonObject = {**second, **first}
    if key in both:
        both[key] = c.as_list(c.identifiers(first.get(key)) | c.identifiers(second.get(key)))
    if flag in both:
        both[flag] = c.flag(first.get(flag)) or c.flag(second.get(flag))
    return both


def _attestation(profile: JsonObject) -> bool | str:
    """A third value of Graph's, should one come, is kept as the word it is."""
    word = c.text(profile.get("attestationEnforcement")) or "disabled"
    return {"registrationOnly": True, "disabled": False}.get(word, word)


def _restrictions(value: JsonValue) -> tuple[str, frozenset[str]]:
    """A list that is not enforced has no effect: `none`, and it is sent back untouched."""
    restrictions = c.optional_object(value)
    if restrictions is None or not c.flag(restrictions.get("isEnforced")):
        return "none", frozenset()
    return c.text(restrictions.get("enforcementType")) or "unset", c.identifiers(restrictions.get("aaGuids"))


def profile_json(fields: Fields, id: str | None, original: JsonObject | None) -> JsonObject:
    """A profile to send; without `id` Graph makes one. What `original` says beyond our fields stays."""
    sent: JsonObject = c.bare(original)
    if id is not None:
        sent["id"] = id
    if original is None or fields["name"] != (original.get("name") or ""):
        sent["name"] = str(fields["name"])
    if original is None or c.flags(original.get("passkeyTypes")) != fields["passkeyTypes"]:
        sent["passkeyTypes"] = c.flag_string(_words(fields["passkeyTypes"]), PASSKEY_TYPES)
    if original is None or _attestation(original) != fields["enforceAttestation"]:
        sent["attestationEnforcement"] = _attestation_word(fields["enforceAttestation"])
    sent["keyRestrictions"] = _restrictions_json(fields, original)
    return sent


def _attestation_word(value: object) -> str:
    """A third value is the word it is (see `_attestation`)."""
    return value if isinstance(value, str) else "registrationOnly" if value else "disabled"


def _restrictions_json(fields: Fields, original: JsonObject | None) -> JsonObject:
    """A list without effect stays where it is: `none` says only that it is not enforced."""
    live = c.optional_object(original.get("keyRestrictions")) if original is not None else None
    kept: JsonObject = c.bare(live)
    behavior = str(fields["keyRestrictions.behavior"])
    authenticators = _words(fields["keyRestrictions.authenticators"])
    if behavior == "none":
        unset: JsonObject = {"aaGuids": [], "enforcementType": "allow"}
        given = {key: value for key, value in kept.items() if value is not None}
        return {**unset, **given, "isEnforced": False}
    if _restrictions(live) == (behavior, authenticators):
        return kept
    return {**kept, "aaGuids": c.as_list(authenticators), "enforcementType": behavior, "isEnforced": True}


def target_json(id: str, profiles: frozenset[str], original: JsonObject | None) -> JsonObject:
    sent: JsonObject = c.bare(original)
    sent.setdefault("id", id)
    sent.setdefault("targetType", "group")
    sent.setdefault("isRegistrationRequired", False)
    live = c.strings(sent.get("allowedPasskeyProfiles"))
    if frozenset(c.identifier(each) for each in live) != profiles:
        sent["allowedPasskeyProfiles"] = _profiles_in_order(live, profiles)
    return sent


def _profiles_in_order(live: tuple[str, ...], profiles: frozenset[str]) -> list[JsonValue]:
    """Those that stay keep their place, so that a reviewer sees only what changes in a request."""
    kept: list[JsonValue] = [each for each in live if c.identifier(each) in profiles]
    return [*kept, *sorted(profiles - {c.identifier(each) for each in live})]


def exclude_json(id: str, original: JsonObject | None) -> JsonObject:
    if original is not None:
        return c.bare(original)
    return {"id": id, "targetType": "group"}


def patch(
    *,
    settings: JsonObject | None = None,
    profiles: Iterable[JsonObject] | None = None,
    targets: Iterable[JsonObject] | None = None,
    excludes: Iterable[JsonObject] | None = None,
) -> JsonObject:
    """One PATCH of the configuration: whole collections only, and never the two legacy properties."""
    body: JsonObject = {"@odata.type": ODATA_TYPE, **(settings or {})}
    for key, rows in (("passkeyProfiles", profiles), ("includeTargets", targets), ("excludeTargets", excludes)):
        if rows is not None:
            body[key] = list(rows)
    return body


def settings_json(prior: Fields, planned: Fields) -> JsonObject:
    """The top-level members that change."""
    names = {"state": "state", "allowSelfServiceSetup": "isSelfServiceRegistrationAllowed"}
    return {graph: _scalar(planned[path]) for path, graph in names.items() if planned[path] != prior[path]}


def _scalar(value: object) -> JsonValue:
    return value if isinstance(value, bool) else str(value)


def _words(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()

"""Which passkeys the live configuration lets somebody use, and which one they would register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.authenticators import KNOWN, Model, within_reach
from passkeyctl.sandbox.company import rows_reaching
from passkeyctl.sandbox.evaluate_people import Caller
from passkeyctl.sandbox.jsonread import as_text, objects, part, texts


@dataclass(frozen=True, slots=True)
class Profile:
    """`aaguids` are those let in or kept out where `is_restricted`; `needs_attestation` counts when a key is made."""

    types: frozenset[str]
    needs_attestation: bool
    is_restricted: bool
    is_allow_list: bool
    aaguids: tuple[str, ...]

    def takes(self, aaguid: str, passkey_type: str) -> bool:
        """Whether a key that somebody has can be used."""
        if passkey_type not in self.types:
            return False
        return not self.is_restricted or (aaguid.lower() in self.aaguids) is self.is_allow_list

    def lets_register(self, model: Model) -> bool:
        return self.takes(model.aaguid, model.passkey_type) and (model.is_attested or not self.needs_attestation)


def profiles_for(configuration: JsonObject, caller: Caller) -> tuple[Profile, ...]:
    """Those of all the rows that reach somebody: what one of them allows is allowed."""
    rows = rows_reaching(configuration, caller)
    profiles = objects(configuration.get("passkeyProfiles"))
    if not profiles:
        return (_of_one_setting(configuration),) if rows else ()
    named = {each.lower() for row in rows for each in texts(row.get("allowedPasskeyProfiles"))}
    return tuple(_profile(each) for each in profiles if as_text(each["id"]).lower() in named)


def _profile(row: JsonObject) -> Profile:
    types = frozenset(each.strip() for each in as_text(row["passkeyTypes"]).split(","))
    return _restricted(types, row["attestationEnforcement"] == "registrationOnly", part(row, "keyRestrictions"))


def _of_one_setting(configuration: JsonObject) -> Profile:
    """A tenant without profiles: what the method itself says."""
    attested = configuration.get("isAttestationEnforced") is True
    return _restricted(frozenset({"deviceBound", "synced"}), attested, part(configuration, "keyRestrictions"))


def _restricted(types: frozenset[str], needs_attestation: bool, restrictions: JsonObject) -> Profile:
    return Profile(
        types,
        needs_attestation,
        restrictions.get("isEnforced") is True,
        restrictions.get("enforcementType") != "block",
        tuple(each.lower() for each in texts(restrictions.get("aaGuids"))),
    )


def usable_keys(user: JsonObject, profiles: Iterable[Profile]) -> frozenset[str]:
    """The AAGUIDs of the keys somebody holds that a profile takes; a key that says no type is device-bound."""
    return frozenset(
        as_text(key["aaGuid"]).lower()
        for key in objects(user.get("fido2Methods"))
        for profile in profiles
        if key.get("aaGuid") and profile.takes(as_text(key["aaGuid"]), as_text(key.get("passkeyType") or "deviceBound"))
    )


def model_for(profiles: tuple[Profile, ...], phone: str, fancy: float) -> Model | None:
    """What somebody registers: mostly the first thing at hand that is allowed, now and then another; `fancy` decides.

    Where only models are allowed that nobody here knows, they are handed one of them.
    """
    allowed = [each for each in within_reach(phone) if any(profile.lets_register(each) for profile in profiles)]
    if allowed:
        return allowed[int(fancy * fancy * len(allowed))]
    for profile in profiles:
        known = {each.aaguid for each in KNOWN}
        for aaguid in profile.aaguids if profile.is_restricted and profile.is_allow_list else ():
            if aaguid not in known:
                return _handed_out(profile, aaguid)
    return None


def _handed_out(profile: Profile, aaguid: str) -> Model:
    if "deviceBound" in profile.types:
        return Model(aaguid, "Security key")
    return Model(aaguid, "Password manager", "passKeySynced", "synced", is_attested=False)

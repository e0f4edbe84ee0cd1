"""Whether a passkey profile takes a passkey, at sign-in and at registration (docs/graph-facts.md, P-30 to P-35)."""

from __future__ import annotations

from typing import cast

from passkeyctl.insight.kleene import every
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.people import KeyModel


def accepts(profile: Fields, key: KeyModel) -> bool | None:
    """At sign-in; None where that hangs on something about profile or passkey that is not known here."""
    return every((_takes_type(profile, key.passkey_type), _takes_model(profile, key.aaguid)))


def admits(profile: Fields, key: KeyModel) -> bool | None:
    """At registration, the only time when attestation is looked at."""
    return every((accepts(profile, key), _takes_attestation(profile, key)))


def _takes_type(profile: Fields, passkey_type: str | None) -> bool | None:
    """A type that Graph has added since may be any on either side, so only a known one in a known set is refused."""
    types = members(profile, "passkeyTypes")
    if passkey_type not in PASSKEY_TYPES:
        return None
    if passkey_type in types:
        return True
    return False if types and types <= set(PASSKEY_TYPES) else None


def _takes_model(profile: Fields, aaguid: str | None) -> bool | None:
    listed = members(profile, "keyRestrictions.authenticators")
    match profile["keyRestrictions.behavior"]:
        case "none":
            return True
        case "allow":
            return False if not listed else None if aaguid is None else aaguid in listed
        case "block":
            return True if not listed else None if aaguid is None else aaguid not in listed
        case _:
            return None


def _takes_attestation(profile: Fields, key: KeyModel) -> bool | None:
    """Synced passkeys are never attested; a word of Graph's beside on and off may ask for anything."""
    match profile["enforceAttestation"]:
        case False:
            return True
        case True:
            return False if key.passkey_type == "synced" else key.is_attested
        case _:
            return None


def members(profile: Fields, path: str) -> frozenset[str]:
    """Asked for each key and each profile: a set of hundreds of AAGUIDs is not made anew."""
    value = profile[path]
    return cast("frozenset[str]", value) if isinstance(value, frozenset) else frozenset()

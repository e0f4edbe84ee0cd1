"""Which passkeys the seeded people have registered, and how the report names them."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.seed_ids import fixed_id
from passkeyctl.sandbox.seed_people import Kind, Person

_REGISTERED = "2026-03-02T09:14:22Z"


@dataclass(frozen=True, slots=True)
class Model:
    """A model of authenticator as Graph shows a key made with it; `word` is the report's."""

    aaguid: str
    name: str
    word: str = "passKeyDeviceBound"
    passkey_type: str = "deviceBound"
    is_attested: bool = True


# AAGUIDs as their makers publish them: https://learn.microsoft.com/entra/identity/authentication/concept-fido2-hardware-vendor
_YUBIKEYS = (
    Model("a25342c0-3cdc-4414-8e46-f4807fca511c", "YubiKey 5 Series with NFC"),
    Model("d7781e5d-e353-46aa-afe2-3ca49f13332a", "YubiKey 5 Series with NFC"),
)
_TOKEN2 = Model("eabb46cc-e241-80bf-ae9e-96fa6d2975cf", "Token2 PIN Plus")
_AUTHENTICATOR_IOS = Model(
    "90a3ccdf-635c-4729-a248-9b709135078f", "Microsoft Authenticator (iOS)", "passKeyDeviceBoundAuthenticator"
)
_AUTHENTICATOR_ANDROID = Model(
    "de1e552d-db1d-4423-a619-566b625cdc84", "Microsoft Authenticator (Android)", "passKeyDeviceBoundAuthenticator"
)
_ICLOUD = Model("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain", "passKeySynced", "synced", is_attested=False)
_WINDOWS_HELLO = Model(
    "08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello", "passKeyDeviceBoundWindowsHello", is_attested=False
)
_LAST_WITH_KEYS = 100  # the rings that come later have none yet


def models_of(person: Person) -> tuple[tuple[Model, str], ...]:
    """The models and what their owner calls each key."""
    match person.kind:
        case Kind.EMERGENCY:
            return (_YUBIKEYS[person.number - 1], "Safe"), (_TOKEN2, "Branch office")
        case Kind.ADMIN if person.number <= 6:
            return ((_YUBIKEYS[person.number % 2], "Key ring"),)
        case Kind.ADMIN if person.number <= 8:
            return ((_AUTHENTICATOR_IOS if person.number == 7 else _AUTHENTICATOR_ANDROID, "Phone"),)
        case Kind.STAFF if person.number <= _LAST_WITH_KEYS:
            return _of_staff(person.number)
    return ()


def _of_staff(number: int) -> tuple[tuple[Model, str], ...]:
    match number % 12:
        case 1:
            return ((_YUBIKEYS[0], "Key ring"),)
        case 4:
            return ((_AUTHENTICATOR_IOS, "iPhone"),)
        case 7:
            return (_AUTHENTICATOR_ANDROID, "Phone"), (_YUBIKEYS[1], "Drawer")
        case 9 if number < 24:
            return ((_WINDOWS_HELLO, "Laptop"),)
        case 10:
            return ((_ICLOUD, "iPhone"),)
    return ()


def passkeys(tenant_id: str, person: Person) -> list[JsonObject]:
    return [_key(tenant_id, person, model, place) for model, place in models_of(person)]


def words_of(person: Person) -> tuple[str, ...]:
    """The report's words for their passkeys, each once."""
    return tuple(dict.fromkeys(model.word for model, _ in models_of(person)))


def _key(tenant_id: str, person: Person, model: Model, place: str) -> JsonObject:
    certificate = fixed_id(tenant_id, f"certificate {model.name}").replace("-", "")
    return {
        "id": fixed_id(tenant_id, f"key {person.account} {place}").replace("-", ""),
        "displayName": place,
        "createdDateTime": _REGISTERED,
        "aaGuid": model.aaguid,
        "model": model.name,
        "attestationCertificates": [certificate] if model.is_attested else [],
        "attestationLevel": "attested" if model.is_attested else "notAttested",
        "passkeyType": model.passkey_type,
    }

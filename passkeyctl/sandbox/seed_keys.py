"""Which passkeys the seeded people have registered, and how the report names them."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.authenticators import (
    AUTHENTICATOR_ANDROID,
    AUTHENTICATOR_IOS,
    ICLOUD,
    TOKEN2,
    WINDOWS_HELLO,
    YUBIKEYS,
    Model,
)
from passkeyctl.sandbox.seed_ids import fixed_id
from passkeyctl.sandbox.seed_people import Kind, Person

_REGISTERED = "2026-03-02T09:14:22Z"


_LAST_WITH_KEYS = 100  # the rings that come later have none yet


def models_of(person: Person) -> tuple[tuple[Model, str], ...]:
    """The models and what their owner calls each key."""
    match person.kind:
        case Kind.EMERGENCY:
            return (YUBIKEYS[person.number - 1], "Safe"), (TOKEN2, "Branch office")
        case Kind.ADMIN if person.number <= 6:
            return ((YUBIKEYS[person.number % 2], "Key ring"),)
        case Kind.ADMIN if person.number <= 8:
            return ((AUTHENTICATOR_IOS if person.number == 7 else AUTHENTICATOR_ANDROID, "Phone"),)
        case Kind.STAFF if person.number <= _LAST_WITH_KEYS:
            return _of_staff(person.number)
    return ()


def _of_staff(number: int) -> tuple[tuple[Model, str], ...]:
    match number % 12:
        case 1:
            return ((YUBIKEYS[0], "Key ring"),)
        case 4:
            return ((AUTHENTICATOR_IOS, "iPhone"),)
        case 7:
            return (AUTHENTICATOR_ANDROID, "Phone"), (YUBIKEYS[1], "Drawer")
        case 9 if number < 24:
            return ((WINDOWS_HELLO, "Laptop"),)
        case 10:
            return ((ICLOUD, "iPhone"),)
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

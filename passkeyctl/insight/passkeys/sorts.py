"""Whether a profile lets people register a passkey of some sort: one that is synced, device-bound or unattested."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.authenticators.entries import PasskeyType
from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.acceptance import admits, members
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel

ANOTHER = "a model that no list names"
SYNCED, DEVICE_BOUND = "synced", "deviceBound"
CAN_BE = {
    PasskeyType.SYNCED: frozenset({SYNCED}),
    PasskeyType.DEVICE_BOUND: frozenset({DEVICE_BOUND}),
    PasskeyType.EITHER: frozenset({SYNCED, DEVICE_BOUND}),
}


class Sort(Enum):
    SYNCED = auto()
    DEVICE_BOUND = auto()
    UNATTESTED = auto()
    ANY = auto()


def model_types() -> Mapping[str, frozenset[str]]:
    """Which types of passkey a model can hold, as far as the catalogue knows; for counting, never for refusing."""
    return {each.aaguid: CAN_BE[each.passkey_type] for each in newest().entries if each.passkey_type in CAN_BE}


def admits_some(profile: Fields, sort: Sort, types: Mapping[str, frozenset[str]]) -> bool | None:
    """Whether some passkey of that sort may be registered; None where the models it lists may be of that sort."""
    if sort is Sort.ANY:
        return True
    models = (*sorted(members(profile, "keyRestrictions.authenticators")), ANOTHER)
    return some(
        every((_can_be(key, types), admits(profile, key))) for model in models for key in _passkeys(model, sort)
    )


def _passkeys(model: str, sort: Sort) -> tuple[KeyModel, ...]:
    """What a profile takes unattested it takes attested too, so the latter stands for all that are device-bound."""
    match sort:
        case Sort.SYNCED:
            return (KeyModel(model, SYNCED, False),)
        case Sort.DEVICE_BOUND:
            return (KeyModel(model, DEVICE_BOUND, True),)
        case _:
            return (KeyModel(model, SYNCED, False), KeyModel(model, DEVICE_BOUND, False))


def _can_be(key: KeyModel, types: Mapping[str, frozenset[str]]) -> bool | None:
    if key.aaguid == ANOTHER:
        return True
    known = types.get(key.aaguid or "")
    return None if known is None else key.passkey_type in known

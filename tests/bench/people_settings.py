"""The settings of the benchmark's tenant, from what Graph answers about them; imports no more than that needs."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.state import PriorState
from passkeyctl.wire import passkeys


def passkey_settings(graph: JsonObject) -> PriorState:
    fido2 = graph["fido2"]
    assert isinstance(fido2, dict)
    return PriorState(passkeys.read(fido2), passkeys.has_profiles(fido2), fido2)


def prior_of(graph: JsonObject) -> PriorState:
    from passkeyctl.wire import policies, strengths

    passkey = passkey_settings(graph)
    objects = (
        *passkey.objects,
        *(strengths.read(each) for each in rows(graph["strengths"])),
        *(policies.read(each) for each in rows(graph["policies"])),
    )
    return replace(passkey, objects=objects)


def rows(value: JsonValue) -> list[JsonObject]:
    assert isinstance(value, list)
    return [each for each in value if isinstance(each, dict)]

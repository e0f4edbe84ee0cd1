"""Some of a tenant's objects as Graph gave them, to be kept and read again: what a journal and a receipt hold.

Graph's own words are kept rather than ours, so that a later version, which may understand more of them, reads them
as it reads a tenant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.wire import contexts, locations, methods, passkeys, policies, strengths

FIDO2 = "fido2"
FIDO2_KINDS = frozenset({Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE})

READERS: dict[Kind, Callable[[JsonObject], LiveObject]] = {
    Kind.TEMPORARY_ACCESS_PASS: methods.read_temporary_access_pass,
    Kind.CAMPAIGN: lambda kept: methods.read_campaign(kept, None),
    Kind.STRENGTH: strengths.read,
    Kind.LOCATION: locations.read,
    Kind.CONTEXT: contexts.read,
    Kind.POLICY: policies.read,
}


def moment_json(state: PriorState, touched: Iterable[tuple[Kind, str]]) -> JsonObject:
    """The objects of these ids as they stand in `state`; what is not there is left out.

    The FIDO2 configuration is one document, so any part of it brings the whole.
    """
    wanted = frozenset(touched)
    found: dict[str, JsonValue] = {}
    if any(kind in FIDO2_KINDS for kind, _ in wanted):
        found[FIDO2] = state.fido2
    for kind in READERS:
        if of_kind := sorted(id for each, id in wanted if each is kind):
            listed = (state.by_id(kind, id) for id in of_kind)
            found[kind.value] = [each.original for each in listed if each is not None]
    return found


def moment_state(kept: JsonObject) -> PriorState:
    """What `moment_json` kept; kinds that nothing was kept of stand in `unread_kinds`.

    Raises IncompleteRead where an object lacks what it must have.
    """
    fido2 = kept.get(FIDO2)
    state = PriorState((), has_profiles=False, fido2={}, unread_kinds=frozenset(Kind))
    if isinstance(fido2, dict):
        state = replace(
            state,
            objects=passkeys.read(fido2),
            has_profiles=passkeys.has_profiles(fido2),
            fido2=fido2,
            unread_kinds=state.unread_kinds - FIDO2_KINDS,
        )
    for kind, read in READERS.items():
        listed = kept.get(kind.value)
        if isinstance(listed, list):
            objects = tuple(read(each) for each in listed if isinstance(each, dict))
            state = replace(state, objects=(*state.objects, *objects), unread_kinds=state.unread_kinds - {kind})
    return state

"""The canonical state that a snapshot holds, and the names in it."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.graph.replaying import configurations, unread_part
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.snapshot.document import Part, Snapshot
from passkeyctl.wire import contexts, locations, methods, passkeys, policies, strengths
from passkeyctl.wire.canonical import identifier

OF_PARTS = {
    Part.STRENGTHS: (Kind.STRENGTH, strengths.read),
    Part.LOCATIONS: (Kind.LOCATION, locations.read),
    Part.CONTEXTS: (Kind.CONTEXT, contexts.read),
    Part.POLICIES: (Kind.POLICY, policies.read),
}
OF_FIDO2 = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)
_NAMES = (
    (Part.GROUPS, RefKind.GROUP, "id", "displayName"),
    (Part.USERS, RefKind.USER, "id", "userPrincipalName"),
    (Part.SERVICE_PRINCIPALS, RefKind.APPLICATION, "appId", "displayName"),
    (Part.SERVICE_PRINCIPALS, RefKind.SERVICE_PRINCIPAL, "id", "displayName"),
    (Part.ROLE_DEFINITIONS, RefKind.ROLE, "templateId", "displayName"),
    (Part.LOCATIONS, RefKind.LOCATION, "id", "displayName"),
    (Part.CONTEXTS, RefKind.CONTEXT, "id", "displayName"),
)


def state_of(snapshot: Snapshot) -> PriorState:
    """Every kind that the snapshot holds; the others stand in `unread_kinds`."""
    fido2 = next((each for each in configurations(snapshot) if str(each.get("id")).lower() == "fido2"), None)
    objects: list[LiveObject] = [*passkeys.read(fido2)] if fido2 is not None else []
    objects += _of_methods(snapshot)
    for part, (_, read) in OF_PARTS.items():
        if unread_part(snapshot, part) is None:
            objects += [read(each) for each in snapshot.read(part)]
    return PriorState(
        tuple(objects),
        fido2 is not None and passkeys.has_profiles(fido2),
        fido2 or {},
        _only_in_beta(snapshot),
        frozenset(Kind) - _held(snapshot, objects, has_fido2=fido2 is not None),
    )


def names_in(snapshot: Snapshot) -> Iterator[tuple[tuple[RefKind, str], str]]:
    """Of everything that has one; an import's own notes first, so that what the tenant says counts."""
    for noted, called in snapshot.names.items():
        yield from (((kind, noted), called) for kind in RefKind)
    for part, kind, key, named in _NAMES:
        if unread_part(snapshot, part) is None:
            for each in snapshot.read(part):
                found, name = each.get(key), each.get(named)
                if isinstance(found, str) and isinstance(name, str):
                    yield (kind, identifier(found)), name


def _of_methods(snapshot: Snapshot) -> Iterator[LiveObject]:
    if unread_part(snapshot, Part.METHODS_POLICY) is not None:
        return
    beta = (
        _first(snapshot, Part.METHODS_POLICY_BETA) if unread_part(snapshot, Part.METHODS_POLICY_BETA) is None else None
    )
    for root in snapshot.read(Part.METHODS_POLICY):
        found = methods.temporary_access_pass_in(root)
        if found is not None:
            yield methods.read_temporary_access_pass(found)
        if methods.has_campaign(beta or root):
            yield methods.read_campaign(root, beta)


def _first(snapshot: Snapshot, part: Part) -> JsonObject | None:
    return next(iter(snapshot.read(part)), None)


def _only_in_beta(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    if unread_part(snapshot, Part.POLICIES) is not None or unread_part(snapshot, Part.POLICY_IDS_BETA) is not None:
        return ()
    known = {str(each.get("id")).lower() for each in snapshot.read(Part.POLICIES)}
    listed = {str(each.get("id")).lower(): str(each.get("displayName")) for each in snapshot.read(Part.POLICY_IDS_BETA)}
    return tuple(sorted((id, name) for id, name in listed.items() if id not in known))


def _held(snapshot: Snapshot, objects: list[LiveObject], *, has_fido2: bool) -> frozenset[Kind]:
    found = {each.kind for each in objects}
    found.update(OF_FIDO2 if has_fido2 else ())
    for part, (kind, _) in OF_PARTS.items():
        if unread_part(snapshot, part) is None:
            found.add(kind)
    return frozenset(found)

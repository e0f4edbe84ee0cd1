"""What a change would send back although this version can't read it whole, or would leave half changed."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.wire import locations, methods, policies, strengths
from passkeyctl.wire.canonical import holds_unreadable

FIDO2_LISTS = {Kind.PROFILE: "passkeyProfiles", Kind.TARGET: "includeTargets", Kind.EXCLUDE: "excludeTargets"}


def unsafe_members(change: ResourceChange, prior: PriorState) -> tuple[str, ...]:
    """Graph's names of the members that this change rewrites and must not."""
    if change.action is Action.NO_OP:
        return ()
    if change.address.kind in FIDO2_LISTS:
        name = FIDO2_LISTS[change.address.kind]
        return (name,) if holds_unreadable(prior.fido2.get(name)) else ()
    if change.live is None or change.planned is None:
        return ()
    return tuple(_of_object(change, change.live))


def _of_object(change: ResourceChange, live: LiveObject) -> Iterator[str]:
    match live.kind:
        case Kind.POLICY:
            members = policies.changed_members(live.fields, change.planned or {})
            yield from (name for name in members if holds_unreadable(live.original.get(name)))
        case Kind.STRENGTH:
            yield from _of_strength(change, live.original)
        case Kind.LOCATION:
            yield from _of_location(live, change.planned or {})
        case Kind.TEMPORARY_ACCESS_PASS:
            sent = methods.temporary_access_pass_json(live.fields, change.planned or {}, live.original)
            yield from (name for name in sent if holds_unreadable(live.original.get(name)))
        case Kind.CAMPAIGN:
            yield from _of_campaign(live, change.planned or {})
        case _:
            return


def _of_location(live: LiveObject, planned: Fields) -> Iterator[str]:
    if not locations.is_known(live.fields):
        yield "@odata.type"
    members = locations.changed_members(live.fields, planned)
    yield from (name for name in members if holds_unreadable(live.original.get(name)))


def _of_campaign(live: LiveObject, planned: Fields) -> Iterator[str]:
    """The campaign is sent whole; new rows among such of several methods would have to guess theirs."""
    if holds_unreadable(live.original) or methods.is_undecided(live.fields, planned, live.original):
        yield methods.CAMPAIGN


def _of_strength(change: ResourceChange, original: JsonObject) -> Iterator[str]:
    if change.changed("allowedCombinations") and holds_unreadable(original.get("allowedCombinations")):
        yield "allowedCombinations"
    limits = {"fido2.allowedAAGUIDs": strengths.FIDO2_LIMIT, "x509": strengths.X509_LIMIT}
    doubled = {strengths.doubled_limit(original, limit) for path, limit in limits.items() if change.changed(path)}
    if any(doubled):
        yield "combinationConfigurations"

"""Whether the tenant shows what was written, and still shows what was not ours to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import BETA_ONLY
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Guests, Value
from passkeyctl.plan.operation import Expectation, Fido2Shows, Gone, Operation, Present
from passkeyctl.wire.originals import is_same_original


def new_ids(
    expectations: Iterable[Expectation], state: PriorState, known: Mapping[Address, str], before: PriorState
) -> dict[Address, str]:
    """Ids of what was created, found by name among the objects that were not there before.

    Two candidates of one name are none: which of them is ours can't be told.
    """
    found: dict[Address, str] = {}
    for kind, id, fields in _created(expectations):
        if id.address in known:
            continue
        candidates = [each for each in state.of(kind) if _is_new(each, before) and each.name == fields["name"]]
        if len(candidates) == 1:
            found[id.address] = candidates[0].id
    return found


def _created(expectations: Iterable[Expectation]) -> Iterable[tuple[Kind, PendingId, Fields]]:
    for each in expectations:
        if isinstance(each, Present) and isinstance(each.id, PendingId):
            yield each.kind, each.id, each.fields
        elif isinstance(each, Fido2Shows):
            for id, fields in each.profiles.items():
                if isinstance(id, PendingId):
                    yield Kind.PROFILE, id, fields


def _is_new(live: LiveObject, before: PriorState) -> bool:
    return before.by_id(live.kind, live.id) is None


def unmet(expectation: Expectation, state: PriorState, ids: Mapping[Address, str]) -> tuple[str, ...]:
    """What does not read back, in words; nothing where all of it does."""
    match expectation:
        case Gone(kind, id):
            return (f"`{id}` is still there",) if state.by_id(kind, id) is not None else ()
        case Present(kind, id, fields):
            return _unmet_object(kind, with_ids(id, ids), fields, state, ids)
        case Fido2Shows():
            return _unmet_policy(expectation, state, ids)


def with_ids(id: str, ids: Mapping[Address, str]) -> str:
    return ids.get(id.address, id) if isinstance(id, PendingId) else id


def resolved(value: Value, ids: Mapping[Address, str]) -> Value:
    if isinstance(value, PendingId):
        return with_ids(value, ids)
    if isinstance(value, frozenset):
        return frozenset(with_ids(each, ids) for each in value)  # type: ignore[arg-type]
    return value


def _unmet_object(
    kind: Kind, id: str, fields: Fields, state: PriorState, ids: Mapping[Address, str]
) -> tuple[str, ...]:
    live = state.by_id(kind, id)
    if live is None:
        return (f"`{id}` does not show yet",)
    wanted = {path: resolved(value, ids) for path, value in fields.items() if _is_expected(kind, path, value)}
    return tuple(f"`{live.name}`: `{path}`" for path in wanted if not is_same(live.fields[path], wanted[path]))


def _is_expected(kind: Kind, path: str, value: Value) -> bool:
    """What only beta has is compared where a file asks for it: else it need not have been read."""
    return value is not None or kind is not Kind.CAMPAIGN or path not in BETA_ONLY


def is_same(live: Value, wanted: Value) -> bool:
    """Guests without a word on tenants may come back as those of all tenants."""
    if isinstance(live, Guests) and isinstance(wanted, Guests) and wanted.tenants is None and live.tenants == "all":
        return (live.types, live.legacy) == (wanted.types, wanted.legacy)
    return live == wanted


def _unmet_policy(wanted: Fido2Shows, state: PriorState, ids: Mapping[Address, str]) -> tuple[str, ...]:
    profiles = {with_ids(id, ids): fields for id, fields in wanted.profiles.items()}
    live_profiles = {each.id: each for each in state.of(Kind.PROFILE)}
    live_targets = {each.id: each.fields["profiles"] for each in state.of(Kind.TARGET)}
    targets = {id: resolved(listed, ids) for id, listed in wanted.targets.items()}
    excludes = frozenset(each.id for each in state.of(Kind.EXCLUDE))
    settings = state.of(Kind.PASSKEYS)[0].fields
    return (
        *(f"passkeys: `{path}`" for path in wanted.settings if settings[path] != wanted.settings[path]),
        *_unmet_profiles(profiles, live_profiles, state, ids),
        *(f"target `{id}`" for id in sorted({*targets, *live_targets}) if targets.get(id) != live_targets.get(id)),
        *(f"exclude `{id}`" for id in sorted(wanted.excludes ^ excludes)),
        *(() if state.has_profiles or not wanted.has_profiles else ("the tenant does not show passkey profiles yet",)),
    )


def _unmet_profiles(
    wanted: Mapping[str, Fields],
    live: Mapping[str, LiveObject],
    state: PriorState,
    ids: Mapping[Address, str],
) -> Iterable[str]:
    for id, fields in wanted.items():
        yield from _unmet_object(Kind.PROFILE, id, fields, state, ids)
    for id in sorted(set(live) - set(wanted)):
        yield f"the profile `{live[id].name}` is there and not expected"


def disturbed(
    operations: Iterable[Operation], before: PriorState, now: PriorState, ours: Iterable[Operation] = ()
) -> tuple[str, ...]:
    """What `operations` are about to write and somebody else has changed; what `ours` have just written is not meant.

    A write of the FIDO2 configuration carries whole collections, so all of it counts.
    """
    skipped = set(_objects(ours, before, now))
    keys = sorted(set(_objects(operations, before, now)) - skipped)
    return tuple(
        f"`{(live or known).name}`"  # type: ignore[union-attr]  # one of the two is there, or they would be equal
        for kind, id in keys
        if not _is_as_before(known := before.by_id(kind, id), live := now.by_id(kind, id))
    )


def _is_as_before(known: LiveObject | None, live: LiveObject | None) -> bool:
    """Also in what this version has no field for: a request carries whole members as they stood."""
    if known is None or live is None:
        return known is live
    return (known.name, known.fields) == (live.name, live.fields) and is_same_original(known, live)


def _objects(operations: Iterable[Operation], before: PriorState, now: PriorState) -> Iterable[tuple[Kind, str]]:
    """The live objects that these operations write."""
    for operation in operations:
        for each in operation.expects:
            if isinstance(each, Fido2Shows):
                yield from (
                    (live.kind, live.id) for live in (*before.objects, *now.objects) if live.kind in FIDO2_KINDS
                )
            elif not isinstance(each.id, PendingId):
                yield each.kind, each.id


FIDO2_KINDS = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)

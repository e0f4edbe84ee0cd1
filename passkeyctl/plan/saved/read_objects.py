"""Every object that a plan was worked out from, by a digest each: enough to say later which of them has moved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import KIND_ORDER, Kind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.moments import address_in
from passkeyctl.plan.saved.three_way import How, Key, Moved
from passkeyctl.wire.canonical import fingerprint
from passkeyctl.wire.originals import MOVED_BY_MICROSOFT, own_part

STRENGTH = "grant.authenticationStrength"
"""Which strength a policy demands: what Graph renders of it inside the policy is in no fingerprint."""


@dataclass(frozen=True, slots=True)
class ReadObject:
    kind: Kind
    id: str
    name: str
    digest: str


def read_objects(state: PriorState) -> tuple[ReadObject, ...]:
    """In one order, whatever the order of Graph's answers."""
    found = (ReadObject(each.kind, each.id, each.name, _digest(each)) for each in state.objects)
    return tuple(sorted(found, key=lambda each: (KIND_ORDER.index(each.kind), each.id)))


def _digest(live: LiveObject) -> str:
    return digest_of_text(f"{fingerprint(own_part(live))} {live.fields.get(STRENGTH)}")


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def objects_json(objects: tuple[ReadObject, ...]) -> list[JsonValue]:
    return [{"kind": each.kind.value, "id": each.id, "name": each.name, "digest": each.digest} for each in objects]


def object_of(line: JsonObject) -> ReadObject:
    """Raises KeyError or ValueError where it is no object of a plan file."""
    return ReadObject(Kind(str(line["kind"])), str(line["id"]), str(line["name"]), str(line["digest"]))


def moved_elsewhere(objects: tuple[ReadObject, ...], now: PriorState, known: Mapping[Key, Moved]) -> tuple[Moved, ...]:
    """What has moved since and is not among `known`; of these only that they moved can be said."""
    found = (each for each in _moved(objects, now) if (each.kind, each.id) not in known)
    return tuple(sorted(found, key=lambda each: (each.address.sort_key, each.id)))


def _moved(objects: tuple[ReadObject, ...], now: PriorState) -> Iterator[Moved]:
    later = {(each.kind, each.id): each for each in now.objects}
    kinds = {each.kind for each in objects} - now.unread_kinds - MOVED_BY_MICROSOFT
    for was in objects:
        live = later.pop((was.kind, was.id), None)
        if was.kind not in kinds:
            continue
        if live is None:
            gone = LiveObject(was.kind, was.id, was.name, {}, {})
            yield Moved(was.kind, was.id, was.name, address_in(gone, _alone(gone)), How.DELETED)
        elif _digest(live) != was.digest:
            yield Moved(live.kind, live.id, live.name, address_in(live, now), How.CHANGED)
    for live in later.values():
        yield Moved(live.kind, live.id, live.name, address_in(live, now), How.MADE)


def _alone(live: LiveObject) -> PriorState:
    return PriorState((live,), has_profiles=False, fido2={})

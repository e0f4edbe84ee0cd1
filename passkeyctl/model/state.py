"""Prior state: what the tenant holds, in canonical values, with Graph's own words beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields


@dataclass(frozen=True, slots=True)
class LiveObject:
    """One object as read. `id` is lower case; a target's or exclude's id is its group's (or `all_users`).

    `original` is Graph's JSON untouched: what this version does not know survives a write because it is kept here.
    """

    kind: Kind
    id: str
    name: str
    fields: Fields
    original: JsonObject = field(compare=False)
    is_built_in: bool = False


@dataclass(frozen=True, slots=True)
class PriorState:
    """Every object of every kind that was read completely; `unread_kinds` were not asked for in this run.

    `has_profiles` is False in a tenant that has not opted in to passkey profiles. `unread_policies` maps the id of a
    Conditional Access policy that only the beta list shows to its name: it exists and is unread.
    `fido2` is the whole FIDO2 configuration as read.
    """

    objects: tuple[LiveObject, ...]
    has_profiles: bool
    fido2: JsonObject
    unread_policies: tuple[tuple[str, str], ...] = ()
    unread_kinds: frozenset[Kind] = frozenset()

    def of(self, kind: Kind) -> tuple[LiveObject, ...]:
        return tuple(each for each in self.objects if each.kind is kind)

    def by_id(self, kind: Kind, id: str) -> LiveObject | None:
        return next((each for each in self.of(kind) if each.id == id), None)

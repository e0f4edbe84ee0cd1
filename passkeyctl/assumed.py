"""The files alone, put as changes to a tenant of which nothing is known: what `validate` judges.

Every entry counts as new and shows only what it writes. A name stands for itself where the tenant would have to say
which id it has: two names are two objects, and one name is one. Whoever judges must not take a field that is not
written for a fact (`Review.is_known`): in the tenant it may have any value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Assertion, Configuration, Entry
from passkeyctl.model.directory import Directory
from passkeyctl.model.kinds import FIELDS, canonical, defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.roles import built_in_role
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import BUILT_IN_COMBINATIONS, BUILT_IN_STRENGTHS, built_in_strength
from passkeyctl.model.values import Value, Wanted
from passkeyctl.unresolved import OWN_KINDS, READ_ON_DEMAND

_BUILT_IN = tuple(
    LiveObject(
        Kind.STRENGTH,
        id,
        name,
        {**defaults(Kind.STRENGTH), "name": name, "allowedCombinations": BUILT_IN_COMBINATIONS[id]},
        {},
        is_built_in=True,
    )
    for id, name in BUILT_IN_STRENGTHS.items()
)

NOTHING_READ = PriorState(_BUILT_IN, has_profiles=True, fido2={}, unread_kinds=frozenset(Kind))
"""A tenant that was not looked at: just what every tenant has."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the files describe, as changes; `directory` has the names that stand for themselves."""

    changes: tuple[ResourceChange, ...]
    directory: Directory
    asserted: tuple[Asserted, ...] = ()


def assumed(configuration: Configuration) -> Assumed:
    """An entry with `ensure: absent` describes nothing."""
    naming = _Naming(configuration)
    changes = [_change(each, naming) for each in configuration.entries if not each.is_absent]
    asserted = tuple(_asserted(each, naming) for each in configuration.assertions)
    in_order = tuple(sorted(changes, key=lambda each: each.address.sort_key))
    return Assumed(in_order, Directory({}, naming.names), asserted)


def _asserted(assertion: Assertion, naming: _Naming) -> Asserted:
    named = (assertion.groups, assertion.roles, assertion.users)
    groups, roles, users = (frozenset(naming.id_of(each) for each in references) for references in named)
    return Asserted(assertion, groups, roles, users)


def _change(entry: Entry, naming: _Naming) -> ResourceChange:
    kind = entry.address.kind
    written = {path: naming.value(each.value) for path, each in entry.written.items()}
    start = defaults(kind)
    planned = canonical(kind, {**start, **written})
    changes = tuple(
        FieldChange(field.path, start[field.path], planned[field.path], entry.written[field.path].source)
        for field in FIELDS[kind]
        if field.path in written
    )
    return ResourceChange(
        entry.address,
        Action.CREATE,
        naming.id_of_entry(entry),
        entry.name or entry.address.local,
        None,
        planned,
        changes,
        note=entry.note,
        source=entry.source,
    )


class _Naming:
    """Which id each name stands for; `names` collects what to show for them."""

    def __init__(self, configuration: Configuration) -> None:
        self.names: dict[tuple[RefKind, str], str] = {}
        self._own = dict(_own_names(configuration))

    def id_of_entry(self, entry: Entry) -> str:
        if entry.address.kind in (Kind.TARGET, Kind.EXCLUDE):
            return EVERYONE if entry.group is None else self.id_of(entry.group)
        return _own_id(entry.address)

    def value(self, wanted: Wanted) -> Value:
        if isinstance(wanted, Reference):
            return self.id_of(wanted)
        if isinstance(wanted, frozenset) and any(isinstance(each, Reference) for each in wanted):
            return frozenset(self.id_of(each) if isinstance(each, Reference) else str(each) for each in wanted)
        return wanted  # type: ignore[return-value]  # without references a Wanted is a Value

    def id_of(self, reference: Reference) -> str:
        id = self._id(reference)
        self.names[reference.kind, id] = reference.name or reference.written
        return id

    def _id(self, reference: Reference) -> str:
        name = unicodedata.normalize("NFC", reference.name or reference.written)
        own = {**OWN_KINDS, **READ_ON_DEMAND}.get(reference.kind)
        if own is not None:
            described = self._own.get((own, name)) or self._own.get((own, reference.id or ""))
            if described is not None:
                return described
        if reference.id is not None:
            return reference.id
        if reference.kind is RefKind.ROLE:
            return built_in_role(name) or name
        if reference.kind is RefKind.STRENGTH:
            return built_in_strength(name) or name
        return name.casefold() if reference.kind is RefKind.USER else name


def _own_names(configuration: Configuration) -> Iterator[tuple[tuple[Kind, str], str]]:
    """Names and ids of what the files describe, then the local ids, which win."""
    entries = [each for each in configuration.entries if each.address.local and not each.is_absent]
    for each in entries:
        for word in (each.id, each.name):
            if word is not None:
                yield (each.address.kind, unicodedata.normalize("NFC", word)), _own_id(each.address)
    for each in entries:
        yield (each.address.kind, each.address.local), _own_id(each.address)


def _own_id(address: Address) -> str:
    if address == Address(Kind.PROFILE, "default"):
        return DEFAULT_PROFILE_ID
    if address.kind is Kind.CONTEXT:
        return address.local
    return PendingId(address)

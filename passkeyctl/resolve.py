"""References become ids. What is missing or ambiguous is an error with its candidates; nothing is ever left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from passkeyctl.diagnostics import Diagnostic, SourceRange, error
from passkeyctl.identity import Identities, exact
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.desired import Assertion, Configuration, Entry
from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import built_in_strength
from passkeyctl.model.values import Value, Wanted
from passkeyctl.needs import references_in
from passkeyctl.unresolved import (
    OWN_KINDS,
    READ_ON_DEMAND,
    called_otherwise,
    no_such,
    not_there,
    other_capitals,
    removed,
    unresolved,
)


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """An entry with ids: `values` has just the keys that were written; `group_id` is a target's or exclude's."""

    entry: Entry
    values: Mapping[str, Value]
    sources: Mapping[str, SourceRange]
    group_id: str | None = None

    @property
    def address(self) -> Address:
        return self.entry.address


@dataclass(frozen=True, slots=True)
class Resolved:
    entries: tuple[ResolvedEntry, ...]
    diagnostics: tuple[Diagnostic, ...]
    asserted: tuple[Asserted, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """All that names may stand for; `called` are the described entries by name, which `resolve` fills in."""

    prior: PriorState
    identities: Identities
    directory: Directory
    described: frozenset[Address]
    called: Mapping[tuple[Kind, str], tuple[Address, ...]] = field(default_factory=dict)


def resolve(configuration: Configuration, context: Context) -> Resolved:
    """All entries with ids, and every fault; an entry with a fault is left out and must stop the plan."""
    context = replace(context, called=_called(configuration.entries))
    found: list[Diagnostic] = []
    resolved: list[ResolvedEntry] = []
    for entry in configuration.entries:
        outcome = _entry(entry, context)
        if isinstance(outcome, ResolvedEntry):
            resolved.append(outcome)
        else:
            found.extend(outcome)
    asserted = tuple(_asserted(each, context, found) for each in configuration.assertions)
    rest = (*_rows_twice(resolved), *_emergency_faults(configuration, context))
    return Resolved(tuple(resolved), (*found, *rest), asserted)


def _asserted(assertion: Assertion, context: Context, found: list[Diagnostic]) -> Asserted:
    def ids(references: Iterable[Reference]) -> frozenset[str]:
        outcomes = [id_of(each, Address(Kind.PASSKEYS), assertion.source, context) for each in references]
        found.extend(each for each in outcomes if isinstance(each, Diagnostic))
        return frozenset(each for each in outcomes if isinstance(each, str))

    return Asserted(assertion, ids(assertion.groups), ids(assertion.roles), ids(assertion.users))


def _called(entries: Iterable[Entry]) -> Mapping[tuple[Kind, str], tuple[Address, ...]]:
    called: dict[tuple[Kind, str], tuple[Address, ...]] = {}
    for entry in entries:
        if entry.name is not None and not entry.is_absent:
            key = (entry.address.kind, exact(entry.name))
            called[key] = (*called.get(key, ()), entry.address)
    return called


def _rows_twice(resolved: Iterable[ResolvedEntry]) -> Iterator[Diagnostic]:
    """One group under two names (an alias, a name, an id): which of two rows counts could not be told."""
    seen: dict[str, ResolvedEntry] = {}
    for each in resolved:
        first = seen.setdefault(each.group_id, each) if each.group_id is not None else each
        if first is each or _is_a_move(first, each):
            continue
        yield error(
            "CAP401",
            f"`{first.address}` and `{each.address}` are the same group",
            address=str(each.address),
            source=each.entry.source,
            detail=(f"it is `{each.group_id}`",),
            hint="keep one of the two",
        )


def _is_a_move(first: ResolvedEntry, second: ResolvedEntry) -> bool:
    """A row removed from the targets may be added to the excludes, and the other way round."""
    return first.address.kind is not second.address.kind and (first.entry.is_absent or second.entry.is_absent)


def _emergency_faults(configuration: Configuration, context: Context) -> tuple[Diagnostic, ...]:
    emergency = configuration.emergency
    if emergency is None:
        return ()
    named = (*((emergency.group,) if emergency.group is not None else ()), *emergency.accounts)
    address = Address(Kind.PASSKEYS)
    outcomes = (id_of(each, address, emergency.source, context) for each in named)
    missing = (not_there(each, address, emergency.source) for each in named if _is_gone(each, context.directory))
    return (*(each for each in outcomes if isinstance(each, Diagnostic)), *missing)


def _is_gone(reference: Reference, directory: Directory) -> bool:
    """An id in a list is judged with its list; an emergency account that is not there protects nobody."""
    return reference.id is not None and not directory.found.get(reference)


def _entry(entry: Entry, context: Context) -> ResolvedEntry | tuple[Diagnostic, ...]:
    values: dict[str, Value] = {}
    faults: list[Diagnostic] = []
    for path, written in entry.written.items():
        value, wrong = _value(written.value, entry.address, written.source, context)
        values[path] = value
        faults.extend(wrong)
    group_id = EVERYONE if entry.address.kind is Kind.TARGET and entry.group is None else None
    if entry.group is not None:
        outcome = id_of(entry.group, entry.address, entry.source, context)
        if isinstance(outcome, Diagnostic):
            faults.append(outcome)
        else:
            group_id = outcome
    if faults:
        return tuple(faults)
    sources = {path: written.source for path, written in entry.written.items()}
    return ResolvedEntry(entry, values, sources, group_id)


def _value(
    value: Wanted, address: Address, source: SourceRange, context: Context
) -> tuple[Value, tuple[Diagnostic, ...]]:
    if isinstance(value, Reference):
        outcome = id_of(value, address, source, context)
        return (None, (outcome,)) if isinstance(outcome, Diagnostic) else (outcome, ())
    if not isinstance(value, frozenset) or not references_in(value):
        return value, ()  # type: ignore[return-value]  # without references a Wanted is a Value
    members: set[str] = set()
    faults: list[Diagnostic] = []
    for member in value:
        outcome = id_of(member, address, source, context) if isinstance(member, Reference) else str(member)
        if isinstance(outcome, Diagnostic):
            faults.append(outcome)
        else:
            members.add(outcome)
    return frozenset(members), tuple(faults)


def id_of(reference: Reference, address: Address, source: SourceRange, context: Context) -> str | Diagnostic:
    """The id a reference stands for: an id as it is written, else the one object of that name."""
    if reference.kind in OWN_KINDS:
        return _own_id(reference, address, source, context)
    if reference.kind in READ_ON_DEMAND:
        outcome = _id_on_demand(reference, address, source, context)
        if outcome is not None:
            return outcome
    if reference.id is not None:
        return _checked_name(reference, address, source, context.directory)
    candidates = context.directory.found.get(reference, ())
    named = tuple(each for each in candidates if _is_called(each, reference.name or ""))
    usable = [each for each in named if each.is_security_group]
    if len(usable) == 1:
        return usable[0].id
    if candidates and not named:
        return other_capitals(reference, candidates, address, reference.source or source)
    return unresolved(reference, named, usable, address, reference.source or source)


def _is_called(found: DirectoryObject, name: str) -> bool:
    """Exactly so; capitals mean nothing in a user principal name."""
    if found.kind is RefKind.USER:
        return exact(found.name).casefold() == exact(name).casefold()
    return exact(found.name) == exact(name)


def _checked_name(
    reference: Reference, address: Address, source: SourceRange, directory: Directory
) -> str | Diagnostic:
    """Where a file gives both, the id decides and another live name is an error."""
    assert reference.id is not None
    live = next(iter(directory.found.get(reference, ())), None)
    if reference.name is None or live is None or _is_called(live, reference.name):
        return reference.id
    return called_otherwise(reference, live, address, source)


def _own_id(reference: Reference, address: Address, source: SourceRange, context: Context) -> str | Diagnostic:
    kind = OWN_KINDS[reference.kind]
    if reference.id is not None:
        known = context.prior.by_id(kind, reference.id)
        if known is None:
            return no_such(reference, address, source, context.prior.of(kind))
        return _staying(known.id, reference, address, source, context)
    found, named = _by_own_name(kind, reference, address, source, context)
    if found is not None:
        return found
    built_in = built_in_strength(reference.name or "") if kind is Kind.STRENGTH and not named else None
    return built_in or no_such(reference, address, source, named or context.prior.of(kind))


def _by_own_name(
    kind: Kind, reference: Reference, address: Address, source: SourceRange, context: Context
) -> tuple[str | Diagnostic | None, list[LiveObject]]:
    """What the files describe under the name, else the one object that was read; and all that were read."""
    named = [each for each in context.prior.of(kind) if exact(each.name) == exact(reference.name or "")]
    planned = _described_id(kind, reference, context)
    if planned is None and len(named) == 1:
        return _staying(named[0].id, reference, address, source, context), named
    return planned, named


def _described_id(kind: Kind, reference: Reference, context: Context) -> str | None:
    """The id of what the files describe under this local id, else under this name."""
    local = Address(kind, reference.name or "")
    by_name = context.called.get((kind, exact(reference.name or "")), ())
    meant = local if local in context.described else by_name[0] if len(by_name) == 1 else None
    if meant is None:
        return None
    live = context.identities.live.get(meant)
    if live is not None:
        return live.id
    return meant.local if kind is Kind.CONTEXT else PendingId(meant)


def _id_on_demand(
    reference: Reference, address: Address, source: SourceRange, context: Context
) -> str | Diagnostic | None:
    """What the files and the objects that were read say; None leaves it to the directory."""
    kind = READ_ON_DEMAND[reference.kind]
    if reference.id is not None:
        return _staying(reference.id, reference, address, source, context)
    found, named = _by_own_name(kind, reference, address, source, context)
    return found or (no_such(reference, address, source, named) if named else None)


def _staying(
    id: str, reference: Reference, address: Address, source: SourceRange, context: Context
) -> str | Diagnostic:
    """An object that the same files remove is not one to refer to."""
    live_of = context.identities.live
    leaving = [each for each in live_of if live_of[each].id == id and each not in context.described]
    if not leaving:
        return id
    return removed(reference, leaving[0], address, source)

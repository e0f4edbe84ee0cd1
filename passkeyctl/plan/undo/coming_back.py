"""How what an apply has deleted comes back: from the recycle bin with its id, else as something new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import field_of, ids_of
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.model.values import Value
from passkeyctl.plan.saved.three_way import Key
from passkeyctl.plan.steps.restoring import at_rest
from passkeyctl.plan.undo.traces import Trace

OF_KIND = {
    RefKind.STRENGTH: Kind.STRENGTH,
    RefKind.PROFILE: Kind.PROFILE,
    RefKind.LOCATION: Kind.LOCATION,
    RefKind.CONTEXT: Kind.CONTEXT,
}
"""What an apply can make and is named by its id elsewhere."""

CERTAIN = (RefKind.STRENGTH, RefKind.PROFILE)
"""Of these a plan reads the whole list; others that are missing are found when their names are looked up."""

OWN_ID = (Kind.CONTEXT, Kind.TARGET, Kind.EXCLUDE)
"""Their ids are not the tenant's to give."""

RECYCLED = (Kind.POLICY, Kind.LOCATION)


@dataclass(frozen=True, slots=True)
class Bin:
    """What Graph keeps of deleted policies and named locations, by id; `why_not` where it can't be used."""

    held: Mapping[Key, LiveObject] = field(default_factory=dict)
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """`note` says how it comes back. `is_back`: it is there again, maybe with another id. `is_taken_by_others`: it was
    there again and somebody has deleted it once more.
    """

    id: str
    restores: LiveObject | None = None
    note: str = ""
    is_back: bool = False
    is_taken_by_others: bool = False


@dataclass(frozen=True, slots=True)
class Returning:
    """`new_ids` are those under which something else is known from now on."""

    ways: Mapping[Key, Return]
    new_ids: Mapping[Key, str]
    there: frozenset[Key]

    def renamed(self, kind: Kind, path: str, value: Value) -> Value:
        of = OF_KIND.get(field_of(kind, path).refers_to)  # type: ignore[arg-type]  # None is no key of it
        if of is None:
            return value
        if isinstance(value, frozenset):
            return frozenset(self.new_ids.get((of, str(each)), each) for each in value)  # type: ignore[return-value]
        return self.new_ids.get((of, str(value)), value)

    def missing(self, kind: Kind, path: str, value: Value) -> tuple[str, ...]:
        """Ids that are neither in the tenant nor on their way back to it."""
        refers_to = field_of(kind, path).refers_to
        if refers_to not in CERTAIN or value is None:
            return ()
        of = OF_KIND[refers_to]
        listed = value if isinstance(value, frozenset) else (value,)
        known = [each for each in listed if isinstance(each, PendingId) or (of, each) in self.there]
        return tuple(sorted(str(each) for each in listed if each not in known and each not in BUILT_IN_STRENGTHS))


def returning(traces: Iterable[Trace], now: PriorState, bin: Bin) -> Returning:
    """What policies name first: whether a policy can be restored depends on it."""
    listed = tuple(traces)
    there = frozenset((each.kind, each.id) for each in now.objects)
    gone = [each for each in listed if each.may_be_deleted and (each.kind, each.id) not in there]
    ours = {(each.kind, each.id) for each in listed}
    others = [each for each in now.objects if (each.kind, each.id) not in ours and not each.is_built_in]
    found = Returning({}, {}, there)
    for trace in sorted(gone, key=lambda each: each.kind is Kind.POLICY):
        way = _way(trace, bin, found, others)
        new_ids = {(trace.kind, trace.id): way.id} if way.id != trace.id else {}
        found = Returning({**found.ways, (trace.kind, trace.id): way}, {**found.new_ids, **new_ids}, there)
    return found


def _way(trace: Trace, bin: Bin, found: Returning, others: Iterable[LiveObject]) -> Return:
    if trace.kind in OWN_ID:
        return Return(trace.id)
    if (back := _is_there_again(trace, found, others)) is not None:
        return Return(back.id, is_back=True)
    new = PendingId(trace.address)
    if trace.kind not in RECYCLED:
        return Return(new, note="made anew, since Graph keeps none that was deleted: its id is another one")
    deleted = bin.held.get((trace.kind, trace.id))
    if deleted is None:
        why = bin.why_not or "the recycle bin has it no more"
        return Return(new, note=f"made anew, since {why}: its id is another one")
    if not _is_as_deleted(trace, deleted.fields):
        return Return(new, is_taken_by_others=True)
    if any(key in found.new_ids for key in named_by(deleted.kind, deleted.fields)):
        return Return(new, note="made anew, since what it names comes back with another id: its id is another one")
    return Return(trace.id, deleted, "comes back from the recycle bin, with its id")


def _is_there_again(trace: Trace, found: Returning, others: Iterable[LiveObject]) -> LiveObject | None:
    """Something equal under another id: an undo before this one has made it, or somebody by hand."""
    was = trace.before or {}
    fields = {path: found.renamed(trace.kind, path, value) for path, value in was.items()}
    equal = [each for each in others if each.kind is trace.kind and each.fields == fields]
    return equal[0] if len(equal) == 1 else None


def _is_as_deleted(trace: Trace, deleted: Fields) -> bool:
    return trace.before is not None and deleted == at_rest(trace.kind, trace.before)


def named_by(kind: Kind, fields: Fields) -> Iterator[Key]:
    """Everything that an object of these fields names, as far as an apply can make and delete it."""
    strength = fields.get("grant.authenticationStrength")
    if strength is not None:
        yield Kind.STRENGTH, str(strength)
    yield from ((OF_KIND[refers_to], id) for refers_to, id in ids_of(kind, fields) if refers_to in OF_KIND)

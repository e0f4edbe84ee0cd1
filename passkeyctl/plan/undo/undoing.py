"""What takes an apply back: whatever still stands as it was left goes back, what others have changed since stays.

Judged field by field against three moments: as it stood before the apply, as the apply left it, as it is now. An
object that is to come back gets a new id unless the recycle bin still has it, and is named by it wherever it was named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from passkeyctl.insight.tenant_state import after
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS, canonical, defaults
from passkeyctl.model.methods import BETA_ONLY, MANAGED_BY_MICROSOFT
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.saved.three_way import Key
from passkeyctl.plan.steps.restoring import at_rest
from passkeyctl.plan.undo.coming_back import Bin, Return, Returning, named_by, returning
from passkeyctl.plan.undo.hanging_together import together, written_paths
from passkeyctl.plan.undo.traces import Applied, Trace
from passkeyctl.plan.verify import is_same


class Why(StrEnum):
    """Why something stays as it is."""

    CHANGED = "changed since"
    GONE = "deleted since"
    HANGS_TOGETHER = "hangs together with what was changed since"
    FOR_GOOD = "can't be undone"
    NEEDS = "needs what is no longer there"
    USED = "is used by what stays"
    LOST = "nobody knows whether the apply made it"


@dataclass(frozen=True, slots=True)
class Kept:
    """One field that stays, or one object where `path` is empty: as it was before the apply, as the apply left it, as
    it is now. `needs` are the ids of what is not there for it, `users` the names of what needs it; `was_there` is False
    for what the apply has made.
    """

    kind: Kind
    address: Address
    name: str
    why: Why
    path: str = ""
    before: Value = None
    left: Value = None
    now: Value = None
    needs: tuple[str, ...] = ()
    was_there: bool = True
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undoing:
    """`already` is what has gone back without this plan."""

    changes: tuple[ResourceChange, ...]
    kept: tuple[Kept, ...]
    already: tuple[Address, ...]


@dataclass(slots=True)
class _Found:
    changes: list[ResourceChange] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    already: list[Address] = field(default_factory=list)


def undo(applied: Applied, now: PriorState, bin: Bin) -> Undoing:
    """What is left of `applied` in a tenant that shows `now`."""
    back = returning(applied.traces, now, bin)
    found = _Found()
    if applied.has_opted_in:
        address = Address(Kind.PASSKEYS)
        found.kept.append(Kept(Kind.PASSKEYS, address, "passkeys", Why.FOR_GOOD, OPT_IN, False, True, True))
    for trace in (each for each in applied.traces if each.left):
        live = now.by_id(trace.kind, trace.id)
        if trace.is_of_apply:
            _unmake(trace, live, found)
        elif live is not None:
            _change_back(trace, live, back, found)
        elif trace.may_be_deleted:
            _bring_back(trace, back, found)
        else:
            found.kept.append(_as_a_whole(trace, Why.GONE))
    for lost in applied.lost:
        if any(each.name == lost.name for each in now.of(lost.kind)):
            found.kept.append(Kept(lost.kind, lost.address, lost.name, Why.LOST))
    used = _used(found.changes, now)
    found.kept.extend(used.values())
    changes = [each for each in found.changes if each.address not in used]
    return Undoing(
        tuple(sorted(changes, key=lambda each: each.address.sort_key)),
        tuple(sorted(found.kept, key=lambda each: (each.address.sort_key, each.path))),
        tuple(found.already),
    )


def _used(changes: Iterable[ResourceChange], now: PriorState) -> Mapping[Address, Kept]:
    """What is not deleted after all: somebody else needs it by now."""
    listed = tuple(changes)
    users: dict[Key, list[str]] = {}
    for held in after(now, listed).objects:
        for key in named_by(held.kind, held.fields):
            users.setdefault(key, []).append(held.name)
    deleted = ((each, (each.address.kind, each.id)) for each in listed if each.action is Action.DELETE)
    return {
        each.address: Kept(
            each.address.kind, each.address, each.name, Why.USED, was_there=False, users=tuple(sorted(users[key]))
        )
        for each, key in deleted
        if key in users
    }


def _unmake(trace: Trace, live: LiveObject | None, found: _Found) -> None:
    """Only what the apply has made and nobody has touched since is deleted."""
    left = [each for each in trace.left if each is not None]
    if live is None:
        found.already.append(trace.address)
    elif live.is_built_in or not left:
        found.kept.append(_as_a_whole(trace, Why.CHANGED, live.name))
    elif any(_is_left(live, each) for each in left):
        changes = _changes(trace.kind, live.fields, defaults(trace.kind))
        found.changes.append(ResourceChange(trace.address, Action.DELETE, live.id, live.name, live, None, changes))
    else:
        found.kept.extend(_differing(trace, live, left[0]))


def _is_left(live: LiveObject, left: Fields) -> bool:
    return not any(True for _ in _otherwise(live, left))


def _otherwise(live: LiveObject, left: Fields) -> Iterator[str]:
    return (each.path for each in FIELDS[live.kind] if not is_same(live.fields[each.path], left[each.path]))


def _differing(trace: Trace, live: LiveObject, left: Fields) -> Iterator[Kept]:
    for path in _otherwise(live, left):
        values = None, left[path], live.fields[path]
        yield Kept(trace.kind, trace.address, live.name, Why.CHANGED, path, *values, was_there=False)


def _change_back(trace: Trace, live: LiveObject, back: Returning, found: _Found) -> None:
    was = trace.before
    assert was is not None  # what the apply has made is taken away as a whole
    paths = [each for each in written_paths(trace) if each != OPT_IN and not _is_unread(trace, each)]
    wanted = {each: back.renamed(trace.kind, each, was[each]) for each in paths}
    differing = {path for path, value in wanted.items() if live.fields[path] != value}
    if not differing:
        found.already.append(trace.address)
        return
    changed = {each for each in differing if not _is_ours(trace, each, live.fields[each])}
    dangling = {each: ids for each in differing - changed if (ids := back.missing(trace.kind, each, wanted[each]))}
    refused = together(trace.kind, changed | dangling.keys()) & differing
    found.kept.extend(_kept(trace, live, refused, changed, dangling))
    planned = canonical(trace.kind, {**live.fields, **{each: wanted[each] for each in differing - refused}})
    if planned != live.fields:
        changes = _changes(trace.kind, live.fields, planned)
        found.changes.append(ResourceChange(trace.address, Action.UPDATE, live.id, live.name, live, planned, changes))


def _is_unread(trace: Trace, path: str) -> bool:
    """What only beta has was not read when the apply began: then the apply did not write it either."""
    return trace.kind is Kind.CAMPAIGN and path in BETA_ONLY and (trace.before or {}).get(path) is None


def _is_ours(trace: Trace, path: str, now: Value) -> bool:
    """What was deleted may be back in the state in which it was."""
    ours = [each for each in trace.left if each is not None]
    if trace.may_be_deleted and trace.before is not None:
        ours.append(at_rest(trace.kind, trace.before))
    return any(is_same(now, each[path]) for each in ours)


def _kept(
    trace: Trace, live: LiveObject, refused: Iterable[str], changed: set[str], dangling: Mapping[str, tuple[str, ...]]
) -> Iterator[Kept]:
    was, left = trace.before or {}, next((each for each in trace.left if each is not None), {})
    for path in sorted(refused):
        why = Why.CHANGED if path in changed else Why.NEEDS if path in dangling else Why.HANGS_TOGETHER
        values = was.get(path), left.get(path), live.fields[path]
        yield Kept(trace.kind, trace.address, live.name, why, path, *values, dangling.get(path, ()))


def _bring_back(trace: Trace, back: Returning, found: _Found) -> None:
    assert trace.before is not None
    way = back.ways[trace.kind, trace.id]
    if way.is_back:
        found.already.append(trace.address)
        return
    if way.is_taken_by_others:
        found.kept.append(_as_a_whole(trace, Why.GONE))
        return
    fields = {path: back.renamed(trace.kind, path, value) for path, value in trace.before.items()}
    needs = [id for path, value in fields.items() for id in back.missing(trace.kind, path, value)]
    if needs:
        found.kept.append(_as_a_whole(trace, Why.NEEDS, needs=tuple(sorted(set(needs)))))
        return
    found.changes.append(_creation(trace, way, canonical(trace.kind, fields)))


def _creation(trace: Trace, way: Return, planned: Fields) -> ResourceChange:
    kind = trace.kind
    changes = tuple(
        FieldChange(each.path, each.default, planned[each.path])
        for each in FIELDS[kind]
        if planned[each.path] != each.default or each.path == "state"
    )
    name = str(planned.get("name") or trace.id)
    return ResourceChange(
        trace.address, Action.CREATE, way.id, name, None, planned, changes, note=way.note, restores=way.restores
    )


def _as_a_whole(trace: Trace, why: Why, name: str = "", needs: tuple[str, ...] = ()) -> Kept:
    fields = trace.before or next((each for each in trace.left if each is not None), {})
    called = name or str(fields.get("name") or trace.address.local or trace.kind.value)
    return Kept(trace.kind, trace.address, called, why, needs=needs)


def _changes(kind: Kind, prior: Fields, planned: Fields) -> tuple[FieldChange, ...]:
    """While Microsoft manages the campaign, what it chooses is no change of ours."""
    is_given_away = kind is Kind.CAMPAIGN and planned.get("state") == "microsoftManaged"
    silent = MANAGED_BY_MICROSOFT if is_given_away else ()
    return tuple(
        FieldChange(each.path, prior[each.path], planned[each.path])
        for each in FIELDS[kind]
        if prior[each.path] != planned[each.path] and each.path not in silent
    )

"""Whether everybody's passkey access is the same in two states of a tenant, and for whom it is not.

A person's access is what any profile of any row accepts that they are in, unless they are in an excluded group; then
it is nothing. Call E what the row for everyone accepts and R(g) what the row of a group g accepts. A member of the
groups S, none of them excluded, has E together with R(g) of each g in S. Hence:

- if E, and E with R(g) for each g, are the same in both states, so is every such union, for every S: it is the same
  for everybody, whoever is in which group, and whether or not members of nested groups count;
- if E with R(g) differs for some g, it differs for whoever is in g alone. So the condition is exact;
- a group that is excluded in both states decides nothing by its row, and a row that accepts no more than E is idle;
- a group x that is excluded in only one state matters for whoever has access at all in the other: alone, or together
  with any other group g, which is why these pairs are looked at too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.proof.regions import (
    NOTHING,
    OTHER,
    Accepted,
    Cell,
    Region,
    accepted,
    unclear_profiles,
    universe,
)
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE


class Phase(StrEnum):
    """What a passkey may be good for."""

    SIGN_IN = "sign_in"
    REGISTRATION = "registration"
    SELF_SERVICE = "self_service"


class Doubt(StrEnum):
    """What a third word for the method's state leaves open: the same in both states, it is at least the same."""

    NONE = "none"
    HOW_MUCH = "how much differs"
    WHETHER = "whether anything differs"


@dataclass(frozen=True, slots=True)
class Moved:
    """What one phase accepts more and less afterwards; `is_clear` is False where that can't be told for certain."""

    phase: Phase
    gained: frozenset[Cell]
    lost: frozenset[Cell]
    is_clear: bool = True


@dataclass(frozen=True, slots=True)
class Contrast:
    """For whoever is in just these groups, beside being a member of the tenant; none: for everybody else."""

    groups: tuple[str, ...]
    moved: tuple[Moved, ...]

    @property
    def is_clear(self) -> bool:
        return any(each.is_clear for each in self.moved)


@dataclass(frozen=True, slots=True)
class Side:
    """One state's passkey policy. `is_shut`: nobody has access, whatever rows say."""

    is_shut: bool
    state_word: str
    rows: Mapping[str, Accepted]
    excluded: frozenset[str]

    def access(self, groups: Iterable[str]) -> Accepted:
        """Of a member of the tenant who is in just these groups."""
        named = frozenset(groups)
        if self.is_shut or named & self.excluded:
            return NOTHING
        return self.united((EVERYONE, *named))

    def united(self, rows: Iterable[str]) -> Accepted:
        found = NOTHING
        for each in rows:
            found |= self.rows.get(each, NOTHING)
        return found


@dataclass(frozen=True, slots=True)
class Symbolic:
    """What can be said without knowing anybody: the `contrasts` are all there is, for every membership.

    `for_guests` are groups whose rows differ where the row for everyone, which does not cover guests, hides it.
    `unclear` are profiles of which nobody can tell what they accept. `models` are all that any profile names.
    """

    before: Side
    after: Side
    contrasts: tuple[Contrast, ...]
    for_guests: tuple[str, ...]
    unclear: tuple[str, ...]
    models: frozenset[str]

    @property
    def is_off(self) -> bool:
        """Nobody has access, before and after."""
        return self.before.is_shut and self.after.is_shut

    @property
    def doubt(self) -> Doubt:
        return _doubt(self.before, self.after)

    @property
    def is_state_unclear(self) -> bool:
        return self.doubt is not Doubt.NONE


def compare(before: TenantState, after: TenantState) -> Symbolic:
    cells = universe((before, after))
    first, second = _side(before, cells), _side(after, cells)
    contrasts = tuple(_contrasts(first, second))
    unclear = sorted({*unclear_profiles(before), *unclear_profiles(after)}) if contrasts else ()
    models = frozenset(each.aaguid for each in cells) - {OTHER}
    return Symbolic(first, second, contrasts, tuple(_for_guests(first, second, contrasts)), tuple(unclear), models)


def _side(state: TenantState, cells: frozenset[Cell]) -> Side:
    settings = state.fields(Kind.PASSKEYS)
    sets_up = settings is not None and settings["allowSelfServiceSetup"] is True
    profiles = {each.id: accepted(each.fields, cells, sets_up=sets_up) for each in state.of(Kind.PROFILE)}
    rows: dict[str, Accepted] = {}
    for each in state.of(Kind.TARGET):
        named = each.fields["profiles"]
        assert isinstance(named, frozenset)
        for id in sorted(map(str, named)):
            rows[each.id] = rows.get(each.id, NOTHING) | profiles.get(id, _missing(id))
    excluded = frozenset(each.id for each in state.of(Kind.EXCLUDE))
    word = str(settings["state"]) if settings is not None else "disabled"
    return Side(word == "disabled" or EVERYONE in excluded, word, rows, excluded)


def _missing(profile_id: str) -> Accepted:
    """A row may name a profile that is gone; Graph does not say what it admits then."""
    region = Region(unclear=frozenset({("no such profile", profile_id)}))
    return Accepted(region, region, region)


def _contrasts(before: Side, after: Side) -> Iterator[Contrast]:
    mentioned = sorted({*before.rows, *after.rows, *before.excluded, *after.excluded} - {EVERYONE})
    alone = [found for groups in ((), *((each,) for each in mentioned)) if (found := _contrast(groups, before, after))]
    yield from alone
    differing = {each.groups for each in alone}
    for one in sorted((before.excluded ^ after.excluded) - {EVERYONE}):
        for other in mentioned:
            pair = (one, other)
            if one != other and not differing & {(), (one,)} and pair[::-1] not in differing:
                found = _contrast(pair, before, after)
                if found is not None:
                    differing.add(pair)
                    yield found


def _contrast(groups: tuple[str, ...], before: Side, after: Side) -> Contrast | None:
    moved = tuple(_moved(before.access(groups), after.access(groups), _doubt(before, after)))
    return Contrast(groups, moved) if moved else None


def _doubt(before: Side, after: Side) -> Doubt:
    if {before.state_word, after.state_word} <= {"enabled", "disabled"}:
        return Doubt.NONE
    return Doubt.HOW_MUCH if before.state_word == after.state_word else Doubt.WHETHER


def _moved(before: Accepted, after: Accepted, doubt: Doubt) -> Iterator[Moved]:
    for phase in Phase:
        first, second = region(before, phase), region(after, phase)
        if first != second or (doubt is Doubt.WHETHER and first):
            is_clear = doubt is Doubt.NONE and not first.unclear and not second.unclear
            yield Moved(phase, second.cells - first.cells, first.cells - second.cells, is_clear)


def region(held: Accepted, phase: Phase) -> Region:
    match phase:
        case Phase.SIGN_IN:
            return held.sign_in
        case Phase.REGISTRATION:
            return held.registration
        case Phase.SELF_SERVICE:
            return held.self_service


def _for_guests(before: Side, after: Side, contrasts: tuple[Contrast, ...]) -> Iterator[str]:
    """Guests can't register passkeys in a tenant that invited them; should they ever, these rows would matter."""
    if before.is_shut and after.is_shut:
        return
    shown = {each.groups for each in contrasts}
    for each in sorted({*before.rows, *after.rows} - {EVERYONE} - (before.excluded & after.excluded)):
        if (each,) not in shown and before.rows.get(each, NOTHING) != after.rows.get(each, NOTHING):
            yield each

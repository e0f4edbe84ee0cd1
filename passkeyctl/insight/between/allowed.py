"""What one state of a tenant lets people use and register, whatever policies demand: passkeys, Temporary Access Pass.

Everything else that people have is theirs in every state. What guests use comes from their own tenants, so that
nothing here is about them: rows never reach guests (docs/graph-facts.md, P-33).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from passkeyctl.insight.between.folk import Folk
from passkeyctl.insight.between.ways import Ways
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import is_unread
from passkeyctl.insight.proof.regions import NOTHING, Accepted, Cell, Region, Unclear, accepted
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind

Parts: TypeAlias = "frozenset[Cell | Unclear]"


@dataclass(frozen=True, slots=True)
class Row:
    """What the members of a group may sign in with, as bits of ways, and register: by administrators, by themselves."""

    ways: int
    registers: tuple[Parts, Parts]

    def __or__(self, other: Row) -> Row:
        both = zip(self.registers, other.registers, strict=True)
        first, second = (one | another for one, another in both)
        return Row(self.ways | other.ways, (first, second))


NO_ROW = Row(0, (frozenset(), frozenset()))


@dataclass(frozen=True, slots=True)
class Passes:
    """Temporary Access Pass: whom it reaches, and which passes it gives."""

    has_everybody: bool
    groups: int
    who: int
    not_groups: int
    not_who: int
    ways: int

    def of(self, groups: int, who: int) -> int:
        is_reached = self.has_everybody or self.groups & groups or self.who & who
        return self.ways if is_reached and not (self.not_groups & groups or self.not_who & who) else 0


@dataclass(frozen=True, slots=True)
class Allowed:
    """`rows` by the bit of the group; `not_groups` are the excluded ones. With `is_shut` no passkey counts.

    `always` are the ways that nothing here governs.
    """

    everyone: Row
    rows: tuple[tuple[int, Row], ...]
    not_groups: int
    passes: Passes
    always: int
    row_groups: int = field(compare=False, default=0)
    by_group: Mapping[int, Row] = field(compare=False, default_factory=dict)

    def usable(self, groups: int, who: int) -> int:
        """Of members of the tenant; `who` are choices that lists of people don't tell apart."""
        return self.always | self.passes.of(groups, who) | self.row(groups).ways

    def row(self, groups: int) -> Row:
        """All rows of such a person together."""
        if groups & self.not_groups:
            return NO_ROW
        found = self.everyone
        if groups & self.row_groups:
            for bit, row in self.rows:
                if groups & bit:
                    found |= row
        return found

    def row_of(self, group: int) -> Row:
        """What the row of one group gives."""
        return self.by_group.get(group, NO_ROW)

    def lost(self, other: Allowed) -> int:
        """Ways that somebody may be allowed here and not in `other`: some row of theirs gives it here, none there."""
        if self == other:
            return 0
        found = 0
        for bit, row in ((0, NO_ROW), *self.rows):
            mine = self.everyone.ways | row.ways
            found |= mine & ~(other.everyone.ways | other.row_of(bit).ways)
            found |= mine if other.not_groups & ~self.not_groups else 0
        return found | (self.passes.ways if self.passes != other.passes else 0) | (self.always & ~other.always)


def allowed(state: TenantState, ways: Ways, folk: Folk) -> Allowed:
    managed = ways.passes if state.fields(Kind.TEMPORARY_ACCESS_PASS) is not None else 0
    passes = _passes(state.fields(Kind.TEMPORARY_ACCESS_PASS), ways, folk)
    if is_unread(state):
        # Whatever is accepted is accepted all along: an apply that reads none of it writes none of it.
        return Allowed(NO_ROW, (), 0, passes, ways.everything & ~managed)
    always = ways.everything & ~managed & ~ways.passkeys
    excluded = {each.id for each in state.of(Kind.EXCLUDE)}
    settings = state.fields(Kind.PASSKEYS)
    if settings is None or settings["state"] == "disabled" or EVERYONE in excluded:
        return Allowed(NO_ROW, (), 0, passes, always)
    rows = dict(_rows(state, ways, sets_up=settings["allowSelfServiceSetup"] is True))
    everyone = rows.pop(EVERYONE, NO_ROW)
    by_bit = tuple((folk.group(RefKind.GROUP, id), row) for id, row in sorted(rows.items()) if id not in excluded)
    left_out = folk.groups(RefKind.GROUP, sorted(excluded))
    return Allowed(everyone, by_bit, left_out, passes, always, sum(bit for bit, _ in by_bit), dict(by_bit))


def _rows(state: TenantState, ways: Ways, *, sets_up: bool) -> Iterator[tuple[str, Row]]:
    profiles = {each.id: each for each in state.of(Kind.PROFILE)}
    made: dict[str, Row] = {}
    for row in state.of(Kind.TARGET):
        found = NO_ROW
        for id in sorted(members(row.fields, "profiles")):
            if id not in made:
                made[id] = _row(_accepted(profiles.get(id), id, ways, sets_up=sets_up), ways)
            found |= made[id]
        yield row.id, found


def _accepted(profile: Held | None, id: str, ways: Ways, *, sets_up: bool) -> Accepted:
    if profile is not None:
        return accepted(profile.fields, ways.cells, sets_up=sets_up)
    region = Region(unclear=frozenset({missing(id)}))
    return Accepted(region, region, region if sets_up else NOTHING.self_service)


def missing(profile: str) -> Unclear:
    """A row may name a profile that is gone; Graph does not say what it admits then."""
    return ("no such profile", profile)


def missing_profiles(state: TenantState) -> Iterator[Unclear]:
    known = {each.id for each in state.of(Kind.PROFILE)}
    for row in state.of(Kind.TARGET):
        yield from (missing(str(each)) for each in members(row.fields, "profiles") - known)


def _row(accepted: Accepted, ways: Ways) -> Row:
    return Row(ways.region(accepted.sign_in), (_parts(accepted.registration), _parts(accepted.self_service)))


def _parts(region: Region) -> Parts:
    return frozenset((*region.cells, *region.unclear))


def _passes(fields: Fields | None, ways: Ways, folk: Folk) -> Passes:
    """A state that is neither on nor off is the same all along, or is nobody's to tell: it counts as on."""
    if fields is None or fields["state"] == "disabled":
        return Passes(False, 0, 0, 0, 0, 0)
    targets, excluded = members(fields, "targets"), members(fields, "exclude")
    if EVERYONE_WORD in excluded:
        return Passes(False, 0, 0, 0, 0, 0)
    given = ways.passes & ~ways.multi_use if fields["oneTimeUse"] is True else ways.passes
    return Passes(
        EVERYONE_WORD in targets,
        folk.groups(RefKind.GROUP, sorted(targets - {EVERYONE_WORD})),
        folk.users(members(fields, "targets.users")),
        folk.groups(RefKind.GROUP, sorted(excluded)),
        folk.users(members(fields, "exclude.users")),
        given,
    )

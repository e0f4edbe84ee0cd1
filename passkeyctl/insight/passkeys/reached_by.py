"""Why one person is reached or held back: the rows and excludes they are in, one by one, as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting, is_unread, members_of_row
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People


@dataclass(frozen=True, slots=True)
class RowMembership:
    """One person in one row; `group` is its id, or `all_users`, `profiles` are ids, none for an exclude.

    `is_member` is None where the group was not read; `is_direct` is False for a member only through another group.
    """

    group: str
    name: str
    profiles: tuple[str, ...]
    is_member: bool | None
    is_direct: bool | None

    @property
    def is_everyone(self) -> bool:
        return self.group == EVERYONE


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that reach a person or may, and those that take passkeys from them or may.

    `is_unread`: nobody can tell what rows there are.
    """

    targets: tuple[RowMembership, ...]
    excludes: tuple[RowMembership, ...]
    is_unread: bool

    def bringing(self, profile: str) -> tuple[RowMembership, ...]:
        return tuple(each for each in self.targets if profile in each.profiles)


def rows_reaching(state: TenantState, people: People, ordinal: int, nesting: Nesting) -> Rows:
    """The row for everybody first, then by name of the group; excludes are not taken off the targets."""
    targets, excludes = (
        sorted(_memberships(state.of(kind), people, ordinal, nesting), key=_everyone_first)
        for kind in (Kind.TARGET, Kind.EXCLUDE)
    )
    return Rows(tuple(targets), tuple(excludes), is_unread(state))


def _memberships(rows: tuple[Held, ...], people: People, ordinal: int, nesting: Nesting) -> Iterator[RowMembership]:
    for row in rows:
        is_member = members_of_row(row.id, people, nesting).of(ordinal)
        if is_member is False:
            continue
        profiles = sorted(members(row.fields, "profiles")) if row.kind is Kind.TARGET else ()
        is_direct = members_of_row(row.id, people, Nesting.DOES_NOT_COUNT).of(ordinal)
        yield RowMembership(row.id, row.name, tuple(profiles), is_member, is_direct)


def _everyone_first(row: RowMembership) -> tuple[bool, str, str]:
    return (not row.is_everyone, row.name.casefold(), row.group)

"""Whom settings can tell apart: members of groups, holders of roles, single people, guests; as bits.

Groups and roles are free: anybody may be in any of them, together or not (groups may lie in one another). Who somebody
is, and what kind of guest, is one choice out of few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.insight.between.ways import bits
from passkeyctl.insight.policies.scope import NOT_PEOPLE
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.fields import Fields
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import Guests
from passkeyctl.wire.canonical import is_guid

ANOTHER = "another tenant"
EVERYBODY_WORD = "All"
SIDES = ("include", "exclude")


@dataclass(frozen=True, slots=True)
class Guest:
    """What kind of guest, and from which tenant."""

    type: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Who:
    """One choice: a person that settings name, or none of them; a guest, or a member of the tenant."""

    user: str | None = None
    guest: Guest | None = None


class Folk:
    """`members` are those who are no guests; `anybody` all choices."""

    def __init__(self, policies: Iterable[Fields], users: Iterable[str]) -> None:
        listed = list(policies)
        named = {str(each) for fields in listed for each in _users(fields)} | set(users)
        guests = [None, *_guests(listed)]
        self.choices = tuple(Who(user, guest) for guest in guests for user in (None, *sorted(named)))
        self.anybody = (1 << len(self.choices)) - 1
        self.members = (1 << (len(named) + 1)) - 1
        self._users = {each: place for place, each in enumerate((None, *sorted(named)))}
        self._kinds = tuple(guests)
        self._groups: dict[tuple[RefKind, str], int] = {}
        self._listed: list[tuple[RefKind, str]] = []

    def group(self, kind: RefKind, id: str) -> int:
        """The bit of a group or role."""
        key = (kind, id)
        if key not in self._groups:
            self._groups[key] = 1 << len(self._listed)
            self._listed.append(key)
        return self._groups[key]

    def groups(self, kind: RefKind, ids: Iterable[str]) -> int:
        found = 0
        for each in ids:
            found |= self.group(kind, each)
        return found

    def named(self, groups: int) -> Iterator[tuple[RefKind, str]]:
        return (self._listed[each] for each in bits(groups))

    def users(self, ids: Iterable[str]) -> int:
        """Words that stand for nobody are left out."""
        every_kind = sum(1 << number * len(self._users) for number in range(len(self._kinds)))
        found = 0
        for each in ids:
            if each in self._users:
                found |= every_kind << self._users[each]
        return found

    def guests(self, guests: Guests) -> int:
        found = 0
        for number, each in enumerate(self._kinds):
            if each is not None and _is_meant(each, guests):
                found |= self.members << number * len(self._users)
        return found


def _users(policy: Fields) -> Iterator[str]:
    for side in SIDES:
        listed = policy[f"users.{side}.users"]
        if isinstance(listed, frozenset):
            yield from (each for each in map(str, listed) if each not in NOT_PEOPLE and each != EVERYBODY_WORD)


def is_a_person(user: str) -> bool:
    """Another word may be one that Graph has added since."""
    return is_guid(user) or not user.isalpha()


def _guests(policies: list[Fields]) -> Iterator[Guest]:
    """Types and tenants that nobody names are alike: one of each stands for the rest."""
    said = [each for fields in policies for side in SIDES if isinstance(each := fields[f"users.{side}.guests"], Guests)]
    named = {type for each in said for type in each.types}
    rest = [each for each in GUEST_TYPES if each not in named][:1]
    tenants = {str(tenant) for each in said if isinstance(each.tenants, frozenset) for tenant in each.tenants}
    for type in (*rest, *sorted(named)):
        yield from (Guest(type, tenant) for tenant in (ANOTHER, *sorted(tenants)))


def _is_meant(guest: Guest, guests: Guests) -> bool:
    if guests.legacy:
        return True
    is_from = guest.tenant in guests.tenants if isinstance(guests.tenants, frozenset) else True
    return guest.type in guests.types and is_from

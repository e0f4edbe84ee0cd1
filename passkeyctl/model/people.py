"""What is known about the people of a tenant: the side of an analysis that no file describes.

Everything is a set of people (`model/crowds.py`), so that one operation judges all of them at once; the people of one
person are a set of one, and the same code answers for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from passkeyctl.model.crowds import EMPTY, Crowd, Reach


class Knowledge(StrEnum):
    """The parts in which people are read; each has an age of its own."""

    REGISTRATIONS = "registrations"
    """the report of registered methods, which also lists who there is"""
    MEMBERS = "members"
    """of one group each"""
    ROLES = "roles"
    ELIGIBILITIES = "eligibilities"
    PASSKEYS = "passkeys"
    """of one person each"""


@dataclass(frozen=True, slots=True)
class Person:
    """One person, for showing. `id` is lower case."""

    ordinal: int
    id: str
    sign_in_name: str
    name: str

    def __str__(self) -> str:
        return self.sign_in_name or self.name or self.id


class Roster(Protocol):
    """Names for ordinals."""

    def people(self, crowd: Crowd) -> Iterator[Person]:
        """In order of their sign-in names."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class KeyModel:
    """What decides about a registered passkey: two keys that agree in it are accepted or refused alike.

    `aaguid` is lower case; `passkey_type` is Graph's word. None: Graph did not say, or said what is not known here.
    """

    aaguid: str | None
    passkey_type: str | None
    is_attested: bool | None


@dataclass(frozen=True, slots=True)
class Members:
    """The people in a group: `nested` with those in groups inside it, `direct` without them."""

    nested: Crowd
    direct: Crowd

    @property
    def has_nested(self) -> bool:
        return self.nested != self.direct


@dataclass(frozen=True, slots=True)
class RoleHolders:
    """Who holds a directory role for the whole tenant: `active` now, `eligible` once they activate it."""

    active: Crowd
    eligible: Crowd = EMPTY


ONLY_WITH_A_LICENCE = "only to tenants with"
"""In why a part could not be read: the tenant has no licence for it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be read, and what to do about it; `subject` is the id of a group or person, if it is about one."""

    part: Knowledge
    why: str
    hint: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Age:
    """When a part was read; for parts read in many pieces, when the oldest piece was."""

    part: Knowledge
    read_at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who is known, and what about them.

    `everyone` is all who are known; where `is_complete` is False, there may be more. `enabled`, `guests` and
    `external` (invited from another tenant) are reaches: an account of which Graph did not say so is only possible.
    `registered` maps a method in Graph's word to those who registered it; `unreported` are people of whom the report
    says nothing. `keys` maps models of registered passkeys to those who hold one; `keys_unread` may hold others.
    `groups` has only those that were read, `roles` only those with holders; None: roles were not read. With
    `eligibilities_unread` anybody may be eligible for any role.
    `administrators` hold any directory role, or are called so by the report. `ids` says which ordinal a person's id
    (lower case) has, of those that were asked for and are among `everyone`.
    `is_described`: they are made up, and what is not said of them is not so; `passes` are then the Temporary Access
    Passes that are good right now, by the mode that they serve.
    """

    everyone: Crowd
    is_complete: bool
    enabled: Reach
    guests: Reach
    external: Reach
    administrators: Crowd
    registered: Mapping[str, Crowd]
    unreported: Crowd
    keys: Mapping[KeyModel, Crowd]
    keys_unread: Crowd
    groups: Mapping[str, Members]
    roles: Mapping[str, RoleHolders] | None
    eligibilities_unread: bool = False
    gaps: tuple[Gap, ...] = ()
    ages: tuple[Age, ...] = ()
    ids: Mapping[str, int] = field(default_factory=dict)
    is_described: bool = False
    passes: Mapping[str, Crowd] = field(default_factory=dict)

    def those(self, ids: Iterable[str]) -> Crowd:
        """People named by id. An id that nobody among `everyone` has is left out: it is of nobody who is known."""
        found = (self.ids.get(each.lower()) for each in ids)
        return Crowd.of(each for each in found if each is not None)

    def members(self, group_id: str, *, nested: bool = True) -> Reach:
        """A group that was not read may hold anybody."""
        found = self.groups.get(group_id)
        if found is None:
            return Reach.unknown(self.everyone)
        return Reach.exactly(found.nested if nested else found.direct)

    def holders(self, role_id: str) -> Reach:
        """Who holds a role: those who have yet to activate it are possible."""
        if self.roles is None:
            return Reach.unknown(self.everyone)
        found = self.roles.get(role_id, RoleHolders(EMPTY))
        return Reach(found.active, self.everyone if self.eligibilities_unread else found.active | found.eligible)

    def with_method(self, *names: str) -> Reach:
        """Who registered one of these methods, in Graph's words."""
        found = EMPTY
        for name in names:
            found |= self.registered.get(name, EMPTY)
        return Reach(found, found | self.unreported)


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """What an analysis needs to know: the members of `groups`, who holds roles, everybody's registered methods.

    `keys_of` are groups whose members' registered passkeys are read, `keys_of_roles` and `keys_of_users` roles and
    people likewise; with `keys_of_everyone` all of them. `users` are ids (lower case) of people that settings name one
    by one.
    """

    groups: frozenset[str] = frozenset()
    roles: bool = False
    keys_of: frozenset[str] = frozenset()
    keys_of_everyone: bool = False
    users: frozenset[str] = frozenset()
    keys_of_roles: frozenset[str] = frozenset()
    keys_of_users: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as a list of Graph's names them; None: that list does not say."""

    id: str
    sign_in_name: str = ""
    name: str = ""
    is_enabled: bool | None = None
    is_guest: bool | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """One row of the report of registered methods."""

    person: PersonRecord
    methods: frozenset[str]
    is_administrator: bool = False


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """A role given to a person or to a group, by their id; `is_eligible` until it is activated."""

    principal_id: str
    role_id: str
    is_eligible: bool = False


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """People together with their names."""

    people: People
    roster: Roster


@dataclass(frozen=True, slots=True)
class ListedRoster:
    """The names of people that are all at hand."""

    listed: Mapping[int, Person] = field(default_factory=dict)

    def people(self, crowd: Crowd) -> Iterator[Person]:
        yield from by_sign_in_name(self.listed[each] for each in crowd)


def by_sign_in_name(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda each: (each.sign_in_name.casefold(), each.id))

"""Whom policies are for, without knowing anybody: the people that a policy names surely, as symbols.

A policy that names a group is taken to be for somebody in it, whom its own excludes do not leave out. Whether somebody
is in two groups nobody can tell, so only one thing is certain: another policy is for the same people if it names the
same group, or everybody, and leaves nobody out whom the first one does not leave out too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.scope import NOT_PEOPLE, WITHOUT_ACCOUNT
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import Guests


class Sort(StrEnum):
    EVERYBODY = "everybody"
    GROUP = "group"
    ROLE = "role"
    USER = "user"
    GUESTS = "guests"


class Named(NamedTuple):
    """People as a policy names them: `id` is of a group, role or person, or a type of guest; "" for everybody."""

    sort: Sort
    id: str = ""


EVERYBODY = Named(Sort.EVERYBODY)
CROWDS = (("groups", Sort.GROUP), ("roles", Sort.ROLE))


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a policy includes; `without` are the groups and roles it leaves out, `not_one` single people and guests."""

    included: frozenset[Named]
    without: frozenset[Named]
    not_one: frozenset[Named]


def audience_of(policy: Fields, emergency: frozenset[str]) -> Audience:
    """`emergency` are ids of the emergency group and accounts: a handful of people who empty no group."""
    without = {Named(sort, id) for word, sort in CROWDS for id in members(policy, f"users.exclude.{word}") - emergency}
    not_one = {Named(Sort.USER, id) for id in members(policy, "users.exclude.users")}
    not_one |= set(_guests(policy["users.exclude.guests"], surely=False))
    return Audience(frozenset(_included(policy) - without - not_one), frozenset(without), frozenset(not_one))


def _included(policy: Fields) -> set[Named]:
    if policy["users.include"] == "all":
        return {EVERYBODY}
    found = {Named(sort, id) for word, sort in CROWDS for id in members(policy, f"users.include.{word}")}
    found |= {Named(Sort.USER, id) for id in members(policy, "users.include.users") - NOT_PEOPLE - {"All"}}
    return found | set(_guests(policy["users.include.guests"], surely=True))


def _guests(guests: object, *, surely: bool) -> Iterator[Named]:
    """Guests of listed tenants are some of those of all: included they are not all, excluded they may be."""
    if not isinstance(guests, Guests) or (surely and guests.tenants not in (None, "all")):
        return
    types = frozenset(GUEST_TYPES) if guests.legacy else guests.types
    yield from (Named(Sort.GUESTS, each) for each in types - WITHOUT_ACCOUNT)


@dataclass(frozen=True, slots=True)
class Met:
    """People named by one policy, whom all these policies (by their places, as bits) are surely for."""

    named: Named
    policies: int


class Audiences:
    """Many policies, indexed by whom they name; bits of an integer stand for policies."""

    def __init__(self, audiences: Iterable[Audience]) -> None:
        self._audiences = list(audiences)
        self._naming: dict[Named, int] = {}
        self._leaving_out: dict[Named, int] = {}
        self._without: dict[frozenset[Named], int] = {}
        for place, each in enumerate(self._audiences):
            for named in each.included:
                self._naming[named] = self._naming.get(named, 0) | 1 << place
            for named in each.not_one | each.without:
                self._leaving_out[named] = self._leaving_out.get(named, 0) | 1 << place
            self._without[each.without] = self._without.get(each.without, 0) | 1 << place

    def meetings(self) -> Iterator[Met]:
        """Each set of several policies that somebody surely meets, with the first people who meet it."""
        seen = set[tuple[int, bool]]()
        for named, without in sorted(self._personas(), key=lambda each: (each[0], sorted(each[1]))):
            found = self.reaching(named, without)
            key = (found, named.sort is Sort.GUESTS)
            if found & (found - 1) and key not in seen:
                seen.add(key)
                yield Met(named, found)

    def _personas(self) -> set[tuple[Named, frozenset[Named]]]:
        return {(named, each.without) for each in self._audiences for named in each.included}

    def reaching(self, named: Named, without: frozenset[Named]) -> int:
        """The policies that are for all of those who are named but not left out by `without`."""
        everywhere = self._naming.get(EVERYBODY, 0) | self._naming.get(named, 0)
        harmless = 0
        for left_out, policies in self._without.items():
            if left_out <= without:
                harmless |= policies
        found = everywhere & harmless & ~self._leaving_out.get(named, 0)
        return found & ~self._leaving_out_some(named)

    def _leaving_out_some(self, named: Named) -> int:
        """One person may be a guest, so whoever leaves guests out may leave them out."""
        if named.sort is not Sort.USER:
            return 0
        found = 0
        for each, policies in self._leaving_out.items():
            found |= policies if each.sort is Sort.GUESTS else 0
        return found


def bits(found: int) -> Iterator[int]:
    """The places that are set."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


def words_of(named: Named, names: Mapping[str, str]) -> str:
    """`names` are those of groups, roles and people by id."""
    shown = f"`{names.get(named.id, named.id)}`"
    match named.sort:
        case Sort.EVERYBODY:
            return "everybody"
        case Sort.GROUP:
            return f"members of {shown}"
        case Sort.ROLE:
            return f"holders of the role {shown}"
        case Sort.USER:
            return shown
        case Sort.GUESTS:
            return f"guests ({named.id})"

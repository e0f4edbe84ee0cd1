"""A described person as people of one, so that the rules which judge real people judge them too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.person.person import groups_mentioned
from passkeyctl.insight.policy_tests.tested import Variant
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import KeyModel, Members, People, RoleHolders
from passkeyctl.model.policy_tests import DescribedPerson, HeldPasskey

ONE_TIME, MULTI_USE = "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"
_PASS_WORDS = {ONE_TIME: "the pass is good for one sign-in", MULTI_USE: "the pass is good for many sign-ins"}
THEM, SOMEBODY_ELSE = Crowd.of([0]), 1
MOST_VARIANTS = 64


@dataclass(frozen=True, slots=True)
class Memberships:
    """Ids for the names in a description."""

    groups: frozenset[str]
    roles: frozenset[str]
    eligible: frozenset[str]


def variants_of(person: DescribedPerson, memberships: Memberships, state: TenantState) -> tuple[Variant, ...]:
    """Everybody that the description may stand for."""
    modes = pass_modes(state) if person.has_pass else ("",)
    whole = _whole(person, memberships, state)
    return tuple(
        Variant(_with(whole, keys, mode), 0, ", ".join(_words(person.passkeys, keys, mode, modes)))
        for keys in product(*(each.keys for each in person.passkeys))
        for mode in modes
    )


def count_of(person: DescribedPerson) -> int:
    """How many people the description may stand for, passes aside."""
    return prod(len(each.keys) for each in person.passkeys)


def pass_modes(state: TenantState) -> tuple[str, ...]:
    """Which kinds of pass somebody may hold: where the policy allows several sign-ins, one may still be for one."""
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    return (ONE_TIME,) if fields is not None and fields["oneTimeUse"] is True else (ONE_TIME, MULTI_USE)


def holding(people: People, keys: Iterable[KeyModel]) -> People:
    """The same people, who hold these passkeys too: to see which of them would sign in."""
    return replace(people, keys={**people.keys, **dict.fromkeys(keys, people.everyone)})


def _words(
    held: tuple[HeldPasskey, ...], keys: tuple[KeyModel, ...], mode: str, modes: tuple[str, ...]
) -> Iterator[str]:
    """What is said of a variant that the description leaves open."""
    for each, key in zip(held, keys, strict=True):
        if len(each.keys) > 1:
            yield f"`{each.written}` is {_key_words(key)}"
    if len(modes) > 1:
        yield _PASS_WORDS[mode]


def _key_words(key: KeyModel) -> str:
    kind = "synced" if key.passkey_type == "synced" else "device-bound"
    return f"{kind}, `{key.aaguid}`"


def _with(people: People, keys: tuple[KeyModel, ...], mode: str) -> People:
    return replace(people, keys=dict.fromkeys(keys, THEM), passes={mode: THEM} if mode else {})


def _whole(person: DescribedPerson, memberships: Memberships, state: TenantState) -> People:
    """Every group that decides anything is known: they are in it, directly, or they are not."""
    groups = groups_mentioned(state) | memberships.groups
    return People(
        everyone=THEM,
        is_complete=True,
        enabled=Reach.exactly(THEM),
        guests=_if(person.guest in ("internalGuest", "b2bCollaborationGuest")),
        external=_if(person.guest in ("b2bCollaborationGuest", "b2bCollaborationMember")),
        administrators=THEM if memberships.roles else EMPTY,
        registered=dict.fromkeys(sorted(person.methods), THEM),
        unreported=EMPTY,
        keys={},
        keys_unread=EMPTY,
        groups={each: _membership(each in memberships.groups) for each in groups},
        roles=_roles(memberships),
        ids=dict.fromkeys(_users_mentioned(state), SOMEBODY_ELSE),
        is_described=True,
    )


def _if(holds: bool) -> Reach:
    return Reach.exactly(THEM) if holds else NONE


def _membership(is_member: bool) -> Members:
    crowd = THEM if is_member else EMPTY
    return Members(crowd, crowd)


def _roles(memberships: Memberships) -> Mapping[str, RoleHolders]:
    return {
        each: RoleHolders(THEM if each in memberships.roles else EMPTY, THEM if each in memberships.eligible else EMPTY)
        for each in memberships.roles | memberships.eligible
    }


def _users_mentioned(state: TenantState) -> frozenset[str]:
    """A described person is none of those whom settings name one by one."""
    return frozenset(
        id
        for kind, paths in _USERS.items()
        for each in state.of(kind)
        for path in paths
        for id in members(each.fields, path)
        if id not in _WORDS
    )


_WORDS = ("All", "None", "GuestsOrExternalUsers")
_USERS = {
    Kind.POLICY: ("users.include.users", "users.exclude.users"),
    Kind.TEMPORARY_ACCESS_PASS: ("targets.users", "exclude.users"),
    Kind.CAMPAIGN: ("include.users", "exclude.users"),
}

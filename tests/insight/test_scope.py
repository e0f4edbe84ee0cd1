"""Whom a policy is for, by example and against a slow reading of the same rules, person by person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.people import People
from passkeyctl.model.values import Guests, Value
from tests.people import crowd, people, person

GROUP, OTHER, UNREAD = "group-a", "group-b", "group-unread"
ROLE = "62e90394-69f5-4237-9190-012177145e10"
STRANGER = "ffffffff-0000-4000-8000-00000000beef"


def policy(**fields: Value) -> Fields:
    return {**defaults(Kind.POLICY), **{key.replace("__", "."): value for key, value in fields.items()}}


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


def sure(*ordinals: int) -> Reach:
    return Reach.exactly(crowd(*ordinals))


KNOWN = people(
    6, groups={GROUP: [1, 2], OTHER: [2, 3]}, direct={GROUP: [1]}, roles={ROLE: [4]}, eligible={ROLE: [5]}, ids=range(6)
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"users__include": "all"}, sure(0, 1, 2, 3, 4, 5)),
        ({"users__include": "none"}, sure()),
        ({}, sure()),
        ({"users__include__users": some(person(3).id, STRANGER)}, sure(3)),
        ({"users__include__users": some(person(3).id.upper())}, sure(3)),
        ({"users__include__users": some("None", "AllAgentIdUsers")}, sure()),
        ({"users__include__users": some("AddedLater")}, Reach.unknown(crowd(0, 1, 2, 3, 4, 5))),
        ({"users__include__groups": some(GROUP)}, sure(1, 2)),
        ({"users__include__groups": some(GROUP, OTHER)}, sure(1, 2, 3)),
        ({"users__include__roles": some(ROLE)}, Reach(crowd(4), crowd(4, 5))),
        ({"users__include__roles": some("a role that nobody holds")}, sure()),
        ({"users__include": "all", "users__exclude__groups": some(GROUP)}, sure(0, 3, 4, 5)),
        ({"users__include": "all", "users__exclude__users": some("All")}, sure()),
        ({"users__include": "all", "users__exclude__users": some(person(0).id)}, sure(1, 2, 3, 4, 5)),
        ({"users__include": "all", "users__exclude__roles": some(ROLE)}, sure(0, 1, 2, 3, 5) - Reach.unknown(crowd(5))),
        ({"users__include__groups": some(UNREAD)}, Reach.unknown(crowd(0, 1, 2, 3, 4, 5))),
        ({"users__include": "all", "users__exclude__groups": some(UNREAD)}, Reach.unknown(crowd(0, 1, 2, 3, 4, 5))),
        ({"users__include__groups": some(UNREAD, GROUP), "users__exclude__groups": some(UNREAD)},
         Reach(EMPTY, crowd(1, 2))),
        ({"users__include__groups": some(UNREAD), "users__exclude__groups": some(UNREAD)}, sure()),
        ({"users__include": "all", "workloadIdentities__include": some("all")}, sure()),
    ],
)  # fmt: skip
def test_users_groups_and_roles(fields: dict[str, Value], expected: Reach) -> None:
    assert in_scope(policy(**fields), KNOWN) == expected


VISITED = people(6, guests=[1, 2, 3], external=[2, 3, 4])


@pytest.mark.parametrize(
    ("guests", "expected"),
    [
        (Guests(some("internalGuest")), sure(1)),
        (Guests(some("b2bCollaborationGuest"), "all"), sure(2, 3)),
        (Guests(some("b2bCollaborationMember"), "all"), sure(4)),
        (Guests(some("b2bDirectConnectUser", "serviceProvider"), "all"), sure()),
        (Guests(some("otherExternalUser"), "all"), Reach(EMPTY, crowd(1, 2, 3))),
        (Guests(some("addedLater"), "all"), Reach(EMPTY, crowd(1, 2, 3, 4))),
        (Guests(frozenset(GUEST_TYPES), "all"), sure(1, 2, 3, 4)),
        (Guests(legacy=True), sure(1, 2, 3, 4)),
        (Guests(some("b2bCollaborationGuest"), some("a tenant")), Reach(EMPTY, crowd(2, 3))),
        (Guests(some("b2bCollaborationGuest"), "addedLater"), Reach(EMPTY, crowd(2, 3))),
        (Guests(some("b2bCollaborationGuest"), some("a tenant"), legacy=True), sure(1, 2, 3, 4)),
    ],
)
def test_guests_by_type(guests: Guests, expected: Reach) -> None:
    assert in_scope(policy(users__include__guests=guests), VISITED) == expected
    rest = in_scope(policy(users__include="all", users__exclude__guests=guests), VISITED)
    assert rest == sure(0, 1, 2, 3, 4, 5) - expected


def test_guests_of_both_kinds_are_sure_where_nobody_knows_who_is_external() -> None:
    unsaid = replace(VISITED, external=Reach.unknown(VISITED.everyone))
    both = Guests(some("internalGuest", "b2bCollaborationGuest"), "all")
    assert in_scope(policy(users__include__guests=both), unsaid).surely == crowd(1, 2, 3)
    one = Guests(some("internalGuest"), "all")
    assert in_scope(policy(users__include__guests=one), unsaid) == Reach(EMPTY, crowd(1, 2, 3))


def test_unread_roles_may_be_anybodys() -> None:
    unread = replace(KNOWN, roles=None)
    assert in_scope(policy(users__include__roles=some(ROLE)), unread) == Reach.unknown(KNOWN.everyone)


# One person in all the ways the world may be: what is not known is tried both ways.


@dataclass(frozen=True)
class World:
    user_type_guest: bool
    external: bool
    groups: frozenset[str]
    roles: frozenset[str]


def is_named(world: World, id: str, side: str, fields: Fields) -> bool:
    users, groups, roles = (fields[f"users.{side}.{each}"] for each in ("users", "groups", "roles"))
    assert isinstance(users, frozenset)
    assert isinstance(groups, frozenset)
    assert isinstance(roles, frozenset)
    guests = fields[f"users.{side}.guests"]
    return bool(
        id in users
        or world.groups & groups
        or world.roles & roles
        or (isinstance(guests, Guests) and is_guest(world, guests))
    )


def is_guest(world: World, guests: Guests) -> bool:
    kind = {
        (True, False): "internalGuest",
        (True, True): "b2bCollaborationGuest",
        (False, True): "b2bCollaborationMember",
    }.get((world.user_type_guest, world.external))
    return kind is not None and (kind in guests.types or guests.legacy)


def is_in(world: World, id: str, fields: Fields) -> bool:
    if fields["workloadIdentities.include"]:
        return False
    included = fields["users.include"] == "all" or is_named(world, id, "include", fields)
    return included and not is_named(world, id, "exclude", fields)


def worlds(known: People, each: int) -> Iterator[World]:
    yes_or_no = {True: [True], False: [False], None: [True, False]}
    memberships = {id: known.members(id).of(each) for id in (GROUP, OTHER, UNREAD)}
    holdings = {ROLE: known.holders(ROLE).of(each)}
    unknown = [known.guests.of(each), known.external.of(each), *memberships.values(), *holdings.values()]
    for guest, external, *rest in product(*(yes_or_no[answer] for answer in unknown)):
        ids = [id for id, holds in zip((*memberships, *holdings), rest, strict=True) if holds]
        yield World(guest, external, frozenset(ids) - {ROLE}, frozenset(ids) & {ROLE})


PEOPLE = 4
crowds = st.frozensets(st.integers(0, PEOPLE - 1)).map(Crowd.of)
reaches = st.builds(lambda one, two: Reach(one & two, one | two), crowds, crowds)
ids = st.frozensets(st.sampled_from([person(0).id, person(1).id, STRANGER]), max_size=2)
groups = st.frozensets(st.sampled_from([GROUP, OTHER, UNREAD]), max_size=2)
roles = st.frozensets(st.just(ROLE))
tenants_of_all = st.sampled_from([None, "all"])
visitors = st.frozensets(
    st.sampled_from(["internalGuest", "b2bCollaborationGuest", "b2bCollaborationMember"]), min_size=1
)
guests = st.one_of(st.none(), st.just(Guests(legacy=True)), st.builds(Guests, visitors, tenants_of_all))


@st.composite
def known_people(draw: st.DrawFn) -> People:
    members = st.lists(st.integers(0, PEOPLE - 1), unique=True)
    base = people(
        PEOPLE,
        groups={GROUP: draw(members), OTHER: draw(members)},
        roles={ROLE: draw(members)},
        eligible={ROLE: draw(members)},
        ids=range(PEOPLE),
    )
    return replace(base, guests=draw(reaches), external=draw(reaches))


policies = st.fixed_dictionaries(
    {
        "users.include": st.sampled_from(["selected", "all", "none"]),
        **{
            f"users.{side}.{key}": drawn
            for side in ("include", "exclude")
            for key, drawn in (("users", ids), ("groups", groups), ("roles", roles), ("guests", guests))
        },
        "workloadIdentities.include": st.sampled_from([frozenset(), frozenset(), frozenset(), some("all")]),
    }
).map(lambda drawn: {**defaults(Kind.POLICY), **drawn})


@settings(max_examples=200)
@given(known_people(), policies)
def test_everybody_is_judged_as_in_every_world_that_may_be(known: People, fields: Fields) -> None:
    found = in_scope(fields, known)
    for each in known.everyone:
        answers = {is_in(world, person(each).id, fields) for world in worlds(known, each)}
        judged = found.of(each)
        assert judged is None or {judged} == answers
        if len(list(worlds(known, each))) == 1:
            assert judged is not None


@settings(max_examples=100)
@given(known_people(), policies)
def test_knowing_more_never_turns_an_answer_round(known: People, fields: Fields) -> None:
    unread = replace(known, groups={}, roles=None)
    less, more = in_scope(fields, unread), in_scope(fields, known)
    assert more.surely - more.possibly == EMPTY
    assert less.surely - more.surely == EMPTY
    assert more.possibly - less.possibly == EMPTY

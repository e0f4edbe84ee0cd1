"""Parts go in whole or not at all, and what was not read is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from passkeyctl.census.census import Census
from passkeyctl.model.crowds import EMPTY, Crowd
from passkeyctl.model.people import (
    Gap,
    Knowledge,
    PeopleWanted,
    PersonRecord,
    Registration,
    RoleAssignment,
    RoleHolders,
)
from tests.census.tenants import SECURITY_KEY, an_id, hour, ids, person, reported

T = TypeVar("T")
NOBODY_ASKED = PeopleWanted()
WITH_ROLES = PeopleWanted(roles=True)


@pytest.fixture
def census(tmp_path: Path) -> Iterator[Census]:
    with Census.open(tmp_path / "tenant.db") as opened:
        yield opened


def gone_after(rows: list[T]) -> Iterator[T]:
    yield from rows
    raise TimeoutError("Graph went away")


def test_nothing_read_is_not_nobody(census: Census) -> None:
    people = census.people(PeopleWanted(frozenset({"G"}), roles=True))
    assert not people.is_complete
    assert people.roles is None
    assert people.members("G").possibly == people.everyone == EMPTY
    assert [(each.part, each.subject) for each in people.gaps] == [
        (Knowledge.REGISTRATIONS, ""),
        (Knowledge.ROLES, ""),
        (Knowledge.ELIGIBILITIES, ""),
        (Knowledge.MEMBERS, "g"),
    ]
    assert people.ages == ()


def test_an_interrupted_report_leaves_the_one_before_with_its_age(census: Census) -> None:
    census.add_registrations([reported(0, SECURITY_KEY), reported(1, is_administrator=True)], hour(0))
    before = census.people(NOBODY_ASKED)
    with pytest.raises(TimeoutError):
        census.add_registrations(gone_after([reported(1), reported(2, "email")]), hour(1))
    assert census.people(NOBODY_ASKED) == before
    assert census.read_at(Knowledge.REGISTRATIONS) == hour(0)
    assert census.find(an_id(2)) == ()


def test_an_interrupted_group_stays_unread(census: Census) -> None:
    with pytest.raises(TimeoutError):
        census.set_members("g", gone_after([person(0)]), None, hour(0))
    assert census.read_at(Knowledge.MEMBERS, "g") is None
    assert dict(census.people(PeopleWanted(frozenset({"g"}))).groups) == {}


def test_page_by_page_is_the_same_as_at_once(census: Census) -> None:
    with census.reading_registrations(hour(0)) as reading:
        reading.add([reported(0, SECURITY_KEY)])
        assert not census.people(NOBODY_ASKED).is_complete
        reading.add([reported(1), reported(0, "email")])
    people = census.people(NOBODY_ASKED)
    assert ids(census, people.everyone) == {0, 1}
    assert {name: ids(census, who) for name, who in people.registered.items()} == {SECURITY_KEY: {0}, "email": {0}}


def test_somebody_who_is_in_the_report_twice_is_one_person(census: Census) -> None:
    twice = Registration(PersonRecord(an_id(0).upper(), "ada@contoso.com"), frozenset({"email"}), True)
    census.add_registrations([reported(0, SECURITY_KEY), twice], hour(0))
    people = census.people(NOBODY_ASKED)
    assert len(people.everyone) == 1
    assert set(people.registered) == {SECURITY_KEY, "email"}
    assert people.administrators == people.everyone
    assert [each.sign_in_name for each in census.roster().people(people.everyone)] == ["ada@contoso.com"]


def test_a_list_that_says_both_says_nothing(census: Census) -> None:
    census.set_members("g", [person(0, is_enabled=True), person(0, is_enabled=False)], None, hour(0))
    assert census.people(PeopleWanted(frozenset({"g"}))).enabled.of(0) is None


def test_disabled_in_a_group_and_in_the_report_is_unknown(census: Census) -> None:
    census.set_members("g", [person(0, is_enabled=False), person(1, is_enabled=False)], None, hour(0))
    census.add_registrations([reported(0)], hour(1))
    people = census.people(PeopleWanted(frozenset({"g"})))
    assert (people.enabled.of(0), people.enabled.of(1)) == (None, False)


def test_who_is_gone_from_report_and_groups_is_gone(census: Census) -> None:
    census.add_registrations([reported(0), reported(1), reported(2)], hour(0))
    census.set_members("g", [person(1), person(2)], None, hour(0))
    census.add_registrations([reported(0)], hour(1))
    assert ids(census, census.people(PeopleWanted(frozenset({"g"}))).everyone) == {0, 1, 2}
    assert ids(census, census.people(NOBODY_ASKED).everyone) == {0}
    census.set_members("g", [person(1)], None, hour(2))
    assert [each.id for each in census.find("Person 1")] == [an_id(1)]
    assert census.find("Person 2") == ()


def test_ordinals_are_never_given_again(census: Census) -> None:
    census.add_registrations([reported(0), reported(1)], hour(0))
    census.add_registrations([reported(2), reported(1)], hour(1))
    people = census.people(PeopleWanted(users=frozenset({an_id(0), an_id(1), an_id(2), an_id(3)})))
    assert people.ids == {an_id(1): 1, an_id(2): 2}


def test_a_group_that_vanished_is_unread(census: Census) -> None:
    census.set_members("G", [person(0), person(1)], [an_id(0)], hour(0))
    members = census.people(PeopleWanted(frozenset({"G"}))).groups["G"]
    assert (ids(census, members.nested), ids(census, members.direct)) == ({0, 1}, {0})
    census.forget_members("g")
    gap = Gap(Knowledge.MEMBERS, "the group is not there any more", subject="G")
    census.set_gap(gap)
    people = census.people(PeopleWanted(frozenset({"G"})))
    assert dict(people.groups) == {}
    assert next((each.why, each.subject) for each in people.gaps) == (gap.why, "g")


def test_who_joined_between_two_requests_is_a_member(census: Census) -> None:
    census.set_members("g", [person(0)], [an_id(0), an_id(1)], hour(0))
    members = census.people(PeopleWanted(frozenset({"g"}))).groups["g"]
    assert (ids(census, members.nested), ids(census, members.direct)) == ({0, 1}, {0, 1})


def test_a_failed_reading_is_said_beside_what_is_older(census: Census) -> None:
    census.add_registrations([reported(0)], hour(0))
    gap = Gap(Knowledge.REGISTRATIONS, "the licence is missing", "buy one")
    census.set_gap(gap)
    people = census.people(NOBODY_ASKED)
    assert (people.gaps, people.is_complete, [each.read_at for each in people.ages]) == ((gap,), True, [hour(0)])
    census.add_registrations([reported(0)], hour(1))
    assert census.people(NOBODY_ASKED).gaps == ()


def test_gaps_of_what_is_not_wanted_are_not_said(census: Census) -> None:
    census.add_registrations([reported(0)], hour(0))
    for gap in (
        Gap(Knowledge.ROLES, "no permission"),
        Gap(Knowledge.MEMBERS, "no permission", subject="g"),
        Gap(Knowledge.PASSKEYS, "no permission"),
    ):
        census.set_gap(gap)
    assert census.people(NOBODY_ASKED).gaps == ()
    assert len(census.people(PeopleWanted(frozenset({"g"}), True, frozenset({"g"}))).gaps) == 4


def test_a_role_of_a_group_is_held_by_its_members(census: Census) -> None:
    census.set_members("g", [person(0), person(1)], None, hour(0))
    census.set_roles(
        [RoleAssignment("G", "admin"), RoleAssignment(an_id(2), "admin")], Knowledge.ROLES, hour(0), [person(2)]
    )
    census.set_roles([RoleAssignment(an_id(2), "reader", is_eligible=True)], Knowledge.ELIGIBILITIES, hour(0))
    people = census.people(WITH_ROLES)
    assert people.roles == {"admin": RoleHolders(Crowd(7)), "reader": RoleHolders(EMPTY, Crowd(4))}
    assert people.administrators == people.everyone == Crowd(7)
    assert people.holders("admin").is_exact
    assert people.holders("reader").of(2) is None


def test_a_role_of_an_unread_group_may_be_anybodys(census: Census) -> None:
    census.add_registrations([reported(0), reported(1)], hour(0))
    census.set_roles([RoleAssignment("g", "admin"), RoleAssignment(an_id(0), "admin")], Knowledge.ROLES, hour(0))
    census.set_roles([], Knowledge.ELIGIBILITIES, hour(0))
    people = census.people(WITH_ROLES)
    assert (people.holders("admin").of(0), people.holders("admin").of(1)) == (True, None)
    assert people.holders("reader").possibly == EMPTY
    assert people.administrators == Crowd(1)
    assert [(each.part, each.subject) for each in people.gaps] == [(Knowledge.MEMBERS, "g")]


def test_without_eligibilities_anybody_may_be_eligible(census: Census) -> None:
    census.add_registrations([reported(0)], hour(0))
    census.set_roles([], Knowledge.ROLES, hour(0))
    assert census.people(WITH_ROLES).holders("admin").of(0) is None
    census.set_roles([], Knowledge.ELIGIBILITIES, hour(0))
    assert census.people(WITH_ROLES).holders("admin").of(0) is False


def test_roles_are_replaced_by_part(census: Census) -> None:
    census.set_roles([RoleAssignment(an_id(0), "admin")], Knowledge.ROLES, hour(0), [person(0)])
    census.set_roles([RoleAssignment(an_id(0), "reader", is_eligible=True)], Knowledge.ELIGIBILITIES, hour(0))
    census.set_roles([], Knowledge.ROLES, hour(1))
    assert set(census.people(WITH_ROLES).roles or {}) == {"reader"}
    assert census.read_at(Knowledge.ELIGIBILITIES) == hour(0)


def test_invited_accounts_are_known_by_their_names(census: Census) -> None:
    names = ("eve_fabrikam.com#EXT#@contoso.com", "renamed@contoso.com", "ada@contoso.com", "")
    guests = (True, True, False, None)
    rows = [
        PersonRecord(an_id(n), name, is_guest=guest) for n, (name, guest) in enumerate(zip(names, guests, strict=True))
    ]
    census.set_members("g", rows, None, hour(0))
    external = census.people(PeopleWanted(frozenset({"g"}))).external
    assert [external.of(each) for each in range(4)] == [True, None, False, None]


def test_people_are_found_by_what_they_are_called(census: Census) -> None:
    nameless = Registration(PersonRecord(an_id(2)), frozenset())
    census.add_registrations([reported(0), reported(1), nameless], hour(0))
    for text in (an_id(1), an_id(1).upper(), "PERSON1@contoso.com", "person 1"):
        assert [each.ordinal for each in census.find(text)] == [1]
    assert census.find("person") == ()
    assert census.find("") == ()


def test_two_of_one_name_are_both_found(census: Census) -> None:
    rows = [PersonRecord(an_id(n), f"{name}@contoso.com", "Ada") for n, name in enumerate("ba")]
    census.add_registrations([Registration(each, frozenset()) for each in rows], hour(0))
    assert [each.sign_in_name for each in census.find("ada")] == ["a@contoso.com", "b@contoso.com"]


def test_who_has_a_role_and_is_in_no_list_is_found(census: Census) -> None:
    census.set_roles([RoleAssignment(an_id(5), "admin")], Knowledge.ROLES, hour(0), [person(5)])
    (found,) = census.find("Person 5")
    alone = census.one(found, frozenset())
    assert alone.people.administrators == alone.people.everyone == Crowd(1)
    assert [str(each) for each in alone.roster.people(Crowd(1))] == ["person5@contoso.com"]


def test_names_outlive_the_open_file(tmp_path: Path) -> None:
    with Census.open(tmp_path / "tenant.db") as census:
        census.add_registrations([reported(1), reported(0)], hour(0))
        roster = census.roster()
    assert [each.id for each in roster.people(Crowd(3))] == [an_id(0), an_id(1)]
    assert list(roster.people(EMPTY)) == []


def test_names_of_few_and_of_many_are_found(census: Census) -> None:
    census.add_registrations((reported(each) for each in range(50)), hour(0))
    roster = census.roster()
    for ordinals in ([0, 49], [3], [*range(0, 50, 2)], [*range(50)]):
        assert sorted(each.ordinal for each in roster.people(Crowd.of(ordinals))) == ordinals


def test_a_name_that_a_list_leaves_out_stays(census: Census) -> None:
    census.add_registrations([reported(0)], hour(0))
    census.set_members("g", [PersonRecord(an_id(0), "", "Ada")], None, hour(0))
    (found,) = census.find(an_id(0))
    assert (found.sign_in_name, found.name) == ("person0@contoso.com", "Ada")

"""Whose passkeys are known, whose have to be read, and what a later report says against an earlier reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.census.census import Census
from passkeyctl.model.crowds import EMPTY
from passkeyctl.model.people import Gap, Knowledge, PeopleWanted, RoleAssignment
from tests.census.tenants import CLOUD, SECURITY_KEY, STRANGE, SYNCED, YUBI, an_id, hour, ids, person, reported

ALL = PeopleWanted(keys_of_everyone=True)


@pytest.fixture
def census(tmp_path: Path) -> Iterator[Census]:
    with Census.open(tmp_path / "tenant.db") as opened:
        yield opened


@pytest.fixture
def filled(census: Census) -> Census:
    """0 and 1 have a passkey by the report, 2 has none, 3 is in a group only, 4 too and disabled."""
    census.add_registrations([reported(0, SECURITY_KEY), reported(1, SYNCED), reported(2, "mobilePhone")], hour(0))
    census.set_members("g", [person(1), person(3), person(4, is_enabled=False)], None, hour(0))
    return census


def test_keys_of_those_who_may_have_one_are_read(filled: Census) -> None:
    assert filled.keys_to_read(ALL, hour(-24)) == (an_id(0), an_id(1))
    everybody = PeopleWanted(frozenset({"g"}), keys_of_everyone=True)
    assert filled.keys_to_read(everybody, hour(-24)) == (an_id(0), an_id(1), an_id(3))


def test_only_of_the_groups_that_are_asked_for(filled: Census) -> None:
    assert filled.keys_to_read(PeopleWanted(keys_of=frozenset({"g"})), hour(-24)) == (an_id(1), an_id(3))
    assert filled.keys_to_read(PeopleWanted(frozenset({"g"})), hour(-24)) == ()


def test_of_roles_and_people_that_are_asked_for_only_theirs(filled: Census) -> None:
    filled.set_roles([RoleAssignment(an_id(1), "admin"), RoleAssignment(an_id(3), "other")], Knowledge.ROLES, hour(0))
    of_role = PeopleWanted(frozenset({"g"}), roles=True, keys_of_roles=frozenset({"admin"}))
    assert filled.keys_to_read(of_role, hour(-24)) == (an_id(1),)
    of_user = PeopleWanted(users=frozenset({an_id(0)}), keys_of_users=frozenset({an_id(0)}))
    assert filled.keys_to_read(of_user, hour(-24)) == (an_id(0),)


def test_administrators_come_first(filled: Census) -> None:
    filled.set_roles([RoleAssignment(an_id(1), "admin")], Knowledge.ROLES, hour(0))
    assert filled.keys_to_read(ALL, hour(-24)) == (an_id(1), an_id(0))


def test_reading_goes_on_where_it_was_interrupted(filled: Census) -> None:
    filled.set_passkeys(an_id(0), [YUBI], hour(1))
    assert filled.keys_to_read(ALL, hour(-24)) == (an_id(1),)
    people = filled.people(ALL)
    assert {model: ids(filled, who) for model, who in people.keys.items()} == {YUBI: {0}}
    assert ids(filled, people.keys_unread) == {1}
    assert people.gaps[-1].why == "the registered passkeys of 1 person were not read"


def test_what_is_too_old_is_read_again(filled: Census) -> None:
    filled.set_passkeys_of([(an_id(0), [YUBI]), (an_id(1), [CLOUD])], hour(1))
    filled.set_passkeys(an_id(1), [CLOUD], hour(3))
    assert filled.keys_to_read(ALL, hour(2)) == (an_id(0),)
    assert filled.keys_to_read(ALL, hour(1)) == ()
    assert ids(filled, filled.people(ALL).keys_unread) == set()


def test_what_is_too_old_and_was_not_read_again_is_unknown(filled: Census) -> None:
    filled.set_passkeys_of([(an_id(0), [YUBI]), (an_id(1), [CLOUD])], hour(1))
    filled.set_passkeys(an_id(1), [CLOUD], hour(3))
    people = filled.people(ALL, hour(2))
    assert {model: ids(filled, who) for model, who in people.keys.items()} == {CLOUD: {1}}
    assert ids(filled, people.keys_unread) == {0}
    assert ids(filled, filled.people(ALL, hour(1)).keys_unread) == set()


def test_a_key_that_is_newer_than_the_report_is_not_forgotten_with_age(filled: Census) -> None:
    filled.add_registrations([reported(0)], hour(1))
    filled.set_passkeys(an_id(0), [YUBI], hour(2))
    people = filled.people(ALL, hour(3))
    assert dict(people.keys) == {}
    assert 0 in ids(filled, people.keys_unread)


def test_what_was_read_in_the_future_is_read_again(filled: Census) -> None:
    filled.set_passkeys_of([(an_id(0), [YUBI])], hour(1))
    filled.set_passkeys_of([(an_id(1), [CLOUD])], hour(100))
    assert filled.keys_to_read(ALL, hour(0), hour(1)) == (an_id(1),)
    assert filled.keys_to_read(ALL, hour(0)) == ()


def test_keys_are_replaced_whole(filled: Census) -> None:
    filled.set_passkeys(an_id(0), [YUBI, YUBI, STRANGE], hour(1))
    assert set(filled.people(ALL).keys) == {YUBI, STRANGE}
    filled.set_passkeys(an_id(0).upper(), [CLOUD], hour(2))
    assert set(filled.people(ALL).keys) == {CLOUD}
    assert filled.read_at(Knowledge.PASSKEYS, an_id(0)) == hour(2)
    assert filled.read_at(Knowledge.PASSKEYS, an_id(1)) is None


def test_a_later_report_without_a_passkey_ends_its_keys(filled: Census) -> None:
    filled.set_passkeys(an_id(0), [YUBI], hour(1))
    filled.add_registrations([reported(0)], hour(2))
    people = filled.people(ALL)
    assert dict(people.keys) == {}
    assert people.keys_unread == EMPTY


def test_no_keys_and_a_later_report_of_one_are_unknown(filled: Census) -> None:
    filled.set_passkeys(an_id(0), [], hour(1))
    assert ids(filled, filled.people(ALL).keys_unread) == {1}
    filled.add_registrations([reported(0, SYNCED)], hour(2))
    assert ids(filled, filled.people(ALL).keys_unread) == {0}
    assert filled.keys_to_read(ALL, hour(0)) == (an_id(0),)


def test_somebody_who_left_the_report_may_hold_any_key(filled: Census) -> None:
    filled.add_registrations([], hour(2))
    people = filled.people(PeopleWanted(frozenset({"g"})))
    assert ids(filled, people.everyone) == {1, 3, 4}
    assert people.keys_unread == people.everyone


def test_the_age_is_that_of_the_oldest_that_was_asked_for(filled: Census) -> None:
    filled.set_passkeys(an_id(0), [YUBI], hour(1))
    filled.set_passkeys(an_id(1), [YUBI], hour(5))
    ages = {each.part: each.read_at for each in filled.people(ALL).ages}
    assert ages == {Knowledge.REGISTRATIONS: hour(0), Knowledge.PASSKEYS: hour(1)}
    ages = {each.part: each.read_at for each in filled.people(PeopleWanted(keys_of=frozenset({"g"}))).ages}
    assert ages == {Knowledge.REGISTRATIONS: hour(0), Knowledge.MEMBERS: hour(0), Knowledge.PASSKEYS: hour(5)}


def test_a_gap_that_was_said_is_not_said_twice(filled: Census) -> None:
    gap = Gap(Knowledge.PASSKEYS, "the permission is missing", "grant it")
    filled.set_gap(gap)
    assert filled.people(ALL).gaps == (gap,)
    filled.clear_gap(Knowledge.PASSKEYS)
    assert filled.people(ALL).gaps[0].why == "the registered passkeys of 2 people were not read"


def test_reading_somebodys_keys_ends_their_gap(filled: Census) -> None:
    gap = Gap(Knowledge.PASSKEYS, "Graph had no answer", subject=an_id(0))
    filled.set_gap(gap)
    assert filled.people(ALL).gaps[0] == gap
    filled.set_passkeys_of([(an_id(0), []), (an_id(1), [])], hour(1))
    assert filled.people(ALL).gaps == ()

"""What Graph does not tell about people: said, unknown, never nobody. What was read before a break is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.errors import IncompleteRead, Unreachable
from passkeyctl.json_types import JsonObject
from passkeyctl.model.people import Gap, Knowledge, PeopleWanted
from passkeyctl.sandbox.faults import DROP_BEFORE, FORBIDDEN, THROTTLED, Fault, Refuse, fails
from passkeyctl.sandbox.jsonread import objects
from tests.graph.reports import (
    ADA,
    BEN,
    DAY,
    GLOBAL_ADMIN,
    NESTED,
    OPERATORS,
    PILOT,
    SECURITY_ADMIN,
    YUBIKEY,
    Readings,
    names,
    passkey,
    row,
    tenant_of_six,
    user,
    whys,
)

EVERYONES_KEYS = PeopleWanted(keys_of_everyone=True)
PEOPLE = [f"20000000-0000-4000-8000-{each:012d}" for each in range(1, 13)]


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[Readings]:
    made = Readings(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def twelve(readings: Readings) -> Readings:
    """Twelve people with a security key each."""
    readings.change(
        users=[user(each, f"p{each[-2:]}", passkey(YUBIKEY)) for each in PEOPLE],
        userRegistrationDetails=[row(each, f"p{each[-2:]}", "passKeyDeviceBound") for each in PEOPLE],
        roleAssignments=[],
        roleEligibilitySchedules=[],
    )
    return readings


def test_without_a_licence_for_the_report_nobodys_methods_are_known(readings: Readings) -> None:
    readings.behave(licence="free")
    known = readings.gather(PeopleWanted(groups=frozenset({PILOT})))
    people = known.people
    assert not people.is_complete
    assert names(known, people.everyone) == names(known, people.unreported) == "ada ben dan"
    assert people.with_method("mobilePhone").possibly == people.everyone
    assert people.gaps == (
        Gap(
            Knowledge.REGISTRATIONS,
            "Graph gives the report of registered methods only to tenants with Entra ID P1",
            "without the licence it stays unknown: assign Entra ID P1, or judge by what is known",
        ),
    )


@pytest.mark.parametrize("path", ["roleAssignments", "roleEligibilitySchedules"])
def test_roles_that_may_not_be_read_any_more_are_unknown(readings: Readings, path: str) -> None:
    readings.gather(PeopleWanted(roles=True))
    readings.forward(hours=25)
    people = readings.gather(PeopleWanted(roles=True), faults=[Fault("GET", path, 1, FORBIDDEN, times=99)]).people
    assert people.holders(SECURITY_ADMIN).possibly == people.everyone
    assert (people.roles is None) is (path == "roleAssignments")


def test_roles_that_nobody_asked_for_are_not_those_of_another_day(readings: Readings) -> None:
    readings.gather(PeopleWanted(roles=True))
    readings.forward(hours=25)
    assert readings.gather(PeopleWanted()).people.roles is None


def test_passkeys_that_may_not_be_read_any_more_are_unknown(readings: Readings) -> None:
    before = readings.gather(EVERYONES_KEYS).people
    assert before.keys
    readings.forward(hours=25)
    people = readings.gather(EVERYONES_KEYS, faults=[Fault("GET", "fido2Methods", 1, FORBIDDEN, times=99)]).people
    assert dict(people.keys) == {}
    assert all(not who - people.keys_unread for who in before.keys.values())


def test_without_a_licence_for_eligible_roles_anybody_may_be_eligible(readings: Readings) -> None:
    readings.behave(licence="p1")
    known = readings.gather(PeopleWanted(roles=True))
    holders = known.people.holders(GLOBAL_ADMIN)
    assert (names(known, holders.surely), holders.possibly) == ("ada", known.people.everyone)
    assert whys(known.people.gaps) == [
        "eligibilities: Graph gives who may activate which role only to tenants with Entra ID P2"
    ]


@pytest.mark.parametrize(
    ("wanted", "path", "part", "permission"),
    [
        (PeopleWanted(), "userRegistrationDetails", Knowledge.REGISTRATIONS, "AuditLog.Read.All"),
        (PeopleWanted(roles=True), "roleAssignments", Knowledge.ROLES, "RoleManagement.Read.Directory"),
        (PeopleWanted(groups=frozenset({PILOT})), "transitiveMembers", Knowledge.MEMBERS, "GroupMember.ReadBasic.All"),
        (EVERYONES_KEYS, "fido2Methods", Knowledge.PASSKEYS, "UserAuthMethod-Passkey.Read.All"),
    ],
)
def test_a_permission_that_is_missing_is_named_and_what_it_hides_is_unknown(
    readings: Readings, wanted: PeopleWanted, path: str, part: Knowledge, permission: str
) -> None:
    people = readings.gather(wanted, faults=[Fault("GET", path, 1, FORBIDDEN, times=99)]).people
    (gap,) = people.gaps
    assert gap.part is part
    assert permission in gap.why
    assert permission in gap.hint
    assert {
        Knowledge.REGISTRATIONS: not people.is_complete,
        Knowledge.ROLES: people.roles is None,
        Knowledge.MEMBERS: people.members(PILOT).possibly == people.everyone and not people.members(PILOT).surely,
        Knowledge.PASSKEYS: len(people.keys_unread) == 2 and not people.keys,
    }[part]


def test_a_permission_that_comes_closes_the_gap(readings: Readings) -> None:
    wanted = PeopleWanted(groups=frozenset({PILOT}), roles=True, keys_of_everyone=True)
    everything = Fault("GET", "Details|role|Member|fido2", 1, FORBIDDEN, times=99)
    assert len(readings.gather(wanted, faults=[everything]).people.gaps) >= 4
    assert readings.gather(wanted).people.gaps == ()


def test_a_group_that_is_gone_may_have_held_anybody(readings: Readings) -> None:
    wanted = PeopleWanted(groups=frozenset({PILOT, NESTED}))
    known = readings.gather(wanted)
    assert names(known, known.people.groups[NESTED].nested) == "ben dan"
    readings.change(groups=[{"id": PILOT, "displayName": "Pilot", "members": [ADA]}])
    people = readings.gather(wanted, refresh=True).people
    assert set(people.groups) == {PILOT}
    assert people.members(NESTED).possibly == people.everyone
    assert people.gaps == (
        Gap(
            Knowledge.MEMBERS,
            f"group `{NESTED}` is not there any more, so who was in it is unknown",
            "take it out of where it is named, or put another group in its place",
            NESTED,
        ),
    )


def test_a_group_with_a_role_that_may_not_be_read_leaves_the_role_open(readings: Readings) -> None:
    refused = Fault("GET", f"groups/{OPERATORS}/transitiveMembers", 1, FORBIDDEN)
    known = readings.gather(PeopleWanted(roles=True), faults=[refused])
    assert [each.subject for each in known.people.gaps] == [OPERATORS]
    assert known.people.holders("194ae4cb-b126-40b2-bd5b-6091b380977d").possibly == known.people.everyone


def test_a_report_that_breaks_off_is_not_taken_for_the_whole(readings: Readings) -> None:
    readings.behave(page_size=2)
    with pytest.raises(IncompleteRead, match="page 2 failed"):
        readings.gather(PeopleWanted(), faults=[Fault("GET", "userRegistrationDetails", 2, fails(503), times=9)])
    known = readings.gather(PeopleWanted())
    assert len(readings.sent) == 3
    assert names(known, known.people.everyone) == "ada ben cat eve gil"


def test_five_people_are_asked_about_in_ten_seconds_and_graph_never_has_to_refuse(twelve: Readings) -> None:
    twelve.behave(report_throttle=5)
    known = twelve.gather(EVERYONES_KEYS)
    assert [each.count("fido2Methods") for each in twelve.sent] == [0, 4, 5, 3]  # the report counts too
    assert twelve.clock.slept == [10.0, 10.0]
    assert sum(map(len, known.people.keys.values())) == 12


def test_what_was_read_before_an_interruption_is_not_read_again(twelve: Readings) -> None:
    dropped = Fault("POST", r"\$batch", 2, DROP_BEFORE, times=99)
    with pytest.raises(Unreachable):
        twelve.gather(EVERYONES_KEYS, faults=[dropped])
    known = twelve.gather(EVERYONES_KEYS)
    assert [each.count("fido2Methods") for each in twelve.sent] == [5, 3]
    assert sum(map(len, known.people.keys.values())) == 12
    twelve.gather(EVERYONES_KEYS)
    assert twelve.sent == []


def test_when_others_use_up_the_allowance_the_rest_stays_unread_and_is_read_later(twelve: Readings) -> None:
    busy = Fault("GET", "fido2Methods", 5, THROTTLED, times=999)
    people = twelve.gather(EVERYONES_KEYS, faults=[busy]).people
    assert len(people.keys_unread) == 8
    (gap,) = people.gaps
    assert gap.why.startswith("the registered passkeys of 8 of 12 people were not read: Graph kept refusing")
    assert gap.hint == "run it again to read on: what was read so far is kept"
    people = twelve.gather(EVERYONES_KEYS).people
    assert (len(people.keys_unread), people.gaps) == (0, ())


def test_a_wait_that_graph_asks_for_is_kept(twelve: Readings) -> None:
    busy = Fault("GET", f"{PEOPLE[2]}/authentication/fido2Methods", 1, Refuse(429, "TooManyRequests", "", 7))
    twelve.gather(EVERYONES_KEYS, faults=[busy])
    assert 7.0 in twelve.clock.slept
    assert [each.count("fido2Methods") for each in twelve.sent] == [0, 4, 1, 5, 3]


def test_when_the_first_and_the_last_are_refused_nobody_else_is_asked_about(twelve: Readings) -> None:
    people = twelve.gather(EVERYONES_KEYS, faults=[Fault("GET", "fido2Methods", 1, FORBIDDEN, times=99)]).people
    assert [each.count("fido2Methods") for each in twelve.sent] == [0, 4, 5]
    assert PEOPLE[11] in twelve.sent[-1]
    (gap,) = people.gaps
    assert gap.why.startswith("nobody's registered passkeys could be read: ")
    assert len(people.keys_unread) == 12


def test_administrators_who_are_refused_keep_nobody_elses_keys_from_being_read(twelve: Readings) -> None:
    refused = [Fault("GET", f"{each}/authentication/fido2Methods", 1, FORBIDDEN) for each in PEOPLE[:4]]
    people = twelve.gather(EVERYONES_KEYS, faults=refused).people
    assert [each.count("fido2Methods") for each in twelve.sent] == [0, 4, 5, 3]
    assert len(people.keys_unread) == 4


def test_people_whose_methods_may_not_be_read_are_counted(twelve: Readings) -> None:
    refused = [Fault("GET", f"{each}/authentication/fido2Methods", 1, FORBIDDEN) for each in PEOPLE[:2]]
    people = twelve.gather(EVERYONES_KEYS, faults=refused).people
    (gap,) = people.gaps
    assert gap.why.startswith("the registered passkeys of 2 of 12 people could not be read: `GET ")
    assert len(people.keys_unread) == 2


def test_somebody_who_left_meanwhile_has_keys_that_nobody_knows(readings: Readings) -> None:
    readings.change(users=[each for each in _users() if each["id"] != BEN])
    people = readings.gather(EVERYONES_KEYS).people
    assert len(people.keys_unread) == 1
    assert whys(people.gaps) == [
        "passkeys: 1 person is not there any more, or may not be read: which passkeys they hold is unknown"
    ]


def test_keys_that_were_read_longer_ago_than_asked_for_are_read_again(twelve: Readings) -> None:
    twelve.gather(EVERYONES_KEYS)
    twelve.forward(hours=25)
    twelve.gather(EVERYONES_KEYS, max_age=DAY)
    assert [each.count("fido2Methods") for each in twelve.sent] == [0, 4, 5, 3]


def _users() -> list[JsonObject]:
    return objects(tenant_of_six()["users"])

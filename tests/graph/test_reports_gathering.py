"""Reading people into a census: what is asked, in how many round trips, and what is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from passkeyctl.census import Census
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.events import Estimate, Notice, Progress
from passkeyctl.graph.reports.gathering import recall
from passkeyctl.graph.reports.groups import may_have_groups_inside
from passkeyctl.json_types import JsonObject
from passkeyctl.model.people import KeyModel, Knowledge, PeopleWanted
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.jsonread import objects
from tests.graph.reports import (
    ADA,
    BEN,
    CAT,
    DAN,
    DAY,
    EVE,
    GLOBAL_ADMIN,
    ICLOUD,
    NESTED,
    OPERATORS,
    PILOT,
    SECURITY_ADMIN,
    YUBIKEY,
    Readings,
    assignment,
    names,
    passkey,
    row,
    tenant_of_six,
    user,
    whys,
)

EVERYTHING = PeopleWanted(groups=frozenset({PILOT}), roles=True, keys_of_everyone=True)
REPORT = "reports/authenticationMethods/userRegistrationDetails"


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[Readings]:
    made = Readings(tmp_path)
    yield made
    made.store.close()


def test_nothing_but_the_report_is_read_where_nothing_else_is_wanted(readings: Readings) -> None:
    known = readings.gather(PeopleWanted())
    assert readings.sent == [REPORT]
    people = known.people
    assert names(known, people.everyone) == "ada ben cat eve gil"
    assert names(known, people.with_method("microsoftAuthenticatorPush").surely) == "ada gil"
    assert names(known, people.enabled.surely) == "ada ben cat eve gil"
    assert names(known, people.guests.surely) == names(known, people.external.surely) == "gil"
    assert people.guests.is_exact
    assert people.gaps == ()


def test_everything_that_is_wanted_is_read_in_few_round_trips(readings: Readings) -> None:
    known = readings.gather(EVERYTHING)
    assert readings.sent == [
        REPORT,
        "batch: roleAssignments, roleEligibilitySchedules",
        "batch: groups/pilot/transitiveMembers/user, groups/operators/transitiveMembers/user, "
        "groups/pilot/members/group, groups/operators/members/group",
        "batch: groups/pilot/members/user",
        "batch: users/ada/fido2Methods, users/ben/fido2Methods",
    ]
    people = known.people
    pilot = people.groups[PILOT]
    assert (names(known, pilot.nested), names(known, pilot.direct)) == ("ada ben dan", "ada")
    roles = people.roles
    assert roles is not None
    assert names(known, roles[GLOBAL_ADMIN].active) == "ada"
    assert names(known, roles[GLOBAL_ADMIN].eligible) == "cat"
    assert names(known, roles[SECURITY_ADMIN].active) == "eve"
    assert {model: names(known, who) for model, who in people.keys.items()} == {
        KeyModel(YUBIKEY, "deviceBound", True): "ada",
        KeyModel(ICLOUD, "synced", False): "ben",
    }
    assert names(known, people.administrators) == "ada cat eve"
    assert people.enabled.of(next(iter(pilot.nested - pilot.direct))) is not None
    assert (people.gaps, people.is_complete) == ((), True)


def test_what_is_fresh_is_not_asked_again_and_what_is_old_is(readings: Readings) -> None:
    first = readings.gather(EVERYTHING)
    readings.forward(hours=23)
    assert readings.gather(EVERYTHING).people == first.people
    assert readings.sent == []
    readings.forward(hours=2)
    readings.gather(PeopleWanted(groups=frozenset({PILOT})))
    assert [each.partition("/")[0] for each in readings.sent] == ["reports", "batch: groups", "batch: groups"]
    readings.gather(EVERYTHING, refresh=True)
    assert len(readings.sent) == 5


def test_only_the_group_that_is_missing_is_read(readings: Readings) -> None:
    readings.gather(PeopleWanted(groups=frozenset({PILOT})))
    readings.gather(PeopleWanted(groups=frozenset({PILOT, NESTED})))
    assert readings.sent == ["batch: groups/nested/transitiveMembers/user, groups/nested/members/group"]


def test_a_hundred_look_ups_are_five_round_trips_and_further_pages_are_followed(readings: Readings) -> None:
    ids = [f"70000000-0000-4000-8000-{each:012d}" for each in range(50)]
    readings.change(groups=[{"id": each, "displayName": each, "members": [ADA, BEN, CAT]} for each in ids])
    known = readings.gather(PeopleWanted(groups=frozenset(ids)))
    assert len(readings.sent) == 1 + 5
    assert {names(known, each.nested) for each in known.people.groups.values()} == {"ada ben cat"}
    readings.behave(page_size=2)
    again = readings.gather(PeopleWanted(groups=frozenset(ids[:2])), refresh=True)
    assert len(readings.sent) == 3 + 1 + 2
    assert {names(again, each.nested) for each in again.people.groups.values()} == {"ada ben cat"}


def test_keys_are_read_of_the_members_of_groups_alone(readings: Readings) -> None:
    readings.gather(PeopleWanted(keys_of=frozenset({NESTED})))
    assert readings.sent[-1] == "batch: users/ben/fido2Methods"


def test_keys_with_words_that_are_not_known_are_unknown_and_not_refused(readings: Readings) -> None:
    old: JsonObject = {"id": "old", "aaGuid": None}
    odd = passkey("", "hovering", "sometimes")
    readings.change(users=[user(ADA, "ada", odd, old), user(BEN, "ben")])
    known = readings.gather(PeopleWanted(keys_of_everyone=True))
    assert {model: names(known, who) for model, who in known.people.keys.items()} == {KeyModel(None, None, None): "ada"}


def test_a_clock_that_was_wrong_is_said_and_what_it_dated_is_read_again(readings: Readings) -> None:
    wrong = readings.now() + timedelta(days=400)
    readings.gather(EVERYTHING, now=lambda: wrong)
    known = readings.gather(EVERYTHING)
    assert len(readings.sent) == 5
    assert [each for each in readings.events if isinstance(each, Notice)] == [
        Notice(
            "what is kept of people says that it was read at 2027-12-28 08:00 UTC, and now it is 2026-11-23 08:00 UTC: "
            "a clock was or is wrong, so it is read again"
        )
    ]
    assert {each.read_at for each in known.people.ages} == {readings.now()}


def test_what_is_kept_is_recalled_without_a_request_and_said_to_be_old(readings: Readings) -> None:
    fresh = readings.gather(EVERYTHING)
    with Census.open(readings.path) as census:
        assert recall(census, EVERYTHING, now=readings.now(), max_age=DAY).people == fresh.people
        old = recall(census, EVERYTHING, now=readings.now() + timedelta(days=9), max_age=DAY).people
        early = recall(census, PeopleWanted(), now=readings.now() - timedelta(days=1), max_age=DAY).people
    assert whys(old.gaps) == [
        "registrations: the report of registered methods was read 9 days ago, which is older than asked for",
        "members: members of groups were read 9 days ago, which is older than asked for",
        "roles: roles were read 9 days ago, which is older than asked for",
        "eligibilities: eligible roles were read 9 days ago, which is older than asked for",
        "passkeys: registered passkeys were read 9 days ago, which is older than asked for",
    ]
    assert not old.is_complete
    assert whys(early.gaps) == [
        "registrations: the report of registered methods was read at 2026-11-23 08:00 UTC, which is in the future: "
        "a clock was or is wrong"
    ]


def test_what_was_never_read_is_unknown_when_nobody_may_be_asked(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    with Census.open(readings.path) as census:
        people = recall(census, EVERYTHING, now=readings.now(), max_age=DAY).people
    assert (people.is_complete, people.roles, dict(people.groups)) == (False, None, {})
    assert [each.part for each in people.gaps] == [
        Knowledge.REGISTRATIONS,
        Knowledge.ROLES,
        Knowledge.ELIGIBILITIES,
        Knowledge.MEMBERS,
    ]
    readings.store.close()


def test_somebody_whom_the_report_names_twice_has_what_both_rows_say(readings: Readings) -> None:
    zoe = "2abc0000-0000-4000-8000-000000000001"
    rows = [row(zoe, "zoe", "email"), row(BEN, "ben"), row(zoe.upper(), "zoe", "mobilePhone")]
    readings.change(userRegistrationDetails=rows)
    known = readings.gather(PeopleWanted())
    assert names(known, known.people.everyone) == "ben zoe"
    assert {word: names(known, who) for word, who in known.people.registered.items()} == {
        "email": "zoe",
        "mobilePhone": "zoe",
    }
    assert [each for each in readings.events if isinstance(each, Notice)] == [
        Notice("the report of registered methods has 1 row about people it named before: what they say was united")
    ]


def test_a_row_that_says_nothing_is_said_and_takes_nothing_from_its_person(readings: Readings) -> None:
    odd = {**row(CAT, "cat"), "methodsRegistered": None}
    readings.change(userRegistrationDetails=[row(ADA, "ada"), odd])
    people = readings.gather(PeopleWanted()).people
    assert not people.is_complete
    assert whys(people.gaps) == [
        "registrations: 1 row of the report of registered methods can't be understood: whom they are about is unknown"
    ]


def test_a_role_of_something_that_graph_does_not_describe_may_be_anybodys(readings: Readings) -> None:
    nobody = "60000000-0000-4000-8000-00000000000f"
    readings.change(roleAssignments=[assignment(nobody, GLOBAL_ADMIN), assignment(EVE, SECURITY_ADMIN)])
    known = readings.gather(PeopleWanted(roles=True))
    holders = known.people.holders(GLOBAL_ADMIN)
    assert (names(known, holders.surely), holders.possibly) == ("", known.people.everyone)
    assert [each.subject for each in known.people.gaps] == [nobody]


def test_roles_that_were_kept_come_with_the_members_of_their_groups(readings: Readings) -> None:
    readings.gather(PeopleWanted(roles=True))
    known = readings.gather(PeopleWanted(roles=True, groups=frozenset({OPERATORS})))
    assert readings.sent == []
    assert names(known, known.people.groups[OPERATORS].nested) == "eve"


def test_groups_that_hold_roles_are_read_with_the_roles_however_fresh_they_are(readings: Readings) -> None:
    readings.gather(PeopleWanted(groups=frozenset({OPERATORS})))
    pilot, nested, _ = objects(tenant_of_six()["groups"])
    joined: JsonObject = {"id": OPERATORS, "displayName": "Operators", "members": [EVE, CAT]}
    readings.change(groups=[pilot, nested, joined])
    readings.forward(hours=20)
    known = readings.gather(PeopleWanted(roles=True))
    assert names(known, known.people.holders(SECURITY_ADMIN).surely) == "cat eve"


def test_the_slow_part_says_first_how_long_it_takes(readings: Readings) -> None:
    people = [f"20000000-0000-4000-8000-{each:012d}" for each in range(1, 13)]
    readings.change(
        users=[user(each, f"p{each[-2:]}", passkey(YUBIKEY)) for each in people],
        userRegistrationDetails=[row(each, f"p{each[-2:]}", "passKeyDeviceBound") for each in people],
    )
    readings.gather(PeopleWanted(keys_of_everyone=True))
    assert [
        each for each in readings.events if not (isinstance(each, Progress) and each.part is not Knowledge.PASSKEYS)
    ] == [
        Estimate(12, 21.5),
        Progress(Knowledge.PASSKEYS, 4, 12, 11.0),
        Progress(Knowledge.PASSKEYS, 9, 12, 0.5),
        Progress(Knowledge.PASSKEYS, 12, 12, 0.0),
    ]


@pytest.mark.parametrize(
    ("page", "may"),
    [
        ({"value": []}, False),
        ({"value": [{"id": NESTED}]}, True),
        ({"value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/groups?$skiptoken=1"}, True),
    ],
)
def test_an_empty_page_that_goes_on_is_no_answer(page: JsonObject, may: bool) -> None:
    assert may_have_groups_inside(Reply(200, page)) is may


def test_people_named_one_by_one_count_though_no_list_has_them(readings: Readings) -> None:
    """Dan's account is disabled; of Fay, who was hired today, the report says nothing yet; Gus is gone."""
    fay, gus = "20000000-0000-4000-8000-0000000000f1", "20000000-0000-4000-8000-0000000000f2"
    users = [user(ADA, "ada"), user(DAN, "dan", accountEnabled=False), user(fay, "fay")]
    readings.change(users=users)
    wanted = PeopleWanted(users=frozenset({ADA, DAN, fay, gus, "All"}))
    known = readings.gather(wanted)
    assert readings.sent == [REPORT, f"batch: users/dan, users/{fay}, users/{gus}"]
    people = known.people
    assert set(people.ids) == {ADA, DAN, fay}
    assert names(known, people.unreported) == "dan fay"
    assert {id: people.enabled.of(people.ids[id]) for id in (ADA, DAN, fay)} == {ADA: True, DAN: False, fay: True}
    assert names(known, people.keys_unread) == "ada ben dan fay"
    assert readings.gather(PeopleWanted()).people.everyone == people.everyone - people.unreported


def test_people_named_one_by_one_of_whom_graph_says_nothing_may_be_there(readings: Readings) -> None:
    wanted = PeopleWanted(users=frozenset({DAN}))
    people = readings.gather(wanted, faults=[Fault("GET", f"users/{DAN}", 1, FORBIDDEN, times=9)]).people
    assert people.ids.keys() == {DAN}
    assert people.enabled.of(people.ids[DAN]) is None

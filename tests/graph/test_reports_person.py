"""One person, live: everything in one round trip, and what is refused is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from passkeyctl.errors import PasskeyctlError, PermissionMissing
from passkeyctl.graph.reports.person import read_person
from passkeyctl.json_types import JsonObject
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import Age, KeyModel, Knowledge, KnownPeople, Members, Person, RoleHolders
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.jsonread import objects
from tests.graph.reports import (
    ADA,
    BEN,
    CAT,
    DAN,
    EVE,
    GIL,
    GLOBAL_ADMIN,
    GUEST,
    ICLOUD,
    NESTED,
    OPERATORS,
    PILOT,
    SECURITY_ADMIN,
    YUBIKEY,
    Readings,
    assignment,
    tenant_of_six,
    user,
    whys,
)

ONE = Crowd.first(1)
YES = Reach.exactly(ONE)
UNKNOWN = Reach.unknown(ONE)


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[Readings]:
    made = Readings(tmp_path)
    yield made
    made.store.close()


def read(
    readings: Readings, who: str, groups: Sequence[str] = (PILOT, NESTED), faults: Sequence[Fault] = ()
) -> KnownPeople:
    return readings.run(lambda client: read_person(client, who, frozenset(groups), readings.now()), faults)


def with_user(readings: Readings, id: str, **more: object) -> None:
    """The tenant with something else said of one person."""
    users: list[JsonObject] = objects(tenant_of_six()["users"])
    readings.change(users=[{**each, **more} if each["id"] == id else each for each in users])  # type: ignore[dict-item]


@pytest.mark.parametrize("who", [BEN, BEN.upper(), "ben@contoso.example", " Ben@Contoso.example "])
def test_a_person_is_read_in_one_round_trip(readings: Readings, who: str) -> None:
    known = read(readings, who)
    assert len(readings.requests) == 1
    people = known.people
    assert list(known.roster.people(people.everyone)) == [Person(0, BEN, "ben@contoso.example", "Ben")]
    assert (people.enabled, people.guests, people.external) == (YES, NONE, NONE)
    assert people.groups == {PILOT: Members(ONE, EMPTY), NESTED: Members(ONE, ONE)}
    assert people.keys == {KeyModel(ICLOUD, "synced", False): ONE}
    assert people.registered == {"passKeySynced": ONE, "temporaryAccessPass": EMPTY}
    assert (people.roles, people.administrators) == ({}, EMPTY)  # an administrative unit's alone
    assert (people.is_complete, people.unreported, people.keys_unread, people.gaps) == (True, EMPTY, EMPTY, ())
    assert set(people.ages) == {Age(part, readings.now()) for part in Knowledge}
    assert people.ids == {BEN: 0}


def test_a_guest_is_found_by_a_name_with_a_hash_in_it(readings: Readings) -> None:
    people = read(readings, GUEST).people
    assert "gil_partner.example%23EXT%23%40contoso.example" in readings.sent[0]
    assert (people.ids, people.guests, people.external) == ({GIL: 0}, YES, YES)
    assert people.registered["microsoftAuthenticatorPush"] == ONE


def test_a_name_takes_a_round_trip_more(readings: Readings) -> None:
    assert read(readings, "Cat").people.ids == {CAT: 0}
    assert len(readings.requests) == 2


def test_two_people_of_one_name_are_not_taken_for_each_other(readings: Readings) -> None:
    readings.change(users=[user(ADA, "ada", displayName="Kim"), user(BEN, "ben", displayName="Kim")])
    with pytest.raises(PasskeyctlError, match="2 people are called `Kim`") as raised:
        read(readings, "Kim")
    assert raised.value.detail == ("`ada@contoso.example`", "`ben@contoso.example`")


@pytest.mark.parametrize("who", ["zoe@contoso.example", "Zoe", "", "20000000-0000-4000-8000-0000000000ff"])
def test_nobody_of_that_name_is_said_with_what_would_be_right(readings: Readings, who: str) -> None:
    with pytest.raises(PasskeyctlError, match=f"there is nobody called `{who}` in this tenant") as raised:
        read(readings, who)
    assert raised.value.hint.startswith("write the whole sign-in name")


def test_roles_of_their_own_and_of_their_groups_count(readings: Readings) -> None:
    assert read(readings, ADA).people.roles == {GLOBAL_ADMIN: RoleHolders(ONE, EMPTY)}
    eve = read(readings, EVE).people
    assert (eve.roles, eve.administrators) == ({SECURITY_ADMIN: RoleHolders(ONE, EMPTY)}, ONE)
    assert set(eve.groups) == {OPERATORS, PILOT, NESTED}
    assert read(readings, CAT).people.holders(GLOBAL_ADMIN) == UNKNOWN


def test_a_role_that_cannot_be_understood_may_be_theirs(readings: Readings) -> None:
    odd: JsonObject = {"id": "odd", "roleDefinitionId": GLOBAL_ADMIN, "directoryScopeId": "/"}
    readings.change(roleAssignments=[assignment(ADA, SECURITY_ADMIN), odd])
    people = read(readings, CAT).people
    assert whys(people.gaps) == ["roles: 1 role assignment can't be understood: whom they are given to is unknown"]
    assert (people.roles, people.holders(GLOBAL_ADMIN)) == (None, UNKNOWN)


def test_a_disabled_account_is_in_no_report(readings: Readings) -> None:
    people = read(readings, DAN).people
    assert (people.enabled, people.unreported) == (NONE, ONE)
    assert people.keys == {KeyModel(YUBIKEY, "deviceBound", True): ONE}
    assert people.with_method("mobilePhone") == UNKNOWN
    assert people.gaps == ()


@pytest.mark.parametrize(
    ("is_usable", "reason", "held"),
    [(True, "EnabledByPolicy", ONE), (False, "DisabledByPolicy", EMPTY), (False, "OneTimeUsed", EMPTY)],
)
def test_a_pass_counts_as_long_as_it_can_be_used(readings: Readings, is_usable: bool, reason: str, held: Crowd) -> None:
    with_user(readings, CAT, passes=[{"id": "p", "isUsable": is_usable, "methodUsabilityReason": reason}])
    assert read(readings, CAT).people.registered == {"mobilePhone": ONE, "temporaryAccessPass": held}


def test_what_may_not_be_read_is_unknown_and_said_each(readings: Readings) -> None:
    refused = Fault("GET", "Details|role|memberOf|transitiveMemberOf|Methods", 1, FORBIDDEN, times=99)
    people = read(readings, ADA, faults=[refused]).people
    assert [each.part for each in people.gaps] == [
        Knowledge.REGISTRATIONS,
        Knowledge.MEMBERS,
        Knowledge.ROLES,
        Knowledge.ELIGIBILITIES,
        Knowledge.PASSKEYS,
        Knowledge.REGISTRATIONS,
    ]
    assert people.members(PILOT) == people.holders(GLOBAL_ADMIN) == people.with_method("passKeySynced") == UNKNOWN
    assert (people.keys_unread, people.keys, people.ages) == (ONE, {}, ())
    assert whys(people.gaps)[-1].startswith(
        "registrations: whether a Temporary Access Pass waits for them is unknown: `GET /users/"
    )


def test_without_licences_the_rest_is_known(readings: Readings) -> None:
    readings.behave(licence="free")
    people = read(readings, ADA).people
    assert whys(people.gaps) == [
        "registrations: Graph gives the report of registered methods only to tenants with Entra ID P1",
        "eligibilities: Graph gives who may activate which role only to tenants with Entra ID P2",
    ]
    assert people.members(PILOT) == YES
    assert people.holders(SECURITY_ADMIN) == UNKNOWN


def test_a_person_who_may_not_be_read_at_all_is_no_answer(readings: Readings) -> None:
    with pytest.raises(PermissionMissing, match=r"User\.ReadBasic\.All"):
        read(readings, ADA, faults=[Fault("GET", f"users/{ADA}$", 1, FORBIDDEN)])

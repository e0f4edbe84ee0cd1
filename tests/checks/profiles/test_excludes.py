"""PRF106: nobody who is to have passkeys is in an excluded group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.insight.impact.impact import NO_PEOPLE
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.directory import Account
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import Gap, KeyModel, Knowledge, KnownPeople, ListedRoster, People
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import (
    ACCOUNTS,
    SAFE,
    created,
    deleted,
    found,
    left_alone,
    live,
    profile,
    review,
    row,
    settings,
    updated,
    weights,
)
from tests.people import people

BLOCKS, STANDING, UNCHECKED = Weight.BLOCKS, Weight.STANDING, Weight.UNCHECKED
UNKNOWN_GROUPS = Account("u-2", "bg2@contoso.example", True, None)
OUT = live(Kind.EXCLUDE, "g-out")
KEY = KeyModel("fa2b99dc-9e39-4257-8f92-4a30d23c4118", "deviceBound", True)


def about(judged: Review, words: str = "") -> list[Finding]:
    """What is not about emergency accounts."""
    return [each for each in found(judged, "PRF106", words) if "emergency" not in each.diagnostic.summary]


def knowing(of: People, *changes: ResourceChange, unlisted: tuple[LiveObject, ...] = ()) -> Review:
    judged = review(*changes, unlisted=unlisted)
    return replace(judged, known_people=KnownPeople(of, ListedRoster()))


@pytest.mark.parametrize(("group", "names"), [(SAFE, ["bg1", "bg2"]), ("g-nested", ["bg2"]), ("g-other", [])])
def test_a_new_exclude_must_not_reach_emergency_accounts(group: str, names: list[str]) -> None:
    judged = found(review(created(live(Kind.EXCLUDE, group))), "PRF106", "emergency account")
    assert [each.diagnostic.summary.split("`")[3].split("@")[0] for each in judged] == names
    assert all((each.weight, each.can_override) == (BLOCKS, False) for each in judged)


def test_an_exclude_of_theirs_that_stands_blocks_nothing() -> None:
    stands = review(left_alone(live(Kind.EXCLUDE, SAFE)))
    assert weights(stands, "PRF106", "emergency") == [(STANDING, False), (STANDING, False)]
    assert found(review(deleted(live(Kind.EXCLUDE, SAFE))), "PRF106") == []


def test_an_exclude_of_unknown_reach_is_not_taken_for_safe() -> None:
    judged = review(created(live(Kind.EXCLUDE, "g-other")), accounts=(ACCOUNTS[0], UNKNOWN_GROUPS))
    assert weights(judged, "PRF106", "is unknown") == [(BLOCKS, True)]


def test_people_who_are_targeted_by_name_and_excluded_are_counted() -> None:
    of = people(6, groups={"g-in": [0, 1, 2], "g-out": [2, 3]})
    (finding,) = about(knowing(of, created(OUT), unlisted=(row("g-in", "pr-1"), profile())))
    assert (finding.weight, finding.can_override, finding.affected) == (BLOCKS, True, "1 person")
    assert finding.diagnostic.summary == "excluding `name of g-out` takes passkeys from 1 person"
    assert finding.value == "name of g-out"


def test_people_who_hold_a_passkey_and_are_excluded_are_counted() -> None:
    of = people(6, groups={"g-out": [2, 3]}, keys={KEY: [3, 4]}, registered={"passKeyDeviceBound": [2]})
    (finding,) = about(knowing(of, created(OUT), unlisted=(row(EVERYONE, "pr-1"), profile())))
    assert finding.affected == "2 people"


def test_leaving_a_group_out_of_everybody_is_what_an_exclude_is_for() -> None:
    of = people(6, groups={"g-out": [2, 3]}, keys={KEY: [4]})
    assert about(knowing(of, created(OUT), unlisted=(row(EVERYONE, "pr-1"), profile()))) == []


def test_an_exclude_that_stands_and_takes_nothing_more_is_standing() -> None:
    of = people(6, groups={"g-in": [1, 2], "g-out": [2, 3]})
    judged = knowing(of, updated(profile(), name="Other"), left_alone(row("g-in", "pr-1")), unlisted=(OUT,))
    assert [each.weight for each in about(judged)] == [STANDING]


def test_a_new_row_for_people_who_are_excluded_is_caused_by_the_plan() -> None:
    of = people(6, groups={"g-in": [1, 2], "g-out": [2, 3]})
    judged = knowing(of, created(row("g-in", "pr-1")), left_alone(OUT), unlisted=(profile(),))
    assert [(each.weight, each.can_override) for each in about(judged)] == [(BLOCKS, True)]


def test_a_group_that_could_not_be_read_may_hold_anybody() -> None:
    gaps = (Gap(Knowledge.MEMBERS, "the members of `Out` could not be read: 403", subject="g-out"),)
    of = people(6, groups={"g-in": [1, 2]}, gaps=gaps)
    (finding,) = about(knowing(of, created(OUT), unlisted=(row("g-in", "pr-1"), profile())))
    assert (finding.weight, finding.can_override, finding.is_unknown) == (BLOCKS, True, True)
    assert "403" in finding.diagnostic.summary
    (stands,) = about(knowing(of, updated(profile(), name="x"), left_alone(OUT), left_alone(row("g-in", "pr-1"))))
    assert (stands.weight, stands.is_unknown) == (UNCHECKED, True)


def test_who_was_not_read_is_not_taken_for_safe() -> None:
    (unread,) = about(review(created(OUT)))
    assert (unread.weight, unread.diagnostic.summary) == (UNCHECKED, "not checked, because people were not read")
    nobody = replace(review(left_alone(OUT)), known_people=KnownPeople(NO_PEOPLE, ListedRoster()))
    assert [each.weight for each in about(nobody)] == [UNCHECKED]


def test_nothing_is_said_without_excludes_or_with_passkeys_off() -> None:
    of = people(6, groups={"g-in": [1, 2], "g-out": [2, 3]})
    assert about(review(updated(profile(), name="x"))) == []
    off = knowing(of, created(OUT), unlisted=(row("g-in", "pr-1"), settings("disabled")))
    assert about(off) == []

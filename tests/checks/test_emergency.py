"""Emergency accounts: enough of them, excluded from every policy in force, never kept from their passkeys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.emergency.policies import is_excluding_everyone
from passkeyctl.checks.registry import judge
from passkeyctl.diagnostics import Severity
from passkeyctl.model.directory import Account, Emergency
from passkeyctl.model.finding import Weight
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.values import Guests
from tests.checks.reviews import (
    ACCOUNTS,
    SAFE,
    created,
    deleted,
    found,
    left_alone,
    only,
    policy,
    review,
    strength,
    updated,
    weights,
)
from tests.people import people, roster

BLOCKS, STANDING = Weight.BLOCKS, Weight.STANDING
TOUCH = updated(strength(), description="new")
OFF = replace(ACCOUNTS[1], is_enabled=False)
UNREAD = replace(ACCOUNTS[1], is_enabled=None)
UNKNOWN_GROUPS = replace(ACCOUNTS[1], group_ids=None)


def test_two_enabled_accounts_are_enough() -> None:
    assert found(review(TOUCH), "EMG501") == []


@pytest.mark.parametrize(
    ("accounts", "minimum", "words", "can_override"),
    [
        pytest.param(None, 2, "no emergency access accounts are described", False, id="none described"),
        pytest.param((), 2, "0 enabled emergency access accounts were found, 2 are needed", False, id="none found"),
        pytest.param(ACCOUNTS[:1], 2, "1 enabled emergency", False, id="one"),
        pytest.param((ACCOUNTS[0], OFF), 2, "1 enabled emergency", False, id="one is off"),
        pytest.param(
            ACCOUNTS, 3, "2 enabled emergency access accounts were found, 3 are needed", False, id="three wanted"
        ),
        pytest.param(
            ACCOUNTS[:1], 1, "1 enabled emergency access accounts were found, 2 are needed", False, id="one wanted"
        ),
        pytest.param((ACCOUNTS[0], UNREAD), 2, "are enabled is unknown", True, id="one can't be read"),
        pytest.param((OFF, UNREAD), 2, "0 enabled emergency", False, id="unread ones would not be enough"),
    ],
)
def test_too_few_accounts_stop_whatever_touches_anything(
    accounts: tuple[Account, ...] | None, minimum: int, words: str, can_override: bool
) -> None:
    judged = review(TOUCH, accounts=accounts, minimum=minimum)
    assert weights(judged, "EMG501", words) == [(BLOCKS, can_override)]
    assert found(review(left_alone(strength()), accounts=accounts, minimum=minimum), "EMG501") == []


def test_the_accounts_that_are_off_or_unread_are_named() -> None:
    assert only(review(TOUCH, accounts=(ACCOUNTS[0], OFF)), "EMG501").diagnostic.detail == (
        "`bg2@contoso.example` is disabled",
    )
    unread = only(review(TOUCH, accounts=(ACCOUNTS[0], UNREAD)), "EMG501").diagnostic
    assert unread.detail == ("`accountEnabled` of `bg2@contoso.example` could not be read",)


REACHING: dict[str, dict[str, object]] = {
    "all": {"users__include": "all"},
    "users": {"users__include": "selected", "users__include__users": frozenset({"u"})},
    "groups": {"users__include": "selected", "users__include__groups": frozenset({"g"})},
    "roles": {"users__include": "selected", "users__include__roles": frozenset({"r"})},
    "guests": {"users__include": "selected", "users__include__guests": Guests(frozenset({"internalGuest"}))},
}
NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize("state", ["enabled", "reportOnly"])
@pytest.mark.parametrize("whom", REACHING)
def test_a_policy_in_force_that_excludes_nobody_is_refused(whom: str, state: str) -> None:
    bare = policy(**{**REACHING[whom], "users__exclude__groups": NOBODY})
    judged = review(updated(bare, state=state, conditions__signInRisk=frozenset({"high"})))
    assert weights(judged, "EMG502") == [(BLOCKS, False)]
    assert only(judged, "EMG502").diagnostic.detail == (
        "`bg1@contoso.example` is not excluded",
        "`bg2@contoso.example` is not excluded",
    )


@pytest.mark.parametrize(
    "excluded",
    [
        pytest.param({"users__exclude__groups": frozenset({SAFE})}, id="by their group"),
        pytest.param({"users__exclude__users": frozenset({"u-1", "u-2"})}, id="each"),
        pytest.param(
            {"users__exclude__users": frozenset({"u-1"}), "users__exclude__groups": frozenset({"g-nested"})},
            id="one by name, one by another group",
        ),
    ],
)
def test_accounts_are_excluded_directly_or_through_any_of_their_groups(excluded: dict[str, object]) -> None:
    bare = policy(users__exclude__groups=NOBODY)
    assert found(review(updated(bare, **excluded)), "EMG502") == []


def test_a_group_of_one_account_does_not_cover_the_other() -> None:
    judged = review(updated(policy(), users__exclude__groups=frozenset({"g-nested"})))
    assert only(judged, "EMG502").diagnostic.detail == ("`bg1@contoso.example` is not excluded",)


def test_a_new_policy_is_judged_and_one_that_goes_is_not() -> None:
    bare = policy(users__exclude__groups=NOBODY)
    assert weights(review(created(bare)), "EMG502") == [(BLOCKS, False)]
    assert found(review(deleted(bare)), "EMG502") == []


def test_what_is_planned_counts_and_not_what_stands() -> None:
    bare = policy(users__exclude__groups=NOBODY)
    assert found(review(updated(bare, users__exclude__groups=frozenset({SAFE}))), "EMG502") == []
    assert found(review(updated(bare, state="disabled")), "EMG502") == []


def test_a_policy_for_workload_identities_only_reaches_nobody() -> None:
    workload = policy(
        users__include="selected", users__exclude__groups=NOBODY, workloadIdentities__include=frozenset({"all"})
    )
    assert found(review(updated(workload, state="reportOnly")), "EMG502") == []
    assert (
        found(review(updated(policy(users__include="none", users__exclude__groups=NOBODY), name="x")), "EMG502") == []
    )


def test_what_stands_untouched_blocks_nothing() -> None:
    bare = policy(users__exclude__groups=NOBODY)
    assert weights(review(TOUCH, left_alone(bare)), "EMG502") == [(STANDING, False)]
    standing = only(review(TOUCH, unlisted=[bare]), "EMG502")
    assert (standing.weight, standing.diagnostic.severity) == (STANDING, Severity.WARNING)
    assert found(review(TOUCH, unlisted=[policy()]), "EMG502") == []


def test_groups_that_could_not_be_read_are_not_taken_for_safe() -> None:
    accounts = (ACCOUNTS[0], UNKNOWN_GROUPS)
    unknown = review(updated(policy(), state="reportOnly"), accounts=accounts)
    assert weights(unknown, "EMG502", "is unknown") == [(BLOCKS, True)]
    assert only(unknown, "EMG502").diagnostic.detail == ("the groups of `bg2@contoso.example` could not be read",)
    assert weights(review(TOUCH, unlisted=[policy()], accounts=accounts), "EMG502") == [(STANDING, False)]
    named = policy(users__exclude__users=frozenset({"u-2"}))
    assert found(review(updated(named, state="reportOnly"), accounts=accounts), "EMG502") == []


def test_one_reached_account_is_a_violation_whatever_is_unknown() -> None:
    bare = policy(users__exclude__groups=NOBODY)
    judged = review(updated(bare, state="reportOnly"), accounts=(ACCOUNTS[0], UNKNOWN_GROUPS))
    assert weights(judged, "EMG502") == [(BLOCKS, False)]


def test_a_policy_that_only_beta_shows_is_said_to_be_unknown() -> None:
    judged = review(TOUCH, unread=(("id", "Preview"),))
    assert weights(judged, "EMG502", "`Preview`") == [(STANDING, False)]


def test_without_emergency_access_there_is_one_finding() -> None:
    judged = judge(review(updated(policy(), name="x"), accounts=None))
    assert [each.diagnostic.code for each in judged if each.diagnostic.code.startswith("EMG")] == ["EMG501"]


def test_whether_groups_must_be_read_at_all() -> None:
    emergency = Emergency(SAFE, ACCOUNTS)
    assert is_excluding_everyone(emergency, policy().fields)
    assert is_excluding_everyone(emergency, policy(state="disabled", users__exclude__groups=NOBODY).fields)
    assert is_excluding_everyone(emergency, policy(users__include="none", users__exclude__groups=NOBODY).fields)
    assert not is_excluding_everyone(emergency, policy(users__exclude__groups=NOBODY).fields)
    assert not is_excluding_everyone(Emergency(SAFE, (UNKNOWN_GROUPS,)), policy().fields)


def test_a_state_that_is_not_known_yet_may_be_in_force() -> None:
    odd = policy(state="enabledForSomethingNew", users__exclude__groups=frozenset())
    assert not is_excluding_everyone(Emergency(SAFE, ACCOUNTS), odd.fields)
    judged = [each.weight for each in judge(review(updated(odd, grant__controls=frozenset({"block"}))))
              if each.diagnostic.code == "EMG502"]  # fmt: skip
    assert judged == [Weight.BLOCKS]


def test_a_role_that_is_excluded_covers_who_surely_holds_it() -> None:
    by_role = policy(users__exclude__groups=NOBODY, users__exclude__roles=frozenset({"r-1"}))
    touched = review(updated(by_role, state="reportOnly"))
    assert weights(touched, "EMG502") == [(BLOCKS, True)]
    assert only(touched, "EMG502").is_unknown

    def told(roles: dict[str, list[int]], eligible: dict[str, list[int]]) -> list[tuple[Weight, bool]]:
        known = people(2, roles=roles, eligible=eligible)
        ids = {"u-1": 0, "u-2": 1}
        judged = replace(touched, known_people=KnownPeople(replace(known, ids=ids), roster(2)))
        return weights(judged, "EMG502")

    assert told({"r-1": [0, 1]}, {}) == []
    assert told({"r-1": [0]}, {"r-1": [1]}) == [(BLOCKS, False)]
    assert told({}, {}) == [(BLOCKS, False)]


def test_guests_that_are_excluded_cover_an_account_that_is_one() -> None:
    by_kind = policy(users__exclude__groups=NOBODY, users__exclude__guests=Guests(frozenset({"internalGuest"})))
    touched = review(updated(by_kind, state="reportOnly"))
    assert weights(touched, "EMG502") == [(BLOCKS, False)]
    known = replace(people(2, guests=[0, 1]), ids={"u-1": 0, "u-2": 1})
    assert found(replace(touched, known_people=KnownPeople(known, roster(2))), "EMG502") == []

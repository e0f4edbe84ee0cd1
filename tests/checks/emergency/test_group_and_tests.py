"""EMG504 and EMG506: who can join the emergency group, and whether the accounts were tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from passkeyctl.model.desired import EmergencyAccess
from passkeyctl.model.facts import Fact, GroupTraits
from passkeyctl.model.finding import Weight
from passkeyctl.model.people import KeyModel, KnownPeople
from passkeyctl.model.reference import Reference, RefKind
from tests.checks.emergency.cases import CLOSED, KEY, OTHER_KEY, watched
from tests.checks.reviews import HERE, SAFE, found, policy, updated
from tests.people import people, roster
from tests.states import TODAY

TOUCH = updated(policy("p-9"), session__persistentBrowser="never")
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def test_a_closed_group_says_nothing() -> None:
    assert found(watched(TOUCH), "EMG504") == []


@pytest.mark.parametrize(
    ("traits", "values"),
    [
        pytest.param(replace(CLOSED, is_role_assignable=False), ["not role-assignable"], id="plain"),
        pytest.param(replace(CLOSED, is_dynamic=True, is_role_assignable=False), ["dynamic"], id="dynamic"),
        pytest.param(replace(CLOSED, is_synced=True), ["synced"], id="synced"),
        pytest.param(GroupTraits(), [], id="Graph says nothing"),
    ],
)
def test_others_can_join_an_open_group(traits: GroupTraits, values: list[str]) -> None:
    assert [each.value for each in found(watched(TOUCH, traits=traits), "EMG504")] == values


def test_what_stands_is_said_beside_and_a_new_exclude_makes_it_part_of_the_plan() -> None:
    plain = replace(CLOSED, is_role_assignable=False)
    assert [each.weight for each in found(watched(TOUCH, traits=plain), "EMG504")] == [Weight.STANDING]
    leaving_out = updated(policy("p-9", users__exclude__groups=frozenset()), users__exclude__groups=frozenset({SAFE}))
    assert [each.weight for each in found(watched(leaving_out, traits=plain), "EMG504")] == [Weight.SAYS]


def test_members_that_no_file_names_are_told() -> None:
    judged = watched(TOUCH)
    named = Reference(RefKind.USER, "BG1@contoso.example", "BG1@contoso.example")
    described = EmergencyAccess(None, (named,), 2, HERE)
    only_one = replace(judged, configuration=replace(judged.configuration, emergency=described))
    assert [each.value for each in found(only_one, "EMG504")] == ["bg2@contoso.example"]


def test_a_group_that_was_left_out_before_is_not_newly_left_out() -> None:
    plain = replace(CLOSED, is_role_assignable=False)
    another = updated(policy("p-9"), users__exclude__groups=frozenset({SAFE, "g-else"}))
    assert [each.weight for each in found(watched(another, traits=plain), "EMG504")] == [Weight.STANDING]


@pytest.mark.parametrize("written", ["bg2@contoso.example", "BG2@contoso.example", "u-2"])
def test_a_named_member_is_no_stranger_however_it_is_called(written: str) -> None:
    judged = watched(TOUCH)
    assert judged.emergency is not None
    first, second = judged.emergency.accounts
    accounts = (replace(first, group_ids=frozenset()), replace(second, name="Bg2@contoso.example"))
    named = (
        Reference(RefKind.USER, written, id=written) if written == "u-2" else Reference(RefKind.USER, written, written)
    )
    described = EmergencyAccess(None, (named,), 2, HERE)
    both = replace(
        judged,
        configuration=replace(judged.configuration, emergency=described),
        emergency=replace(judged.emergency, accounts=accounts),
    )
    assert found(both, "EMG504") == []


def test_an_unread_group_is_not_taken_for_closed() -> None:
    judged = watched(TOUCH, traits=None, unread={Fact.GROUP_TRAITS: "403"})
    assert [(each.weight, each.is_unknown) for each in found(judged, "EMG504")] == [(Weight.UNCHECKED, True)]
    assert found(watched(TOUCH, traits=None, wanted=frozenset()), "EMG504") == []


@pytest.mark.parametrize(("days", "count"), [(90, 0), (91, 1), (400, 1)])
def test_an_account_is_tried_within_so_many_days(days: int, count: int) -> None:
    sign_ins = {"u-1": NOON, "u-2": NOON - timedelta(days=days)}
    judged = found(watched(TOUCH, sign_ins=sign_ins), "EMG506")
    tested = [each for each in judged if "signed in last" in each.diagnostic.summary]
    assert len(tested) == count
    assert all(each.weight is Weight.STANDING and each.value == "bg2@contoso.example" for each in tested)


def test_an_account_that_never_signed_in_is_told() -> None:
    judged = found(watched(TOUCH, sign_ins={"u-1": None, "u-2": NOON}), "EMG506")
    assert [each.value for each in judged if "never signed in" in each.diagnostic.summary] == ["bg1@contoso.example"]


def test_sign_ins_that_may_not_be_read_are_not_taken_for_tests() -> None:
    judged = found(watched(TOUCH, unread={Fact.SIGN_INS: "403"}), "EMG506", "not checked")
    assert [each.weight for each in judged] == [Weight.UNCHECKED]
    assert found(watched(TOUCH, within=None, wanted=frozenset({Fact.KEYS})), "EMG506", "not checked") == []


def test_a_single_key_is_told_and_two_are_not() -> None:
    judged = found(watched(TOUCH, sign_ins={"u-1": NOON, "u-2": NOON}), "EMG506")
    assert [(each.value, each.weight) for each in judged] == [("bg1@contoso.example", Weight.STANDING)]


def test_keys_that_daily_administrators_use_too_are_told() -> None:
    daily = people(2, keys={KEY: [0]}, administrators=[0])
    both = {"u-1": (KEY, KEY), "u-2": (KEY, OTHER_KEY)}
    judged = replace(watched(TOUCH, keys=both, sign_ins={"u-1": NOON}), known_people=KnownPeople(daily, roster(2)))
    assert [each.value for each in found(judged, "EMG506", "daily")] == ["bg1@contoso.example"]
    workers = people(2, keys={KEY: [0]})
    none = replace(judged, known_people=KnownPeople(workers, roster(2)))
    assert found(none, "EMG506", "daily") == []


def test_a_key_of_an_unknown_model_may_be_another_than_everybody_s() -> None:
    unknown = KeyModel(None, None, None)
    daily = people(2, keys={KEY: [0], unknown: [0]}, administrators=[0])
    known = KnownPeople(daily, roster(2))
    judged = replace(watched(TOUCH, keys={"u-1": (KEY, unknown)}, sign_ins={"u-1": NOON}), known_people=known)
    assert found(judged, "EMG506", "daily") == []


def test_their_own_keys_are_not_those_of_daily_administrators() -> None:
    own = replace(people(2, keys={KEY: [0]}, administrators=[0]), ids={"u-1": 0})
    known = KnownPeople(own, roster(2))
    judged = replace(watched(TOUCH, keys={"u-1": (KEY, KEY)}, sign_ins={"u-1": NOON}), known_people=known)
    assert found(judged, "EMG506", "daily") == []


def test_a_disabled_account_is_neither_tried_nor_counted() -> None:
    judged = watched(TOUCH, sign_ins={"u-1": None, "u-2": NOON})
    assert judged.emergency is not None
    first, second = judged.emergency.accounts
    off = replace(judged.emergency, accounts=(replace(first, is_enabled=False), second))
    assert len(found(judged, "EMG506")) == 2
    assert found(replace(judged, emergency=off), "EMG506") == []

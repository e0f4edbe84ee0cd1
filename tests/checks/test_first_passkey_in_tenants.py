"""The same checks on a plan for a tenant: what blocks, what stands, what nobody knows, whom it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.facts import MethodState, TenantFacts
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import (
    created,
    deleted,
    found,
    left_alone,
    live,
    only,
    policy,
    profile,
    review,
    row,
    settings,
    strength,
    updated,
    weights,
)
from tests.people import people, roster
from tests.states import TODAY

REGISTER = frozenset({"Register security information"})
NOTHING: frozenset[str] = frozenset()
BLOCKS, STANDING, SAYS, UNCHECKED = Weight.BLOCKS, Weight.STANDING, Weight.SAYS, Weight.UNCHECKED
LOOP = policy(
    "p-loop",
    target__resources__include=NOTHING,
    target__userActions=REGISTER,
    grant__controls=NOTHING,
    grant__authenticationStrength="s-1",
)
KEYS = strength()
PASS = live(Kind.TEMPORARY_ACCESS_PASS, "tap", state="enabled", targets=frozenset({"everyone"}), oneTimeUse=True)
CAMPAIGN = live(Kind.CAMPAIGN, "campaign", state="enabled", method="fido2", include=frozenset({"everyone"}))


def passes(**fields: object) -> LiveObject:
    return replace(PASS, fields={**PASS.fields, **fields})  # type: ignore[dict-item]


def with_people(judged: Review, known: People) -> Review:
    return replace(judged, known_people=KnownPeople(known, roster(len(known.everyone))), as_of=TODAY)


def test_a_loop_blocks_where_the_plan_brings_it_about_and_stands_where_it_was() -> None:
    assert weights(review(created(LOOP), unlisted=[KEYS]), "CAP403") == [(BLOCKS, True)]
    assert weights(review(left_alone(LOOP), unlisted=[KEYS]), "CAP403") == [(STANDING, False)]
    assert weights(review(unlisted=[LOOP, KEYS]), "CAP403") == [(STANDING, False)]
    both = frozenset({"fido2", "temporaryAccessPassOneTime"})
    takes_passes = replace(KEYS, fields={**KEYS.fields, "allowedCombinations": both})
    assert found(review(left_alone(LOOP), unlisted=[takes_passes]), "CAP403") == []
    narrowed = updated(takes_passes, allowedCombinations=frozenset({"fido2"}))
    assert weights(review(narrowed, unlisted=[LOOP]), "CAP403") == [(BLOCKS, True)]


def test_switching_passes_off_closes_the_only_way() -> None:
    guard = replace(
        LOOP, fields={**LOOP.fields, "grant.authenticationStrength": None, "grant.controls": frozenset({"mfa"})}
    )
    assert weights(review(updated(PASS, state="disabled"), unlisted=[guard]), "CAP403") == [(BLOCKS, True)]
    assert weights(review(unlisted=[guard, passes(state="disabled")]), "CAP403") == [(STANDING, False)]
    assert found(review(unlisted=[guard, PASS]), "CAP403") == []
    known_off = replace(
        review(unlisted=[guard]), facts=TenantFacts(methods={"temporaryaccesspass": MethodState("disabled")})
    )
    assert weights(known_off, "CAP403") == [(STANDING, False)]
    assert found(review(unlisted=[guard]), "CAP403") == []


def test_a_strength_that_was_not_read_may_take_anything() -> None:
    assert found(review(created(LOOP)), "CAP403") == []


def test_a_loop_that_stops_nobody_today_is_a_warning_and_says_so() -> None:
    standing = review(created(LOOP), unlisted=[KEYS, row(EVERYONE, "pr-1"), profile()])
    without = with_people(standing, people(3, registered={"mobilePhone": [0]}, groups={"g-emergency": []}))
    finding = only(without, "CAP403")
    assert (finding.diagnostic.severity, finding.affected) == (Severity.ERROR, "2 people")
    nobody = with_people(standing, people(2, registered={"mobilePhone": [0, 1]}, groups={"g-emergency": []}))
    finding = only(nobody, "CAP403")
    assert (finding.diagnostic.severity, finding.affected) == (Severity.WARNING, "0 people")
    assert finding.diagnostic.detail[-1] == "everybody it is for has a method today; whoever comes new has none"
    assert only(standing, "CAP403").affected == "unknown, because people were not read"


def test_joining_devices_beside_the_device_setting() -> None:
    joining = policy(target__resources__include=NOTHING, target__userActions=frozenset({"Register or join devices"}))
    unread = review(created(joining))
    assert weights(unread, "CAP405") == [(UNCHECKED, False)]
    on, off = (replace(unread, facts=TenantFacts(requires_mfa_to_join=each)) for each in (True, False))
    assert weights(on, "CAP405") == [(BLOCKS, True)]
    assert found(off, "CAP405") == []
    standing = replace(review(unlisted=[joining]), facts=TenantFacts(requires_mfa_to_join=True))
    assert weights(standing, "CAP405") == [(STANDING, False)]
    assert found(review(created(LOOP)), "CAP405") == []


def test_report_only_for_a_user_action_is_said() -> None:
    idle = policy(state="reportOnly", target__userActions=REGISTER)
    assert weights(review(created(idle)), "CAP404") == [(SAYS, False)]
    assert weights(review(left_alone(idle)), "CAP404") == [(STANDING, False)]
    assert found(review(created(policy(state="enabled", target__userActions=REGISTER))), "CAP404") == []
    assert found(review(created(policy(state="reportOnly"))), "CAP404") == []


def test_excluding_an_application_that_is_not_there() -> None:
    devices = policy(
        grant__controls=frozenset({"compliantDevice"}),
        target__resources__exclude=frozenset({"6aa00308-ea33-4caa-90d6-ae905d8cb51b"}),
    )
    judged = review(created(devices))
    assert weights(judged, "CAP406") == [(UNCHECKED, False)]
    there, gone = (replace(judged, facts=TenantFacts(has_registration_application=each)) for each in (True, False))
    assert found(there, "CAP406") == []
    assert weights(gone, "CAP406") == [(BLOCKS, True)]


def test_kinds_of_pass_that_differ_stand_until_one_of_them_changes() -> None:
    once = strength("s-1", allowedCombinations=frozenset({"temporaryAccessPassOneTime", "fido2"}))
    many = passes(oneTimeUse=False)
    assert weights(review(updated(PASS, oneTimeUse=False), unlisted=[once]), "STR304") == [(BLOCKS, True)]
    assert weights(review(unlisted=[once, many]), "STR304") == [(STANDING, False)]
    assert found(review(unlisted=[once, PASS]), "STR304") == []
    assert found(review(unlisted=[once, passes(oneTimeUse=False, state="disabled")]), "STR304") == []
    assert weights(review(unlisted=[once, LOOP]), "STR304") == [(UNCHECKED, False)]
    assert found(review(unlisted=[once]), "STR304") == []


def test_self_service_off_stands_until_more_people_are_to_register() -> None:
    off = replace(settings(), fields={**settings().fields, "allowSelfServiceSetup": False})
    assert weights(review(left_alone(off), unlisted=[row("g-1", "pr-1")]), "REG601") == [(STANDING, False)]
    assert weights(review(left_alone(off), created(row("g-1", "pr-1"))), "REG601") == [(BLOCKS, True)]
    assert weights(review(updated(settings(), allowSelfServiceSetup=False), unlisted=[CAMPAIGN]), "REG601") == [
        (BLOCKS, True)
    ]
    assert found(review(left_alone(off)), "REG601") == []


def test_people_without_a_method_and_without_a_pass() -> None:
    narrowed = updated(PASS, targets=frozenset({"g-1"}))
    reached = [row(EVERYONE, "pr-1"), profile()]
    crowd = people(3, groups={"g-1": [0], "g-emergency": []}, registered={"mobilePhone": [2]})
    finding = only(with_people(review(narrowed, unlisted=reached), crowd), "REG602")
    assert (finding.diagnostic.severity, finding.weight) == (Severity.WARNING, SAYS)
    assert finding.affected == "1 person"
    guard = replace(
        LOOP, fields={**LOOP.fields, "grant.authenticationStrength": None, "grant.controls": frozenset({"mfa"})}
    )
    guarded = with_people(review(narrowed, unlisted=[*reached, guard]), crowd)
    assert weights(guarded, "REG602") == [(BLOCKS, True)]
    assert finding.diagnostic.detail == (
        "all of them may register another method first: no policy in force stops that",
    )
    (said,) = only(guarded, "REG602").diagnostic.detail
    assert said == "1 person can't register another method first either: policies stop it"
    standing = with_people(review(unlisted=[*reached, guard, passes(targets=frozenset({"g-1"}))]), crowd)
    assert weights(standing, "REG602") == [(STANDING, False)]
    everybody = with_people(review(updated(PASS, length=9), unlisted=reached), crowd)
    assert found(everybody, "REG602") == []


def test_people_without_a_method_where_nobody_read_what_would_tell() -> None:
    assert weights(review(created(row("g-1", "pr-1"))), "REG602") == [(UNCHECKED, False)]
    reached = [row(EVERYONE, "pr-1"), profile()]
    assert weights(with_people(review(unlisted=reached), people(1)), "REG602") == [(UNCHECKED, False)]
    unread_group = with_people(review(unlisted=[*reached, passes(targets=frozenset({"g-9"}))]), people(1))
    assert weights(unread_group, "REG602") == [(UNCHECKED, False)], "they may be in the group that was not read"


ON_PHONES = people(3, registered={"mobilePhone": [0, 1], "microsoftAuthenticatorPush": [1]}, groups={"g-1": [0, 1]})


@pytest.mark.parametrize(
    ("day", "severity", "weight"),
    [
        (date(2026, 11, 23), Severity.WARNING, SAYS),
        (date(2026, 12, 2), Severity.WARNING, SAYS),
        (date(2026, 12, 3), Severity.ERROR, BLOCKS),
        (date(2027, 3, 1), Severity.ERROR, BLOCKS),
    ],
)
def test_taking_the_profile_from_people_with_phones(day: date, severity: Severity, weight: Weight) -> None:
    taken = replace(with_people(review(deleted(row("g-1", "pr-1")), unlisted=[profile()]), ON_PHONES), as_of=day)
    finding = only(taken, "REG606")
    assert (finding.diagnostic.severity, finding.weight, finding.affected) == (severity, weight, "1 person")


def test_phones_are_no_error_by_date_alone() -> None:
    bare = replace(with_people(review(unlisted=[profile()]), ON_PHONES), as_of=date(2027, 1, 31))
    finding = only(bare, "REG606")
    assert (finding.diagnostic.severity, finding.weight) == (Severity.WARNING, STANDING)
    covered = with_people(review(unlisted=[profile(), row("g-1", "pr-1")]), ON_PHONES)
    assert found(covered, "REG606") == []
    unread = with_people(review(unlisted=[profile(), row("g-9", "pr-1")]), ON_PHONES)
    assert weights(unread, "REG606") == [(UNCHECKED, False)]
    assert weights(review(deleted(row("g-1", "pr-1"))), "REG606") == [(UNCHECKED, False)]


def test_a_campaign_counts_whom_it_asks_in_vain() -> None:
    judged = review(created(CAMPAIGN), unlisted=[profile(), row("g-1", "pr-1")])
    assert weights(judged, "REG604") == [(SAYS, False)]
    finding = only(with_people(judged, people(3, groups={"g-1": [0, 1]}, guests=[])), "REG604")
    assert finding.diagnostic.summary == "1 person are asked to register a passkey and have no profile"
    assert found(with_people(judged, people(3, groups={"g-1": [0, 1, 2]})), "REG604") == []
    assert found(with_people(judged, people(3)), "REG604") == []


def test_a_campaign_that_microsoft_manages() -> None:
    managed = replace(CAMPAIGN, fields={**CAMPAIGN.fields, "state": "microsoftManaged"})
    later = replace(review(left_alone(managed)), as_of=TODAY)
    assert next(each for each, _ in weights(later, "REG605")) is STANDING
    assert found(replace(later, as_of=date(2026, 8, 31)), "REG605") == []
    taken_back = replace(review(updated(managed, state="enabled")), as_of=TODAY)
    assert (SAYS, False) in weights(taken_back, "REG605")
    assert "the file says otherwise" in found(taken_back, "REG605")[0].diagnostic.summary
    assert found(taken_back, "REG605")[0].diagnostic.hint.startswith("an apply sets what the file says")
    assert found(later, "REG605")[0].diagnostic.hint.startswith("write `state: enabled`")
    ours = replace(review(updated(CAMPAIGN, snoozeDays=3)), as_of=TODAY)
    assert weights(ours, "REG605") == [(UNCHECKED, False)]


def test_users_of_phones_whom_microsoft_moves() -> None:
    judged = replace(review(updated(CAMPAIGN, snoozeDays=3)), as_of=TODAY)
    on = {"sms": MethodState("enabled"), "voice": MethodState("disabled")}
    undecided = replace(judged, facts=TenantFacts(methods=on, passkey_opt_out=False))
    assert weights(undecided, "REG605") == [(STANDING, False)]
    said = only(undecided, "REG605").diagnostic
    assert said.summary.startswith("Microsoft puts users of SMS into a profile that admits every passkey")
    assert "if it is fine, write `false` there" in said.hint
    for facts in (
        TenantFacts(methods=on, passkey_opt_out=True),
        TenantFacts(methods={"sms": MethodState("disabled")}, passkey_opt_out=False),
    ):
        assert found(replace(judged, facts=facts), "REG605") == []
    assert found(replace(undecided, as_of=date(2027, 2, 1)), "REG605") == []

"""Policies and strengths: what Entra would refuse, what loses an exclusion, what is asked first."""

from __future__ import annotations

import pytest

from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Weight
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency
from tests.checks.reviews import (
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

BLOCKS, ASKS, STANDING, SAYS = Weight.BLOCKS, Weight.ASKS, Weight.STANDING, Weight.SAYS
NOBODY: frozenset[str] = frozenset()
REGISTER = frozenset({"Register security information"})
ROLES = {"users__include": "selected", "users__include__roles": frozenset({"r-admin"})}


def test_mfa_beside_a_strength_is_refused() -> None:
    both = {"grant__controls": frozenset({"mfa"}), "grant__authenticationStrength": "s-1"}
    assert weights(review(created(policy(**both))), "CAP402") == [(BLOCKS, False)]
    assert found(review(left_alone(policy(**both))), "CAP402") == []
    assert found(review(created(policy(grant__authenticationStrength="s-1", grant__controls=NOBODY))), "CAP402") == []
    other = {"grant__authenticationStrength": "s-1", "grant__controls": frozenset({"compliantDevice"})}
    assert found(review(created(policy(**other))), "CAP402") == []


def test_a_new_policy_on_resources_starts_in_report_only() -> None:
    assert weights(review(created(policy())), "CAP408") == [(BLOCKS, True)]
    (said,) = found(review(created(policy())), "CAP408")
    assert said.diagnostic.summary == "the new policy `Policy p-1` starts as enabled"
    assert found(review(created(policy(state="reportOnly"))), "CAP408") == []
    assert found(review(created(policy(state="disabled"))), "CAP408") == []
    assert found(review(created(policy(target__userActions=REGISTER))), "CAP408") == []
    assert found(review(updated(policy(state="reportOnly"), state="enabled")), "CAP408") == []


LISTS = (
    "users.exclude.users",
    "users.exclude.groups",
    "users.exclude.roles",
    "workloadIdentities.exclude",
    "target.resources.exclude",
    "conditions.platforms.exclude",
    "conditions.locations.exclude",
)


@pytest.mark.parametrize("path", LISTS)
def test_a_member_that_leaves_an_exclude_list_is_named(path: str) -> None:
    field = path.replace(".", "__")
    before = policy(**{field: frozenset({"here", "gone"})})
    less = only(review(updated(before, **{field: frozenset({"here"})})), "OPS907", "no longer be excluded")
    assert (less.weight, less.can_override) == (BLOCKS, True)
    assert "gone" in less.diagnostic.summary
    assert "here" not in less.diagnostic.summary
    cleared = only(review(updated(before, **{field: NOBODY})), "OPS907", "no longer be excluded")
    assert "gone" in cleared.diagnostic.summary
    assert "here" in cleared.diagnostic.summary
    assert cleared.diagnostic.detail == (f"`{path}` loses 2",)
    more = updated(before, **{field: frozenset({"here", "gone", "new"})})
    assert found(review(more), "OPS907", "no longer be excluded") == []


@pytest.mark.parametrize(
    ("before", "after", "leaving"),
    [
        (Guests(frozenset({"internalGuest", "serviceProvider"})), None, ["internalGuest", "serviceProvider"]),
        (Guests(frozenset({"internalGuest"}), "all"), Guests(frozenset({"internalGuest"})), []),
        (
            Guests(frozenset({"internalGuest"})),
            Guests(frozenset({"internalGuest"}), frozenset({"t"})),
            ["all other tenants"],
        ),
        (
            Guests(frozenset({"internalGuest"}), frozenset({"a", "b"})),
            Guests(frozenset({"internalGuest"}), frozenset({"a"})),
            ["guests of b"],
        ),
        (
            Guests(frozenset({"internalGuest"}), frozenset({"a"})),
            Guests(frozenset({"internalGuest"}), frozenset({"a", "b"})),
            [],
        ),
        (Guests(legacy=True), Guests(frozenset({"internalGuest"}), "all"), ["serviceProvider"]),
        (Guests(frozenset({"internalGuest"}), "all"), Guests(legacy=True), []),
        (Guests(legacy=True), None, ["internalGuest", "otherExternalUser"]),
    ],
)
def test_guests_that_leave_are_named(before: Guests, after: Guests | None, leaving: list[str]) -> None:
    judged = found(
        review(updated(policy(users__exclude__guests=before), users__exclude__guests=after)), "OPS907", "no longer"
    )
    assert bool(judged) == bool(leaving)
    assert all(each in judged[0].diagnostic.summary for each in leaving)


@pytest.mark.parametrize("path", ["conditions__deviceFilter", "target__resources__filter"])
def test_a_filter_that_exempts_and_goes_is_named(path: str) -> None:
    exempts, demands = FilterRule("exclude", "rule of old"), FilterRule("include", "rule of old")
    going = only(review(updated(policy(**{path: exempts}), **{path: None})), "OPS907", "no longer be excluded")
    assert "rule of old" in going.diagnostic.summary
    assert found(review(updated(policy(**{path: demands}), **{path: None})), "OPS907", "no longer") == []
    assert found(review(updated(policy(), **{path: exempts})), "OPS907", "no longer") == []


def test_exclusions_of_policies_that_go_or_stand_are_no_matter() -> None:
    assert found(review(deleted(policy())), "OPS907", "no longer") == []
    assert found(review(left_alone(policy())), "OPS907") == []


def test_deletes_are_asked() -> None:
    assert weights(review(deleted(policy())), "OPS907", "delete the policy") == [(ASKS, True)]
    assert weights(review(deleted(strength())), "OPS907", "delete the authentication strength") == [(ASKS, True)]


def test_a_policy_that_can_not_be_read_may_demand_the_strength_that_goes() -> None:
    judged = review(deleted(strength()), unread=(("p-9", "CA009 - Preview"),))
    detail = ("whether `CA009 - Preview` names it is unknown: v1.0 does not show it",)
    assert only(judged, "OPS907", "delete").diagnostic.detail == detail


@pytest.mark.parametrize(
    ("before", "after", "is_asked"),
    [
        ({"state": "reportOnly"}, {"state": "enabled"}, True),
        ({"users__include": "selected"}, {"users__include": "all"}, True),
        ({}, {"grant__controls": frozenset({"block"})}, True),
        ({"state": "enabled"}, {"state": "reportOnly"}, False),
        ({"state": "reportOnly", "users__include": "selected"}, {"state": "enabled"}, False),
    ],
)
def test_enforcing_for_everybody_is_asked_gravely(
    before: dict[str, str], after: dict[str, str], is_asked: bool
) -> None:
    judged = found(review(updated(policy(**before), **after)), "OPS907", "for all users")
    assert [each.is_grave for each in judged] == ([True] if is_asked else [])


def test_a_new_policy_for_everybody_is_asked_as_well() -> None:
    assert weights(review(created(policy())), "OPS907", "for all users") == [(ASKS, True)]


@pytest.mark.parametrize(
    ("before", "after", "is_asked"),
    [
        (ROLES, {"state": "reportOnly"}, True),
        (ROLES, {"users__exclude__groups": frozenset({"g-emergency", "more"})}, True),
        (ROLES, {"users__include__roles": NOBODY}, True),
        (ROLES, {"session__tokenProtection": True}, False),
        ({**ROLES, "state": "reportOnly"}, {"state": "disabled"}, False),
        ({"users__include": "selected"}, {"state": "reportOnly"}, False),
    ],
)
def test_loosening_for_privileged_roles_is_asked(
    before: dict[str, object], after: dict[str, object], is_asked: bool
) -> None:
    judged = found(review(updated(policy(**before), **after)), "OPS907", "protects privileged roles")
    assert bool(judged) == is_asked


def test_a_strength_that_a_policy_will_still_demand_is_not_deleted() -> None:
    demands = {"grant__controls": NOBODY, "grant__authenticationStrength": "s-1"}
    gone = deleted(strength("s-1"))
    assert weights(review(gone, unlisted=[policy(**demands)]), "OPS907", "still demanded") == [(BLOCKS, False)]
    assert weights(review(gone, left_alone(policy(**demands))), "OPS907", "still demanded") == [(BLOCKS, False)]
    assert found(review(gone, deleted(policy(**demands))), "OPS907", "still demanded") == []
    lets_go = updated(policy(**demands), grant__authenticationStrength="s-2")
    assert found(review(gone, lets_go), "OPS907", "still demanded") == []
    assert weights(review(gone, created(policy(**demands))), "OPS907", "still demanded") == [(BLOCKS, False)]


def test_a_limit_that_comes_with_its_combination_opens_a_strength_in_force() -> None:
    plain = strength("s-1", allowedCombinations=frozenset({"windowsHelloForBusiness"}))
    limited = updated(plain, allowedCombinations=frozenset({"fido2"}), fido2__allowedAAGUIDs=frozenset({"a"}))
    demands = {"grant__controls": NOBODY, "grant__authenticationStrength": "s-1"}
    assert weights(review(limited, unlisted=[policy(**demands)]), "OPS907", "for a moment") == [(BLOCKS, True)]
    idle = policy(**{**demands, "state": "reportOnly"})
    assert found(review(limited, unlisted=[idle]), "OPS907", "for a moment") == []
    assert found(review(limited, unlisted=[policy()]), "OPS907", "for a moment") == []
    open_both = updated(plain, allowedCombinations=frozenset({"fido2"}))
    assert found(review(open_both, unlisted=[policy(**demands)]), "OPS907", "for a moment") == []


@pytest.mark.parametrize(
    ("after", "is_asked"),
    [
        ({"allowedCombinations": frozenset({"fido2", "password,sms"})}, True),
        ({"fido2__allowedAAGUIDs": NOBODY}, True),
        ({"fido2__allowedAAGUIDs": frozenset({"a", "b"})}, True),
        ({"description": "new"}, False),
        ({"fido2__allowedAAGUIDs": frozenset({"b"})}, True),
    ],
)
def test_loosening_a_strength_of_privileged_roles_is_asked(after: dict[str, object], is_asked: bool) -> None:
    limited = strength("s-1", fido2__allowedAAGUIDs=frozenset({"a"}))
    holder = policy(**{**ROLES, "grant__controls": NOBODY, "grant__authenticationStrength": "s-1"})
    judged = review(updated(limited, **after), unlisted=[holder])
    assert bool(found(judged, "OPS907", "privileged roles")) == is_asked
    assert found(review(updated(limited, **after), unlisted=[policy()]), "OPS907", "privileged roles") == []


def test_kinds_of_findings_name_their_policy() -> None:
    finding = only(review(deleted(policy("p-9"))), "OPS907", "delete")
    assert finding.diagnostic.address == f"{Kind.POLICY}.p-9"


def test_what_graph_does_not_take_beside_every_time() -> None:
    plain = policy(state="reportOnly")
    restricted = policy(state="reportOnly", session__appEnforcedRestrictions=True)
    every_time = {"session__signInFrequency": SignInFrequency()}
    both = updated(plain, session__disableResilienceDefaults=True, **every_time)
    assert weights(review(both), "CAP412") == [(BLOCKS, True)]
    swapped = updated(restricted, session__appEnforcedRestrictions=False, **every_time)
    assert weights(review(swapped), "CAP412") == [(BLOCKS, True)]
    assert found(review(updated(plain, **every_time)), "CAP412") == []
    hourly = updated(restricted, session__signInFrequency=SignInFrequency(4, "hours"))
    assert found(review(hourly), "CAP412") == []
    elsewhere = policy(state="reportOnly", session__appEnforcedRestrictions=True, **every_time)
    assert found(review(updated(elsewhere, state="disabled")), "CAP412") == []


def test_one_kind_of_subject_and_of_target() -> None:
    everybody = policy(state="reportOnly")
    both = updated(everybody, workloadIdentities__include=frozenset({"all"}))
    assert weights(review(both), "OPS901") == [(BLOCKS, False)]
    two = updated(everybody, target__authenticationContexts=frozenset({"c1"}))
    assert weights(review(two), "OPS901") == [(BLOCKS, False)]
    assert found(review(updated(everybody, state="disabled")), "OPS901") == []


def test_a_stricter_grant_for_everybody_is_asked() -> None:
    everybody = policy(grant__controls=frozenset({"mfa"}))
    assert weights(review(updated(everybody, grant__controls=frozenset({"block"}))), "OPS907") == [(ASKS, True)]
    some = policy(users__include="selected", users__include__groups=frozenset({"g"}))
    assert found(review(updated(some, grant__controls=frozenset({"block"}))), "OPS907") == []


def test_more_sign_ins_for_everybody_are_asked_about() -> None:
    risky = policy(conditions__signInRisk=frozenset({"high"}))
    always = review(updated(risky, conditions__signInRisk=frozenset()))
    assert only(always, "OPS907", "stricter").is_grave
    pilot = policy(users__include="selected", conditions__signInRisk=frozenset({"high"}))
    assert found(review(updated(pilot, conditions__signInRisk=frozenset())), "OPS907", "stricter") == []


def test_leaving_privileged_roles_out_of_a_policy_is_asked_about() -> None:
    """A policy for everybody protects them without naming them."""
    exempt = updated(policy(), users__exclude__roles=frozenset({"r-admin"}))
    assert weights(review(exempt), "OPS907", "privileged roles") == [(Weight.ASKS, True)]
    both = updated(policy(), users__exclude__roles=frozenset({"r-admin"}), grant__controls=frozenset({"block"}))
    assert len(found(review(both), "OPS907")) == 2
    watched = updated(policy(state="reportOnly"), users__exclude__roles=frozenset({"r-admin"}))
    assert found(review(watched), "OPS907", "privileged roles") == []


def test_narrowing_a_strength_that_everybody_must_meet_is_asked() -> None:
    keys = strength("s-1", allowedCombinations=frozenset({"fido2", "windowsHelloForBusiness"}))
    demands = policy("p-9", grant__controls=frozenset(), grant__authenticationStrength="s-1")
    narrowed = updated(keys, allowedCombinations=frozenset({"fido2"}))
    assert weights(review(narrowed, unlisted=[demands]), "OPS907") == [(ASKS, True)]
    assert found(review(narrowed), "OPS907") == []

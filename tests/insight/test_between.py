"""The accidents that happen between two requests, each found, and none where the order is right."""

from __future__ import annotations

import pytest

from passkeyctl.insight.between.proof import Harm, PathProof
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from tests.checks import reviews
from tests.insight.between_walks import (
    ADMINS,
    AWAY,
    BOUND,
    KEY,
    OTHER_KEY,
    PASSKEYS_ONLY,
    STAFF,
    WINDOWS_ONLY,
    for_group,
    only,
    policy,
    walk,
)
from tests.people import person


def test_two_states_have_nothing_between_them() -> None:
    assert walk((), (policy("p"),)) == PathProof(2)


# Passkeys and the policies that demand them


def test_a_policy_that_demands_what_is_not_accepted_yet() -> None:
    password_first = policy("p", WINDOWS_ONLY)
    demands, accepts = policy("p", PASSKEYS_ONLY), reviews.row(EVERYONE, "pr-synced")
    found = only(walk((password_first,), (demands,), (demands, accepts)))
    assert (found.harm, found.state, found.policies, found.is_sure) == (Harm.SHUT_OUT, 1, ("Policy p",), True)
    assert set(found.using) == {"`windowsHelloForBusiness`", "a synced passkey of a model that no list names"}
    assert found.persona.memberships() == ()
    assert found.sign_in == ""
    assert walk((password_first,), (password_first, accepts), (demands, accepts)).is_safe


def test_a_profile_that_is_narrowed_before_the_policy_lets_go() -> None:
    row, demands, lets_go = reviews.row(EVERYONE, "pr-synced"), policy("p", PASSKEYS_ONLY), policy("p", WINDOWS_ONLY)
    found = only(walk((row, demands), (demands,), (lets_go,)))
    assert (found.harm, found.state, found.policies) == (Harm.SHUT_OUT, 1, ("Policy p",))
    assert walk((row, demands), (row, lets_go), (lets_go,)).is_safe


def test_a_row_that_goes_before_another_comes() -> None:
    mine, other = reviews.row(STAFF, "pr-synced"), reviews.row(EVERYONE, "pr-synced")
    found = only(walk((mine,), (), (other,)))
    assert found.harm is Harm.SHUT_OUT
    assert found.persona.memberships() == ((RefKind.GROUP, STAFF),)
    assert found.policies == ()
    assert walk((mine,), (mine, other), (other,)).is_safe


def test_the_method_switched_off_for_a_moment() -> None:
    row, off = reviews.row(EVERYONE, "pr-deviceBound"), reviews.settings("disabled")
    found = only(walk((row,), (row, off), (row,)))
    assert (found.harm, found.using) == (
        Harm.SHUT_OUT,
        ("a device-bound passkey of a model that no list names",),
    )


def test_somebody_excluded_for_a_moment() -> None:
    row, excluded = reviews.row(EVERYONE, "pr-deviceBound"), reviews.live(Kind.EXCLUDE, AWAY)
    found = only(walk((row,), (row, excluded), (row,)))
    assert found.persona.memberships() == ((RefKind.GROUP, AWAY),)


def test_what_may_be_registered_for_a_moment() -> None:
    row = reviews.row(STAFF, "pr-synced")
    found = walk((), (row,), ())
    assert {(each.harm, each.using) for each in found.harms} == {
        (Harm.LET_IN, ("a synced passkey of a model that no list names",)),
        (Harm.REGISTERS, ("a synced passkey of a model that no list names",)),
    }
    assert {each.persona.memberships() for each in found.harms} == {((RefKind.GROUP, STAFF),)}


def test_attestation_that_is_off_for_a_moment_lets_register_and_nobody_in() -> None:
    strict = reviews.profile("pr-deviceBound", passkeyTypes=frozenset({"deviceBound"}), enforceAttestation=True)
    row = reviews.row(EVERYONE, "pr-deviceBound")
    found = only(walk((row, strict), (row, BOUND), (row, strict)))
    assert found.harm is Harm.REGISTERS


# Policies


def test_one_policy_in_the_place_of_another_with_a_gap_between() -> None:
    old, new = policy("p-old"), policy("p-new")
    found = only(walk((old,), (), (new,)))
    assert (found.harm, found.state, found.using) == (Harm.LET_IN, 1, ("`password`",))
    assert found.policies == ("Policy p-old", "Policy p-new")
    assert walk((old,), (old, new), (new,)).is_safe


def test_policies_for_different_groups_leave_those_in_both_a_gap() -> None:
    old, new = policy("p-old", "block", **for_group(STAFF)), policy("p-new", "block", **for_group(ADMINS))
    found = only(walk((old,), (), (new,)))
    assert found.persona.memberships() == ((RefKind.GROUP, ADMINS), (RefKind.GROUP, STAFF))


def test_a_gap_that_another_policy_fills_is_none() -> None:
    old, new = policy("p-old", **for_group(STAFF)), policy("p-new", **for_group(STAFF))
    assert walk((old, policy("p")), (policy("p"),), (new, policy("p"))).is_safe
    blocks = policy("p", "block", users__exclude__groups=frozenset({AWAY}))
    found = only(walk((old, blocks), (blocks,), (new, blocks)))
    assert found.persona.memberships() == ((RefKind.GROUP, AWAY), (RefKind.GROUP, STAFF))


def test_two_policies_that_share_no_way_for_a_moment_are_told_as_unsure() -> None:
    """Microsoft says that several methods do then; whether one sign-in takes them, nobody has shown."""
    old, new = policy("p-old", PASSKEYS_ONLY), policy("p-new", WINDOWS_ONLY)
    row = reviews.row(EVERYONE, "pr-synced")
    found = only(walk((row, old), (row, old, new), (row, new)))
    assert (found.harm, found.is_sure) == (Harm.SHUT_OUT, False)
    assert set(found.policies) == {"Policy p-old", "Policy p-new"}
    assert len(found.using) == 2


def test_one_requirement_more_under_or_lets_in_and_under_and_shuts_out() -> None:
    device, both = policy("p", "compliantDevice"), frozenset({"compliantDevice", "mfa"})
    either = policy("p", grant__controls=both)
    found = only(walk((device,), (either,), (device,)))
    assert (found.harm, found.policies) == (Harm.LET_IN, ("Policy p",))
    each = policy("p", grant__controls=both, grant__require="all")
    found = only(walk((device,), (each,), (device,)))
    assert (found.harm, found.using) == (Harm.SHUT_OUT, ("`password`", "`compliantDevice`"))


def test_a_limit_lifted_for_a_moment() -> None:
    def limited(*models: str) -> LiveObject:
        return reviews.strength(PASSKEYS_ONLY, fido2__allowedAAGUIDs=frozenset(models))

    row, demands = reviews.row(EVERYONE, "pr-deviceBound"), policy("p", PASSKEYS_ONLY)
    found = only(walk((row, demands, limited(KEY)), (row, demands, limited()), (row, demands, limited(KEY))))
    assert found.harm is Harm.LET_IN
    both = limited(KEY, OTHER_KEY)
    assert walk((row, demands, limited(KEY)), (row, demands, both), (row, demands, limited(OTHER_KEY))).is_safe
    found = only(walk((row, demands, both), (row, demands, limited(KEY)), (row, demands, both)))
    assert (found.harm, found.using) == (Harm.SHUT_OUT, (f"a device-bound passkey of the model `{OTHER_KEY}`",))


def test_session_controls_alone_ask_for_nothing() -> None:
    kept = reviews.policy("p", grant__controls=frozenset(), session__persistentBrowser="never")
    assert walk((kept,), (), (kept,)).is_safe


@pytest.mark.parametrize("idle", ["reportOnly", "disabled"])
def test_what_is_not_in_force_asks_for_nothing(idle: str) -> None:
    assert walk((policy("p", state=idle),), (), (policy("p", state=idle),)).is_safe


# Temporary Access Pass


def access_pass(*groups: str, users: tuple[str, ...] = (), once: bool = False) -> LiveObject:
    fields = {"state": "enabled", "targets": frozenset(groups), "targets__users": frozenset(users), "oneTimeUse": once}
    return reviews.live(Kind.TEMPORARY_ACCESS_PASS, "TemporaryAccessPass", **fields)


def test_a_pass_that_ends_for_a_moment() -> None:
    given, none = access_pass(STAFF), access_pass()
    found = only(walk((given,), (none,), (given,)))
    assert (found.harm, found.using) == (Harm.SHUT_OUT, ("`temporaryAccessPassMultiUse`",))
    assert found.persona.memberships() == ((RefKind.GROUP, STAFF),)
    assert only(walk((none,), (given,), (none,))).harm is Harm.LET_IN


def test_a_pass_that_everybody_is_kept_from_is_given_to_nobody() -> None:
    nobody = reviews.live(
        Kind.TEMPORARY_ACCESS_PASS,
        "TemporaryAccessPass",
        state="enabled",
        targets=frozenset({STAFF}),
        exclude=frozenset({"everyone"}),
    )
    assert walk((nobody,), (access_pass(),), (nobody,)).is_safe


def test_a_pass_that_names_people() -> None:
    given = access_pass(users=(person(3).id,))
    found = only(walk((given,), (access_pass(),), (given,)))
    assert found.persona.memberships() == ((RefKind.USER, person(3).id),)


# What is said of the states


def test_every_state_between_has_its_step() -> None:
    old, new = policy("p-old"), policy("p-new", users__exclude__groups=frozenset({AWAY}))
    renamed = reviews.live(Kind.CONTEXT, "c1", "Vault")
    proof = walk((old,), (old, renamed), (renamed,), (renamed, new), (new,))
    assert [(each.state, each.is_idle, each.looks_like) for each in proof.steps] == [
        (1, True, "the state before"),
        (2, False, ""),
        (3, False, "the state after"),
    ]
    assert proof.steps[1].judged > 0


def test_a_harm_lasts_until_a_request_ends_it() -> None:
    gap = reviews.live(Kind.CONTEXT, "c1", "Vault")
    proof = walk((policy("p"),), (), (gap,), (policy("q"), gap))
    assert [(each.state, each.harm) for each in proof.harms] == [(1, Harm.LET_IN), (2, Harm.LET_IN)]


def test_three_witnesses_of_a_kind_are_enough() -> None:
    apps = [f"44444444-0000-4000-8000-00000000000{number}" for number in range(6)]
    each_of = [{"target__resources__include": frozenset({app})} for app in apps]
    old = tuple(policy(f"p-{number}", **scope) for number, scope in enumerate(each_of))
    new = tuple(policy(f"q-{number}", **scope) for number, scope in enumerate(each_of))
    proof = walk(old, (), new)
    assert len(proof.harms) == 3
    assert len({each.policies for each in proof.harms}) == 3


def test_a_harm_is_found_again_where_something_else_has_changed() -> None:
    old, new, other = policy("p-old"), policy("q-new"), policy("r", "block", **for_group(ADMINS))
    proof = walk((old,), (), (other,), (new, other))
    assert [(each.state, each.policies) for each in proof.harms if "Policy q-new" in each.policies] == [
        (1, ("Policy p-old", "Policy q-new")),
        (2, ("Policy p-old", "Policy q-new")),
    ]
    for_all = policy("r", "block")
    assert {each.state for each in walk((old,), (), (for_all,), (new, for_all)).harms} == {1}


def test_what_stands_in_the_way_of_everybody_does_so_in_the_next_state() -> None:
    """Every way past the policy leads to another one."""
    blocks = (
        policy("p", "block", users__exclude__groups=frozenset({AWAY})),
        policy("q", "block", **for_group(AWAY)),
    )
    old, new, other = policy("p-old"), policy("q-new"), policy("r", "compliantDevice", **for_group(ADMINS))
    assert walk((old, *blocks), blocks, (other, *blocks), (new, other, *blocks)).is_safe


def test_of_two_that_share_no_way_only_those_are_told_who_pass_before_and_after() -> None:
    """Before and after, whoever is in no group has to do both."""
    old, new = policy("p-old", PASSKEYS_ONLY), policy("q-new", WINDOWS_ONLY)
    without = frozenset({AWAY})
    always = (
        policy("r", WINDOWS_ONLY, users__exclude__groups=without),
        policy("s", PASSKEYS_ONLY, users__exclude__groups=without),
        reviews.row(EVERYONE, "pr-synced"),
    )
    found = only(walk((old, *always), (old, new, *always), (new, *always)))
    assert (found.is_sure, found.persona.memberships()) == (False, ((RefKind.GROUP, AWAY),))
    nobody = (*always, policy("t", "block", **for_group(AWAY)))
    assert walk((old, *nobody), (old, new, *nobody), (new, *nobody)).is_safe


def test_policies_for_the_same_group_have_their_gap_in_it() -> None:
    old, new = policy("p-old", "block", **for_group(STAFF)), policy("q-new", "block", **for_group(STAFF, ADMINS))
    assert only(walk((old,), (), (new,))).persona.memberships() == ((RefKind.GROUP, STAFF),)


def test_whom_one_policy_is_for_and_the_other_leaves_out_needs_no_gap_filled() -> None:
    without = {"users__exclude__users": frozenset({person(1).id})}
    alone = {"users__include": "selected", "users__include__users": frozenset({person(1).id})}
    assert walk((policy("p", "block", **alone),), (), (policy("q", "block", **without),)).is_safe


def test_a_search_that_would_take_too_long_is_unclear() -> None:
    """Each step leads past two groups to the same next step, and the last one nowhere."""
    rungs = [frozenset({f"g-{number}-a", f"g-{number}-b"}) for number in range(12)]
    first = policy("p-0", "block", users__exclude__groups=rungs[0])
    ladder = [
        policy(f"p-{number + 1}-{group}", "block", **{**for_group(group), "users__exclude__groups": rungs[number + 1]})
        for number in range(11)
        for group in sorted(rungs[number])
    ]
    blocks = (first, *ladder, policy("p-end", "block", **for_group(*rungs[-1])))
    proof = walk((policy("old"), *blocks), blocks, (policy("new", PASSKEYS_ONLY), *blocks))
    assert not proof.harms
    assert proof.unclear == ("the state after request 1 leaves too many cases to be followed",)

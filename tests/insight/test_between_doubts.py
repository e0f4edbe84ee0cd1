"""What nobody can tell about the states between two requests, and who of the people known is harmed."""

from __future__ import annotations

from passkeyctl.insight.between.proof import Harm, check_path
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People
from passkeyctl.model.state import LiveObject
from tests.checks import reviews
from tests.insight.between_walks import (
    ADMINS,
    AWAY,
    PASSKEYS_ONLY,
    STAFF,
    STRENGTHS,
    for_group,
    only,
    policy,
    state,
    walk,
)
from tests.people import crowd, people, person

# What nobody can tell


def test_what_nobody_can_tell_and_nothing_changes_harms_nobody() -> None:
    strange = policy("p", grant__controls=frozenset({"unknownFutureValue"}), grant__authenticationStrength="s-gone")
    unclear = reviews.profile("pr-synced", passkeyTypes=frozenset({"unknownFutureValue"}))
    rows = (reviews.row(EVERYONE, "pr-synced", "pr-gone"), unclear)
    riddle = policy("q", conditions__signInRisk=frozenset({"unknownFutureValue"}))
    constant = (strange, riddle, *rows)
    assert walk(constant, (*constant, policy("r")), (*constant, policy("r"), policy("s"))).is_safe


def test_a_word_of_tomorrow_for_the_state_of_the_method_is_unclear_once_it_changes() -> None:
    row, strange = reviews.row(EVERYONE, "pr-synced"), reviews.settings("unknownFutureValue")
    assert walk((row, strange), (row, strange, policy("p")), (row, strange, policy("p"), policy("q"))).is_safe
    assert walk((row,), (row, policy("p")), (row, strange, policy("p"))).unclear


def test_what_was_not_read_is_the_same_all_along() -> None:
    def nothing_of_passkeys(*objects: LiveObject) -> TenantState:
        return state(*objects, base=STRENGTHS)

    old, new = policy("p", PASSKEYS_ONLY), policy("q", PASSKEYS_ONLY)
    assert only(check_path([nothing_of_passkeys(each) if each else nothing_of_passkeys() for each in (old, None, new)]))
    assert check_path([nothing_of_passkeys(old), nothing_of_passkeys(old, new), nothing_of_passkeys(new)]).is_safe


def test_an_unclear_profile_that_is_away_for_a_moment_is_told_as_unsure() -> None:
    unclear = reviews.profile("pr-synced", passkeyTypes=frozenset({"unknownFutureValue"}))
    row = reviews.row(EVERYONE, "pr-synced")
    found = only(walk((row, unclear), (unclear,), (row, unclear)))
    assert (found.harm, found.is_sure) == (Harm.SHUT_OUT, False)


def test_a_condition_that_is_not_known_here_may_be_met() -> None:
    riddle = {"conditions__signInRisk": frozenset({"unknownFutureValue"})}
    found = only(walk((policy("p", **riddle),), (), (policy("q", **riddle),)))
    assert (found.harm, found.is_sure) == (Harm.LET_IN, False)
    found = only(walk((policy("p", state="unknownFutureValue"),), (), (policy("p"),)))
    assert (found.harm, found.is_sure) == (Harm.LET_IN, False)


def test_a_strength_that_no_read_policy_demands_may_be_demanded_by_one_that_was_not_read() -> None:
    def unread(*combinations: str) -> TenantState:
        listed = state(reviews.strength(PASSKEYS_ONLY, allowedCombinations=frozenset(combinations)))
        return TenantState(listed.objects, (("p-hidden", "Hidden"),))

    proof = check_path([unread("fido2"), unread("password"), unread("fido2")])
    assert (proof.harms, proof.is_safe) == ((), False)
    assert PASSKEYS_ONLY in proof.unclear[0]
    assert check_path([unread("fido2"), unread("fido2", "password"), unread("password")]).is_safe


# People


def test_who_is_known_to_be_like_that() -> None:
    old, new = policy("p-old", **for_group(STAFF)), policy("p-new", **for_group(STAFF))
    exempt = policy("p", "block", **for_group(ADMINS))
    states = [state(old, exempt), state(exempt), state(new, exempt)]
    known = people(6, groups={STAFF: [1, 2, 3], ADMINS: [3, 4]}, guests=[2])
    found = only(check_path(states, known))
    assert (found.known.surely, found.known.possibly) == (crowd(1), crowd(1, 3))


def test_who_is_known_to_register_or_to_be_named() -> None:
    row, user = reviews.row(STAFF, "pr-synced"), person(2)
    known = people(4, groups={STAFF: [1, 2], AWAY: [2]}, ids=[2], roles={"r-1": [3]})
    off, on = reviews.live(Kind.EXCLUDE, AWAY), reviews.row(STAFF, "pr-synced")
    registers = [
        each
        for each in check_path([state(off), state(off, on), state(off)], known).harms
        if each.harm is Harm.REGISTERS
    ]
    assert [each.known.possibly for each in registers] == [crowd(1, 2)]
    assert [each.known.surely for each in registers] == [crowd(1)]
    for scope, expected in (
        ({"users__include__users": frozenset({user.id})}, crowd(2)),
        ({"users__include__roles": frozenset({"r-1"})}, crowd(3)),
    ):
        named: dict[str, object] = {"users__include": "selected", **scope}
        states = [state(policy("p", **named), row), state(row), state(policy("q", **named), row)]
        assert only(check_path(states, known)).known.possibly == expected


def test_nobody_known_is_like_that_and_it_is_told_all_the_same() -> None:
    old, new = policy("p-old", **for_group(STAFF)), policy("p-new", **for_group(STAFF))
    nobody: People = people(3, groups={STAFF: []})
    found = only(check_path([state(old), state(), state(new)], nobody))
    assert not found.known.possibly


def test_a_group_that_was_not_read_may_hold_anybody() -> None:
    found = only(
        check_path([state(reviews.row(STAFF, "pr-synced")), state(), state(reviews.row(STAFF, "pr-synced"))], people(3))
    )
    assert (found.known.surely, found.known.possibly) == (crowd(), crowd(0, 1, 2))

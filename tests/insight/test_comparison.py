"""What gets narrower in a plan decides who may lose, and nothing else does."""

from __future__ import annotations

from passkeyctl.insight.impact.comparison import Comparison, side, takes
from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.crowds import EMPTY, NONE, Reach
from passkeyctl.model.people import KeyModel, People
from tests.insight.test_access import exclude, profile, row, rule, tenant
from tests.people import crowd, people

LISTED = rule(behavior="allow", models=["2fc0579f-8113-47ea-b116-bb5a8db9202a"])
NAMELESS = KeyModel(None, "deviceBound", True)
"""Of which nobody can tell whether a list names its model."""

KNOWN = people(3, groups={"staff": [0, 1], "pilot": [1, 2]})


def lost(earlier: TenantState, later: TenantState, known: People = KNOWN) -> Reach:
    was, will = (side(each, known, Nesting.COUNTS) for each in (earlier, later))
    return Comparison(was, will, known, Nesting.COUNTS).lost(takes(NAMELESS))


def test_a_row_that_goes_takes_from_nobody_who_keeps_the_profile_through_another() -> None:
    both = tenant(profile("keys", LISTED), row("staff", "keys"), row("pilot", "keys"))
    assert lost(both, tenant(profile("keys", LISTED), row("staff", "keys"))) == Reach(EMPTY, crowd(2))


def test_a_new_exclude_takes_from_its_members_alone_though_its_row_goes_with_it() -> None:
    both = (profile("keys", LISTED), row("staff", "keys"), row("pilot", "keys"))
    assert lost(tenant(*both), tenant(*both, exclude("pilot"))) == Reach(EMPTY, crowd(1, 2))


def test_a_profile_that_changes_may_take_from_all_whom_it_reached() -> None:
    earlier = tenant(profile("keys", LISTED), row("staff", "keys"))
    later = tenant(profile("keys", rule(behavior="block", models=["another"])), row("staff", "keys"))
    assert lost(earlier, later) == Reach(EMPTY, crowd(0, 1))


def test_nothing_is_lost_where_nothing_changes_though_nobody_can_tell_who_has_what() -> None:
    same = tenant(profile("keys", LISTED), row("staff", "keys"), row("unread", "keys"))
    assert lost(same, same) == NONE
    assert lost(same, tenant(profile("keys", LISTED), row("unread", "keys"))) == Reach(EMPTY, crowd(0, 1))

"""Which rows bring a person their profiles, and which excludes hold them."""

from __future__ import annotations

from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.passkeys.reached_by import RowMembership, Rows, rows_reaching
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from tests.insight.test_access import exclude, profile, row, tenant
from tests.people import people

STATE = tenant(
    profile("any"), row("staff", "any", "also"), row("unread", "any"), row(EVERYONE, "any"), row("other", "any"),
    exclude("leavers"), exclude("unread"),
)  # fmt: skip
KNOWN = people(
    3, groups={"staff": [0, 1], "other": [2], "leavers": [0]}, direct={"staff": [0], "leavers": []}, guests=[1]
)
UNREAD = RowMembership("unread", "unread", ("any",), None, None)


def test_each_row_says_what_it_brings_and_whether_through_another_group() -> None:
    found = rows_reaching(STATE, KNOWN, 0, Nesting.COUNTS)
    assert found.targets == (
        RowMembership(EVERYONE, EVERYONE, ("any",), True, True),
        RowMembership("staff", "staff", ("also", "any"), True, True),
        UNREAD,
    )
    assert found.excludes == (
        RowMembership("leavers", "leavers", (), True, False),
        RowMembership("unread", "unread", (), None, None),
    )
    assert found.bringing("also") == (RowMembership("staff", "staff", ("also", "any"), True, True),)


def test_a_guest_is_not_everybody_and_a_nested_member_counts_in_one_world() -> None:
    assert [each.group for each in rows_reaching(STATE, KNOWN, 1, Nesting.COUNTS).targets] == ["staff", "unread"]
    assert rows_reaching(STATE, KNOWN, 1, Nesting.DOES_NOT_COUNT).targets == (UNREAD,)


def test_rows_that_were_not_read_are_named() -> None:
    nothing = TenantState((), unread_kinds=frozenset(Kind))
    assert rows_reaching(nothing, KNOWN, 0, Nesting.COUNTS) == Rows((), (), is_unread=True)
    assert not rows_reaching(STATE, KNOWN, 0, Nesting.COUNTS).is_unread

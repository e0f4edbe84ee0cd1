"""What an apply is doing, on a screen and in a log, and how long it still takes."""

from __future__ import annotations

import pytest

from passkeyctl.model.address import Kind
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.pace import Pace
from passkeyctl.render.lines import columns
from passkeyctl.render.plain import plain_text
from passkeyctl.render.records.event_lines import (
    ROWS,
    Tally,
    bar_words,
    duration,
    fitting,
    notice_of_time,
    screen_lines,
    step_lines,
)
from tests.render import plans
from tests.render.plans import create, plan_of, update


def policies(count: int, name: str = "CA") -> tuple[Operation, ...]:
    changes = (
        update(f"p{number}", plans.policy(f"{name}{number}", f"p-{number}"), {"grant.controls": frozenset({"mfa"})})
        for number in range(count)
    )
    found = plan_of(*changes).operations
    assert {each.family for each in found} == {Family.POLICIES}
    return found


def text(tally: Tally, now: float, details: dict[int, tuple[str, ...]] | None = None) -> list[str]:
    return plain_text(screen_lines(tally, now, details or {})).splitlines()


def test_the_notice_before_counts_lists_as_well() -> None:
    assert notice_of_time(policies(8), Pace()) == "8 requests, about 10 s"
    assert notice_of_time(policies(1), Pace()) == "1 request, about 3 s"
    assert notice_of_time(policies(300), Pace()) == "300 requests, about 5 min 2 s"


def test_where_nothing_has_to_wait_no_time_is_told() -> None:
    assert notice_of_time(policies(8), Pace(0.0)) == "8 requests"
    assert Tally(policies(2), Pace(0.0), 0.0).seconds_left(0.0) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.2, "1 s"), (99, "99 s"), (100, "1 min 40 s"), (120, "2 min"), (629, "10 min"), (631, "11 min")],
)
def test_a_duration_is_as_exact_as_it_is_long(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_what_is_left_passes_with_the_clock_and_never_reaches_nothing_before_the_end() -> None:
    tally = Tally(policies(2), Pace(), 10.0)
    assert tally.seconds_left(10.0) == 4
    assert tally.seconds_left(12.5) == 2
    assert tally.seconds_left(60.0) == 1
    tally.reach(0, "verified", 60.0)
    tally.reach(1, "verified", 60.0)
    assert tally.seconds_left(60.0) == 0


def test_each_request_has_its_row_and_waiting_has_its_own() -> None:
    tally = Tally(policies(2), Pace(), 0.0)
    tally.reach(0, "sending", 0.0)
    assert text(tally, 0.0) == [
        "  sending      update Conditional Access policy `CA0`",
        "  pending      update Conditional Access policy `CA1`",
    ]
    tally.reach(0, "sent", 1.0)
    tally.reach(1, "sending", 1.0)
    tally.reach(1, "sent", 2.0)
    assert text(tally, 14.9) == [
        "  sent         update Conditional Access policy `CA0`",
        "  sent         update Conditional Access policy `CA1`",
        "  waiting until the tenant shows it (12 s)",
    ]
    tally.reach(0, "verified", 15.0)
    tally.reach(1, "not verified", 15.0)
    assert text(tally, 15.0, {1: ("`CA1`: `state`",)}) == [
        "  verified     update Conditional Access policy `CA0`",
        "  not verified update Conditional Access policy `CA1`",
        "               `CA1`: `state`",
    ]
    assert bar_words(tally, 15.0) == "2/2"


def test_of_many_those_around_the_one_under_way_are_shown() -> None:
    tally = Tally(policies(40), Pace(), 0.0)
    for number in range(20):
        tally.reach(number, "verified", 1.0)
    rows = text(tally, 1.0)
    assert len(rows) == ROWS + 2
    assert rows[0] == "  16 before these"
    assert [each.split()[0] for each in rows[1:-1]] == ["verified"] * 4 + ["pending"] * 8
    assert rows[-1] == "  12 after these"
    assert bar_words(tally, 1.0) == "20/40, about 22 s left"


def test_no_row_is_wider_than_a_terminal_whatever_a_policy_is_called() -> None:
    tally = Tally(policies(2, "政策" * 60), Pace(), 0.0)
    details: dict[int, tuple[str, ...]] = {0: ("word " * 40,)}
    assert all(columns(each) <= 80 for each in text(tally, 0.0, details))
    assert fitting("abcdef", 6) == "abcdef"
    assert fitting("abcdefg", 6) == "abcde…"
    assert fitting("\x1b[31mred", 80) == "\\u001b[31mred"


def test_a_line_of_a_log_counts_and_tells_what_went_wrong_below() -> None:
    (one,) = plan_of(create(Kind.STRENGTH, "a", "Keys", {"allowedCombinations": frozenset({"fido2"})})).operations
    assert plain_text(step_lines(2, 10, one, "sent", (), 7)).splitlines() == [
        " 3/10 sent: create authentication strength `Keys` (7 s left)"
    ]
    assert plain_text(step_lines(2, 10, one, "verified", ("unused",), 7)).splitlines() == [
        " 3/10 verified: create authentication strength `Keys`"
    ]
    assert plain_text(step_lines(9, 10, one, "failed", ("Graph refused it",), None)).splitlines() == [
        "10/10 failed: create authentication strength `Keys`",
        "      Graph refused it",
    ]

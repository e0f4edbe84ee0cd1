"""Values for people: times as a file has them, ranges in the order of their addresses."""

from __future__ import annotations

import pytest

from passkeyctl.model.address import Kind
from passkeyctl.model.kinds import field_of
from passkeyctl.model.reference import RefKind
from passkeyctl.render.naming import Names
from passkeyctl.render.value_text import Words, duration
from tests.render.plans import view

RANGES = field_of(Kind.LOCATION, "ipRanges")


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(10, "10m"), (60, "1h"), (90, "90m"), (480, "8h"), (1440, "1d"), (1500, "25h"), (43200, "30d"), (0, "0m")],
)
def test_a_time_stands_as_a_file_has_it(minutes: int, shown: str) -> None:
    assert duration(minutes) == shown


def shown_ranges(count: int) -> list[str]:
    members = {f"10.{number}.0.0/16" for number in range(count)} | {"9.9.0.0/16", "2001:db8::/32"}
    return ["".join(span.text for span in each) for each in Words(view(), Names({})).members(RANGES, members)]


def test_as_many_ranges_as_anybody_reads_are_all_shown() -> None:
    found = shown_ranges(18)
    assert found == ["9.9.0.0/16", *(f"10.{number}.0.0/16" for number in range(18)), "2001:db8::/32"]


def test_of_more_the_first_are_shown_and_all_are_counted() -> None:
    found = shown_ranges(19)
    assert found == ["9.9.0.0/16", *(f"10.{number}.0.0/16" for number in range(4)), "(and 16 more, 21 ranges in all)"]


def test_a_role_that_every_tenant_has_is_named_although_nobody_read_it() -> None:
    nothing_read = Names({})
    assert nothing_read.of(RefKind.ROLE, "62e90394-69f5-4237-9190-012177145e10") == "Global Administrator"
    assert nothing_read.of(RefKind.ROLE, "62e90394-69f5-4237-9190-000000000000") is None
    assert nothing_read.of(RefKind.GROUP, "62e90394-69f5-4237-9190-012177145e10") is None

"""What time it is for a tenant, by the answers of its Graph."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from passkeyctl.graph.pacing import date_of


def test_the_date_of_an_answer_is_read() -> None:
    assert date_of({"date": "Mon, 23 Nov 2026 08:30:00 GMT"}) == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_a_date_in_another_zone_is_the_same_moment() -> None:
    found = date_of({"date": "Mon, 23 Nov 2026 10:30:00 +0200"})
    assert found == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert str(found) == "2026-11-23 08:30:00+00:00"


@pytest.mark.parametrize("told", ["", "soon", "Mon, 99 Nov 2026"])
def test_what_is_no_date_says_nothing(told: str) -> None:
    assert date_of({"date": told}) is None
    assert date_of({}) is None

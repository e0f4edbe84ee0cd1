"""What gates are asked with on the command line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.plan.gates import fresh_enough


@pytest.mark.parametrize(("asked", "taken"), [(1, 1), (24, 24), (24 * 90, 24)])
def test_no_gate_opens_on_people_of_last_month(asked: int, taken: int) -> None:
    options = PeopleOptions(max_age=timedelta(hours=asked))
    assert fresh_enough(options).max_age == timedelta(hours=taken)

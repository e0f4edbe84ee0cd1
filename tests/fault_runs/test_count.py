"""How many fault runs there are, and that none of them is left out."""

from __future__ import annotations

from tests.fault_runs import cases


def test_there_are_enough_fault_runs_and_none_is_counted_twice() -> None:
    everything = (*cases.CASES, *cases.TWICE, *cases.KILLS, *cases.IN_FLIGHT, *cases.FULL_DISKS)
    assert cases.COUNT == len(everything) >= 500


def test_nothing_is_known_to_be_open() -> None:
    assert not cases.KNOWN_OPEN

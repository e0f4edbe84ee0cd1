"""Which ranges hold an address that others lack, whatever way both are cut up."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.plan.steps.address_space import uncovered


@pytest.mark.parametrize(
    ("ranges", "other", "left"),
    [
        ((), ("203.0.113.0/24",), ()),
        (("203.0.113.0/24",), (), ("203.0.113.0/24",)),
        (("203.0.113.0/24",), ("203.0.113.0/25", "203.0.113.128/25"), ()),
        (("203.0.113.0/25", "203.0.113.128/25"), ("203.0.113.0/24",), ()),
        (("203.0.113.7/24",), ("203.0.113.0/24",), ()),
        (("203.0.112.0/23",), ("203.0.113.0/24",), ("203.0.112.0/23",)),
        (("203.0.113.0/24", "198.51.100.0/25"), ("203.0.113.0/24", "198.51.100.0/26"), ("198.51.100.0/25",)),
        (("2001:db8::/33",), ("2001:db8::/32",), ()),
        (("2001:db8::/32",), ("32.1.13.184/30",), ("2001:db8::/32",)),
    ],
)
def test_what_is_not_covered(ranges: tuple[str, ...], other: tuple[str, ...], left: tuple[str, ...]) -> None:
    assert uncovered(frozenset(ranges), frozenset(other)) == left


RANGES = st.frozensets(
    st.builds(lambda host, length: f"10.0.0.{host}/{length}", st.integers(0, 31), st.integers(27, 32)), max_size=4
)


@given(RANGES, RANGES)
def test_a_range_is_uncovered_exactly_where_one_of_its_addresses_is(
    ranges: frozenset[str], other: frozenset[str]
) -> None:
    there = {address for each in other for address in ip_network(each, strict=False)}
    expected = [each for each in ranges if not set(ip_network(each, strict=False)) <= there]
    assert uncovered(ranges, other) == tuple(sorted(expected))

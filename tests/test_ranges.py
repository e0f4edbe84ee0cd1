"""One spelling for each IP range."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.model.ranges import IS_NARROW_IPV4, are_narrow_ipv4, canonical_ipv6, canonical_range


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("203.0.113.7/24", "203.0.113.7/24"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("255.255.255.255/32", "255.255.255.255/32"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001/128", "2001:db8::1/128"),
        ("2001:db8:0:0:1:0:0:1/64", "2001:db8::1:0:0:1/64"),
        ("2001:db8:0:1:1:1:1:1/64", "2001:db8:0:1:1:1:1:1/64"),
        ("::/0", "::/0"),
        ("::ffff:192.0.2.1/128", "::ffff:c000:201/128"),
    ],
)
def test_a_range_has_one_spelling_and_keeps_its_host_bits(written: str, canonical: str) -> None:
    assert canonical_range(written) == canonical
    assert canonical_range(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "203.0.113.7",
        "203.0.113.0/33",
        "203.0.113.0/024",
        "203.0.113/24",
        "203.0.113.256/24",
        "203.0.113.010/24",
        "203.0.113.0/24 ",
        "203.0.113.0/255.255.255.0",
        "2001:db8::",
        "2001:db8::/129",
        "2001:db8::/064",
        "2001:db8::1::/64",
        "fe80::1%eth0/64",
        "203.0.113.0/２４",
        "::/" + "9" * 5000,
    ],
)
def test_what_is_no_range(text: str) -> None:
    assert canonical_range(text) is None


@given(st.binary(min_size=16, max_size=16) | st.lists(st.sampled_from((0, 1, 255)), min_size=16, max_size=16))
def test_an_ipv6_address_is_as_short_as_the_standard_library_makes_it(raw: bytes | list[int]) -> None:
    address = IPv6Address(bytes(raw))
    if address.ipv4_mapped is None:  # spelled differently by versions of Python
        assert canonical_ipv6(address.exploded) == address.compressed


@pytest.mark.parametrize(
    ("texts", "are"),
    [
        ([], True),
        (["203.0.113.0/24", "198.51.100.0/9"], True),
        (["203.0.113.0/24", "198.51.100.0/8"], False),
        (["203.0.113.0/24", ""], False),
        (["203.0.113.0/24\n198.51.100.0/24"], False),
        (["203.0.113.0/24", "2001:db8::/32"], False),
    ],
)
def test_many_are_judged_at_once_as_each_alone(texts: list[str], are: bool) -> None:
    assert are_narrow_ipv4(texts) is are is all(map(IS_NARROW_IPV4, texts))

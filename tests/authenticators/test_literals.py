"""AAGUIDs that are written out: the short look at the catalogue never misses what the long one would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.authenticators.entries import shipped
from passkeyctl.authenticators.literals import ALL_ZERO, literals
from passkeyctl.authenticators.proximity import NEAR, nearest

SHIPPED = newest()
LITERALS = literals()
DIGITS = [place for place, sign in enumerate(ALL_ZERO) if sign == "0"]


def test_it_has_the_dates_and_the_aaguids_of_the_catalogue() -> None:
    assert LITERALS.dates == shipped().dates
    assert LITERALS.aaguids == {entry.aaguid for entry in shipped().entries}


def test_an_aaguid_like_no_other_stands_for_itself() -> None:
    assert LITERALS.is_plain("0f5d6c3e-3b0b-5a4f-9f52-7a0e6b1c9d11")


def test_the_aaguid_that_says_nothing_is_not_plain() -> None:
    assert not LITERALS.is_plain(ALL_ZERO)


@given(
    st.sampled_from(sorted(LITERALS.aaguids)),
    st.lists(st.tuples(st.sampled_from(DIGITS), st.sampled_from("0123456789abcdef")), max_size=NEAR),
)
def test_whatever_is_near_a_known_one_is_looked_at_closely(known: str, slips: list[tuple[int, str]]) -> None:
    written = known
    for place, digit in slips:
        written = written[:place] + digit + written[place + 1 :]
    found = nearest(written, SHIPPED)
    assert LITERALS.is_plain(written) == (found is None)

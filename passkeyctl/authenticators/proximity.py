"""How far an AAGUID that nobody knows is from those that are known."""

from __future__ import annotations

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import Authenticator

NEAR = 2
"""Digits: so few are a slip of the hand, unless the AAGUID is itself known. Real models can be as close."""

ONE_BIT_A_DIGIT = int("1" * 32, 16)


def digits_apart(left: str, right: str) -> int:
    """How many of the 32 hexadecimal digits differ; by bits, since 400 comparisons digit by digit are felt."""
    differing = int(left.replace("-", ""), 16) ^ int(right.replace("-", ""), 16)
    differing |= differing >> 2
    differing |= differing >> 1
    return (differing & ONE_BIT_A_DIGIT).bit_count()


def nearest(aaguid: str, catalogue: Catalogue) -> tuple[Authenticator, int] | None:
    """The known model with the fewest other digits, and how many; None where the AAGUID itself is known.

    Entries of later catalogues count as known: an AAGUID written out means itself, whatever the date.
    """
    wanted = aaguid.lower()
    every = (*catalogue.entries, *catalogue.later)
    if not every or any(entry.aaguid == wanted for entry in every):
        return None
    entry = min(every, key=lambda each: (digits_apart(wanted, each.aaguid), each.aaguid))
    return entry, digits_apart(wanted, entry.aaguid)

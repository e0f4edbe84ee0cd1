"""How far an AAGUID that nobody knows is from those that are known."""

from __future__ import annotations

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import Authenticator


def digits_apart(left: str, right: str) -> int:
    return sum(one != other for one, other in zip(left, right, strict=True))


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

"""Catalogues to test with: the shipped one, and one with entries that a later catalogue brought."""

from __future__ import annotations

from passkeyctl.authenticators.catalogue import Catalogue, catalogue_of, newest
from passkeyctl.authenticators.entries import Authenticator, shipped

SHIPPED = newest()

LATER_BATCH = "a1b2c3d4-0000-4000-8000-000000000001"
LATER_MODEL = "a1b2c3d4-0000-4000-8000-000000000002"


def later_entries() -> tuple[Authenticator, ...]:
    """A third 5.7 batch of a YubiKey, and a new family."""
    known = next(entry for entry in shipped().entries if entry.alias == "yubikey-5-nfc@5.7.4")
    return (
        known._replace(alias="yubikey-5-nfc@5.7.9", aaguid=LATER_BATCH, firmware="5.7.9", since="2027-02"),
        known._replace(
            alias="brandnew-key",
            aaguid=LATER_MODEL,
            family="brandnew",
            vendor="Brand New",
            firmware="",
            since="2027-02",
        ),
    )


def of_date(date: str) -> Catalogue:
    return catalogue_of((*shipped().entries, *later_entries()), date, "2027-01-15")

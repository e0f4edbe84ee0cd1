"""One authenticator model as the catalogue knows it, and the rows of the shipped file.

Where the facts come from, by the letters in the column `sources`:

- M: FIDO Metadata Service, the entries for FIDO2 (https://fidoalliance.org/metadata/)
- E: Microsoft's table of keys that can be attested, of the date in the file's head
  (https://learn.microsoft.com/entra/identity/authentication/concept-fido2-hardware-vendor)
- P: names of passkey providers (https://github.com/passkeydeveloper/passkey-authenticator-aaguids)
- L: Microsoft's pages about Authenticator and about passkeys on Windows
  (https://learn.microsoft.com/entra/identity/authentication/how-to-enable-authenticator-passkey)
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from passkeyctl.authenticators.literals import REMARK, catalogue_lines, dates_of, remarks


class AuthenticatorKind(StrEnum):
    SECURITY_KEY = "security-key"
    PASSWORD_STORE = "password-manager"
    PHONE_APP = "phone-app"
    PLATFORM = "platform"
    OTHER = "other"


class PasskeyType(StrEnum):
    """Whether the private key can leave the device, as far as is known; never a reason to admit or refuse anybody."""

    DEVICE_BOUND = "device-bound"
    SYNCED = "synced"
    EITHER = "either"
    UNKNOWN = "unknown"


class Attestable(StrEnum):
    """Whether Entra takes its attestation: by Microsoft's table; `in-app` means only registered inside the app."""

    YES = "yes"
    IN_APP = "in-app"
    NO = "no"
    UNKNOWN = "unknown"


class MdsStatus(StrEnum):
    """The status in the FIDO Metadata Service; `certified` is a certificate without a level."""

    ABSENT = "absent"
    NOT_CERTIFIED = "not-certified"
    CERTIFIED = "certified"
    L1 = "L1"
    L1_PLUS = "L1+"
    L2 = "L2"
    L2_PLUS = "L2+"
    L3 = "L3"
    L3_PLUS = "L3+"
    REVOKED = "revoked"


class Mark(StrEnum):
    """What else is known; `removed` once stood on Microsoft's table, `enterprise` is sold only to order."""

    PREVIEW = "preview"
    TEST = "test"
    REMOVED = "removed"
    BIOMETRIC = "biometric"
    FIPS = "fips"
    ENTERPRISE = "enterprise"


LEVELS = (
    MdsStatus.CERTIFIED,
    MdsStatus.L1,
    MdsStatus.L1_PLUS,
    MdsStatus.L2,
    MdsStatus.L2_PLUS,
    MdsStatus.L3,
    MdsStatus.L3_PLUS,
)
"""The certificates, lowest first."""

CERTIFIED = frozenset(LEVELS)
NEVER_IN_A_FAMILY = frozenset({Mark.PREVIEW, Mark.TEST})


class Authenticator(NamedTuple):
    """One AAGUID. `firmware` is the product's (`5.7.4`, `5.2-5.4`) or empty; `since` is its first catalogue.

    A named tuple because every command that reads a file makes all of them, and a frozen dataclass is slow to make.
    """

    alias: str
    aaguid: str
    family: str
    vendor: str
    model: str
    firmware: str
    kind: AuthenticatorKind
    passkey_type: PasskeyType
    transports: tuple[str, ...]
    attestable: Attestable
    table_date: str
    mds_status: MdsStatus
    marks: frozenset[Mark]
    sources: str
    since: str

    @property
    def product(self) -> str:
        """The alias without its firmware: `yubikey-5-nfc`."""
        return self.alias.partition("@")[0]

    @property
    def suffix(self) -> str:
        """What stands behind `@` in the alias: a firmware, or the first digits where two models share a name."""
        return self.alias.partition("@")[2]

    @property
    def is_certified(self) -> bool:
        return self.mds_status in CERTIFIED

    @property
    def is_ordinary(self) -> bool:
        """Previews, test records and revoked models belong to no family: only their own alias or AAGUID means them."""
        return self.mds_status is not MdsStatus.REVOKED and not self.marks & NEVER_IN_A_FAMILY


class CatalogueFile(NamedTuple):
    """The shipped file: its catalogue dates, oldest first, the date of Microsoft's table, and every entry."""

    dates: tuple[str, ...]
    table_date: str
    entries: tuple[Authenticator, ...]
    mds_number: int


def shipped() -> CatalogueFile:
    """Read the catalogue that lies beside this module."""
    lines = catalogue_lines()
    head = remarks(lines)
    rows = [line for line in lines if not line.startswith(REMARK)][1:]
    table_date = head["entra-table"]
    return CatalogueFile(dates_of(head), table_date, tuple(_read(rows, table_date)), int(head["fido-mds"]))


def _read(rows: list[str], table_date: str) -> Iterator[Authenticator]:
    # Looking a word up in a dictionary takes a third of the time of calling the enum, and there are 1600 of them.
    kinds = {each.value: each for each in AuthenticatorKind}
    types = {each.value: each for each in PasskeyType}
    attestable = {each.value: each for each in Attestable}
    statuses = {each.value: each for each in MdsStatus}
    marks = {each.value: each for each in Mark}
    for row in rows:
        alias, aaguid, family, vendor, model, firmware, kind, passkeys, *rest = row.split("\t")
        transports, entra, mds, marked, sources, since = rest
        yield Authenticator(
            alias,
            aaguid,
            family,
            vendor,
            model,
            firmware,
            kinds[kind],
            types[passkeys],
            _split(transports),
            attestable[entra],
            table_date,
            statuses[mds],
            frozenset([marks[word] for word in _split(marked)]),
            sources,
            since,
        )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(",")) if cell else ()

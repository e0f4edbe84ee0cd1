"""Where each fact of the catalogue comes from, with the date of the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from passkeyctl.authenticators.entries import Attestable, Authenticator, AuthenticatorKind, Mark, PasskeyType
from passkeyctl.authenticators.literals import catalogue_lines, remarks

MDS, ENTRA, PROVIDERS, PAGES, OWN = "M", "E", "P", "L", "C"
LEARN = "https://learn.microsoft.com/entra/identity/authentication"


class Source(NamedTuple):
    """One list; `date` is its own, or its number."""

    letter: str
    name: str
    date: str
    address: str = ""


class Fact(NamedTuple):
    """One thing that is known of a model, in words, and the letters of the sources that say so."""

    name: str
    value: str
    sources: str


def sources() -> Mapping[str, Source]:
    """Every source of the shipped catalogue, by its letter."""
    head = remarks(catalogue_lines())
    every = (
        Source(ENTRA, "Microsoft's table of keys that can be attested", head["entra-table"],
               f"{LEARN}/concept-fido2-hardware-vendor"),
        Source(MDS, "FIDO Metadata Service", f"no. {head['fido-mds']}, {head['fido-mds-month']}",
               "https://fidoalliance.org/metadata/"),
        Source(PROVIDERS, "names of passkey providers", head["passkey-providers"],
               "https://github.com/passkeydeveloper/passkey-authenticator-aaguids"),
        Source(PAGES, "Microsoft's pages on Authenticator and on Windows", head["microsoft-pages"],
               f"{LEARN}/how-to-enable-authenticator-passkey"),
        Source(OWN, "this catalogue", head["catalogues"].split()[-1]),
    )  # fmt: skip
    return {each.letter: each for each in every}


def facts(entry: Authenticator) -> Iterator[Fact]:
    """What the shipped catalogue says; the status of today is `status.known_status`'s to tell."""
    yield Fact("AAGUID", entry.aaguid, entry.sources)
    yield Fact("model", entry.model, entry.sources)
    yield Fact("vendor", entry.vendor, OWN)
    yield Fact("family", entry.family, OWN)
    yield Fact("kind", entry.kind.value, OWN)
    if entry.firmware:
        yield Fact("firmware", entry.firmware, _one_of(entry, MDS))
    yield Fact("transports", ", ".join(entry.transports) or "not known", _one_of(entry, ENTRA, MDS))
    yield Fact("passkeys", _passkeys(entry.passkey_type), _source_of_type(entry))
    yield Fact("attestation in Entra", _attestable(entry), _source_of_attestation(entry))
    for mark, words in MARKS.items():
        if mark in entry.marks:
            yield Fact(mark.value, words, ENTRA if mark is Mark.REMOVED else _one_of(entry, ENTRA, MDS, PAGES))
    yield Fact("in the catalogue", f"since {entry.since}", OWN)


MARKS: Mapping[Mark, str] = {
    Mark.BIOMETRIC: "yes",
    Mark.FIPS: "claimed, or in its name; not compared with NIST's list",
    Mark.ENTERPRISE: "sold to order, for organisations",
    Mark.PREVIEW: "yes: not for sale",
    Mark.TEST: "yes: no real model",
    Mark.REMOVED: "once stood on Microsoft's table",
}


def _one_of(entry: Authenticator, *letters: str) -> str:
    """Those of the letters that know the model, or the catalogue itself."""
    return "".join(each for each in letters if each in entry.sources) or OWN


def _passkeys(passkey_type: PasskeyType) -> str:
    return {
        PasskeyType.DEVICE_BOUND: "device-bound",
        PasskeyType.SYNCED: "synced",
        PasskeyType.EITHER: "either: device-bound or synced",
        PasskeyType.UNKNOWN: "not known whether synced",
    }[passkey_type]


def _source_of_type(entry: Authenticator) -> str:
    """No list tells it: of keys it is an inference, and Entra attests no synced passkey."""
    if PAGES in entry.sources:
        return PAGES
    is_inferred = entry.kind is AuthenticatorKind.SECURITY_KEY or entry.attestable is Attestable.YES
    return OWN + ENTRA if is_inferred and ENTRA in entry.sources else OWN


def _source_of_attestation(entry: Authenticator) -> str:
    """That a model is missing is said by the table too."""
    if PAGES not in entry.sources:
        return ENTRA
    return PAGES if entry.attestable is Attestable.IN_APP else ENTRA + PAGES


def _attestable(entry: Authenticator) -> str:
    return {
        Attestable.YES: f"yes: on the table of {entry.table_date}",
        Attestable.IN_APP: "yes, where it is registered inside the app",
        Attestable.NO: f"no: not on the table of {entry.table_date}",
        Attestable.UNKNOWN: f"not known: newer than the table of {entry.table_date}",
    }[entry.attestable]

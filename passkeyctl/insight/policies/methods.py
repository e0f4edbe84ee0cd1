"""What a registered method is good for: the report's words for methods, and the modes that strengths are made of.

docs/graph-facts.md, "Methods and modes". Graph adds words; one that is not here may be good for anything.
"""

from __future__ import annotations

FIDO2 = "fido2"
PASSWORD = "password"
TEMPORARY_ACCESS_PASS = "temporaryAccessPass"

PASSKEY_STARTS = ("passkey", "fido")
"""How the report's words for passkeys begin, in lower case: those of security keys, synced passkeys and all others."""

MODES_OF: dict[str, frozenset[str]] = {
    "windowsHelloForBusiness": frozenset({"windowsHelloForBusiness"}),
    "macOsSecureEnclaveKey": frozenset({"windowsHelloForBusiness"}),
    "microsoftAuthenticatorPush": frozenset({"microsoftAuthenticatorPush"}),
    "microsoftAuthenticatorPasswordless": frozenset({"deviceBasedPush"}),
    "softwareOneTimePasscode": frozenset({"softwareOath"}),
    "hardwareOneTimePasscode": frozenset({"hardwareOath"}),
    "mobilePhone": frozenset({"sms", "voice"}),
    "alternateMobilePhone": frozenset({"voice"}),
    "officePhone": frozenset({"voice"}),
    "email": frozenset({"email"}),
    TEMPORARY_ACCESS_PASS: frozenset({"temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"}),
    "qrCode": frozenset({"qrCodePin"}),
    "externalAuthMethod": frozenset(),
    "securityQuestion": frozenset(),
}
"""The report's words but those for passkeys, each with the modes that it can serve."""

UNSEEN_MODES = frozenset(
    {"x509CertificateSingleFactor", "x509CertificateMultiFactor", "federatedSingleFactor", "federatedMultiFactor"}
)
"""Modes that no report tells of: certificates, and what another identity provider vouches for."""

SECOND_FACTORS = (
    "windowsHelloForBusiness",
    "macOsSecureEnclaveKey",
    "microsoftAuthenticatorPush",
    "microsoftAuthenticatorPasswordless",
    "softwareOneTimePasscode",
    "hardwareOneTimePasscode",
    "mobilePhone",
    "alternateMobilePhone",
    "officePhone",
    "externalAuthMethod",
)
"""Words of methods that satisfy the control `mfa`, beside a passkey that is accepted and a Temporary Access Pass."""

PHONE_WORDS = frozenset({"mobilePhone", "alternateMobilePhone", "officePhone", "email", "securityQuestion"})
"""Who registered some of these and nothing else signs in by SMS or voice only."""


def is_passkey(word: str) -> bool:
    return word.casefold().startswith(PASSKEY_STARTS)


def is_phishing_resistant(word: str) -> bool:
    """Certificates are too, but no report tells of them."""
    return is_passkey(word) or word in ("windowsHelloForBusiness", "macOsSecureEnclaveKey")


def is_known(word: str) -> bool:
    return word in MODES_OF or is_passkey(word)


def modes_of(word: str) -> frozenset[str]:
    return frozenset({FIDO2}) if is_passkey(word) else MODES_OF.get(word, frozenset())


def words_for(mode: str) -> tuple[str, ...]:
    """The words of methods that serve a mode; passkeys are looked at one by one, not by their words."""
    return tuple(word for word, modes in MODES_OF.items() if mode in modes)


def are_phone_only(words: frozenset[str]) -> bool:
    return bool(words) and words <= PHONE_WORDS

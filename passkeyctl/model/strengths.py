"""Authentication strengths: which combinations of methods count, and which keys and certificates among them."""

from __future__ import annotations

import unicodedata

from passkeyctl.model.fields import NOBODY, Field, Shape

BUILT_IN_STRENGTHS: dict[str, str] = {
    "00000000-0000-0000-0000-000000000002": "Multifactor authentication",
    "00000000-0000-0000-0000-000000000003": "Passwordless MFA",
    "00000000-0000-0000-0000-000000000004": "Phishing-resistant MFA",
}
"""Found by id: tenants show differing names (docs/graph-facts.md, "Built-in strengths")."""

BUILT_IN_COMBINATIONS: dict[str, frozenset[str]] = {
    "00000000-0000-0000-0000-000000000002": frozenset(
        {
            "windowsHelloForBusiness",
            "fido2",
            "x509CertificateMultiFactor",
            "deviceBasedPush",
            "temporaryAccessPassOneTime",
            "temporaryAccessPassMultiUse",
            "password,microsoftAuthenticatorPush",
            "password,softwareOath",
            "password,hardwareOath",
            "password,x509CertificateSingleFactor",
            "password,x509CertificateMultiFactor",
            "password,sms",
            "password,voice",
            "federatedMultiFactor",
            "microsoftAuthenticatorPush,federatedSingleFactor",
            "softwareOath,federatedSingleFactor",
            "hardwareOath,federatedSingleFactor",
            "sms,federatedSingleFactor",
            "voice,federatedSingleFactor",
        }
    ),
    "00000000-0000-0000-0000-000000000003": frozenset(
        {"windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "deviceBasedPush"}
    ),
    "00000000-0000-0000-0000-000000000004": frozenset(
        {"windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"}
    ),
}
"""What the built-in strengths accept as documented, for judging files without a tenant; Microsoft may change it."""

MODES: tuple[str, ...] = (
    "password",
    "voice",
    "hardwareOath",
    "softwareOath",
    "sms",
    "fido2",
    "windowsHelloForBusiness",
    "microsoftAuthenticatorPush",
    "deviceBasedPush",
    "temporaryAccessPassOneTime",
    "temporaryAccessPassMultiUse",
    "email",
    "x509CertificateSingleFactor",
    "x509CertificateMultiFactor",
    "federatedSingleFactor",
    "federatedMultiFactor",
    "qrCodePin",
)
"""Authentication method modes in the order of their flag values (authenticationMethodModes, Graph v1.0 metadata)."""

NAME_LIMIT = 30

STRENGTH_FIELDS: tuple[Field, ...] = (
    Field("name", Shape.TEXT),
    Field("description", Shape.TEXT),
    Field("allowedCombinations", Shape.COMBINATIONS, NOBODY),
    Field("fido2.allowedAAGUIDs", Shape.AAGUIDS, NOBODY),
    Field("x509", Shape.X509, frozenset()),
)


def combination(modes: str) -> str:
    """`sms, password` and `password,sms` are one combination: modes in the order of their flags, no blanks."""
    parts = {part.strip() for part in modes.split(",") if part.strip()}
    known = [mode for mode in MODES if mode in parts]
    return ",".join(known + sorted(parts - set(known)))


def built_in_strength(name: str) -> str | None:
    """Built-in names are spelled differently: `Phishing resistant MFA`, `Phishing-resistant MFA strength`."""
    spelling = _folded(name).removesuffix("strength")
    return next((id for id, known in BUILT_IN_STRENGTHS.items() if _folded(known) == spelling), None)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).casefold().split()).replace("-", "")

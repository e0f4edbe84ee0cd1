"""Authentication strengths: which combinations of methods count, and which keys and certificates among them."""

from __future__ import annotations

from passkeyctl.model.fields import NOBODY, Field, Shape

BUILT_IN_STRENGTHS: dict[str, str] = {
    "00000000-0000-0000-0000-000000000002": "Multifactor authentication",
    "00000000-0000-0000-0000-000000000003": "Passwordless MFA",
    "00000000-0000-0000-0000-000000000004": "Phishing-resistant MFA",
}
"""Found by id: tenants show differing names (docs/graph-facts.md, "Built-in strengths")."""

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

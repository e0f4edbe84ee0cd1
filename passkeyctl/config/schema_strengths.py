"""The section `authenticationStrengths`."""

from __future__ import annotations

from passkeyctl.config.schema_entries import NAMED, TEXT, authenticators, identity
from passkeyctl.config.shape import Key, ListOf, MapOf, OneOf, Record, Text
from passkeyctl.model.strengths import MODES, NAME_LIMIT

_MODE = f"({'|'.join(MODES)})"
_COMBINATIONS = ListOf(Text(hint_pattern=f"{_MODE}( *, *{_MODE})*"), fewest=1)

_X509 = Record(
    (
        Key(
            "forCombinations",
            _COMBINATIONS,
            "The combinations with a certificate that this limits.",
            ["x509CertificateMultiFactor"],
            is_required=True,
        ),
        Key(
            "allowedIssuerSkis",
            ListOf(Text("[0-9A-Fa-f]+", "a hexadecimal key identifier")),
            "Subject key identifiers of the issuers that count.",
        ),
        Key(
            "allowedPolicyOIDs",
            ListOf(Text("[0-9]+(\\.[0-9]+)+", "an OID such as `1.2.3.4`")),
            "Certificate policy OIDs that count.",
        ),
    )
)
_FIDO2 = Record(
    (
        authenticators(
            "The models that count, by alias, house alias or AAGUID (*Allowed AAGUIDs*); `null` lifts the limit.",
            is_nullable=True,
            name="allowedAAGUIDs",
        ),
    ),
    fewest=1,
)

STRENGTH = Record(
    (
        *identity(
            Key(
                "name",
                Text(limit=NAME_LIMIT),
                f"The strength's name in the tenant, at most {NAME_LIMIT} characters.",
                "Passkeys only",
            )
        ),
        Key("description", TEXT, "The description in the tenant.", "Passkeys only", is_nullable=True),
        Key(
            "allowedCombinations",
            _COMBINATIONS,
            "The combinations of methods that count, in Graph's words; a comma joins the methods of one combination.",
            ["fido2", "windowsHelloForBusiness"],
        ),
        Key("fido2", _FIDO2, "Limits for passkeys (*Advanced options* in the admin centre).", is_nullable=True),
        Key("x509", OneOf(sequence=ListOf(_X509), mapping=_X509), "Limits for certificates.", is_nullable=True),
    ),
    needs=NAMED,
)
STRENGTHS = MapOf(STRENGTH)

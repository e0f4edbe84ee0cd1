"""Lists of models as the FIDO Metadata Service would sign them, under a root of the tests' own."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from passkeyctl.json_types import JsonObject, JsonValue

SERVICE = "mds.fidoalliance.org"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def authority(name: str, above: Authority | None = None, *, key: Key | None = None) -> Authority:
    return _issued(name, above, key, is_authority=True, since=NOW - 5 * YEAR, until=NOW + 5 * YEAR)


def signer(
    above: Authority,
    name: str = SERVICE,
    *,
    key: Key | None = None,
    since: datetime = NOW - YEAR / 2,
    until: datetime = NOW + YEAR / 2,
) -> Authority:
    return _issued(name, above, key, is_authority=False, since=since, until=until)


def _issued(
    name: str, above: Authority | None, key: Key | None, *, is_authority: bool, since: datetime, until: datetime
) -> Authority:
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, issuing = (above.certificate.subject, above.key) if above else (subject, own)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=is_authority)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)
        .add_extension(_usage(is_authority=is_authority), critical=True)
    )
    if not is_authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return Authority(builder.sign(issuing, hashes.SHA256()), own)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def chain() -> tuple[Authority, Authority, Authority]:
    """A root, an authority between, and the service, with the service's sort of key; made once, since it takes time."""
    root = authority("Test Root")
    between = authority("Test Authority", root)
    return root, between, signer(between, key=rsa.generate_private_key(65537, 2048))


def model(aaguid: str, *reports: tuple[str, str], description: str = "Some key") -> JsonObject:
    """An entry; a report is a status and its date."""
    return {
        "aaguid": aaguid,
        "metadataStatement": {"description": description, "protocolFamily": "fido2"},
        "statusReports": [{"status": status, "effectiveDate": day} for status, day in reports],
        "timeOfLastStatusChange": "2026-11-01",
    }


def payload(*entries: JsonValue, number: int = 300, next_update: str = "2026-12-01") -> JsonObject:
    return {"legalHeader": "terms", "no": number, "nextUpdate": next_update, "entries": [*entries]}


def signed(document: JsonObject, *, by: Authority | None = None, above: tuple[Authority, ...] | None = None) -> bytes:
    """The list as the service sends it."""
    _, between, service = chain()
    leaf = by or service
    certificates = [leaf, *((between,) if above is None else above)]
    algorithm = "RS256" if isinstance(leaf.key, rsa.RSAPrivateKey) else "ES256"
    header = {"alg": algorithm, "typ": "JWT", "x5c": [b64encode(each.der).decode() for each in certificates]}
    message = b".".join(_part(json.dumps(each).encode()) for each in (header, document))
    return message + b"." + _part(_signature(leaf.key, message))


def _signature(key: Key, message: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _part(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")

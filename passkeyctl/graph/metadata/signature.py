"""Who signed a list of the FIDO Metadata Service, and what it says once that is proven.

`fido2.mds3.parse_blob` checks each signature up to the root, but neither dates nor whose certificate it is: anybody
with a certificate under the same root could sign. So the way up to the root is checked as a browser would, for the name
of the service. And it gives up on the whole list where one entry lacks a field, as one does in no. 291: so the library
checks the signature and reads the head, and entries are handed on as they stand.
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from fido2.cose import CoseKey
from fido2.mds3 import MetadataBlobPayload

from passkeyctl.errors import MetadataRejected
from passkeyctl.json_types import JsonObject, JsonValue

SERVICE = "mds.fidoalliance.org"
"""The name in the certificate that signs the list."""

COORDINATE = 32
"""Bytes of each half of an ES256 signature."""

FETCH_AGAIN = "fetch the list again, from https://mds3.fidoalliance.org/"
OTHER_ROOT = "if the service has changed its root certificate, name the new one with --root FILE"


@dataclass(frozen=True, slots=True)
class SignedList:
    """`number` rises with each list; `next_update` is the day for which the next one is announced."""

    number: int
    next_update: date
    entries: tuple[JsonValue, ...]


def shipped_root() -> bytes:
    """GlobalSign Root CA - R3, under which the service's certificate is (https://fidoalliance.org/metadata/)."""
    return Path(__file__).with_name("globalsign-root-r3.pem").read_bytes()


def verified(blob: bytes, root: bytes, now: datetime) -> SignedList:
    """What the list says; raises MetadataRejected where it was not signed by the service, under `root`, by `now`.

    `root` is a certificate, as PEM or DER.
    """
    message, _, written = blob.strip().rpartition(b".")
    first, _, second = message.partition(b".")
    header, signature = _json(first), _decoded(written)
    signer = _signer(header, _certificate(root), now)
    _check_signature(signer, str(header.get("alg")), message, signature)
    return _signed_list(_json(second))


def _decoded(part: bytes) -> bytes:
    try:
        return urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except NotBase64 as error:
        raise _not_a_list() from error


def _json(part: bytes) -> JsonObject:
    try:
        document = json.loads(_decoded(part))
    except (ValueError, RecursionError) as error:
        raise _not_a_list() from error
    if not isinstance(document, dict):
        raise _not_a_list()
    return document


def _not_a_list() -> MetadataRejected:
    return MetadataRejected("this is no list of the FIDO Metadata Service, or not the whole of one", hint=FETCH_AGAIN)


def _certificate(written: bytes) -> x509.Certificate:
    try:
        if b"-----BEGIN" in written:
            return x509.load_pem_x509_certificate(written)
        return x509.load_der_x509_certificate(written)
    except ValueError as error:
        raise MetadataRejected(
            "the root certificate can't be read", hint="name a file with one certificate, PEM or DER"
        ) from error


def _signer(header: JsonObject, root: x509.Certificate, now: datetime) -> x509.Certificate:
    """The certificate that signed, proven as a browser proves a server: name, dates, each signature up to the root."""
    chain = header.get("x5c")
    if not isinstance(chain, list) or not chain:
        raise MetadataRejected("the list does not say whose signature it bears", hint=FETCH_AGAIN)
    try:
        leaf, *above = (x509.load_der_x509_certificate(b64decode(str(each))) for each in chain)
        policy = PolicyBuilder().store(Store([root])).time(now).build_server_verifier(x509.DNSName(SERVICE))
        policy.verify(leaf, above)
    except ValueError as error:
        raise MetadataRejected("the list bears a certificate that can't be read", hint=FETCH_AGAIN) from error
    except VerificationError as error:
        raise MetadataRejected(
            f"the certificate that signed the list does not hold: {str(error).partition(' (encountered')[0]}",
            detail=(
                f"it has to be `{SERVICE}`'s, under `{root.subject.rfc4514_string()}`, and valid at {now:%Y-%m-%d}",
            ),
            hint=f"{FETCH_AGAIN}; {OTHER_ROOT}",
        ) from error
    return leaf


def _check_signature(signer: x509.Certificate, algorithm: str, message: bytes, signature: bytes) -> None:
    key = signer.public_key()
    match algorithm, key:
        case "RS256", RSAPublicKey():
            pass
        case "ES256", EllipticCurvePublicKey(curve=SECP256R1()) if len(signature) == 2 * COORDINATE:
            halves = signature[:COORDINATE], signature[COORDINATE:]
            signature = encode_dss_signature(*(int.from_bytes(each) for each in halves))
        case _:
            raise MetadataRejected(f"the list is signed as `{algorithm}`, which is not accepted here", hint=FETCH_AGAIN)
    try:
        CoseKey.for_name(algorithm).from_cryptography_key(key).verify(message, signature)
    except InvalidSignature as error:
        raise MetadataRejected(
            "the signature of the list does not fit it: it was altered, or was not sent whole", hint=FETCH_AGAIN
        ) from error


def _signed_list(payload: JsonObject) -> SignedList:
    entries = payload.get("entries")
    try:
        head = MetadataBlobPayload.from_dict({**payload, "entries": []})
    except (TypeError, ValueError) as error:
        raise _without_head() from error
    if not isinstance(entries, list) or not isinstance(head.no, int) or not isinstance(head.next_update, date):
        raise _without_head()
    return SignedList(head.no, head.next_update, tuple(entries))


def _without_head() -> MetadataRejected:
    return MetadataRejected(
        "the list lacks its number, its date or its entries", hint="it has a format that this version does not know"
    )

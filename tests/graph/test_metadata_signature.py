"""A list is believed only where the service signed it, under the pinned root, with a certificate that is valid."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from passkeyctl.errors import MetadataRejected
from passkeyctl.graph.metadata.signature import shipped_root, verified
from passkeyctl.json_types import JsonObject
from tests.metadata_lists import NOW, YEAR, authority, chain, model, payload, signed, signer

KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
ROOT = chain()[0].pem
DOCUMENT = payload(model(KEY, ("FIDO_CERTIFIED_L1", "2026-01-02")), {"nobody": "reads this"}, 5)


def refused(blob: bytes, root: bytes = ROOT) -> str:
    with pytest.raises(MetadataRejected) as raised:
        verified(blob, root, NOW)
    assert raised.value.hint
    return raised.value.summary


def test_a_signed_list_is_read_whatever_its_entries_are() -> None:
    found = verified(signed(DOCUMENT), ROOT, NOW)
    assert (found.number, found.next_update) == (300, date(2026, 12, 1))
    assert list(found.entries) == DOCUMENT["entries"]


def test_the_root_may_be_der_and_may_stand_in_the_list_itself() -> None:
    root, between, _ = chain()
    assert verified(signed(DOCUMENT), root.der, NOW).number == 300
    assert verified(signed(DOCUMENT, above=(between, root)), ROOT, NOW).number == 300
    assert verified(signed(DOCUMENT) + b"\n", ROOT, NOW).number == 300


def test_a_signature_with_an_elliptic_curve() -> None:
    root, between, _ = chain()
    assert verified(signed(DOCUMENT, by=signer(between)), root.pem, NOW).number == 300


def test_a_payload_that_was_altered() -> None:
    first, second, third = signed(DOCUMENT).split(b".")
    document = json.loads(urlsafe_b64decode(second + b"=="))
    document["entries"][0]["statusReports"][0]["status"] = "REVOKED"
    altered = urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=")
    assert "does not fit it" in refused(b".".join((first, altered, third)))


def test_a_signature_by_another_key_than_the_certificate_says() -> None:
    blob, other = signed(DOCUMENT), signed(payload(number=301))
    assert "does not fit it" in refused(blob.rpartition(b".")[0] + b"." + other.rpartition(b".")[2])


def test_another_root() -> None:
    assert "does not hold" in refused(signed(DOCUMENT), authority("Another Root").pem)
    assert "does not hold" in refused(signed(DOCUMENT), shipped_root())


def test_a_certificate_that_has_ended_or_not_begun() -> None:
    _, between, _ = chain()
    ended = signer(between, until=NOW - timedelta(days=1))
    assert "not valid at validation time" in refused(signed(DOCUMENT, by=ended))
    early = signer(between, since=NOW + timedelta(days=1))
    assert "not valid at validation time" in refused(signed(DOCUMENT, by=early))
    assert verified(signed(DOCUMENT, by=ended), ROOT, NOW - YEAR / 4).number == 300


def test_anybody_elses_certificate_under_the_same_root() -> None:
    _, between, _ = chain()
    assert "does not hold" in refused(signed(DOCUMENT, by=signer(between, "www.example.com")))


def test_a_certificate_that_may_not_issue_others() -> None:
    _, between, service = chain()
    forged = signer(service, key=ec.generate_private_key(ec.SECP256R1()))
    assert "does not hold" in refused(signed(DOCUMENT, by=forged, above=(service, between)))


def test_a_missing_link() -> None:
    assert "does not hold" in refused(signed(DOCUMENT, above=()))


def with_header(**changed: object) -> bytes:
    first, second, third = signed(DOCUMENT).split(b".")
    header = json.loads(urlsafe_b64decode(first + b"==")) | changed
    return b".".join((urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"="), second, third))


def test_headers_that_want_to_be_believed() -> None:
    for algorithm in ("none", "HS256", "ES256", "RS1", None):
        assert "not accepted" in refused(with_header(alg=algorithm))
    nobodies: tuple[object, ...] = ([], None, "MIIB")
    for nobody in nobodies:
        assert "whose signature" in refused(with_header(x5c=nobody))
    assert "can't be read" in refused(with_header(x5c=["AAAA"]))


@pytest.mark.parametrize("blob", [b"", b"{}", b"a.b.c", b"....", b"<html></html>", signed(DOCUMENT)[:500]])
def test_what_is_no_list(blob: bytes) -> None:
    assert refused(blob) == "this is no list of the FIDO Metadata Service, or not the whole of one"


@pytest.mark.parametrize("missing", ["no", "nextUpdate", "entries"])
def test_a_signed_document_that_is_no_list(missing: str) -> None:
    document: JsonObject = {key: value for key, value in DOCUMENT.items() if key != missing}
    assert "lacks its number" in refused(signed(document))
    assert "lacks its number" in refused(signed({**DOCUMENT, missing: "soon"}))


def test_a_root_that_is_none() -> None:
    assert refused(signed(DOCUMENT), b"-----BEGIN CERTIFICATE-----\n") == "the root certificate can't be read"
    assert refused(signed(DOCUMENT), b"") == "the root certificate can't be read"


def test_the_pinned_root_is_the_one_that_the_service_names() -> None:
    root = x509.load_pem_x509_certificate(shipped_root())
    assert root.fingerprint(hashes.SHA256()).hex() == "cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b"
    assert root.not_valid_after_utc.date() == date(2029, 3, 18)
